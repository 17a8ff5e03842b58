/** Lengths of periods in days. Days are `YYYY-MM-DD`, weeks are named by their Monday, months `YYYY-MM`. */
const DAY = 86_400_000;

const dayNumber = (day: string) => Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY);

/** Days of the period that lie in from..to (both included); `all` is the span itself. */
export function periodLength(period: string, kind: 'day' | 'week' | 'month' | 'all', from: string, to: string): number {
  const [first, last] = bounds(period, kind, from, to);
  return Math.max(0, last - first + 1);
}

function bounds(period: string, kind: string, from: string, to: string): [number, number] {
  const [low, high] = [dayNumber(from), dayNumber(to)];
  if (kind === 'all') return [low, high];
  const start = dayNumber(kind === 'month' ? `${period}-01` : period);
  const length = kind === 'day' ? 1 : kind === 'week' ? 7 : monthLength(period);
  return [Math.max(start, low), Math.min(start + length - 1, high)];
}

function monthLength(month: string): number {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).getUTCDate();
}
