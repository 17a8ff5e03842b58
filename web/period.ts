/** Months and days of the Asia/Shanghai calendar as text: `YYYY-MM` and `YYYY-MM-DD`. No time zone is involved. */
export interface DayRange {
  from?: string;
  to?: string;
}

export function lastDayOfMonth(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  const days = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return `${month}-${String(days).padStart(2, '0')}`;
}

/** First and last day (both included) of a span of months; an empty end stays open. */
export function monthsToDays(from: string, to: string): DayRange {
  return { ...(from ? { from: `${from}-01` } : {}), ...(to ? { to: lastDayOfMonth(to) } : {}) };
}

/** Days of a period as the API writes it: a day, a week by its Monday, a month, or anything else (no bounds). */
export function periodToDays(period: string): DayRange {
  if (/^\d{4}-\d{2}-\d{2}$/.test(period)) return { from: period, to: period };
  if (/^\d{4}-\d{2}$/.test(period)) return monthsToDays(period, period);
  return {};
}

/** The seven days of a week that the API names by its Monday. */
export function weekToDays(monday: string): DayRange {
  return { from: monday, to: addDays(monday, 6) };
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
}

/** The part of a period that lies within bounds, so that a link opens exactly what its figure counted. */
export function within(range: DayRange, bounds: DayRange): DayRange {
  const from = [range.from, bounds.from]
    .filter((d): d is string => Boolean(d))
    .sort()
    .at(-1);
  const to = [range.to, bounds.to].filter((d): d is string => Boolean(d)).sort()[0];
  return { ...(from ? { from } : {}), ...(to ? { to } : {}) };
}

/** All months from that of `firstDay` to that of `lastDay`. */
export function monthsBetween(firstDay: string, lastDay: string): string[] {
  const months: string[] = [];
  let [year, month] = firstDay.split('-').map(Number) as [number, number];
  const end = lastDay.slice(0, 7);
  for (let guard = 0; guard < 1200; guard++) {
    const text = `${year}-${String(month).padStart(2, '0')}`;
    if (text > end) break;
    months.push(text);
    month = month === 12 ? 1 : month + 1;
    if (month === 1) year++;
  }
  return months;
}

/** All weeks (by their Monday) or months from one to another, both included, so that a period without rows stays in its place. */
export function periodsBetween(first: string, last: string, step: 'week' | 'month'): string[] {
  if (step === 'month') return monthsBetween(`${first}-01`, `${last}-01`);
  return daysBetween(first, last).filter((_day, index) => index % 7 === 0);
}

/** All days from `first` to `last`, both included. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(`${first}T00:00:00Z`); at <= Date.parse(`${last}T00:00:00Z`); at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

/** 0 = Monday ... 6 = Sunday. */
export function weekday(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}
