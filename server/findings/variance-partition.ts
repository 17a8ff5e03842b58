/**
 * How much of the differences in flagged / not flagged lies between requirements, between units, and between the people of one
 * unit. Method of moments on pairs of events (Searle, Casella & McCulloch 1992, Variance Components, ch. 5): two events that
 * share only the requirement vary together by the requirement's variance alone, and so on. Unlike one-way intraclass
 * correlations this does not count a requirement as a trait of the people who answer it. Closed form over sums, made in SQL.
 */

/** Events n and flagged x of a detector: summed over all, and over the groups of each kind. */
export interface PeopleSums {
  n: number;
  x: number;
  /** Sums of x², x n and n² over the groups. */
  person: Products;
  requirement_person: Products;
  /** Each group: its name, n and x, aligned. */
  same_people: Groups;
  unit: Groups;
  requirement_unit: Groups;
}

type Products = readonly [xx: number, xn: number, nn: number];
type Groups = readonly [
  names: readonly string[],
  n: readonly number[],
  x: readonly number[],
  ...more: readonly unknown[],
];

type Grouping = 'requirement' | 'unit' | 'person' | 'requirement-unit' | 'requirement-person';

/** Shares of the variance of an event, 0 to 1; null where no pairs tell them apart, or all or no events are flagged. */
export interface Partition {
  requirement: number | null;
  unit: number | null;
  person: number | null;
}

export const UNKNOWN_PARTITION: Partition = { requirement: null, unit: null, person: null };

const products = ([, n, x]: Groups): Products => {
  const sum = (of: (i: number) => number) => n.reduce((all, _, i) => all + of(i), 0);
  return [sum((i) => x[i]! * x[i]!), sum((i) => x[i]! * n[i]!), sum((i) => n[i]! * n[i]!)];
};

export function variancePartition(sums: PeopleSums): Partition {
  const rate = sums.n > 0 ? sums.x / sums.n : 0;
  const total = rate * (1 - rate);
  if (!(total > 0)) return UNKNOWN_PARTITION;
  const of: Record<Grouping, Products> = {
    requirement: products(sums.same_people),
    unit: products(sums.unit),
    person: sums.person,
    'requirement-unit': products(sums.requirement_unit),
    'requirement-person': sums.requirement_person,
  };
  /** Sum of the squared deviations (flagged - rate x events) of the groups, and of the squared numbers of events. */
  const squares = ([xx, xn, nn]: Products) => xx - 2 * rate * xn + rate * rate * nn;
  const pairs = ([, , nn]: Products) => nn;
  /** Mean product of the deviations of two events that are in one group of `plus` but (added up) in none of `minus`. */
  const covariance = (plus: readonly Grouping[], minus: readonly Grouping[]): number | null => {
    const sum = (value: (products: Products) => number) =>
      plus.reduce((all, one) => all + value(of[one]), 0) - minus.reduce((all, one) => all + value(of[one]), 0);
    return sum(pairs) > 0 ? sum(squares) / sum(pairs) : null;
  };
  const share = (variance: number | null) => (variance === null ? null : Math.min(Math.max(variance / total, 0), 1));
  // With a single unit all pairs share it: two people of it are the next best.
  const requirement =
    covariance(['requirement'], ['requirement-unit']) ?? covariance(['requirement'], ['requirement-person']);
  const unit = covariance(['unit', 'requirement-person'], ['requirement-unit', 'person']);
  const unitAndPerson = covariance(['person'], ['requirement-person']);
  const person = unitAndPerson === null ? null : unitAndPerson - Math.max(unit ?? 0, 0);
  return { requirement: share(requirement), unit: share(unit), person: share(person) };
}

/**
 * Who answered is shown only where people differ more than requirements do: else looking at people looks in the wrong place.
 * Locked, too, where it cannot be known.
 */
export function personView({ requirement, person }: Partition): 'locked' | 'open' {
  return requirement !== null && person !== null && person > requirement ? 'open' : 'locked';
}
