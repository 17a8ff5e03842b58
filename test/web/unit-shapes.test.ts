/** Townships on the map a reader brings along: matched to the letter, in true proportion, the same choice and table as the tiles. */
import { unitShapes } from '../../web/charts/unit-shapes.ts';
import { inFrame, shapesOf } from '../../web/charts/unit-shapes-file.ts';
import { unitTiles } from '../../web/charts/unit-tiles.ts';
import { context, numbersIn, row, unjudged, week } from './chart-answers.ts';

const UNITS = [
  { code: 'A', name: '青石镇' },
  { code: 'B', name: '白水乡' },
  { code: 'C', name: '红旗镇' },
];
const square = (lon: number, lat: number) => [
  [
    [lon, lat],
    [lon + 0.1, lat],
    [lon + 0.1, lat + 0.1],
    [lon, lat + 0.1],
    [lon, lat],
  ],
];
const feature = (properties: object, lon: number, type = 'Polygon') => ({
  type: 'Feature',
  properties,
  geometry: { type, coordinates: type === 'Polygon' ? square(lon, 60) : [square(lon, 60), square(lon + 0.3, 60)] },
});
const file = (...features: object[]): string => JSON.stringify({ type: 'FeatureCollection', features });
const FILE = file(
  feature({ NAME: ' 青石镇 ' }, 110),
  feature({ xzqdm: 'B' }, 110.1, 'MultiPolygon'),
  feature({ NAME: '白水' }, 111),
);

it('finds a township by its name or code in any property, to the letter, and refuses a file without any', () => {
  const shapes = shapesOf(FILE, UNITS);
  expect([...shapes].map(([code, rings]) => [code, rings.length])).toEqual([
    ['A', 1],
    ['B', 2],
  ]);
  for (const bad of ['{', 'null', '[]', file(), file(feature({ NAME: '别处' }, 1)), file({ properties: { a: 'A' } })])
    expect(() => shapesOf(bad, UNITS)).toThrow();
  const wild = { ...feature({ NAME: '青石镇' }, 110), geometry: { type: 'Polygon', coordinates: square(999, 60) } };
  expect(() => shapesOf(file(wild), UNITS)).toThrow();
});

it('keeps proportions: at 60 degrees north a degree of longitude is half as wide as one of latitude is high', () => {
  const frame = inFrame(shapesOf(file(feature({ NAME: '青石镇' }, 110)), UNITS), 1000, 200);
  expect(frame.height).toBe(200);
  expect(frame.width / frame.height).toBeCloseTo(0.5, 1);
  const [first] = frame.rings.get('A')![0]!;
  expect([Math.round(first![0]), Math.round(first![1])]).toEqual([0, 200]);
});

it('chooses a township as the tiles do, has the same table, and says which are not on the map', () => {
  const input = {
    rows: [
      row({ unit: 'A', unitName: '青石镇', perCadreWeek: week(3) }),
      row({ unit: 'B', unitName: '白水乡', ...unjudged }),
    ],
    units: UNITS,
    chosen: 'A',
    pick: (unit: string) => `/townships?unit=${unit}`,
    open: (unit: string) => `/evidence?unit=${unit}`,
    reasonWords: () => 'why',
  };
  const map = unitShapes({ ...input, shapes: shapesOf(FILE, UNITS) }, context);
  const tiles = unitTiles(input, context);
  expect([map.title, map.table]).toEqual([tiles.title, tiles.table]);
  expect(map.reading).toContain('charts.shapes.lost n=1');
  const series = map.option.series as { data: { to: string; value: number[] }[] }[];
  expect(series.map(({ data }) => data.map(({ to }) => to))).toEqual([['/townships?unit=A'], ['/townships?unit=B']]);
  expect(series[0]!.data[0]!.value[2]).toBe(3);
  expect(numbersIn(map.option).every(Number.isFinite)).toBe(true);
});
