/**
 * Twelve indicators as somebody would write them by hand for one question at a time, over all that is there: no abstention, no
 * excuses, no evidence rows, no share by day and township, a list of the highest hundred. `like` names the definitions that answer
 * the same question. The yardstick for what measuring everything costs.
 */
const VALUE = `toInt64OrZero(extract(\`values\`, ':"?([0-9]+)'))`;
const OWN = 'PARTITION BY cadre_code ORDER BY claimed_at, external_id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW';

export const HAND_WRITTEN = [
  {
    id: 'events-per-cadre-week',
    like: ['checkins', 'submissions'],
    sql: `SELECT cadre_code, week, count() AS n FROM (
      SELECT cadre_code, toMonday(claimed_at) AS week FROM checkins
      UNION ALL SELECT cadre_code, toMonday(issued_at) AS week FROM tasks
      UNION ALL SELECT cadre_code, toMonday(submitted_at) AS week FROM reports)
      GROUP BY cadre_code, week ORDER BY n DESC, cadre_code, week LIMIT 100`,
  },
  {
    id: 'hours-per-requirement',
    like: ['filling-hours'],
    sql: `SELECT requirement_code, sum(minutes) / 60 AS hours, count() AS n, uniqExact(cadre_code) AS cadres
      FROM tasks GROUP BY requirement_code ORDER BY requirement_code`,
  },
  {
    id: 'off-hours-share',
    like: ['off-hours'],
    sql: `SELECT cadre_code, avg(toHour(claimed_at) < 8 OR toHour(claimed_at) >= 18 OR toDayOfWeek(claimed_at) > 5) AS share, count() AS n
      FROM checkins GROUP BY cadre_code HAVING n >= 10 ORDER BY share DESC, cadre_code LIMIT 100`,
  },
  {
    id: 'multi-head-days',
    like: ['same-day-demand'],
    sql: `SELECT cadre_code, count() AS days FROM (
      SELECT cadre_code, toDate(submitted_at) AS day_of, uniqExact(source) AS systems FROM reports GROUP BY cadre_code, day_of HAVING systems > 1)
      GROUP BY cadre_code ORDER BY days DESC, cadre_code LIMIT 100`,
  },
  {
    id: 'device-shared',
    like: ['shared-device'],
    sql: `SELECT device_id, count() AS buckets, max(people) AS most FROM (
      SELECT device_id, intDiv(toUnixTimestamp(claimed_at), 600) AS bucket, uniqExact(cadre_code) AS people FROM checkins
      GROUP BY device_id, bucket HAVING people >= 3)
      GROUP BY device_id ORDER BY buckets DESC, device_id LIMIT 100`,
  },
  {
    id: 'impossible-speed',
    like: ['impossible-travel'],
    sql: `SELECT cadre_code, countIf(metres > 1000 AND metres / greatest(seconds, 1) * 3.6 > 120) AS bad, count() AS n FROM (
      SELECT cadre_code, dateDiff('second', t0, claimed_at) AS seconds, greatCircleDistance(x0, y0, lon, lat) AS metres FROM (
        SELECT cadre_code, claimed_at, lat, lon, lagInFrame(toNullable(claimed_at), 1) OVER (${OWN}) AS t0,
          lagInFrame(lat, 1) OVER (${OWN}) AS y0, lagInFrame(lon, 1) OVER (${OWN}) AS x0 FROM checkins)
      WHERE t0 IS NOT NULL AND lat IS NOT NULL AND y0 IS NOT NULL)
      GROUP BY cadre_code ORDER BY bad DESC, cadre_code LIMIT 100`,
  },
  {
    id: 'coordinate-repeats',
    like: ['coordinate-repeat'],
    sql: `SELECT cadre_code, sum(k) AS repeats, max(k) AS most FROM (
      SELECT cadre_code, lat, lon, count() AS k FROM checkins GROUP BY cadre_code, lat, lon HAVING k >= 5)
      GROUP BY cadre_code ORDER BY repeats DESC, cadre_code LIMIT 100`,
  },
  {
    id: 'burst-entry',
    like: ['backfill-session'],
    sql: `SELECT cadre_code, count() AS bursts FROM (
      SELECT cadre_code, submitted_at AS t, lagInFrame(toNullable(submitted_at), 4) OVER (PARTITION BY cadre_code
        ORDER BY submitted_at, external_id ROWS BETWEEN 4 PRECEDING AND CURRENT ROW) AS earlier FROM reports)
      WHERE earlier IS NOT NULL AND dateDiff('second', earlier, t) <= 180
      GROUP BY cadre_code ORDER BY bursts DESC, cadre_code LIMIT 100`,
  },
  {
    id: 'backfill-share',
    like: ['entry-lag'],
    sql: `SELECT cadre_code, avg(dateDiff('second', claimed_at, uploaded_at) > 86400) AS share, count() AS n
      FROM checkins GROUP BY cadre_code HAVING n >= 10 ORDER BY share DESC, cadre_code LIMIT 100`,
  },
  {
    id: 'photo-reuse-exact',
    like: ['photo-reuse-exact'],
    sql: `WITH sent AS (SELECT c.cadre_code AS cadre_code, p.phash64 AS hash FROM (
        SELECT cadre_code, arrayJoin(photos) AS ref FROM checkins) c INNER JOIN photos p ON p.ref = c.ref WHERE p.phash64 != '')
      SELECT cadre_code, count() AS n FROM sent WHERE hash IN (SELECT hash FROM sent GROUP BY hash HAVING uniqExact(cadre_code) > 1)
      GROUP BY cadre_code ORDER BY n DESC, cadre_code LIMIT 100`,
  },
  {
    id: 'photo-near',
    like: ['photo-reuse-near'],
    sql: `SELECT count() AS pairs, uniqExact(cadre) AS cadres FROM (
      SELECT DISTINCT one.1 AS h1, other.1 AS h2, one.2 AS cadre, other.2 AS c2 FROM (
        SELECT bucket, arrayJoin(bucket) AS one FROM (
          SELECT groupUniqArray((hash, cadre_code)) AS bucket FROM (
            SELECT c.cadre_code AS cadre_code, reinterpretAsUInt64(reverse(unhex(p.phash64))) AS hash FROM (
              SELECT cadre_code, arrayJoin(photos) AS ref FROM checkins) c INNER JOIN photos p ON p.ref = c.ref WHERE p.phash64 != '')
          ARRAY JOIN [0, 1, 2, 3] AS band GROUP BY band, bitAnd(bitShiftRight(hash, 16 * band), 65535) HAVING length(bucket) > 1))
      ARRAY JOIN arrayFilter(z -> z.1 > one.1 AND z.2 != one.2 AND bitHammingDistance(z.1, one.1) <= 8, bucket) AS other)`,
  },
  {
    id: 'last-digit',
    like: ['last-digit'],
    sql: `SELECT cadre_code, 10. * sum(o * o) / sum(o) - sum(o) AS chi2, sum(o) AS n FROM (
      SELECT cadre_code, ${VALUE} % 10 AS digit, count() AS o FROM reports WHERE values_count > 0 GROUP BY cadre_code, digit)
      GROUP BY cadre_code HAVING n >= 20 ORDER BY chi2 DESC, cadre_code LIMIT 100`,
  },
  {
    id: 'deadline-spike',
    like: ['deadline-spike'],
    sql: `SELECT requirement_code, sum(late) / sum(n) AS last_day_share, max(n) / avg(n) AS peak_to_mean FROM (
      SELECT requirement_code, toDate(completed_at) AS day_of, count() AS n,
        countIf(dateDiff('second', completed_at, due_at) BETWEEN 0 AND 86400) AS late
      FROM tasks WHERE completed_at IS NOT NULL GROUP BY requirement_code, day_of)
      GROUP BY requirement_code ORDER BY requirement_code`,
  },
];
