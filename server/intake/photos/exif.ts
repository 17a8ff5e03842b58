/**
 * EXIF and XMP values of a picture, named and written as ExifTool writes them (`IFD0:Make`, `2008:10:22 16:46:53`), so that
 * they can be compared with it. Own reader: the kept libraries are MPL or no longer maintained, and broken pictures must
 * cost nothing: every offset is checked, every directory is read once, every count is capped.
 */

export type ExifValues = Record<string, string | number>;

const IFD0: Record<number, string> = {
  0x010f: 'Make',
  0x0110: 'Model',
  0x0112: 'Orientation',
  0x0131: 'Software',
  0x0132: 'ModifyDate',
};
const EXIF: Record<number, string> = {
  0x9003: 'DateTimeOriginal',
  0x9004: 'CreateDate',
  0x9010: 'OffsetTime',
  0x9011: 'OffsetTimeOriginal',
  0x9012: 'OffsetTimeDigitized',
};
const XMP = ['CreateDate', 'ModifyDate', 'DateTimeOriginal', 'Make', 'Model', 'Software', 'Orientation'];

const EXIF_POINTER = 0x8769;
const GPS_POINTER = 0x8825;
const TYPE_BYTES: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 };
const MOST_ENTRIES = 512;
const MOST_TEXT = 500;
const LONGEST_XMP = 2 ** 20;

interface Entry {
  type: number;
  count: number;
  /** Offset of the value in the TIFF block. */
  at: number;
}

class Tiff {
  private readonly view: DataView;
  private readonly little: boolean;

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.little = this.view.getUint16(0) === 0x4949;
  }

  get first(): number {
    return this.u32(4);
  }

  u16(at: number): number {
    return at >= 0 && at + 2 <= this.view.byteLength ? this.view.getUint16(at, this.little) : 0;
  }

  u32(at: number): number {
    return at >= 0 && at + 4 <= this.view.byteLength ? this.view.getUint32(at, this.little) : 0;
  }

  /** Entries of a directory by tag; broken ones are passed over. */
  directory(at: number): Map<number, Entry> {
    const entries = new Map<number, Entry>();
    if (at < 8 || at + 2 > this.view.byteLength) return entries;
    const count = this.u16(at);
    if (count > MOST_ENTRIES) return entries;
    for (let i = 0; i < count; i++) {
      const place = at + 2 + i * 12;
      if (place + 12 > this.view.byteLength) break;
      const [type, number] = [this.u16(place + 2), this.u32(place + 4)];
      const bytes = (TYPE_BYTES[type] ?? 0) * number;
      const value = bytes <= 4 ? place + 8 : this.u32(place + 8);
      if (bytes > 0 && value + bytes <= this.view.byteLength)
        entries.set(this.u16(place), { type, count: number, at: value });
    }
    return entries;
  }

  text({ type, count, at }: Entry): string | undefined {
    if (type !== 2 && type !== 7) return undefined;
    const bytes = new Uint8Array(this.view.buffer, this.view.byteOffset + at, Math.min(count, MOST_TEXT));
    const end = bytes.indexOf(0);
    return new TextDecoder().decode(end === -1 ? bytes : bytes.subarray(0, end)).trimEnd();
  }

  numbers({ type, count, at }: Entry): number[] {
    const size = TYPE_BYTES[type] ?? 0;
    return Array.from({ length: Math.min(count, 8) }, (_, i) => {
      const place = at + i * size;
      if (type === 5) return this.u32(place) / this.u32(place + 4);
      if (type === 10) return (this.u32(place) | 0) / (this.u32(place + 4) | 0);
      if (type === 3) return this.u16(place);
      return type === 1 ? this.view.getUint8(place) : this.u32(place);
    });
  }
}

function named(tiff: Tiff, group: string, entries: Map<number, Entry>, names: Record<number, string>): ExifValues {
  const values: ExifValues = {};
  for (const [tag, name] of Object.entries(names)) {
    const entry = entries.get(Number(tag));
    const value = entry && (tiff.text(entry) ?? tiff.numbers(entry)[0]);
    if (value !== undefined && value !== '' && !Number.isNaN(value)) values[`${group}:${name}`] = value;
  }
  return values;
}

/** Degrees from degrees, minutes and seconds; undefined when a part is missing or no number. */
function degrees(parts: readonly number[], reference: string | undefined): number | undefined {
  const [whole = NaN, minutes = 0, seconds = 0] = parts;
  const value = whole + minutes / 60 + seconds / 3600;
  if (!Number.isFinite(value) || reference === undefined || !/^[NSEW]/i.test(reference)) return undefined;
  return /^[SW]/i.test(reference) ? -value : value;
}

function gps(tiff: Tiff, entries: Map<number, Entry>): ExifValues {
  const values: ExifValues = {};
  const text = (tag: number): string | undefined => {
    const entry = entries.get(tag);
    return entry && tiff.text(entry);
  };
  const numbers = (tag: number): number[] => {
    const entry = entries.get(tag);
    return entry ? tiff.numbers(entry) : [];
  };
  const [lat, lon] = [degrees(numbers(2), text(1)), degrees(numbers(4), text(3))];
  if (lat !== undefined) values['GPS:GPSLatitude'] = lat;
  if (lon !== undefined) values['GPS:GPSLongitude'] = lon;
  const [hours, minutes, seconds] = numbers(7);
  const date = text(0x1d);
  if (date && /^\d{4}[:-]\d\d[:-]\d\d$/.test(date) && [hours, minutes, seconds].every(Number.isFinite)) {
    const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
    const fraction = Number((seconds! % 1).toFixed(6));
    const tail = fraction === 0 ? '' : String(fraction).slice(1);
    values['Composite:GPSDateTime'] =
      `${date.replaceAll('-', ':')} ${two(hours!)}:${two(minutes!)}:${two(seconds!)}${tail}Z`;
  }
  const datum = text(0x12);
  if (datum) values['GPS:GPSMapDatum'] = datum;
  return values;
}

/** Values of a TIFF block: what an EXIF segment holds after its mark. */
export function readTiff(bytes: Uint8Array): ExifValues {
  if (bytes.length < 14 || !/^(II\*\0|MM\0\*)$/.test(String.fromCharCode(...bytes.subarray(0, 4)))) return {};
  const tiff = new Tiff(bytes);
  const first = tiff.directory(tiff.first);
  const at = (tag: number): Map<number, Entry> => {
    const entry = first.get(tag);
    return entry ? tiff.directory(tiff.numbers(entry)[0] ?? 0) : new Map<number, Entry>();
  };
  return {
    ...named(tiff, 'IFD0', first, IFD0),
    ...named(tiff, 'ExifIFD', at(EXIF_POINTER), EXIF),
    ...gps(tiff, at(GPS_POINTER)),
  };
}

/** XMP is RDF in XML; these few properties stand in it as attributes or as elements. */
export function readXmp(bytes: Uint8Array): ExifValues {
  const text = new TextDecoder().decode(bytes.subarray(0, LONGEST_XMP));
  const values: ExifValues = {};
  const property = /\b(xmp|tiff|exif):(\w{4,20})(?:\s*=\s*(?:"([^"]{0,200})"|'([^']{0,200})')|>([^<]{0,200})<)/g;
  for (const [, group, name, double, single, element] of text.matchAll(property)) {
    if (!XMP.includes(name!)) continue;
    const value = (double ?? single ?? element ?? '').trim();
    if (value === '') continue;
    const date = /^(\d{4})-(\d\d)-(\d\d)T(.*)$/.exec(value);
    values[`XMP-${group}:${name}`] = date
      ? `${date[1]}:${date[2]}:${date[3]} ${date[4]}`
      : /^\d{1,9}$/.test(value)
        ? Number(value)
        : value;
  }
  return values;
}
