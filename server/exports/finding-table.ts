/** Findings as a table: a row a finding and detector that stands out. */
import { detector as detectorOf } from '../../metrics/catalogue.ts';
import type { Finding } from '../contract.ts';
import type { Lang } from '../http/request-context.ts';
import type { Cell, ExportTable } from './export-document.ts';
import { W } from './words.ts';

const TO = { requirement: W.toRequirement, unit: W.toUnit, mixed: W.toMixed, unknown: W.toUnknown };

export function findingTable(findings: readonly Finding[], lang: Lang): ExportTable {
  const rows = findings.flatMap((finding): Cell[][] => {
    const head: Cell[] = [
      finding.id,
      finding.reason === undefined ? W[finding.status][lang] : `${W[finding.status][lang]} (${finding.reason})`,
      finding.requirementName,
      finding.issuer,
      finding.unitName,
      finding.period,
      TO[finding.attribution.to][lang],
      finding.signals,
    ];
    const flagged = finding.detectors.filter((one) => one.flagged);
    if (flagged.length === 0) return [[...head, '', null, null, null, null]];
    return flagged.map((one) => [
      ...head,
      detectorOf(one.id)?.terms[lang] ?? one.id,
      one.observed,
      one.n,
      one.expected,
      one.q,
    ]);
  });
  const numeric = true as const;
  return {
    name: W.finding[lang],
    title: lang === 'zh' ? '疑点线索(线索不是结论)' : 'Findings (leads, not verdicts)',
    definition:
      lang === 'zh'
        ? '每行是一条线索中显著的一个检测项;被审视的是要求,不是人。'
        : 'One row per finding and detector that stands out. The requirement is under scrutiny, not the person.',
    columns: [
      { label: W.finding[lang] },
      { label: W.status[lang] },
      { label: W.requirement[lang] },
      { label: W.issuer[lang] },
      { label: W.unit[lang] },
      { label: W.month[lang] },
      { label: W.attribution[lang] },
      { label: W.signals[lang], numeric },
      { label: W.detectors[lang] },
      { label: W.observed[lang], numeric },
      { label: W.eligible[lang], numeric },
      { label: W.expected[lang], numeric },
      { label: W.q[lang], numeric },
    ],
    rows,
  };
}

/** Id and version of the detectors in the rows. */
export function detectorVersions(findings: readonly Finding[]): string {
  const ids = new Set(findings.flatMap(({ detectors }) => detectors.map(({ id }) => id)));
  return [...ids]
    .sort()
    .map((id) => `${id} v${detectorOf(id)?.version ?? '?'}`)
    .join(', ');
}
