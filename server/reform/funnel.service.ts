/** Compares townships of different size fairly: each against limits that narrow with its size and hold the usual spread. */
import { Injectable } from '@nestjs/common';
import { indicator as indicatorOf } from '../../metrics/catalogue.ts';
import { compareInFunnel, type FunnelPoint, type FunnelShape } from '../../metrics/statistics/funnel-comparison.ts';
import type { IndicatorRow } from '../contract.ts';
import type { Funnel, FunnelQuery } from '../contract-reform.ts';
import { FactStore } from '../facts/fact-store.ts';
import { AnswerCache } from '../indicators/answer-cache.ts';
import { ComputationService } from '../indicators/computation.service.ts';
import { perCadreStatement } from '../indicators/values-query.ts';
import { ValuesService } from '../indicators/values.service.ts';
import type { Statement } from '../indicators/statements.ts';
import { daysAsked } from './days-asked.ts';

/** With fewer the limits are drawn around nothing. */
const FEWEST_UNITS = 5;
const STEPS = 48;

interface Township {
  unit: string;
  name: string;
  cadres: number;
  population: number;
}
interface Sized {
  row: IndicatorRow;
  point: FunnelPoint;
}

@Injectable()
export class FunnelService {
  constructor(
    private readonly store: FactStore,
    private readonly computation: ComputationService,
    private readonly cache: AnswerCache,
    private readonly valuesService: ValuesService,
  ) {}

  /** @param scope condition on `e.unit` */
  async funnel(asked: FunnelQuery, scope: Statement): Promise<Funnel> {
    const days = daysAsked(asked, await this.computation.span());
    const { finishedAt } = await this.computation.current();
    const kind =
      asked.id === 'filling-hours' ? 'mean' : indicatorOf(asked.id)!.aggregate === 'ratio' ? 'share' : 'rate';
    const per = kind === 'share' ? 'events' : kind === 'mean' ? 'cadres' : asked.per;
    const head = { asOf: finishedAt, id: asked.id, kind, per } as const;
    if (!days) return { ...head, from: null, to: null, asOf: null, ...NOTHING, reason: 'no-rows', rows: [] };
    return this.cache.lasting(['funnel', asked.id, per, days, scope], async () => ({
      ...head,
      ...days,
      ...(await this.compare(asked.id, kind, per, days, scope)),
    }));
  }

  private async compare(
    id: string,
    kind: Funnel['kind'],
    per: Funnel['per'],
    days: { from: string; to: string },
    scope: Statement,
  ): Promise<Pick<Funnel, 'status' | 'reason' | 'target' | 'phi' | 'tau' | 'rows' | 'limits'>> {
    const weeks = ((Date.parse(days.to) - Date.parse(days.from)) / 86_400_000 + 1) / 7;
    const [values, townships, spread] = await Promise.all([
      this.valuesService.values({ id, by: 'unit', period: 'all', ...days }, scope),
      this.townships(scope),
      kind === 'mean' ? this.spread(id, days, scope) : undefined,
    ]);
    const known = new Map(townships.map((one) => [one.unit, one]));
    const rows = values.rows.filter((row) => known.has(row.unit ?? ''));
    const sized = rows.flatMap((row): Sized[] => {
      const town = known.get(row.unit!)!;
      const size = { events: row.denominator ?? 0, cadres: town.cadres, population: town.population }[per];
      const isJudged = row.status === 'ok' && size > 0;
      const exposure = kind === 'rate' ? size * weeks : size;
      return isJudged ? [{ row, point: { y: (row.numerator ?? 0) / (kind === 'mean' ? weeks : 1), n: exposure } }] : [];
    });
    const inFunnel = new Set(sized.map(({ row }) => row.unit));
    const states = rows.filter((row) => !inFunnel.has(row.unit)).map((row) => stateOf(row, known.get(row.unit!)!));
    if (sized.length < FEWEST_UNITS)
      return { ...NOTHING, reason: 'too-few-units', rows: [...sized.map(({ row }) => stateOf(row)), ...states] };
    const shape: FunnelShape = kind === 'mean' ? { kind, sd: spread!(known) / weeks } : { kind };
    const { target, phi, tau, points, limits } = compareInFunnel(
      sized.map(({ point }) => point),
      shape,
    );
    // Exposure is in cadre-weeks; what is shown is how many cadres or residents there are.
    const shown = (n: number): number => (kind === 'rate' ? n / weeks : n);
    const largest = Math.max(...sized.map(({ point }) => point.n)) * 1.05;
    const smallest = Math.min(...sized.map(({ point }) => point.n)) * 0.6;
    return {
      status: 'ok',
      target,
      phi,
      tau,
      rows: [
        ...sized.map(({ row, point }, index) => ({
          unit: row.unit!,
          unitName: row.unitName ?? row.unit!,
          n: shown(point.n),
          ...points[index]!,
          status: 'ok' as const,
        })),
        ...states,
      ],
      limits: Array.from({ length: STEPS + 1 }, (_, step) => {
        const n = smallest + ((largest - smallest) * step) / STEPS;
        return { n: shown(n), ...limits(n) };
      }),
    };
  }

  private townships(scope: Statement): Promise<Township[]> {
    return this.store.query<Township>(
      `SELECT e.unit AS unit, e.name AS name, k.n AS cadres, toFloat64(ifNull(o.population, 0)) AS population
       FROM (SELECT code AS unit, name FROM unit_paths WHERE level = 'township') e
       LEFT ANY JOIN (SELECT township AS unit, count() AS n FROM cadre_units GROUP BY unit) k ON k.unit = e.unit
       LEFT ANY JOIN (SELECT code, population FROM org_units) o ON o.code = e.unit WHERE ${scope.sql}`,
      scope.parameters,
    );
  }

  /** Standard deviation between cadres of the same township; those without any row count with 0. */
  private async spread(
    id: string,
    days: { from: string; to: string },
    scope: Statement,
  ): Promise<(known: ReadonlyMap<string, Township>) => number> {
    const { sql, parameters } = perCadreStatement(indicatorOf(id)!, { by: ['unit'], period: 'all', ...days, scope });
    const rows = await this.store.query<{ by_unit: string; k: number; total: number; squares: number }>(
      sql,
      parameters,
    );
    return (known) => {
      let [squares, freedom] = [0, 0];
      for (const { by_unit, k, total, squares: sum } of rows) {
        const cadres = Math.max(k, known.get(by_unit)?.cadres ?? 0);
        if (!known.has(by_unit) || cadres < 2) continue;
        squares += Math.max(0, sum - (total * total) / cadres);
        freedom += cadres - 1;
      }
      return freedom > 0 ? Math.sqrt(squares / freedom) : 0;
    };
  }
}

const NOTHING = {
  status: 'cannot-judge',
  target: null,
  phi: null,
  tau: null,
  limits: [],
} as const satisfies Partial<Funnel>;

/** A township without a point says why. */
function stateOf(row: IndicatorRow, town?: Township): Funnel['rows'][number] {
  const reason = row.status !== 'ok' ? row.reason : town ? 'no-size' : 'too-few-units';
  return {
    unit: row.unit!,
    unitName: row.unitName ?? row.unit!,
    n: 0,
    value: null,
    z: null,
    beyond: null,
    status: row.status === 'ok' ? 'cannot-judge' : row.status,
    ...(reason ? { reason } : {}),
  };
}
