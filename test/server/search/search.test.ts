/** One box finds by name or code, within what the caller's role and unit may see, and never more than a few of a kind. */
import { HITS_SHOWN, SearchAnswer } from '../../../server/contract-search.ts';
import { FactStore } from '../../../server/facts/fact-store.ts';
import { ComputationService } from '../../../server/indicators/computation.service.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';
import { replaceFacts } from '../../support/example-facts.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
  await replaceFacts(
    app.nest.get(FactStore, { strict: false }),
    {
      org_units: [
        { code: 'C', name: '青禾县', level: 'county' },
        { code: 'T1', name: '柳河镇', level: 'township', parent_code: 'C' },
        { code: 'T2', name: '石桥镇', level: 'township', parent_code: 'C' },
        { code: 'V1', name: '柳河村', level: 'village', parent_code: 'T1' },
      ],
      cadres: [{ code: 'a', org_unit_code: 'V1' }],
      systems: [{ code: 'RIVER', name: '河长通' }],
      requirements: [
        {
          code: 'river-patrol',
          name: '河道巡查',
          kind: 'checkin',
          issuer: '水利局',
          system_code: 'RIVER',
          frequency: 'P1W',
        },
        { code: 'Q100%_a', name: '表\\单', kind: 'report', issuer: '民政局', frequency: 'P1M' },
        ...Array.from({ length: 9 }, (_, i) => ({
          code: `visit-${i}`,
          name: `走访台账 ${'甲'.repeat(i + 1)}`,
          kind: 'report',
          issuer: '农业局',
          frequency: 'P1M',
        })),
      ],
      checkins: [
        {
          source: 's',
          external_id: '1',
          cadre_code: 'a',
          requirement_code: 'river-patrol',
          claimed_at: '2026-03-30 09:00:00',
        },
      ],
    },
    new Set(),
  );
  await app.get(ComputationService).compute({ full: true });
}, 120_000);
afterAll(() => app?.close());

async function find(by: SignedIn, q: string): Promise<Record<string, string[]>> {
  const response = await by.fetch(`/api/v1/search?q=${encodeURIComponent(q)}`);
  expect(response.status).toBe(200);
  const { groups } = SearchAnswer.parse(await response.json());
  return Object.fromEntries(groups.map(({ kind, hits }) => [kind, hits.map(({ id }) => id)]));
}

describe('search', () => {
  it('finds by name, by code and by department, all words in any order, whatever the case', async () => {
    const auditor = await app.signIn('auditor');
    expect((await find(auditor, '河道')).requirement).toEqual(['river-patrol']);
    expect((await find(auditor, 'RIVER-P')).requirement).toEqual(['river-patrol']);
    expect((await find(auditor, '巡查 水利')).requirement).toEqual(['river-patrol']);
    expect((await find(auditor, '巡查 民政')).requirement).toBeUndefined();
    expect((await find(auditor, 'river')).system).toEqual(['RIVER']);
    expect((await find(auditor, 'filling-hours')).indicator?.[0]).toBe('filling-hours');
    expect((await find(auditor, 'p51')).rule).toEqual(['P51']);
  });

  it('takes what was typed as text, not as a pattern', async () => {
    const auditor = await app.signIn('auditor');
    expect((await find(auditor, '100%_')).requirement).toEqual(['Q100%_a']);
    expect((await find(auditor, '\\')).requirement).toEqual(['Q100%_a']);
    expect((await find(auditor, "%' OR 1=1 --")).requirement).toBeUndefined();
  });

  it('shows the best few and says how many there are', async () => {
    const auditor = await app.signIn('auditor');
    const answer = SearchAnswer.parse(await (await auditor.fetch('/api/v1/search?q=走访')).json());
    const group = answer.groups.find(({ kind }) => kind === 'requirement')!;
    expect([group.total, group.hits.length]).toEqual([9, HITS_SHOWN]);
    expect(group.hits[0]!.name.zh).toBe('走访台账 甲');
  });

  it('names units of the caller only, with the one above', async () => {
    expect((await find(await app.signIn('leader'), '柳河')).unit?.sort()).toEqual(['T1', 'V1']);
    expect((await find(await app.signIn('leader', 'T2'), '柳河')).unit).toBeUndefined();
    const own = SearchAnswer.parse(
      await (await (await app.signIn('leader', 'T1')).fetch('/api/v1/search?q=柳河村')).json(),
    );
    expect(own.groups.find(({ kind }) => kind === 'unit')?.hits[0]?.detail.zh).toBe('柳河镇');
  });

  it('shows an administrator definitions and units, no requirement and no system', async () => {
    const found = await find(await app.signIn('administrator'), '河');
    expect([found.requirement, found.system, found.finding]).toEqual([undefined, undefined, undefined]);
    expect(found.unit?.length).toBe(2);
  });

  it('refuses nothing, too much and what it does not know', async () => {
    const auditor = await app.signIn('auditor');
    for (const query of ['', 'q=', 'q=%20', `q=${'x'.repeat(101)}`, 'q=a&page=2'])
      expect((await auditor.fetch(`/api/v1/search?${query}`)).status).toBe(400);
  });
});
