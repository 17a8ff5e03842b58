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
  /** Only what lies in the unit itself, not below it. */
  own?: boolean;
  issuer?: string | undefined;
  system?: string | undefined;
  /** Condition on the column `unit` with its bound parameters: the caller's organisation scope. */
  scope: Statement;
}

/** What the rows say of each dimension: of a requirement its system and issuer are known, of a system or issuer only itself. */
const SUBJECTS: Record<'requirement' | 'system' | 'issuer', Record<'requirement' | 'system' | 'issuer', string>> = {
  requirement: { requirement: 'e.requirement', system: 'r.system_code', issuer: 'r.issuer' },
  system: { requirement: `''`, system: 'e.requirement', issuer: `''` },
  issuer: { requirement: `''`, system: `''`, issuer: 'e.requirement' },
};

/** Columns `requirement, unit, system, issuer, period` for the dimensions asked for, '' for the others. */
function dimensions(indicator: Indicator, question: Question): { select: string; group: string } {
  const sql: Record<Dimension, string> = {
    ...SUBJECTS[indicator.subject ?? 'requirement'],
    unit: 'e.unit',
    period: PERIOD_SQL[question.period],
  };
  const select = DIMENSIONS.map(
    (dimension) => `${question.by.includes(dimension) ? sql[dimension] : `''`} AS by_${dimension}`,
  ).join(', ');
  return { select, group: DIMENSIONS.map((dimension) => `by_${dimension}`).join(', ') };
}

function filtered(indicator: Indicator, question: Question, rows: string): string {
  const subject = SUBJECTS[indicator.subject ?? 'requirement'];
  const conditions = [question.scope.sql];
  if (question.requirement !== undefined) conditions.push(`${subject.requirement} = {requirement:String}`);
  if (question.unit !== undefined)
    conditions.push(
      question.own
        ? 'e.unit = {unit:String}'
        : 'e.unit IN (SELECT code FROM unit_paths WHERE has(path, {unit:String}) UNION DISTINCT SELECT {unit:String})',
    );
  if (question.issuer !== undefined) conditions.push(`${subject.issuer} = {issuer:String}`);
  if (question.system !== undefined) conditions.push(`${subject.system} = {system:String}`);
  // Looking up every row of people's months would cost more than adding them up.
  const isLookedUp =
    question.issuer !== undefined ||
    question.system !== undefined ||
    question.by.some((dimension) => dimension === 'issuer' || dimension === 'system');
  const directory = isLookedUp
    ? 'LEFT ANY JOIN (SELECT code, issuer, system_code FROM requirements) r ON r.code = e.requirement'
    : '';
  return `(${rows}) e ${directory} WHERE ${conditions.join(' AND ')}`;
}

/** What tells the groups of an answer apart. */
export function groupKey(row: Record<`by_${Dimension}`, string>): string {
  return DIMENSIONS.map((dimension) => row[`by_${dimension}`]).join('\u001f');
}

function boundValues(question: Question): SqlParameters {
  const { requirement, unit, issuer, system, from, to } = question;
  return { ...question.scope.parameters, from, to, requirement, unit, issuer, system };
}

const IN_MONTHS = 'month BETWEEN toStartOfMonth({from:Date}) AND {to:Date}';

/** A month lies on its first day. */
const STORED = (indicator: Indicator, byMonth: boolean) =>
  byMonth
    ? `SELECT requirement, unit, month AS day, numerator, denominator, n, low, high, logged FROM indicator_months
       WHERE indicator = '${indicator.id}' AND ${IN_MONTHS}`
    : `SELECT requirement, unit, day, numerator, denominator, n, low, high, logged FROM indicator_daily
       WHERE indicator = '${indicator.id}' AND day BETWEEN {from:Date} AND {to:Date}`;

function ofCadres(indicator: Indicator, question: Question, byMonth: boolean): string {
  const about = `indicator = '${indicator.id}'`;
  if (!byMonth)
    return `SELECT requirement, unit, cadre, day, numerator FROM indicator_daily WHERE ${about} AND day BETWEEN {from:Date} AND {to:Date}`;
  return isAboutRequirements(question)
    ? `SELECT requirement, unit, cadre, month AS day, label, numerator, n FROM cadre_months WHERE ${about} AND ${IN_MONTHS}`
    : `SELECT '' AS requirement, unit, cadre, month AS day, label, numerator, n FROM person_months WHERE ${about} AND ${IN_MONTHS}`;
}

/** Of whom, of what or through what, or by one of these. */
function isAboutRequirements({ by, requirement, issuer, system }: Question): boolean {
  return (
    [requirement, issuer, system].some((one) => one !== undefined) ||
    by.some((dimension) => dimension !== 'unit' && dimension !== 'period')
  );
}

/** Aggregates over people, of which months keep what each did; medians need every event, states no days. */
export function isSummedByMonth(indicator: Indicator): boolean {
  return !indicator.stock && ['gini', 'distinct-per-cadre'].includes(indicator.aggregate);
}

/** Rows `by_*, numerator, denominator, n, low, high, logged, value` (value only for aggregates that do not add up). */
export function valuesStatement(
  indicator: Indicator,
  question: Question,
  days: readonly string[],
  byMonth = false,
): Statement {
  const { select, group } = dimensions(indicator, question);
  const parameters = boundValues(question);
  if (indicator.sharedDenominator) return { sql: shared(indicator, question, byMonth), parameters };
  if (isAdditive(indicator)) {
    return {
      sql: `${sums(select)} FROM ${filtered(indicator, question, STORED(indicator, byMonth))} GROUP BY ${group} ORDER BY ${group}`,
      parameters,
    };
  }
  const isSummed = byMonth && isSummedByMonth(indicator);
  const events = filtered(
    indicator,
    question,
    isSummed
      ? ofCadres(indicator, question, true)
      : `SELECT * EXCEPT placed_unit, placed_unit AS unit, 1 AS n FROM (${placedEvents(indicator)})`,
  );
  const aggregate = indicator.stock ? 'stock' : (indicator.aggregate as 'median' | 'gini' | 'distinct-per-cadre');
  return { sql: AGGREGATES[aggregate](select, group, events), parameters: { ...parameters, days } };
}

const sums = (select: string) =>
  `SELECT ${select}, sum(e.numerator) AS numerator, sum(e.denominator) AS denominator, sum(e.n) AS n,
     sum(e.low) AS low, sum(e.high) AS high, sum(e.logged) AS logged`;

/** Numerators by what was asked, each over all denominators of its unit and period. */
function shared(indicator: Indicator, question: Question, byMonth: boolean): string {
  const { select, group } = dimensions(indicator, question);
  const { requirement: _requirement, issuer: _issuer, system: _system, ...unitOnly } = question;
  const base: Question = { ...unitOnly, by: question.by.filter((one) => one === 'unit' || one === 'period') };
  const rows = STORED(indicator, byMonth);
  return `SELECT a.* EXCEPT denominator, b.denominator AS denominator
    FROM (${sums(select)} FROM ${filtered(indicator, question, rows)} GROUP BY ${group} HAVING n > 0) a
    LEFT ANY JOIN (${sums(dimensions(indicator, base).select)} FROM ${filtered(indicator, base, rows)} GROUP BY ${group}) b
      ON b.by_unit = a.by_unit AND b.by_period = a.by_period
    ORDER BY ${group}`;
}

const AGGREGATES = {
  stock: (select: string, group: string, events: string) =>
    `SELECT ${group}, sum(x) AS numerator, sum(y) AS denominator, count() AS n, sum(x_low) AS low, sum(x_high) AS high,
       sumMap([part], [y]) AS parts
     FROM (SELECT ${select}, e.label AS part, max(e.numerator) AS x, max(e.denominator) AS y, max(e.low) AS x_low, max(e.high) AS x_high
       FROM ${events} GROUP BY ${group}, e.kind, e.source, e.external_id, e.label)
     GROUP BY ${group} ORDER BY ${group}`,
  median: (select: string, group: string, events: string) =>
    `SELECT ${select}, quantileExactInclusive(0.5)(e.numerator) AS value, quantileExactInclusive(0.1)(e.numerator) AS low,
       quantileExactInclusive(0.9)(e.numerator) AS high, sum(e.numerator) AS numerator, toFloat64(count()) AS denominator, count() AS n
     FROM ${events} GROUP BY ${group} ORDER BY ${group}`,
  'distinct-per-cadre': (select: string, group: string, events: string) =>
    `SELECT ${group}, avg(k) AS value, value AS low, value AS high, toFloat64(sum(k)) AS numerator, toFloat64(count()) AS denominator,
       sum(events) AS n
     FROM (SELECT ${select}, e.cadre AS person, toStartOfMonth(e.day) AS month, uniqExactIf(e.label, e.label != '') AS k, sum(e.n) AS events
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
export function perCadreStatement(indicator: Indicator, question: Question, byMonth = false): Statement {
  const { select, group } = dimensions(indicator, question);
  return {
    sql: `SELECT ${group}, count() AS k, sum(x) AS total, sum(x * x) AS squares
      FROM (SELECT ${select}, e.cadre AS person, sum(e.numerator) AS x
        FROM ${filtered(indicator, question, ofCadres(indicator, question, byMonth))} GROUP BY ${group}, person HAVING person != '')
      GROUP BY ${group}`,
    parameters: boundValues(question),
  };
}

/** Rows `by_*, township, hours` (one per cadre), for the spread over cadres and townships. */
export function cadreLoads(indicator: Indicator, question: Question, byMonth = false): Statement {
  const { select, group } = dimensions(indicator, question);
  return {
    sql: `SELECT ${group}, township, groupArray(x) AS loads
      FROM (SELECT ${select}, e.unit AS township, e.cadre AS person, sum(e.numerator) AS x
        FROM ${filtered(indicator, question, ofCadres(indicator, question, byMonth))} GROUP BY ${group}, township, person HAVING person != '' AND x > 0)
      GROUP BY ${group}, township`,
    parameters: boundValues(question),
  };
}

/** Rows `unit, staff_quota, budget_yuan`: the townships asked about with what they have. */
export function resources(question: Question): Statement {
  const conditions = [question.scope.sql];
  if (question.unit !== undefined)
    conditions.push('e.unit IN (SELECT code FROM unit_paths WHERE has(path, {unit:String}))');
  return {
    sql: `SELECT e.unit AS unit, e.staff_quota AS staff_quota, e.budget_yuan AS budget_yuan
      FROM (SELECT code AS unit, ifNull(staff_quota, 0) AS staff_quota, ifNull(budget_yuan, 0) AS budget_yuan FROM org_units
        WHERE level = 'township' AND staff_quota > 0) e WHERE ${conditions.join(' AND ')}`,
    parameters: boundValues(question),
  };
}

/** Days on which states are read: the last computed one of each period. */
export function lastDays(question: Question): Statement {
  return {
    sql: `SELECT DISTINCT toString(max(day)) AS last FROM computed_days WHERE day BETWEEN {from:Date} AND {to:Date}
      GROUP BY ${PERIOD_SQL[question.period]}`,
    parameters: { from: question.from, to: question.to },
  };
}
