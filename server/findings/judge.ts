/**
 * From counts to findings, for one detector and month at a time. Pure.
 *
 * A cell is requirement x unit; `unit: ''` is the requirement over all units, so that a requirement answered thinly in every
 * township, or gamed in all of them, can still be judged.
 *
 * Null: a cell flags events like an honest cell of the same detector does. Its rate varies between cells (habit, terrain,
 * app), so the null is beta-binomial with mean `reference` and intraclass correlation `rho`. The reference is the median
 * rate over requirements (robust while most requirements are honest), never below the detector's published or reasoned
 * honest rate and never above REFERENCE_CAP times it: where most requirements are gamed, absolute counts still speak.
 * Rho by moments on winsorised cells (Spiegelhalter 2005: the outliers must not hide themselves).
 */
import { benjaminiHochberg } from '../../metrics/statistics/benjamini-hochberg.ts';
import { betaBinomialUpperTail, posteriorInterval } from '../../metrics/statistics/beta-binomial.ts';
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
}

export interface Judged extends Cell {
  reference: number;
  expected: number;
  shrunk: number;
  low: number;
  high: number;
  p: number;
  q: number;
  /** Unusual at the false-discovery rate, with enough rows to show. */
  flaggedCell: boolean;
  /** With fewer flagged events it would not be flagged. */
  wouldCloseAt: number;
}

export const FALSE_DISCOVERY_RATE = 0.1;
/** Fewer rows than this prove nothing worth a visit (fabrication-indicators 7). */
export const LEAST_ROWS = 3;
const REFERENCE_CAP = 3;
const RHO_RANGE = [0.01, 0.1] as const;
const INTERVAL = 0.9;

/** Judges the cells of one detector in one month; cells below the minimum n are left out: they cannot be judged. */
export function judge(rule: Rule, cells: readonly Cell[]): Judged[] {
  const enough = cells.filter((cell) => cell.n >= rule.minimumN);
  if (enough.length === 0) return [];
  const { reference, rho } = nullOf(rule, enough);
  const precision = (1 - rho) / rho;
  const [a, b] = [reference * precision, (1 - reference) * precision];
  return [true, false].flatMap((pooled) => {
    const family = enough.filter((cell) => (cell.unit === '') === pooled);
    const p = family.map((cell) => (cell.flagged === 0 ? 1 : betaBinomialUpperTail(cell.flagged, cell.n, a, b)));
    const q = benjaminiHochberg(p);
    const critical = Math.max(0, ...p.filter((_, i) => q[i]! <= FALSE_DISCOVERY_RATE));
    return family.map((cell, i) => {
      const [low, high] = posteriorInterval(cell.flagged, cell.n, a, b, INTERVAL);
      return {
        ...cell,
        reference,
        expected: reference * cell.n,
        shrunk: (cell.flagged + a) / (cell.n + a + b),
        low,
        high,
        p: p[i]!,
        q: q[i]!,
        flaggedCell: q[i]! <= FALSE_DISCOVERY_RATE && cell.flagged >= LEAST_ROWS,
        wouldCloseAt: leastUnusual(cell.n, a, b, critical),
      };
    });
  });
}

/** Smallest count in n whose tail is at most `critical`. */
function leastUnusual(n: number, a: number, b: number, critical: number): number {
  let [low, high] = [LEAST_ROWS, n + 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (middle <= n && betaBinomialUpperTail(middle, n, a, b) > critical) low = middle + 1;
    else high = middle;
  }
  return low;
}

function nullOf(rule: Rule, cells: readonly Cell[]): { reference: number; rho: number } {
  const totals = new Map<string, { flagged: number; n: number }>();
  for (const cell of cells.filter((one) => one.unit !== '')) {
    const total = totals.get(cell.requirement) ?? { flagged: 0, n: 0 };
    totals.set(cell.requirement, { flagged: total.flagged + cell.flagged, n: total.n + cell.n });
  }
  const rates = [...totals.values()].map((total) => total.flagged / total.n);
  const typical = rates.length > 0 ? median(rates) : 0;
  const reference = Math.min(Math.max(typical, rule.honestRate), REFERENCE_CAP * rule.honestRate);
  return { reference, rho: Math.min(Math.max(spread(cells), RHO_RANGE[0]), RHO_RANGE[1]) };
}

/** Intraclass correlation by moments over unit cells, rates winsorised at their 10th and 90th percentile. */
function spread(cells: readonly Cell[]): number {
  const units = cells.filter((cell) => cell.unit !== '');
  const k = units.length;
  if (k < 3) return 0;
  const rates = units.map((cell) => cell.flagged / cell.n);
  const [floor, ceiling] = [quantile(rates, 0.1), quantile(rates, 0.9)];
  const clipped = rates.map((rate) => Math.min(Math.max(rate, floor), ceiling));
  const total = sum(units, (cell) => cell.n);
  const mean = units.reduce((all, cell, i) => all + cell.n * clipped[i]!, 0) / total;
  if (mean <= 0 || mean >= 1) return 0;
  const within = units.reduce((all, cell, i) => all + cell.n * (clipped[i]! - mean) ** 2, 0);
  const squares = sum(units, (cell) => cell.n ** 2);
  const denominator = mean * (1 - mean) * (total - squares / total - (k - 1));
  return denominator > 0 ? (within - mean * (1 - mean) * (k - 1)) / denominator : 0;
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((all, item) => all + of(item), 0);
}
