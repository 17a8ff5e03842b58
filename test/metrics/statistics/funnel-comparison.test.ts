/** Limits around units of different size: exact where chance explains what is seen, wider where units differ in earnest. */
import { compareInFunnel, INNER, OUTER } from '../../../metrics/statistics/funnel-comparison.ts';
import { binomialFunnelLimit, poissonFunnelLimit } from '../../../metrics/statistics/funnel-limits.ts';

const shares = (observed: readonly number[], n = 200) => observed.map((y) => ({ y, n }));

describe('a funnel of shares', () => {
  it('has the exact binomial limits while chance explains the spread', () => {
    const { target, tau, limits, points } = compareInFunnel(shares([20, 22, 18, 21, 19, 20]), { kind: 'share' });
    expect(target).toBeCloseTo(0.1, 12);
    expect(tau).toBe(0);
    expect(limits(200).high998).toBeCloseTo(binomialFunnelLimit(0.999, 200, 0.1), 12);
    expect(limits(200).low95).toBeCloseTo(binomialFunnelLimit(0.025, 200, 0.1), 12);
    expect(points.every(({ beyond }) => beyond === 'within')).toBe(true);
  });

  it('names what lies beyond the outer and only the inner limits, on both sides', () => {
    const observed = [...Array.from({ length: 16 }, () => 100), 145, 124, 76, 60];
    const { points, tau } = compareInFunnel(shares(observed, 1000), { kind: 'share' });
    expect(tau).toBe(0);
    expect(points.slice(-4).map(({ beyond }) => beyond)).toEqual(['high', 'rather-high', 'rather-low', 'low']);
  });

  it('widens where all units differ more than chance makes them', () => {
    const observed = [60, 140, 80, 120, 70, 130, 90, 110];
    const { phi, tau, limits, points } = compareInFunnel(shares(observed, 1000), { kind: 'share' });
    expect(phi).toBeGreaterThan(3);
    expect(tau).toBeGreaterThan(0.01);
    const error = Math.sqrt((0.1 * 0.9) / 1000);
    expect(limits(1000).high998).toBeCloseTo(0.1 + OUTER * Math.hypot(error, tau), 12);
    // Without the spread half of them would stand out.
    expect(points.filter(({ beyond }) => beyond === 'high' || beyond === 'low')).toEqual([]);
  });

  it('stays between 0 and 1, also where nothing or everything was counted', () => {
    for (const y of [0, 10]) {
      const { limits, points } = compareInFunnel(shares([y, y, y, y, y], 10), { kind: 'share' });
      expect(points.map(({ z, beyond }) => [z, beyond])).toEqual(Array.from({ length: 5 }, () => [0, 'within']));
      expect(limits(10)).toEqual({ low95: y / 10, high95: y / 10, low998: y / 10, high998: y / 10 });
    }
    expect(compareInFunnel(shares([1, 0, 1, 0, 2], 4), { kind: 'share' }).limits(4).low998).toBe(0);
  });
});

describe('a funnel of rates and of means', () => {
  it('has Poisson limits for events in an exposure', () => {
    const { target, limits, tau } = compareInFunnel(
      [50, 55, 45, 52, 48].map((y) => ({ y, n: 100 })),
      { kind: 'rate' },
    );
    expect([target, tau]).toEqual([0.5, 0]);
    expect(limits(100).high95).toBeCloseTo(poissonFunnelLimit(0.975, 50) * 0.5, 12);
  });

  it('has normal limits for hours per person, narrower for larger units', () => {
    const points = [10, 20, 40, 80, 160].map((n) => ({ y: n * 4, n }));
    const { target, limits } = compareInFunnel(points, { kind: 'mean', sd: 2 });
    expect(target).toBe(4);
    expect(limits(16).high95).toBeCloseTo(4 + (INNER * 2) / 4, 12);
    expect(limits(160).high95 - limits(160).low95).toBeLessThan(limits(10).high95 - limits(10).low95);
  });
});
