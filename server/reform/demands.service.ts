/** What each requirement demands: on which duty list it stands, what its score rests on, and how much it draws. */
import { Injectable } from '@nestjs/common';
import { CLAIM_KINDS } from '../../metrics/claimed-rates.ts';
import type { DaysQuery, Demand, Demands } from '../contract-reform.ts';
import { FactStore } from '../facts/fact-store.ts';
import { AnswerCache } from '../indicators/answer-cache.ts';
import { ComputationService } from '../indicators/computation.service.ts';
import type { Statement } from '../indicators/statements.ts';
import { daysAsked } from './days-asked.ts';

type Row = Omit<Demand, 'ranked'> & { ranked: number | null };

/**
 * Answers are those kept for the demand outside the lists, where a list is registered, else reports and check-ins, else what took
 * time: each of these counts an answer once, and no more than all of them.
 */
const DRAWN = (scope: string): string => `
  SELECT requirement, greatest(listed, sent, timed) AS answers, hours FROM (
    SELECT e.requirement AS requirement, sumIf(e.n, e.indicator = 'off-list-demand') AS listed,
      sumIf(e.n, e.indicator IN ('submissions', 'checkins')) AS sent, sumIf(e.n, e.indicator = 'filling-hours') AS timed,
      sumIf(e.numerator, e.indicator = 'filling-hours') AS hours
    FROM indicator_daily e
    WHERE e.indicator IN ('off-list-demand', 'submissions', 'checkins', 'filling-hours') AND e.day BETWEEN {from:Date} AND {to:Date}
      AND ${scope}
    GROUP BY requirement)`;

/** Whether an outcome is on file belongs to the directory, as weights do: it is no unit's figure. What was merely stated is none. */
const DEMANDS = (scope: string): string => `
  SELECT r.code AS requirement, r.name AS name, r.issuer AS issuer, toString(r.duty_list_kind) AS dutyList, r.trace_kinds AS traceKinds,
    r.metric AS metric, r.scoring_weight AS weight, r.ranked AS ranked,
    multiIf(o.n > 0, 'outcome', notEmpty(r.trace_kinds), 'traces', 'cannot-judge') AS basis, d.answers AS answers, d.hours AS hours
  FROM (SELECT * FROM requirements WHERE ifNull(valid_from <= {to:Date}, 1) AND ifNull(valid_to >= {from:Date}, 1)) r
  LEFT ANY JOIN (${DRAWN(scope)}) d ON d.requirement = r.code
  LEFT ANY JOIN (SELECT requirement_code AS requirement, count() AS n FROM outcomes
    WHERE requirement_code != '' AND starts_on <= {to:Date} AND kind NOT IN (${CLAIM_KINDS})
    GROUP BY requirement) o ON o.requirement = r.code
  ORDER BY r.code`;

@Injectable()
export class DemandsService {
  constructor(
    private readonly store: FactStore,
    private readonly computation: ComputationService,
    private readonly cache: AnswerCache,
  ) {}

  /** @param scope condition on `e.unit`: the directory is everyone's, answers are counted of these units only */
  async demands(asked: DaysQuery, scope: Statement): Promise<Demands> {
    const days = daysAsked(asked, await this.computation.span());
    const { finishedAt } = await this.computation.current();
    if (!days) return { from: null, to: null, asOf: null, rows: [] };
    const rows = await this.cache.lasting(['demands', days, scope], () =>
      this.store.query<Row>(DEMANDS(scope.sql), { ...scope.parameters, ...days }),
    );
    return {
      ...days,
      asOf: finishedAt,
      rows: rows.map((row) => ({ ...row, ranked: row.ranked === null ? null : row.ranked === 1 })),
    };
  }
}
