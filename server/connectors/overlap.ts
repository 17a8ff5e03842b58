/** Checkpoints that come from the data: the greatest value of a field or column, and a little before it. */

const WHOLE_NUMBER = /^-?\d+$/;
const TIME = /^(\d{4})-(\d{2})-(\d{2})([T ])(\d{2}):(\d{2}):(\d{2})(\.\d+)?(.*)$/;

/** Whole numbers by their size, everything else (times of one form) as text. */
export function isGreater(a: string, b: string): boolean {
  return WHOLE_NUMBER.test(a) && WHOLE_NUMBER.test(b) ? BigInt(a) > BigInt(b) : a > b;
}

/** @param overlap units of a whole number, seconds of a time; other values stay as they are */
export function before(value: string, overlap: number): string {
  if (overlap === 0) return value;
  if (WHOLE_NUMBER.test(value)) return String(BigInt(value) - BigInt(overlap));
  const [, year, month, day, between, hour, minute, second, fraction = '', zone = ''] = TIME.exec(value) ?? [];
  if (year === undefined) return value;
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const [date, time] = new Date(at - overlap * 1000).toISOString().slice(0, 19).split('T');
  return `${date}${between}${time}${fraction}${zone}`;
}
