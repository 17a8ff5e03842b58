/**
 * What is kept of every report's text, so that new ones are compared without reading the old ones again: the numbers of its
 * shingles without those of the template, and their MinHash bands.
 *
 * The shingle numbers lie at random on a circle of 2^32. A band is the BAND_SIZE numbers that follow one of BANDS fixed
 * marks (the smallest ones under the permutation that rotates the circle there): two texts share it with a probability of
 * about J^6, J being the Jaccard coefficient of their shingles. Of pairs with J = 0.8, 1 - (1 - 0.8^6)^16 = 99.2 % share
 * one; of unrelated ones (J about 0.1) 0.002 %. Numbers carry their requirement, so that bands of two never meet.
 */
import type { Sketch } from '../definition.ts';
import { normalisedText, SHINGLE_CHARACTERS, shingleNumbers } from './normalised-text.ts';
import { templateNumbers } from './templates.ts';

const BANDS = 16;
const BAND_SIZE = 6;

const band = (_: unknown, i: number) =>
  `toUInt32(cityHash64(${i}, arraySlice(circle, 1 + arrayCount(number -> number < ${i * (2 ** 32 / BANDS)}, body), ${BAND_SIZE})))`;

/** How many characters lie in a template shingle: a shingle covers its first character and the next ones. */
const covered = `arrayCount((first, second, third) -> first + second + third > 0,
  arrayConcat(in_template, [0, 0]), arrayConcat([0], in_template, [0]), arrayConcat([0, 0], in_template))`;

export const textSketches: Sketch = {
  table: 'text_sketches',
  of: ['reports'],
  onlyWith: `SELECT 1 FROM reports WHERE day IN {days:Array(Date)}`,
  columns: `id UInt64, day Date, at DateTime64(3, 'Asia/Shanghai'), requirement LowCardinality(String), cadre LowCardinality(String),
    source LowCardinality(String), external_id String, template UInt64, chars UInt32, template_chars UInt32,
    body Array(UInt32), bands Array(UInt32) CODEC(NONE)`,
  orderBy: 'day, requirement',
  rows: `
    SELECT id, day, at, requirement, cadre, source, external_id, template, chars, template_chars, body,
      if(length(body) < ${BAND_SIZE}, [], [${Array.from({ length: BANDS }, band).join(', ')}]) AS bands
    FROM (
      SELECT * EXCEPT (numbers, in_template), toUInt32(if(chars < ${SHINGLE_CHARACTERS}, 0, ${covered})) AS template_chars,
        arraySort(arrayDistinct(arrayFilter((number, known) -> known = 0, numbers, in_template))) AS body,
        arrayConcat(body, arraySlice(body, 1, ${BAND_SIZE - 1})) AS circle
      FROM (
        SELECT * EXCEPT normalised, toUInt32(lengthUTF8(normalised)) AS chars,
          ${shingleNumbers('requirement', `ngrams(normalised, ${SHINGLE_CHARACTERS})`)} AS numbers,
          arrayMap(number -> number IN (${templateNumbers}), numbers) AS in_template
        FROM (
          SELECT r.fact_id AS id, r.day AS day, r.submitted_at AS at, r.requirement_code AS requirement, r.cadre_code AS cadre,
            r.source AS source, r.external_id AS external_id, t.version AS template, ${normalisedText('r.text')} AS normalised
          FROM reports r LEFT ANY JOIN (SELECT requirement, version FROM text_templates) t ON t.requirement = r.requirement_code
          WHERE r.day IN {days:Array(Date)} AND r.text != '')))`,
  stale: `SELECT DISTINCT s.day AS day FROM text_sketches s
    LEFT ANY JOIN (SELECT requirement, version FROM text_templates) t ON t.requirement = s.requirement WHERE s.template != t.version`,
};
