/** What a picture's own values say about time, place and device, and why they may be off. */
import type { ExifValues } from './exif.ts';

export interface Taken {
  /** ISO 8601 with offset; '' when the picture does not say. */
  capturedAt: string;
  lat: number | null;
  lon: number | null;
  device: string;
  software: string;
  doubts: string[];
}

/**
 * `zone-assumed` the camera's clock names no zone: taken as China time, or as the zone that its GPS time shows ·
 * `zone-by-gps` the GPS time shows another zone than China's · `day-shift` camera and GPS differ by whole days ·
 * `clock-differs` they differ by more than a zone explains · `place-zero` a GPS without a fix writes 0, 0 ·
 * `time-impossible` no such time
 */
const CHINA_HOURS = 8;
/** Camera and GPS are this close when both are right; a phone takes the time of either while the other still settles. */
const SAME_SECONDS = 300;
const DAY_SECONDS = 86_400;

const first = (values: ExifValues, ...names: string[]): string => {
  for (const name of names) {
    const value = values[name];
    if (value !== undefined && value !== '') return String(value);
  }
  return '';
};

export function takenFrom(exif: ExifValues): Taken {
  const doubts: string[] = [];
  const [lat, lon] = place(exif, doubts);
  const make = first(exif, 'IFD0:Make', 'XMP-tiff:Make');
  const model = first(exif, 'IFD0:Model', 'XMP-tiff:Model');
  const device = model.toLowerCase().startsWith(make.toLowerCase()) ? model : `${make} ${model}`;
  return {
    capturedAt: time(exif, doubts),
    lat,
    lon,
    device: device.trim(),
    software: first(exif, 'IFD0:Software', 'XMP-tiff:Software'),
    doubts,
  };
}

function place(exif: ExifValues, doubts: string[]): [number, number] | [null, null] {
  const [lat, lon] = [exif['GPS:GPSLatitude'], exif['GPS:GPSLongitude']].map(Number) as [number, number];
  if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) return [null, null];
  if (lat === 0 && lon === 0) {
    doubts.push('place-zero');
    return [null, null];
  }
  return [lat, lon];
}

/** Seconds of a wall clock `2008:10:22 16:46:53`, as if it were UTC; undefined when there is no such time. */
function wallClock(text: string): number | undefined {
  const found = /^(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)(\.\d{1,6})?/.exec(text);
  if (!found) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const at = Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
  const exists = new Date(at * 1000)
    .toISOString()
    .startsWith(`${found[1]}-${found[2]}-${found[3]}T${found[4]}:${found[5]}:${found[6]}`);
  return exists && year >= 1990 && year <= 2099 ? at + Number(found[7] ?? 0) : undefined;
}

function offsetOf(text: string): number | undefined {
  const found = /(Z|[+-]\d\d:?\d\d)$/.exec(text)?.[1];
  if (found === undefined) return undefined;
  if (found === 'Z') return 0;
  const [hours, minutes] = [Number(found.slice(0, 3)), Number(found.slice(-2))];
  const offset = hours * 3600 + Math.sign(hours || 1) * minutes * 60;
  return Math.abs(offset) <= 14 * 3600 ? offset : undefined;
}

function time(exif: ExifValues, doubts: string[]): string {
  const written = first(
    exif,
    'ExifIFD:DateTimeOriginal',
    'ExifIFD:CreateDate',
    'XMP-exif:DateTimeOriginal',
    'XMP-xmp:CreateDate',
  );
  if (written === '') return '';
  const wall = wallClock(written);
  if (wall === undefined) {
    // `0000:00:00 00:00:00` says that the camera was never set.
    doubts.push('time-impossible');
    return '';
  }
  const said =
    offsetOf(written) ??
    offsetOf(first(exif, 'ExifIFD:OffsetTimeOriginal', 'ExifIFD:OffsetTimeDigitized', 'ExifIFD:OffsetTime'));
  const satellites = wallClock(first(exif, 'Composite:GPSDateTime'));
  const offset = said ?? assumed(wall, satellites, doubts);
  if (said !== undefined && satellites !== undefined) compare(wall - said - satellites, doubts);
  return isoWith(wall, offset);
}

/** The camera names no zone: China's, unless the satellites' time shows another one. */
function assumed(wall: number, satellites: number | undefined, doubts: string[]): number {
  doubts.push('zone-assumed');
  const china = CHINA_HOURS * 3600;
  if (satellites === undefined) return china;
  const difference = wall - satellites;
  // Zones are whole quarters of an hour.
  const nearest = Math.round(difference / 900) * 900;
  if (Math.abs(difference - nearest) > SAME_SECONDS) {
    doubts.push('clock-differs');
    return china;
  }
  if (nearest >= -12 * 3600 && nearest <= 14 * 3600) {
    if (nearest !== china) doubts.push('zone-by-gps');
    return nearest;
  }
  const days = Math.round((nearest - china) / DAY_SECONDS);
  const zone = nearest - days * DAY_SECONDS;
  doubts.push('day-shift');
  if (zone !== china) doubts.push('zone-by-gps');
  return zone >= -12 * 3600 && zone <= 14 * 3600 ? zone : zone + (zone < 0 ? DAY_SECONDS : -DAY_SECONDS);
}

function compare(difference: number, doubts: string[]): void {
  if (Math.abs(difference) <= SAME_SECONDS) return;
  const days = Math.round(difference / DAY_SECONDS);
  const whole = days !== 0 && Math.abs(difference - days * DAY_SECONDS) <= SAME_SECONDS;
  doubts.push(whole ? 'day-shift' : 'clock-differs');
}

function isoWith(wall: number, offset: number): string {
  const minutes = Math.round(Math.abs(offset) / 60);
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = new Date(Math.round(wall * 1000)).toISOString().replace('Z', '');
  return `${clock}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
