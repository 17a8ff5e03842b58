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
  /** The honest rate follows from arithmetic: what is common here does not move it. */
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
}

export const FALSE_DISCOVERY_RATE = 0.1;
/** Fewer rows than this prove nothing worth a visit (fabrication-indicators 7). */
export const LEAST_ROWS = 3;
const REFERENCE_CAP = 3;
const RHO_RANGE = [0.01, 0.05] as const;
/** Up to this share of cells may be gamed without widening the null that should reveal them. */
const WINSORISED = 0.2;
const INTERVAL = 0.9;

/** Judges the cells of one detector in one month; cells below the minimum n are left out: they cannot be judged. */
export function judge(rule: Rule, cells: readonly Cell[]): Judged[] {
  const enough = cells.filter((cell) => cell.n >= rule.minimumN);
  if (enough.length === 0) return [];
  const { reference, rho } = nullOf(rule, enough);
  const [a, b] = shapes(reference, rho);
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
        rho,
        critical,
        expected: reference * cell.n,
        shrunk: (cell.flagged + a) / (cell.n + a + b),
        low,
        high,
        p: p[i]!,
        q: q[i]!,
        flaggedCell: q[i]! <= FALSE_DISCOVERY_RATE && cell.flagged >= LEAST_ROWS,
      };
    });
  });
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

function nullOf(rule: Rule, cells: readonly Cell[]): { reference: number; rho: number } {
  const totals = new Map<string, { flagged: number; n: number }>();
  for (const cell of cells.filter((one) => one.unit !== '')) {
    const total = totals.get(cell.requirement) ?? { flagged: 0, n: 0 };
    totals.set(cell.requirement, { flagged: total.flagged + cell.flagged, n: total.n + cell.n });
  }
  const rates = [...totals.values()].map((total) => total.flagged / total.n);
  const typical = rates.length > 0 ? median(rates) : 0;
  const ceiling = rule.fixedRate ? rule.honestRate : REFERENCE_CAP * rule.honestRate;
  const reference = Math.min(Math.max(typical, rule.honestRate), ceiling);
  return { reference, rho: Math.min(Math.max(spread(cells), RHO_RANGE[0]), RHO_RANGE[1]) };
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
