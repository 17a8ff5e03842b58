/**
 * Who causes it: the requirement or the unit? Pure.
 *
 * The same people are the control. If a requirement draws many flags and the very people who answer it draw few under other
 * requirements, the requirement is the cause. If a unit draws many flags under other requirements too, while the other units
 * answer this requirement honestly, the unit is. Both: mixed. Neither can be shown: unknown.
 */
import { betaBinomialUpperTail } from '../../metrics/statistics/beta-binomial.ts';
import { binomialUpperTail } from '../../metrics/statistics/binomial.ts';
import { shapes, type Cell, type Judged, type Rule } from './judge.ts';

export type Cause = 'requirement' | 'unit' | 'mixed' | 'unknown';

export interface SamePeople {
  /** Events of the requirement, and how many are flagged. */
  here: { flagged: number; n: number };
  /** Events of the same cadres under other requirements. */
  elsewhere: { flagged: number; n: number };
}

/** A unit's cell under another requirement counts against the unit when its count is this unlikely under the null. */
const SURE = 0.001;
/** A requirement's cell in another unit is elevated at this level; a few by chance do not matter, many are asked for. */
const LIKELY = 0.01;
/** Share of a requirement's units that must be elevated for the requirement to be the cause. */
const WIDESPREAD = 0.3;
/** So many of a unit's other requirements elevated, and not everywhere, must be this unlikely for the unit to be the cause. */
const CHANCE = 0.01;

/** `gamed`: requirements that stand out because most of their units do; there, comparing units with their peers is blind. */
export function cause(
  rule: Rule,
  judged: Judged,
  cells: readonly Cell[],
  people: SamePeople | undefined,
  gamed: ReadonlySet<string> = new Set(),
): Cause {
  const units = cells.filter((cell) => cell.unit !== '' && cell.n >= rule.minimumN);
  const elevated = (cell: Cell, level: number) =>
    cell.flagged > 0 && betaBinomialUpperTail(cell.flagged, cell.n, ...shapes(judged.reference, judged.rho)) <= level;
  const widespread = (requirement: string, except: string): boolean | undefined => {
    if (gamed.has(requirement)) return true;
    const others = units.filter((cell) => cell.requirement === requirement && cell.unit !== except);
    return others.length === 0
      ? undefined
      : others.filter((cell) => elevated(cell, LIKELY)).length / others.length >= WIDESPREAD;
  };
  if (judged.unit === '') {
    const everywhere = widespread(judged.requirement, '');
    if (everywhere !== undefined) return everywhere ? 'requirement' : 'unit';
    const excess = contrast(people);
    return excess !== null && excess > judged.reference ? 'requirement' : 'unknown';
  }
  const elsewhere = units.filter((cell) => cell.unit === judged.unit && cell.requirement !== judged.requirement);
  const ownHabit = (level: number) =>
    elsewhere.filter((cell) => elevated(cell, level) && widespread(cell.requirement, judged.unit) === false).length;
  // One cell that is hardly chance, or several that are each unlikely.
  const byUnit = [SURE, LIKELY].some((level) => {
    const found = ownHabit(level);
    return found > 0 && binomialUpperTail(found, elsewhere.length, level) < CHANCE;
  });
  const byRequirement = widespread(judged.requirement, judged.unit) === true;
  if (byRequirement && byUnit) return 'mixed';
  if (byRequirement) return 'requirement';
  return byUnit ? 'unit' : 'unknown';
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
