/** Loads the files of a generated world through the real intake of a test's server. */
import { join } from 'node:path';
import type { GeneratedWorld } from '../../seeds/worlds.ts';
import { FileVault } from '../../server/intake/file-vault.ts';
import { IntakeService } from '../../server/intake/intake.service.ts';
import type { TestApp } from './app.ts';

/** Throws when a row is refused. */
export async function loadWorld(app: TestApp, folder: string, files: GeneratedWorld['files']): Promise<void> {
  const signal = AbortSignal.any([]);
  for (const file of files) {
    const stored = await app.get(FileVault).putFile(join(folder, file.path), signal);
    const batch = await app.get(IntakeService).register(stored, {
      path: file.path,
      request: { as: file.kind, ...(file.source === undefined ? {} : { source: file.source }) },
      sender: { id: 'local:test', name: 'test' },
    });
    const loaded = await app.get(IntakeService).load(batch, { signal });
    expect([file.path, loaded.state, loaded.rejected]).toEqual([file.path, 'loaded', 0]);
  }
}
