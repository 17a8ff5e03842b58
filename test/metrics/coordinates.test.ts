/** Points with both coordinates from the tests of googollee/eviltransform; the engine must agree with TypeScript. */
import { gcj02ToBd09, toWgs84, toWgs84Sql, wgs84ToGcj02, type CoordinateSystem } from '../../metrics/coordinates.ts';
import type { FactStore } from '../../server/facts/fact-store.ts';
import { openTestFactStore } from '../support/fact-store.ts';

const KNOWN: [place: string, wgs: [number, number], gcj: [number, number]][] = [
  ['Shanghai', [31.1774276, 121.5272106], [31.17530398364597, 121.531541859215]],
  ['Shenzhen', [22.543847, 113.912316], [22.540796131694766, 113.9171764808363]],
  ['Beijing', [39.911954, 116.377817], [39.91334545536069, 116.38404722455657]],
];
/** GCJ-02 and BD-09 of one point, from the README of wandergis/coordtransform (MIT). */
const BAIDU = { gcj: { lat: 39.915, lon: 116.404 }, bd: { lat: 39.92133699351021, lon: 116.41036949371029 } };

const metres = (a: { lat: number; lon: number }, lat: number, lon: number) =>
  Math.hypot(a.lat - lat, (a.lon - lon) * Math.cos((lat * Math.PI) / 180)) * 111_195;

/** Points all over the country, by a fixed rule. */
const grid = Array.from({ length: 400 }, (_, i) => ({
  lat: 18 + ((i * 7919) % 3500) / 100 + i / 1e5,
  lon: 74 + ((i * 104729) % 6000) / 100,
}));

describe('Chinese coordinates to WGS-84', () => {
  it.each(KNOWN)('converts %s both ways', (_place, [lat, lon], [gcjLat, gcjLon]) => {
    const forward = wgs84ToGcj02({ lat, lon });
    expect(forward.lat).toBeCloseTo(gcjLat, 9);
    expect(forward.lon).toBeCloseTo(gcjLon, 9);
    expect(metres(toWgs84(gcjLat, gcjLon, 'gcj02'), lat, lon)).toBeLessThan(0.01);
  });

  it('converts Baidu coordinates both ways', () => {
    const forward = gcj02ToBd09(BAIDU.gcj);
    expect(forward.lat).toBeCloseTo(BAIDU.bd.lat, 12);
    expect(forward.lon).toBeCloseTo(BAIDU.bd.lon, 12);
    const { lat, lon } = toWgs84(BAIDU.gcj.lat, BAIDU.gcj.lon, 'gcj02');
    expect(metres(toWgs84(BAIDU.bd.lat, BAIDU.bd.lon, 'bd09'), lat, lon)).toBeLessThan(0.01);
  });

  it('comes back within a centimetre everywhere in China', () => {
    const worst = Math.max(
      ...grid.flatMap((point) => {
        const gcj = wgs84ToGcj02(point);
        const bd = gcj02ToBd09(gcj);
        return [
          metres(toWgs84(gcj.lat, gcj.lon, 'gcj02'), point.lat, point.lon),
          metres(toWgs84(bd.lat, bd.lon, 'bd09'), point.lat, point.lon),
        ];
      }),
    );
    expect(worst).toBeLessThan(0.01);
  });

  it('leaves other countries and WGS-84 alone', () => {
    expect(toWgs84(40.7128, -74.006, 'gcj02')).toEqual({ lat: 40.7128, lon: -74.006 });
    expect(toWgs84(31, 121, 'wgs84')).toEqual({ lat: 31, lon: 121 });
  });
});

describe('the same in SQL', () => {
  let store: FactStore;
  let close: () => Promise<void>;
  beforeAll(async () => ({ store, close } = await openTestFactStore()));
  afterAll(() => close());

  it('agrees with TypeScript to a millimetre, and keeps what is not to be converted', async () => {
    const systems: CoordinateSystem[] = ['wgs84', 'gcj02', 'bd09'];
    const points = [...grid, { lat: 40.7128, lon: -74.006 }, { lat: 0, lon: 0 }].flatMap((point) =>
      systems.map((crs) => ({ ...point, crs })),
    );
    const [lat, lon] = toWgs84Sql('lat', 'lon', 'crs');
    const rows = await store.query<{ a: number; b: number }>(
      `SELECT ${lat} AS a, ${lon} AS b FROM (SELECT arrayJoin(arrayZip(
         {lats:Array(Nullable(Float64))}, {lons:Array(Nullable(Float64))}, {systems:Array(String)})) AS t, t.1 AS lat, t.2 AS lon, t.3 AS crs)`,
      { lats: points.map((p) => p.lat), lons: points.map((p) => p.lon), systems: points.map((p) => p.crs) },
    );
    expect(rows).toHaveLength(points.length);
    points.forEach((point, i) => {
      const expected = toWgs84(point.lat, point.lon, point.crs);
      expect(metres({ lat: rows[i]!.a, lon: rows[i]!.b }, expected.lat, expected.lon)).toBeLessThan(0.001);
    });
    expect(rows[0]).toEqual({ a: points[0]!.lat, b: points[0]!.lon });
  });

  it('keeps a missing coordinate missing', async () => {
    const [lat, lon] = toWgs84Sql('CAST(NULL AS Nullable(Float64))', 'CAST(121 AS Nullable(Float64))', `'gcj02'`);
    expect(await store.query(`SELECT ${lat} AS a, ${lon} AS b`)).toEqual([{ a: null, b: 121 }]);
  });

  it('converts 100,000 rows in well under a second', async () => {
    const [lat, lon] = toWgs84Sql('lat', 'lon', 'crs');
    const started = Date.now();
    await store.query(
      `SELECT sum(${lat}), sum(${lon}) FROM (SELECT toNullable(30 + number / 1e5) AS lat, toNullable(110 + number / 1e5) AS lon, 'gcj02' AS crs FROM numbers(100000))`,
    );
    const seconds = (Date.now() - started) / 1000;
    console.info(`gcj02 -> wgs84 of 100,000 rows: ${seconds} s`);
    expect(seconds).toBeLessThan(5);
  });
});
