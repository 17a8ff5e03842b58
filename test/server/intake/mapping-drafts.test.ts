import type { BatchAnswer } from '../../../server/contract-intake.ts';
import type { DraftView, MappingVersions, Trial } from '../../../server/contract-mapping.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';

let app: TestApp;
let steward: SignedIn;
beforeAll(async () => {
  app = await startApp();
  steward = await app.signIn('steward');
});
afterAll(() => app.close());

const TABLE = [
  '某县走访台账,,,',
  '走访人,走访日期与时刻,何处,说明',
  '张三,2025-09-01 08:30,村口,送药',
  '李四,2025-09-01 09:10,三组,看望',
  '王五,某天,五组,看望',
].join('\n');

const form = (body: string, name: string): FormData => {
  const data = new FormData();
  data.append('file', new Blob([body]), name);
  return data;
};
const post = async (path: string, body: unknown): Promise<Response> =>
  steward.fetch(path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
const json = async <T>(response: Response, status: number): Promise<T> => {
  const text = await response.text();
  expect([response.status, response.status === status ? '' : text]).toEqual([status, '']);
  return JSON.parse(text) as T;
};

describe('a mapping made with a file', () => {
  let draft: DraftView;
  const mapping = {
    name: '走访台账',
    kind: 'checkins',
    source: 'visits',
    columns: {
      external_id: { template: '{走访人}|{走访日期与时刻}' },
      cadre_code: { column: '走访人', lookup: 'cadres' },
      claimed_at: '走访日期与时刻',
      place: '何处',
    },
  };

  it('shows the first rows, finds the header and suggests what columns mean', async () => {
    await json<BatchAnswer>(
      await steward.fetch('/api/v1/batches', {
        method: 'POST',
        body: form('code,name,org_unit_code\nG1,张三,V1\nG2,李四,V1\nG3,重名,V1\nG4,重名,V1\n', 'cadres.csv'),
      }),
      202,
    );
    draft = await json<DraftView>(
      await steward.fetch('/api/v1/batches/drafts', { method: 'POST', body: form(TABLE, '台账.csv') }),
      201,
    );
    expect(draft).toMatchObject({ name: '台账.csv', format: 'csv', encoding: 'utf-8', headerAt: 1 });
    expect(draft.rows[1]).toEqual(['走访人', '走访日期与时刻', '何处', '说明']);
    const asked = await json<DraftView>(
      await post(`/api/v1/mappings/drafts/${draft.draft}/look`, { kind: 'checkins', headerAt: 1 }),
      200,
    );
    expect(asked.columns).toEqual({ cadre_code: '走访人', note: '说明' });
    const kind = asked.kinds.find(({ kind: name }) => name === 'checkins')!;
    expect(kind.columns.find(({ name }) => name === 'claimed_at')!.required).toBe(true);
  });

  it('is tried on the whole file: counts, rows as they would be stored, and every fault; nothing is stored', async () => {
    const trial = await json<Trial>(await post(`/api/v1/mappings/drafts/${draft.draft}/trial`, { mapping }), 200);
    expect(trial).toMatchObject({ seen: 3, accepted: 2, amended: 0, duplicate: 0, rejected: 1 });
    expect(trial.rows.map((row) => [row['cadre_code'], row['place']])).toEqual([
      ['G1', '村口'],
      ['G2', '三组'],
    ]);
    expect(trial.refused).toEqual([
      expect.objectContaining({ record: 3, column: 'claimed_at', code: 'bad-time', value: '某天' }),
    ]);
    const { total } = await json<{ total: number }>(await steward.fetch('/api/v1/batches'), 200);
    expect(total).toBe(1);
  });

  it('is refused in words when it cannot work', async () => {
    const columns = { ...mapping.columns, claimed_at: 'nowhere' };
    const lacking = await post(`/api/v1/mappings/drafts/${draft.draft}/trial`, { mapping: { ...mapping, columns } });
    expect([lacking.status, ((await lacking.json()) as { code: string }).code]).toEqual([422, 'missing-columns']);
    const bad = await post('/api/v1/mappings', { ...mapping, kind: 'gossip' });
    expect([bad.status, ((await bad.json()) as { code: string }).code]).toEqual([422, 'bad-mapping']);
  });

  it('is saved in versions and loads the file it was made with', async () => {
    expect(await json(await post('/api/v1/mappings', mapping), 200)).toEqual({ name: '走访台账', version: 1 });
    expect(await json(await post('/api/v1/mappings', mapping), 200)).toEqual({ name: '走访台账', version: 1 });
    const changed = { ...mapping, columns: { ...mapping.columns, note: '说明' } };
    expect(await json(await post('/api/v1/mappings', changed), 200)).toEqual({ name: '走访台账', version: 2 });
    const { versions } = await json<MappingVersions>(
      await steward.fetch(`/api/v1/mappings/${encodeURIComponent('走访台账')}`),
      200,
    );
    expect(
      versions.map(({ version, document }) => [version, Object.keys(document['columns'] as object).length]),
    ).toEqual([
      [2, 5],
      [1, 4],
    ]);
    const receipt = await json<BatchAnswer>(
      await post(`/api/v1/mappings/drafts/${draft.draft}/load`, { mapping: '走访台账' }),
      202,
    );
    expect(receipt).toMatchObject({
      path: '台账.csv',
      mapping: '走访台账@2',
      accepted: 2,
      rejected: 1,
      source: 'visits',
    });
  });

  it('belongs to whoever sent it', async () => {
    const auditor = await app.signIn('auditor');
    const refused = await auditor.fetch('/api/v1/batches/drafts', { method: 'POST', body: form(TABLE, 'a.csv') });
    expect(refused.status).toBe(403);
    const nowhere = await post('/api/v1/mappings/drafts/00000000-0000-4000-8000-000000000000/look', {});
    expect(nowhere.status).toBe(404);
  });
});
