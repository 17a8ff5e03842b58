/** Times as people write them in Chinese tables, turned into forms the engine reads; what is no time comes back unchanged. */

const DIGITS: Record<string, string> = {
  〇: '0',
  零: '0',
  一: '1',
  二: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
};

/** 二十三 -> 23, 二〇二五 -> 2025 */
function chineseNumber(text: string): string {
  if (!text.includes('十')) return [...text].map((c) => DIGITS[c] ?? c).join('');
  const [tens = '', ones = ''] = text.split('十');
  return `${tens === '' ? '1' : (DIGITS[tens] ?? tens)}${ones === '' ? '0' : (DIGITS[ones] ?? ones)}`;
}

const CHINESE_DATE = /^([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日/;
/** `25-09-30 星期二`: only an export writes two-digit years, and always year first. */
const SHORT_YEAR = /^(\d{2})-(\d{2})-(\d{2})(?=$|\s)/;
const WEEKDAY = /\s*\(?(?:星期|周)[一二三四五六日天]\)?\s*/g;
const CLOCK_ONLY =
  /^(?:(?:上午|下午|中午|凌晨|早上|晚上)?\s*\d{1,2}[::时点]\s*(?:\d{1,2}(?:[::分]\s*(?:\d{1,2}秒?)?)?)?分?|(?:上午|下午|中午|凌晨|早上|晚上)\s*\d{1,2}[时点])$/;

/** `9月30日`, `9月30日 8:30`: a day of which year? */
export const YEARLESS_DATE = /^(\d{1,2})月(\d{1,2})[日号]\s*/;

/**
 * @param text a cell, e.g. `25-09-30 星期二`, `二〇二五年九月三十日`, `上午8:30`
 * @param day the day of the row, used when the cell holds only a time of day
 * @param year the year meant where a date has none; '' leaves it as it is
 */
export function chineseTime(text: string, day = '', year = ''): string {
  let plain = text.normalize('NFKC').trim();
  plain = plain.replace(
    CHINESE_DATE,
    (_all, y: string, m: string, d: string) =>
      `${chineseNumber(y)}-${chineseNumber(m).padStart(2, '0')}-${chineseNumber(d).padStart(2, '0')} `,
  );
  if (year !== '')
    plain = plain.replace(
      YEARLESS_DATE,
      (_all, m: string, d: string) => `${year}-${m.padStart(2, '0')}-${d.padStart(2, '0')} `,
    );
  plain = plain.replace(SHORT_YEAR, '20$1-$2-$3').replace(WEEKDAY, ' ').trim();
  if (day !== '' && CLOCK_ONLY.test(plain)) return `${day.slice(0, 10)} ${plain}`;
  return plain;
}
