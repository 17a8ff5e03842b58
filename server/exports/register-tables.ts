/** What the pages of overlaps, red lines and measured precision show, as tables. */
import { Injectable } from '@nestjs/common';
import { detector as detectorOf } from '../../metrics/catalogue.ts';
import { rule as ruleOf } from '../../metrics/policy/rules.ts';
import { inScope } from '../access/scope.ts';
import type { PolicyRow } from '../contract-policy.ts';
import { OverlapsService } from '../directory/overlaps.service.ts';
import { SoundnessService } from '../findings/soundness.service.ts';
import { ComputationService } from '../indicators/computation.service.ts';
import { PolicyService } from '../policy/policy.service.ts';
import type { Cell } from './export-document.ts';
import { daysOf, versionOf, type Content, type ExportOrder } from './export-order.ts';
import { G } from './register-words.ts';
import { stateOf, W } from './words.ts';

const numeric = true as const;
const PAGE = 500;

@Injectable()
export class RegisterTables {
  constructor(
    private readonly overlapsService: OverlapsService,
    private readonly policyService: PolicyService,
    private readonly soundnessService: SoundnessService,
    private readonly computation: ComputationService,
  ) {}

  async overlap({ lang, query, scope }: ExportOrder): Promise<Content> {
    const { rows } = await this.overlapsService.overlaps(
      { ...daysOf(query), ...(query.requirement === undefined ? {} : { requirement: query.requirement }) },
      inScope(scope, 'e.unit'),
    );
    return {
      title: G.overlap[lang],
      asOf: (await this.computation.current()).finishedAt,
      versions: versionOf('filling-hours'),
      tables: [
        {
          name: G.overlap[lang],
          title: G.overlap[lang],
          definition: G.overlapDefinition[lang],
          columns: [
            { label: G.first[lang] },
            { label: W.issuer[lang] },
            { label: G.second[lang] },
            { label: W.issuer[lang] },
            { label: G.shared[lang] },
            { label: G.of[lang], numeric },
            { label: G.share[lang], numeric },
            { label: G.unitsBoth[lang], numeric },
            { label: G.hoursFirst[lang], numeric },
            { label: G.returned[lang], numeric },
            { label: G.verdict[lang] },
          ],
          rows: rows.map(({ first, second, shared, share, units, hoursSaved, verdict }): Cell[] => [
            first.name,
            first.issuer,
            second.name,
            second.issuer,
            shared.map(({ label, other }) => (label === other ? label : `${label} = ${other}`)).join('; '),
            first.fields,
            share,
            units,
            first.hours,
            hoursSaved,
            G.verdicts[verdict][lang],
          ]),
          chart: { category: 0, value: 9 },
        },
      ],
    };
  }

  /** The matrix, and the verdicts of the rule chosen; without one, all breaches. Nobody is named: pseudonyms stay in the evidence. */
  async redLines({ lang, query, scope }: ExportOrder): Promise<Content> {
    const { rule, unit, severity } = query;
    const filter = { unit, severity, from: query.from?.slice(0, 7), to: query.to?.slice(0, 7) };
    const { cells, asOf } = await this.policyService.matrix(filter, scope);
    const what = rule === undefined ? { verdict: 'breach' as const } : { rule };
    const rows: PolicyRow[] = [];
    for (let page = 1; ; page++) {
      const part = await this.policyService.list({ ...filter, ...what, page, size: PAGE }, scope, false);
      rows.push(...part.rows);
      if (rows.length >= part.total || part.rows.length === 0) break;
    }
    const term = (id: string): string => `${id} ${ruleOf(id)?.terms[lang] ?? ''}`.trim();
    const department = (name: string): string => name || G.nobody[lang];
    const rules = [...new Set(cells.map((cell) => cell.rule))].sort();
    return {
      title: G.redLines[lang],
      asOf,
      versions: rules.map((id) => `${id} v${ruleOf(id)?.version ?? '?'}`).join(', '),
      tables: [
        {
          name: G.matrix[lang],
          title: G.matrix[lang],
          definition: G.matrixDefinition[lang],
          columns: [
            { label: G.rule[lang] },
            { label: G.severity[lang] },
            { label: G.department[lang] },
            { label: G.ruleVerdicts.breach[lang], numeric },
            { label: G.ruleVerdicts.ok[lang], numeric },
            { label: G.ruleVerdicts['cannot-judge'][lang], numeric },
          ],
          rows: cells.map((cell): Cell[] => [
            term(cell.rule),
            G.severities[cell.severity][lang],
            department(cell.department),
            cell.breach,
            cell.ok,
            cell['cannot-judge'],
          ]),
        },
        {
          name: rule === undefined ? G.breaches[lang] : G.verdictRows[lang],
          title: rule === undefined ? G.breaches[lang] : term(rule),
          definition: G.verdictDefinition[lang],
          columns: [
            { label: G.rule[lang] },
            { label: G.clause[lang] },
            { label: G.severity[lang] },
            { label: G.subject[lang] },
            { label: G.department[lang] },
            { label: W.unit[lang] },
            { label: W.period[lang] },
            { label: G.verdict[lang] },
            { label: G.facts[lang], numeric },
          ],
          rows: rows.map((row): Cell[] => [
            term(row.rule),
            row.clause,
            G.severities[row.severity][lang],
            row.subjectName,
            department(row.department),
            row.unitName,
            row.period,
            row.reason === undefined
              ? G.ruleVerdicts[row.verdict][lang]
              : `${G.ruleVerdicts[row.verdict][lang]} (${row.reason})`,
            row.observed,
          ]),
        },
      ],
    };
  }

  async soundness({ lang }: ExportOrder): Promise<Content> {
    const { asOf, minimumChecks, detectors, bands, months, unflagged } = await this.soundnessService.read();
    const definition = G.soundnessDefinition[lang].replace('{n}', String(minimumChecks));
    const few = (checked: number): string =>
      checked < minimumChecks ? stateOf('cannot-judge', 'too-few-checks', lang) : W.ok[lang];
    const counted = [
      { label: G.checked[lang], numeric },
      { label: G.right[lang], numeric },
      { label: W.status[lang] },
    ] as const;
    return {
      title: G.soundness[lang],
      asOf,
      versions: detectors.map((one) => `${one.detector} v${detectorOf(one.detector)?.version ?? '?'}`).join(', '),
      tables: [
        {
          name: W.detectors[lang],
          title: G.soundness[lang],
          definition,
          columns: [
            { label: W.detectors[lang] },
            { label: G.checked[lang], numeric },
            { label: G.confirmed[lang], numeric },
            { label: G.valuable[lang], numeric },
            { label: G.defects[lang], numeric },
            { label: G.falsePositives[lang], numeric },
            { label: G.precision[lang], numeric },
            { label: W.low[lang], numeric },
            { label: W.high[lang], numeric },
            { label: W.status[lang] },
          ],
          rows: detectors.map((one): Cell[] => [
            detectorOf(one.detector)?.terms[lang] ?? one.detector,
            one.checked,
            one.confirmed,
            one.valuable,
            one.requirementDefects,
            one.falsePositives,
            one.checked < minimumChecks ? W.cannotJudge[lang] : one.precision,
            one.low,
            one.high,
            few(one.checked),
          ]),
          chart: { category: 0, value: 6 },
        },
        {
          name: G.bands[lang],
          title: G.bands[lang],
          definition,
          columns: [{ label: G.from[lang], numeric }, { label: G.to[lang], numeric }, ...counted],
          rows: bands.map((one): Cell[] => [one.from, one.to, one.checked, one.right, few(one.checked)]),
        },
        {
          name: G.monthsChecked[lang],
          title: G.monthsChecked[lang],
          definition,
          columns: [{ label: W.month[lang] }, ...counted],
          rows: months.map((one): Cell[] => [one.month, one.checked, one.right, few(one.checked)]),
        },
        {
          name: G.missed[lang],
          title: G.missed[lang],
          definition: G.missedDefinition[lang],
          columns: [
            { label: G.checked[lang], numeric },
            { label: G.confirmed[lang], numeric },
            { label: G.share[lang], numeric },
            { label: W.low[lang], numeric },
            { label: W.high[lang], numeric },
          ],
          rows: [[unflagged.checked, unflagged.confirmed, unflagged.share, unflagged.low, unflagged.high]],
        },
      ],
    };
  }
}
