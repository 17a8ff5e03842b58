/** Keeps `text_templates` (see metrics/text/templates.ts) up to date with the facts. */
import { templates, templateSamples } from '../../metrics/text/templates.ts';
import type { FactStore } from '../facts/fact-store.ts';

interface Known {
  requirement: string;
  sample: number;
  until: string;
  published: number;
  version: string;
}

/**
 * Learns anew what may have changed. With `days` (those that loads touched), only requirements with more reports to learn
 * from, or with a touched day among those learned from; without, all of them.
 */
export async function prepareTemplates(store: FactStore, days?: readonly string[]): Promise<void> {
  const [known, samples] = await Promise.all([
    store.query<Known>(
      'SELECT requirement, sample, toString(until) AS until, published, toString(version) AS version FROM text_templates',
    ),
    store.query<{ requirement: string; sample: number }>(templateSamples),
  ]);
  const before = new Map(known.map((row) => [row.requirement, row]));
  const first = days?.[0] ?? '';
  const concerned = days
    ? samples
        .filter(({ requirement, sample }) => {
          const one = before.get(requirement);
          return one ? !one.published && (one.sample !== sample || first <= one.until) : sample > 0;
        })
        .map((row) => row.requirement)
    : await everyRequirement(store, [...before.keys(), ...samples.map((row) => row.requirement)]);
  if (concerned.length === 0) return;
  await store.command(
    `INSERT INTO template_rows SELECT toUInt64(toUnixTimestamp64Micro(now64(6))), requirement, sample, until, published, pieces, version
     FROM (${templates}) t WHERE (t.requirement, t.sample, t.until, t.published, t.version) NOT IN
       (SELECT requirement, sample, until, published, version FROM text_templates)`,
    { requirements: concerned },
  );
  await forgetGone(store, concerned, before);
}

/** A template that was withdrawn, and reports that were deleted, leave nothing to remove. */
async function forgetGone(
  store: FactStore,
  concerned: readonly string[],
  before: ReadonlyMap<string, Known>,
): Promise<void> {
  const filled = concerned.filter((requirement) => before.get(requirement)?.version !== '0' && before.has(requirement));
  if (filled.length === 0) return;
  await store.command(
    `INSERT INTO template_rows SELECT toUInt64(toUnixTimestamp64Micro(now64(6))), arrayJoin({filled:Array(String)}) AS gone, 0, '1970-01-01', 0, [], 0
     WHERE gone NOT IN (SELECT requirement FROM (${templates}))`,
    { requirements: filled, filled },
  );
}

async function everyRequirement(store: FactStore, others: readonly string[]): Promise<string[]> {
  const rows = await store.query<{ code: string }>(`SELECT code FROM requirements WHERE template_text != ''`);
  return [...new Set([...rows.map((row) => row.code), ...others])];
}
