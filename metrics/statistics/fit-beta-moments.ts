/** Beta prior by moments: closed form, for many cells or as a start. */
import type { RateCell } from './fit-beta-binomial.ts';

/**
 * Pooled rate p, intraclass correlation rho and the Beta(a, b) they imply (Kleinman 1973, JASA 68:46).
 * rho <= 0 means full pooling: a and b are then Infinity. Cells without trials are ignored; NaN without any.
 */
export function fitBetaMoments(cells: readonly RateCell[]): { p: number; rho: number; a: number; b: number } {
  const used = cells.filter((cell) => cell.n > 0);
  const k = used.length;
  const n = used.reduce((sum, cell) => sum + cell.n, 0);
  const p = used.reduce((sum, cell) => sum + cell.x, 0) / n;
  const spread = used.reduce((sum, cell) => sum + cell.n * (cell.x / cell.n - p) ** 2, 0);
  const squares = used.reduce((sum, cell) => sum + cell.n ** 2, 0);
  const chance = p * (1 - p);
  const rho = (spread - chance * (k - 1)) / (chance * (n - squares / n - (k - 1)));
  const concentration = rho > 0 ? (1 - rho) / rho : Infinity;
  return { p, rho, a: p * concentration, b: (1 - p) * concentration };
}
