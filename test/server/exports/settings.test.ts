/** What stewards keep and what is in an inbox, as files. */
import { parse } from 'csv-parse/sync';
import type { UnknownCodes } from '../../../server/contract-codes.ts';
import type { Inbox } from '../../../server/contract-sharing.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';

const REPORTS = `external_id,requirement_code,cadre_code,submitted_at
r-1,nobody-knows-1,c-1,2026-03-02 09:00:00
r-2,nobody-knows-1,c-1,2026-03-03 09:00:00
`;
let app: TestApp;
let steward: SignedIn;
beforeAll(async () => {
  app = await startApp();
  steward = await app.signIn('steward');
  const form = new FormData();
  form.append('file', new Blob([REPORTS]), 'reports.csv');
  const sent = await steward.fetch('/api/v1/batches?as=reports&source=wecom', { method: 'POST', body: form });
  expect(sent.status).toBe(202);
}, 120_000);
afterAll(() => app.close());

const dataRows = (text: string): string[][] =>
  (parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true }) as string[][])
    .slice(1)
    .filter(([first = '']) => !first.startsWith('# '));

describe('GET exports', () => {
  it('gives what stewards keep and what is in an inbox, never a secret', async () => {
    const [leader, auditor] = [await app.signIn('leader'), await app.signIn('auditor')];
    const administrator = await app.signIn('administrator');
    const json = { 'Content-Type': 'application/json' };
    const config = { kind: 'wecom', data: 'checkin', corpId: 'ww1', since: '2026-01-01' };
    const order = { config, secret: 'never-to-be-seen', enabled: false };
    const put = { method: 'PUT', headers: json, body: JSON.stringify(order) };
    expect((await steward.fetch('/api/v1/connectors/county-wecom', put)).status).toBe(200);
    const mapping = {
      name: 'ledger',
      kind: 'systems',
      columns: { code: '编号', name: '名称', owner: { constant: '县委办' } },
    };
    const post = { method: 'POST', headers: json, body: JSON.stringify(mapping) };
    expect((await steward.fetch('/api/v1/mappings', post)).status).toBe(200);
    const text = async (by: SignedIn, query: string): Promise<string> => {
      const response = await by.fetch(`/api/v1/exports?format=csv&lang=en&${query}`);
      expect([query, response.status]).toEqual([query, 200]);
      return response.text();
    };
    const connectors = await text(steward, 'view=connectors');
    expect(connectors).not.toContain('never-to-be-seen');
    expect(dataRows(connectors).map((line) => [line[0], line[1], line[2], line[7]])).toEqual([
      ['county-wecom', 'wecom', 'off', 'yes'],
    ]);
    expect(JSON.parse(dataRows(connectors)[0]![8]!)).toMatchObject(config);
    expect(dataRows(await text(steward, 'view=connectors&table=Allowed%20hosts')).length).toBeGreaterThan(3);
    expect(dataRows(await text(auditor, 'view=mappings')).map((line) => line.slice(0, 2))).toEqual([['ledger', '1']]);
    expect(dataRows(await text(auditor, 'view=mappings&table=Columns'))).toEqual([
      ['ledger', 'code', expect.any(String), '编号'],
      ['ledger', 'name', expect.any(String), '名称'],
      ['ledger', 'owner', expect.any(String), '{"constant":"县委办"}'],
    ]);
    const unknown = (await (await steward.fetch('/api/v1/unknown-codes')).json()) as UnknownCodes;
    expect(unknown.rows.length).toBeGreaterThan(0);
    expect(dataRows(await text(steward, 'view=codes')).map((line) => [line[2], Number(line[3])])).toEqual(
      unknown.rows.map(({ code, rows }) => [code, rows]),
    );
    const settings = { keepOriginals: false, masks: [{ source: 'wecom', top: 0, bottom: 0.125 }] };
    const masks = { method: 'PUT', headers: json, body: JSON.stringify(settings) };
    expect((await steward.fetch('/api/v1/photo-settings', masks)).status).toBe(200);
    expect(dataRows(await text(steward, 'view=photos'))).toEqual([['no']]);
    expect(dataRows(await text(steward, 'view=photos&table=Watermarks'))).toEqual([['wecom', '0 %', '12.5 %']]);
    for (const by of [leader, auditor, steward]) {
      const inbox = (await (await by.fetch('/api/v1/inbox')).json()) as Inbox;
      const lines = dataRows(await text(by, 'view=inbox'));
      expect(lines.map((line) => [line[0], line[6]])).toEqual(inbox.rows.map(({ at, to }) => [at, to]));
      const unread = dataRows(await text(by, 'view=inbox&show=unread'));
      expect(unread).toHaveLength(inbox.unread);
      expect(lines.every((line) => line[1] !== '' && !line[1]!.includes(':'))).toBe(true);
    }
    for (const [by, view] of [
      [leader, 'connectors'],
      [administrator, 'connectors'],
      [administrator, 'inbox'],
      [auditor, 'connectors'],
      [auditor, 'photos'],
      [auditor, 'codes'],
      [leader, 'mappings'],
    ] as const)
      expect([view, (await by.fetch(`/api/v1/exports?view=${view}`)).status]).toEqual([view, 403]);
  });
});
