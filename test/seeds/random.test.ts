import { hashKeys, Random, uniformAt } from '../../seeds/random.ts';
import { mean } from './read-world.ts';

describe('the source of chance', () => {
  it('gives the same numbers for the same seed, for ever', () => {
    const r = new Random(20250101);
    expect([r.bits(), r.bits(), r.bits()]).toEqual([2760421760, 4282434179, 3979632403]);
    expect(hashKeys(1, 'a', 2)).toBe(4251939242);
  });

  it('derives children from the seed, not from what was drawn before', () => {
    const fresh = new Random(7).split('a', 1).bits();
    const used = new Random(7);
    for (let i = 0; i < 100; i++) used.next();
    expect(used.split('a', 1).bits()).toBe(fresh);
    expect(new Random(7).split('a', 2).bits()).not.toBe(fresh);
    expect(new Random(7).split('a1').bits()).not.toBe(fresh);
    expect(new Random(8).split('a', 1).bits()).not.toBe(fresh);
  });

  it('has the moments it says', () => {
    const r = new Random(3);
    const n = 200_000;
    expect(mean(Array.from({ length: n }, () => r.next()))).toBeCloseTo(0.5, 2);
    const normal = Array.from({ length: n }, () => r.normal());
    expect(mean(normal)).toBeCloseTo(0, 1);
    expect(mean(normal.map((x) => x * x))).toBeCloseTo(1, 1);
    expect(mean(Array.from({ length: n }, () => r.exponential(5)))).toBeCloseTo(5, 0);
    const logs = Array.from({ length: n }, () => Math.log(r.lognormal(1.94, 0.8)));
    expect(Math.exp(mean(logs))).toBeCloseTo(1.94, 1);
    expect(mean(Array.from({ length: n }, (_, i) => uniformAt(5, i % 1000, Math.floor(i / 1000))))).toBeCloseTo(0.5, 2);
  });

  it('fills ten cells evenly (chi-square below the 0.1 % point)', () => {
    const r = new Random(11);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) {
      const cell = r.below(10);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
    const chi = counts.reduce((sum, c) => sum + (c - 10_000) ** 2 / 10_000, 0);
    expect(chi).toBeLessThan(27.88);
  });
});
