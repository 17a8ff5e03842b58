/** Counties small enough for hundreds of them: what error rates are measured on must hold what it says, and nothing else. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { catalogue } from '../../metrics/catalogue.ts';
import { BEHAVIOURS, type Strengths } from '../../seeds/planting.ts';
import { generateWorld, type GeneratedWorld } from '../../seeds/worlds.ts';

const SMALL = { months: 1, scale: 0.25 };

async function generated(name: string, options: { seed: number; townships: number; strengths?: Strengths }) {
  const folder = mkdtempSync(join(tmpdir(), 'henjian-small-'));
  try {
    const world = await generateWorld(name, folder, { ...SMALL, ...options });
    const planted = parse(readFileSync(join(folder, 'planted.csv')), { columns: true }) as Record<string, string>[];
    return { world, planted };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const total = ({ rows }: GeneratedWorld) => Object.values(rows).reduce((sum, n) => sum + n, 0);

describe('a small county', () => {
  it.each([8, 15, 30])('of %i townships is honest, small, and has every hardship', async (townships) => {
    const { world, planted } = await generated('honest-county', { seed: 4, townships });
    expect(planted).toEqual([]);
    expect(world.answers.behaviours).toEqual([]);
    expect(total(world)).toBeLessThan(3000 * townships);
    for (const kind of ['outages', 'leave', 'devices', 'inspections'])
      expect([kind, (world.rows[kind] ?? 0) > 0]).toEqual([kind, true]);
  });

  it('holds one behaviour alone when only that has a strength, and more of it the stronger', async () => {
    const events: number[] = [];
    for (const strength of [0.5, 1, 2]) {
      const strengths = Object.fromEntries(BEHAVIOURS.map((id) => [id, id === 'photo-quota' ? strength : 0]));
      const { world, planted } = await generated('demo-county', { seed: 4, townships: 8, strengths });
      expect(new Set(planted.map((row) => row['behaviour']))).toEqual(new Set(['photo-quota']));
      expect(world.answers.behaviours.map(({ id, attribution }) => [id, attribution])).toEqual([
        ['photo-quota', 'requirement'],
      ]);
      events.push(world.answers.behaviours[0]!.events);
    }
    expect(events[1]!).toBeGreaterThan(1.4 * events[0]!);
    expect(events[2]!).toBeGreaterThan(1.4 * events[1]!);
  });

  it('of trials holds something for every detector, each under a requirement of its own', async () => {
    const { world, planted } = await generated('trial-county', { seed: 4, townships: 15 });
    const found = new Set(world.answers.behaviours.flatMap(({ detectors }) => detectors));
    const known = catalogue.filter(({ kind }) => kind === 'risk').map(({ id }) => id);
    expect(known.filter((id) => !found.has(id))).toEqual([]);
    expect([...found].filter((id) => !known.includes(id))).toEqual([]);
    expect(new Set(planted.map((row) => row['behaviour'])).size).toBe(28);
    expect(world.rows['backchecks']).toBeGreaterThan(100);
    // Some township is left alone, so that there is something honest to compare with.
    expect(world.answers.honestTownships.length).toBeGreaterThan(0);
  });
});
