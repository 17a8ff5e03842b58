/**
 * Funnel plot of a few units with limits adjusted for overdispersion (Spiegelhalter 2005, Stat. Med. 24:1185): where units vary
 * more than chance makes them, the spread between them is part of the limits, so that only the unusual stands out.
 */
import { binomialFunnelLimit, poissonFunnelLimit } from './funnel-limits.ts';
import { betweenVariance, exposureZ, overdispersion, rateZ } from './overdispersion.ts';

/** y of n events (`share`); y events in an exposure of n (`rate`); the sum y of n people (`mean`). */
export interface FunnelPoint {
  y: number;
  n: number;
}

export type FunnelShape = { kind: 'share' } | { kind: 'rate' } | { kind: 'mean'; sd: number };

/** z of the 95 % and 99.8 % limits. */
export const INNER = 1.959963984540054;
export const OUTER = 3.090232306167813;

export interface FunnelComparison {
  target: number;
  /** Mean squared z, extremes clipped; about 1 when only chance is at work. */
  phi: number;
  /** Standard deviation between units; 0 where chance explains what is seen. */
  tau: number;
  /** Per point; z holds the spread between units as well. */
  points: { value: number; z: number; beyond: 'high' | 'low' | 'rather-high' | 'rather-low' | 'within' }[];
  /** Limits at a size n. */
  limits(n: number): { low95: number; high95: number; low998: number; high998: number };
}

/** @param points all with n > 0 */
export function compareInFunnel(points: readonly FunnelPoint[], shape: FunnelShape): FunnelComparison {
  const total = points.reduce((sum, { n }) => sum + n, 0);
  const target = points.reduce((sum, { y }) => sum + y, 0) / total;
  const error = (n: number): number => standardError(shape, target, n);
  const raw = points.map(({ y, n }) => zOf(shape, target, y, n));
  const phi = overdispersion(raw);
  const tau = Math.sqrt(
    betweenVariance(
      phi,
      points.map(({ n }) => error(n)),
    ),
  );
  const limit = (n: number, z: number, p: number): number => {
    const value =
      tau > 0 || shape.kind === 'mean' || target <= 0 || (shape.kind === 'share' && target >= 1)
        ? target + z * Math.hypot(error(n), tau)
        : shape.kind === 'share'
          ? binomialFunnelLimit(p, Math.max(1, Math.round(n)), target)
          : poissonFunnelLimit(p, n * target) * target;
    return Math.min(Math.max(0, value), shape.kind === 'share' ? 1 : Infinity);
  };
  const limits = (n: number) => ({
    low95: limit(n, -INNER, 0.025),
    high95: limit(n, INNER, 0.975),
    low998: limit(n, -OUTER, 0.001),
    high998: limit(n, OUTER, 0.999),
  });
  return {
    target,
    phi,
    tau,
    limits,
    points: points.map(({ y, n }) => {
      const value = y / n;
      const spread = Math.hypot(error(n), tau);
      // Judged by the limits that are drawn, so that a point outside a line is never called within.
      const { low95, high95, low998, high998 } = limits(n);
      const beyond =
        value > high998
          ? 'high'
          : value < low998
            ? 'low'
            : value > high95
              ? 'rather-high'
              : value < low95
                ? 'rather-low'
                : 'within';
      return { value, z: spread > 0 ? (value - target) / spread : 0, beyond };
    }),
  };
}

function standardError(shape: FunnelShape, target: number, n: number): number {
  if (shape.kind === 'mean') return shape.sd / Math.sqrt(n);
  const variance = shape.kind === 'share' ? target * (1 - target) : target;
  return Math.sqrt(Math.max(0, variance) / n);
}

function zOf(shape: FunnelShape, target: number, y: number, n: number): number {
  if (shape.kind === 'mean') return shape.sd > 0 ? (y / n - target) / (shape.sd / Math.sqrt(n)) : 0;
  if (target <= 0 || (shape.kind === 'share' && target >= 1)) return 0;
  return shape.kind === 'share' ? rateZ(y, n, target) : exposureZ(y, n, target);
}
