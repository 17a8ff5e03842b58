/**
 * From counts to findings, for one detector and month at a time. Pure.
 *
 * A cell is requirement x unit; `unit: ''` is the requirement over all units, so that a requirement answered thinly in every
 * township, or gamed in all of them, can still be judged.
 *
 * Null: a cell flags events like an honest cell of the same detector does. Its rate varies between cells (habit, terrain,
 * app), so the null is beta-binomial with mean `reference` and intraclass correlation `rho`. The reference of a requirement is
 * the median rate over the others (robust while most of them are honest; its own rate would hide what it is to reveal), never
 * below the detector's published or reasoned honest rate and never above REFERENCE_CAP times it: where most requirements are
 * gamed, absolute counts still speak. With fewer than LEAST_OTHERS others nothing is known of what is common here, and the honest
 * rate alone counts.
 * Rho by moments on winsorised cells (Spiegelhalter 2005: the outliers must not hide themselves), so that limits work with
 * 8 townships as with 300: a z score inflated by its own outlier cannot pass the root of their number.
 *
 * Where most units game a requirement, comparing them with one another goes blind. A requirement is therefore also judged by
 * how many of its units stand out from the published honest rate alone, whatever their peers do.
 *
 * Rows that prove themselves (identity, physical impossibility) need no large n: three of them are judged in a small cell too.
 */
import { benjaminiHochberg } from '../../metrics/statistics/benjamini-hochberg.ts';
import { betaBinomialUpperTail, posteriorInterval } from '../../metrics/statistics/beta-binomial.ts';
import { binomialUpperTail } from '../../metrics/statistics/binomial.ts';
import { fitBetaMoments } from '../../metrics/statistics/fit-beta-moments.ts';
import { median, quantile } from '../../metrics/statistics/quantiles.ts';

export interface Cell {
  requirement: string;
  unit: string;
  /** Eligible events. */
  n: number;
  /** Flagged events without an excuse. */
  flagged: number;
  /** Occurrences (signals) without an excuse. */
  signals: number;
  /** Flagged events that an outage, leave or inspection explains. */
  excused: number;
}

export interface Rule {
  id: string;
  identity: boolean;
  minimumN: number;
  honestRate: number;
  /** The honest rate follows from arithmetic: what is common here does not move it, nor habit spread it. */
  fixedRate?: boolean;
}

export interface Judged extends Cell {
  /** Mean and intraclass correlation of the beta-binomial null. */
  reference: number;
  rho: number;
  /** Largest p that the false-discovery rate still lets through, 0 when none. */
  critical: number;
  expected: number;
  shrunk: number;
  low: number;
  high: number;
  p: number;
  q: number;
  /** Unusual at the false-discovery rate, with enough rows to show. */
  flaggedCell: boolean;
  /** Of a requirement over all units: how many units can be judged, and stand out from the published honest rate. */
  units?: Majority;
}

export interface Majority {
  judged: number;
  elevated: number;
  /** Probability of so many under the null; 1 while they are not most of the units. */
  p: number;
}

export const FALSE_DISCOVERY_RATE = 0.1;
/** Fewer rows than this prove nothing worth a visit (fabrication-indicators 7). */
export const LEAST_ROWS = 3;
const REFERENCE_CAP = 3;
const LEAST_OTHERS = 3;
const RHO_RANGE = [0.01, 0.05] as const;
/** Up to this share of cells may be gamed without widening the null that should reveal them. */
const WINSORISED = 0.2;
const INTERVAL = 0.9;

/** A unit stands out from the published honest rate when its count is this unlikely under it. */
const ELEVATED = 0.01;
/** Units of one requirement share habits: far more than ELEVATED of them may stand out together in an honest county. */
const ELEVATED_BY_HABIT = 0.1;
/** From this share on, `most` units. */
const MOST = 0.5;

/**
 * Judges the cells of one detector in one month. Cells below the minimum n are left out, as they cannot be judged, but for
 * small ones in which three rows and more prove themselves beyond the null.
 */
export function judge(rule: Rule, cells: readonly Cell[]): Judged[] {
  const enough = cells.filter((cell) => cell.n >= rule.minimumN);
  const few = rule.identity ? cells.filter((cell) => cell.n < rule.minimumN && cell.n >= LEAST_ROWS) : [];
  const nulls = nullsOf(rule, enough);
  const units = enough.filter((cell) => cell.unit !== '');
  const whole = enough.filter((cell) => cell.unit === '');
  return [
    ...together(whole, nulls, (cell) =>
      majority(
        rule,
        nulls(cell.requirement),
        units.filter((unit) => unit.requirement === cell.requirement),
      ),
    ),
    ...together(units, nulls),
    // Judged among themselves: their many sure nothings would only weaken the others.
    ...together(few, nulls).filter((cell) => cell.flaggedCell),
  ];
}

interface Null {
  reference: number;
  rho: number;
}

/** Cells judged as one family of tests. */
function together(
  cells: readonly Cell[],
  nulls: (requirement: string) => Null,
  majorityOf?: (cell: Cell) => Majority,
): Judged[] {
  const majorities = cells.map((cell) => majorityOf?.(cell));
  const tails = cells.map((cell) => {
    const { reference, rho } = nulls(cell.requirement);
    return cell.flagged === 0 ? 1 : betaBinomialUpperTail(cell.flagged, cell.n, ...shapes(reference, rho));
  });
  // Two looks at a requirement, of which the better counts: twice its p (Bonferroni).
  const p = tails.map((tail, i) => Math.min(1, majorities[i] ? 2 * Math.min(tail, majorities[i].p) : tail));
  const q = benjaminiHochberg(p);
  const critical = Math.max(0, ...p.filter((_, i) => q[i]! <= FALSE_DISCOVERY_RATE)) / (majorityOf ? 2 : 1);
  return cells.map((cell, i) => {
    const known = nulls(cell.requirement);
    const [a, b] = shapes(known.reference, known.rho);
    const [low, high] = posteriorInterval(cell.flagged, cell.n, a, b, INTERVAL);
    return {
      ...cell,
      ...known,
      critical,
      expected: known.reference * cell.n,
      shrunk: (cell.flagged + a) / (cell.n + a + b),
      low,
      high,
      p: p[i]!,
      q: q[i]!,
      flaggedCell: q[i]! <= FALSE_DISCOVERY_RATE && cell.flagged >= LEAST_ROWS,
      ...(majorities[i] ? { units: majorities[i] } : {}),
    };
  });
}

/** True where a requirement stands out because most of its units do, whatever its peers show. */
export function byMajority({ flaggedCell, units }: Judged): boolean {
  return flaggedCell && units !== undefined && units.elevated >= MOST * units.judged && units.elevated > 0;
}

function majority(rule: Rule, { rho }: Null, units: readonly Cell[]): Majority {
  const [a, b] = shapes(rule.honestRate, rho);
  const elevated = units.filter(
    (cell) => cell.flagged >= LEAST_ROWS && betaBinomialUpperTail(cell.flagged, cell.n, a, b) <= ELEVATED,
  ).length;
  const most = elevated > 0 && elevated >= MOST * units.length;
  return { judged: units.length, elevated, p: most ? binomialUpperTail(elevated, units.length, ELEVATED_BY_HABIT) : 1 };
}

/** With fewer flagged events than this the cell would not stand out. */
export function wouldCloseAt({
  n,
  reference,
  rho,
  critical,
}: Pick<Judged, 'n' | 'reference' | 'rho' | 'critical'>): number {
  const [a, b] = shapes(reference, rho);
  let [low, high] = [LEAST_ROWS, n + 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (middle <= n && betaBinomialUpperTail(middle, n, a, b) > critical) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Beta(a, b) with the given mean and intraclass correlation. */
export function shapes(mean: number, rho: number): [number, number] {
  const precision = (1 - rho) / rho;
  return [mean * precision, (1 - mean) * precision];
}

/** By requirement. */
function nullsOf(rule: Rule, cells: readonly Cell[]): (requirement: string) => Null {
  const totals = new Map<string, { flagged: number; n: number }>();
  for (const cell of cells.filter((one) => one.unit !== '')) {
    const total = totals.get(cell.requirement) ?? { flagged: 0, n: 0 };
    totals.set(cell.requirement, { flagged: total.flagged + cell.flagged, n: total.n + cell.n });
  }
  const varied = rule.fixedRate ? 0 : spread(cells);
  const rho = Math.min(Math.max(varied, RHO_RANGE[0]), RHO_RANGE[1]);
  const ceiling = rule.fixedRate ? rule.honestRate : REFERENCE_CAP * rule.honestRate;
  const known = new Map<string, Null>();
  return (requirement) => {
    const before = known.get(requirement);
    if (before) return before;
    const others = [...totals].filter(([other]) => other !== requirement).map(([, { flagged, n }]) => flagged / n);
    const typical = others.length >= LEAST_OTHERS ? median(others) : 0;
    const made = { reference: Math.min(Math.max(typical, rule.honestRate), ceiling), rho };
    known.set(requirement, made);
    return made;
  };
}

/** Intraclass correlation by moments over unit cells, rates winsorised. */
function spread(cells: readonly Cell[]): number {
  const units = cells.filter((cell) => cell.unit !== '');
  if (units.length < 3) return 0;
  const rates = units.map((cell) => cell.flagged / cell.n);
  const [floor, ceiling] = [quantile(rates, WINSORISED), quantile(rates, 1 - WINSORISED)];
  const { rho } = fitBetaMoments(
    units.map((cell, i) => ({ x: Math.min(Math.max(rates[i]!, floor), ceiling) * cell.n, n: cell.n })),
  );
  return Number.isFinite(rho) ? rho : 0;
}
