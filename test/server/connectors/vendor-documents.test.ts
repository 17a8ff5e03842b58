/** Pulls of documents, machines, days and shifts from servers that speak as the vendors document it. */
import { ConnectorBench, outcome } from '../../support/connectors.ts';
import type { Filed } from '../../support/vendor-documents.ts';
import { DAY, daysAgo, now, yesterday } from '../../support/vendor-days.ts';
import { VendorServer } from '../../support/vendor-server.ts';

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

/** So many documents, one every few hours before today; names differ, so that no test sees another's. */
const filed = (prefix: string, n: number, more: (i: number) => Partial<Filed> = () => ({})): Filed[] =>
  Array.from({ length: n }, (_, i) => ({
    id: `${prefix}${i}`,
    user: `u${i % 4}`,
    at: now - 2 * DAY - i * 9 * 3_600,
    ...more(i),
  }));

describe('WeCom documents', () => {
  const config = (data: string) => ({
    kind: 'wecom',
    data,
    corpId: `ww-${data}`,
    since: daysAgo(30),
    base: vendor.url,
    perMinute: 6000,
    source: `wecom-${data}`,
  });

  it('pulls journals: pages of ids, then each, over every error on the way, and once', async () => {
    vendor.documents.filed = filed('j', 31);
    vendor.faults = ['none', 'expired', 'limit', '500', 'truncated', 'none', 'invalid', 'reset', '429'];
    await bench.save('wecom-journal', config('journal'), vendor.secret);
    const run = await bench.run('wecom-journal');
    expect([outcome(run), vendor.violations, vendor.faults]).toEqual([['done', undefined], [], []]);
    expect(await bench.counts(run)).toEqual({ seen: 31, accepted: 31, amended: 0, duplicate: 0, rejected: 0 });
    const rows = await bench.facts('reports', 'wecom-journal');
    expect([rows.length, rows[0]]).toEqual([
      31,
      expect.objectContaining({
        external_id: 'j0',
        cadre_code: 'u0',
        requirement_code: 'wecom-journal:日报',
        text: '走访5户',
      }),
    ]);
    expect((await bench.run('wecom-journal')).receipts).toEqual([]);
    // Handed in late, under a time that had been asked for already.
    vendor.documents.filed.push({ id: 'j-late', user: 'u1', at: yesterday + 60 });
    expect((await bench.counts(await bench.run('wecom-journal'))).accepted).toBe(1);
  }, 120_000);

  it('pulls approvals: make-up punches become check-ins, all others reports, and none is refused', async () => {
    vendor.documents.filed = filed('a', 20, (i) => ({ makeUp: i % 3 === 0 }));
    vendor.faults = ['none', 'none', 'limit', 'none', 'expired'];
    await bench.save('wecom-approval', config('approval'), vendor.secret);
    const run = await bench.run('wecom-approval');
    expect([outcome(run), vendor.violations, run.receipts.length]).toEqual([['done', undefined], [], 2]);
    expect(await bench.counts(run)).toEqual({ seen: 20, accepted: 20, amended: 0, duplicate: 0, rejected: 0 });
    const punches = await bench.facts('checkins', 'wecom-approval');
    expect(punches.map(({ method }) => method)).toEqual(Array(7).fill('manual_makeup'));
    expect(await bench.facts('reports', 'wecom-approval')).toHaveLength(13);
    expect((await bench.run('wecom-approval')).receipts).toEqual([]);
  }, 120_000);
});

describe('WeCom machines and days', () => {
  const config = (data: string, users: string[]) => ({
    kind: 'wecom',
    data,
    corpId: `ww-${data}`,
    since: daysAgo(40),
    base: vendor.url,
    perMinute: 6000,
    source: `wecom-${data}`,
    users,
  });

  it('pulls punches at machines by members and months', async () => {
    vendor.documents.filed = filed('m', 90);
    vendor.faults = ['none', 'limit', 'expired'];
    await bench.save('wecom-device', config('device', ['u0', 'u1', 'u2', 'u3']), vendor.secret);
    const run = await bench.run('wecom-device');
    expect([outcome(run), vendor.violations]).toEqual([['done', undefined], []]);
    expect((await bench.counts(run)).accepted).toBe(90);
  }, 60_000);

  it('pulls the summaries of whole days only: today has none yet', async () => {
    await bench.save('wecom-daily', config('daily', ['u0', 'u1', 'u2']), vendor.secret);
    const run = await bench.run('wecom-daily');
    expect([outcome(run), vendor.violations]).toEqual([['done', undefined], []]);
    const days = Math.round((yesterday + DAY - Date.parse(`${daysAgo(40)}T00:00:00+08:00`) / 1000) / DAY);
    expect(await bench.counts(run)).toMatchObject({ accepted: 3 * days, amended: 0, rejected: 0 });
    const rows = await bench.facts('checkins', 'wecom-daily');
    expect(new Set(rows.map(({ method }) => method))).toEqual(new Set(['system']));
    // The day before is asked for again, and after that is known to bring nothing.
    expect(await bench.counts(await bench.run('wecom-daily'))).toMatchObject({ accepted: 0, amended: 0, duplicate: 3 });
    expect((await bench.run('wecom-daily')).receipts).toEqual([]);
  }, 60_000);
});

describe('DingTalk documents', () => {
  const config = (data: string) => ({
    kind: 'dingtalk',
    data,
    appKey: 'k',
    since: daysAgo(20),
    base: vendor.url,
    perMinute: 6000,
  });

  it('pulls approvals of a form: pages of ids, then each', async () => {
    vendor.documents.filed = filed('d', 14);
    vendor.faults = ['none', 'limit', 'expired'];
    await bench.save(
      'ding-approval',
      { ...config('approval'), processCode: 'PROC-1', source: 'ding-d' },
      vendor.secret,
    );
    const run = await bench.run('ding-approval');
    expect([outcome(run), vendor.violations, vendor.faults]).toEqual([['done', undefined], [], []]);
    expect(await bench.counts(run)).toEqual({ seen: 14, accepted: 14, amended: 0, duplicate: 0, rejected: 0 });
    await bench.save('ding-approval', config('approval'), vendor.secret);
    expect(outcome(await bench.run('ding-approval'))).toEqual(['failed', expect.stringContaining('processCode')]);
  }, 60_000);
});

describe('Lark documents', () => {
  const config = (data: string, more: object = {}) => ({
    kind: 'lark',
    data,
    appId: `app-${data}`,
    since: daysAgo(20),
    base: vendor.url,
    perMinute: 6000,
    source: `lark-${data}`,
    ...more,
  });

  it('pulls the results of shifts: the punches that were made, and those the system missed', async () => {
    const users = Array.from({ length: 60 }, (_, i) => `u${i}`);
    vendor.documents.filed = filed('s', 60, (i) => ({ user: `u${i}`, at: now - 3 * DAY - (i % 5) * DAY }));
    vendor.faults = ['limit', 'none', 'expired', '500'];
    await bench.save('lark-results', config('attendance-results', { users }), vendor.secret);
    const run = await bench.run('lark-results');
    expect([outcome(run), vendor.violations, vendor.faults]).toEqual([['done', undefined], [], []]);
    const rows = await bench.facts('checkins', 'lark-attendance-results');
    const methods = (method: string): number => rows.filter((row) => row['method'] === method).length;
    expect([rows.length, methods('system')]).toEqual([120, 60]);
    expect((await bench.run('lark-results')).receipts).toEqual([]);

    // One who left, and one the application may not see: everybody else's rows are loaded, and these two are named.
    Object.assign(vendor.documents, { gone: ['u98'], hidden: ['u3'] });
    await bench.save(
      'lark-some',
      config('attendance-results', { users: [...users, 'u98'], source: 'lark-some' }),
      vendor.secret,
    );
    const some = await bench.run('lark-some');
    expect((await bench.counts(some)).accepted).toBe(118);
    const [state, words] = outcome(some);
    expect([state, words]).toEqual(['failed', expect.stringMatching(/Everybody else's rows are loaded.*u3, u98/)]);
    expect((await bench.run('lark-some')).receipts).toEqual([]);
  }, 60_000);

  it('pulls approvals of a definition along their pages, and says what is wrong with another', async () => {
    vendor.documents.filed = filed('c', 17);
    vendor.faults = ['none', '429', 'truncated', 'expired'];
    await bench.save('lark-approval', config('approval', { approvalCode: '7C468A54' }), vendor.secret);
    const run = await bench.run('lark-approval');
    expect([outcome(run), vendor.violations, vendor.faults]).toEqual([['done', undefined], [], []]);
    expect(await bench.counts(run)).toEqual({ seen: 17, accepted: 17, amended: 0, duplicate: 0, rejected: 0 });
    expect(await bench.facts('reports', 'lark-approval')).toHaveLength(17);
    await bench.save('lark-approval', config('approval', { approvalCode: 'other' }), vendor.secret);
    expect(outcome(await bench.run('lark-approval'))).toEqual(['failed', expect.stringContaining('1390002')]);
    await bench.save('lark-approval', config('approval'), vendor.secret);
    expect(outcome(await bench.run('lark-approval'))).toEqual(['failed', expect.stringContaining('approvalCode')]);
  }, 60_000);
});
