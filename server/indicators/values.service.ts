/** Answers `indicators/values`: stored sums by day, other aggregates from event rows, both kept until something is computed. */
import { Injectable } from '@nestjs/common';
import { catalogue, indicator as indicatorOf } from '../../metrics/catalogue.ts';
import type { Indicator } from '../../metrics/definition.ts';
import { tQuantile } from '../../metrics/statistics/student-t.ts';
import type { IndicatorRow, IndicatorValues, ValuesQuery } from '../contract.ts';
import { DIMENSIONS } from '../contract.ts';
import { FactStore } from '../facts/fact-store.ts';
import { AnswerCache } from './answer-cache.ts';
import { ComputationService, type Span } from './computation.service.ts';
import { loadSpreads } from './load-spread.ts';
import {
  groupKey,
  isSummedByMonth,
  lastDays,
  perCadreStatement,
  valuesStatement,
  type Dimension,
  type Question,
} from './values-query.ts';
import { judged, SUPPRESSED, type ValueRow } from './verdict.ts';
import { MonthSums } from './month-sums.ts';
import { byGroup, cutFromWhole } from './series.ts';
import { isAdditive, type Statement } from './statements.ts';
import { periodLength } from './periods.ts';
import { unknownDimension, unknownIndicator } from './refusals.ts';

/** A figure about fewer people than this is not shown inside the reporting line. */
const SMALLEST_GROUP = 5;
const EVERYTHING: Statement = { sql: '1', parameters: {} };

@Injectable()
export class ValuesService {
  constructor(
    private readonly store: FactStore,
    private readonly computation: ComputationService,
    private readonly cache: AnswerCache,
    private readonly monthSums: MonthSums,
  ) {}

  /** Values of the indicators asked for; `scope` is a condition on `unit` (everything by default, for the operator's CLI). */
  async values(query: ValuesQuery, scope: Statement = EVERYTHING): Promise<IndicatorValues> {
    const asked = query.id ? query.id.split(',').map(known) : catalogue.filter((one) => one.kind === 'burden');
    const by = dimensionsOf(query.by);
    const { finishedAt } = await this.computation.current();
    const span = await this.computation.span();
    if (!span) return { asOf: null, rows: [] };
    const question: Question = {
      by,
      period: by.includes('period') ? query.period : 'all',
      from: query.from ?? span.first,
      to: query.to ?? span.last,
      requirement: query.requirement,
      unit: query.unit,
      own: query.own === '1',
      issuer: query.issuer,
      system: query.system,
      scope,
    };
    const rows = await Promise.all(asked.map((one) => this.kept(one, question, span)));
    return { asOf: finishedAt, rows: rows.flat() };
  }

  private async kept(indicator: Indicator, question: Question, span: Span): Promise<IndicatorRow[]> {
    const ask = (one: Question) =>
      this.cache.lasting(['values', indicator.id, one], () => this.answer(indicator, one, span));
    const cut = cutFromWhole(question, span);
    if (!cut) return ask(question);
    const { whole, inside, ends } = cut;
    const [all, ...others] = await Promise.all([inside ? ask(whole) : [], ...ends.map(ask)]);
    const rows = all.filter((row) => inside && row.period >= inside.first && row.period <= inside.last);
    // By what else was asked first, then by period, as the engine orders them.
    return ends.length === 0 ? rows : [...rows, ...others.flat()].sort(byGroup);
  }

  private async answer(indicator: Indicator, question: Question, span: Span): Promise<IndicatorRow[]> {
    const byMonth =
      ['all', 'month'].includes(question.period) &&
      (isAdditive(indicator) || isSummedByMonth(indicator)) &&
      (await this.monthSums.cover(question.from, question.to));
    const days = isAdditive(indicator) || byMonth ? [] : await this.days(indicator, question);
    const statement = valuesStatement(indicator, question, days, byMonth);
    const [rows, names, perCadre, spreads] = await Promise.all([
      this.store.query<ValueRow>(statement.sql, statement.parameters),
      this.names(question.by),
      indicator.perCadre ? this.perCadre(indicator, question, byMonth) : undefined,
      indicator.spread ? loadSpreads(this.store, indicator, question, byMonth) : undefined,
    ]);
    return rows.map((row) => {
      const people = perCadre?.get(groupKey(row));
      const head = { indicator: indicator.id, ...named(row, question.by, names), period: row.by_period };
      if (people && people.cadres < SMALLEST_GROUP) return { ...head, ...SUPPRESSED };
      return {
        ...head,
        ...judged(indicator, row),
        ...(people ? { perCadreWeek: perWeek(row, people, weeks(row.by_period, question, span)) } : {}),
        ...(spreads ? { spread: spreads(row) } : {}),
        ...(incomplete(row.by_period, question.period, span) ? { incomplete: true } : {}),
      };
    });
  }

  private async perCadre(indicator: Indicator, question: Question, byMonth: boolean): Promise<Map<string, PeopleRow>> {
    const { sql, parameters } = perCadreStatement(indicator, question, byMonth);
    const [rows, staff] = await Promise.all([
      this.store.query<PeopleRow>(sql, parameters),
      this.store.query<{ unit: string; n: number }>(
        'SELECT township AS unit, count() AS n FROM cadre_units GROUP BY township',
      ),
    ]);
    const inUnit = new Map(staff.map((row) => [row.unit, row.n]));
    // Cadres without a single event still count: they are part of the unit. Asked by requirement or issuer, only those who answer do.
    const byUnitOnly = question.by.every((dimension) => dimension === 'unit' || dimension === 'period');
    return new Map(
      rows.map((row) => {
        const listed = byUnitOnly && question.by.includes('unit') ? (inUnit.get(row.by_unit) ?? 0) : 0;
        return [groupKey(row), { ...row, cadres: Math.max(row.k, listed) }];
      }),
    );
  }

  private async days(indicator: Indicator, question: Question): Promise<string[]> {
    if (indicator.stock) {
      const { sql, parameters } = lastDays(question);
      return (await this.store.query<{ last: string }>(sql, parameters)).map((row) => row.last);
    }
    const rows = await this.store.query<{ day: string }>(
      `SELECT DISTINCT toString(c.day) AS day FROM computed_days c WHERE c.day BETWEEN {from:Date} AND {to:Date} ORDER BY c.day`,
      { from: question.from, to: question.to },
    );
    return rows.map((row) => row.day);
  }

  private async names(by: readonly Dimension[]): Promise<Names> {
    const read = async (dimension: Dimension, sql: string) =>
      by.includes(dimension)
        ? new Map((await this.store.query<{ code: string; name: string }>(sql)).map((row) => [row.code, row.name]))
        : new Map<string, string>();
    const [requirement, unit, system] = await Promise.all([
      read('requirement', 'SELECT code, name FROM requirements'),
      read('unit', 'SELECT code, name FROM unit_paths'),
      read('system', 'SELECT code, name FROM systems'),
    ]);
    return { requirement, unit, system };
  }
}

interface PeopleRow extends Record<`by_${Dimension}`, string> {
  k: number;
  total: number;
  squares: number;
  cadres: number;
}

type Names = Record<'requirement' | 'unit' | 'system', Map<string, string>>;

function known(id: string): Indicator {
  const found = indicatorOf(id.trim());
  if (!found) throw unknownIndicator(id);
  return found;
}

function dimensionsOf(by: string): Dimension[] {
  return by
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((name) => {
      const dimension = DIMENSIONS.find((one) => one === name);
      if (!dimension) throw unknownDimension(name, DIMENSIONS);
      return dimension;
    });
}

function named(row: ValueRow, by: readonly Dimension[], names: Names): Partial<IndicatorRow> {
  const labels: Partial<IndicatorRow> = {};
  if (by.includes('requirement')) {
    labels.requirement = row.by_requirement;
    labels.requirementName = names.requirement.get(row.by_requirement) ?? row.by_requirement;
  }
  if (by.includes('unit')) {
    labels.unit = row.by_unit;
    labels.unitName = names.unit.get(row.by_unit) ?? row.by_unit;
  }
  if (by.includes('system')) {
    labels.system = row.by_system;
    labels.systemName = names.system.get(row.by_system) ?? row.by_system;
  }
  if (by.includes('issuer')) labels.issuer = row.by_issuer;
  return labels;
}

/** Hours per cadre and week; 95 % t interval over cadres, widened by the uncertainty of the modelled hours. */
function perWeek(row: ValueRow, people: PeopleRow, weeksLong: number): NonNullable<IndicatorRow['perCadreWeek']> {
  const mean = people.total / people.cadres;
  const variance = people.cadres > 1 ? Math.max(0, people.squares - people.total * mean) / (people.cadres - 1) : 0;
  const half = people.cadres > 1 ? tQuantile(0.975, people.cadres - 1) * Math.sqrt(variance / people.cadres) : 0;
  const model = (bound: number) => (row.numerator > 0 ? bound / row.numerator : 1);
  return {
    value: mean / weeksLong,
    low: (Math.max(0, mean - half) / weeksLong) * model(row.low),
    high: ((mean + half) / weeksLong) * model(row.high),
    cadres: people.cadres,
    loggedShare: row.numerator > 0 ? (row.logged ?? 0) / row.numerator : 0,
  };
}

function weeks(period: string, question: Question, span: Span): number {
  const from = question.from > span.first ? question.from : span.first;
  const to = question.to < span.last ? question.to : span.last;
  return Math.max(periodLength(period, question.period, from, to) / 7, 1 / 7);
}

/** The period that holds the last computed day, unless that day ends it. */
function incomplete(period: string, kind: ValuesQuery['period'], span: Span): boolean {
  if (kind === 'day' || kind === 'all') return false;
  const full = periodLength(period, kind, '0000-01-01', '9999-12-31');
  return periodLength(period, kind, '0000-01-01', span.last) < full;
}
