import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Audit } from '../../../server/access/audit.ts';
import { readEnvironment, type Environment } from '../../../server/environment.ts';
import { Operations } from '../../../server/operations/operations.ts';
import { onEachStore } from '../../support/stores.ts';

onEachStore('the audit chain', (place) => {
  let operations: Operations;
  let audit: Audit;
  let witnesses: string;

  beforeEach(async () => {
    const at = await place();
    const environment: Environment = {
      ...readEnvironment({ HENJIAN_DATA: at.dataFolder }),
      databaseUrl: at.databaseUrl,
    };
    operations = await Operations.open(environment);
    audit = new Audit(operations, environment);
    witnesses = join(at.dataFolder, 'audit-heads.log');
    for (let n = 1; n <= 12; n += 1)
      await audit.write({ actor: 'steward', action: 'batch-loaded', object: String(n), detail: { n } });
  });
  afterEach(() => operations.onApplicationShutdown());

  const sql = (text: string) => operations.dataSource.query(text);
  const fault = async () => (await audit.verifyAudit()).fault;

  it('is whole when nobody touched it', async () => {
    expect(await audit.verifyAudit()).toMatchObject({ rows: 12, fault: null });
  });

  it('holds acts written at the same moment, each once', async () => {
    await Promise.all(
      Array.from({ length: 15 }, (_none, n) => audit.write({ actor: 'a', action: 'x', object: String(n) })),
    );
    expect(await audit.verifyAudit()).toMatchObject({ rows: 27, fault: null });
  });

  it('keeps the act and what it tells of, or neither', async () => {
    await operations
      .write(async () => {
        await audit.write({ actor: 'a', action: 'account-added', object: 'b' });
        throw new Error('the account was not added after all');
      })
      .catch(() => undefined);
    expect(await audit.verifyAudit()).toMatchObject({ rows: 12, fault: null });
  });

  it.each([
    ['an edited word', `UPDATE audit SET object = '99' WHERE id = 7`, { fault: 'altered', position: 7 }],
    ['an edited detail', `UPDATE audit SET detail = '{}' WHERE id = 3`, { fault: 'altered', position: 3 }],
    ['a deleted row', `DELETE FROM audit WHERE id = 5`, { fault: 'missing', position: 5 }],
    ['the first row deleted', `DELETE FROM audit WHERE id = 1`, { fault: 'missing', position: 1 }],
    ['the last row deleted', `DELETE FROM audit WHERE id = 12`, { fault: 'cut', position: 12 }],
    [
      'a row added at the end',
      `INSERT INTO audit SELECT 13, at, actor, action, object, detail, hash FROM audit WHERE id = 12`,
      { fault: 'altered', position: 13 },
    ],
  ])('finds %s', async (_what, text, expected) => {
    await sql(text);
    expect(await fault()).toEqual(expected);
  });

  it('finds two rows swapped, at the first of them', async () => {
    await sql('UPDATE audit SET id = 1000 WHERE id = 4');
    await sql('UPDATE audit SET id = 4 WHERE id = 9');
    await sql('UPDATE audit SET id = 9 WHERE id = 1000');
    expect(await fault()).toEqual({ fault: 'altered', position: 4 });
  });

  it('finds a row put in between', async () => {
    for (let id = 12; id > 6; id -= 1) await sql(`UPDATE audit SET id = ${id + 1} WHERE id = ${id}`);
    await sql(`INSERT INTO audit SELECT 7, at, actor, action, 'forged', detail, hash FROM audit WHERE id = 6`);
    expect(await fault()).toEqual({ fault: 'altered', position: 7 });
  });

  it('finds the end cut off although the head in the store was set back as well', async () => {
    await sql('DELETE FROM audit WHERE id > 9');
    await sql(`UPDATE audit_head SET count = 9, hash = (SELECT hash FROM audit WHERE id = 9)`);
    expect(await fault()).toEqual({ fault: 'cut', position: 10 });
  });

  it('finds rows rewritten and chained anew, by the heads kept outside the store', async () => {
    const { chainHash } = await import('../../../server/access/audit-chain.ts');
    const rows = await operations.dataSource.query<
      { id: number; at: string; actor: string; action: string; object: string; detail: string; hash: string }[]
    >('SELECT * FROM audit ORDER BY id');
    let hash = rows[4]!.hash;
    for (const row of rows.slice(5)) {
      const forged = { ...row, actor: 'somebody else' };
      hash = chainHash(hash, forged);
      await sql(`UPDATE audit SET actor = 'somebody else', hash = '${hash}' WHERE id = ${row.id}`);
    }
    await sql(`UPDATE audit_head SET hash = '${hash}'`);
    expect(await fault()).toEqual({ fault: 'rewritten', position: 6 });
  });

  it('says so when the heads outside the store are gone', async () => {
    await writeFile(witnesses, '');
    expect(await fault()).toEqual({ fault: 'unwitnessed', position: 1 });
  });

  it('survives a head torn by a power cut: the store may be ahead of the list', async () => {
    const text = await readFile(witnesses, 'utf8');
    await writeFile(witnesses, text.slice(0, -20));
    await audit.write({ actor: 'a', action: 'x', object: 'after the cut' });
    expect(await audit.verifyAudit()).toMatchObject({ rows: 13, fault: null });
  });
});
