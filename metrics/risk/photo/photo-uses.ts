/** Which photos prove which events. */

/** Check-ins and reports with photos, one row per photo reference. `at` is when the event is said to have happened, of a report when it was submitted. */
export const photoUses = (where: string) => `
  SELECT kind, source, external_id, requirement, cadre, day, at, arrayJoin(arrayDistinct(photos)) AS ref FROM (
    SELECT 'checkins' AS kind, source, external_id, requirement_code AS requirement, cadre_code AS cadre, day, claimed_at AS at, photos
    FROM checkins WHERE notEmpty(photos) AND ${where}
    UNION ALL
    SELECT 'reports', source, external_id, requirement_code, cadre_code, day, submitted_at, photos
    FROM reports WHERE notEmpty(photos) AND ${where})`;

/** References to the photos that events of these days show. */
export const photosOfTheseDays = `SELECT ref FROM (${photoUses('day IN {days:Array(Date)}')})`;

/** Gives a row when events of these days show any photo (see `onlyWith` of a definition). */
export const anyPhotoShown = ['checkins', 'reports']
  .map((kind) => `SELECT 1 FROM ${kind} WHERE notEmpty(photos) AND day IN {days:Array(Date)}`)
  .join(' UNION ALL ');
