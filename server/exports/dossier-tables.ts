/** One finding with everything it rests on, and the rows behind any figure: what an auditor takes along. */
import { Injectable } from '@nestjs/common';
import { detector as detectorOf, indicator as indicatorOf } from '../../metrics/catalogue.ts';
import { inScope } from '../access/scope.ts';
import type { Finding, FindingDetail, Role } from '../contract.ts';
import { withoutPeople, type EvidencePage } from '../findings/evidence-page.ts';
import { EvidenceService, type PageRequest } from '../findings/evidence.service.ts';
import { FindingContextService } from '../findings/finding-context.service.ts';
import { FindingsService } from '../findings/findings.service.ts';
import { generalRefusal, Refusal } from '../http/problem.ts';
import { ComputationService } from '../indicators/computation.service.ts';
import { unknownFinding, unknownIndicator } from '../indicators/refusals.ts';
import { D } from './dossier-words.ts';
import { evidenceTable } from './evidence-table.ts';
import type { Cell, ExportTable } from './export-document.ts';
import { versionOf, type Content, type ExportOrder } from './export-order.ts';
import { detectorVersions } from './finding-table.ts';
import { W } from './words.ts';

/** Rows of one file: what a spreadsheet still scrolls through, and a server holds without effort (some 60 MB). */
const MOST_ROWS = 20_000;
const numeric = true as const;

@Injectable()
export class DossierTables {
  constructor(
    private readonly findings: FindingsService,
    private readonly evidenceService: EvidenceService,
    private readonly context: FindingContextService,
    private readonly computation: ComputationService,
  ) {}

  async finding(order: ExportOrder): Promise<Content> {
    const { lang, query, scope } = order;
    const { role } = order.caller;
    if (query.finding === undefined) throw unknownFinding('');
    const condition = inScope(scope, 'e.unit');
    const [one, detail, { finishedAt }] = await Promise.all([
      this.findings.one(query.finding, condition),
      this.findings.detail(query.finding, condition),
      this.computation.current(),
    ]);
    const flagged = one.detectors.filter((detector) => detector.flagged).map(({ id }) => id);
    const onlyByLot = flagged.length === 0 && one.random_arm && query.detector === undefined;
    const proving = { ...one, detectors: query.detector === undefined ? flagged : [query.detector] };
    const [outcome, rows] = await Promise.all([
      this.context.outcome(one, condition, inScope(scope, 'up.township')),
      one.status === 'cannot-judge' || role === 'reform'
        ? null
        : this.all((page) =>
            onlyByLot
              ? this.evidenceService.ofDraw(one, condition, page)
              : this.evidenceService.ofFinding(proving, condition, page),
          ),
    ]);
    const of = detail.finding;
    return {
      title: `${D.dossier[lang]}: ${of.requirementName || of.requirement} · ${of.unitName || of.unit || W.allUnits[lang]} · ${of.period}`,
      asOf: finishedAt,
      versions: detectorVersions([of]),
      tables: [
        summary(of, lang),
        verdicts(detail, lang),
        notCounted(detail, lang),
        {
          name: D.outcome[lang],
          title: D.outcome[lang],
          definition: D.outcomeDefinition[lang],
          columns: [
            { label: W.month[lang] },
            { label: D.traces[lang], numeric },
            ...outcome.outcomes.map(({ kind }) => ({ label: kind, numeric })),
          ],
          rows: outcome.months.map((month, i): Cell[] => [
            month,
            outcome.traces[i] ?? D.notGiven[lang],
            ...outcome.outcomes.map(({ values }) => values[i] ?? D.notGiven[lang]),
          ]),
        },
        ...(rows ? [evidenceTable(D[onlyByLot ? 'drawn' : 'evidence'][lang], shownTo(rows, role).rows, lang)] : []),
      ],
    };
  }

  async evidence({ lang, query, scope, caller: { role } }: ExportOrder): Promise<Content> {
    const id = query.id ?? '';
    const definition = indicatorOf(id) ?? detectorOf(id);
    if (!definition) throw unknownIndicator(id);
    const isDetector = definition.kind === 'risk';
    if (isDetector && role === 'steward') throw generalRefusal(403);
    const [span, { finishedAt }] = await Promise.all([this.computation.span(), this.computation.current()]);
    const { requirement, unit, weekday, hour } = query;
    const where = {
      ...(requirement === undefined ? {} : { requirement }),
      ...(unit === undefined ? {} : { unit }),
      ...(weekday === undefined ? {} : { weekday }),
      ...(hour === undefined ? {} : { hour }),
      own: query.own === '1',
      from: query.from ?? span?.first ?? '1970-01-01',
      to: query.to ?? span?.last ?? '1970-01-01',
    };
    const condition = inScope(scope, 'e.unit');
    const evidence = await this.all((page) =>
      isDetector
        ? this.evidenceService.ofDetector(id, where, condition, page)
        : this.evidenceService.ofIndicator(id, where, condition, page),
    );
    const rows = evidenceTable(D.evidence[lang], shownTo(evidence, role).rows, lang);
    return {
      title: `${definition.terms[lang]}: ${D.evidence[lang]}`,
      asOf: finishedAt,
      versions: isDetector ? `${id} v${definition.version}` : versionOf(id),
      tables: [
        rows,
        {
          name: D.figure[lang],
          title: definition.terms[lang],
          definition: definition.question[lang],
          columns: [{ label: D.what[lang] }, { label: D.said[lang] }],
          rows: [
            [W.indicator[lang], definition.terms[lang]],
            [W.rows[lang], evidence.total],
            [D.counted[lang], evidence.counted],
            [W.period[lang], `${where.from} – ${where.to}`],
          ],
        },
      ],
    };
  }

  /** Every row, or none: a file that stops somewhere would pass for the whole. */
  private async all(read: (page: PageRequest) => Promise<EvidencePage>): Promise<EvidencePage> {
    const { total } = await read({ page: 1, size: 1 });
    if (total > MOST_ROWS)
      throw new Refusal(422, 'too-many-rows', {
        zh: `共 ${total} 条记录,一个文件最多 ${MOST_ROWS} 条。请缩短时段,或选定一个单位或一项要求后再导出。`,
        en: `There are ${total} rows, and a file holds ${MOST_ROWS} at most. Choose fewer days, one unit or one requirement, and export again.`,
      });
    return read({ page: 1, size: Math.max(1, total) });
  }
}

const shownTo = (evidence: EvidencePage, role: Role | null): EvidencePage =>
  role === 'auditor' ? evidence : withoutPeople(evidence);

function summary(finding: Finding, lang: ExportOrder['lang']): ExportTable {
  const { attribution, triage } = finding;
  const share = (value: number | null): string => (value === null ? '–' : `${(value * 100).toFixed(0)} %`);
  const to = { requirement: W.toRequirement, unit: W.toUnit, mixed: W.toMixed, unknown: W.toUnknown }[attribution.to];
  const judged = finding.status !== 'cannot-judge';
  const rows: Cell[][] = [
    [W.finding[lang], finding.id],
    [W.status[lang], `${W[finding.status][lang]}${finding.reason === undefined ? '' : ` (${finding.reason})`}`],
    [W.requirement[lang], `${finding.requirementName} (${finding.requirement})`],
    [W.issuer[lang], finding.issuer],
    [W.unit[lang], finding.unit === '' ? W.allUnits[lang] : `${finding.unitName} (${finding.unit})`],
    [W.month[lang], finding.period],
    [W.signals[lang], judged ? finding.signals : W.cannotJudge[lang]],
    [D.excusedSignals[lang], judged ? finding.excused : W.cannotJudge[lang]],
    [W.attribution[lang], to[lang]],
    [D.contrast[lang], attribution.same_people_contrast ?? W.cannotJudge[lang]],
    [D.icc[lang], [attribution.icc_requirement, attribution.icc_unit, attribution.icc_person].map(share).join(' / ')],
    [D.personView[lang], D.personViews[attribution.person_view][lang]],
    [D.lot[lang], D[finding.random_arm ? 'yes' : 'no'][lang]],
  ];
  if (finding.yield) {
    rows.push([D.yieldRows[lang], finding.yield.rows]);
    rows.push([D.yieldHours[lang], finding.yield.hours ?? W.cannotJudge[lang]]);
  }
  if (triage) {
    const reason = triage.reason === '' ? '' : `: ${triage.reason}`;
    rows.push([D.mark[lang], `${D.marks[triage.state][lang]}${reason} (${triage.by}, ${triage.at})`]);
  }
  return {
    name: D.summary[lang],
    title: D.summary[lang],
    definition: D.summaryDefinition[lang],
    columns: [{ label: D.what[lang] }, { label: D.said[lang] }],
    rows,
  };
}

function verdicts({ finding, detectors }: FindingDetail, lang: ExportOrder['lang']): ExportTable {
  const detailOf = new Map(detectors.map((one) => [one.id, one]));
  return {
    name: D.verdicts[lang],
    title: D.verdicts[lang],
    definition: D.verdictsDefinition[lang],
    columns: [
      { label: W.detectors[lang] },
      { label: D.standsOut[lang] },
      { label: W.observed[lang], numeric },
      { label: W.eligible[lang], numeric },
      { label: W.expected[lang], numeric },
      { label: D.ratio[lang], numeric },
      { label: D.shrunk[lang], numeric },
      { label: W.low[lang], numeric },
      { label: W.high[lang], numeric },
      { label: 'p', numeric },
      { label: W.q[lang], numeric },
      { label: D.baseline[lang], numeric },
      { label: D.closesAt[lang], numeric },
      { label: D.elsewhere[lang] },
      { label: D.right[lang] },
      { label: D.honest[lang] },
      { label: D.otherwise[lang] },
    ],
    rows: finding.detectors.map((one): Cell[] => {
      const [detail, definition] = [detailOf.get(one.id), detectorOf(one.id)];
      const { elsewhere, measured } = detail ?? {};
      return [
        definition?.terms[lang] ?? one.id,
        D[one.flagged ? 'yes' : 'no'][lang],
        one.observed,
        one.n,
        one.expected,
        one.ratio,
        one.shrunk,
        one.low,
        one.high,
        one.p,
        one.q,
        detail?.baseline ?? null,
        detail?.wouldCloseAt ?? null,
        elsewhere && elsewhere.n > 0 ? `${elsewhere.observed} / ${elsewhere.n}` : W.cannotJudge[lang],
        measured ? `${measured.checked - measured.falsePositives} / ${measured.checked}` : D.neverChecked[lang],
        definition?.null.statement[lang] ?? null,
        definition?.falsePositives[lang] ?? null,
      ];
    }),
    chart: { category: 0, value: 2 },
  };
}

function notCounted({ detectors }: FindingDetail, lang: ExportOrder['lang']): ExportTable {
  const term = (id: string): string => detectorOf(id)?.terms[lang] ?? id;
  return {
    name: D.set[lang],
    title: D.set[lang],
    definition: D.setDefinition[lang],
    columns: [
      { label: W.detectors[lang] },
      { label: D.what[lang] },
      { label: D.why[lang] },
      { label: W.rows[lang], numeric },
    ],
    rows: detectors.flatMap(({ id, excuses, abstained }): Cell[][] => [
      ...excuses.map(({ excuse, n }): Cell[] => [term(id), D.excuse[lang], D.excuses[excuse]?.[lang] ?? excuse, n]),
      ...abstained.map(({ reason, n }): Cell[] => [term(id), D.abstention[lang], reason, n]),
    ]),
  };
}
