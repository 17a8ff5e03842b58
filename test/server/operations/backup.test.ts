import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Accounts } from '../../../server/access/accounts.ts';
import { Audit } from '../../../server/access/audit.ts';
import { passwordMatches } from '../../../server/access/passwords.ts';
import { readEnvironment, type Environment } from '../../../server/environment.ts';
import { openFactStore } from '../../../server/facts/open-fact-store.ts';
import { Batch } from '../../../server/intake/batch.entity.ts';
import { makeBackup, restoreBackup } from '../../../server/operations/backup.ts';
import { Operations } from '../../../server/operations/operations.ts';
import { Settings } from '../../../server/operations/settings.ts';
import { onEachStore, type StorePlace } from '../../support/stores.ts';

const quiet = () => undefined;
const environmentOf = (place: StorePlace): Environment => ({
  ...readEnvironment({ HENJIAN_DATA: place.dataFolder }),
  databaseUrl: place.databaseUrl,
});

async function withOperations<T>(environment: Environment, work: (operations: Operations) => Promise<T>): Promise<T> {
  const operations = await Operations.open(environment);
  try {
    return await work(operations);
  } finally {
    await operations.onApplicationShutdown();
  }
}

const batch = {
  state: 'loaded' as const,
  sha256: 'a'.repeat(64),
  bytes: 1,
  path: 'x.csv',
  request: { as: 'checkins' },
  reasons: [],
  unknownColumns: [],
  warnings: [{ zh: '注意', en: 'note' }],
  problem: null,
  receivedAt: '2026-03-01T00:00:00.000Z',
  loadedBy: 'x',
  principal: 'user:1',
};

let outside: string;
beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'henjian-backups-'));
});
afterAll(() => rm(outside, { recursive: true, force: true }));

onEachStore('a backup', (place) => {
  it('brings back both stores and the files, receipts continue, the audit chain is whole', async () => {
    const from = environmentOf(await place());
    await withOperations(from, async (operations) => {
      const audit = new Audit(operations, from);
      await new Accounts(operations, audit).add(
        { name: 'wang', password: 'a long password', role: 'auditor', unit: 't1' },
        'test',
      );
      await new Settings(operations).set('something', { 键: [1, null, true] });
      for (let n = 0; n < 3; n += 1) await operations.write((manager) => manager.save(Batch, { ...batch }));
    });
    await mkdir(join(from.dataFolder, 'files'));
    await writeFile(join(from.dataFolder, 'files', 'a'.repeat(64)), 'the original bytes');
    const facts = openFactStore({ engine: { path: join(from.dataFolder, 'facts') } });
    await facts.command(
      "INSERT INTO seen (kind, fact_key, version, content_hash, batch) VALUES ('checkins', 7, 1, 9, 3)",
    );
    await facts.close();

    const file = join(outside, `${from.databaseUrl ? 'pg' : 'sqlite'}.tar`);
    const made = await makeBackup(from, file, 'local:test', quiet);
    expect(made.tables).toMatchObject({ account: 1, batch: 3, setting: 1, audit: 2, audit_head: 1 });
    await expect(makeBackup(from, file, 'local:test', quiet)).rejects.toMatchObject({ code: 'file-exists' });

    const to = environmentOf(await place());
    const restored = await restoreBackup(to, file, 'local:test', false, quiet);
    expect(restored).toMatchObject({ tables: made.tables, before: null, audit: { rows: 2, fault: null } });
    await withOperations(to, async (operations) => {
      const account = (await new Accounts(operations, new Audit(operations, to)).find('wang'))!;
      expect(account).toMatchObject({ role: 'auditor', unit: 't1', disabled: false });
      expect(await passwordMatches('a long password', account.passwordHash)).toBe(true);
      expect(await new Settings(operations).get('something')).toEqual({ 键: [1, null, true] });
      expect(await operations.read.find(Batch)).toMatchObject([
        { receipt: 1, ...batch },
        { receipt: 2 },
        { receipt: 3 },
      ]);
      const { receipt } = await operations.write((manager) => manager.save(Batch, { ...batch }));
      expect(receipt).toBe(4);
      expect(await new Audit(operations, to).verifyAudit()).toMatchObject({ rows: 3, fault: null });
    });
    expect(await readFile(join(to.dataFolder, 'files', 'a'.repeat(64)), 'utf8')).toBe('the original bytes');
    const again = openFactStore({ engine: { path: join(to.dataFolder, 'facts') } });
    try {
      expect(await again.query('SELECT fact_key, batch FROM seen')).toEqual([{ fact_key: 7, batch: 3 }]);
    } finally {
      await again.close();
    }
  });

  it('is not restored over data unless asked, and then keeps what was there; a damaged one changes nothing', async () => {
    const from = environmentOf(await place());
    await withOperations(from, (operations) =>
      new Audit(operations, from).write({ actor: 'a', action: 'first', object: '' }),
    );
    const file = join(outside, `over-${from.databaseUrl ? 'pg' : 'sqlite'}.tar`);
    await makeBackup(from, file, 'local:test', quiet);
    await withOperations(from, (operations) =>
      new Audit(operations, from).write({ actor: 'a', action: 'later', object: '' }),
    );

    const actions = () =>
      withOperations(from, async (operations) =>
        (await new Audit(operations, from).list(1, 10)).rows.map((row) => row.action),
      );
    await expect(restoreBackup(from, file, 'local:test', false, quiet)).rejects.toMatchObject({ code: 'data-there' });
    const damaged = await readFile(file);
    damaged[600]! ^= 1;
    await writeFile(`${file}.damaged`, damaged);
    await expect(restoreBackup(from, `${file}.damaged`, 'local:test', true, quiet)).rejects.toMatchObject({
      code: 'bad-archive',
    });
    expect(await actions()).toEqual(['later', 'backup', 'first']);

    const { before } = await restoreBackup(from, file, 'local:test', true, quiet);
    expect(await actions()).toEqual(['restore', 'backup', 'first']);
    expect(await readFile(join(before!, 'audit-heads.log'), 'utf8')).toMatch(/^3 /m);
    if (from.databaseUrl)
      expect(await readFile(join(before!, 'operations', 'audit.ndjson'), 'utf8')).toMatch(/"later"/);
    else expect(await readFile(join(before!, 'operations.sqlite'))).not.toHaveLength(0);
  });
});
