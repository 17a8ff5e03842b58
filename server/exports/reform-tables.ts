/** What the pages of the reform office show, as tables: the cascade, duty lists and weights, and the comparison. */
import { Injectable } from '@nestjs/common';
import { indicator as indicatorOf } from '../../metrics/catalogue.ts';
import { inScope } from '../access/scope.ts';
import { FUNNEL_MEASURES, type FunnelQuery } from '../contract-reform.ts';
import type { Lang } from '../http/request-context.ts';
import { CascadeService } from '../reform/cascade.service.ts';
import { ClaimsService } from '../reform/claims.service.ts';
import { DemandsService } from '../reform/demands.service.ts';
import { FunnelService } from '../reform/funnel.service.ts';
import type { Cell, ExportTable } from './export-document.ts';
import { daysOf, versionOf, type Content, type ExportOrder } from './export-order.ts';
import { R } from './reform-words.ts';
import { stateOf, W } from './words.ts';

const numeric = true as const;
const scopeOf = ({ scope }: ExportOrder) => inScope(scope, 'e.unit');
/** Words of a code; the code itself where there are none. */
const word = (of: Readonly<Record<string, { zh: string; en: string }>>, code: string, lang: Lang): string =>
  of[code]?.[lang] ?? code;

@Injectable()
export class ReformTables {
  constructor(
    private readonly cascadeService: CascadeService,
    private readonly demandsService: DemandsService,
    private readonly claimsService: ClaimsService,
    private readonly funnelService: FunnelService,
  ) {}

  async cascade(order: ExportOrder): Promise<Content> {
    const { lang } = order;
    const { asOf, heads, hops } = await this.cascadeService.cascade(daysOf(order.query), scopeOf(order));
    const level = (code: string): string => (code === '' ? R.unknownLevel[lang] : word(R.levels, code, lang));
    return {
      title: R.cascade[lang],
      asOf,
      versions: versionOf('cascade-amplification'),
      tables: [
        {
          name: R.hops[lang],
          title: R.hops[lang],
          definition: R.hopsDefinition[lang],
          columns: [
            { label: R.from[lang] },
            { label: R.to[lang] },
            { label: R.parents[lang], numeric },
            { label: R.tasks[lang], numeric },
            { label: R.times[lang], numeric },
          ],
          rows: hops.map(({ above, aboveDepartment, below, belowDepartment, tasks, parents }): Cell[] => [
            aboveDepartment || level(above),
            belowDepartment || level(below),
            parents,
            tasks,
            tasks / Math.max(1, parents),
          ]),
        },
        {
          name: R.heads[lang],
          title: R.heads[lang],
          definition: R.headsDefinition[lang],
          columns: [{ label: W.issuer[lang] }, { label: R.to[lang] }, { label: R.tasks[lang], numeric }],
          rows: heads.map((head): Cell[] => [head.issuer, level(head.level), head.tasks]),
          chart: { category: 0, value: 2 },
        },
      ],
    };
  }

  async assessment(order: ExportOrder): Promise<Content> {
    const { lang } = order;
    const { rows, asOf } = await this.demandsService.demands(daysOf(order.query), scopeOf(order));
    const yes = (value: boolean | null): string => (value === null ? R.notStated[lang] : R[value ? 'yes' : 'no'][lang]);
    return {
      title: R.assessment[lang],
      asOf,
      versions: versionOf('off-list-demand'),
      tables: [
        {
          name: W.requirement[lang],
          title: R.assessment[lang],
          definition: R.assessmentDefinition[lang],
          columns: [
            { label: W.requirement[lang] },
            { label: W.issuer[lang] },
            { label: R.dutyList[lang] },
            { label: R.traces[lang] },
            { label: R.metric[lang] },
            { label: R.weight[lang], numeric },
            { label: R.ranked[lang] },
            { label: R.basis[lang] },
            { label: R.answers[lang], numeric },
            { label: W.hours[lang], numeric },
          ],
          rows: [...rows]
            .sort((a, b) => (b.weight ?? -1) - (a.weight ?? -1))
            .map((row): Cell[] => [
              row.name,
              row.issuer,
              word(R.lists, row.dutyList, lang),
              row.traceKinds.join(';'),
              row.metric,
              row.weight,
              yes(row.ranked),
              word(R.bases, row.basis, lang),
              row.answers,
              row.hours,
            ]),
          chart: { category: 0, value: 5 },
        },
      ],
    };
  }

  async comparison(order: ExportOrder): Promise<Content> {
    const { lang, query } = order;
    const asked = FUNNEL_MEASURES.find((one) => one === query.id) ?? 'filling-hours';
    const funnelQuery: FunnelQuery = { id: asked, per: 'cadres', ...daysOf(order.query) };
    const [funnel, claims] = await Promise.all([
      this.funnelService.funnel(funnelQuery, scopeOf(order)),
      this.claimsService.claims(daysOf(order.query), scopeOf(order)),
    ]);
    const kinds = new Map(claims.kinds.map(({ kind, terms }) => [kind, terms[lang]]));
    const tables: ExportTable[] = [
      {
        name: R.funnel[lang],
        title: `${R.funnel[lang]}: ${indicatorOf(asked)?.terms[lang] ?? asked}`,
        definition: R.funnelDefinition[lang],
        columns: [
          { label: W.unit[lang] },
          { label: word(R.sizes, funnel.per, lang), numeric },
          { label: W.value[lang], numeric },
          { label: 'z', numeric },
          { label: R.beyond[lang] },
        ],
        rows: funnel.rows.map((row): Cell[] => [
          row.unitName,
          row.value === null ? null : row.n,
          row.value ?? stateOf('cannot-judge', row.reason, lang),
          row.z,
          row.beyond === null ? '' : word(R.beyonds, row.beyond, lang),
        ]),
        chart: { category: 0, value: 2 },
      },
      {
        name: R.rates[lang],
        title: R.rates[lang],
        definition: claims.kinds.map(({ terms, formula }) => `${terms[lang]}: ${formula[lang]}`).join('\n'),
        columns: [
          { label: R.claim[lang] },
          { label: W.unit[lang] },
          { label: W.period[lang] },
          { label: W.requirement[lang] },
          { label: R.claimed[lang], numeric },
          { label: R.computed[lang], numeric },
          { label: W.numerator[lang], numeric },
          { label: W.denominator[lang], numeric },
          { label: W.status[lang] },
        ],
        rows: claims.rates.map((rate): Cell[] => [
          kinds.get(rate.kind) ?? rate.kind,
          rate.unitName,
          rate.period,
          rate.requirementName,
          rate.claimed,
          rate.computed,
          rate.numerator,
          rate.n,
          rate.status === 'cannot-judge'
            ? stateOf('cannot-judge', rate.reason, lang)
            : word(R.claims, rate.status, lang),
        ]),
      },
      {
        name: R.minutes[lang],
        title: R.minutes[lang],
        definition: R.minutesDefinition[lang],
        columns: [
          { label: W.requirement[lang] },
          { label: W.issuer[lang] },
          { label: R.claimed[lang], numeric },
          { label: R.computed[lang], numeric },
          { label: W.low[lang], numeric },
          { label: W.high[lang], numeric },
          { label: W.n[lang], numeric },
          { label: W.status[lang] },
        ],
        rows: claims.minutes.map((one): Cell[] => [
          one.name,
          one.issuer,
          one.claimed,
          one.computed,
          one.low,
          one.high,
          one.n,
          one.status === 'cannot-judge' ? stateOf('cannot-judge', one.reason, lang) : word(R.claims, one.status, lang),
        ]),
      },
    ];
    return { title: R.comparison[lang], asOf: funnel.asOf, versions: versionOf(asked), tables };
  }
}
