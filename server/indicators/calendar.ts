/** Chinese workdays and holidays, moved ones included, as rows of the `calendar` lookup (State Council notices via chinese-days). */
import chineseDays from 'chinese-days';

export interface CalendarDay {
  day: string;
  is_workday: 0 | 1;
  is_holiday: 0 | 1;
  /** Name of the statutory holiday, empty on other days. */
  name: string;
}

/** Published notices cover 2004 to 2026; outside them only weekends are known. */
export function calendarDays(fromYear: number, toYear: number): CalendarDay[] {
  const rows: CalendarDay[] = [];
  for (let time = Date.UTC(fromYear, 0, 1); time <= Date.UTC(toYear, 11, 31); time += 86_400_000) {
    const day = new Date(time).toISOString().slice(0, 10);
    const detail = chineseDays.getDayDetail(day);
    const [, chineseName = ''] = detail.name.includes(',') ? detail.name.split(',') : [];
    const workday = chineseDays.isWorkday(day);
    rows.push({ day, is_workday: workday ? 1 : 0, is_holiday: workday ? 0 : 1, name: workday ? '' : chineseName });
  }
  return rows;
}
