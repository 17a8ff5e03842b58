/** The Big List of Naughty Strings as cells, as JSON, as names of files, and as what a spreadsheet would run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { csvLine } from '../../../server/intake/formats/delimited.ts';
import { countsOf, openIntake, SENDER, SHARED, whenShared, type IntakeBench } from './intake-bench.ts';

const HEADER = 'source,external_id,cadre_code,claimed_at,note';
/** Cells are trimmed of spaces, of nothing else. */
const trimmed = (text: string): string => text.replace(/^ +| +$/g, '');

whenShared('naughty strings', () => {
  const strings = JSON.parse(readFileSync(join(SHARED, 'nasty-files/blns/blns.json'), 'utf8')) as string[];
  let bench: IntakeBench;
  beforeAll(async () => {
    bench = await openIntake();
  });
  afterAll(() => bench.close());

  const notes = async (source: string): Promise<string[]> =>
    (
      await bench.store.query<{ note: string }>(
        'SELECT note FROM checkins WHERE source = {source:String} ORDER BY toUInt32(external_id)',
        { source },
      )
    ).map(({ note }) => note);

  it('survive as cells of CSV and values of JSON, to the letter', async () => {
    expect(strings.length).toBeGreaterThan(480);
    const lines = strings.map((text, i) => csvLine(['csv', String(i), 'c', '2025-09-30 08:30', text]));
    const csv = await bench.load('a.csv', [HEADER, ...lines].join('\n'));
    expect([csv.problem, csv.rejected, csv.accepted]).toEqual([null, 0, strings.length]);
    expect(await notes('csv')).toEqual(strings.map(trimmed));
    const records = strings.map((note, i) => ({
      source: 'json',
      external_id: String(i),
      cadre_code: 'c',
      claimed_at: '2025-09-30 08:30',
      note,
    }));
    const ndjson = await bench.load('a.ndjson', records.map((r) => JSON.stringify(r)).join('\n'));
    expect(countsOf(ndjson)).toEqual([strings.length, strings.length, 0, 0, 0]);
    expect(await notes('json')).toEqual(strings.map(trimmed));
  }, 60_000);

  it('come back from the file of refused rows unchanged, and none of them runs in a spreadsheet', async () => {
    const naughty = [...strings, '=1+1', '+cmd|x', '-2+3', '@SUM(A1)', '\tx', '＝1', "'=already", '"quoted"'];
    const lines = naughty.map((text, i) => csvLine(['again', String(i), 'c', 'yesterday', text]));
    const first = await bench.load('b.csv', [HEADER, ...lines].join('\n'));
    expect([first.accepted, first.rejected]).toEqual([0, naughty.length]);
    const csv = await bench.refusedCsv(first);
    for (const cell of csv.split(/[,\n]/)) expect(/^"?[=+@＝＋＠]/.test(cell)).toBe(false);
    const second = await bench.load('fixed.csv', csv.replaceAll(',yesterday,', ',2025-09-30 08:30,'));
    expect([second.problem, second.rejected, second.accepted]).toEqual([null, 0, naughty.length]);
    expect(await notes('again')).toEqual(naughty.map(trimmed));
  }, 60_000);

  it('as names of files leave a receipt each, and break nothing', async () => {
    const path = join(bench.folder, 'x.csv');
    const { writeFile } = await import('node:fs/promises');
    await writeFile(path, 'neither\n');
    const stored = await bench.vault.putFile(path);
    const batches = await bench.intake.registerAll(
      strings
        .filter((_, i) => i % 4 === 0)
        .map((name, part) => ({ file: stored, delivery: { path: name, request: {}, sender: SENDER, part } })),
    );
    for (const batch of batches) expect((await bench.intake.load(batch)).state).toBe('refused');
    const row = `${HEADER}\nname,1,c,nonsense,x\n`;
    await writeFile(path, row);
    const good = await bench.vault.putFile(path);
    for (const name of strings.slice(20, 26)) {
      const batch = await bench.intake.load(
        await bench.intake.register(good, { path: name, request: {}, sender: SENDER }),
      );
      expect(batch.rejected).toBe(1);
      expect(await bench.refused.write(batch)).toContain(bench.vault.rejectsFolder);
    }
  }, 300_000);
});
