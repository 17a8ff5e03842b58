/**
 * Who causes it: the requirement or the unit? Pure.
 *
 * The same people are the control. If a requirement draws many flags and the very people who answer it draw few under other
 * requirements, the requirement is the cause. If a unit draws many flags under other requirements too, while the other units
 * answer this requirement honestly, the unit is. Both: mixed. Neither can be shown: unknown.
 */
import { betaBinomialUpperTail } from '../../metrics/statistics/beta-binomial.ts';
import { shapes, type Cell, type Judged, type Rule } from './judge.ts';

export type Cause = 'requirement' | 'unit' | 'mixed' | 'unknown';

export interface SamePeople {
  /** Events of the requirement, and how many are flagged. */
  here: { flagged: number; n: number };
  /** Events of the same cadres under other requirements. */
  elsewhere: { flagged: number; n: number };
}

const SURE = 0.01;
const RHO = 0.05;
/** Of all townships that can be judged, how many must be unusual for the requirement over all of them to be the cause. */
const WIDESPREAD = 0.3;

export function cause(rule: Rule, judged: Judged, cells: readonly Cell[], people: SamePeople | undefined): Cause {
  const elevated = (group: readonly Cell[]): boolean | undefined => {
    const n = group.reduce((all, cell) => all + cell.n, 0);
    const flagged = group.reduce((all, cell) => all + cell.flagged, 0);
    if (n < rule.minimumN) return undefined;
    return betaBinomialUpperTail(flagged, n, ...shapes(judged.reference, RHO)) < SURE;
  };
  const units = cells.filter((cell) => cell.unit !== '');
  const sameRequirement = units.filter((cell) => cell.requirement === judged.requirement && cell.unit !== judged.unit);
  if (judged.unit === '') {
    const judgeable = sameRequirement.filter((cell) => cell.n >= rule.minimumN);
    const unusual = judgeable.filter((cell) => elevated([cell])).length;
    if (judgeable.length >= 3) return unusual / judgeable.length >= WIDESPREAD ? 'requirement' : 'unit';
    return contrast(people) !== null && contrast(people)! > judged.reference ? 'requirement' : 'unknown';
  }
  const requirementElsewhere = elevated(sameRequirement);
  const unitElsewhere = elevated(
    units.filter((cell) => cell.unit === judged.unit && cell.requirement !== judged.requirement),
  );
  if (requirementElsewhere && unitElsewhere) return 'mixed';
  if (requirementElsewhere) return 'requirement';
  if (unitElsewhere) return 'unit';
  return 'unknown';
}

/** Rate of flags here minus the same people's rate under other requirements; null when they answer nothing else. */
export function contrast(people: SamePeople | undefined): number | null {
  if (!people || people.here.n === 0 || people.elsewhere.n === 0) return null;
  return people.here.flagged / people.here.n - people.elsewhere.flagged / people.elsewhere.n;
}

export function combine(causes: readonly Cause[]): Cause {
  const known = [...new Set(causes.filter((one) => one !== 'unknown'))];
  if (known.length === 0) return 'unknown';
  return known.length === 1 ? known[0]! : 'mixed';
}
