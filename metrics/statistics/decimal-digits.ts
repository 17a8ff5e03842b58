/**
 * Digits of a number as it was written, e.g. "1153.35", "-0.0420", "1,234", "1.2e+07" (= 12000000). Never from the binary value:
 * 0.29 * 100 is not 29. Null where there is no such digit, or where the text is no decimal number.
 */
const DECIMAL = /^[+-]?(\d{1,3}(?:,\d{3})+|\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** The first `count` significant digits as one number (10..99 for 2), filled up with zeros: of 7 they are 70. Null for zero. */
export function leadingDigits(text: string, count: 1 | 2 | 3): number | null {
  const digits = allDigits(text)?.replace(/^0+/, '');
  return digits ? Number(digits.slice(0, count).padEnd(count, '0')) : null;
}

/** The last digit written: of 12.50 it is 0. */
export function lastDigit(text: string): number | null {
  const digit = allDigits(text)?.at(-1);
  return digit === undefined ? null : Number(digit);
}

/** How often each digit 0..9 is the last one. */
export function lastDigitCounts(texts: readonly string[]): number[] {
  const counts = new Array<number>(10).fill(0);
  for (const text of texts) {
    const digit = lastDigit(text);
    if (digit !== null) counts[digit]!++;
  }
  return counts;
}

/** All digits, the exponent written out; undefined when the text is no number. */
function allDigits(text: string): string | undefined {
  const [, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text.trim()) ?? [];
  const digits = whole.replaceAll(',', '') + fraction;
  return digits === '' ? undefined : digits.padEnd(digits.length - fraction.length + Number(exponent), '0');
}
