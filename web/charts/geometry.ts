/** Distances on the earth, as detectors take them: on a sphere, within 0.6 % of the geodesic. */
const EARTH_M = 6_371_000;
const RADIANS = Math.PI / 180;

export interface Point {
  lat: number;
  lon: number;
}

export function metresBetween(a: Point, b: Point): number {
  const half = (x: number): number => Math.sin((x * RADIANS) / 2) ** 2;
  const h = half(b.lat - a.lat) + Math.cos(a.lat * RADIANS) * Math.cos(b.lat * RADIANS) * half(b.lon - a.lon);
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Metres of one degree of longitude at a latitude; of latitude at the equator. */
export const metresPerDegree = (lat: number): number => EARTH_M * RADIANS * Math.cos(lat * RADIANS);

/** Lines of a GeoJSON text, each a list of [longitude, latitude]; throws where it is none. Points and properties are left out. */
export function outlinesOf(text: string): [number, number][][] {
  const lines: [number, number][][] = [];
  const walk = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return;
    const { type, coordinates, geometry, geometries, features } = node as Record<string, unknown>;
    if (type === 'FeatureCollection' && Array.isArray(features)) features.forEach(walk);
    else if (type === 'Feature') walk(geometry);
    else if (type === 'GeometryCollection' && Array.isArray(geometries)) geometries.forEach(walk);
    else if (['LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'].includes(String(type))) collect(coordinates);
  };
  const collect = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (part.every((one) => Array.isArray(one) && typeof one[0] === 'number' && typeof one[1] === 'number'))
      lines.push(part.map((one) => [Number((one as number[])[0]), Number((one as number[])[1])]));
    else part.forEach(collect);
  };
  walk(JSON.parse(text));
  if (lines.length === 0) throw new Error('no lines');
  return lines;
}
