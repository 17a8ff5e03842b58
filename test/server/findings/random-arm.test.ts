import { createHash } from 'node:crypto';
import { inRandomArm, RANDOM_ARM } from '../../../server/findings/random-arm.ts';

describe('the random arm', () => {
  const cells = Array.from({ length: 40_000 }, (_, i) => [`R${i % 200}`, `T${Math.floor(i / 200)}`] as const);

  it('is one cell in twenty, another one every month', () => {
    const march = cells.filter(([requirement, unit]) => inRandomArm(requirement, unit, '2026-03-01'));
    // 2,000 are expected, with a standard deviation of 44.
    expect(Math.abs(march.length - 2000)).toBeLessThan(4 * 44);
    const both = march.filter(([requirement, unit]) => inRandomArm(requirement, unit, '2026-04-01')).length;
    expect(Math.abs(both - march.length * RANDOM_ARM.share)).toBeLessThan(4 * 10);
  });

  it('can be drawn again from the stated seed with nothing but SHA-256', () => {
    for (const [requirement, unit] of cells.slice(0, 500)) {
      const digest = createHash('sha256')
        .update(`henjian-random-arm-1\u001f${requirement}\u001f${unit}\u001f2026-03-01`)
        .digest();
      const fraction = Number(digest.readBigUInt64BE() >> 12n) / 2 ** 52;
      expect(inRandomArm(requirement, unit, '2026-03-01')).toBe(fraction < 0.05);
    }
  });
});
