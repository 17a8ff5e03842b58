/** Did hours fall after each action: weeks within control limits, and means before and after. A comparison in time, no proof of a cause. */
import { Injectable } from '@nestjs/common';
import { welch } from '../../metrics/statistics/welch.ts';
import { xmrLimits } from '../../metrics/statistics/xmr.ts';
import type { Relief, ReliefAction, ReliefEffect, ReliefQuery } from '../contract-decisions.ts';
import { FactStore } from '../facts/fact-store.ts';
import { AnswerCache } from '../indicators/answer-cache.ts';
import { ComputationService } from '../indicators/computation.service.ts';
import type { Statement } from '../indicators/statements.ts';
import { ReliefActions } from './relief-actions.ts';

/** Weeks compared on either side of an action, and the fewest that say anything. */
const WEEKS_BESIDE = 8;
const FEWEST_BESIDE = 4;
/** Limits are fixed after twelve points or more (NHS Making Data Count). */
const FEWEST_FOR_LIMITS = 12;
/** A week of one or two workdays is a holiday: what is caught up in it says nothing of a usual workday. */
const FEWEST_WORKDAYS = 3;
/** A figure of hours about fewer people than this is not shown inside the reporting line. */
const SMALLEST_GROUP = 5;
const DAY = 86_400_000;

interface Week {
  week: string;
  value: number | null;
  whole: boolean;
}
interface HoursRow {
  requirement: string;
  week: string;
  hours: number;
  cadres: string[];
}

@Injectable()
export class ReliefService {
  constructor(
    private readonly store: FactStore,
    private readonly computation: ComputationService,
    private readonly recorded: ReliefActions,
    private readonly cache: AnswerCache,
  ) {}

  /** @param scope condition on `e.unit`: hours are the caller's, what was done is everyone's */
  async relief(query: ReliefQuery, scope: Statement): Promise<Relief> {
    const span = await this.computation.span();
    if (!span) return { from: null, to: null, status: 'ok', weeks: [], limits: null, actions: [] };
    const from = query.from && query.from > span.first ? query.from : span.first;
    const to = query.to && query.to < span.last ? query.to : span.last;
    const [known, rows, workdays] = await Promise.all([
      this.actions(from, to),
      this.cache.lasting(['relief-hours', from, to, query.unit, scope], () => this.hours(from, to, query.unit, scope)),
      this.workdays(from, to),
    ]);
    const mondays = [...workdays.keys()].sort();
    const series = (of: readonly HoursRow[], absent: number | null): Week[] => {
      const hoursIn = new Map<string, number>();
      for (const row of of) hoursIn.set(row.week, (hoursIn.get(row.week) ?? 0) + row.hours);
      return mondays.map((week) => {
        const days = workdays.get(week)!;
        const hours = hoursIn.get(week) ?? absent;
        return {
          week,
          value: hours === null || days < FEWEST_WORKDAYS ? null : hours / days,
          whole: week >= from && addDays(week, 6) <= to,
        };
      });
    };
    if (isSmall(rows))
      return {
        from,
        to,
        status: 'suppressed',
        weeks: [],
        limits: null,
        actions: known.map((action) => ({ ...action, all: withheld })),
      };
    const all = series(rows, null);
    const ownEffect = (own: readonly HoursRow[], day: string): ReliefEffect =>
      own.length > 0 && isSmall(own) ? withheld : effect(series(own, 0), day);
    const limits = limitsOf(all, known[0]?.day);
    return {
      from,
      to,
      status: 'ok',
      weeks: all.map((one) => ({
        ...one,
        outside:
          limits !== null && one.whole && one.value !== null && (one.value > limits.upper || one.value < limits.lower),
      })),
      limits,
      actions: known.map((action) => ({
        ...action,
        // A requirement nobody answers any more took no time: that is what an end should show.
        ...(action.requirement === ''
          ? {}
          : {
              own: ownEffect(
                rows.filter((row) => row.requirement === action.requirement),
                action.day,
              ),
            }),
        all: effect(all, action.day),
      })),
    };
  }

  /** What was noted down, and what the directory itself says: requirements that ended, systems that were closed. */
  private async actions(from: string, to: string): Promise<Omit<ReliefAction, 'own' | 'all'>[]> {
    const [noted, ended, names] = await Promise.all([
      this.recorded.standing(),
      this.store.query<{ code: string; name: string; day: string; kind: 'ended' | 'system-closed' }>(
        `SELECT r.code AS code, r.name AS name, toString(addDays(assumeNotNull(r.valid_to), 1)) AS day, 'ended' AS kind
         FROM requirements r WHERE r.valid_to BETWEEN {from:Date} AND {to:Date}
         UNION ALL
         SELECT s.code, s.name, toString(assumeNotNull(s.retired_on)), 'system-closed' FROM systems s WHERE s.retired_on BETWEEN {from:Date} AND {to:Date}`,
        { from, to },
      ),
      this.store.query<{ code: string; name: string }>('SELECT r.code AS code, r.name AS name FROM requirements r'),
    ]);
    const nameOf = new Map(names.map(({ code, name }) => [code, name]));
    return [
      ...noted.map(({ id, day, kind, requirement, note, recordedBy }) => ({
        id,
        day,
        kind: kind as ReliefAction['kind'],
        requirement,
        name: nameOf.get(requirement) ?? requirement,
        note,
        by: recordedBy,
      })),
      ...ended.map(({ code, name, day, kind }) => ({
        id: null,
        day,
        kind,
        requirement: kind === 'ended' ? code : '',
        name,
        note: '',
        by: '',
      })),
    ].sort((a, b) => a.day.localeCompare(b.day));
  }

  private hours(from: string, to: string, unit: string | undefined, scope: Statement): Promise<HoursRow[]> {
    const within =
      'AND e.unit IN (SELECT code FROM unit_paths WHERE has(path, {unit:String}) UNION DISTINCT SELECT {unit:String})';
    return this.store.query<HoursRow>(
      `SELECT e.requirement AS requirement, toString(toMonday(e.day)) AS week, sum(e.numerator) AS hours,
         groupUniqArray(5)(e.cadre) AS cadres FROM indicator_daily e
       WHERE e.indicator = 'filling-hours' AND e.day BETWEEN {from:Date} AND {to:Date} AND ${scope.sql} ${unit === undefined ? '' : within}
       GROUP BY requirement, week`,
      { ...scope.parameters, unit, from, to },
    );
  }

  private async workdays(from: string, to: string): Promise<Map<string, number>> {
    const rows = await this.store.query<{ week: string; n: number }>(
      `SELECT toString(toMonday(c.day)) AS week, countIf(c.is_workday = 1) AS n FROM calendar c
       WHERE c.day BETWEEN {from:Date} AND {to:Date} GROUP BY week`,
      { from, to },
    );
    return new Map(rows.map(({ week, n }) => [week, n]));
  }
}

const addDays = (day: string, count: number): string =>
  new Date(Date.parse(day) + count * DAY).toISOString().slice(0, 10);

const judged = (weeks: readonly Week[]): (Week & { value: number })[] =>
  weeks.filter((one): one is Week & { value: number } => one.whole && one.value !== null);

/** Each row names up to five people, so that five different ones are found wherever there are five. */
const isSmall = (rows: readonly HoursRow[]): boolean =>
  new Set(rows.flatMap(({ cadres }) => cadres)).size < SMALLEST_GROUP && rows.length > 0;

const withheld: ReliefEffect = {
  status: 'cannot-judge',
  reason: 'fewer-than-5-people',
  weeksBefore: 0,
  weeksAfter: 0,
  before: null,
  after: null,
  difference: null,
  low: null,
  high: null,
};

/** From the weeks that ended before the first action, so that relief shows against what was usual; without any, from all. */
function limitsOf(weeks: readonly Week[], first: string | undefined): Relief['limits'] {
  const base = judged(weeks).filter((one) => first === undefined || addDays(one.week, 6) < first);
  if (base.length < FEWEST_FOR_LIMITS) return null;
  const { mean, lower, upper } = xmrLimits(
    base.map((one) => one.value),
    { screenRanges: true },
  );
  return { mean, lower: Math.max(0, lower), upper, from: base[0]!.week, to: base.at(-1)!.week, weeks: base.length };
}

function effect(weeks: readonly Week[], day: string): ReliefEffect {
  const whole = judged(weeks);
  const before = whole.filter((one) => addDays(one.week, 6) < day).slice(-WEEKS_BESIDE);
  const after = whole.filter((one) => one.week >= day).slice(0, WEEKS_BESIDE);
  const counts = { weeksBefore: before.length, weeksAfter: after.length };
  const [first, second] = [before, after].map((side) => side.map((one) => one.value)) as [number[], number[]];
  const mean = (side: readonly number[]): number | null =>
    side.length ? side.reduce((sum, one) => sum + one, 0) / side.length : null;
  if (before.length < FEWEST_BESIDE || after.length < FEWEST_BESIDE)
    return {
      status: 'cannot-judge',
      reason: 'too-few-weeks',
      ...counts,
      before: mean(first),
      after: mean(second),
      difference: null,
      low: null,
      high: null,
    };
  const { difference, low, high } = welch(second, first, 0.95);
  return {
    status: 'ok',
    ...counts,
    before: mean(first),
    after: mean(second),
    difference,
    low: Number.isFinite(low) ? low : null,
    high: Number.isFinite(high) ? high : null,
  };
}
