/**
 * The honest reasons joined to every signal: what happened to the person or unit on that day (`excuses`, prepared with the
 * directory), and how the flagged records came to be (on a registered shared device, offline). A signal with an excuse is kept
 * and shown, and counts for nothing: neither rates nor findings see it.
 */
import { catalogue } from '../../metrics/catalogue.ts';
import type { FactStore } from '../facts/fact-store.ts';
import { PLACED, UNIT, type Statement } from './statements.ts';

/** Where several hold, the one that explains most is shown. */
const BY_WEIGHT = ['disaster', 'outage', 'leave', 'shared-device', 'offline', 'inspection-day'];
/** An outage may last; a reason that holds for months explains nothing. */
const MOST_DAYS = 366;
/** The very day of an inspection, or its few days; a tour of months is no excuse for each of them. */
const MOST_INSPECTION_DAYS = 7;
/** Words of `outages.kind` for what nobody can help. */
const DISASTER = '灾|洪|涝|汛|暴雨|台风|地震|泥石流|滑坡|(?i)disaster|flood|storm|typhoon|quake|landslide';

/** Days touched by the instants from `from` until before `to`. */
const daysOf = (from: string, to: string): string =>
  `arrayMap(d -> addDays(toDate(${from}), d),
     range(toUInt32(greatest(least(dateDiff('day', ${from}, greatest(${to} - 1, ${from})) + 1, ${MOST_DAYS}), 0))))`;

const inspected = `arrayMap(d -> addDays(i.starts_on, d),
  range(toUInt32(greatest(least(dateDiff('day', i.starts_on, ifNull(i.ends_on, i.starts_on)) + 1, ${MOST_INSPECTION_DAYS}), 0))))`;

/** (cadre_code, org_unit, code): people with the units they belong to, and units themselves, for tasks addressed to a unit. */
const CONCERNED = `
  SELECT cadre_code, '' AS org_unit, arrayJoin(path) AS code FROM cadre_units
  UNION ALL SELECT '' AS cadre_code, u.code AS org_unit, arrayJoin(u.path) AS code FROM unit_paths u`;

/** Fills `excuses` from outages, leave and inspections. Call when one of them, the units or the people changed. */
export async function prepareExcuses(store: FactStore): Promise<void> {
  await store.command('TRUNCATE TABLE excuses');
  await store.command(`INSERT INTO excuses SELECT DISTINCT cadre_code, org_unit, requirement, day, excuse FROM (
      SELECT c.cadre_code AS cadre_code, c.org_unit AS org_unit, '' AS requirement, arrayJoin(${daysOf('o.from', 'o.to')}) AS day,
        if(match(o.kind, '${DISASTER}'), 'disaster', 'outage') AS excuse
      FROM (${CONCERNED}) c INNER JOIN outages o ON o.org_unit_code = c.code
      UNION ALL
      SELECT l.cadre_code, '', '', arrayJoin(${daysOf('l.from', 'l.to')}), 'leave' FROM leave l
      UNION ALL
      SELECT c.cadre_code, c.org_unit, i.requirement_code, arrayJoin(${inspected}), 'inspection-day'
      FROM (${CONCERNED}) c INNER JOIN inspections i ON i.org_unit_code = c.code)`);
}

/** Captured when it was claimed and received an hour later or more: the device had no network. */
const OFFLINE = `ifNull(abs(dateDiff('minute', claimed_at, captured_at)) <= 30 AND dateDiff('minute', captured_at, uploaded_at) >= 60, 0)
  AND precision_s < 3600`;

const DRAFTS = 'SELECT signal, arrayJoin(arraySlice(events, 1, flagged)) AS fact FROM signal_drafts';

/** Signals all of whose flagged records were made on registered shared devices, or offline. */
const RECORDED = `
  SELECT f.signal AS signal, countIf(c.shared) = count() AS on_shared, countIf(c.offline) = count() AS was_offline
  FROM (${DRAFTS}) f LEFT ANY JOIN (
    SELECT source, external_id, device_id IN (SELECT device_id FROM shared_devices) AS shared, ${OFFLINE} AS offline FROM checkins
    WHERE day IN {days:Array(Date)} AND (source, external_id) IN (SELECT fact.source, fact.external_id FROM (${DRAFTS}))) c
    ON c.source = f.fact.source AND c.external_id = f.fact.external_id AND f.fact.kind = 'checkins'
  GROUP BY f.signal`;

const CLOCK_DISPROVED = catalogue.flatMap((one) =>
  one.kind === 'risk' && one.disproves?.includes('offline') ? [one.id] : [],
);

/** Rows of `signal_rows` from the drafts of these days: placed in units, with the excuse that discounts them. */
export function excusedSignals(): Statement {
  return {
    parameters: { clock_disproved: CLOCK_DISPROVED },
    sql: `SELECT e.computation AS computation, e.detector AS detector, e.family AS family, e.requirement AS requirement, ${UNIT} AS unit,
        e.cadre AS cadre, e.day AS day, e.at AS at, e.strength AS strength, e.flagged AS flagged, e.events AS events, e.detail AS detail,
        arrayFirst(reason -> has(arrayConcat(
            arrayMap(x -> x.1, arrayFilter(x -> x.2 IN ('', e.requirement), ex.reasons)),
            if(r.on_shared = 1, ['shared-device'], emptyArrayString()), if(r.was_offline = 1 AND e.detector NOT IN {clock_disproved:Array(String)}, ['offline'], emptyArrayString())), reason),
          [${BY_WEIGHT.map((name) => `'${name}'`).join(', ')}]) AS excuse,
        e.rule_version AS rule_version, e.signal AS signal
      FROM signal_drafts e ${PLACED}
      LEFT ANY JOIN (SELECT x.cadre_code AS cadre_code, x.org_unit AS org_unit, x.day AS day, groupArray((toString(x.excuse), x.requirement)) AS reasons
          FROM excuses x WHERE x.day IN {days:Array(Date)} GROUP BY x.cadre_code, x.org_unit, x.day) ex
        ON ex.cadre_code = e.cadre AND ex.org_unit = if(e.cadre = '', e.org_unit, '') AND ex.day = e.day
      LEFT ANY JOIN (${RECORDED}) r ON r.signal = e.signal`,
  };
}
