/** How many of the largest values make up a share of the sum; 0 where there is nothing to share. */
export function fewestFor(values: readonly number[], share: number): number {
  const total = values.reduce((sum, one) => sum + one, 0);
  if (total <= 0) return 0;
  let running = 0;
  const sorted = [...values].sort((a, b) => b - a);
  return sorted.findIndex((one) => (running += one) / total >= share) + 1;
}
