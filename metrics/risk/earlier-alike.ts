/**
 * Candidates for being alike, by banding: rows that share a band with an earlier one. Each row of a band looks at some before
 * it only, so that the number of candidates grows with the rows however often something was copied. (Not with a lambda over
 * the band that looks into it again: the engine copies what a lambda captures for every element.)
 */

export interface Banded {
  /** A sketch with the columns id, day, at and bands. */
  table: string;
  /** Which of its rows are compared, as a condition. */
  comparable: string;
  /** Bands beside its own under which a new row looks for earlier ones. */
  probes?: string;
  /** Earlier rows of one band that a row is held against: so many of the first, among them the original, and of the last. */
  ofABand: number;
}

/** Candidates per row: those that share most bands, and the earliest. */
const MOST_SHARED = 4;
const EARLIEST = 2;

const member = (own: 0 | 1) => `(toUnixTimestamp64Milli(at), id, toUInt8(day IN {days:Array(Date)}), toUInt8(${own}))`;

/**
 * Rows (later UInt64, earlier Array(UInt64)): ids of the rows of `{days:Array(Date)}` with the ids of what they may resemble.
 * A row of the days before is read for its bands only.
 */
export function earlierAlike({ table, comparable, probes, ofABand }: Banded): string {
  const before = Array.from({ length: ofABand }, (_, i) => i + 1);
  const fresh = `SELECT arrayJoin(${probes ? `arrayConcat(bands, ${probes})` : 'bands'}) FROM ${table} WHERE day IN {days:Array(Date)} AND ${comparable}`;
  const own = `SELECT arrayJoin(bands) AS band, ${member(1)} AS member FROM ${table}
    WHERE day <= arrayMax({days:Array(Date)}) AND ${comparable}`;
  const seeking = probes
    ? ` UNION ALL SELECT arrayJoin(${probes}), ${member(0)} FROM ${table} WHERE day IN {days:Array(Date)} AND ${comparable}`
    : '';
  return `
    SELECT later, arrayDistinct(arrayConcat(
      arrayMap(one -> one.3, arraySlice(arrayReverseSort(found), 1, ${MOST_SHARED})),
      arrayMap(one -> one.3, arraySlice(arraySort(one -> (one.2, one.3), found), 1, ${EARLIEST})))) AS earlier
    FROM (
      SELECT later, groupArray((shared, other.1, other.2)) AS found
      FROM (
        SELECT later, other, count() AS shared
        FROM (
          SELECT near.1.2 AS later, arrayJoin(arrayFilter(some -> some.4 = 1 AND some < near.1 AND some.2 != later,
            arrayDistinct(arrayConcat(first, [${before.map((step) => `near.${step + 1}`).join(', ')}])))) AS other
          FROM (
            SELECT arraySlice(members, 1, ${ofABand}) AS first,
              arrayJoin(arrayZip(members, ${before.map((step) => `arrayShiftRight(members, ${step})`).join(', ')})) AS near
            FROM (
              SELECT arraySort(groupArray(member)) AS members
              FROM (SELECT band, member FROM (${own}${seeking}) WHERE band IN (${fresh}))
              GROUP BY band HAVING count() > 1))
          WHERE near.1.3 = 1)
        GROUP BY later, other)
      GROUP BY later)`;
}
