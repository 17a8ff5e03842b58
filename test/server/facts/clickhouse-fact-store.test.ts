import type { FactStore } from '../../../server/facts/fact-store.ts';
import { openTestFactStore } from '../../support/fact-store.ts';

let store: FactStore;
let close: () => Promise<void>;
beforeAll(async () => ({ store, close } = await openTestFactStore()));
afterAll(() => close());

describe('reading', () => {
  it('answers values in JavaScript terms', async () => {
    const rows = await store.query(
      `SELECT 1 AS a, toUInt64(7) AS b, toUInt64(18446744073709551615) AS c, toDateTime64('2025-03-01 08:00:00', 3) AS d,
              toDate('2025-03-01') AS e, [toInt64(-1)] AS f, (toUInt64(1), 'x') AS g, NULL AS h, 0.5 AS i,
              toDateTime('2025-03-01 00:00:00', 'UTC') AS j`,
    );
    expect(rows).toEqual([
      {
        a: 1,
        b: 7,
        c: '18446744073709551615',
        d: '2025-03-01T08:00:00.000+08:00',
        e: '2025-03-01',
        f: [-1],
        g: [1, 'x'],
        h: null,
        i: 0.5,
        j: '2025-03-01T00:00:00+00:00',
      },
    ]);
  });

  it('binds hostile values', async () => {
    const values = ["'; DROP TABLE x; --", '中文\u{20000}', 'a\\b\'"`', 'tab\tline\nnul\0end', '{x:String}', '\\N'];
    for (const value of values) {
      expect(await store.query('SELECT {v:String} AS v', { v: value })).toEqual([{ v: value }]);
    }
    expect(await store.query('SELECT {v:Array(String)} AS v', { v: values })).toEqual([{ v: values }]);
  });
});
