/**
 * How much of the differences in flagged / not flagged lies between requirements, between units, and between the people of one
 * unit. Method of moments on pairs of events (Searle, Casella & McCulloch 1992, Variance Components, ch. 5): two events that
 * share only the requirement vary together by the requirement's variance alone, and so on. Unlike one-way intraclass
 * correlations this does not count a requirement as a trait of the people who answer it. Closed form, so it is summed in SQL.
 */

/** Sums over the groups of one kind: of the squared deviations (flagged - rate x events), and of the squared numbers of events. */
export interface GroupSums {
  grouping: Grouping;
  rate: number;
  squares: number;
  pairs: number;
}

type Grouping = 'requirement' | 'unit' | 'person' | 'requirement-unit' | 'requirement-person';

/** Shares of the variance of an event, 0 to 1; null where no pairs tell them apart, or all or no events are flagged. */
export interface Partition {
  requirement: number | null;
  unit: number | null;
  person: number | null;
}

export const UNKNOWN_PARTITION: Partition = { requirement: null, unit: null, person: null };

/**
 * From rows (detector, requirement, unit, cadre, n, x): one row per detector and grouping. With that of requirements come
 * `people`: of each requirement that was flagged, (requirement, flagged, events, and both of the same people under others).
 */
export const peopleSums = (personCells: string): string => `
  SELECT detector, grouping, any(mean_rate) AS rate, sum(pow(group_x - mean_rate * group_n, 2)) AS squares, sum(pow(group_n, 2)) AS pairs,
    groupArrayIf((g.2, group_x, group_n, all_x - group_x, all_n - group_n), grouping = 'requirement' AND group_x > 0) AS people
  FROM (
    SELECT detector, g.1 AS grouping, g, any(overall) AS mean_rate, sum(n) AS group_n, sum(x) AS group_x,
      sumIf(person_n, once) AS all_n, sumIf(person_x, once) AS all_x
    FROM (
      SELECT *, arrayJoin([('requirement', toString(requirement), ''), ('unit', toString(unit), ''), ('person', toString(cadre), ''),
          ('requirement-unit', toString(requirement), toString(unit)), ('requirement-person', toString(requirement), toString(cadre))]) AS g
      FROM (
        SELECT *, sum(x) OVER (PARTITION BY detector) / sum(n) OVER (PARTITION BY detector) AS overall,
          sum(n) OVER (PARTITION BY detector, cadre) AS person_n, sum(x) OVER (PARTITION BY detector, cadre) AS person_x,
          row_number() OVER (PARTITION BY detector, cadre, requirement ORDER BY unit) = 1 AS once
        FROM (${personCells})))
    GROUP BY detector, g)
  GROUP BY detector, grouping`;

export function variancePartition(rows: readonly GroupSums[]): Partition {
  const of = new Map(rows.map((row) => [row.grouping, row]));
  const rate = rows[0]?.rate ?? 0;
  const total = rate * (1 - rate);
  /** Mean product of the deviations of two events that are in one group of `plus` but (added up) in none of `minus`. */
  const covariance = (plus: readonly Grouping[], minus: readonly Grouping[]): number | null => {
    const sum = (key: 'squares' | 'pairs') =>
      plus.reduce((all, one) => all + of.get(one)![key], 0) - minus.reduce((all, one) => all + of.get(one)![key], 0);
    return sum('pairs') > 0 ? sum('squares') / sum('pairs') : null;
  };
  if (!(total > 0) || of.size < 5) return UNKNOWN_PARTITION;
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
