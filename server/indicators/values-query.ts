/** Builds the SQL that answers `indicators/values`. Only names listed here become SQL; values are bound. */
import type { Indicator } from '../../metrics/definition.ts';
import { DIMENSIONS, type ValuesQuery } from '../contract.ts';
import type { SqlParameters } from '../facts/fact-store.ts';
import { isAdditive, placedEvents, type Statement } from './statements.ts';

export type Dimension = (typeof DIMENSIONS)[number];

const PERIOD_SQL: Record<ValuesQuery['period'], string> = {
  day: 'toString(day)',
  week: 'toString(toMonday(day))',
  month: `formatDateTime(day, '%Y-%m')`,
  all: `''`,
};

/** What a value is asked about, with the days it may use. */
export interface Question {
  by: readonly Dimension[];
  period: ValuesQuery['period'];
  from: string;
  to: string;
  requirement?: string | undefined;
  unit?: string | undefined;
  issuer?: string | undefined;
  system?: string | undefined;
  /** Condition on the column `unit` with its bound parameters: the caller's organisation scope. */
  scope: Statement;
}

/** Columns `requirement, unit, system, issuer, period` for the dimensions asked for, '' for the others. */
function dimensions(question: Question): { select: string; group: string } {
  const sql: Record<Dimension, string> = {
    requirement: 'e.requirement',
    unit: 'e.unit',
    system: 'r.system_code',
    issuer: 'r.issuer',
    period: PERIOD_SQL[question.period],
  };
  const select = DIMENSIONS.map(
    (dimension) => `${question.by.includes(dimension) ? sql[dimension] : `''`} AS by_${dimension}`,
  ).join(', ');
  return { select, group: DIMENSIONS.map((dimension) => `by_${dimension}`).join(', ') };
}

function filtered(question: Question, rows: string): string {
  const conditions = [question.scope.sql];
  if (question.requirement !== undefined) conditions.push('e.requirement = {requirement:String}');
  if (question.unit !== undefined)
    conditions.push(
      'e.unit IN (SELECT code FROM unit_paths WHERE has(path, {unit:String}) UNION DISTINCT SELECT {unit:String})',
    );
  if (question.issuer !== undefined) conditions.push('r.issuer = {issuer:String}');
  if (question.system !== undefined) conditions.push('r.system_code = {system:String}');
  return `(${rows}) e LEFT ANY JOIN (SELECT code, issuer, system_code FROM requirements) r ON r.code = e.requirement
    WHERE ${conditions.join(' AND ')}`;
}

function boundValues(question: Question): SqlParameters {
  const { requirement, unit, issuer, system, from, to } = question;
  return { ...question.scope.parameters, from, to, requirement, unit, issuer, system };
}

const STORED = (indicator: Indicator) =>
  `SELECT requirement, unit, cadre, day, numerator, denominator, n, low, high, logged FROM indicator_daily
   WHERE indicator = '${indicator.id}' AND day BETWEEN {from:Date} AND {to:Date}`;

/** Rows `by_*, numerator, denominator, n, low, high, logged, value` (value only for aggregates that do not add up). */
export function valuesStatement(indicator: Indicator, question: Question, days: readonly string[]): Statement {
  const { select, group } = dimensions(question);
  if (isAdditive(indicator)) {
    return {
      sql: `SELECT ${select}, sum(e.numerator) AS numerator, sum(e.denominator) AS denominator, sum(e.n) AS n,
          sum(e.low) AS low, sum(e.high) AS high, sum(e.logged) AS logged
        FROM ${filtered(question, STORED(indicator))} GROUP BY ${group} ORDER BY ${group}`,
      parameters: boundValues(question),
    };
  }
  const events = filtered(
    question,
    `SELECT * EXCEPT placed_unit, placed_unit AS unit FROM (${placedEvents(indicator)})`,
  );
  return {
    sql: AGGREGATES[indicator.aggregate as 'median' | 'gini' | 'distinct-per-cadre'](select, group, events),
    parameters: { ...boundValues(question), days },
  };
}

const AGGREGATES = {
  median: (select: string, group: string, events: string) =>
    `SELECT ${select}, quantileExactInclusive(0.5)(e.numerator) AS value, quantileExactInclusive(0.1)(e.numerator) AS low,
       quantileExactInclusive(0.9)(e.numerator) AS high, sum(e.numerator) AS numerator, toFloat64(count()) AS denominator, count() AS n
     FROM ${events} GROUP BY ${group} ORDER BY ${group}`,
  'distinct-per-cadre': (select: string, group: string, events: string) =>
    `SELECT ${group}, avg(k) AS value, value AS low, value AS high, toFloat64(sum(k)) AS numerator, toFloat64(count()) AS denominator,
       sum(events) AS n
     FROM (SELECT ${select}, e.cadre AS person, toStartOfMonth(e.day) AS month, uniqExactIf(e.label, e.label != '') AS k, count() AS events
       FROM ${events} GROUP BY ${group}, person, month)
     GROUP BY ${group} ORDER BY ${group}`,
  /** Gini = sum((2i - k - 1) x_i) / (k sum x) over cadres sorted by x. */
  gini: (select: string, group: string, events: string) =>
    `SELECT ${group}, arraySort(groupArray(x)) AS sorted, length(sorted) AS k, arraySum(sorted) AS numerator,
       if(numerator > 0, arraySum((one, place) -> (2 * toInt64(place) - toInt64(k) - 1) * one, sorted, arrayEnumerate(sorted)) / (k * numerator), 0) AS value,
       value AS low, value AS high, toFloat64(k) AS denominator, k AS n
     FROM (SELECT ${select}, e.cadre AS person, sum(e.numerator) AS x FROM ${events} GROUP BY ${group}, person)
     GROUP BY ${group} ORDER BY ${group}`,
};

/** Rows `by_*, k, total, squares`: cadres with any, their sum and sum of squares, for an interval over cadres. */
export function perCadreStatement(indicator: Indicator, question: Question): Statement {
  const { select, group } = dimensions(question);
  return {
    sql: `SELECT ${group}, count() AS k, sum(x) AS total, sum(x * x) AS squares
      FROM (SELECT ${select}, e.cadre AS person, sum(e.numerator) AS x
        FROM ${filtered(question, STORED(indicator))} GROUP BY ${group}, person)
      GROUP BY ${group}`,
    parameters: boundValues(question),
  };
}
