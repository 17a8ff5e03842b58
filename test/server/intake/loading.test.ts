import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { wgs84ToGcj02 } from '../../../metrics/coordinates.ts';
import { removeBatch } from '../../../server/intake/batch-cleanup.ts';
import { Batch } from '../../../server/intake/batch.entity.ts';
import { countsOf, openIntake, SENDER, type IntakeBench } from './intake-bench.ts';

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

describe('loading', () => {
  it('counts every row once: new, amended, duplicate or refused', async () => {
    const source = 'basic';
    const file = [
      HEADER,
      row(source, 'a', '1'),
      row(source, 'b', '1'),
      row(source, 'a', '1'),
      row(source, 'a', '2'),
      row(source, '', 'x'),
      '',
    ].join('\n');
    const first = await bench.load('basic.csv', file);
    expect(first.state).toBe('loaded');
    expect(countsOf(first)).toEqual([5, 2, 1, 1, 1]);
    expect(countsOf(await bench.load('basic.csv', file))).toEqual([5, 0, 2, 2, 1]);
    expect(await current(source)).toEqual([
      { external_id: 'a', note: '2', version: 4, line: 4 },
      { external_id: 'b', note: '1', version: 1, line: 2 },
    ]);
  });

  it('takes 997 of 1000 rows, hands 3 back with their places, and takes them when they are put right', async () => {
    const rows = Array.from({ length: 1000 }, (_, i) => row('bad3', `r${i}`, `"第${i}行, 走访"`));
    rows[9] = rows[9]!.replace('2025-09-30T08:30:00+08:00', '上午');
    rows[499] = rows[499]!.replace(',,,,', ',129.5,106.1,,');
    rows[998] = `${rows[998]!},too,many`;
    const batch = await bench.load('bad3.csv', [HEADER, ...rows].join('\r\n'));
    expect(countsOf(batch)).toEqual([1000, 997, 0, 0, 3]);
    expect(batch.reasons.map(({ column, code, n }) => [column, code, n])).toEqual([
      ['', 'wrong-column-count', 1],
      ['claimed_at', 'bad-time', 1],
      ['lat', 'out-of-range', 1],
    ]);
    const csv = await bench.refusedCsv(batch);
    expect(csv.startsWith('\ufeff')).toBe(true);
    expect(
      [...csv.matchAll(/,(\d+),(\w*),(bad-time|out-of-range|wrong-column-count),/g)].map(([, line, column, code]) => [
        line,
        column,
        code,
      ]),
    ).toEqual([
      ['11', 'claimed_at', 'bad-time'],
      ['501', 'lat', 'out-of-range'],
      ['1000', '', 'wrong-column-count'],
    ]);
    const mended = csv.replace('上午', '2025-09-30 08:30').replace('129.5', '29.5');
    const again = await bench.load('fixed.csv', mended);
    expect(countsOf(again)).toEqual([3, 3, 0, 0, 0]);
    expect(again.unknownColumns).toEqual([]);
    const [{ n, mended: note } = { n: 0, mended: '' }] = await bench.store.query<{ n: number; mended: string }>(
      "SELECT count() AS n, anyIf(note, external_id = 'r9') AS mended FROM checkins WHERE source = 'bad3'",
    );
    expect([n, note]).toEqual([1000, '第9行, 走访']);
  });

  it('refuses short and long rows instead of shifting their cells', async () => {
    const batch = await bench.load(
      'ragged.csv',
      `${HEADER}\n${row('ragged', 'ok')}\nragged,short,G1\n${row('ragged', 'long')},x\n\n${row('ragged', 'ok2')}\n`,
    );
    expect(countsOf(batch)).toEqual([4, 2, 0, 0, 2]);
    expect((await current('ragged')).map(({ external_id, line }) => [external_id, line])).toEqual([
      ['ok', 1],
      ['ok2', 5],
    ]);
  });

  it('reads record by record what the engine cannot read, and loses only the broken lines', async () => {
    const batch = await bench.load(
      'quotes.csv',
      `${HEADER}\n${row('quotes', 'a', 'ok')}\n${row('quotes', 'b', '"un"quoted')}\n${row('quotes', 'c', '"never closed')}\n${row('quotes', 'd', '"=1+1"')}\n`,
    );
    expect(batch.format).toBe('csv-lenient');
    expect(countsOf(batch)).toEqual([4, 2, 0, 0, 2]);
    const csv = await bench.refusedCsv(batch);
    expect(csv).toContain(',3,,bad-quote,');
    expect(csv).toContain(',4,,bad-quote,');
  });

  it('keeps hostile cells as the text they are', async () => {
    const nasty = [
      "'; DROP TABLE seen; --",
      '{x:String}',
      '\\N',
      '\\',
      '`',
      '=HYPERLINK("http://x")',
      '\u0000nul',
      '👩‍👩‍👧‍👧',
      'ـ‏العربية',
      '㐀𠮷',
      '%s%n',
      '${7*7}',
    ];
    const lines = nasty.map((text, i) =>
      row('nasty', `n${String(i).padStart(2, '0')}`, `"${text.replaceAll('"', '""')}"`),
    );
    expect(countsOf(await bench.load('nasty.csv', [HEADER, ...lines].join('\n')))).toEqual([
      nasty.length,
      nasty.length,
      0,
      0,
      0,
    ]);
    expect((await current('nasty')).map(({ note }) => note)).toEqual(nasty);
  });

  it('keeps unknown columns aside and names them', async () => {
    const batch = await bench.load(
      'extra.csv',
      `${HEADER},天气,"a'b"\n${row('extra', 'a')},晴,\n${row('extra', 'b')},,\n`,
    );
    expect(batch.unknownColumns).toEqual(['天气', "a'b"]);
    expect(
      await bench.store.query("SELECT external_id, extra FROM checkins WHERE source = 'extra' ORDER BY external_id"),
    ).toEqual([
      { external_id: 'a', extra: '{"天气":"晴"}' },
      { external_id: 'b', extra: '' },
    ]);
  });

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

  it('keeps coordinates as WGS-84 and remembers how exactly they were written', async () => {
    const gcj = wgs84ToGcj02({ lat: 29.0301, lon: 105.8502 });
    await bench.load(
      'crs.csv',
      `${HEADER}\ncrs,w,G1,2025-09-30 08:30,29.03,105.8502,wgs84,\ncrs,g,G1,2025-09-30 08:30,${gcj.lat.toFixed(6)},${gcj.lon.toFixed(6)},gcj02,\n`,
    );
    const [g, w] = await bench.store.query<{ lat: number; lon: number; crs: string; coordinate_decimals: number }>(
      "SELECT lat, lon, crs, coordinate_decimals FROM checkins WHERE source = 'crs' ORDER BY external_id",
    );
    expect(g!.lat).toBeCloseTo(29.0301, 5);
    expect(g!.lon).toBeCloseTo(105.8502, 5);
    expect([g!.crs, g!.coordinate_decimals, w!.lat, w!.coordinate_decimals]).toEqual(['gcj02', 6, 29.03, 4]);
  });

  it('keys the text and the values of reports', async () => {
    const batch = await bench.load(
      'reports.csv',
      'source,external_id,cadre_code,requirement_code,submitted_at,text,values\nrep,1,G1,R,2025-09-30 08:30,"今天走访5户, 无异常。","{""a"":1,""b"":""x""}"\nrep,2,G2,R,2025-09-30 08:30,今天走访１２户无异常!,"{""b"":""x"",""a"":1}"\nrep,3,G3,R,2025-09-30 08:30,,\n',
    );
    expect(countsOf(batch)).toEqual([3, 3, 0, 0, 0]);
    const rows = await bench.store.query<{
      text_key: string;
      text_chars: number;
      values_key: string;
      values_count: number;
    }>(
      "SELECT toString(text_key) AS text_key, text_chars, toString(values_key) AS values_key, values_count FROM reports WHERE source = 'rep' ORDER BY external_id",
    );
    expect(rows[0]!.text_key).toBe(rows[1]!.text_key);
    expect(rows[0]!.values_key).toBe(rows[1]!.values_key);
    expect(rows.map(({ text_chars, values_count }) => [text_chars, values_count])).toEqual([
      [9, 2],
      [9, 2],
      [0, 0],
    ]);
    expect([rows[2]!.text_key, rows[2]!.values_key]).toEqual(['0', '0']);
  });

  it('notes the days a batch touched, also those it emptied', async () => {
    await bench.load('days.csv', `${HEADER}\ndays,a,G1,2025-03-01 08:30,,,,\n`);
    const moved = await bench.load('days2.csv', `${HEADER}\ndays,a,G1,2025-03-05 08:30,,,,\n`);
    expect(await bench.intake.touchedDays(moved.receipt)).toEqual({
      days: ['2025-03-01', '2025-03-05'],
      directory: false,
    });
    const units = await bench.load('org_units.csv', 'code,name,level\nT1,朱沱镇,township\n');
    expect(await bench.intake.touchedDays(units.receipt)).toEqual({ days: [], directory: true });
  });

  it('refuses rows of another source when a token may load one only', async () => {
    const batch = await bench.load('token.csv', `${HEADER}\n${row('mine', 'a')}\n${row('theirs', 'b')}\n`, {
      source: 'mine',
      onlySource: 'mine',
    });
    expect(countsOf(batch)).toEqual([2, 1, 0, 0, 1]);
    expect(batch.reasons[0]).toMatchObject({ column: 'source', code: 'wrong-source' });
    expect(
      (await bench.load('cadres.csv', 'code,org_unit_code,name\nG1,T1,张三\n', { onlySource: 'mine' })).problem!.en,
    ).toContain('steward');
  });

  it('opens the original line, also of a record that spans lines', async () => {
    const batch = await bench.load(
      'original.csv',
      `${HEADER}\r\n${row('orig', 'a', '"两行\r\n备注"')}\r\n${row('orig', 'b', 'x')}\r\n`,
    );
    const record = await bench.originals.originalRecord(batch, '', 2);
    expect(record).toMatchObject({ line: 4, text: row('orig', 'b', 'x') });
    const original = await bench.originals.of('checkins', 'orig', 'a', { all: true, units: [] });
    expect(original).toMatchObject({
      line: 2,
      sheet: '',
      batch: batch.receipt,
      version: 1,
      header: HEADER.split(','),
      encoding: 'utf-8',
    });
    expect(original.cells.at(-1)).toBe('两行\r\n备注');
    await expect(bench.originals.of('checkins', 'orig', 'a', { all: false, units: ['T9'] })).rejects.toMatchObject({
      status: 404,
    });
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

describe('an interrupted load', () => {
  it('is removed by its number and loaded again as if it had never begun', async () => {
    const text = [HEADER, row('crash', 'a', '1'), row('crash', 'b', '1')].join('\n');
    await bench.load('crash0.csv', [HEADER, row('crash', 'a', '0')].join('\n'));
    const batch = await bench.load('crash.csv', text);
    expect(countsOf(batch)).toEqual([2, 1, 1, 0, 0]);
    // As a crash leaves it: rows and ledger written, the books not closed.
    await bench.operations.write((manager) =>
      manager.update(Batch, { receipt: batch.receipt }, { state: 'loading', seen: 0, accepted: 0, amended: 0 }),
    );
    const resumed = await bench.intake.resumeInterrupted();
    expect(resumed.map(({ receipt }) => receipt)).toEqual([batch.receipt]);
    const now = (await bench.receipts.byNumber(batch.receipt))!;
    expect([now.state, ...countsOf(now)]).toEqual(['loaded', 2, 1, 1, 0, 0]);
    expect((await current('crash')).map(({ external_id, note, version }) => [external_id, note, version])).toEqual([
      ['a', '1', 2],
      ['b', '1', 1],
    ]);
  });

  it('that only got as far as its bytes is loaded at the next start', async () => {
    const { writeFile } = await import('node:fs/promises');
    const path = `${bench.folder}/late.csv`;
    await writeFile(path, [HEADER, row('late', 'a')].join('\n'));
    const batch = await bench.intake.register(await bench.vault.putFile(path), { path, request: {}, sender: SENDER });
    expect(await bench.receipts.bySha256(batch.sha256)).toMatchObject({ state: 'received' });
    await bench.intake.resumeInterrupted();
    expect(await bench.receipts.bySha256(batch.sha256)).toMatchObject({ state: 'loaded', accepted: 1 });
    expect(await bench.receipts.bySha256('0'.repeat(64))).toEqual({ state: 'never-seen', sha256: '0'.repeat(64) });
  });

  it('leaves nothing when it is cancelled', async () => {
    const { writeFile } = await import('node:fs/promises');
    const path = `${bench.folder}/cancelled.csv`;
    await writeFile(path, [HEADER, ...Array.from({ length: 5000 }, (_, i) => row('cancelled', `c${i}`))].join('\n'));
    const batch = await bench.intake.register(await bench.vault.putFile(path), { path, request: {}, sender: SENDER });
    const abort = new AbortController();
    const load = bench.intake.load(batch, {
      signal: abort.signal,
      report: ({ phase }) => phase === 'typing' && abort.abort(),
    });
    await expect(load).rejects.toMatchObject({ name: 'AbortError' });
    expect((await bench.receipts.byNumber(batch.receipt))!.state).toBe('cancelled');
    expect(await current('cancelled')).toEqual([]);
  });

  it('removes exactly its own rows', async () => {
    const kept = await bench.load('kept.csv', [HEADER, row('keep', 'a')].join('\n'));
    const gone = await bench.load('gone.csv', [HEADER, row('keep', 'b'), row('keep', '')].join('\n'));
    await removeBatch(bench.store, gone.receipt);
    expect((await current('keep')).map(({ external_id }) => external_id)).toEqual(['a']);
    const left = await bench.store.query<{ n: number }>(
      'SELECT count() AS n FROM (SELECT batch FROM seen UNION ALL SELECT batch FROM refused UNION ALL SELECT batch FROM batch_days) WHERE batch = {batch:UInt32}',
      { batch: gone.receipt },
    );
    expect(left).toEqual([{ n: 0 }]);
    expect(kept.state).toBe('loaded');
  });
});
