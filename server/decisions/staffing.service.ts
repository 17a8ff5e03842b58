/** Does short staffing go with heavier load: vacancy of each township beside its filling hours. Townships, never people. */
import { Injectable } from '@nestjs/common';
import { leastSquares } from '../../metrics/statistics/least-squares.ts';
import { tQuantile } from '../../metrics/statistics/student-t.ts';
import type { Staffing, StaffingQuery } from '../contract-decisions.ts';
import { FactStore } from '../facts/fact-store.ts';
import { ComputationService } from '../indicators/computation.service.ts';
import type { Statement } from '../indicators/statements.ts';
import { ValuesService } from '../indicators/values.service.ts';

/** Fewer points make a line of anything. */
const FEWEST_TOWNSHIPS = 6;
const TEN_POINTS = 0.1;

type Row = Staffing['rows'][number];
type Posts = Pick<Row, 'unit' | 'unitName' | 'posts' | 'listed' | 'seconded' | 'reported'>;

const POSTS = (scope: string): string => `
  SELECT e.unit AS unit, e.name AS unitName, e.posts AS posts, c.listed AS listed, c.away AS seconded, r.staff AS reported
  FROM (SELECT code AS unit, name, toNullable(toFloat64(staff_quota)) AS posts FROM org_units WHERE level = 'township') e
  LEFT ANY JOIN (SELECT org_unit_code AS home, count() AS listed,
      countIf(seconded_to_org_unit_code NOT IN ('', org_unit_code)) AS away
    FROM cadres WHERE ifNull(active_from, {to:Date}) <= {to:Date} AND ifNull(active_to, {to:Date}) >= {to:Date}
    GROUP BY org_unit_code) c ON c.home = e.unit
  LEFT ANY JOIN (SELECT org_unit_code AS place, toNullable(argMax(value, starts_on)) AS staff
    FROM outcomes WHERE kind = 'staff_in_post' AND starts_on <= {to:Date} GROUP BY org_unit_code) r ON r.place = e.unit
  WHERE ${scope} ORDER BY e.unit`;

@Injectable()
export class StaffingService {
  constructor(
    private readonly store: FactStore,
    private readonly computation: ComputationService,
    private readonly values: ValuesService,
  ) {}

  /** @param scope condition on `e.unit` */
  async staffing(query: StaffingQuery, scope: Statement): Promise<Staffing> {
    const span = await this.computation.span();
    if (!span) return { asOf: null, rows: [], trend: cannot('too-few-townships', 0) };
    const to = query.to && query.to < span.last ? query.to : span.last;
    const [posts, load] = await Promise.all([
      this.store.query<Posts>(POSTS(scope.sql), { ...scope.parameters, to }),
      this.values.values({ id: 'filling-hours', by: 'unit,period', period: 'all', ...query }, scope),
    ]);
    const loadOf = new Map(load.rows.map((row) => [row.unit ?? '', row]));
    const rows = posts.map((one): Row => {
      const own = loadOf.get(one.unit);
      const here = one.reported ?? one.listed - one.seconded;
      const vacancy = one.posts ? 1 - here / one.posts : null;
      const hours = own?.status === 'ok' ? (own.perCadreWeek ?? null) : null;
      const head = { ...one, vacancy, hours: hours && { value: hours.value, low: hours.low, high: hours.high } };
      if (own && own.status !== 'ok')
        return { ...head, status: own.status, ...(own.reason ? { reason: own.reason } : {}) };
      if (vacancy === null) return { ...head, status: 'cannot-judge', reason: 'no-staff-quota' };
      if (one.reported === null && one.listed === 0)
        return { ...head, vacancy: null, status: 'cannot-judge', reason: 'nobody-listed' };
      return hours ? { ...head, status: 'ok' } : { ...head, status: 'cannot-judge', reason: 'too-few-events' };
    });
    return { asOf: load.asOf, rows, trend: trendOf(rows) };
  }
}

const cannot = (reason: NonNullable<Staffing['trend']['reason']>, n: number): Staffing['trend'] => ({
  status: 'cannot-judge',
  reason,
  n,
  perTenPoints: null,
  low: null,
  high: null,
  intercept: null,
});

function trendOf(rows: readonly Row[]): Staffing['trend'] {
  const points = rows.flatMap((row) => (row.status === 'ok' ? [{ x: row.vacancy!, y: row.hours!.value }] : []));
  const n = points.length;
  if (n < FEWEST_TOWNSHIPS) return cannot('too-few-townships', n);
  const spread = Math.max(...points.map(({ x }) => x)) - Math.min(...points.map(({ x }) => x));
  if (spread < 0.01) return cannot('no-difference-in-staffing', n);
  const { coefficients, errors, degrees } = leastSquares(
    points.map(({ y }) => y),
    points.map(({ x }) => [x]),
  );
  const [intercept, slope] = coefficients as [number, number];
  const half = tQuantile(0.975, degrees) * errors[1]!;
  return {
    status: 'ok',
    n,
    perTenPoints: slope * TEN_POINTS,
    low: (slope - half) * TEN_POINTS,
    high: (slope + half) * TEN_POINTS,
    intercept,
  };
}
