/** What was sent before, failed before, or was removed: deliveries meet the past of their batch. */
import { IntakeService } from '../../../server/intake/intake.service.ts';
import { Batch } from '../../../server/intake/batch.entity.ts';
import { REMOVALS_FROM } from '../../../server/facts/batch-days.ts';
import { removeBatch } from '../../../server/intake/batch-cleanup.ts';
import { FactStore } from '../../../server/facts/fact-store.ts';
import { Operations } from '../../../server/operations/operations.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';
import type { Receipt } from '../../../server/contract-intake.ts';

let app: TestApp;
let steward: SignedIn;
beforeAll(async () => {
  app = await startApp();
  steward = await app.signIn('steward');
}, 120_000);
afterAll(() => app.close());

function csv(prefix: string, rows: number, day = '2025-03-03'): string {
  const lines = Array.from({ length: rows }, (_, i) => `s,${prefix}-${i},C${i % 50},${day}T09:00:00+08:00`);
  return ['source,external_id,cadre_code,claimed_at', ...lines].join('\n');
}

async function send(body: string, key: string): Promise<{ status: number; body: Receipt & { code?: string } }> {
  const response = await steward.fetch('/api/v1/batches', {
    method: 'POST',
    headers: { 'Content-Type': 'text/csv', 'Idempotency-Key': key },
    body,
  });
  return { status: response.status, body: (await response.json()) as Receipt };
}

it('answers a request that is sent several times at once with one receipt', async () => {
  const body = csv('twice', 5_000);
  const answers = await Promise.all([1, 2, 3, 4].map(() => send(body, 'twice')));
  expect(
    answers.map(({ status, body: { state, accepted, duplicate } }) => [status, state, accepted, duplicate]),
  ).toEqual(Array(4).fill([202, 'loaded', 5_000, 0]));
  expect(new Set(answers.map(({ body: { receipt } }) => receipt)).size).toBe(1);
  expect(await send(csv('other', 1), 'twice')).toMatchObject({ status: 409, body: { code: 'idempotency-key-reused' } });
  const [row] = await app.get(FactStore).query<{ n: number }>('SELECT count() AS n FROM checkins_versions');
  expect(row?.n).toBe(5_000);
});

it('leaves to its sender what its sender was told had failed', async () => {
  const operations = app.get(Operations);
  const { body: first } = await send(csv('failed', 3), 'failed');
  await removeBatch(app.get(FactStore), first.receipt);
  const problem = { zh: '磁盘空间不足,未写入任何内容。', en: 'The disk is full; nothing was written.' };
  await operations.write((manager) =>
    manager.update(Batch, { receipt: first.receipt }, { state: 'received', problem }),
  );

  expect(await app.get(IntakeService).resumeInterrupted()).toEqual([]);
  const asked = await steward.fetch(`/api/v1/receipts/${first.sha256}`);
  expect(await asked.json()).toMatchObject({ state: 'received', problem });

  const { status, body } = await send(csv('failed', 3), 'failed');
  expect([status, body.receipt, body.state, body.accepted, body.problem]).toEqual([
    202,
    first.receipt,
    'loaded',
    3,
    null,
  ]);
});

it('takes up what was interrupted, once, although its sender asks again at the same moment', async () => {
  const text = csv('resumed', 2_000);
  const { body: first } = await send(text, 'resumed');
  await app
    .get(Operations)
    .write((manager) =>
      manager.update(Batch, { receipt: first.receipt }, { state: 'loading', accepted: 0, seen: 0, loadedAt: null }),
    );
  const [, answer] = await Promise.all([app.get(IntakeService).resumeInterrupted(), send(text, 'resumed')]);
  expect([answer.status, answer.body.receipt, answer.body.state, answer.body.accepted]).toEqual([
    202,
    first.receipt,
    'loaded',
    2_000,
  ]);
  const [row] = await app
    .get(FactStore)
    .query<{ n: number }>("SELECT count() AS n FROM checkins_versions WHERE external_id LIKE 'resumed-%'");
  expect(row?.n).toBe(2_000);
});

it('makes the days due from which rows were removed, also those that an amendment had hidden', async () => {
  const store = app.get(FactStore);
  await send(csv('moved', 2, '2025-04-01'), 'moved-1');
  const { body: amendment } = await send(csv('moved', 2, '2025-04-09'), 'moved-2');
  expect(amendment.amended).toBe(2);
  await store.command('INSERT INTO computed_batches SELECT DISTINCT batch, 1 FROM batch_days');
  await removeBatch(store, amendment.receipt);
  const due = await store.query<{ batch: number; day: string }>(
    'SELECT batch, toString(day) AS day FROM batch_days WHERE batch NOT IN (SELECT batch FROM computed_batches) ORDER BY day',
  );
  expect(due.map(({ day }) => day)).toEqual(['2025-04-01', '2025-04-09']);
  expect(due.every(({ batch }) => batch > REMOVALS_FROM)).toBe(true);
  // Nothing was there: nothing is due.
  await store.command('INSERT INTO computed_batches SELECT DISTINCT batch, 1 FROM batch_days');
  await removeBatch(store, amendment.receipt);
  expect(
    await store.query('SELECT batch FROM batch_days WHERE batch NOT IN (SELECT batch FROM computed_batches)'),
  ).toEqual([]);
});
