/**
 * Pictures handed in again resized, sharpened, mirrored or turned: from the files through intake and computation to the signals
 * of photo-reuse-near. Recall and precision on the published copies, and on pictures made here.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FactStore } from '../../../../server/facts/fact-store.ts';
import { ComputationService } from '../../../../server/indicators/computation.service.ts';
import { startApp } from '../../../support/app.ts';
import { SHARED, whenShared } from '../intake-bench.ts';
import { zipOf } from '../workbook.ts';
import { png } from './pictures.ts';

interface Picture {
  /** With its extension, as the fact refers to it. */
  name: string;
  content: Buffer;
  /** What it shows. */
  of: string;
}

interface Reuse {
  name: string;
  partner: string;
  turned: boolean;
}

/** Each picture is handed in by somebody else, one every twelve hours in this order, in one zip with the check-ins. */
async function reused(pictures: readonly Picture[], detector = 'photo-reuse-near'): Promise<Reuse[]> {
  const app = await startApp();
  try {
    const steward = await app.signIn('steward');
    const rows = pictures.map(({ name }, i) => {
      const at = new Date(Date.UTC(2026, 2, 2, 1, 12, 31) + i * 12 * 3_600_000).toISOString();
      return `app,${name},P${i},R1,${at},${name}`;
    });
    const zip = zipOf([
      {
        name: 'checkins.csv',
        content: ['source,external_id,cadre_code,requirement_code,claimed_at,photos', ...rows].join('\n'),
      },
      ...pictures.map(({ name, content }) => ({ name: `photos/${name}`, content })),
    ]);
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(zip)]), 'pictures.zip');
    const response = await steward.fetch('/api/v1/batches', { method: 'POST', body: form });
    const { receipts } = (await response.json()) as { receipts: { path: string; seen: number; accepted: number }[] };
    expect(receipts.map(({ seen, accepted }) => [seen, accepted])).toEqual([
      [pictures.length, pictures.length],
      [pictures.length, pictures.length],
    ]);
    await app.get(ComputationService).compute();
    const found = await app.get(FactStore).query<{ name: string; partner: string; detail: string }>(
      `SELECT events[1].external_id AS name, events[2].external_id AS partner, detail FROM signals
       WHERE detector = {detector:String} ORDER BY day, name`,
      { detector },
    );
    return found.map(({ name, partner, detail }) => ({
      name,
      partner,
      turned: (JSON.parse(detail) as { turned?: boolean }).turned === true,
    }));
  } finally {
    await app.close();
  }
}

/** @param again names of the pictures that show what an earlier one shows */
function measure(pictures: readonly Picture[], found: readonly Reuse[], again: readonly string[]) {
  const of = new Map(pictures.map((one) => [one.name, one.of]));
  const right = found.filter(({ name, partner }) => of.get(name) === of.get(partner));
  return {
    missed: again.filter((name) => !right.some((one) => one.name === name)),
    wrong: found.filter((one) => !right.includes(one)),
    recall: right.filter(({ name }) => again.includes(name)).length / again.length,
    precision: right.length / found.length,
  };
}

whenShared('the published copies', () => {
  const folder = join(SHARED, 'photos');
  const read = (path: string, name: string, of: string): Picture => ({
    name,
    of,
    content: readFileSync(join(folder, path)),
  });
  const files = (of: string) => readdirSync(join(folder, of)).filter((name) => name.endsWith('.jpg'));

  it('are recognised, those mirrored and turned too, and no other picture is taken for one', async () => {
    const original = read('pdq_bridge/bridge-1-original.jpg', 'bridge-1-original.jpg', 'bridge');
    const flat = new Set(['q0003.jpg', 'q0004.jpg']);
    const others = files('pdq_bridge').filter((name) => /^q/.test(name));
    // The same file again is the business of photo-reuse-exact, as is one of the two of ukbench.
    const copies = files('pdq_bridge').filter((name) => !/^q|^aaa-orig|^bridge-1-/.test(name));
    const pictures = [
      original,
      ...files('ukbench/base_images').map((name) => read(`ukbench/base_images/${name}`, name, name.slice(0, 12))),
      ...others.map((name) => read(`pdq_bridge/${name}`, name, name)),
      ...copies.map((name) => read(`pdq_bridge/${name}`, name, 'bridge')),
      ...['hflip', 'resize'].map((how) =>
        read(`ukbench/mixed_images/ukbench00120_${how}.jpg`, `ukbench00120_${how}.jpg`, 'ukbench00120'),
      ),
    ];
    const again = [...copies, 'ukbench00120_hflip.jpg', 'ukbench00120_resize.jpg'];
    const found = await reused(pictures);
    expect([copies.length, again.length, pictures.length]).toEqual([18, 20, 38]);
    const { missed, wrong, recall, precision } = measure(pictures, found, again);
    expect({ missed, wrong, recall, precision }).toEqual({ missed: [], wrong: [], recall: 1, precision: 1 });
    expect(found.filter(({ name }) => flat.has(name))).toEqual([]);
    // A mirrored or turned copy says so, whichever earlier position it is nearest to.
    expect(found.find(({ name }) => name === 'ukbench00120_hflip.jpg')!.turned).toBe(true);
    expect(found.find(({ name }) => name === 'bridge-2-rotate-90.jpg')!.turned).toBe(true);
  }, 240_000);
});

const SIDE = 480;

/** Light at each point of a square of `side`: waves of many lengths and directions, as unlike as photos are. */
function scenery(seed: number, side: number): Float64Array {
  let state = seed + 1;
  const random = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  for (let i = 0; i < 10; i++) random();
  const light = new Float64Array(side * side).fill(128);
  for (let wave = 0; wave < 80; wave++) {
    const [turns, direction, phase] = [0.5 + 8.5 * random(), Math.PI * random(), 2 * Math.PI * random()];
    const across = Array.from(
      { length: side },
      (_, x) => (2 * Math.PI * turns * Math.cos(direction) * (x + 0.5)) / side + phase,
    );
    const down = Array.from({ length: side }, (_, y) => (2 * Math.PI * turns * Math.sin(direction) * (y + 0.5)) / side);
    const [cosines, sines] = [across.map(Math.cos), across.map(Math.sin)];
    for (let y = 0; y < side; y++) {
      const [c, s] = [(30 / turns) * Math.cos(down[y]!), (30 / turns) * Math.sin(down[y]!)];
      for (let x = 0; x < side; x++) light[y * side + x]! += c * cosines[x]! - s * sines[x]!;
    }
  }
  return light;
}

const shade = (light: number): number => Math.round(Math.max(0, Math.min(255, light)));

describe('pictures made here', () => {
  const last = SIDE - 1;
  /** Which point of the original a point of the copy shows. */
  const POSITIONS: Record<string, (x: number, y: number) => number> = {
    mirrored: (x, y) => y * SIDE + last - x,
    upended: (x, y) => (last - y) * SIDE + x,
    turned180: (x, y) => (last - y) * SIDE + last - x,
    turned90: (x, y) => (last - x) * SIDE + y,
    turned270: (x, y) => x * SIDE + last - y,
    transposed: (x, y) => x * SIDE + y,
  };
  const picture = (of: string, how: string, content: Buffer): Picture => ({ name: `${of}-${how}.png`, of, content });

  it('are recognised resized, brightened, mirrored and turned; other scenes and half of one are not', async () => {
    const scenes = Array.from({ length: 14 }, (_, seed) => ({ seed, of: `scene-${seed}`, light: scenery(seed, SIDE) }));
    const shown = (light: Float64Array, at: (x: number, y: number) => number = (x, y) => y * SIDE + x) =>
      png(SIDE, SIDE, (x, y) => shade(light[at(x, y)]!));
    const originals = scenes.map(({ of, light }) => picture(of, 'original', shown(light)));
    // One copy of each, so that no copy is recognised by another one.
    const positions = Object.entries(POSITIONS);
    const copies = scenes.slice(0, 12).map(({ of, light }, i) => {
      const [how, at] = positions[i % positions.length]!;
      return picture(of, how, shown(light, at));
    });
    const small = scenery(12, 300);
    copies.push(
      picture(
        'scene-12',
        'small',
        png(300, 300, (x, y) => shade(small[y * 300 + x]!)),
      ),
    );
    const bright = scenes[13]!;
    copies.push(
      picture(
        bright.of,
        'brighter',
        png(SIDE, SIDE, (x, y) => shade(0.85 * bright.light[y * SIDE + x]! + 30)),
      ),
    );
    const whole = scenes[0]!.light;
    const half = png(SIDE / 2, SIDE / 2, (x, y) => shade(whole[(y + SIDE / 4) * SIDE + x + SIDE / 4]!));
    const pictures = [...originals, ...copies, { name: 'half.png', of: 'half', content: half }];
    const found = await reused(pictures);
    const { missed, wrong, precision } = measure(
      pictures,
      found,
      copies.map(({ name }) => name),
    );
    expect({ missed, wrong, precision }).toEqual({ missed: [], wrong: [], precision: 1 });
    expect(found.filter(({ turned }) => !turned).map(({ name }) => name)).toEqual([
      'scene-12-small.png',
      'scene-13-brighter.png',
    ]);
  }, 240_000);
});
