/** First and last day of a period as people write it: `2026-03-02`, `2026-03`, `2026-Q1`, `2026-H1`, `2026`, 2026年3月, 2026年第一季度. */
import { sqlText } from './sql-text.ts';

const DAY = '(0?[1-9]|[12]\\d|3[01])';
/** Groups: year; month and day written with separators; both written as digits only; quarter, twice; half, twice. */
const PERIOD =
  `^(\\d{4})(?:[-/.年](0?[1-9]|1[0-2])(?:月|[-/.月]${DAY}日?)?|(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])?|` +
  `[-年]?(?:[Qq]([1-4])|第?([一二三四])季度)|[-年]?(?:[Hh]([12])|([上下])半年)|年?)$`;

/** True for a text that names a period. @param text an SQL expression */
export const isPeriod = (text: string): string => `isNotNull(${bound(text, 'first')})`;

/** Date of its first day; 1970-01-01 for what is no period (the intake refuses it). */
export const periodStart = (text: string): string => `ifNull(${bound(text, 'first')}, toDate('1970-01-01'))`;

/** Date of its last day. */
export const periodEnd = (text: string): string => `ifNull(${bound(text, 'last')}, toDate('1970-01-01'))`;

function bound(text: string, end: 'first' | 'last'): string {
  const months = (from: string, count: number) => {
    const first = `makeDate(toUInt16(g[1]), ${from}, 1)`;
    return end === 'first' ? first : `addDays(addMonths(${first}, ${count}), -1)`;
  };
  const month = 'toUInt8OrZero(concat(g[2], g[4]))';
  // Becomes a day of the next month when there is no such day.
  const day = `makeDate(toUInt16(g[1]), ${month}, toUInt8OrZero(concat(g[3], g[5])))`;
  const body = `multiIf(length(g) < 9, NULL,
    notEmpty(concat(g[3], g[5])), if(toMonth(${day}) = ${month}, ${day}, NULL),
    ${month} > 0, ${months(month, 1)},
    notEmpty(concat(g[6], g[7])), ${months(`(indexOf(['1', '2', '3', '4', '一', '二', '三', '四'], concat(g[6], g[7])) - 1) % 4 * 3 + 1`, 3)},
    notEmpty(concat(g[8], g[9])), ${months(`if(g[8] = '1' OR g[9] = '上', 1, 7)`, 6)},
    ${months('1', 12)})`;
  return `arrayElement(arrayMap(g -> ${body}, [extractGroups(trimBoth(${text}), ${sqlText(PERIOD)})]), 1)`;
}
