/**
 * Adds up computed days to months (server/facts/monthly-tables.ts), so that answers about whole months read thousands of rows where the days
 * of a large county hold millions. Whoever asks before a month is added up is answered from its days.
 */
import { Injectable } from '@nestjs/common';
import { catalogue } from '../../metrics/catalogue.ts';
import { MONTHLY_TABLES } from '../facts/monthly-tables.ts';
import { FactStore } from '../facts/fact-store.ts';
import { ComputationService, type Span } from './computation.service.ts';
import { placedEvents, type Statement } from './statements.ts';
import { isSummedByMonth } from './values-query.ts';

/** Detectors added up in one statement: bounds the engine's memory. */
const DETECTORS_AT_ONCE = 8;
const OF_MONTH = 'day >= {month:Date} AND day < addMonths({month:Date}, 1)';

const INDICATORS: Statement = {
  sql: `INSERT INTO indicator_month_rows SELECT {computation:UInt32}, indicator, requirement, unit, {month:Date}, sum(numerator), sum(denominator),
      sum(n), sum(low), sum(high), sum(logged)
    FROM indicator_daily WHERE ${OF_MONTH} GROUP BY indicator, requirement, unit`,
  parameters: {},
};

const CADRES: Statement = {
  sql: `INSERT INTO cadre_month_rows SELECT {computation:UInt32}, indicator, requirement, unit, cadre, {month:Date}, '', sum(numerator), sum(n)
    FROM indicator_daily WHERE ${OF_MONTH} AND cadre != '' GROUP BY indicator, requirement, unit, cadre`,
  parameters: {},
};

/** What does not add up over days is made from the events themselves. */
const EVENTS: readonly Statement[] = catalogue
  .filter((definition) => definition.kind === 'burden')
  .filter(isSummedByMonth)
  .map((indicator) => ({
    sql: `INSERT INTO cadre_month_rows SELECT {computation:UInt32}, '${indicator.id}', e.requirement, e.placed_unit, e.cadre, {month:Date},
        ${indicator.aggregate === 'gini' ? `''` : 'e.label'} AS counted_label, sum(e.numerator), count()
      FROM (${placedEvents(indicator)}) e GROUP BY e.requirement, e.placed_unit, e.cadre, counted_label`,
    parameters: {},
  }));

/** After the others, whose rows it adds up over requirements. */
const PEOPLE: Statement = {
  sql: `INSERT INTO person_month_rows SELECT {computation:UInt32}, indicator, unit, cadre, {month:Date}, label, sum(numerator), sum(n)
    FROM cadre_month_rows c WHERE c.computation = {computation:UInt32} AND c.month = {month:Date} GROUP BY indicator, unit, cadre, label`,
  parameters: {},
};

const DETECTORS = catalogue.filter((definition) => definition.kind === 'risk').map(({ id }) => id);

/** Of a person in two units what lies elsewhere counts in one of them; people whom the detector could not judge here have no elsewhere. */
const RISK: readonly Statement[] = Array.from(
  { length: Math.ceil(DETECTORS.length / DETECTORS_AT_ONCE) },
  (_, part) => ({
    sql: `INSERT INTO requirement_risk_rows
    SELECT {computation:UInt32}, detector, cell.1 AS of_requirement, cell.2 AS of_unit, {month:Date}, sum(cell.5), sum(cell.3), sum(cell.4),
      sumIf(person_f - own_f, is_compared), sumIf(person_e - own_e, is_compared)
    FROM (
      SELECT detector, cadre, person_e, person_f, cell,
        arraySum(other -> if(other.1 = cell.1, other.3, 0), cells) AS own_e,
        arraySum(another -> if(another.1 = cell.1, another.5, 0), cells) AS own_f,
        place = 1 AND own_e > 0 AND cadre != '' AS is_compared
      FROM (
        SELECT detector, cadre, sum(e) AS person_e, sum(f) AS person_f,
          groupArray((toString(requirement), toString(unit), e, a, f)) AS cells, arrayEnumerateUniq(arrayMap(one -> one.1, cells)) AS places
        FROM (
          SELECT detector, requirement, unit, cadre, sum(eligible) AS e, sum(abstained) AS a, sum(flags) AS f
          FROM (
            SELECT detector, requirement, unit, toString(cadre) AS cadre, eligible, abstained, 0 AS flags FROM risk_daily
            WHERE ${OF_MONTH} AND detector IN {detectors:Array(String)}
            UNION ALL
            SELECT detector, requirement, unit, cadre, 0, 0, flagged FROM signals
            WHERE ${OF_MONTH} AND detector IN {detectors:Array(String)} AND excuse = '')
          GROUP BY detector, requirement, unit, cadre)
        GROUP BY detector, cadre)
      ARRAY JOIN cells AS cell, places AS place)
    GROUP BY detector, of_requirement, of_unit`,
    parameters: { detectors: DETECTORS.slice(part * DETECTORS_AT_ONCE, (part + 1) * DETECTORS_AT_ONCE) },
  }),
);

interface Month {
  /** YYYY-MM-01. */
  month: string;
  isCurrent: 0 | 1;
}

@Injectable()
export class MonthSums {
  private known: { computation: number; months: Promise<Month[]> } | undefined;

  constructor(
    private readonly store: FactStore,
    private readonly computation: ComputationService,
  ) {}

  /** Whether everything between two days can be answered from months: they are whole, as far as there are days, and added up. */
  async cover(from: string, to: string): Promise<boolean> {
    const span = await this.computation.span();
    if (!span || !areWholeMonths(from, to, span)) return false;
    const [first, last] = [`${from.slice(0, 7)}-01`, to];
    const months = (await this.months()).filter(({ month }) => month >= first && month <= last);
    return months.length > 0 && months.every(({ isCurrent }) => isCurrent === 1);
  }

  /** Adds up the months whose days were computed since; answers how many. */
  async renew(signal?: AbortSignal): Promise<number> {
    const { computation } = await this.computation.current();
    const due = (await this.read()).filter(({ isCurrent }) => isCurrent === 0);
    try {
      for (const { month } of due) {
        signal?.throwIfAborted();
        await this.addUp(month, computation);
      }
    } finally {
      this.known = undefined;
    }
    return due.length;
  }

  private async addUp(month: string, computation: number): Promise<void> {
    // What a crash left of the same computation.
    for (const { table } of MONTHLY_TABLES)
      await this.store.command(
        `ALTER TABLE ${table} DROP PARTITION (${Number(month.slice(0, 7).replace('-', ''))}, ${Number(computation)})`,
      );
    const days = await this.store.query<{ day: string }>(
      `SELECT DISTINCT toString(c.day) AS day FROM computed_days c WHERE toStartOfMonth(c.day) = {month:Date} ORDER BY day`,
      { month },
    );
    for (const { sql, parameters } of [INDICATORS, CADRES, ...EVENTS, PEOPLE, ...RISK])
      await this.store.command(sql, { ...parameters, month, computation, days: days.map(({ day }) => day) });
    await this.store.insert('rolled_months', [{ month, computation }]);
  }

  private async months(): Promise<Month[]> {
    const { computation } = await this.computation.current();
    if (this.known?.computation !== computation) {
      const months = this.read();
      this.known = { computation, months };
      months.catch(() => (this.known = undefined));
    }
    return this.known.months;
  }

  private read(): Promise<Month[]> {
    return this.store.query<Month>(
      `SELECT toString(d.of_month) AS month, r.made >= d.made AS isCurrent
       FROM (SELECT toStartOfMonth(day) AS of_month, max(computation) AS made FROM computed_days GROUP BY of_month) d
       LEFT ANY JOIN (SELECT c.month AS of_month, max(c.computation) AS made FROM rolled_months c GROUP BY of_month) r ON r.of_month = d.of_month
       ORDER BY month`,
    );
  }
}

/** True for a span that cuts no month, or only where there are no days anyway. */
export function areWholeMonths(from: string, to: string, span: Span): boolean {
  const [year = 0, month = 0, day = 0] = to.split('-').map(Number);
  return (
    from <= to &&
    (from <= span.first || from.endsWith('-01')) &&
    (to >= span.last || day === new Date(Date.UTC(year, month, 0)).getUTCDate())
  );
}
