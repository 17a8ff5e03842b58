/** What a picture file says about itself before anything is decoded: format, size in pixels, EXIF and XMP blocks. */
import { readTiff, readXmp, type ExifValues } from './exif.ts';

export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'bmp' | 'heic' | 'tiff';

export interface PictureFile {
  format: PictureFormat;
  /** 0 where the header does not say. */
  width: number;
  height: number;
  exif: ExifValues;
}

const ascii = (bytes: Uint8Array, from: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(from, from + length));

/** Undefined when it is no picture that is known. */
export function readPictureFile(bytes: Uint8Array): PictureFile | undefined {
  const format = formatOf(bytes);
  if (format === undefined) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return { format, ...READERS[format](bytes, view) };
  } catch (error) {
    // Cut off within its header.
    if (error instanceof RangeError) return { format, width: 0, height: 0, exif: {} };
    throw error;
  }
}

export function formatOf(bytes: Uint8Array): PictureFormat | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (ascii(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 4) === 'WEBP') return 'webp';
  if (/^GIF8[79]a$/.test(ascii(bytes, 0, 6))) return 'gif';
  if (ascii(bytes, 0, 2) === 'BM' && bytes.length > 30) return 'bmp';
  if (ascii(bytes, 4, 4) === 'ftyp' && /^(heic|heix|hevc|mif1|msf1|avif)$/.test(ascii(bytes, 8, 4))) return 'heic';
  if (/^(II\*\0|MM\0\*)$/.test(ascii(bytes, 0, 4))) return 'tiff';
  return undefined;
}

type Reader = (bytes: Uint8Array, view: DataView) => Omit<PictureFile, 'format'>;

const READERS: Record<PictureFormat, Reader> = {
  jpeg: readJpeg,
  png: readPng,
  webp: readWebp,
  gif: (_bytes, view) => ({ width: view.getUint16(6, true), height: view.getUint16(8, true), exif: {} }),
  bmp: (_bytes, view) => ({
    width: Math.abs(view.getInt32(18, true)),
    height: Math.abs(view.getInt32(22, true)),
    exif: {},
  }),
  heic: (bytes) => ({ width: 0, height: 0, exif: embeddedExif(bytes) }),
  tiff: (bytes) => ({ width: 0, height: 0, exif: readTiff(bytes) }),
};

/** SOF0 to SOF15, but for the tables that share the range. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

function readJpeg(bytes: Uint8Array, view: DataView): Omit<PictureFile, 'format'> {
  const found = { width: 0, height: 0, exif: {} as ExifValues };
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) {
      at++;
      continue;
    }
    const marker = bytes[at + 1]!;
    if (marker === 0xff || marker === 0 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    // What follows is the picture itself.
    if (marker === 0xda || marker === 0xd9) break;
    const length = view.getUint16(at + 2);
    const body = bytes.subarray(at + 4, at + 2 + length);
    if (isFrame(marker)) Object.assign(found, { height: view.getUint16(at + 5), width: view.getUint16(at + 7) });
    if (marker === 0xe1) {
      if (ascii(body, 0, 6) === 'Exif\0\0') found.exif = { ...readTiff(body.subarray(6)), ...found.exif };
      if (ascii(body, 0, 29) === 'http://ns.adobe.com/xap/1.0/\0')
        found.exif = { ...readXmp(body.subarray(29)), ...found.exif };
    }
    at += 2 + Math.max(2, length);
  }
  return found;
}

function readPng(bytes: Uint8Array, view: DataView): Omit<PictureFile, 'format'> {
  let exif: ExifValues = {};
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    const kind = ascii(bytes, at + 4, 4);
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (kind === 'eXIf') exif = { ...exif, ...readTiff(body) };
    if (kind === 'iTXt' && ascii(body, 0, 17) === 'XML:com.adobe.xmp') exif = { ...exif, ...readXmp(body) };
    if (kind === 'IEND') break;
    at += 12 + length;
  }
  return { width, height, exif };
}

function readWebp(bytes: Uint8Array, view: DataView): Omit<PictureFile, 'format'> {
  const found = { width: 0, height: 0, exif: {} as ExifValues };
  for (let at = 12; at + 8 <= bytes.length;) {
    const kind = ascii(bytes, at, 4);
    const length = view.getUint32(at + 4, true);
    const body = at + 8;
    const u24 = (from: number): number => view.getUint16(from, true) + (view.getUint8(from + 2) << 16);
    if (kind === 'VP8X') Object.assign(found, { width: u24(body + 4) + 1, height: u24(body + 7) + 1 });
    else if (kind === 'VP8 ' && found.width === 0)
      Object.assign(found, {
        width: view.getUint16(body + 6, true) & 0x3fff,
        height: view.getUint16(body + 8, true) & 0x3fff,
      });
    else if (kind === 'VP8L' && found.width === 0) {
      const bits = view.getUint32(body + 1, true);
      Object.assign(found, { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 });
    } else if (kind === 'EXIF') {
      const marked = ascii(bytes, body, 6) === 'Exif\0\0' ? 6 : 0;
      found.exif = { ...found.exif, ...readTiff(bytes.subarray(body + marked, body + length)) };
    } else if (kind === 'XMP ') found.exif = { ...found.exif, ...readXmp(bytes.subarray(body, body + length)) };
    at = body + length + (length % 2);
  }
  return found;
}

/** HEIC keeps the EXIF block somewhere in its boxes, marked as in a JPEG. */
function embeddedExif(bytes: Uint8Array): ExifValues {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf('Exif\0\0', 0, 'latin1');
  return at === -1 ? {} : readTiff(bytes.subarray(at + 6));
}
