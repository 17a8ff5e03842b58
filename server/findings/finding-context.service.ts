/** What stands around a finding: does the rate follow pressure, do outcomes follow the traces? */
import { Injectable } from '@nestjs/common';
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

/** Traces by month, and outcomes by month and kind; a longer period counts in its last month. Columns: kind ('' = traces), month, value. */
const OUTCOMES = (where: string, outcomesWhere: string): string => `
  SELECT '' AS kind, toString(toStartOfMonth(e.day)) AS of_month, toFloat64(count()) AS amount FROM (
    ${EVENT_KINDS.map(
      (kind) => `SELECT f.day AS day, if(cu.township = '', up.township, cu.township) AS unit FROM (
      SELECT day, cadre_code, ${kind === 'tasks' ? 'org_unit_code' : `''`} AS placed FROM ${kind} e WHERE ${SPAN} AND requirement_code = {requirement:String}) f
      LEFT ANY JOIN (SELECT cadre_code, township FROM cadre_units) cu ON cu.cadre_code = f.cadre_code
      LEFT ANY JOIN (SELECT code, township FROM unit_paths) up ON up.code = f.placed`,
    ).join(' UNION ALL ')}) e
  WHERE ({unit:String} = '' OR e.unit = {unit:String}) AND ${where} GROUP BY of_month
  UNION ALL
  SELECT toString(o.kind), toString(toStartOfMonth(o.ends_on)), avg(o.value) FROM outcomes o
    LEFT ANY JOIN (SELECT code, township FROM unit_paths) up ON up.code = o.org_unit_code
  WHERE o.ends_on >= addMonths({month:Date}, 1 - {months:UInt8}) AND o.ends_on < addMonths({month:Date}, 1)
    AND o.requirement_code IN ('', {requirement:String}) AND ({unit:String} = '' OR up.township = {unit:String}) AND ${outcomesWhere}
  GROUP BY o.kind, toStartOfMonth(o.ends_on)`;

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
    const [rows, [known]] = await Promise.all([
      this.store.query<{ kind: string; of_month: string; amount: number }>(OUTCOMES(scope.sql, townships.sql), {
        ...scope.parameters,
        ...townships.parameters,
        requirement,
        unit,
        month,
        months: OUTCOME_MONTHS,
      }),
      this.store.query<{ first: string }>(`SELECT formatDateTime(min(day), '%Y-%m') AS first FROM computed_days`),
    ]);
    const months = monthsBack(month, OUTCOME_MONTHS);
    const of = (kind: string, at: string) =>
      rows.find((row) => row.kind === kind && row.of_month.startsWith(at))?.amount ?? null;
    const kinds = [...new Set(rows.map((row) => row.kind).filter(Boolean))].sort().slice(0, MOST_KINDS);
    return {
      months,
      traces: months.map((at) => of('', at) ?? (known && at >= known.first ? 0 : null)),
      outcomes: kinds.map((kind) => ({ kind, values: months.map((at) => of(kind, at)) })),
    };
  }
}

/** `YYYY-MM`, the last of `count` being that of `month`. */
function monthsBack(month: string, count: number): string[] {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return Array.from({ length: count }, (_, i) =>
    new Date(Date.UTC(year, number - count + i, 1)).toISOString().slice(0, 7),
  );
}
