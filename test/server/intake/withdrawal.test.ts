/** A batch taken back: what it brought, what it replaced, what others had sent too, and what a crash leaves of it. */
import { Batch } from '../../../server/intake/batch.entity.ts';
import { insertInherited } from '../../../server/intake/sql/inherit.ts';
import { factKind } from '../../../metrics/facts.ts';
import { countsOf, openIntake, type IntakeBench } from './intake-bench.ts';

let bench: IntakeBench;
beforeAll(async () => {
  bench = await openIntake();
});
afterAll(() => bench.close());

const HEADER = 'source,external_id,cadre_code,claimed_at,note';
const file = (source: string, rows: Record<string, string>): string =>
  [HEADER, ...Object.entries(rows).map(([id, note]) => `${source},${id},G1,2025-09-30T08:30:00+08:00,${note}`)].join(
    '\n',
  );
const BY = { name: '数据管理员' };
const current = async (source: string): Promise<Record<string, string>> => {
  const rows = await bench.store.query<{ external_id: string; note: string }>(
    'SELECT external_id, note FROM checkins WHERE source = {source:String} ORDER BY external_id, note',
    { source },
  );
  expect(new Set(rows.map(({ external_id }) => external_id)).size).toBe(rows.length);
  return Object.fromEntries(rows.map(({ external_id, note }) => [external_id, note]));
};
const stateOf = async ({ receipt }: Batch): Promise<Batch> => (await bench.receipts.byNumber(receipt))!;
/** Rows of every table that still carry the number. */
const left = async ({ receipt }: Batch): Promise<number> => {
  const tables = ['seen', 'superseded', 'refused', 'batch_days', 'checkins_versions'];
  const [row] = await bench.store.query<{ n: number }>(
    `SELECT count() AS n FROM (${tables.map((table) => `SELECT batch FROM ${table}`).join(' UNION ALL ')}) WHERE batch = {receipt:UInt32}`,
    { receipt },
  );
  return row!.n;
};
/** Versions and ledger agree, and every key has exactly one current version. */
const consistent = async (): Promise<void> => {
  const [row] = await bench.store.query(
    `SELECT (SELECT count() FROM checkins_versions) = (SELECT count() FROM seen WHERE kind = 'checkins') AS ledger,
       (SELECT uniqExact(source, external_id) FROM checkins_versions) = (SELECT count() FROM checkins) AS one_each`,
  );
  expect(row).toEqual({ ledger: 1, one_each: 1 });
  for (const batch of await bench.operations.read.findBy(Batch, { state: 'loaded' })) {
    const [seen, ...parts] = countsOf(batch);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(seen);
  }
};

it('goes with all its rows; what it had amended comes back, its receipt answers, and the file can be loaded again', async () => {
  await bench.load('before.csv', file('plain', { a: 'old', b: 'kept' }));
  const text = `${file('plain', { a: 'new', c: 'extra' })}\nplain,,G1,2025-09-30,\n`;
  const batch = await bench.load('wrong.csv', text);
  expect(countsOf(batch)).toEqual([3, 1, 1, 0, 1]);
  const withdrawn = await bench.withdrawals.withdraw(batch.receipt, '导错了文件', BY);
  expect(withdrawn).toMatchObject({ state: 'withdrawn', withdrawal: { reason: '导错了文件', by: '数据管理员' } });
  expect(countsOf(withdrawn)).toEqual([3, 1, 1, 0, 1]);
  expect([await current('plain'), await left(batch)]).toEqual([{ a: 'old', b: 'kept' }, 0]);
  await consistent();
  expect(await bench.receipts.bySha256(batch.sha256)).toMatchObject({ receipt: batch.receipt, state: 'withdrawn' });
  // Asked again it answers the same, with the first reason.
  const again = await bench.withdrawals.withdraw(batch.receipt, 'another reason', BY);
  expect(again.withdrawal).toEqual(withdrawn.withdrawal);

  const reloaded = await bench.load('wrong.csv', text);
  expect([reloaded.receipt > batch.receipt, ...countsOf(reloaded)]).toEqual([true, 3, 1, 1, 0, 1]);
  expect(await current('plain')).toEqual({ a: 'new', b: 'kept', c: 'extra' });
  expect(await bench.receipts.bySha256(batch.sha256)).toMatchObject({ receipt: reloaded.receipt, state: 'loaded' });
  await consistent();
});

it('in the middle of amendments leaves the newest version current, whatever is withdrawn after it', async () => {
  const batches = [];
  for (const note of ['1', '2', '3', '4']) batches.push(await bench.load(`mid${note}.csv`, file('mid', { a: note })));
  await bench.withdrawals.withdraw(batches[1]!.receipt, 'second', BY);
  expect(await current('mid')).toEqual({ a: '4' });
  await consistent();
  await bench.withdrawals.withdraw(batches[3]!.receipt, 'fourth', BY);
  expect(await current('mid')).toEqual({ a: '3' });
  await bench.withdrawals.withdraw(batches[2]!.receipt, 'third', BY);
  expect(await current('mid')).toEqual({ a: '1' });
  await consistent();
  const after = await bench.load('mid5.csv', file('mid', { a: '5' }));
  expect([countsOf(after), await current('mid')]).toEqual([[1, 0, 1, 0, 0], { a: '5' }]);
  await consistent();
});

it('leaves what a later batch had sent too, under that batch and at its place', async () => {
  const first = await bench.load('monday.csv', file('over', { a: '1', b: '1', c: '1' }));
  const second = await bench.load('tuesday.csv', file('over', { x: '1', b: '1', c: '2' }));
  const third = await bench.load('wednesday.csv', file('over', { b: '1', a: '1', x: '1' }));
  expect([countsOf(second), countsOf(third)]).toEqual([
    [3, 1, 1, 1, 0],
    [3, 0, 0, 3, 0],
  ]);
  await bench.withdrawals.withdraw(first.receipt, 'twice', BY);
  expect(await current('over')).toEqual({ a: '1', b: '1', c: '2', x: '1' });
  const [two, three] = [await stateOf(second), await stateOf(third)];
  expect([countsOf(two), countsOf(three)]).toEqual([
    [3, 2, 1, 0, 0],
    [3, 1, 0, 2, 0],
  ]);
  expect(two.warnings.at(-1)!.en).toContain(`Receipt ${first.receipt} was withdrawn; 1 of its rows`);
  const places = await bench.store.query(
    "SELECT external_id, batch, line, file FROM checkins WHERE source = 'over' AND external_id IN ('a', 'b') ORDER BY external_id",
  );
  expect(places).toEqual([
    { external_id: 'a', batch: third.receipt, line: 2, file: third.sha256 },
    { external_id: 'b', batch: second.receipt, line: 2, file: second.sha256 },
  ]);
  await consistent();
  // The heirs go in their turn, and nothing of them stays.
  await bench.withdrawals.withdraw(second.receipt, 'also', BY);
  expect(await current('over')).toEqual({ a: '1', b: '1', x: '1' });
  await bench.withdrawals.withdraw(third.receipt, 'all', BY);
  expect(await current('over')).toEqual({});
  await consistent();
});

it('hands on only what was a duplicate of its own rows', async () => {
  // The heir's row repeats what a third batch said since; and one row stands in the heir twice.
  const first = await bench.load('h1.csv', file('heir', { a: '1', b: '1' }));
  await bench.load('h2.csv', file('heir', { a: '2' }));
  await bench.load('h3.csv', file('heir', { a: '1' }));
  const last = await bench.load('h4.csv', `${file('heir', { a: '1', b: '1' })}\nheir,b,G1,2025-09-30T08:30:00+08:00,1`);
  expect(countsOf(last)).toEqual([3, 0, 0, 3, 0]);
  await bench.withdrawals.withdraw(first.receipt, 'x', BY);
  expect([await current('heir'), countsOf(await stateOf(last))]).toEqual([{ a: '1', b: '1' }, [3, 1, 0, 2, 0]]);
  await consistent();
});

it('is taken up again wherever it was interrupted, before anything else is loaded', async () => {
  const first = await bench.load('k1.csv', file('kill', { a: '1', b: '1', c: '1' }));
  const second = await bench.load('k2.csv', file('kill', { a: '2', b: '1', d: '1' }));
  const withdrawal = { reason: 'interrupted', by: 'test', at: new Date().toISOString() };
  await bench.operations.write((manager) =>
    manager.update(Batch, { receipt: first.receipt }, { state: 'withdrawing', withdrawal }),
  );
  // As a kill leaves it: the heir's copy made, neither the ledger nor its receipt told, half of the batch's rows gone.
  const store = bench.store;
  await bench.intake.exclusively(async () => {
    const order = { path: bench.vault.pathOf(second.sha256), sha256: second.sha256, name: second.path, request: {} };
    await bench.loader.staged({ ...order, batch: second.receipt, temporaryFolder: bench.vault.temporaryFolder }, () =>
      store.command(insertInherited(factKind('checkins')!, first.receipt, second.receipt), { file: second.sha256 }),
    );
    for (const table of ['batch_days', 'refused'])
      await store.command(
        `ALTER TABLE ${table} DELETE WHERE batch = ${first.receipt}`,
        {},
        { settings: { mutations_sync: 2 } },
      );
  });
  const next = await bench.load('k3.csv', file('kill', { c: '1' }));
  expect(await stateOf(first)).toMatchObject({ state: 'withdrawn', withdrawal });
  // Not a duplicate of a row that was on its way out.
  expect([countsOf(next), countsOf(await stateOf(second))]).toEqual([
    [1, 1, 0, 0, 0],
    [3, 2, 1, 0, 0],
  ]);
  expect([await current('kill'), await left(first)]).toEqual([{ a: '2', b: '1', c: '1', d: '1' }, 0]);
  await consistent();
});

it('takes along its rows that were read again because a code was given a meaning', async () => {
  await bench.load('w0.csv', file('wait', { b: 'older' }));
  const first = await bench.load('w1.csv', file('wait', { a: '1', b: '1' }));
  const waiting = { of: first.receipt, column: 'cadre_code', source: 'wait', written: 'G1', now: 'G1' };
  const again = await bench.intake.register(
    { sha256: first.sha256, bytes: first.bytes },
    { path: first.path, request: { waiting }, sender: { id: 'local:test', name: 'test' } },
  );
  await bench.intake.load(again);
  await bench.withdrawals.withdraw(first.receipt, 'x', BY);
  expect([(await stateOf(first)).state, (await stateOf(again)).state]).toEqual(['withdrawn', 'withdrawn']);
  expect(await current('wait')).toEqual({ b: 'older' });
  await consistent();
});

it('refuses what cannot be taken back', async () => {
  await expect(bench.withdrawals.withdraw(999_999, 'x', BY)).rejects.toMatchObject({ status: 404 });
  const refused = await bench.load('strange.csv', 'what,is,this\n1,2,3\n');
  await expect(bench.withdrawals.withdraw(refused.receipt, 'x', BY)).rejects.toMatchObject({
    status: 409,
    code: 'not-loaded',
  });
});
