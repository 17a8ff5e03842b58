/** Townships as shapes, from a GeoJSON file the reader brings along: which feature is which township, and in pixels of true proportion. */
import { metresPerDegree } from './geometry.ts';

type Position = readonly [lon: number, lat: number];
export type Ring = readonly Position[];
/** Outer rings by the code of the township; holes are left out. */
export type Shapes = ReadonlyMap<string, readonly Ring[]>;

/** More corners than this are not seen at the size of a page. */
const MOST_CORNERS = 400;

interface Feature {
  properties?: Record<string, unknown> | null;
  id?: unknown;
  geometry?: { type?: unknown; coordinates?: unknown } | null;
}

const isPosition = (one: unknown): one is Position =>
  Array.isArray(one) &&
  typeof one[0] === 'number' &&
  typeof one[1] === 'number' &&
  Math.abs(one[0]) <= 180 &&
  Math.abs(one[1]) < 90;

function ringOf(polygon: unknown): Ring[] {
  const [outer] = Array.isArray(polygon) ? (polygon as unknown[]) : [];
  if (!Array.isArray(outer) || outer.length < 4 || !outer.every(isPosition)) return [];
  const step = Math.ceil(outer.length / MOST_CORNERS);
  return [outer.filter((_, index) => index % step === 0)];
}

function ringsOf({ geometry }: Feature): Ring[] {
  if (geometry?.type === 'Polygon') return ringOf(geometry.coordinates);
  if (geometry?.type === 'MultiPolygon' && Array.isArray(geometry.coordinates))
    return geometry.coordinates.flatMap(ringOf);
  return [];
}

/**
 * The shapes of the townships in a GeoJSON text. A feature belongs to the township whose code or name is its id or one of its
 * properties, to the letter: a shape at the wrong place would be worse than none. Throws where no township is found.
 */
export function shapesOf(text: string, units: readonly { code: string; name: string }[]): Shapes {
  const codeOf = new Map(
    units.flatMap(({ code, name }) => [
      [name, code],
      [code, code],
    ]),
  );
  const read = JSON.parse(text) as { features?: unknown } | null;
  const features = Array.isArray(read?.features) ? (read.features as (Feature | null)[]) : [];
  const shapes = new Map<string, Ring[]>();
  for (const feature of features) {
    if (!feature) continue;
    const named = [feature.id, ...Object.values(feature.properties ?? {})];
    const code = named.map((value) => codeOf.get(String(value).trim())).find((one) => one !== undefined);
    const rings = code === undefined ? [] : ringsOf(feature);
    if (code !== undefined && rings.length > 0) shapes.set(code, [...(shapes.get(code) ?? []), ...rings]);
  }
  if (shapes.size === 0) throw new Error('no township');
  return shapes;
}

/** All rings as pixels in a frame as wide as `width`, at most `tallest` high; north is up and a kilometre is as long either way. */
export function inFrame(
  shapes: Shapes,
  width: number,
  tallest: number,
): { width: number; height: number; rings: Map<string, [x: number, y: number][][]> } {
  const all = [...shapes.values()].flat(2);
  const [west, east] = extent(all.map(([lon]) => lon));
  const [south, north] = extent(all.map(([, lat]) => lat));
  const squeeze = metresPerDegree((south + north) / 2) / metresPerDegree(0);
  const scale = Math.min(width / Math.max((east - west) * squeeze, 1e-9), tallest / Math.max(north - south, 1e-9));
  const place = ([lon, lat]: Position): [number, number] => [(lon - west) * squeeze * scale, (north - lat) * scale];
  return {
    width: Math.ceil((east - west) * squeeze * scale),
    height: Math.ceil((north - south) * scale),
    rings: new Map([...shapes].map(([code, rings]) => [code, rings.map((ring) => ring.map(place))])),
  };
}

function extent(values: readonly number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
