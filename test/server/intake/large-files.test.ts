/** A large file is typed straight into the shape of the facts. It must become exactly what the same rows become in small files. */
import type { Batch } from '../../../server/intake/batch.entity.ts';
import { removeBatch } from '../../../server/intake/batch-cleanup.ts';
import { createShaped } from '../../../server/intake/sql/shaped.ts';
import { factKind } from '../../../metrics/facts.ts';
import { countsOf, openIntake, type IntakeBench } from './intake-bench.ts';

let bench: IntakeBench;
beforeAll(async () => {
  bench = await openIntake();
});
afterAll(() => bench.close());

const HEADER =
  'source,external_id,cadre_code,claimed_at,requirement_code,captured_at,lat,lon,crs,photos,note,department';
const ROWS = 36_000;
const PIECE = 6_000;
const two = (n: number): string => String(n).padStart(2, '0');

const row = (i: number, crs = 'wgs84', note = 'visit'): string =>
  `big,id-${i},G${i % 97},${2024 + (i % 3)}-${two(1 + (i % 12))}-${two(1 + (i % 28))}T08:30:00+08:00,R${i % 5},` +
  `2025-01-01T08:31:${two(i % 60)}+08:00,30.${100_000 + i},104.${200_000 + i},${crs},a;b${i % 3},${note} 第${i}次,${i % 50 === 0 ? 'office' : ''}`;

/** Rows by their place; what `odd` answers for a place stands there instead. */
const rowsWith = (odd: (i: number) => string | undefined): string[] =>
  Array.from({ length: ROWS }, (_, i) => odd(i) ?? row(i));

const FAULTY = new Map<number, string>([
  [5, row(5).replace('2026-', 'the year ')],
  [7_000, ''],
  [12_345, `${row(12_345)},one too many`],
  [35_998, row(35_998).replace('id-35998', '')],
]);

/** All that the rows left, in one figure a table. */
async function left() {
  const of = (select: string) => bench.store.query(`SELECT ${select}`);
  const columns = "* EXCEPT (batch, file, line)"; // prettier-ignore
  return {
    versions: await of(`count() AS n, sum(cityHash64(*)) AS digest FROM (SELECT ${columns} FROM checkins_versions)`),
    current: await of(`count() AS n, sum(cityHash64(*)) AS digest FROM (SELECT ${columns} FROM checkins)`),
    superseded: await of('count() AS n, sum(fact_id) AS digest FROM superseded'),
    seen: await of('count() AS n, sum(cityHash64(kind, fact_key, version, content_hash)) AS digest FROM seen'),
    days: await of(
      'sum(cityHash64(kind, day)) AS digest FROM (SELECT DISTINCT kind, day FROM batch_days WHERE batch < 1000000)',
    ),
    temporary: await of("name FROM system.tables WHERE database = currentDatabase() AND name LIKE 'intake%'"),
  };
}

const add = (batches: readonly Batch[]): number[] =>
  batches.map(countsOf).reduce((sum, counts) => sum.map((n, i) => n + counts[i]!));

async function inPieces(rows: readonly string[]): Promise<Batch[]> {
  const batches: Batch[] = [];
  for (let at = 0; at < rows.length; at += PIECE)
    batches.push(await bench.load('piece.csv', [HEADER, ...rows.slice(at, at + PIECE), ''].join('\n')));
  return batches;
}

/** What is left when `rows` come as one file and as several, after `earlier`; each time on an empty store. */
async function bothWays(rows: readonly string[], earlier: readonly string[] = []) {
  const results = [];
  for (const whole of [true, false]) {
    const before = earlier.length > 0 ? await inPieces(earlier) : [];
    const batches = whole ? [await bench.load('whole.csv', [HEADER, ...rows, ''].join('\n'))] : await inPieces(rows);
    const [refused] = await bench.store.query<{ places: number[] }>(
      'SELECT arraySort(groupUniqArray(line)) AS places FROM refused WHERE batch = {batch:UInt32}',
      { batch: batches[0]!.receipt },
    );
    results.push({ counts: add(batches), left: await left(), places: refused?.places, batches });
    for (const { receipt } of [...before, ...batches]) await removeBatch(bench.store, receipt);
    await bench.store.command('TRUNCATE TABLE batch_days');
  }
  return results as [(typeof results)[0], (typeof results)[0]];
}

it('when all of it is new, some rows are refused and some are blank', async () => {
  const [whole, pieces] = await bothWays(rowsWith((i) => FAULTY.get(i)));
  expect(whole.counts).toEqual([ROWS - 1, ROWS - 4, 0, 0, 3]);
  expect(whole.counts).toEqual(pieces.counts);
  expect(whole.left).toEqual(pieces.left);
  expect(whole.left.temporary).toEqual([]);
  expect(whole.places).toEqual([6, 12_346, 35_999]);
  const [batch] = whole.batches;
  expect(batch!.unknownColumns).toEqual(['department']);
  expect(batch!.profile).toMatchObject({ rows: ROWS - 4, days: expect.any(Number) });
  expect(batch!.profile!.columns.find(({ name }) => name === 'claimed_at')).toMatchObject({ filled: ROWS - 4 });
}, 240_000);

it('when rows repeat, amend each other and rows of earlier files', async () => {
  const odd = (i: number): string | undefined =>
    i % 9_000 === 100 ? row(i - 50) : i % 9_000 === 200 ? row(i - 50, 'wgs84', 'second look') : FAULTY.get(i);
  const earlier = Array.from({ length: 400 }, (_, i) => row(i, 'wgs84', i % 2 === 0 ? 'visit' : 'as first told'));
  const [whole, pieces] = await bothWays(rowsWith(odd), earlier);
  expect(whole.counts).toEqual(pieces.counts);
  expect(whole.left).toEqual(pieces.left);
  const [seen, accepted, amended, duplicate, rejected] = whole.counts;
  expect(accepted! + amended! + duplicate! + rejected!).toBe(seen);
  expect([amended! > 200, duplicate! > 190]).toEqual([true, true]);
}, 240_000);

it('when coordinates are of a Chinese map system, with and without known rows', async () => {
  const rows = rowsWith((i) => (i % 3 === 0 ? row(i, 'gcj02') : undefined));
  const [whole, pieces] = await bothWays(rows);
  expect(whole.left).toEqual(pieces.left);
  const [again, againInPieces] = await bothWays(rows, [row(3, 'gcj02'), row(6, 'gcj02', 'other')]);
  expect(again.left).toEqual(againInPieces.left);
  expect(again.counts).toEqual([ROWS, ROWS - 2, 1, 1, 0]);
}, 360_000);

it('what a crash leaves of it goes with the batch', async () => {
  for (const statement of createShaped(factKind('checkins')!, 4_000_000, 'f'.repeat(64)))
    await bench.store.command(statement);
  await removeBatch(bench.store, 4_000_000);
  expect((await left()).temporary).toEqual([]);
}, 60_000);
