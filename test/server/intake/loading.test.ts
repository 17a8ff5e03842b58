import { wgs84ToGcj02 } from '../../../metrics/coordinates.ts';
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
    // As files of refused rows were before they named the value and the file.
    const older =
      'source,external_id,cadre_code,claimed_at,sheet,line,column,code,reason,reason_en\nbad3,old,G1,2025-09-30 08:30,,7,claimed_at,bad-time,x,y';
    const old = await bench.load('older.csv', older);
    expect([...countsOf(old), old.unknownColumns]).toEqual([1, 1, 0, 0, 0, []]);
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

  it('reads files whose lines end in a carriage return alone, and loses none of them', async () => {
    const rows = Array.from({ length: 500 }, (_, i) => row('mac', `r${i}`, i === 7 ? '"two\nlines"' : 'x'));
    const batch = await bench.load('mac.csv', [HEADER, ...rows, 'mac,bad,C1,never,,,,'].join('\r'));
    expect(countsOf(batch)).toEqual([501, 500, 0, 0, 1]);
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
    expect(batch.reasons[0]).toMatchObject({ column: 'source', code: 'wrong-source', example: 'theirs' });
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
});
