/** Pictures made on the spot. */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export function chunk(kind: string, body: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const marked = Buffer.concat([Buffer.from(kind, 'latin1'), body]);
  let crc = ~0;
  for (const byte of marked) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  const end = Buffer.alloc(4);
  end.writeUInt32BE(~crc >>> 0);
  return Buffer.concat([length, marked, end]);
}

/** An RGB PNG whose pixels `at` gives. */
export function png(width: number, height: number, at: (x: number, y: number) => number, exif?: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      rows.fill(at(x, y) & 255, y * (1 + width * 3) + 1 + x * 3, y * (1 + width * 3) + 4 + x * 3);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...(exif ? [chunk('eXIf', exif)] : []),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** One EXIF time without a zone, and a camera. */
export function exifOf(time: string, make: string): Buffer {
  const text = (value: string): Buffer => Buffer.from(`${value}\0`, 'latin1');
  const [when, who] = [text(time), text(make)];
  const block = Buffer.alloc(8 + 2 + 24 + 4 + 2 + 12 + 4);
  block.write('MM\0*', 0, 'latin1');
  block.writeUInt32BE(8, 4);
  const entry = (place: number, tag: number, type: number, count: number, value: number): void => {
    block.writeUInt16BE(tag, place);
    block.writeUInt16BE(type, place + 2);
    block.writeUInt32BE(count, place + 4);
    block.writeUInt32BE(value, place + 8);
  };
  block.writeUInt16BE(2, 8);
  entry(10, 0x010f, 2, who.length, block.length + when.length);
  entry(22, 0x8769, 4, 1, 38);
  block.writeUInt16BE(1, 38);
  entry(40, 0x9003, 2, when.length, block.length);
  return Buffer.concat([block, when, who]);
}

/** Textured, and unlike that of another seed. */
export const scene = (seed: number) => (x: number, y: number) =>
  128 +
  50 * Math.sin((x + seed * 17) / (5 + seed)) +
  40 * Math.cos((y * (seed + 1)) / 11) +
  25 * Math.sin((x * y) / (100 + 70 * seed));
