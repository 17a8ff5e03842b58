import { randomUUID } from 'node:crypto';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';
import type { BatchAnswer, Receipt } from '../../../server/contract-intake.ts';
import { zipOf } from './workbook.ts';

let app: TestApp;
let steward: SignedIn;
beforeAll(async () => {
  app = await startApp();
  steward = await app.signIn('steward');
});
afterAll(() => app.close());

const HEADER = 'source,external_id,cadre_code,claimed_at';
const csv = (source: string, n: number): string =>
  [HEADER, ...Array.from({ length: n }, (_, i) => `${source},r${i},G1,2025-09-30 08:30`)].join('\n');
const raw = (body: string, type: string, key?: string): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'Content-Type': type, ...(key ? { 'Idempotency-Key': key } : {}) },
});
const answer = async (response: Response): Promise<BatchAnswer> => {
  expect([response.status, response.status === 202 ? '' : await response.clone().text()]).toEqual([202, '']);
  return (await response.json()) as BatchAnswer;
};

describe('POST batches', () => {
  it('answers with the receipt once the rows are durable, and the receipt answers for ever', async () => {
    const form = new FormData();
    form.append('file', new Blob([`${csv('web', 3)}\nweb,bad,G1,never`]), '打卡记录.csv');
    const loaded = await answer(await steward.fetch('/api/v1/batches', { method: 'POST', body: form }));
    expect(loaded).toMatchObject({
      state: 'loaded',
      path: '打卡记录.csv',
      seen: 4,
      accepted: 3,
      rejected: 1,
      rejects: `/api/v1/batches/${loaded.receipt}/refused.csv`,
    });
    const again = (await (await steward.fetch(`/api/v1/receipts/${loaded.sha256}`)).json()) as Receipt;
    expect(again).toMatchObject({ receipt: loaded.receipt, accepted: 3 });
    const refused = await steward.fetch(loaded.rejects!);
    expect(refused.headers.get('content-type')).toContain('text/csv');
    const [header, row] = Buffer.from(await refused.arrayBuffer())
      .toString('utf8')
      .trimEnd()
      .split('\r\n');
    expect(header).toBe(`\ufeff${HEADER},sheet,line,column,code,reason,reason_en,value,file`);
    // File, sheet, line, column, code, the value, and how to fix it in both languages.
    expect(row).toMatch(/^web,bad,G1,never,,5,claimed_at,bad-time,.*写成 2025.*,.*Write 2025.*,never,打卡记录\.csv$/);
    const never = await steward.fetch(`/api/v1/receipts/${'0'.repeat(64)}`);
    expect([never.status, await never.json()]).toEqual([200, { state: 'never-seen', sha256: '0'.repeat(64) }]);
    const list = (await (await steward.fetch('/api/v1/batches?page=1&size=1')).json()) as {
      total: number;
      rows: Receipt[];
    };
    expect([list.total, list.rows[0]!.receipt]).toEqual([1, loaded.receipt]);
  });

  it('loads once whatever is sent twice under one key, and refuses other content under it', async () => {
    const key = randomUUID();
    const body = csv('idem', 2);
    const [a, b] = await Promise.all(
      [1, 2].map(async () => answer(await steward.fetch('/api/v1/batches', raw(body, 'text/csv', key)))),
    );
    const c = await answer(await steward.fetch('/api/v1/batches', raw(body, 'text/csv', key)));
    expect([b!.receipt, c.receipt, c.accepted]).toEqual([a!.receipt, a!.receipt, 2]);
    const other = await steward.fetch('/api/v1/batches', raw(csv('idem', 3), 'text/csv', key));
    expect([other.status, ((await other.json()) as { code: string }).code]).toEqual([409, 'idempotency-key-reused']);
  });

  it('takes NDJSON, several files and zips', async () => {
    const line = '{"source":"nd","external_id":"1","cadre_code":"G1","claimed_at":"2025-09-30T08:30:00Z"}';
    expect(await answer(await steward.fetch('/api/v1/batches', raw(line, 'application/x-ndjson')))).toMatchObject({
      format: 'ndjson',
      accepted: 1,
    });
    const form = new FormData();
    form.append('file', new Blob([csv('multi', 1)]), 'checkins.csv');
    form.append('file', new Blob(['code,name,level\nT1,朱沱镇,township\n']), 'org_units.csv');
    form.append(
      'file',
      new Blob([
        new Uint8Array(
          zipOf([
            { name: 'a/cadres.csv', content: 'code,org_unit_code,name\nG1,T1,张三\n' },
            { name: '__MACOSX/x', content: '' },
          ]),
        ),
      ]),
      'bundle.zip',
    );
    const { receipts } = await answer(await steward.fetch('/api/v1/batches', { method: 'POST', body: form }));
    expect(receipts.map(({ path, kind, accepted }) => [path, kind, accepted])).toEqual([
      ['checkins.csv', 'checkins', 1],
      ['org_units.csv', 'org_units', 1],
      ['bundle.zip!a/cadres.csv', 'cadres', 1],
    ]);
  });

  it('takes archives in archives, down to a depth', async () => {
    const inside = (depth: number): Buffer =>
      zipOf([
        depth === 1
          ? { name: 'checkins.csv', content: csv(`nested-${depth}`, 1) }
          : { name: `level-${depth - 1}.zip`, content: inside(depth - 1) },
      ]);
    for (const [depth, state, path] of [
      [3, 'loaded', 'z.zip!level-2.zip!level-1.zip!checkins.csv'],
      [4, 'refused', 'z.zip'],
    ] as const) {
      const form = new FormData();
      form.append('file', new Blob([new Uint8Array(inside(depth))]), 'z.zip');
      const { receipts } = await answer(await steward.fetch('/api/v1/batches', { method: 'POST', body: form }));
      expect(receipts.map((receipt) => [receipt.state, receipt.path])).toEqual([[state, path]]);
    }
  });

  it('keeps a receipt of a file it cannot take, and answers other nonsense as a problem', async () => {
    const refused = await answer(await steward.fetch('/api/v1/batches', raw('what,is,this\n1,2,3\n', 'text/csv')));
    expect([refused.state, refused.seen, refused.problem!.zh !== '']).toEqual(['refused', 0, true]);
    for (const [body, type, status] of [
      ['x', 'image/png', 415],
      ['', 'text/csv', 400],
      ['not a form', 'multipart/form-data', 400],
      ['--x--\r\n', 'multipart/form-data; boundary=x', 400],
    ] as const) {
      const response = await steward.fetch('/api/v1/batches', raw(body, type));
      expect([type, response.status, response.headers.get('content-type')]).toEqual([
        type,
        status,
        'application/problem+json; charset=utf-8',
      ]);
    }
  });

  it('is for stewards and machines; a machine loads its own source and sees its own receipts', async () => {
    const auditor = await app.signIn('auditor');
    expect((await auditor.fetch('/api/v1/batches', raw(csv('no', 1), 'text/csv'))).status).toBe(403);
    const { Tokens } = await import('../../../server/access/tokens.ts');
    const secret = await app.get(Tokens).add('feeder', 'feed', 'test');
    const machine = (path: string, init: RequestInit = {}) =>
      fetch(`${app.url}${path}`, {
        ...init,
        headers: { ...(init.headers as Record<string, string>), Authorization: `Bearer ${secret}` },
      });
    const loaded = await answer(
      await machine('/api/v1/batches', raw(`${csv('feed', 1)}\nother,x,G1,2025-09-30 08:30`, 'text/csv')),
    );
    expect(loaded).toMatchObject({ accepted: 1, rejected: 1, reasons: [{ code: 'wrong-source' }] });
    expect((await machine('/api/v1/batches?source=other', raw(csv('other', 1), 'text/csv'))).status).toBe(403);
    expect((await machine('/api/v1/batches/1')).status).toBe(404);
    expect(((await (await machine('/api/v1/batches')).json()) as { total: number }).total).toBe(1);
  });
});

describe('progress and cancelling', () => {
  it('is told under the job the caller chose', async () => {
    const job = randomUUID();
    const events = steward.fetch(`/api/v1/jobs/${job}/events`).then((response) => response.text());
    await answer(await steward.fetch(`/api/v1/batches?job=${job}`, raw(csv('progress', 20_000), 'text/csv')));
    const told = [...(await events).matchAll(/^data: (.*)$/gm)].map(
      ([, data]) => JSON.parse(data!) as { phase: string; state: string; share: number | null },
    );
    expect(told.map(({ phase }) => phase)).toEqual(expect.arrayContaining(['uploading', 'typing', 'storing']));
    expect(told.at(-1)).toMatchObject({ state: 'done', share: 1 });
  });
});

describe('the original record', () => {
  it('is for auditors and stewards, within their units, and every opening is logged', async () => {
    await answer(await steward.fetch('/api/v1/batches', raw(csv('line', 2), 'text/csv')));
    const auditor = await app.signIn('auditor');
    const response = await auditor.fetch('/api/v1/facts/checkins/line/r1/original');
    expect(await response.json()).toMatchObject({
      line: 3,
      cells: ['line', 'r1', 'G1', '2025-09-30 08:30'],
      text: 'line,r1,G1,2025-09-30 08:30',
      fileName: 'body.csv',
      versions: [{ version: 1, line: 2 }],
    });
    expect((await (await app.signIn('leader')).fetch('/api/v1/facts/checkins/line/r1/original')).status).toBe(403);
    expect((await (await app.signIn('auditor', 'T9')).fetch('/api/v1/facts/checkins/line/r1/original')).status).toBe(
      404,
    );
    expect((await auditor.fetch('/api/v1/facts/checkins/line/none/original')).status).toBe(404);
    expect((await auditor.fetch('/api/v1/facts/gossip/line/r1/original')).status).toBe(404);
    const audit = (await (await auditor.fetch('/api/v1/audit?page=1&size=50')).json()) as {
      rows: { action: string; object: string; user: string }[];
    };
    expect(
      audit.rows.filter(({ action, object }) => action === 'original-opened' && object === 'checkins/line/r1').length,
    ).toBeGreaterThanOrEqual(2);
    expect(audit.rows.some(({ action }) => action === 'batch-loaded')).toBe(true);
  });
});
