/** What a server does by itself: the demo only where nothing else is, and computing after loads. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Account } from '../../../server/access/account.entity.ts';
import { Accounts } from '../../../server/access/accounts.ts';
import { Batch } from '../../../server/intake/batch.entity.ts';
import { DemoTownship } from '../../../server/operations/demo-accounts.ts';
import { FirstDemo } from '../../../server/operations/first-demo.ts';
import { KeepComputed } from '../../../server/operations/keep-computed.ts';
import { Operations } from '../../../server/operations/operations.ts';
import { DEMO_SETTING, Settings } from '../../../server/operations/settings.ts';
import { PASSWORD, startApp, type SignedIn, type TestApp } from '../../support/app.ts';

const UNITS = 'code,name,level,parent_code\nc,县,county,\nt1,一镇,township,c\nt2,二镇,township,c\n';
const CADRES = 'code,org_unit_code\na,t1\nx,t2\n';
const checkins = (from: number, n: number): string =>
  'source,external_id,cadre_code,claimed_at,requirement_code\n' +
  Array.from(
    { length: n },
    (_none, i) => `s,e${from + i},${i % 2 ? 'a' : 'x'},2026-03-0${1 + (i % 9)}T09:00:00+08:00,r\n`,
  ).join('');

let app: TestApp;
let steward: SignedIn;
beforeAll(async () => {
  app = await startApp();
  steward = await app.signIn('steward');
});
afterAll(() => app.close());

const load = async (as: string, body: string): Promise<void> => {
  const response = await steward.fetch(`/api/v1/batches?as=${as}`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/csv', 'Idempotency-Key': `${as}-${body.length}` },
    body,
  });
  expect([response.status, ((await response.json()) as { state: string }).state]).toEqual([202, 'loaded']);
};

/** Check-ins as the pages see them, once there are `n`. */
async function counted(n: number): Promise<number> {
  for (let tries = 0; ; tries += 1) {
    const answer = await steward.fetch('/api/v1/indicators/values?id=checkins&period=all');
    const { rows } = (await answer.json()) as { rows: { n: number }[] };
    const seen = rows[0]?.n ?? 0;
    if (seen === n || tries > 150) return seen;
    await sleep(200);
  }
}

describe('a demo', () => {
  it('is welcome in an empty folder and in one that holds a demo, not beside other data', async () => {
    const demo = app.get(FirstDemo);
    expect(await demo.isWelcome()).toBe(true);
    // An operator who has made his users wants no demo beside them.
    await app.signIn('auditor', 't1');
    expect(await demo.isWelcome()).toBe(false);
    await app.get(Operations).write((manager) => manager.delete(Account, { name: 'auditor-t1' }));
    expect(await demo.isWelcome()).toBe(true);
    await load('org_units', UNITS);
    expect(await demo.isWelcome()).toBe(false);
    await demo.fillEmpty();
    expect(await app.get(Settings).get(DEMO_SETTING)).toBeUndefined();
    expect(await app.get(Operations).read.count(Batch)).toBe(1);
  });

  it('gives its township leader one township, once, and nothing before', async () => {
    const accounts = app.get(Accounts);
    await app.get(DemoTownship).give();
    expect(await accounts.find('leader-township')).toBeNull();
    await accounts.add({ name: 'leader-township', password: PASSWORD, role: 'leader', unit: '' }, 'test');
    await app.get(DemoTownship).give();
    expect((await accounts.find('leader-township'))!.unit).toBe('t1');
    await accounts.setRole('leader-township', 'leader', 't2', 'test');
    await app.get(DemoTownship).give();
    expect((await accounts.find('leader-township'))!.unit).toBe('t2');
  });
});

describe('what was loaded', () => {
  it('is computed without anybody asking: what lay there at the start, and what came after', async () => {
    await load('cadres', CADRES);
    await load('checkins', checkins(0, 20));
    await sleep(300);
    // A command-line verb never computes by itself; this application has not been told that it is a server.
    expect(await counted(0)).toBe(0);
    await app.get(KeepComputed).start();
    expect(await counted(20)).toBe(20);
    await load('checkins', checkins(20, 7));
    expect(await counted(27)).toBe(27);
  });
});
