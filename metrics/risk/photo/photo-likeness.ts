/**
 * Perceptual hashes of photos: 256 bits of PDQ where there are, else 64 bits. Written as upper-case hexadecimal digits.
 *
 * A PDQ hash says which of 16 x 16 frequencies of the picture are above the median. Mirroring negates the odd ones of a
 * direction, turning by 90 degrees also exchanges rows and columns; so the hashes of the eight positions follow from one
 * within a few bits (14 for the published bridge turned by 90 degrees). For a 64-bit hash of unknown make nothing follows.
 */
import type { Sketch } from '../../definition.ts';
import { anyPhotoShown, photosOfTheseDays, photoUses } from './photo-uses.ts';

/** PDQ's own threshold of quality (ThreatExchange: 49 and below are dropped). */
export const TEXTURE_MIN = 50;
/** A 64-bit hash with hardly any bit set, or hardly any clear, is that of a blank picture. */
const BLANK_BITS = 8;

const PDQ_DIGITS = 64;
const WINDOW = 5;

/** Columns hash ('' = none) and clear (textured enough), of a row of `photos`. */
export const photoHash = `multiIf(length(phash256) = ${PDQ_DIGITS}, upper(phash256), length(phash64) = 16, upper(phash64), '') AS hash,
  multiIf(texture IS NOT NULL, texture >= ${TEXTURE_MIN}, length(hash) = 16,
    bitCount(reinterpretAsUInt64(unhex(hash))) BETWEEN ${BLANK_BITS} AND ${64 - BLANK_BITS}, 1) AS clear`;

/** Rows and columns exchanged. Digits run from the last row and column to the first, which exchanges just as well. */
const exchanged = `hex(unbin(arrayStringConcat(arrayMap(place -> substring(bin(unhex(hash)), 1 + place % 16 * 16 + intDiv(place, 16), 1), range(256)))))`;

const negated = (hash: string, mask: string) =>
  `hex(bitXor(toFixedString(unhex(${hash}), 32), toFixedString(unhex('${mask.repeat(8)}'), 32)))`;
const mirrored = (hash: string) => [hash, ...['55555555', '0000FFFF', '5555AAAA'].map((mask) => negated(hash, mask))];

/** SQL of the hashes a picture has in its eight positions, its own first; of one without PDQ only its own. */
export const positions = `if(length(hash) = ${PDQ_DIGITS}, [${[...mirrored('hash'), ...mirrored('turned')].join(', ')}], [hash])`;

const SLOTS = [[1, 3], [4, 3], [7, 3], [10, 3], [13, 2], [15, 2]] as const; // prettier-ignore
const slotPairs = SLOTS.flatMap(([from, digits], i) =>
  SLOTS.slice(i + 1).map(
    ([other, others], k) =>
      `toUInt32(cityHash64(${100 + 10 * i + k}, substring(hash, ${from}, ${digits}), substring(hash, ${other}, ${others})))`,
  ),
);

/**
 * SQL of the bands of a PDQ hash: every run of 5 digits. Of two hashes d bits apart some run is the same with a probability
 * of about 1 for d up to 15, 0.96 for 20 and 0.84 for 31.
 */
const runs = (hash: string, step: number) =>
  `arrayMap(place -> toUInt32(cityHash64(toUInt32(place), substring(${hash}, place, ${WINDOW}))), range(1, ${PDQ_DIGITS - WINDOW + 2}, ${step}))`;

/**
 * More bands under which a new photo looks for older ones: those of its other positions, every third run. Mirrored files are
 * rarely changed otherwise: of 80 copies of 128 pixels within the distance (the median is 24 bits) 76 share one, with every fourth
 * run 70 did, with every run all do.
 */
export const probes = `if(length(hash) = ${PDQ_DIGITS}, arrayDistinct(arrayFlatten(arrayMap(one -> ${runs('one', 3)}, arraySlice(${positions}, 2)))), [])`;

/** Every use of a photo that can be recognised. 64 bits: every two of six slots, so that four bits may differ anywhere. */
export const photoSketches: Sketch = {
  table: 'photo_sketches',
  of: ['checkins', 'reports'],
  columns: `id UInt64, day Date, at DateTime64(3, 'Asia/Shanghai'), kind LowCardinality(String), source LowCardinality(String), external_id String,
    requirement LowCardinality(String), cadre LowCardinality(String), ref String, sha256 String, hash String, turned String,
    bands Array(UInt32) CODEC(NONE)`,
  orderBy: 'day, requirement',
  onlyWith: anyPhotoShown,
  rows: `
    SELECT cityHash64(kind, source, external_id, u.ref) AS id, day, at, kind, source, external_id, requirement, cadre, u.ref AS ref, sha256, hash,
      if(length(hash) = ${PDQ_DIGITS}, ${exchanged}, '') AS turned,
      if(length(hash) = ${PDQ_DIGITS}, ${runs('hash', 1)}, [${slotPairs.join(', ')}]) AS bands
    FROM (${photoUses('day IN {days:Array(Date)}')}) u
    INNER JOIN (SELECT ref, sha256, ${photoHash} FROM photos WHERE ref IN (${photosOfTheseDays}) AND hash != '' AND clear) p ON p.ref = u.ref`,
};
