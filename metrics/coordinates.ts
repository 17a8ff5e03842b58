/**
 * Chinese map coordinates to WGS-84, degrees. GCJ-02 (Amap, Tencent, WeCom, DingTalk) shifts WGS-84 by 100 to 700 m; BD-09
 * (Baidu) shifts GCJ-02 again. Both are defined only forwards; the inverse here is iterated until it is exact to well below
 * a centimetre. Forward formulas and test points: googollee/eviltransform (MIT). The same in SQL for the intake.
 */
export interface Point {
  lat: number;
  lon: number;
}

export type CoordinateSystem = 'wgs84' | 'gcj02' | 'bd09';

const AXIS_M = 6378245;
const ECCENTRICITY_SQUARED = 0.006693421622965943;
const BD_ANGLE = (Math.PI * 3000) / 180;
/** Each step reduces the error, at first up to 700 m, some three hundredfold. */
const STEPS = 3;

export function toWgs84(lat: number, lon: number, crs: CoordinateSystem): Point {
  if (crs === 'wgs84') return { lat, lon };
  const gcj = crs === 'bd09' ? inverse(gcj02ToBd09, { lat, lon }) : { lat, lon };
  return inChina(gcj) ? inverse(shifted, gcj) : gcj;
}

/** Outside the rectangle around China GCJ-02 equals WGS-84. */
export function wgs84ToGcj02(point: Point): Point {
  return inChina(point) ? shifted(point) : point;
}

export function gcj02ToBd09({ lat, lon }: Point): Point {
  const radius = Math.hypot(lon, lat) + 0.00002 * Math.sin(lat * BD_ANGLE);
  const angle = Math.atan2(lat, lon) + 0.000003 * Math.cos(lon * BD_ANGLE);
  return { lat: radius * Math.sin(angle) + 0.006, lon: radius * Math.cos(angle) + 0.0065 };
}

function inChina({ lat, lon }: Point): boolean {
  return lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271;
}

function inverse(forward: (point: Point) => Point, target: Point): Point {
  let point = target;
  for (let step = 0; step < STEPS; step++) {
    const reached = forward(point);
    point = { lat: point.lat + target.lat - reached.lat, lon: point.lon + target.lon - reached.lon };
  }
  return point;
}

function shifted({ lat, lon }: Point): Point {
  const x = lon - 105;
  const y = lat - 35;
  const { sin, cos, sqrt, abs, PI } = Math;
  const wave = 20 * sin(6 * x * PI) + 20 * sin(2 * x * PI);
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * sqrt(abs(x)) +
    ((wave + 20 * sin(y * PI) + 40 * sin((y / 3) * PI) + 160 * sin((y / 12) * PI) + 320 * sin((y / 30) * PI)) * 2) / 3;
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * sqrt(abs(x)) +
    ((wave + 20 * sin(x * PI) + 40 * sin((x / 3) * PI) + 150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3;
  const magic = 1 - ECCENTRICITY_SQUARED * sin((lat * PI) / 180) ** 2;
  return {
    lat: lat + (north * 180) / (((AXIS_M * (1 - ECCENTRICITY_SQUARED)) / (magic * sqrt(magic))) * PI),
    lon: lon + (east * 180) / ((AXIS_M / sqrt(magic)) * cos((lat * PI) / 180) * PI),
  };
}

/**
 * The same as ClickHouse expressions [latitude, longitude]. `lat`, `lon` are expressions of (Nullable) Float64 and `crs` of
 * String; any other `crs` than gcj02 and bd09 leaves the values as they are. The steps run over arrays that are empty where
 * nothing is to convert, so that WGS-84 rows cost next to nothing.
 */
export function toWgs84Sql(lat: string, lon: string, crs: string): [lat: string, lon: string] {
  const degrees = (value: string) => `toFloat64(ifNull(${value}, 0))`;
  const known = `${lat} IS NOT NULL AND ${lon} IS NOT NULL`;
  // A point is (estimate, target); the target stays and each step moves the estimate by what it missed.
  const points = (system: string) =>
    `arrayFilter(p -> ${crs} = '${system}' AND ${known}, [tuple(${degrees(lat)}, ${degrees(lon)}, ${degrees(lat)}, ${degrees(lon)})])`;
  const fromBaidu = `arrayMap(p -> tuple(p.1, p.2, p.1, p.2), ${iterated(points('bd09'), bd09Sql('p.1', 'p.2'))})`;
  const gcj = `arrayConcat(${points('gcj02')}, ${fromBaidu})`;
  const inside = '(p.4 BETWEEN 72.004 AND 137.8347 AND p.3 BETWEEN 0.8293 AND 55.8271)';
  const [shiftedLat, shiftedLon] = shiftedSql('p.1', 'p.2');
  const wgs = iterated(gcj, [`if(${inside}, ${shiftedLat}, p.3)`, `if(${inside}, ${shiftedLon}, p.4)`]);
  return [`if(empty(${wgs}), ${lat}, (${wgs})[1].1)`, `if(empty(${wgs}), ${lon}, (${wgs})[1].2)`];
}

function iterated(points: string, [lat, lon]: [string, string]): string {
  let steps = points;
  for (let step = 0; step < STEPS; step++) {
    steps = `arrayMap(p -> tuple(p.1 + p.3 - (${lat}), p.2 + p.4 - (${lon}), p.3, p.4), ${steps})`;
  }
  return steps;
}

function bd09Sql(lat: string, lon: string): [string, string] {
  const radius = `(sqrt(${lon} * ${lon} + ${lat} * ${lat}) + 0.00002 * sin(${lat} * ${BD_ANGLE}))`;
  const angle = `(atan2(${lat}, ${lon}) + 0.000003 * cos(${lon} * ${BD_ANGLE}))`;
  return [`${radius} * sin(${angle}) + 0.006`, `${radius} * cos(${angle}) + 0.0065`];
}

function shiftedSql(lat: string, lon: string): [string, string] {
  const x = `(${lon} - 105)`;
  const y = `(${lat} - 35)`;
  const wave = `20 * sin(6 * ${x} * pi()) + 20 * sin(2 * ${x} * pi())`;
  const north = `(-100 + 2 * ${x} + 3 * ${y} + 0.2 * ${y} * ${y} + 0.1 * ${x} * ${y} + 0.2 * sqrt(abs(${x}))
    + (${wave} + 20 * sin(${y} * pi()) + 40 * sin(${y} / 3 * pi()) + 160 * sin(${y} / 12 * pi()) + 320 * sin(${y} / 30 * pi())) * 2 / 3)`;
  const east = `(300 + ${x} + 2 * ${y} + 0.1 * ${x} * ${x} + 0.1 * ${x} * ${y} + 0.1 * sqrt(abs(${x}))
    + (${wave} + 20 * sin(${x} * pi()) + 40 * sin(${x} / 3 * pi()) + 150 * sin(${x} / 12 * pi()) + 300 * sin(${x} / 30 * pi())) * 2 / 3)`;
  const magic = `(1 - ${ECCENTRICITY_SQUARED} * sin(radians(${lat})) * sin(radians(${lat})))`;
  return [
    `${lat} + ${north} * 180 / (${AXIS_M * (1 - ECCENTRICITY_SQUARED)} / (${magic} * sqrt(${magic})) * pi())`,
    `${lon} + ${east} * 180 / (${AXIS_M} / sqrt(${magic}) * cos(radians(${lat})) * pi())`,
  ];
}
