/** Reads every file of every stored table again and compares it with its checksum. */
import type { FactStore } from '../facts/fact-store.ts';
import { quoted } from '../facts/sql-text.ts';

export interface DamagedPart {
  table: string;
  part: string;
  /** As the engine says it. */
  message: string;
}

/** Reading a large table from a slow disk takes its time. */
const LONGEST_SECONDS = 3600;

/** @returns how many parts were read, and those whose bytes are not what was written */
export async function checkStorage(store: FactStore): Promise<{ parts: number; damaged: DamagedPart[] }> {
  const tables = await store.query<{ name: string }>(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' ORDER BY name",
  );
  let parts = 0;
  const damaged: DamagedPart[] = [];
  for (const { name } of tables) {
    // Parts, not one verdict a table, whatever the server's default is.
    const results = await store.query<{ part_path: string; is_passed: number; message: string }>(
      `CHECK TABLE ${quoted(name)} SETTINGS check_query_single_value_result = 0`,
      {},
      { timeoutSeconds: LONGEST_SECONDS },
    );
    parts += results.length;
    for (const { part_path, is_passed, message } of results)
      if (is_passed !== 1) damaged.push({ table: name, part: part_path, message });
  }
  return { parts, damaged };
}
