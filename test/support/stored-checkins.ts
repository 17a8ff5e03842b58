/** Compares what the facts hold with what upstreams know to have been acknowledged. */
import { join } from 'node:path';
import { openFactStore } from '../../server/facts/open-fact-store.ts';
import { contentOf, type CheckinSource } from './checkin-files.ts';

interface StoredRow {
  source: string;
  external_id: string;
  version: number;
  cadre_code: string;
  claimed_s: number;
  requirement_code: string;
  lat: number;
  lon: number;
  device_id: string;
  note: string;
}

const MOST_DIFFERENCES = 20;

/**
 * Every acknowledged row once, with its newest content and all its versions, every refused row once, and nothing else.
 * Only while no server holds the folder.
 * @returns what differs, in words; empty when nothing does
 */
export async function differences(data: string, sources: readonly CheckinSource[]): Promise<string[]> {
  const store = openFactStore({ engine: { path: join(data, 'facts'), maxMemoryBytes: 2 ** 30 } });
  const found: string[] = [];
  try {
    for (const { source, current, refused } of sources) {
      const missing = new Set(current.keys());
      const rows = store.stream<StoredRow>(
        `SELECT source, external_id, version, cadre_code, toUnixTimestamp(claimed_at) AS claimed_s, requirement_code, lat, lon,
           device_id, note FROM checkins WHERE source = {source:String}`,
        { source },
      );
      for await (const row of rows) {
        const known = current.get(row.external_id);
        if (!known) found.push(`${row.external_id} is stored and was never acknowledged`);
        else if (!missing.delete(row.external_id)) found.push(`${row.external_id} is current twice`);
        else if (known.version !== row.version || known.content !== contentOf(row))
          found.push(
            `${row.external_id}: v${row.version} ${contentOf(row)} instead of v${known.version} ${known.content}`,
          );
      }
      for (const key of missing) found.push(`${key} was acknowledged and is lost`);
      const [versions] = await store.query<{ n: number; doubled: number }>(
        `SELECT count() AS n, count() - uniqExact(external_id, version) AS doubled FROM checkins_versions WHERE source = {source:String}`,
        { source },
      );
      const expected = [...current.values()].reduce((sum, { version }) => sum + version, 0);
      if (versions?.n !== expected || versions.doubled !== 0)
        found.push(`${source}: ${versions?.n} versions stored (${versions?.doubled} doubled) instead of ${expected}`);
      const [turnedAway] = await store.query<{ n: number }>(
        `SELECT uniqExact(batch, sheet, line) AS n FROM refused WHERE position(record, {source:String}) > 0`,
        { source },
      );
      if (turnedAway?.n !== refused) found.push(`${source}: ${turnedAway?.n} refused rows kept instead of ${refused}`);
    }
    const [strangers] = await store.query<{ n: number }>(
      'SELECT count() AS n FROM checkins_versions WHERE source NOT IN {sources:Array(String)}',
      { sources: sources.map(({ source }) => source) },
    );
    if (strangers?.n !== 0) found.push(`${strangers?.n} rows of no known source`);
    const leftovers = await store.query<{ name: string }>(
      "SELECT name FROM system.tables WHERE database = 'henjian' AND name LIKE 'intake%'",
    );
    for (const { name } of leftovers) found.push(`the table ${name} was left behind`);
  } finally {
    await store.close();
  }
  return found.slice(0, MOST_DIFFERENCES);
}
