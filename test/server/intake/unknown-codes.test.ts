import type { CodeLinks, CodeReceipts, UnknownCodes } from '../../../server/contract-codes.ts';
import type { BatchAnswer, Receipt } from '../../../server/contract-intake.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';

let app: TestApp;
let steward: SignedIn;
beforeAll(async () => {
  app = await startApp();
  steward = await app.signIn('steward');
});
afterAll(() => app.close());

const HEADER = 'source,external_id,cadre_code,requirement_code,claimed_at,lat,lon,crs,note';
const FIRST = [
  HEADER,
  's,r1,G1,old-form,2025-09-01 08:30,29.5,106.1,gcj02,a',
  's,r2,G1,R1,2025-09-01 09:30,,,,b',
  's,r3,G1,old-form,2025-09-02,,,,c',
  'other,r1,G1,old-form,2025-09-02 10:00,,,,d',
].join('\n');
/** Amends r3: no longer under the old code. */
const SECOND = [HEADER, 's,r3,G1,R1,2025-09-02 11:00,,,,c again'].join('\n');

async function send(name: string, body: string): Promise<Receipt> {
  const data = new FormData();
  data.append('file', new Blob([body]), name);
  const response = await steward.fetch('/api/v1/batches', { method: 'POST', body: data });
  expect(response.status).toBe(202);
  return (await response.json()) as BatchAnswer;
}
async function ask<T>(method: string, path: string, body?: unknown, status = 200): Promise<T> {
  const response = await steward.fetch(path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  });
  const text = await response.text();
  expect([response.status, response.status === status ? '' : text]).toEqual([status, '']);
  return JSON.parse(text) as T;
}
const unknown = async (): Promise<[string, string, string, number][]> =>
  (await ask<UnknownCodes>('GET', '/api/v1/unknown-codes')).rows.map(({ column, source, code, rows }) => [
    column,
    source,
    code,
    rows,
  ]);
const counts = ({ seen, accepted, amended, duplicate, rejected }: Receipt): number[] => [
  seen,
  accepted,
  amended,
  duplicate,
  rejected,
];

describe('codes the directory does not know', () => {
  it('wait in a list with the number of their rows', async () => {
    await send('requirements.csv', 'code,name,kind,issuer\nR1,巡查,checkin,应急局\n');
    await send('first.csv', FIRST);
    await send('second.csv', SECOND);
    expect(await unknown()).toEqual([
      ['cadre_code', 's', 'G1', 3],
      ['cadre_code', 'other', 'G1', 1],
      ['requirement_code', 'other', 'old-form', 1],
      ['requirement_code', 's', 'old-form', 1],
    ]);
  });

  it('are created with one request; a faulty entry is refused with its reason', async () => {
    const entry = { code: 'G1', name: '张三', org_unit_code: 'V1' };
    const faulty = { column: 'cadre_code', entry: { code: 'G1' } };
    const refused = await ask<{ code: string }>('POST', '/api/v1/unknown-codes/created', faulty, 202);
    expect(refused).toMatchObject({ state: 'refused' });
    const made = await ask<Receipt>('POST', '/api/v1/unknown-codes/created', { column: 'cadre_code', entry }, 202);
    expect(counts(made)).toEqual([1, 1, 0, 0, 0]);
    expect((await unknown()).map(([column]) => column)).toEqual(['requirement_code', 'requirement_code']);
  });

  it('are linked: waiting rows are read again as amendments, and the file sent again is known row by row', async () => {
    const link = { column: 'requirement_code', source: 's', code: 'old-form', meant: 'R1' };
    await ask('POST', '/api/v1/unknown-codes/linked', { ...link, meant: 'R9' }, 422);
    const { receipts } = await ask<CodeReceipts>('POST', '/api/v1/unknown-codes/linked', link, 202);
    expect(receipts.map((receipt) => [receipt.path, counts(receipt)])).toEqual([['first.csv', [1, 0, 1, 0, 0]]]);
    expect(await unknown()).toEqual([['requirement_code', 'other', 'old-form', 1]]);
    expect(counts(await send('second.csv', SECOND))).toEqual([1, 0, 0, 1, 0]);
    const again = await send('first.csv', FIRST.split('\n').slice(0, 2).join('\n'));
    expect(counts(again)).toEqual([1, 0, 0, 1, 0]);
    const repeated = await ask<CodeReceipts>('POST', '/api/v1/unknown-codes/linked', link, 202);
    expect(repeated.receipts).toEqual([]);
  });

  it('are unlinked: the rows have their own code again', async () => {
    const { rows } = await ask<CodeLinks>('GET', '/api/v1/code-links');
    expect(rows).toMatchObject([{ column: 'requirement_code', source: 's', code: 'old-form', meant: 'R1' }]);
    const { receipts } = await ask<CodeReceipts>('DELETE', `/api/v1/code-links/${rows[0]!.id}`, undefined, 202);
    expect(receipts.map(counts)).toEqual([[1, 0, 1, 0, 0]]);
    expect(await unknown()).toEqual([
      ['requirement_code', 'other', 'old-form', 1],
      ['requirement_code', 's', 'old-form', 1],
    ]);
  });

  it('are for stewards', async () => {
    const leader = await app.signIn('leader');
    expect((await leader.fetch('/api/v1/unknown-codes')).status).toBe(403);
  });
});
