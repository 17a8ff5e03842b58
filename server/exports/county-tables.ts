/** What the pages of the county's load show, a table a chart; those of decisions are made in decision-tables.ts. */
import { Injectable } from '@nestjs/common';
import { inScope } from '../access/scope.ts';
import type { IndicatorRow, ValuesQuery } from '../contract.ts';
import { WeekHoursService } from '../decisions/week-hours.service.ts';
import { DirectoryService } from '../directory/directory.service.ts';
import { ValuesService } from '../indicators/values.service.ts';
import { C } from './county-words.ts';
import { DecisionTables } from './decision-tables.ts';
import type { Cell, ExportTable } from './export-document.ts';
import { daysOf, type Content, type ExportOrder } from './export-order.ts';
import { valueTable, versionsOf, type Key, type ValueTable } from './value-tables.ts';
import { W } from './words.ts';

const HOURS = 'filling-hours';
const DEMANDS = 'same-day-demand,lead-time,late-share';
const WEEK = 'form-time-share,trace-time-share,meeting-hours,inspection-days';
const LOAD = 'load-to-capacity';
const GINI = 'burden-concentration';
const SPREAD = ['gini', 'theil', 'within', 'between'] as const;
const numeric = true as const;

type Drawing = Partial<Pick<ValueTable, 'perCadreWeek' | 'drawn'>>;

type CountyView = 'townships' | 'week' | 'time' | 'fairness' | 'relief' | 'new-form' | 'staffing';

@Injectable()
export class CountyTables {
  readonly builders: Readonly<Record<CountyView, (order: ExportOrder) => Promise<Content>>>;

  constructor(
    private readonly valuesService: ValuesService,
    private readonly directory: DirectoryService,
    private readonly weekHours: WeekHoursService,
    private readonly decisions: DecisionTables,
  ) {
    this.builders = {
      townships: (order) => this.townships(order),
      week: (order) => this.week(order),
      time: (order) => this.time(order),
      fairness: (order) => this.fairness(order),
      relief: (order) => decisions.relief(order),
      'new-form': (order) => decisions.newForm(order),
      staffing: (order) => decisions.staffing(order),
    };
  }

  private async townships(order: ExportOrder): Promise<Content> {
    const { unit } = order.query;
    const ofUnit = unit === undefined ? {} : { unit };
    const people = { perCadreWeek: true };
    const [places, months, county, requirements, weeks] = await Promise.all([
      this.places(order, { id: HOURS, period: 'all' }),
      this.places(order, { id: HOURS, period: 'month' }),
      this.ask(order, { id: HOURS, period: 'month' }),
      this.ask(order, { id: HOURS, by: 'requirement,period', period: 'all', ...ofUnit }),
      this.ask(order, { id: HOURS, period: 'week', ...ofUnit }),
    ]);
    return content(order, 'townships', county.asOf, [
      [places, 'townships', ['unit'], { ...people, drawn: true }],
      [months, 'townshipMonths', ['unit', 'period'], people],
      [county.rows, 'countyMonths', ['period'], people],
      [requirements.rows, 'requirements', ['requirement'], { drawn: true }],
      [weeks.rows, 'weeks', ['period'], {}],
    ]);
  }

  private async week(order: ExportOrder): Promise<Content> {
    const [all, places] = await Promise.all([
      this.ask(order, { id: WEEK, period: 'all' }),
      this.places(order, { id: WEEK, period: 'all' }),
    ]);
    return content(order, 'week', all.asOf, [
      [all.rows, 'county', [], {}],
      [places, 'townships', ['unit'], {}],
    ]);
  }

  private async time(order: ExportOrder): Promise<Content> {
    const { lang, query, scope } = order;
    const id = query.id ?? HOURS;
    const ofUnit = query.unit === undefined ? {} : { unit: query.unit };
    const period = query.period ?? 'week';
    const [load, days, offHours, demands, marks, hours] = await Promise.all([
      this.ask(order, { id, period, ...ofUnit }),
      this.ask(order, { id, period: 'day', ...ofUnit }),
      this.ask(order, { id: 'off-hours', period, ...ofUnit }),
      this.ask(order, { id: DEMANDS, period, ...ofUnit }),
      this.ask(order, { id: 'late-share,inspection-days', period: 'day', ...ofUnit }),
      this.weekHours.hours(id, { ...daysOf(query), ...ofUnit }, inScope(scope, 'e.unit')),
    ]);
    const made = content(order, 'time', load.asOf, [
      [load.rows, 'load', ['period'], {}],
      [days.rows, 'days', ['period'], {}],
      [offHours.rows, 'offHours', ['period'], {}],
      [demands.rows, 'demands', ['period'], {}],
      [marks.rows, 'marks', ['period'], {}],
    ]);
    const suppressed = hours.status === 'suppressed';
    const byHour: ExportTable = {
      name: C.hours[lang],
      title: suppressed ? `${C.hours[lang]}: ${W.suppressed[lang]}` : C.hours[lang],
      definition: C.hoursDefinition[lang],
      columns: [
        { label: C.weekday[lang] },
        { label: C.hour[lang] },
        { label: W.value[lang], numeric },
        { label: W.n[lang], numeric },
        { label: C.daysOfWeekday[lang], numeric },
      ],
      rows: hours.rows.map(({ weekday, hour, value, n }): Cell[] => [
        C.weekdays[lang][weekday] ?? weekday,
        `${String(hour).padStart(2, '0')}:00`,
        value,
        n,
        hours.days[weekday] ?? 0,
      ]),
    };
    return { ...made, tables: [...made.tables, byHour] };
  }

  private async fairness(order: ExportOrder): Promise<Content> {
    const { lang } = order;
    const [hours, months, load, loadMonths, gini, staffing] = await Promise.all([
      this.places(order, { id: HOURS, period: 'all' }),
      this.places(order, { id: HOURS, period: 'month' }),
      this.places(order, { id: LOAD, period: 'all' }),
      this.ask(order, { id: LOAD, period: 'month' }),
      this.ask(order, { id: GINI, period: 'month' }),
      this.decisions.staffing(order),
    ]);
    const made = content(order, 'fairness', loadMonths.asOf, [
      [load, 'capacity', ['unit'], { drawn: true }],
      [hours, 'townships', ['unit'], { perCadreWeek: true, drawn: true }],
      [months, 'townshipMonths', ['unit', 'period'], { perCadreWeek: true }],
      [gini.rows, 'gini', ['period'], {}],
    ]);
    const split: ExportTable = {
      name: C.split[lang],
      title: C.split[lang],
      definition: C.splitDefinition[lang],
      columns: [{ label: W.month[lang] }, ...SPREAD.map((part) => ({ label: C.spread[part][lang], numeric }))],
      rows: loadMonths.rows.map(({ period, spread }): Cell[] => [
        period,
        ...SPREAD.map((part) => spread?.[part] ?? W.cannotJudge[lang]),
      ]),
    };
    return { ...made, tables: [...made.tables, split, ...staffing.tables] };
  }

  private ask({ query, scope }: ExportOrder, question: Partial<ValuesQuery>) {
    return this.valuesService.values(
      { by: 'period', period: 'all', ...daysOf(query), ...question },
      inScope(scope, 'e.unit'),
    );
  }

  /** By township where the answer has any, as on the pages: who sees one township only gets what lies in it. */
  private async places(order: ExportOrder, question: Partial<ValuesQuery>): Promise<IndicatorRow[]> {
    const [{ rows }, units] = await Promise.all([
      this.ask(order, { by: 'unit,period', ...question }),
      this.directory.units(inScope(order.scope, 'e.unit')),
    ]);
    const townships = new Set(units.filter(({ level }) => level === 'township').map(({ code }) => code));
    const shown = rows.filter(({ unit = '' }) => townships.has(unit));
    return shown.length > 0 ? shown : rows;
  }
}

type Named = keyof typeof C.tables;
type Part = readonly [rows: readonly IndicatorRow[], name: Named, keys: readonly Key[], drawing: Drawing];

function content({ lang }: ExportOrder, title: keyof typeof C.titles, asOf: string | null, parts: Part[]): Content {
  return {
    title: C.titles[title][lang],
    asOf,
    versions: versionsOf(parts.flatMap(([rows]) => rows)),
    tables: parts.map(([rows, name, keys, drawing]) =>
      valueTable({ name: C.tables[name][lang], title: C.tables[name][lang], keys, rows, lang, ...drawing }),
    ),
  };
}
