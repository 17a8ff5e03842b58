/** Rates and times that were stated, beside what the logs give for the same unit, period and requirement. */
import { Injectable } from '@nestjs/common';
import { CLAIM_KINDS, CLAIMED_RATES, FEWEST_EVENTS, recomputed, TOLERANCE } from '../../metrics/claimed-rates.ts';
import type { Claims, DaysQuery } from '../contract-reform.ts';
import { FactStore } from '../facts/fact-store.ts';
import { AnswerCache } from '../indicators/answer-cache.ts';
import { ComputationService } from '../indicators/computation.service.ts';
import type { Statement } from '../indicators/statements.ts';
import { daysAsked } from './days-asked.ts';

type Rate = Claims['rates'][number];
type Minutes = Claims['minutes'][number];

/** The newest are held against the logs. */
const MOST_CLAIMS = 1500;
/** An estimate may be off by half, or twice too much, before it is called wrong: it is one number for many places. */
const ESTIMATE_FACTOR = 2;

const claims = (scope: string): string => `
  SELECT e.id AS id, e.kind AS kind, e.place AS unit, e.requirement AS requirement, e.starts_on AS starts_on, e.ends_on AS ends_on,
    e.period AS period, e.claimed AS claimed, e.place_name AS unitName
  FROM (SELECT toString(o.fact_id) AS id, toString(o.kind) AS kind, toString(o.org_unit_code) AS place, toString(o.requirement_code) AS requirement,
      o.starts_on AS starts_on, o.ends_on AS ends_on, toString(o.period) AS period, if(o.value > 1, o.value / 100, o.value) AS claimed,
      if(u.code = '', toString(o.org_unit_code), u.township) AS unit, if(u.name = '', toString(o.org_unit_code), u.name) AS place_name
    FROM outcomes o LEFT ANY JOIN unit_paths u ON u.code = o.org_unit_code
    WHERE o.kind IN (${CLAIM_KINDS}) AND o.starts_on <= {to:Date} AND o.ends_on >= {from:Date}) e
  WHERE ${scope} ORDER BY starts_on DESC, kind, unit, requirement LIMIT ${MOST_CLAIMS}`;

const MINUTES = (scope: string): string => `
  SELECT q.code AS requirement, q.name AS name, q.issuer AS issuer, q.minutes_estimate AS claimed, l.n AS n,
    l.quartiles[1] AS low, l.quartiles[2] AS computed, l.quartiles[3] AS high
  FROM (SELECT code, name, issuer, minutes_estimate FROM requirements WHERE minutes_estimate > 0) q
  LEFT ANY JOIN (SELECT e.asked AS asked, count() AS n, quantilesTDigest(0.25, 0.5, 0.75)(e.took) AS quartiles
    FROM (SELECT toString(r.requirement_code) AS asked, assumeNotNull(r.active_edit_s) / 60 AS took, cu.township AS unit
      FROM reports r LEFT ANY JOIN cadre_units cu ON cu.cadre_code = r.cadre_code
      WHERE r.day BETWEEN {from:Date} AND {to:Date} AND r.active_edit_s > 0
      UNION ALL
      SELECT toString(t.requirement_code), assumeNotNull(t.minutes), if(t.org_unit_code = '', cu.township, if(up.code = '', toString(t.org_unit_code), up.township))
      FROM tasks t LEFT ANY JOIN cadre_units cu ON cu.cadre_code = t.cadre_code LEFT ANY JOIN unit_paths up ON up.code = t.org_unit_code
      WHERE t.day BETWEEN {from:Date} AND {to:Date} AND t.minutes > 0
        AND t.requirement_code IN (SELECT code FROM requirements WHERE kind = 'task')) e
    WHERE ${scope} GROUP BY asked) l ON l.asked = q.code
  ORDER BY requirement LIMIT ${MOST_CLAIMS}`;

@Injectable()
export class ClaimsService {
  constructor(
    private readonly store: FactStore,
    private readonly computation: ComputationService,
    private readonly cache: AnswerCache,
  ) {}

  /** @param scope condition on `e.unit`: of the unit a rate is stated for, and of those whose time was logged */
  async claims(asked: DaysQuery, scope: Statement): Promise<Claims> {
    const span = await this.computation.span();
    const days = daysAsked(asked, span);
    const { finishedAt } = await this.computation.current();
    const kinds = CLAIMED_RATES.map(({ kind, terms, formula }) => ({ kind, terms, formula }));
    if (!span || !days)
      return { from: null, to: null, asOf: null, kinds, tolerance: TOLERANCE, rates: [], minutes: [] };
    const made = await this.cache.lasting(['claims', days, span.last, scope], () =>
      this.read({ ...scope.parameters, ...days, last: span.last }, scope.sql, span.last),
    );
    return { ...days, asOf: finishedAt, kinds, tolerance: TOLERANCE, ...made };
  }

  private async read(
    parameters: Statement['parameters'],
    scope: string,
    last: string,
  ): Promise<Pick<Claims, 'rates' | 'minutes'>> {
    const stated = await this.store.query<Stated>(
      `SELECT s.* EXCEPT (starts_on, ends_on), toString(s.starts_on) AS from, toString(s.ends_on) AS to, r.name AS requirementName
       FROM (${claims(scope)}) s LEFT ANY JOIN (SELECT code, name FROM requirements) r ON r.code = s.requirement`,
      parameters,
    );
    const asked = new Set(stated.map(({ kind }) => kind));
    const [minutes, ...logged] = await Promise.all([
      this.store.query<Omit<Minutes, 'status'>>(MINUTES(scope), parameters),
      ...CLAIMED_RATES.filter(({ kind }) => asked.has(kind)).map((rate) =>
        this.store.query<Logged>(recomputed(rate, claims(scope)), parameters),
      ),
    ]);
    const byId = new Map(logged.flat().map((one) => [one.id, one]));
    return {
      rates: stated.map(({ id, ...one }) => rateJudged(one, byId.get(id), last)),
      minutes: minutes.map(minutesJudged),
    };
  }
}

type Stated = Omit<Rate, 'computed' | 'numerator' | 'n' | 'status'> & { id: string };
interface Logged {
  id: string;
  n: number;
  hits: number;
}

function rateJudged(stated: Omit<Stated, 'id'>, logged: Logged | undefined, last: string): Rate {
  const [n, numerator] = [logged?.n ?? 0, logged?.hits ?? 0];
  const fewest = stated.kind === 'claimed_form_cut' ? 1 : FEWEST_EVENTS;
  const reason = n === 0 ? 'no-rows' : n < fewest ? 'too-few-events' : stated.to > last ? 'period-not-over' : undefined;
  const counted = { ...stated, numerator, n };
  if (reason) return { ...counted, computed: null, status: 'cannot-judge', reason };
  const computed = numerator / n;
  // A hundredth of the tolerance: 0.985 and 0.975 are no further apart than 0.01, whatever the floating point says.
  const differs = Math.abs(stated.claimed - computed) > TOLERANCE * 1.01;
  return { ...counted, computed, status: differs ? 'differs' : 'agrees' };
}

function minutesJudged(one: Omit<Minutes, 'status'>): Minutes {
  if (one.computed === null || one.n < FEWEST_EVENTS)
    return {
      ...one,
      computed: null,
      low: null,
      high: null,
      status: 'cannot-judge',
      reason: one.n === 0 ? 'no-rows' : 'too-few-events',
    };
  const ratio = one.computed / one.claimed;
  return { ...one, status: ratio > ESTIMATE_FACTOR || ratio < 1 / ESTIMATE_FACTOR ? 'differs' : 'agrees' };
}
