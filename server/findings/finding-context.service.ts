/** What stands around a finding: does the rate follow pressure, do outcomes follow the traces? */
import { Injectable } from '@nestjs/common';
import { CLAIMED_RATES } from '../../metrics/claimed-rates.ts';
import { EVENT_KINDS } from '../../metrics/facts.ts';
import { PRESSURES, type OutcomeView, type PressureView } from '../contract-views.ts';
import { FactStore } from '../facts/fact-store.ts';
import { AnswerCache } from '../indicators/answer-cache.ts';
import type { Statement } from '../indicators/statements.ts';
import type { CellOfFacts } from './cell-events.ts';

/** One month has too few days before an inspection. */
const MONTHS = 6;
const OUTCOME_MONTHS = 12;
/** Announced or not: the week before an inspection is when folders are filled. */
const DAYS_BEFORE = 7;
const MOST_KINDS = 8;
/** A township of fewer is left out: its traces would be somebody's. */
const FEWEST_PEOPLE = 5;

const SPAN = `e.day >= addMonths({month:Date}, 1 - {months:UInt8}) AND e.day < addMonths({month:Date}, 1)`;

/** Days on which each township waits for an inspection; columns township, day. */
const WAITING = `
  SELECT DISTINCT p.township AS township, arrayJoin(arrayMap(k -> i.starts_on - k, range(1, ${DAYS_BEFORE + 1}))) AS day
  FROM inspections i INNER JOIN (SELECT township, path_code FROM unit_paths ARRAY JOIN path AS path_code WHERE township != '') p
    ON p.path_code = i.org_unit_code`;

/**
 * Eligible and flagged events of one detector under each pressure and without. Under `ranked`, `scored` and `photo-quota`
 * requirements are compared, under `before-inspection` the days of all requirements.
 */
const PRESSURE = (where: string): string => `
  SELECT pressure.1 AS name, pressure.2 AS under, sum(n) AS n, sum(x) AS observed FROM (
    SELECT c.n AS n, c.x AS x, arrayJoin([
      ('ranked', toUInt8(ifNull(q.ranked, 0) = 1)), ('scored', toUInt8(ifNull(q.scoring_weight, 0) > 0)),
      ('photo-quota', toUInt8(ifNull(q.photos_min, 0) > 0)), ('before-inspection', toUInt8(w.township != ''))]) AS pressure
    FROM (
      SELECT requirement, unit, day, sum(eligible_n) AS n, sum(flagged_n) AS x FROM (
        SELECT e.requirement AS requirement, toString(e.unit) AS unit, e.day AS day, e.eligible AS eligible_n, 0 AS flagged_n FROM risk_daily e
        WHERE ${SPAN} AND e.detector = {detector:String} AND e.eligible > 0 AND ({unit:String} = '' OR e.unit = {unit:String}) AND ${where}
        UNION ALL
        SELECT e.requirement, toString(e.unit), e.day, 0, e.flagged FROM signals e
        WHERE ${SPAN} AND e.detector = {detector:String} AND e.excuse = '' AND ({unit:String} = '' OR e.unit = {unit:String}) AND ${where})
      GROUP BY requirement, unit, day) c
    LEFT ANY JOIN (SELECT code, ranked, scoring_weight, photos_min FROM requirements) q ON q.code = c.requirement
    LEFT ANY JOIN (${WAITING}) w ON w.township = c.unit AND w.day = c.day)
  GROUP BY name, under`;

/** Kinds of `outcomes` that say who is there or what somebody states of himself: no outcome of the work. */
const NO_OUTCOMES = ['staff_in_post', ...CLAIMED_RATES.map(({ kind }) => kind)];

/**
 * Traces (kind '') and outcomes by township and month; a longer period counts in its last month. Columns: kind, place (township, ''
 * for what lies above), month, amount: how many traces, the mean of the outcomes.
 */
const OUTCOMES = (where: string, outcomesWhere: string): string => `
  SELECT '' AS kind, toString(e.unit) AS place, toString(toStartOfMonth(e.day)) AS of_month, toFloat64(count()) AS amount FROM (
    ${EVENT_KINDS.map(
      (kind) => `SELECT f.day AS day, if(cu.township = '', up.township, cu.township) AS unit FROM (
      SELECT day, cadre_code, ${kind === 'tasks' ? 'org_unit_code' : `''`} AS placed FROM ${kind} e WHERE ${SPAN} AND requirement_code = {requirement:String}) f
      LEFT ANY JOIN (SELECT cadre_code, township FROM cadre_units) cu ON cu.cadre_code = f.cadre_code
      LEFT ANY JOIN (SELECT code, township FROM unit_paths) up ON up.code = f.placed`,
    ).join(' UNION ALL ')}) e
  WHERE ${where} GROUP BY place, of_month
  UNION ALL
  SELECT toString(o.kind), toString(up.township) AS place, toString(toStartOfMonth(o.ends_on)) AS of_month, avg(o.value) FROM outcomes o
    LEFT ANY JOIN (SELECT code, township FROM unit_paths) up ON up.code = o.org_unit_code
  WHERE o.ends_on >= addMonths({month:Date}, 1 - {months:UInt8}) AND o.ends_on < addMonths({month:Date}, 1)
    AND o.requirement_code IN ('', {requirement:String}) AND o.kind NOT IN {no_outcomes:Array(String)} AND ${outcomesWhere}
  GROUP BY o.kind, place, of_month`;

/** Townships by name, with how many people the directory lists in and below them. */
const PLACES = `SELECT toString(c.township) AS code, toString(u.name) AS name, toUInt32(c.people) AS cadres FROM
    (SELECT township, uniqExact(cadre_code) AS people FROM cadre_units WHERE township != '' GROUP BY township) c
    LEFT ANY JOIN (SELECT code, name FROM unit_paths) u ON u.code = c.township ORDER BY code`;

interface OutcomeRow {
  kind: string;
  place: string;
  of_month: string;
  amount: number;
}

@Injectable()
export class FindingContextService {
  constructor(
    private readonly store: FactStore,
    private readonly cache: AnswerCache,
  ) {}

  pressure(
    { requirement, unit, month }: CellOfFacts,
    { id, minimumN }: { id: string; minimumN: number },
    scope: Statement,
  ): Promise<PressureView> {
    const cell = { requirement, unit, month };
    return this.cache.recent(['pressure', unit, month, id, scope], () =>
      this.readPressure(cell, { id, minimumN }, scope),
    );
  }

  private async readPressure(
    cell: CellOfFacts,
    detector: { id: string; minimumN: number },
    scope: Statement,
  ): Promise<PressureView> {
    const rows = await this.store.query<{ name: string; under: number; n: number; observed: number }>(
      PRESSURE(scope.sql),
      { ...scope.parameters, unit: cell.unit, month: cell.month, detector: detector.id, months: MONTHS },
    );
    const months = monthsBack(cell.month, MONTHS);
    const side = (name: string, under: number) => {
      const row = rows.find((one) => one.name === name && one.under === under);
      return { n: row?.n ?? 0, observed: row?.observed ?? 0 };
    };
    return {
      from: months[0]!,
      to: months.at(-1)!,
      rows: PRESSURES.map((pressure) => ({ pressure, on: side(pressure, 1), off: side(pressure, 0) })),
      minimumN: detector.minimumN,
    };
  }

  /** @param scope condition on `e.unit`; @param townships the same on `up.township` */
  outcome({ requirement, unit, month }: CellOfFacts, scope: Statement, townships: Statement): Promise<OutcomeView> {
    const cell = { requirement, unit, month };
    return this.cache.recent(['outcome', cell, scope, townships], () => this.readOutcome(cell, scope, townships));
  }

  private async readOutcome(
    { requirement, unit, month }: CellOfFacts,
    scope: Statement,
    townships: Statement,
  ): Promise<OutcomeView> {
    const [rows, places, [known]] = await Promise.all([
      this.store.query<OutcomeRow>(OUTCOMES(scope.sql, townships.sql), {
        ...scope.parameters,
        ...townships.parameters,
        requirement,
        month,
        months: OUTCOME_MONTHS,
        no_outcomes: NO_OUTCOMES,
      }),
      this.store.query<Place>(PLACES),
      this.store.query<{ first: string }>(`SELECT formatDateTime(min(day), '%Y-%m') AS first FROM computed_days`),
    ]);
    const months = monthsBack(month, OUTCOME_MONTHS);
    const own = rows.filter((row) => unit === '' || row.place === unit);
    const of = (kind: string, at: string) =>
      own.filter((row) => row.kind === kind && row.of_month.startsWith(at)).map(({ amount }) => amount);
    const kinds = [...new Set(own.map((row) => row.kind).filter(Boolean))].sort().slice(0, MOST_KINDS);
    return {
      months,
      traces: months.map((at) => (known && at >= known.first ? sum(of('', at)) : null)),
      outcomes: kinds.map((kind) => ({ kind, values: months.map((at) => mean(of(kind, at))) })),
      places: kinds.map((kind) => ({
        kind,
        rows: compared(kind, { rows, places, self: unit, begin: known?.first ?? '' }),
      })),
    };
  }
}

interface Place {
  code: string;
  name: string;
  cadres: number;
}

/** Of each township, over the months in which it gave an outcome of this kind and its data had begun: what a cadre filed, and the outcome. */
function compared(
  kind: string,
  { rows, places, self, begin }: { rows: readonly OutcomeRow[]; places: readonly Place[]; self: string; begin: string },
): OutcomeView['places'][number]['rows'] {
  return places.flatMap(({ code, name, cadres }) => {
    const here = rows.filter((row) => row.place === code);
    const traces = new Map(here.filter((row) => row.kind === '').map((row) => [row.of_month, row.amount]));
    const given = here.filter((row) => row.kind === kind && row.of_month.slice(0, 7) >= begin);
    if (given.length === 0 || cadres < FEWEST_PEOPLE) return [];
    const filed = sum(given.map((row) => traces.get(row.of_month) ?? 0));
    return [
      {
        unit: code,
        unitName: name || code,
        self: code === self,
        cadres,
        months: given.length,
        traces: filed / given.length / cadres,
        outcome: mean(given.map(({ amount }) => amount))!,
      },
    ];
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number | null => (values.length === 0 ? null : sum(values) / values.length);

/** `YYYY-MM`, the last of `count` being that of `month`. */
function monthsBack(month: string, count: number): string[] {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return Array.from({ length: count }, (_, i) =>
    new Date(Date.UTC(year, number - count + i, 1)).toISOString().slice(0, 7),
  );
}
