/**
 * The wording that a requirement itself brings into its reports, which must be removed before they are compared: two honest
 * reports on one form are alike. Read from the published template, else learned from the reports.
 *
 * Learned from the earliest reports of a requirement, as many as the largest power of two there are, at most
 * TEMPLATE_SAMPLE: so it does not depend on the order of loads, changes at ever longer intervals, and at last no more.
 * Limits: a form whose wording changes later keeps the template of its first reports; in a county of fewer than
 * TEMPLATE_UNITS units nothing is learned.
 */
import { normalisedText, SHINGLE_CHARACTERS, shingleNumbers, shinglesOf, TEMPLATE_BLANKS } from './normalised-text.ts';

/** A shingle in this share of the reports ... */
export const TEMPLATE_SHARE = 0.3;
/** ... from so many units is template (fabrication note T3). */
export const TEMPLATE_UNITS = 3;
/** With this many, a share of 30 % is known to 1.4 percentage points. */
const TEMPLATE_SAMPLE = 1024;
/** Of fewer reports nothing is learned. */
const TEMPLATE_SAMPLE_MIN = 8;

/** Requirements with texts and how many of their reports to learn from. Columns: requirement, sample. */
export const templateSamples = `
  SELECT requirement_code AS requirement,
    toUInt32(if(count() < ${TEMPLATE_SAMPLE_MIN}, 0, least(${TEMPLATE_SAMPLE}, exp2(floor(log2(count())))))) AS sample
  FROM reports WHERE text_chars > 0 GROUP BY requirement`;

const published = `
  SELECT code AS requirement,
    arrayDistinct(arrayFlatten(arrayMap(part -> ngrams(part, ${SHINGLE_CHARACTERS}), arrayConcat(
      [${normalisedText(`replaceRegexpAll(template_text, '${TEMPLATE_BLANKS}', '0')`)}],
      arrayMap(part -> ${normalisedText('part')}, splitByRegexp('${TEMPLATE_BLANKS}', template_text)))))) AS pieces
  FROM requirements WHERE template_text != '' AND notEmpty(pieces)`;

const sampled = `
  SELECT fact_id FROM (
    SELECT fact_id, requirement, row_number() OVER (PARTITION BY requirement ORDER BY submitted_at, source, external_id) AS place
    FROM (SELECT fact_id, requirement_code AS requirement, submitted_at, source, external_id FROM reports
      WHERE text_chars > 0 AND requirement_code IN {requirements:Array(String)})) r
  INNER JOIN (${templateSamples}) s ON s.requirement = r.requirement
  WHERE place <= sample`;

/** Every text also counts for the empty shingle, whose uses are therefore the number of texts. */
const uses = `
  SELECT requirement, arrayJoin(arrayPushBack(shingles, '')) AS piece, count() AS texts, uniqExact(unit) AS units, max(day) AS last
  FROM (
    SELECT r.requirement_code AS requirement, r.day AS day, u.township AS unit, ${shinglesOf(normalisedText('r.text'))} AS shingles
    FROM reports r LEFT ANY JOIN cadre_units u ON u.cadre_code = r.cadre_code
    WHERE r.fact_id IN (${sampled}))
  GROUP BY requirement, piece`;

/**
 * Templates of `{requirements:Array(String)}` as they are now. Columns: requirement, sample (reports learned from, 0 when
 * published), until (last day of the sample), published, pieces (sorted shingles of the template), version (0 when empty).
 */
export const templates = `
  SELECT requirement, sample, until, published, pieces, if(empty(pieces), 0, cityHash64(pieces)) AS version
  FROM (
    SELECT requirement, toUInt32(0) AS sample, toDate('1970-01-01') AS until, toUInt8(1) AS published, arraySort(pieces) AS pieces
    FROM (${published}) WHERE requirement IN {requirements:Array(String)}
    UNION ALL
    SELECT toString(requirement), toUInt32(max(most)), max(last), toUInt8(0),
      arraySort(groupArrayIf(piece, piece != '' AND texts >= ${TEMPLATE_SHARE} * most AND units >= ${TEMPLATE_UNITS}))
    FROM (SELECT *, max(texts) OVER (PARTITION BY requirement) AS most FROM (${uses}))
    WHERE requirement NOT IN (SELECT requirement FROM (${published}))
    GROUP BY requirement)`;

/** Numbers (see shingleNumbers) of all shingles that are template, for `IN`. Reads the table `text_templates`. */
export const templateNumbers = `SELECT arrayJoin(${shingleNumbers('requirement', 'pieces')}) FROM text_templates`;
