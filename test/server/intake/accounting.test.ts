import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { countsOf, openIntake, type IntakeBench } from './intake-bench.ts';

let bench: IntakeBench;
beforeAll(async () => {
  bench = await openIntake();
});
afterAll(() => bench.close());

const HEADER = 'source,external_id,cadre_code,claimed_at,lat,lon,crs,note';
const row = (source: string, id: string, note = ''): string =>
  `${source},${id},G1,2025-09-30T08:30:00+08:00,,,,${note}`;
const current = (source: string) =>
  bench.store.query<{ external_id: string; note: string; version: number; line: number }>(
    'SELECT external_id, note, version, line FROM checkins WHERE source = {source:String} ORDER BY external_id',
    { source },
  );

describe('rows of whatever form', () => {
  it('reads the same rows from NDJSON, a JSON array, GB18030, UTF-16 and TSV: duplicates all', async () => {
    const columns = HEADER.split(',');
    const objects = [1, 2, 3].map((i) =>
      Object.fromEntries(
        row('forms', `f${i}`, `走访${i}户`)
          .split(',')
          .map((cell, k) => [columns[k], cell]),
      ),
    );
    const csv = [HEADER, ...objects.map((o) => Object.values(o).join(','))].join('\n');
    expect(countsOf(await bench.load('forms.csv', csv))).toEqual([3, 3, 0, 0, 0]);
    const gb18030 = Buffer.from('d7dfb7c3', 'hex');
    const encoded = Buffer.concat(
      csv
        .split('走访')
        .flatMap((part, i, all) => [
          Buffer.from(part.replaceAll('户', '\u0001'), 'latin1'),
          ...(i < all.length - 1 ? [gb18030] : []),
        ]),
    );
    const bytes = Buffer.from(encoded.toString('latin1').replaceAll('\u0001', '\xbb\xa7'), 'latin1');
    const others: [string, string | Uint8Array, string][] = [
      ['forms.ndjson', objects.map((o) => JSON.stringify(o)).join('\n'), 'ndjson'],
      ['forms.json', JSON.stringify(objects, null, 1), 'json'],
      ['forms.tsv', csv.replaceAll(',', '\t'), 'tsv'],
      ['forms-gbk.csv', bytes, 'csv'],
      ['forms-utf16.csv', Buffer.from(`\ufeff${csv}`, 'utf16le'), 'csv'],
      ['forms-bom.csv', `\ufeff${csv}`, 'csv'],
    ];
    for (const [name, content, format] of others) {
      const batch = await bench.load(name, content);
      expect([name, batch.format, ...countsOf(batch)]).toEqual([name, format, 3, 0, 0, 3, 0]);
    }
  });

  it('tells bad lines of NDJSON apart from the good ones and hands them back', async () => {
    const good = (id: string) =>
      `{"source":"nd","external_id":"${id}","cadre_code":"G1","claimed_at":"2025-09-30T08:30","lat":29.5,"lon":106.25,"photos":["a","b"],"odd":{"k":1}}`;
    const batch = await bench.load(
      'nd.ndjson',
      [good('a'), '{broken', '', '[1]', good('b'), good('c').replace('2025-09-30T08:30', 'soon')].join('\n'),
    );
    expect(countsOf(batch)).toEqual([5, 2, 0, 0, 3]);
    expect(batch.unknownColumns).toEqual(['odd']);
    const csv = await bench.refusedCsv(batch);
    expect(
      [...csv.matchAll(/,(\d+),\w*,(bad-json|not-an-object|bad-time),/g)].map(([, line, code]) => [line, code]),
    ).toEqual([
      ['2', 'bad-json'],
      ['4', 'not-an-object'],
      ['6', 'bad-time'],
    ]);
    const [a] = await bench.store.query<{ photos: string[]; precision_s: number; extra: string }>(
      "SELECT photos, precision_s, extra FROM checkins WHERE source = 'nd' AND external_id = 'a'",
    );
    expect(a).toEqual({ photos: ['a', 'b'], precision_s: 60, extra: '{"odd":{"k":1}}' });
    expect(
      countsOf(
        await bench.load(
          'nd-fixed.csv',
          csv
            .replace('soon', '2025-09-30 09:00')
            .split('\r\n')
            .filter((l) => !/bad-json|not-an-object/.test(l))
            .join('\r\n'),
        ),
      ),
    ).toEqual([1, 1, 0, 0, 0]);
  });

  it('accounts for every row however files are shuffled, repeated and split', async () => {
    const cells = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      note: fc.constantFrom('1', '2'),
      bad: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(cells, { maxLength: 8 }), { minLength: 1, maxLength: 3 }), async (files) => {
        const source = randomUUID();
        const newest = new Map<string, string>();
        let versions = 0;
        for (const file of files) {
          if (file.length === 0) continue;
          const expected = [0, 0, 0, 0, 0];
          for (const { id, note, bad } of file) {
            expected[0]! += 1;
            if (bad) expected[4]! += 1;
            else if (newest.get(id) === note) expected[3]! += 1;
            else {
              expected[newest.has(id) ? 2 : 1]! += 1;
              newest.set(id, note);
              versions += 1;
            }
          }
          const text = [
            HEADER,
            ...file.map(({ id, note, bad }) =>
              bad ? row(source, id, note).replace('2025-', '') : row(source, id, note),
            ),
          ].join('\n');
          const batch = await bench.load('property.csv', text);
          expect(countsOf(batch)).toEqual(expected);
        }
        const rows = await current(source);
        expect(rows.map(({ external_id, note }) => [external_id, note])).toEqual([...newest].sort());
        const [stored] = await bench.store.query<{ n: number }>(
          'SELECT count() AS n FROM checkins_versions WHERE source = {source:String}',
          { source },
        );
        expect(stored!.n).toBe(versions);
      }),
      { numRuns: 12 },
    );
  }, 120_000);
});
