/** A real server, killed while it withdraws: the next start ends what was begun. And the verb of the command line. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Receipt } from '../../../server/contract-intake.ts';
import { signIn } from '../../support/app.ts';
import { compileCli, henjian } from '../../support/cli.ts';
import { Victim } from '../../support/victim.ts';

const ROWS = 60_000;

let folder: string;
let server: Victim;
beforeAll(async () => {
  await compileCli();
  folder = await mkdtemp(join(tmpdir(), 'henjian-withdrawal-'));
  server = new Victim(join(folder, 'data'));
}, 120_000);
afterAll(async () => {
  await server.kill();
  await rm(folder, { recursive: true, force: true });
});

async function csv(name: string, first: number, note: string): Promise<string> {
  const path = join(folder, name);
  const rows = Array.from({ length: ROWS }, (_, i) => {
    const day = String(1 + ((first + i + ROWS) % 28)).padStart(2, '0');
    return `kill,r${first + i},G${i % 50},2025-09-${day}T08:30:00+08:00,${note}`;
  });
  await writeFile(path, ['source,external_id,cadre_code,claimed_at,note', ...rows].join('\n'));
  return path;
}

const load = async (path: string): Promise<Receipt> => (await server.verb<Receipt>('load', path)).answer!;

it('resumes after kill -9 at any moment, and loses no row that another batch had sent too', async () => {
  const first = await load(await csv('first.csv', 0, 'a'));
  // Amends half of it; the other half of the third is a duplicate of the first's.
  await load(await csv('second.csv', ROWS / 2, 'b'));
  const third = await load(await csv('third.csv', -ROWS / 2, 'a'));
  expect([first.accepted, third.accepted, third.duplicate]).toEqual([ROWS, ROWS / 2, ROWS / 2]);
  const { code, stdout } = await henjian([
    'user',
    'add',
    'zhang',
    '--role',
    'steward',
    '--unit',
    '*',
    '--data',
    server.data,
    '--json',
  ]);
  expect(code).toBe(0);
  const { password } = JSON.parse(stdout) as { password: string };

  // The wish arrives before the first kill; the later ones meet its resumption.
  await server.start();
  const steward = await signIn(await server.url(), 'zhang', password);
  void steward
    .fetch('/api/v1/withdrawals', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ receipt: first.receipt, reason: '导错了' }),
    })
    .catch(() => undefined);
  for (const milliseconds of [120, 250, 400, 700]) {
    await sleep(milliseconds);
    await server.kill();
    await server.start();
  }
  const states = new Set<string>();
  for (let waited = 0; waited < 60; waited++) {
    const again = await signIn(await server.url(), 'zhang', password);
    const receipt = (await (await again.fetch(`/api/v1/batches/${first.receipt}`)).json()) as Receipt;
    states.add(receipt.state);
    if (receipt.state === 'withdrawn') break;
    await sleep(500);
  }
  expect([...states].at(-1)).toBe('withdrawn');
  expect(await server.stop()).toBe(0);

  const heir = await server.verb<Receipt>('receipt', third.sha256);
  expect(heir.answer).toMatchObject({ accepted: ROWS, duplicate: 0, amended: 0 });
  const verdict = await server.verb<{ ok: boolean; checks: { name: string; problems: unknown[] }[] }>('verify');
  expect(verdict.answer!.checks.flatMap(({ problems }) => problems)).toEqual([]);
}, 300_000);

it('is a verb of the command line, with a reason, for a receipt that is there', async () => {
  const withdraw = (...words: string[]) =>
    henjian(['withdraw', ...words, '--data', server.data, '--lang', 'en', '--json']);
  expect(await withdraw('1')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--reason is missing') as string,
  });
  expect(await withdraw('abc', '--reason', 'why')).toMatchObject({ code: 2 });
  expect(await withdraw('4711', '--reason', 'why')).toMatchObject({ code: 1, stdout: '' });
  const done = await withdraw('2', '--reason', '与上级口径不一致');
  expect([done.code, done.json()]).toMatchObject([
    0,
    { receipt: 2, state: 'withdrawn', rejects: null, withdrawal: { reason: '与上级口径不一致' } },
  ]);
  const receipt = await server.verb<Receipt>('receipt', done.json<Receipt>().sha256);
  expect(receipt.answer).toMatchObject({ state: 'withdrawn', accepted: ROWS / 2, amended: ROWS / 2 });
}, 120_000);
