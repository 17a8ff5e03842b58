import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { appendDay, generateCheckins } from '../../seeds/bench-checkins.ts';
import { cpuSeconds, hashes, readCsv, removeFolder, temporaryFolder } from './read-world.ts';

const folder = temporaryFolder();
afterAll(() => removeFolder(folder));

describe('bench check-ins', () => {
  it('writes exactly the rows asked for, over the year, quickly and the same every time', async () => {
    const [first, second] = [join(folder, 'a'), join(folder, 'b')];
    const start = process.cpuUsage();
    const files = await generateCheckins(first, { rows: 100_000, cadres: 500 });
    expect(100_000 / cpuSeconds(start)).toBeGreaterThan(40_000);
    await generateCheckins(second, { rows: 100_000, cadres: 500 });
    expect(hashes(second)).toEqual(hashes(first));
    const rows = readCsv(files.checkins);
    expect(rows.length).toBe(100_000);
    expect(new Set(rows.map((r) => r['external_id'])).size).toBe(100_000);
    expect(new Set(rows.map((r) => r['claimed_at']!.slice(0, 10))).size).toBe(365);
    const cadres = new Set(readCsv(join(first, 'cadres.csv')).map((c) => c['code']));
    expect(rows.every((r) => cadres.has(r['cadre_code']))).toBe(true);
  });

  it('appends one following day with new keys', () => {
    mkdirSync(join(folder, 'c'));
    const added = appendDay(join(folder, 'c', 'next.csv'), { rows: 100_000, cadres: 500 });
    expect(added.day).toBe('2026-01-01');
    const rows = readCsv(added.path);
    expect(rows.length).toBe(10_000);
    expect(new Set(rows.map((r) => r['claimed_at']!.slice(0, 10)))).toEqual(new Set(['2026-01-01']));
    expect(rows[0]?.['external_id']).toBe('B000100000');
  });
});
