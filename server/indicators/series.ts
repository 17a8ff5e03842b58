/**
 * A series over days, weeks or months says of each period the same whatever else is asked for: a shorter one is cut from that of all days,
 * which is kept. Only weeks that an end cuts through are asked about anew.
 */
import type { Span } from './computation.service.ts';
import type { Question } from './values-query.ts';

const DAY_MS = 86_400_000;

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
const timeOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** First and last day of the period a day lies in. */
function periodOf(day: string, kind: Question['period']): [first: string, last: string] {
  const time = timeOf(day);
  if (kind === 'day') return [day, day];
  if (kind === 'week') {
    const monday = time - ((new Date(time).getUTCDay() + 6) % 7) * DAY_MS;
    return [dayOf(monday), dayOf(monday + 6 * DAY_MS)];
  }
  const [year = 0, month = 0] = day.split('-').map(Number);
  return [`${day.slice(0, 7)}-01`, dayOf(Date.UTC(year, month, 0))];
}

const nameOf = (first: string, kind: Question['period']): string => (kind === 'month' ? first.slice(0, 7) : first);

interface Cut {
  /** The series of all days. */
  whole: Question;
  /** Of it these periods, by name, from the first to the last; undefined when none lies wholly inside. */
  inside: { first: string; last: string } | undefined;
  /** The cut periods at the ends, asked about as they are. */
  ends: Question[];
}

/** Undefined for what is no series, or is one of all days. */
export function cutFromWhole(question: Question, span: Span): Cut | undefined {
  const { period } = question;
  if (!question.by.includes('period') || period === 'all') return undefined;
  const from = question.from > span.first ? question.from : span.first;
  const to = question.to < span.last ? question.to : span.last;
  if (from > to || (from === span.first && to === span.last)) return undefined;
  const [[firstStart, firstEnd], [lastStart, lastEnd]] = [periodOf(from, period), periodOf(to, period)];
  // A period that the first or last day of the data cuts is not cut by the question.
  const startsWhole = from === firstStart || from === span.first;
  const endsWhole = to === lastEnd || to === span.last;
  const whole = { ...question, from: span.first, to: span.last };
  if (firstStart === lastStart)
    return startsWhole && endsWhole
      ? { whole, inside: { first: nameOf(firstStart, period), last: nameOf(firstStart, period) }, ends: [] }
      : undefined;
  const ends: Question[] = [];
  if (!startsWhole) ends.push({ ...question, from, to: firstEnd });
  if (!endsWhole) ends.push({ ...question, from: lastStart, to });
  const first = startsWhole ? firstStart : dayOf(timeOf(firstEnd) + DAY_MS);
  const last = endsWhole ? lastStart : periodOf(dayOf(timeOf(lastStart) - DAY_MS), period)[0];
  const inside = first <= last ? { first: nameOf(first, period), last: nameOf(last, period) } : undefined;
  return { whole, inside, ends };
}

type Row = Partial<Record<'requirement' | 'unit' | 'system' | 'issuer', string>> & { period: string };

/** The order in which the engine answers. */
export function byGroup(a: Row, b: Row): number {
  for (const name of ['requirement', 'unit', 'system', 'issuer', 'period'] as const) {
    const [one, other] = [a[name] ?? '', b[name] ?? ''];
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
