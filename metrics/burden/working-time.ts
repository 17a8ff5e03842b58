/** Hours people are contracted for: what demanded hours are held against. */
import type { Reference } from '../definition.ts';

export const HOURS_PER_WORKDAY = 8;

export const WORKING_TIME_REFERENCE: Reference = {
  source:
    'Provisions of the State Council on working hours (1995), 8 hours a day and 40 a week; workdays by the yearly notice of the State Council',
  grade: 'M',
};

/** Workdays among {days}, as a subquery of one column `day`. */
export const WORKDAYS = `SELECT day FROM calendar WHERE is_workday = 1 AND day IN {days:Array(Date)}`;
