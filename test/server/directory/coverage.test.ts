/** What a period rests on: the batches with rows of its days, as far as they are in the figures. */
import { Coverage } from '../../../server/contract-sources.ts';
import { ComputationService } from '../../../server/indicators/computation.service.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';

let app: TestApp;
let steward: SignedIn;
beforeAll(async () => {
  app = await startApp();
  steward = await app.signIn('steward');
});
afterAll(() => app.close());

const load = async (name: string, text: string): Promise<number> => {
  const form = new FormData();
  form.append('file', new Blob([text]), name);
  const response = await steward.fetch('/api/v1/batches?as=checkins', { method: 'POST', body: form });
  expect(response.status).toBe(202);
  return ((await response.json()) as { receipt: number }).receipt;
};
const checkins = (id: string, day: string): string =>
  `source,external_id,cadre_code,claimed_at\nplain,${id},G1,${day}T08:30:00+08:00\n`;
const batches = async (days = ''): Promise<number> => {
  const answer = Coverage.parse(await (await steward.fetch(`/api/v1/coverage${days}`)).json());
  expect(answer.asOf === null || /^\d{4}-/.test(answer.asOf)).toBe(true);
  return answer.batches;
};

it('counts the batches of the days asked for, not what is still to be computed, nor what was withdrawn', async () => {
  await load('march.csv', checkins('a', '2026-03-02'));
  const wrong = await load('april.csv', checkins('b', '2026-04-07'));
  expect(await batches()).toBe(0);
  await app.get(ComputationService).compute();
  expect(await batches()).toBe(2);
  expect(await batches('?from=2026-03-01&to=2026-03-31')).toBe(1);
  expect(await batches('?from=2026-05-01')).toBe(0);
  // The same rows again add nothing to any day.
  await load('again.csv', `${checkins('a', '2026-03-02')}\n`);
  await app.get(ComputationService).compute();
  expect(await batches('?to=2026-03-31')).toBe(1);

  const withdrawn = await steward.fetch('/api/v1/withdrawals', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ receipt: wrong, reason: '导错了文件' }),
  });
  expect(withdrawn.status).toBeLessThan(300);
  await app.get(ComputationService).compute();
  expect(await batches()).toBe(1);
  expect((await steward.fetch('/api/v1/coverage?from=yesterday')).status).toBe(400);
  const administrator = await app.signIn('administrator');
  expect((await administrator.fetch('/api/v1/coverage')).status).toBe(403);
});
