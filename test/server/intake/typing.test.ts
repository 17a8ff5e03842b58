import { factKind } from '../../../metrics/facts.ts';
import type { FactStore } from '../../../server/facts/fact-store.ts';
import { rawName, timePrecision, timeValue, typeColumn } from '../../../server/intake/sql/typing.ts';
import { openTestFactStore } from '../../support/fact-store.ts';

let store: FactStore;
let close: () => Promise<void>;
beforeAll(async () => ({ store, close } = await openTestFactStore()));
afterAll(() => close());

/** [time or null, precision] of each text. */
async function times(texts: string[]): Promise<[string | null, number][]> {
  const rows = await store.query<{ at: string | null; precision: number }>(
    `SELECT ${timeValue('x')} AS at, ${timePrecision('x')} AS precision FROM (SELECT arrayJoin({texts:Array(String)}) AS x)`,
    { texts },
  );
  return rows.map(({ at, precision }) => [at, precision]);
}

/** What a cell of a column becomes: its value, or `!code` when it is refused. */
async function cells(kind: string, columnName: string, texts: string[]): Promise<unknown[]> {
  const column = factKind(kind)!.columns.find((c) => c.name === columnName)!;
  const typed = typeColumn(column);
  const rows = await store.query<{ value: unknown; valid: number; code: string }>(
    `WITH ${typed.value} AS v_${columnName} SELECT v_${columnName} AS value, toUInt8(${typed.valid}) AS valid, ${typed.code} AS code
     FROM (SELECT arrayJoin({texts:Array(String)}) AS ${rawName(columnName)})`,
    { texts },
  );
  return rows.map(({ value, valid, code }) => (valid === 1 ? value : `!${code}`));
}

describe('times', () => {
  it('are read in every form people and machines write, with the precision they were written in', async () => {
    const forms: [string, string, number][] = [
      ['2025-09-30T08:30:15+08:00', '2025-09-30T08:30:15.000+08:00', 1],
      ['2025-09-30T00:30:15.25Z', '2025-09-30T08:30:15.250+08:00', 1],
      ['2025-09-30 08:30:15', '2025-09-30T08:30:15.000+08:00', 1],
      ['2025-09-30 08:30', '2025-09-30T08:30:00.000+08:00', 60],
      ['2025-09-30T08:30+09:00', '2025-09-30T07:30:00.000+08:00', 60],
      ['2025-09-30T13', '2025-09-30T13:00:00.000+08:00', 3600],
      ['2025-09-30', '2025-09-30T00:00:00.000+08:00', 86_400],
      ['2025/9/3 8:05', '2025-09-03T08:05:00.000+08:00', 60],
      ['2025.9.30', '2025-09-30T00:00:00.000+08:00', 86_400],
      ['20250930', '2025-09-30T00:00:00.000+08:00', 86_400],
      ['20250930083015', '2025-09-30T08:30:15.000+08:00', 1],
      ['2025年9月30日 8时30分', '2025-09-30T08:30:00.000+08:00', 60],
      ['2025年9月30日 下午3点', '2025-09-30T15:00:00.000+08:00', 3600],
      ['2025年9月30日上午12:05', '2025-09-30T12:05:00.000+08:00', 60],
      ['2025-09-30 星期二 08:30:01', '2025-09-30T08:30:01.000+08:00', 1],
      ['２０２５-０９-３０　０９：３０', '2025-09-30T09:30:00.000+08:00', 60],
      ['2025-09-30 24:00', '2025-10-01T00:00:00.000+08:00', 60],
    ];
    expect(await times(forms.map(([text]) => text))).toEqual(forms.map(([, at, precision]) => [at, precision]));
  });

  it('are never made out of what is no time', async () => {
    const nonsense = [
      '1',
      '2025',
      '202509',
      '上午',
      '12:30',
      '2025-02-30 08:00',
      '2025-04-31',
      '2025-13-01',
      '2025-09-30 25:00',
      '2025-09-30 08:60',
      '2025-09-30T08:30:61',
      '45930.354',
      '1759192200',
      '2025-09-30x',
      'now',
      '2025-09-30 08:30 +99:00',
      "'; DROP TABLE seen",
    ];
    expect((await times(nonsense)).map(([at], i) => [nonsense[i], at])).toEqual(nonsense.map((text) => [text, null]));
  });
});

describe('cells', () => {
  it('of numbers convert exactly or not at all', async () => {
    expect(
      await cells('requirements', 'photos_min', [
        '3',
        '1,234',
        '12.0',
        '',
        '无',
        '99999999999999999999',
        '1e3',
        '3张',
        '-1',
        '1,5',
      ]),
    ).toEqual([3, 1234, 12, null, null, '!bad-number', '!bad-number', '!bad-number', '!out-of-range', '!bad-number']);
    expect(await cells('tasks', 'minutes', ['1.5', '１２．５', '1e2', 'nan', 'inf', '12%', '1000001', '0x10'])).toEqual(
      [1.5, 12.5, 100, '!bad-number', '!bad-number', '!bad-number', '!out-of-range', '!bad-number'],
    );
    expect(await cells('checkins', 'lat', ['29.5', '-91', ' ', '29,5'])).toEqual([
      29.5,
      '!out-of-range',
      '!bad-number',
      '!bad-number',
    ]);
  });

  it('of choices, yes or no, lists, JSON and digests', async () => {
    expect(await cells('checkins', 'crs', ['GCJ-02', 'wgs84', '', 'mars'])).toEqual([
      'gcj02',
      'wgs84',
      '',
      '!bad-choice',
    ]);
    expect(await cells('checkins', 'is_mock', ['是', 'FALSE', '0', '', 'perhaps'])).toEqual([
      1,
      0,
      0,
      null,
      '!bad-boolean',
    ]);
    expect(await cells('checkins', 'photos', ['a; b;;c', 'a；b', '["x;y","z"]', ''])).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b'],
      ['x;y', 'z'],
      [],
    ]);
    expect(await cells('reports', 'values', ['{"户数":"5"}', '', '{"a":', '[1]'])).toEqual([
      '{"户数":"5"}',
      '',
      '!bad-json',
      '!bad-json',
    ]);
    expect(await cells('photos', 'phash64', ['00FF00FF00FF00FF', 'xyz'])).toEqual(['00ff00ff00ff00ff', '!bad-hash']);
    expect(await cells('checkins', 'cadre_code', ['G1', '', '组'.repeat(200), '组'.repeat(201)])).toEqual([
      'G1',
      '!missing-required',
      '组'.repeat(200),
      '!too-long',
    ]);
    expect(
      await cells('cadres', 'active_from', [
        '2025-09-30',
        '2025/9/3',
        '2025-09-30 23:30:00-05:00',
        '9月30日',
        '2200-01-01',
      ]),
    ).toEqual(['2025-09-30', '2025-09-03', '2025-10-01', '!bad-time', '!out-of-range']);
  });
});
