/** Everything that definitions read beside the facts, from scratch. */
import { SKETCHES } from '../../metrics/sketches.ts';
import { sketchRows } from '../../server/facts/computed-tables.ts';
import type { FactStore } from '../../server/facts/fact-store.ts';
import { prepareClockPrecision, prepareDirectory } from '../../server/indicators/lookups.ts';
import { makeSketches, staleDays } from '../../server/indicators/sketches.ts';
import { prepareTemplates } from '../../server/indicators/templates.ts';

export async function prepareLookups(store: FactStore): Promise<void> {
  await prepareDirectory(store);
  await prepareClockPrecision(store);
  for (const table of ['template_rows', 'sketched_days', ...SKETCHES.map(sketchRows)])
    await store.command(`TRUNCATE TABLE ${table}`);
  await prepareTemplates(store);
  await makeSketches(store, 1, await staleDays(store));
}
