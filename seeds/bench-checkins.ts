/**
 * A pile of check-ins for measuring speed, not a world with a story: any number of rows over a year, in order of day, with
 * the few directory files they need. One row in 100 repeats a pinned coordinate and one in 200 comes from another
 * cadre's phone, so that detectors have something to find.
 */
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { DAY_S, dateOf, FIRST_DAY, iso } from './calendar.ts';
import { CHECKIN_HEADER, degrees } from './checkins.ts';
import { buildCounty, moved } from './geography.ts';
import type { Point } from './geography.ts';
import { hashKeys, Random, uniformAt } from './random.ts';
import { CADRE_REQUIREMENTS } from './requirements.ts';
import { CsvFile, WorldWriter } from './writer.ts';

export interface BenchOptions {
  rows: number;
  /** Days from 2025-01-01 on; default 365. */
  days?: number;
  /** Default 3,000. */
  cadres?: number;
  seed?: number;
  onProgress?: (share: number) => void;
}

const SOURCE = 'BENCH';
const KINDS = CADRE_REQUIREMENTS.filter((r) => r.kind === 'checkin');
const SALT = hashKeys(0, 'bench');
const VILLAGES = 10;
const TOWNSHIPS = 15;

function homes(seed: number, cadres: number): { unit: string; base: Point }[] {
  const county = buildCounty(new Random(seed), TOWNSHIPS, VILLAGES, () => 1);
  const villages = county.townships.flatMap((t) => t.villages);
  return Array.from({ length: cadres }, (_, i) => {
    const village = villages[i % villages.length] as (typeof villages)[number];
    return { unit: village.code, base: village.office };
  });
}

function writeRow(
  file: CsvFile,
  random: Random,
  serial: number,
  cadre: number,
  base: Point,
  dayAt: number,
  claimed: number,
): void {
  const id = `B${String(serial).padStart(9, '0')}`;
  const code = `C${String(cadre + 1).padStart(5, '0')}`;
  const requirement = KINDS[serial % KINDS.length] as (typeof KINDS)[number];
  const u = random.next();
  const pinned = u < 0.01;
  const borrowed = u > 0.995;
  const point = pinned ? base : moved(base, random.normal() * 250, random.normal() * 250);
  const captured = claimed + 2 + Math.floor(40 * random.next());
  const late = u > 0.5 && u < 0.51;
  const uploaded = late
    ? dayAt + DAY_S + 20 * 3600 + Math.floor(3600 * random.next())
    : captured + 1 + Math.floor(12 * random.next());
  const phone = borrowed ? Math.floor(uniformAt(SALT, cadre, 1) * 50) : cadre;
  file.line(
    `${SOURCE},${id},${code},${iso(claimed)},${requirement.code},,${iso(captured)},${iso(uploaded)},巡查,gps,` +
      `${degrees(point.lat)},${degrees(point.lon)},${8 + (serial % 25)},wgs84,,PH${phone},,${code},false,,`,
  );
}

/** Rows of one day spread evenly over the cadres, in order of time. */
function writeBenchDay(
  file: CsvFile,
  seed: number,
  people: readonly { base: Point }[],
  day: number,
  first: number,
  rows: number,
): void {
  const random = new Random(hashKeys(seed, 'bench day', day));
  const start = Math.floor(uniformAt(SALT, day, 2) * people.length);
  for (let i = 0; i < rows; i++) {
    const cadre = (start + i) % people.length;
    const claimed = day * DAY_S + 8 * 3600 + Math.floor((i / rows) * 10 * 3600);
    writeRow(file, random, first + i, cadre, (people[cadre] as { base: Point }).base, day * DAY_S, claimed);
  }
}

export interface BenchFiles {
  /** Absolute paths, directory kinds first. */
  directory: { path: string; kind: string }[];
  checkins: string;
  rows: number;
}

/** Writes `org_units.csv`, `cadres.csv`, `requirements.csv` and `checkins.csv` with exactly `rows` rows; bounded memory. */
export async function generateCheckins(folder: string, options: BenchOptions): Promise<BenchFiles> {
  const { rows, days = 365, cadres = 3000, seed = 20250101, onProgress } = options;
  const people = homes(seed, cadres);
  const writer = new WorldWriter(folder);
  try {
    const townships = buildCounty(new Random(seed), TOWNSHIPS, VILLAGES, () => 1).townships;
    writer.table('org_units', [
      { code: '429999', name: '临岚县', level: 'county', parent_code: '' },
      ...townships.map((t) => ({ code: t.code, name: t.name, level: 'township', parent_code: '429999' })),
      ...townships.flatMap((t) =>
        t.villages.map((v) => ({ code: v.code, name: v.name, level: 'village', parent_code: t.code })),
      ),
    ]);
    writer.table(
      'cadres',
      people.map((p, i) => ({
        code: `C${String(i + 1).padStart(5, '0')}`,
        org_unit_code: p.unit,
        name: `干部${i + 1}`,
      })),
    );
    writer.table(
      'requirements',
      KINDS.map((r) => ({
        code: r.code,
        name: r.name,
        kind: r.kind,
        issuer: r.issuer,
        frequency: r.frequency,
        valid_from: FIRST_DAY,
      })),
    );
    const file = writer.file('checkins', CHECKIN_HEADER);
    for (let day = 0; day < days; day++) {
      const first = Math.floor((rows * day) / days);
      const next = Math.floor((rows * (day + 1)) / days);
      writeBenchDay(file, seed, people, day, first, next - first);
      onProgress?.((day + 1) / days);
      await setImmediate();
    }
    const path = (name: string): string => join(folder, name);
    const directory = writer.files
      .filter((f) => f.kind !== 'checkins')
      .map((f) => ({ path: path(f.path), kind: f.kind }));
    return { directory, checkins: path('checkins.csv'), rows };
  } finally {
    writer.close();
  }
}

/**
 * `rows` more check-ins of the same cadres on the day after the last one, in a file of their own.
 * `after` names what `generateCheckins` was given; nothing of its file is read.
 */
export function appendDay(
  path: string,
  after: Pick<BenchOptions, 'rows' | 'days' | 'cadres' | 'seed'>,
  rows = 10_000,
): { path: string; rows: number; day: string } {
  const { days = 365, cadres = 3000, seed = 20250101 } = after;
  const file = new CsvFile(path, CHECKIN_HEADER.join(','));
  writeBenchDay(file, seed, homes(seed, cadres), days, after.rows, rows);
  file.close();
  return { path, rows, day: dateOf(days) };
}
