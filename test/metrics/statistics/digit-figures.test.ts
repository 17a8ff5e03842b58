/** Digits: published figures of real series (F1 to F3 and F18 of the fabrication note), and what they teach about such tests. */
import { benfordPosition, benfordShares, benfordTest } from '../../../metrics/statistics/benford.ts';
import { lastDigitCounts, leadingDigits } from '../../../metrics/statistics/decimal-digits.ts';
import { lastDigitTest, myersIndex, whippleIndex } from '../../../metrics/statistics/last-digit.ts';
import { mantissas } from '../../../metrics/statistics/mantissas.ts';
import { fixtureLines } from '../../support/fixture-lines.ts';

const FIRST_DIGITS: [string, number[], number, number, number, string][] = [
  ['payments', [58774, 29817, 20386, 15337, 18810, 11157, 9221, 9322, 12259], 185083, 4317.2721, 0.01321141, 'marginal'],
  ['payments of 10 and more', [58489, 29140, 19432, 14541, 17706, 10300, 8478, 8438, 11239], 177763, 4087.7724, 0.01464187, 'marginal'],
  ['towns', [5738, 3540, 2342, 1847, 1559, 1370, 1166, 1043, 904], 19509, 17.52356, 0.003119261, 'close'],
  ['Sino-Forest', [231, 124, 97, 70, 64, 54, 40, 54, 38], 772, 7.6517427, 0.006598135, 'acceptable'],
  ['lakes', [37512, 17098, 53971, 45206, 32557, 23124, 16977, 12483, 9679], 248607, 81929.861, 0.05893835, 'nonconformity'],
  ['taxable incomes', [49430, 32276, 18629, 13499, 10892, 7862, 6198, 5934, 6040], 150760, 3525.7596, 0.01440877, 'marginal'],
  ['Madoff', [78, 27, 19, 11, 10, 14, 14, 15, 10], 198, 17.368456, 0.03083054, 'nonconformity'],
]; // prettier-ignore

const counts = (digits: readonly (number | null)[], from: number, to: number) => {
  const found = new Array<number>(to - from + 1).fill(0);
  for (const digit of digits) if (digit !== null) found[digit - from]!++;
  return found;
};
const agree = (got: number, published: number) => expect(Math.abs(got / published - 1)).toBeLessThan(1e-6);

describe('Benford (F1, F18)', () => {
  it.each(FIRST_DIGITS)('first digits of %s', (_name, digits, n, chiSquare, mad, conformity) => {
    const test = benfordTest(digits, 'first');
    expect(test).toMatchObject({ n, conformity, degrees: 8 });
    agree(test.chiSquare, chiSquare);
    agree(test.mad, mad);
  });

  it('passes a proven fraud: Sino-Forest has p 0.47, so that passing clears nobody', () => {
    const fraud = benfordTest([231, 124, 97, 70, 64, 54, 40, 54, 38], 'first');
    expect(fraud.p).toBeCloseTo(0.4682, 4);
    expect(fraud.excessMad).toBeLessThan(0);
    expect(benfordTest([78, 27, 19, 11, 10, 14, 14, 15, 10], 'first').p).toBeCloseTo(0.02649, 5);
  });

  it('knows the share of each digit at each place, and what chance alone does to the deviation', () => {
    const four = (values: number[]) => values.map((one) => Number(one.toFixed(5)));
    expect(four(benfordShares('first'))).toEqual([
      0.30103, 0.17609, 0.12494, 0.09691, 0.07918, 0.06695, 0.05799, 0.05115, 0.04576,
    ]);
    const second = [0.11968, 0.11389, 0.10882, 0.10433, 0.10031, 0.09668, 0.09337, 0.09035, 0.08757, 0.085];
    expect(four(benfordShares('second'))).toEqual(second);
    expect(four([...second.keys()].map((digit) => benfordPosition(2, digit)))).toEqual(second);
    expect(benfordShares('first-two').reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
    expect(benfordPosition(4, 7)).toBeCloseTo(0.1, 3);
    const expectedAt = (n: number, digits: 'first' | 'first-two') =>
      benfordTest(
        benfordShares(digits).map((share) => share * n),
        digits,
      ).expectedMad;
    for (const [n, published] of [
      [100, 0.02339],
      [500, 0.01053],
      [1000, 0.00739],
      [10000, 0.00234],
    ] as const)
      // prettier-ignore
      expect(Math.abs(expectedAt(n, 'first') / published - 1)).toBeLessThan(0.02);
    expect(Math.abs(expectedAt(1000, 'first-two') / 0.00251 - 1)).toBeLessThan(0.02);
  });

  const payments = fixtureLines('digits', 'corporate_payment.csv.gz');
  (payments ? it : it.skip)('first two digits, mantissas and repeated amounts of 185,083 payments', () => {
    const amounts = payments!.slice(1).map((line) => line.split(',').at(-1)!);
    const positive = amounts.filter((text) => Number(text) > 0);
    const two = counts(positive.map((text) => leadingDigits(text, 2)), 10, 99); // prettier-ignore
    const test = benfordTest(two, 'first-two');
    expect(test).toMatchObject({ n: 185083, degrees: 89, conformity: 'nonconformity' });
    // 32094 was published, from digits cut out of binary numbers; from the decimals as written it is this.
    expect(test.chiSquare).toBeCloseTo(32100.901, 3);
    expect(test.mad).toBeCloseTo(0.002336614, 9);
    expect(test.distance).toBeCloseTo(0.033195, 6);
    const excess = two.map((count, i) => count - test.n * benfordShares('first-two')[i]!);
    expect([50, 11, 10, 14, 98].map((digits) => Math.abs(excess[digits - 10]!).toFixed(2))).toEqual([
      '5938.25', '3331.98', '2811.92', '1043.68', '889.95',
    ]); // prettier-ignore
    const { mean, variance, arc } = mantissas(positive.map(Number));
    expect([mean.toFixed(3), variance.toFixed(3), arc.toFixed(7)]).toEqual([
      '0.496', '0.092', '0.0039958',
    ]); // prettier-ignore
    const large = positive.filter((text) => Number(text) >= 10);
    expect(100 * mantissas(large.map(Number)).distortion).toBeCloseTo(-1.065, 3);
    expect(lastDigitCounts(large.map((text) => Number(text).toFixed(2)))).toEqual([
      67807, 9671, 10384, 10098, 10619, 27812, 10624, 10083, 11113, 9552,
    ]); // prettier-ignore
  });

  const towns = fixtureLines('digits', 'census_2009.csv.gz');
  (towns ? it : it.skip)('first two digits of the towns', () => {
    const people = towns!.slice(1).map((line) => line.split(',').at(-1)!);
    const large = people.filter((text) => Number(text) >= 10);
    const test = benfordTest(counts(large.map((text) => leadingDigits(text, 2)), 10, 99), 'first-two'); // prettier-ignore
    expect([test.n, Math.round(test.chiSquare)]).toEqual([19482, 108]);
    expect(100 * mantissas(large.map(Number)).distortion).toBeCloseTo(0.74, 3);
  });

  const fraud = fixtureLines('digits', 'sino_forest.csv');
  (fraud ? it : it.skip)(
    'the books of Sino-Forest pass on their first digits and fail on first two and last ones',
    () => {
      const texts = fraud!.slice(1);
      expect(counts(texts.map((text) => leadingDigits(text, 1)), 1, 9)).toEqual([231, 124, 97, 70, 64, 54, 40, 54, 38]); // prettier-ignore
      const two = benfordTest(counts(texts.map((text) => leadingDigits(text, 2)), 10, 99), 'first-two'); // prettier-ignore
      expect(two.mad).toBeCloseTo(0.00346, 5);
      expect(two.conformity).toBe('nonconformity');
      // ... which at n 772 means little: chance alone gives 0.0029 and would fail too.
      expect(two.expectedMad).toBeGreaterThan(0.0022);
      expect(
        lastDigitTest(lastDigitCounts(texts.map((text) => String(Math.round(Number(text)))))).chiSquare,
      ).toBeCloseTo(669.943, 3);
    },
  );
});

describe('last digits and heaping (F2, F3)', () => {
  it('gives the chi-square of published counts; an honest census of 18,417 towns fails it', () => {
    const towns = lastDigitTest([1940, 1953, 1885, 1814, 1765, 1817, 1900, 1823, 1753, 1767]);
    expect(towns.n).toBe(18417);
    expect(towns.chiSquare).toBeCloseTo(26.27035, 5);
    expect(towns.p).toBeLessThan(0.01);
    agree(lastDigitTest([67807, 9671, 10384, 10098, 10619, 27812, 10624, 10083, 11113, 9552]).chiSquare, 171953.2);
  });

  it('gives Whipple and Myers', () => {
    const heaped = [250, 80, 90, 85, 90, 150, 85, 85, 85, 100];
    expect(whippleIndex(heaped).index).toBeCloseTo(181.8182, 4);
    expect(whippleIndex(heaped).band).toBe('very-rough');
    expect(myersIndex(heaped)).toBeCloseTo(16.36364, 5);
    expect([whippleIndex(new Array<number>(10).fill(7)), myersIndex(new Array<number>(10).fill(7))]).toEqual([
      { index: 100, band: 'highly-accurate' },
      0,
    ]);
    expect(whippleIndex([9, 0, 0, 0, 0, 0, 0, 0, 0, 0]).index).toBe(500);
    expect(myersIndex([9, 0, 0, 0, 0, 0, 0, 0, 0, 0])).toBeCloseTo(90, 12);
    expect(whippleIndex(new Array<number>(10).fill(0))).toEqual({ index: NaN, band: undefined });
  });

  it('reads digits from the text, never from the binary value', () => {
    expect(lastDigitCounts(['0.29', '12.50', '1,234', '-7', ' 88 ', '1e5', '1.25e1', 'n/a', ''])).toEqual([
      2, 0, 0, 0, 1, 1, 0, 1, 1, 1,
    ]);
    expect(['0.0420', '7', '-1153.35', '0.00', '1.2e+07', '12,34'].map((text) => leadingDigits(text, 2))).toEqual([
      42,
      70,
      11,
      null,
      12,
      null,
    ]);
  });
});
