/**
 * Days and instants of a world. An instant is a whole number of seconds since the local midnight that began 2025-01-01
 * in Asia/Shanghai (+08:00 all year, no daylight saving); files get it as ISO 8601 with the offset.
 */
import chineseDays from 'chinese-days';

export const FIRST_DAY = '2025-01-01';
export const DAY_S = 86_400;
const FIRST_MIDNIGHT_UTC = Date.UTC(2025, 0, 1);

export interface Day {
  index: number;
  date: string;
  month: string;
  /** Local midnight, in seconds since the world began. */
  at: number;
  /** 1 = Monday .. 7 = Sunday. */
  weekday: number;
  workday: boolean;
  /** A statutory holiday (not an ordinary weekend). */
  holiday: boolean;
  /** ISO week, e.g. 2025-W07. */
  week: string;
  lastWorkdayOfWeek: boolean;
  /** Factor on the amount of work: the days before Spring Festival are busy, the weeks around it quiet. */
  load: number;
}

const FIRST_INDEX = -800;
const dateTexts: string[] = [];
for (let i = FIRST_INDEX; i < 1600; i++) {
  dateTexts.push(new Date(FIRST_MIDNIGHT_UTC + i * DAY_S * 1000).toISOString().slice(0, 10));
}
const clockTexts: string[] = [];
for (let s = 0; s < DAY_S; s++) {
  const two = (n: number): string => (n < 10 ? `0${n}` : String(n));
  clockTexts.push(`T${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}+08:00`);
}

export function dateOf(dayIndex: number): string {
  const text = dateTexts[dayIndex - FIRST_INDEX];
  if (text === undefined) throw new Error(`day ${dayIndex} is outside the calendar of the seeds`);
  return text;
}

/** `2025-03-05T08:31:07+08:00` */
export function iso(instant: number): string {
  const whole = Math.floor(instant);
  const day = Math.floor(whole / DAY_S);
  return (dateOf(day) + clockTexts[whole - day * DAY_S]) as string;
}

function isoWeek(date: string): string {
  const thursday = new Date(`${date}T00:00:00Z`);
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY_S * 1000)) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

function loadOf(date: string): number {
  if (date >= '2025-01-13' && date <= '2025-01-27') return 1.25;
  if (date >= '2025-02-05' && date <= '2025-02-12') return 0.6;
  if (date >= '2025-09-22' && date <= '2025-09-30') return 1.15;
  if (date >= '2025-10-09' && date <= '2025-10-11') return 0.8;
  if (date >= '2025-12-15') return 1.15;
  return 1;
}

/** The first `months` calendar months of 2025 (1 to 12). Workdays include the moved ones of the official calendar. */
export function worldDays(months: number): Day[] {
  const days: Day[] = [];
  for (let index = 0; dateOf(index) < `2025-${String(months + 1).padStart(2, '0')}` && index < 365; index++) {
    const date = dateOf(index);
    const weekday = new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
    days.push({
      index,
      date,
      month: date.slice(0, 7),
      at: index * DAY_S,
      weekday,
      workday: chineseDays.isWorkday(date),
      holiday: chineseDays.isHoliday(date) && chineseDays.getDayDetail(date).name.includes(','),
      week: isoWeek(date),
      lastWorkdayOfWeek: false,
      load: loadOf(date),
    });
  }
  days.forEach((day, i) => {
    const later = days.slice(i + 1, i + 7).some((d) => d.week === day.week && d.workday);
    day.lastWorkdayOfWeek = day.workday && !later;
  });
  return days;
}

/** The first workday on or after `index`; the index itself when the world ends before one comes. */
export function nextWorkday(days: readonly Day[], index: number): number {
  for (let i = index; i < days.length; i++) if (days[i]?.workday) return i;
  return index;
}
