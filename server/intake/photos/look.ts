/** Everything that is read from the bytes of one picture; runs in a worker thread, which may be ended at any moment. */
import type { ExifValues } from './exif.ts';
import { lumaOf, masked, shrunk, upright, type Mask, type Rgba } from './luma.ts';
import { pdq } from './pdq.ts';
import { phash64 } from './phash64.ts';
import { readPictureFile, type PictureFormat } from './picture-file.ts';
import { small } from './thumbnail.ts';

/** Codes of refusals, see reasons.ts. */
export type PictureProblem = 'no-picture' | 'picture-too-large' | 'picture-unreadable';

export interface Looked {
  format: PictureFormat;
  width: number;
  height: number;
  exif: ExifValues;
  /** '' where a likeness would mean nothing: flat, or a format that is not decoded. */
  phash64: string;
  phash256: string;
  /** PDQ quality, null where nothing was decoded. */
  texture: number | null;
  /** JPEG; null where nothing was decoded. */
  thumbnail: Uint8Array | null;
}

export interface Codecs {
  decode: Partial<Record<PictureFormat, (bytes: Uint8Array) => Promise<Rgba>>>;
  encodeJpeg: (picture: Rgba) => Promise<Uint8Array>;
}

/** Decoded four bytes a pixel, so that 40 million are 160 MB; today's phones have 12 to 50 million and store 12. */
export const MOST_PIXELS = 40e6;
const LONGEST_SIDE = 30_000;
export const MOST_BYTES = 64 * 2 ** 20;
/** A progressive JPEG draws the whole picture once a scan: honest ones have some ten. */
const MOST_SCANS = 64;
/** ThreatExchange: below this PDQ says nothing about the picture. */
export const LEAST_TEXTURE = 50;
/** Larger pictures are averaged down to this first, which moves a few bits of the hash at most. */
const HASHED_SIDE = 1024;
const PDQ_SIDE = 512;

export async function look(bytes: Uint8Array, mask: Mask, codecs: Codecs): Promise<Looked | PictureProblem> {
  const file = readPictureFile(bytes);
  if (!file) return 'no-picture';
  const { format, width, height, exif } = file;
  if (bytes.length > MOST_BYTES || width * height > MOST_PIXELS || Math.max(width, height) > LONGEST_SIDE)
    return 'picture-too-large';
  const unseen = { format, width, height, exif, phash64: '', phash256: '', texture: null, thumbnail: null };
  const decode = codecs.decode[format];
  if (!decode) return unseen;
  if (width === 0 || height === 0) return 'picture-unreadable';
  if (format === 'jpeg' && scans(bytes) > MOST_SCANS) return 'picture-too-large';
  const picture = await decode(bytes).catch(() => undefined);
  if (!picture || picture.width !== width || picture.height !== height) return 'picture-unreadable';
  const orientation = Number(exif['IFD0:Orientation'] ?? 1);
  const luma = masked(upright(shrunk(lumaOf(picture), HASHED_SIDE), orientation), mask);
  const { hash, quality } = pdq(shrunk(luma, PDQ_SIDE));
  const told = quality >= LEAST_TEXTURE;
  return {
    ...unseen,
    phash64: told ? phash64(luma) : '',
    phash256: told ? hash : '',
    texture: quality,
    thumbnail: await codecs.encodeJpeg(small(picture, orientation)),
  };
}

function scans(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(0xff); at !== -1 && count <= MOST_SCANS; at = bytes.indexOf(0xff, at + 1))
    if (bytes[at + 1] === 0xda) count++;
  return count;
}
