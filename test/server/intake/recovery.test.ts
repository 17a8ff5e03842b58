import { writeFile } from 'node:fs/promises';
import { removeBatch } from '../../../server/intake/batch-cleanup.ts';
import { Batch } from '../../../server/intake/batch.entity.ts';
import { countsOf, openIntake, SENDER, type IntakeBench } from './intake-bench.ts';

let bench: IntakeBench;
beforeAll(async () => {
  bench = await openIntake();
});
afterAll(() => bench.close());

const HEADER = 'source,external_id,cadre_code,claimed_at,lat,lon,crs,note';
const row = (source: string, id: string, note = ''): string =>
  `${source},${id},G1,2025-09-30T08:30:00+08:00,,,,${note}`;
const current = (source: string) =>
  bench.store.query<{ external_id: string; note: string; version: number; line: number }>(
    'SELECT external_id, note, version, line FROM checkins WHERE source = {source:String} ORDER BY external_id',
    { source },
  );

describe('an interrupted load', () => {
  it('is removed by its number and loaded again as if it had never begun', async () => {
    const text = [HEADER, row('crash', 'a', '1'), row('crash', 'b', '1')].join('\n');
    await bench.load('crash0.csv', [HEADER, row('crash', 'a', '0')].join('\n'));
    const batch = await bench.load('crash.csv', text);
    expect(countsOf(batch)).toEqual([2, 1, 1, 0, 0]);
    // As a crash leaves it: rows and ledger written, the books not closed.
    await bench.operations.write((manager) =>
      manager.update(Batch, { receipt: batch.receipt }, { state: 'loading', seen: 0, accepted: 0, amended: 0 }),
    );
    const resumed = await bench.intake.resumeInterrupted();
    expect(resumed.map(({ receipt }) => receipt)).toEqual([batch.receipt]);
    const now = (await bench.receipts.byNumber(batch.receipt))!;
    expect([now.state, ...countsOf(now)]).toEqual(['loaded', 2, 1, 1, 0, 0]);
    expect((await current('crash')).map(({ external_id, note, version }) => [external_id, note, version])).toEqual([
      ['a', '1', 2],
      ['b', '1', 1],
    ]);
  });

  it('that only got as far as its bytes is loaded at the next start', async () => {
    const path = `${bench.folder}/late.csv`;
    await writeFile(path, [HEADER, row('late', 'a')].join('\n'));
    const batch = await bench.intake.register(await bench.vault.putFile(path), { path, request: {}, sender: SENDER });
    expect(await bench.receipts.bySha256(batch.sha256)).toMatchObject({ state: 'received' });
    await bench.intake.resumeInterrupted();
    expect(await bench.receipts.bySha256(batch.sha256)).toMatchObject({ state: 'loaded', accepted: 1 });
    expect(await bench.receipts.bySha256('0'.repeat(64))).toEqual({ state: 'never-seen', sha256: '0'.repeat(64) });
  });

  it('leaves nothing when it is cancelled', async () => {
    const path = `${bench.folder}/cancelled.csv`;
    await writeFile(path, [HEADER, ...Array.from({ length: 5000 }, (_, i) => row('cancelled', `c${i}`))].join('\n'));
    const batch = await bench.intake.register(await bench.vault.putFile(path), { path, request: {}, sender: SENDER });
    const abort = new AbortController();
    const load = bench.intake.load(batch, {
      signal: abort.signal,
      report: ({ phase }) => phase === 'typing' && abort.abort(),
    });
    await expect(load).rejects.toMatchObject({ name: 'AbortError' });
    expect((await bench.receipts.byNumber(batch.receipt))!.state).toBe('cancelled');
    expect(await current('cancelled')).toEqual([]);
  });

  it('removes exactly its own rows', async () => {
    const kept = await bench.load('kept.csv', [HEADER, row('keep', 'a')].join('\n'));
    const gone = await bench.load('gone.csv', [HEADER, row('keep', 'b'), row('keep', '')].join('\n'));
    await removeBatch(bench.store, gone.receipt);
    expect((await current('keep')).map(({ external_id }) => external_id)).toEqual(['a']);
    const left = await bench.store.query<{ n: number }>(
      'SELECT count() AS n FROM (SELECT batch FROM seen UNION ALL SELECT batch FROM refused UNION ALL SELECT batch FROM batch_days) WHERE batch = {batch:UInt32}',
      { batch: gone.receipt },
    );
    expect(left).toEqual([{ n: 0 }]);
    expect(kept.state).toBe('loaded');
  });
});
