/** Chinese workdays, weekends, statutory holidays and workdays moved to a weekend (State Council notices). */
import type { DayKind } from './charts/day-calendar.ts';
import { weekday } from './period.ts';

interface Notices {
  getDayDetail(day: string): { work: boolean; name: string };
}

/** `chineseDays` names a holiday as its English and Chinese name and its number of days, between commas, and ordinary days by their weekday. */
export function dayKindFrom(chineseDays: Notices, english: boolean): (day: string) => DayKind {
  return (day) => {
    const weekend = weekday(day) >= 5;
    const { work, name } = chineseDays.getDayDetail(day);
    const [englishName = '', chineseName = ''] = name.includes(',') ? name.split(',') : ['', ''];
    const holiday = english ? englishName : chineseName;
    if (work) return { kind: weekend ? 'moved-workday' : 'workday', name: weekend ? holiday : '' };
    return holiday ? { kind: 'holiday', name: holiday } : { kind: 'weekend', name: '' };
  };
}
