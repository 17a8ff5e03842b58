/** Claims of the same kind put together, by what they are about or by who is said to have done it. */
import type { Claims } from '../server/contract-reform.ts';

export const CLAIMS_BY = ['requirement', 'unit', 'claim'] as const;
export type ClaimsBy = (typeof CLAIMS_BY)[number];
/** Records a rate of several claims needs, as each of them does. */
const FEWEST = 10;

type Rate = Claims['rates'][number];

export interface ClaimGroup {
  kind: string;
  /** Names that tell it from the others. */
  names: string[];
  requirement: string;
  /** Claims in it that the logs can be held against, and all. */
  judged: number;
  claims: number;
  claimed: number;
  computed: number | null;
  n: number;
  status: Rate['status'];
  reason?: string | undefined;
}

/** Rates weigh by the records behind them: what the claims say together beside what the logs give for all of them. */
export function claimGroups(rates: readonly Rate[], by: ClaimsBy, tolerance: number): ClaimGroup[] {
  const groups = new Map<string, Rate[]>();
  for (const rate of rates) {
    const key = [
      rate.kind,
      by === 'unit' ? rate.unit : rate.requirement,
      ...(by === 'claim' ? [rate.unit, rate.period] : []),
    ].join('\u001f');
    groups.set(key, [...(groups.get(key) ?? []), rate]);
  }
  return [...groups.values()].map((members): ClaimGroup => {
    // Too few for one claim may be enough for all of them together.
    const judged = members.filter(({ computed, reason }) => computed !== null || reason === 'too-few-events');
    const [first] = members as [Rate];
    const n = judged.reduce((sum, one) => sum + one.n, 0);
    const about = {
      requirement: [first.requirementName],
      unit: [first.unitName],
      claim: [first.unitName, first.requirementName, first.period],
    }[by];
    const head = {
      kind: first.kind,
      names: about.filter(Boolean),
      requirement: by === 'unit' ? '' : first.requirement,
      judged: judged.length,
      claims: members.length,
    };
    if (judged.every(({ computed }) => computed === null) && n < FEWEST) {
      const claimed = members.reduce((sum, one) => sum + one.claimed, 0) / members.length;
      return { ...head, claimed, computed: null, n, status: 'cannot-judge', reason: first.reason };
    }
    const claimed = judged.reduce((sum, one) => sum + one.claimed * one.n, 0) / n;
    const computed = judged.reduce((sum, one) => sum + one.numerator, 0) / n;
    return {
      ...head,
      claimed,
      computed,
      n,
      status: Math.abs(claimed - computed) > tolerance * 1.01 ? 'differs' : 'agrees',
    };
  });
}
