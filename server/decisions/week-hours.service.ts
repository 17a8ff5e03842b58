/** In which hours of the week the rows of an indicator lie. Sources whose clock is kept to the day only are named, not placed. */
import { Injectable } from '@nestjs/common';
import { indicator as indicatorOf } from '../../metrics/catalogue.ts';
import type { HoursQuery, WeekHours } from '../contract-decisions.ts';
import { FactStore } from '../facts/fact-store.ts';
import { AnswerCache } from '../indicators/answer-cache.ts';
import { ComputationService } from '../indicators/computation.service.ts';
import { unknownIndicator } from '../indicators/refusals.ts';
import { HOUR_IS_KNOWN } from '../indicators/known-hours.ts';
import { placedEvents, type Statement } from '../indicators/statements.ts';

const UNIT_AND_BELOW =
  'e.unit IN (SELECT code FROM unit_paths WHERE has(path, {unit:String}) UNION DISTINCT SELECT {unit:String})';
/** A figure of hours about fewer people than this is not shown inside the reporting line. */
const SMALLEST_GROUP = 5;

interface HourRow {
  weekday: number;
  hour: number;
  of_kind: string;
  of_source: string;
  value: number;
  n: number;
}

@Injectable()
export class WeekHoursService {
  constructor(
    private readonly store: FactStore,
    private readonly computation: ComputationService,
    private readonly cache: AnswerCache,
  ) {}

  /** @param scope condition on `e.unit`; throws a 404 problem for an unknown indicator */
  async hours(id: string, query: HoursQuery, scope: Statement): Promise<WeekHours> {
    if (!indicatorOf(id)) throw unknownIndicator(id);
    const span = await this.computation.span();
    if (!span) return { status: 'ok', from: null, to: null, rows: [], unplaced: [], days: [0, 0, 0, 0, 0, 0, 0] };
    const from = query.from && query.from > span.first ? query.from : span.first;
    const to = query.to && query.to < span.last ? query.to : span.last;
    return this.cache.lasting(['week-hours', id, query, from, to, scope], () =>
      this.read(id, { ...query, from, to }, scope),
    );
  }

  private async read(
    id: string,
    query: HoursQuery & { from: string; to: string },
    scope: Statement,
  ): Promise<WeekHours> {
    const { from, to, unit, requirement } = query;
    const days = daysOf(from, to);
    const conditions = [scope.sql];
    if (requirement !== undefined) conditions.push('e.requirement = {requirement:String}');
    if (unit !== undefined) conditions.push(UNIT_AND_BELOW);
    const found = await this.store.query<HourRow>(
      `SELECT ${HOUR_IS_KNOWN} AS known, if(known, toDayOfWeek(e.at) - 1, 7) AS weekday, if(known, toHour(e.at), 0) AS hour,
         if(known, '', e.kind) AS of_kind, if(known, '', e.source) AS of_source, sum(e.numerator) AS value, count() AS n
       FROM (SELECT * EXCEPT placed_unit, placed_unit AS unit FROM (${placedEvents(indicatorOf(id)!)})) e
       WHERE ${conditions.join(' AND ')} GROUP BY known, weekday, hour, of_kind, of_source ORDER BY weekday, hour`,
      { ...scope.parameters, unit, requirement, days },
    );
    const indicator = indicatorOf(id)!;
    if (indicator.perCadre && (await this.people(indicator.id, query, scope)) < SMALLEST_GROUP)
      return { status: 'suppressed', from, to, rows: [], unplaced: [], days: [] };
    const placed = found.filter((row) => row.weekday < 7);
    return {
      status: 'ok',
      from,
      to,
      rows: placed.map(({ weekday, hour, value, n }) => ({ weekday, hour, value, n })),
      unplaced: found
        .filter((row) => row.weekday === 7)
        .map(({ of_kind, of_source, n, value }) => ({ kind: of_kind, source: of_source, n, value }))
        .sort((a, b) => b.n - a.n),
      days: [0, 1, 2, 3, 4, 5, 6].map(
        (weekday) => days.filter((day) => (new Date(day).getUTCDay() + 6) % 7 === weekday).length,
      ),
    };
  }

  private async people(
    indicator: string,
    { from, to, unit, requirement }: HoursQuery & { from: string; to: string },
    scope: Statement,
  ): Promise<number> {
    const conditions = [scope.sql];
    if (requirement !== undefined) conditions.push('e.requirement = {requirement:String}');
    if (unit !== undefined) conditions.push(UNIT_AND_BELOW);
    const [row] = await this.store.query<{ n: number }>(
      `SELECT uniqExact(e.cadre) AS n FROM indicator_daily e
       WHERE e.indicator = {indicator:String} AND e.day BETWEEN {from:Date} AND {to:Date} AND ${conditions.join(' AND ')}`,
      { ...scope.parameters, indicator, from, to, unit, requirement },
    );
    return row?.n ?? 0;
  }
}

function daysOf(from: string, to: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}
