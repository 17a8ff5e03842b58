/** Pulls from servers that speak as the vendors document it, with every error they document on the way. */
import { ConnectorBench, outcome } from '../../support/connectors.ts';
import { DAY, daysAgo, now, yesterday } from '../../support/vendor-days.ts';
import { VendorServer, type Punch } from '../../support/vendor-server.ts';

let bench: ConnectorBench;
let vendor: VendorServer;
beforeAll(async () => {
  bench = await ConnectorBench.open();
});
afterAll(() => bench.close());
beforeEach(async () => {
  vendor = await new VendorServer().start();
  await bench.allow(vendor.host);
});
afterEach(() => vendor.stop());

/** So many punches a user, spread over the last days, none of them today. */
const punches = (users: number, each: number, days: number): Punch[] =>
  Array.from({ length: users * each }, (_, i) => ({
    user: `u${i % users}`,
    at: now - 2 * DAY - Math.floor(((i / users) * (days - 3) * DAY) / each),
  }));

describe('WeCom', () => {
  it('pulls everything once, whatever goes wrong on the way, within the documented limits', async () => {
    vendor.punches = punches(230, 4, 40);
    vendor.faults = ['none', 'expired', 'limit', '500', 'none', 'truncated', 'reset', 'invalid', 'slow', '429'];
    const config = {
      kind: 'wecom',
      data: 'checkin',
      corpId: 'ww1',
      since: daysAgo(40),
      base: vendor.url,
      perMinute: 6000,
    };
    await bench.save('wecom-test', { ...config, source: 'wecom-a' }, vendor.secret);
    const run = await bench.run('wecom-test');
    expect(outcome(run)).toEqual(['done', undefined]);
    expect(await bench.counts(run)).toEqual({ seen: 920, accepted: 920, amended: 0, duplicate: 0, rejected: 0 });
    expect(vendor.violations).toEqual([]);
    expect(vendor.faults).toEqual([]);

    // Nothing new: no batch.
    const quiet = await bench.run('wecom-test');
    expect([outcome(quiet), quiet.receipts]).toEqual([['done', undefined], []]);

    // One new punch, and one that was made without a connection and arrives late: both, and nothing twice.
    vendor.punches.push({ user: 'u1', at: now - 100 }, { user: 'u2', at: yesterday + 3_600 });
    const late = await bench.counts(await bench.run('wecom-test'));
    expect([late.accepted, late.amended, late.rejected]).toEqual([2, 0, 0]);
    expect(await bench.facts('checkins', 'wecom-a')).toHaveLength(922);
  }, 120_000);

  it('says in words that the secret is wrong, and tries a rate limit again only so often', async () => {
    vendor.punches = punches(3, 2, 10);
    const config = {
      kind: 'wecom',
      data: 'checkin',
      corpId: 'ww2',
      since: daysAgo(10),
      base: vendor.url,
      perMinute: 6000,
    };
    await bench.save('wecom-wrong', config, 'a wrong secret');
    const [state, said] = outcome(await bench.run('wecom-wrong'));
    expect([state, said]).toEqual(['failed', expect.stringContaining('40001 invalid credential')]);
    expect(said).not.toContain('a wrong secret');

    await bench.save('wecom-wrong', config, vendor.secret);
    vendor.faults = Array<'limit'>(50).fill('limit');
    expect(outcome(await bench.run('wecom-wrong'))).toEqual(['failed', expect.stringContaining('45009')]);
    expect(vendor.faults).toHaveLength(44);
    vendor.faults = [];
    expect(outcome(await bench.run('wecom-wrong'))).toEqual(['done', undefined]);
  }, 60_000);

  it('keeps to the requests a minute it is told', async () => {
    vendor.punches = punches(350, 1, 10);
    const config = {
      kind: 'wecom',
      data: 'checkin',
      corpId: 'ww3',
      since: daysAgo(10),
      base: vendor.url,
      perMinute: 300,
    };
    await bench.save(
      'wecom-pace',
      { ...config, source: 'wecom-pace', users: vendor.punches.map(({ user }) => user) },
      vendor.secret,
    );
    expect(outcome(await bench.run('wecom-pace'))).toEqual(['done', undefined]);
    const times = vendor.requests.map(({ at }) => at);
    expect(times).toHaveLength(4);
    for (const [i, at] of times.entries()) if (i > 0) expect(at - times[i - 1]!).toBeGreaterThan(150);
  }, 60_000);
});

describe('DingTalk', () => {
  const config = (data: string) => ({
    kind: 'dingtalk',
    data,
    appKey: 'k',
    since: daysAgo(20),
    base: vendor.url,
    perMinute: 6000,
  });

  it('pulls attendance by members and weeks', async () => {
    vendor.punches = punches(70, 3, 20);
    vendor.faults = ['none', 'limit', 'expired'];
    const users = Array.from({ length: 70 }, (_, i) => `u${i}`);
    await bench.save('ding-attendance', { ...config('attendance'), users, source: 'ding-a' }, vendor.secret);
    const run = await bench.run('ding-attendance');
    expect([outcome(run), vendor.violations]).toEqual([['done', undefined], []]);
    expect((await bench.counts(run)).accepted).toBe(210);
  }, 60_000);

  it('pulls sign-ins page by page, a page that is full and the empty one after it too', async () => {
    vendor.punches = Array.from({ length: 300 }, (_, i) => ({ user: `u${i % 9}`, at: now - 2 * DAY + i }));
    vendor.faults = ['none', 'truncated', 'none', '500'];
    await bench.save('ding-signin', { ...config('checkin'), source: 'ding-b' }, vendor.secret);
    const run = await bench.run('ding-signin');
    expect([outcome(run), vendor.violations]).toEqual([['done', undefined], []]);
    expect((await bench.counts(run)).accepted).toBe(300);
  }, 60_000);

  it('pulls logs along their cursor', async () => {
    vendor.reports = Array.from({ length: 47 }, (_, i) => ({ id: `r${i}`, user: `u${i % 5}`, at: now - 3 * DAY + i }));
    await bench.save('ding-report', { ...config('report'), source: 'ding-c' }, vendor.secret);
    const run = await bench.run('ding-report');
    expect([outcome(run), vendor.violations]).toEqual([['done', undefined], []]);
    expect((await bench.counts(run)).accepted).toBe(47);
  }, 60_000);
});

describe('Lark', () => {
  it('pulls check-in flows by members', async () => {
    vendor.punches = punches(60, 3, 20);
    vendor.faults = ['expired', 'limit', '429', 'truncated'];
    const users = Array.from({ length: 60 }, (_, i) => `u${i}`);
    const config = {
      kind: 'lark',
      data: 'attendance',
      appId: 'a',
      since: daysAgo(20),
      base: vendor.url,
      perMinute: 6000,
      users,
    };
    await bench.save('lark-flows', { ...config, source: 'lark-a' }, vendor.secret);
    const run = await bench.run('lark-flows');
    expect([outcome(run), vendor.violations]).toEqual([['done', undefined], []]);
    expect((await bench.counts(run)).accepted).toBe(180);
    expect(vendor.faults).toEqual([]);
  }, 60_000);
});
