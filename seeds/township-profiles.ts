/**
 * How townships differ before anybody asks anything of them: villages, people, posts, money, distance. Ranges are those of
 * domain.md B3 (villages 6 to 24, F46 and F47; staff 45 to 110, F45); which township has which figure is ours. Every prefix
 * of the list has about ten villages a township, so that small counties are alike in size.
 */
export interface TownshipProfile {
  villages: number;
  /** Township staff who work in the systems; about a third of the posts. */
  staff: number;
  /** Posts on the books (F45). */
  quota: number;
  /** Share of the posts that nobody fills. The emptiest townships are the small and far ones. */
  vacancy: number;
  /** Median minutes of legwork are multiplied with it: bad roads. */
  distance: number;
  /** Yearly budget in yuan; ours, about 180,000 a post. */
  budget: number;
}

const VILLAGES = [10, 14, 8, 11, 7, 13, 6, 16, 9, 12, 8, 10, 9, 11, 6] as const;
const STAFF = [30, 28, 19, 22, 20, 25, 16, 33, 18, 24, 21, 23, 20, 26, 18] as const;
const VACANCY = [0.02, 0.06, 0.21, 0.05, 0.12, 0.04, 0.24, 0.03, 0.17, 0.06, 0.09, 0.14, 0.08, 0.03, 0.19] as const;
const DISTANCE = [0.8, 0.95, 1.2, 0.9, 1.05, 0.9, 1.35, 0.85, 1.15, 0.95, 1.1, 1.2, 1, 0.9, 1.4] as const;

/** The profile of the township with this index; a county of more than fifteen has several of a kind. */
export function profileOf(township: number): TownshipProfile {
  const at = township % VILLAGES.length;
  const staff = STAFF[at] as number;
  const quota = Math.round(staff * 3.125);
  return {
    villages: VILLAGES[at] as number,
    staff,
    quota,
    vacancy: VACANCY[at] as number,
    distance: DISTANCE[at] as number,
    budget: quota * (150_000 + 15_000 * (at % 5)),
  };
}

/** A form lists what a township has: with more villages it is longer, though not in proportion. */
export function formLength(township: number): number {
  return (profileOf(township).villages / 10) ** 0.6;
}
