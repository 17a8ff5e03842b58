/** A hundred real audits of a survey, as ODK leaves them: each in the folder of its submission, all in one archive. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../../../server/environment.ts';
import { TemporaryFiles } from '../../../server/intake/decoded-twin.ts';
import { FileVault } from '../../../server/intake/file-vault.ts';
import type { CanonicalRow } from '../../../server/intake/recognise/canonical-row.ts';
import { recognise } from '../../../server/intake/recognise/recognise.ts';
import { unbundle } from '../../../server/intake/upload.ts';
import { SHARED, whenShared } from './intake-bench.ts';

whenShared('audits of a real survey', () => {
  it('are one report each, named by their folders', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'henjian-audits-'));
    const vault = new FileVault(readEnvironment({ HENJIAN_DATA: folder, HENJIAN_DEMO: 'off' }));
    await vault.prepare();
    const zip = join(SHARED, 'survey/audit_for_tests_100.zip');
    const files = await unbundle({ ...(await vault.putFile(zip)), name: 'all.zip' }, vault);
    const temporary = new TemporaryFiles(vault.temporaryFolder);
    const rows: CanonicalRow[] = [];
    for (const { sha256, name } of files) {
      const usedNames = () => Promise.resolve(new Set<string>());
      const recognition = await recognise(vault.pathOf(sha256), { request: {}, name, files: temporary, usedNames });
      expect(recognition.format).toBe('odk-audit');
      for await (const row of recognition.rows!()) rows.push(row as CanonicalRow);
    }
    await rm(folder, { recursive: true, force: true });
    expect(rows.length).toBe(100);
    const [, ids, , requirements, submitted, , , opened, worked] = Array.from({ length: 9 }, (_, i) =>
      rows.map(({ cells }) => cells[i]!),
    ) as [string[], string[], string[], string[], string[], string[], string[], string[], string[]];
    expect(new Set(ids).size).toBe(100);
    expect(ids.every((id) => /^audit:[0-9a-f-]{36}$/.test(id))).toBe(true);
    expect(new Set(requirements)).toEqual(new Set(['odk:aJuqLHAzs7Bh2kzZTLgLP5/audit']));
    expect(submitted.every((at, i) => at > opened[i]! && Number(worked[i]) > 0)).toBe(true);
  });
});
