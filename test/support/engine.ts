/** An engine process of its own in a fresh temporary folder. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineSupervisor } from '../../server/facts/engine-supervisor.ts';
import type { EngineOptions } from '../../server/facts/engine-supervisor.ts';

export interface TestEngine {
  supervisor: EngineSupervisor;
  folder: string;
  log: string[];
  close: () => Promise<void>;
}

export async function startEngine(options: Partial<EngineOptions> = {}): Promise<TestEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'henjian-引擎 '));
  const log: string[] = [];
  const supervisor = new EngineSupervisor({
    path: folder,
    maxMemoryBytes: 2 ** 30,
    log: (line) => log.push(line),
    ...options,
  });
  const close = async () => {
    await supervisor.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { supervisor, folder, log, close };
}
