/** A real fact store for tests: one engine per test file, one database per call. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClickHouseFactStore } from '../../server/facts/clickhouse-fact-store.ts';
import { EngineSupervisor } from '../../server/facts/engine-supervisor.ts';
import type { FactStore } from '../../server/facts/fact-store.ts';
import { migrateFacts } from '../../server/facts/schema.ts';

interface SharedEngine {
  supervisor: EngineSupervisor;
  folder: string;
  users: number;
}

let engine: Promise<SharedEngine> | undefined;
let databases = 0;

async function startEngine(): Promise<SharedEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'henjian-facts-'));
  const supervisor = new EngineSupervisor({ path: folder, maxMemoryBytes: 1.5 * 2 ** 30 });
  return { supervisor, folder, users: 0 };
}

/**
 * A fact store with an empty, migrated database of its own. The engine starts with the first one of a test file and ends
 * with the last `close()`: call it in `afterAll`.
 */
export async function openTestFactStore(): Promise<{ store: FactStore; close: () => Promise<void> }> {
  engine ??= startEngine();
  const shared = await engine;
  shared.users++;
  const database = `test_${++databases}`;
  const store = new ClickHouseFactStore({
    connection: { endpoint: () => shared.supervisor.endpoint(), close: () => Promise.resolve() },
    database,
  });
  await migrateFacts(store);
  const close = async () => {
    if (shared.users > 1) await store.command(`DROP DATABASE IF EXISTS ${database}`);
    await store.close();
    if (--shared.users > 0) return;
    engine = undefined;
    await shared.supervisor.close();
    await rm(shared.folder, { recursive: true, force: true });
  };
  return { store, close };
}
