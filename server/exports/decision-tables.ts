/** What the pages of decisions show, as tables: relief, a new form, and staffing beside the load. */
import { Injectable } from '@nestjs/common';
import { inScope } from '../access/scope.ts';
import { NewFormQuery, type ReliefAction, type ReliefEffect } from '../contract-decisions.ts';
import { NewFormService } from '../decisions/new-form.service.ts';
import { ReliefService } from '../decisions/relief.service.ts';
import { StaffingService } from '../decisions/staffing.service.ts';
import { D } from './decision-words.ts';
import type { Cell } from './export-document.ts';
import { daysOf, versionOf, type Content, type ExportOrder } from './export-order.ts';
import { R } from './reform-words.ts';
import { stateOf, W } from './words.ts';

const numeric = true as const;

@Injectable()
export class DecisionTables {
  constructor(
    private readonly reliefService: ReliefService,
    private readonly newFormService: NewFormService,
    private readonly staffingService: StaffingService,
  ) {}

  async relief(order: ExportOrder): Promise<Content> {
    const { lang, query, scope } = order;
    const unit = query.unit === undefined ? {} : { unit: query.unit };
    const { status, weeks, limits, actions, to } = await this.reliefService.relief(
      { ...daysOf(query), ...unit },
      inScope(scope, 'e.unit'),
    );
    const yes = (value: boolean): string => R[value ? 'yes' : 'no'][lang];
    const suppressed = status === 'suppressed';
    return {
      title: D.relief[lang],
      asOf: to,
      versions: versionOf('filling-hours'),
      tables: [
        {
          name: D.weeks[lang],
          title: suppressed ? `${D.weeks[lang]}: ${W.suppressed[lang]}` : D.weeks[lang],
          definition: D.weeksDefinition[lang],
          columns: [
            { label: D.monday[lang] },
            { label: D.hoursPerWorkday[lang], numeric },
            { label: D.mean[lang], numeric },
            { label: W.low[lang], numeric },
            { label: W.high[lang], numeric },
            { label: D.whole[lang] },
            { label: D.outside[lang] },
          ],
          rows: weeks.map(({ week, value, whole, outside }): Cell[] => [
            week,
            value ?? W.cannotJudge[lang],
            limits?.mean ?? null,
            limits?.lower ?? null,
            limits?.upper ?? null,
            yes(whole),
            limits === null ? '' : yes(outside),
          ]),
          chart: { category: 0, value: 1 },
        },
        {
          name: D.actions[lang],
          title: D.actions[lang],
          definition: D.actionsDefinition[lang],
          columns: [
            { label: D.fromDay[lang] },
            { label: D.kind[lang] },
            { label: W.requirement[lang] },
            { label: D.note[lang] },
            { label: D.of[lang] },
            { label: D.before[lang], numeric },
            { label: D.after[lang], numeric },
            { label: D.difference[lang], numeric },
            { label: W.low[lang], numeric },
            { label: W.high[lang], numeric },
            { label: W.status[lang] },
          ],
          rows: actions.flatMap((action) => effectRows(action, order)),
        },
      ],
    };
  }

  async newForm({ lang, query, scope }: ExportOrder): Promise<Content> {
    const { fields, photos, characters, checkin, frequency, asked, unit } = query;
    const given = { fields, photos, characters, checkin, frequency, asked, unit };
    const form = await this.newFormService.estimate(
      NewFormQuery.parse(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))),
      inScope(scope, 'e.unit'),
    );
    const { people, timesAYear } = form.answers;
    const blank = { count: null, secondsEach: null };
    const line = (name: string, of: { count: Cell; secondsEach: Cell }, hours: Cell, low: Cell, high: Cell): Cell[] => [
      name,
      of.count,
      of.secondsEach,
      people,
      timesAYear,
      hours,
      low,
      high,
    ];
    const parts = form.parts.map((part) =>
      line(
        D.partNames[part.part][lang],
        part,
        part.hoursAYear,
        part.hoursAYear / form.factor,
        part.hoursAYear * form.factor,
      ),
    );
    const total = form.hours?.value ?? stateOf('cannot-judge', form.reason, lang);
    return {
      title: D.newForm[lang],
      asOf: null,
      versions: versionOf('filling-hours'),
      tables: [
        {
          name: D.parts[lang],
          title: D.newForm[lang],
          definition: D.partsDefinition[lang],
          columns: [
            { label: D.part[lang] },
            { label: D.count[lang], numeric },
            { label: D.secondsEach[lang], numeric },
            { label: D.people[lang], numeric },
            { label: D.timesAYear[lang], numeric },
            { label: D.hoursAYear[lang], numeric },
            { label: W.low[lang], numeric },
            { label: W.high[lang], numeric },
          ],
          rows: [
            ...parts,
            line(D.total[lang], blank, total, form.hours?.low ?? null, form.hours?.high ?? null),
            [D.knownElsewhere[lang], form.known.fields, null, null, null, form.known.hoursAYear, null, null],
            [D.present[lang], null, null, null, null, form.present ?? W.cannotJudge[lang], null, null],
          ],
          chart: { category: 0, value: 5 },
        },
        {
          name: D.overlaps[lang],
          title: D.overlaps[lang],
          definition: D.overlapsDefinition[lang],
          columns: [
            { label: W.requirement[lang] },
            { label: W.issuer[lang] },
            { label: D.frequency[lang] },
            { label: D.fields[lang], numeric },
            { label: D.shared[lang] },
          ],
          rows: form.overlaps.map((row): Cell[] => [
            row.name,
            row.issuer,
            row.frequency,
            row.fields,
            row.shared.map(({ label, other }) => (label === other ? label : `${label} = ${other}`)).join('; '),
          ]),
        },
      ],
    };
  }

  async staffing({ lang, query, scope }: ExportOrder): Promise<Content> {
    const { asOf, rows, trend } = await this.staffingService.staffing(daysOf(query), inScope(scope, 'e.unit'));
    return {
      title: D.staffing[lang],
      asOf,
      versions: versionOf('filling-hours'),
      tables: [
        {
          name: D.staffing[lang],
          title: D.staffing[lang],
          definition: D.staffingDefinition[lang],
          columns: [
            { label: W.unit[lang] },
            { label: D.posts[lang], numeric },
            { label: D.listed[lang], numeric },
            { label: D.seconded[lang], numeric },
            { label: D.reported[lang], numeric },
            { label: D.vacancy[lang], numeric },
            { label: W.hoursPerCadreWeek[lang], numeric },
            { label: W.low[lang], numeric },
            { label: W.high[lang], numeric },
            { label: W.status[lang] },
          ],
          rows: rows.map((row): Cell[] => [
            row.unitName,
            row.posts,
            row.listed,
            row.seconded,
            row.reported,
            row.vacancy,
            row.hours?.value ?? null,
            row.hours?.low ?? null,
            row.hours?.high ?? null,
            stateOf(row.status, row.reason, lang),
          ]),
          chart: { category: 0, value: 5 },
        },
        {
          name: D.trend[lang],
          title: D.trend[lang],
          definition: D.trendDefinition[lang],
          columns: [
            { label: W.n[lang], numeric },
            { label: D.perTenPoints[lang], numeric },
            { label: W.low[lang], numeric },
            { label: W.high[lang], numeric },
            { label: W.status[lang] },
          ],
          rows: [[trend.n, trend.perTenPoints, trend.low, trend.high, stateOf(trend.status, trend.reason, lang)]],
        },
      ],
    };
  }
}

/** What was compared for an action: its own requirement where it names one, and all hours. */
function effectRows(action: ReliefAction, { lang }: ExportOrder): Cell[][] {
  const row = (of: string, effect: ReliefEffect): Cell[] => [
    action.day,
    D.kinds[action.kind][lang],
    action.name,
    action.note,
    of,
    effect.before,
    effect.after,
    effect.difference,
    effect.low,
    effect.high,
    stateOf(effect.status, effect.reason, lang),
  ];
  return [...(action.own ? [row(D.own[lang], action.own)] : []), row(D.all[lang], action.all)];
}
