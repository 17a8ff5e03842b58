/** Perceptual hashes against published ones, and what they recognise on real pictures. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Looked } from '../../../../server/intake/photos/look.ts';
import { PictureReader } from '../../../../server/intake/photos/picture-reader.ts';
import { SHARED, whenShared } from '../intake-bench.ts';
import { distance } from './hamming.ts';

const reader = new PictureReader();
afterAll(() => reader.close());

const NONE = { top: 0, bottom: 0 };
const PHOTOS = join(SHARED, 'photos');
async function looked(path: string, mask = NONE): Promise<Looked> {
  const answer = await reader.look(readFileSync(path), mask);
  if (typeof answer === 'string') throw new Error(`${path}: ${answer}`);
  return answer;
}

/** Copies of one picture; turned and mirrored ones are others to every hash of this kind. */
const COPIES = /^(aaa-orig|bridge-1|blur|high|sharpen|shrink|square)/;

whenShared('on the published pictures', () => {
  it('PDQ is within the ten bits that ThreatExchange allows between implementations, with the same quality', async () => {
    const published = readFileSync(join(PHOTOS, 'pdq_python_readme_expected.txt'), 'utf8');
    const off: Record<string, number> = {};
    for (const [, hash, quality, name] of published.matchAll(/^([0-9a-f]{64}),(\d+),.*\/([\w-]+\.jpg)$/gm)) {
      const path = join(PHOTOS, 'pdq_bridge', name!);
      if (!existsSync(path)) continue;
      const ours = await looked(path);
      off[name!] = distance(ours.phash256, hash!);
      expect([name, ours.texture]).toEqual([name, Number(quality)]);
    }
    expect(Object.keys(off)).toHaveLength(12);
    expect(Math.max(...Object.values(off))).toBeLessThanOrEqual(6);
  }, 120_000);

  it('the 64-bit hash is that of imagededup, bit for bit', async () => {
    const [base, mixed] = [join(PHOTOS, 'ukbench/base_images'), join(PHOTOS, 'ukbench/mixed_images')];
    expect((await looked(join(base, 'ukbench00120.jpg'))).phash64).toBe('9fee256239984d71');
    expect((await looked(join(mixed, 'ukbench00120_resize.jpg'))).phash64).toBe('9fee256239984d71');
    expect((await looked(join(mixed, 'ukbench00120_hflip.jpg'))).phash64).toBe('cabb7237e8cd3824');
  });

  it('at 31 of 256 bits all copies of a picture are found and no other picture is', async () => {
    const pictures: { name: string; of: string; phash256: string; phash64: string }[] = [];
    const flat: string[] = [];
    for (const folder of ['pdq_bridge', 'ukbench/base_images', 'ukbench/mixed_images'])
      for (const name of readdirSync(join(PHOTOS, folder)).filter((file) => file.endsWith('.jpg'))) {
        const answer = await reader.look(readFileSync(join(PHOTOS, folder, name)), NONE);
        if (typeof answer === 'string') {
          expect([name, answer]).toEqual(['ukbench09268_corrupt.jpg', 'no-picture']);
          continue;
        }
        const { phash256, phash64 } = answer;
        const of = COPIES.test(name) ? 'bridge' : name.replace(/_resize|\.jpg/g, '');
        if (phash256 === '') flat.push(name);
        else pictures.push({ name, of, phash256, phash64 });
      }
    // Single-colour pictures: their hashes would be like anything.
    expect(flat).toEqual(['q0003.jpg', 'q0004.jpg']);
    const missed: string[] = [];
    const wrong: string[] = [];
    let nearest = 256;
    let copies = 0;
    pictures.forEach((one, i) =>
      pictures.slice(0, i).forEach((other) => {
        const bits = distance(one.phash256, other.phash256);
        if (one.of === other.of) copies++;
        if (one.of === other.of && bits > 31) missed.push(`${one.name} ${other.name} ${bits}`);
        if (one.of !== other.of) nearest = Math.min(nearest, bits);
        if (one.of !== other.of && bits <= 31) wrong.push(`${one.name} ${other.name} ${bits}`);
      }),
    );
    expect([missed, wrong]).toEqual([[], []]);
    expect([pictures.length, copies]).toEqual([40, 82]);
    // Far from the threshold.
    expect(nearest).toBeGreaterThan(60);
  }, 180_000);
});
