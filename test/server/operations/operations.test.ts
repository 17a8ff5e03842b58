import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Setting } from '../../../server/operations/setting.entity.ts';
import { Settings } from '../../../server/operations/settings.ts';
import { Operations } from '../../../server/operations/operations.ts';
import { Batch } from '../../../server/intake/batch.entity.ts';
import { onEachStore } from '../../support/stores.ts';

const batch = (more: Partial<Batch>): Partial<Batch> => ({
  state: 'received',
  sha256: 'ab',
  bytes: 9_000_000_000,
  path: '打卡.csv',
  request: {},
  reasons: [],
  unknownColumns: ['甲'],
  warnings: [],
  problem: null,
  receivedAt: '2026-03-01T00:00:00.000Z',
  loadedBy: 'steward',
  principal: 'user:1',
  ...more,
});

onEachStore('the operations store', (place) => {
  let operations: Operations;
  beforeAll(async () => {
    operations = await Operations.open(await place());
  });
  afterAll(() => operations.onApplicationShutdown());

  it('gives back what was written, types included', async () => {
    const { receipt } = await operations.write((manager) => manager.save(Batch, batch({ seen: 3_000_000_000 })));
    const read = await operations.read.findOneByOrFail(Batch, { receipt });
    expect(read).toMatchObject({
      bytes: 9_000_000_000,
      seen: 3_000_000_000,
      accepted: 0,
      unknownColumns: ['甲'],
      problem: null,
      part: 0,
    });
  });

  it('keeps nothing of a transaction that fails', async () => {
    await expect(
      operations.write(async (manager) => {
        await manager.save(Setting, { name: 'lost', value: 1, changedAt: '' });
        throw new Error('half-way');
      }),
    ).rejects.toThrow('half-way');
    expect(await operations.read.findOneBy(Setting, { name: 'lost' })).toBeNull();
  });

  it('runs transactions that start together without one undoing another', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_none, index) =>
        operations.write(async (manager) => {
          await manager.save(Setting, { name: `together-${index}`, value: index, changedAt: '' });
          await new Promise((resolve) => setTimeout(resolve, 1));
          if (index % 2 === 1) throw new Error('odd');
        }),
      ),
    );
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(10);
    const kept = await operations.read.createQueryBuilder(Setting, 's').where("s.name LIKE 'together-%'").getMany();
    expect(kept.map(({ value }) => value as number).sort((a, b) => a - b)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
  });

  it('shows a reader only what is committed', async () => {
    let seenInside: unknown;
    let seenOutside: unknown = 'not asked';
    await operations.write(async (manager) => {
      await manager.save(Setting, { name: 'pending', value: true, changedAt: '' });
      seenInside = await manager.findOneBy(Setting, { name: 'pending' });
      seenOutside = await operations.read.findOneBy(Setting, { name: 'pending' });
    });
    expect(seenInside).not.toBeNull();
    expect(seenOutside).toBeNull();
    expect(await new Settings(operations).get('pending')).toBe(true);
  });

  it('joins a transaction inside a transaction', async () => {
    const settings = new Settings(operations);
    await expect(
      operations.write(async () => {
        await settings.set('inner', 1);
        throw new Error('outer');
      }),
    ).rejects.toThrow('outer');
    expect(await settings.get('inner')).toBeUndefined();
  });

  it('runs what waits for the commit after it, and not at all when there is none', async () => {
    const ran: string[] = [];
    await operations.write(async () => {
      await operations.afterCommit(() => void ran.push('kept'));
      expect(ran).toEqual([]);
    });
    await operations
      .write(async () => {
        await operations.afterCommit(() => void ran.push('undone'));
        throw new Error('no');
      })
      .catch(() => undefined);
    expect(ran).toEqual(['kept']);
  });

  it('refuses the same idempotency key of one sender twice, not of two senders, and not none', async () => {
    const save = (more: Partial<Batch>) => operations.write((manager) => manager.save(Batch, batch(more)));
    await save({ idempotencyKey: 'k', principal: 'token:1' });
    await save({ idempotencyKey: 'k', principal: 'token:2' });
    await save({ idempotencyKey: 'k', principal: 'token:1', part: 1 });
    await save({ idempotencyKey: null, principal: 'token:1' });
    await save({ idempotencyKey: null, principal: 'token:1' });
    await expect(save({ idempotencyKey: 'k', principal: 'token:1' })).rejects.toThrow(/unique/i);
  });
});

describe('SQLite', () => {
  it('is opened with WAL, full synchronisation and foreign keys', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'henjian-pragma-'));
    const operations = await Operations.open({ databaseUrl: undefined, dataFolder });
    try {
      const pragma = async (name: string) =>
        Object.values((await operations.dataSource.query<Record<string, unknown>[]>(`PRAGMA ${name}`))[0]!)[0];
      expect(await pragma('journal_mode')).toBe('wal');
      expect(await pragma('synchronous')).toBe(2);
      expect(await pragma('foreign_keys')).toBe(1);
      expect(await pragma('busy_timeout')).toBe(5000);
    } finally {
      await operations.onApplicationShutdown();
      await rm(dataFolder, { recursive: true });
    }
  });
});
