/** Cascade, duty lists and weights, claims and the funnel, asked over HTTP of one small county. */
import { Cascade, Claims, Demands, Funnel } from '../../../server/contract-reform.ts';
import { FactStore } from '../../../server/facts/fact-store.ts';
import { ComputationService } from '../../../server/indicators/computation.service.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';
import { replaceFacts } from '../../support/example-facts.ts';

let app: TestApp;
let reform: SignedIn;

const TOWNS = ['T1', 'T2', 'T3', 'T4', 'T5', 'T6'];
const task = (external_id: string, requirement_code: string, more: Record<string, unknown>) => ({
  source: 's',
  external_id,
  requirement_code,
  issued_at: '2026-03-02 09:00:00',
  ...more,
});
const done = { completed_at: '2026-03-03 10:00:31', due_at: '2026-03-06 18:00:12' };
const late = { completed_at: '2026-03-09 10:00:41', due_at: '2026-03-06 18:00:12' };
const cadresOf = (town: string) => Array.from({ length: 6 }, (_none, index) => `${town}-${index}`);
const claim = (org_unit_code: string, kind: string, value: number, more: Record<string, unknown> = {}) => ({
  org_unit_code,
  period: '2026-03',
  kind,
  value,
  ...more,
});

beforeAll(async () => {
  app = await startApp();
  await replaceFacts(
    app.nest.get(FactStore, { strict: false }),
    {
      org_units: [
        { code: 'C', name: '县', level: 'county' },
        ...TOWNS.map((code) => ({ code, name: `${code}镇`, level: 'township', parent_code: 'C', population: 10_000 })),
        { code: 'D', name: '农业局', level: 'county', parent_code: 'C' },
        { code: 'V1', name: '一村', level: 'village', parent_code: 'T1' },
      ],
      cadres: [
        ...TOWNS.flatMap((town) => cadresOf(town).map((code) => ({ code, org_unit_code: town }))),
        { code: 'v', org_unit_code: 'V1' },
      ],
      requirements: [
        {
          code: 'CK',
          name: '打卡',
          kind: 'checkin',
          issuer: '政法委',
          duty_list_kind: 'basic',
          trace_kinds: ['gps'],
          scoring_weight: 5,
        },
        {
          code: 'TK',
          name: '任务',
          kind: 'task',
          issuer: '应急局',
          duty_list_kind: 'none',
          trace_kinds: ['text'],
          scoring_weight: 10,
          ranked: true,
          minutes_estimate: 5,
        },
        { code: 'RP', name: '日志', kind: 'report', issuer: '组织部', minutes_estimate: 10 },
        { code: 'OLD', name: '旧表', kind: 'report', issuer: '组织部', valid_to: '2026-03-10' },
        { code: 'GONE', name: '废表', kind: 'report', issuer: '组织部', valid_to: '2026-02-01' },
      ],
      tasks: [
        task('head', 'TK', { org_unit_code: 'C', minutes: 60 }),
        ...TOWNS.map((town) =>
          task(`down-${town}`, 'TK', { org_unit_code: town, parent_external_id: 'head', minutes: 60 }),
        ),
        ...[1, 2, 3].map((n) => task(`v${n}`, 'TK', { org_unit_code: 'V1', parent_external_id: 'down-T1', ...done })),
        task('same', 'TK', { cadre_code: 'T1-0', parent_external_id: 'down-T1', ...done }),
        ...Array.from({ length: 8 }, (_none, n) => task(`d${n}`, 'TK', { org_unit_code: 'T1', ...done })),
        ...Array.from({ length: 4 }, (_none, n) => task(`l${n}`, 'TK', { org_unit_code: 'T1', ...late })),
        task('part', 'TK', { org_unit_code: 'D', parent_external_id: 'head' }),
        task('lost', 'TK', { cadre_code: 'T2-1', parent_external_id: 'never-loaded' }),
      ],
      checkins: TOWNS.flatMap((town, at) =>
        cadresOf(town).flatMap((cadre) =>
          Array.from({ length: at === 5 ? 30 : 10 + (at % 2) }, (_none, n) => ({
            source: 's',
            external_id: `${cadre}-${n}`,
            cadre_code: cadre,
            requirement_code: 'CK',
            claimed_at: `2026-03-${String(2 + n).padStart(2, '0')} 08:${10 + n}:31`,
          })),
        ),
      ),
      reports: Array.from({ length: 12 }, (_none, n) => ({
        source: 's',
        external_id: `r${n}`,
        cadre_code: 'T1-0',
        requirement_code: 'RP',
        submitted_at: `2026-03-${String(2 + n).padStart(2, '0')} 10:00:31`,
        active_edit_s: 1800,
      })),
      outcomes: [
        claim('T1', 'claimed_completion', 95),
        claim('T1', 'claimed_done', 0.9375),
        claim('T2', 'claimed_done', 100),
        claim('T1', 'claimed_completion', 75, { requirement_code: 'TK' }),
        claim('T1', 'claimed_completion', 75, { requirement_code: 'CK' }),
        claim('C', 'claimed_form_cut', 50),
        claim('T1', 'case_resolved', 3, { requirement_code: 'CK' }),
      ],
    },
    new Set(),
  );
  await app.get(ComputationService).compute({ full: true });
  reform = await app.signIn('reform');
}, 120_000);
afterAll(() => app?.close());

async function ask<T>(by: SignedIn, path: string, shape: { parse(value: unknown): T }): Promise<T> {
  const response = await by.fetch(`/api/v1/${path}`);
  expect([path, response.status]).toEqual([path, 200]);
  return shape.parse(await response.json());
}

describe('the cascade', () => {
  it('counts tasks by the levels they were passed between, and the departments at the head of the chains', async () => {
    const cascade = await ask(reform, 'cascade', Cascade);
    expect(cascade.heads).toEqual([{ issuer: '应急局', level: 'county', tasks: 1 }]);
    expect(
      Object.fromEntries(
        cascade.hops.map((hop) => [
          `${hop.above}>${hop.below}${hop.belowDepartment && `/${hop.belowDepartment}`}`,
          [hop.tasks, hop.parents],
        ]),
      ),
    ).toEqual({
      'county>township': [6, 1],
      'county>county/农业局': [1, 1],
      'township>village': [3, 1],
      'township>township': [1, 1],
      '>township': [1, 1],
    });
    expect([cascade.tasks, cascade.passedOn]).toEqual([25, 12]);
  });

  it('shows a township what was passed on to it, and nothing of the others', async () => {
    const cascade = await ask(await app.signIn('leader', 'T1'), 'cascade', Cascade);
    expect(cascade.hops.map((hop) => hop.tasks)).toEqual([3, 1, 1]);
    expect([cascade.tasks, cascade.passedOn]).toEqual([17, 5]);
  });

  it('holds to the days asked for', async () => {
    expect((await ask(reform, 'cascade?from=2026-03-10', Cascade)).hops).toEqual([]);
    expect((await reform.fetch('/api/v1/cascade?from=yesterday')).status).toBe(400);
  });
});

describe('demands', () => {
  it('carry the duty list, the weight and what the score rests on', async () => {
    const { rows } = await ask(reform, 'demands', Demands);
    const by = Object.fromEntries(rows.map((row) => [row.requirement, row]));
    expect(Object.keys(by)).toEqual(['CK', 'OLD', 'RP', 'TK']);
    expect([by.CK!.basis, by.TK!.basis, by.RP!.basis]).toEqual(['outcome', 'traces', 'cannot-judge']);
    expect(by.TK).toMatchObject({ dutyList: 'none', weight: 10, ranked: true, answers: 25, issuer: '应急局' });
    expect(by.CK).toMatchObject({
      dutyList: 'basic',
      weight: 5,
      ranked: null,
      answers: 6 * (30 + 10 + 11 + 10 + 11 + 10),
    });
    expect(by.RP).toMatchObject({ dutyList: '', weight: null, answers: 12, hours: 6 });
  });

  it('count the answers of the caller’s units only', async () => {
    const { rows } = await ask(await app.signIn('leader', 'T2'), 'demands', Demands);
    expect(Object.fromEntries(rows.map((row) => [row.requirement, row.answers]))).toEqual({
      CK: 66,
      OLD: 0,
      RP: 0,
      TK: 2,
    });
  });
});

describe('claims', () => {
  it('are held against the logs of the same unit and period, and differ by more than rounding or not', async () => {
    const { rates, kinds } = await ask(reform, 'claims', Claims);
    const by = Object.fromEntries(rates.map((row) => [`${row.kind} ${row.unit} ${row.requirement}`.trim(), row]));
    expect(kinds.map(({ kind }) => kind)).toContain('claimed_reading');
    // 8 + 3 + 1 in time, 4 late; the others have no deadline.
    expect(by['claimed_completion T1']).toMatchObject({ claimed: 0.95, computed: 12 / 16, n: 16, status: 'differs' });
    expect(by['claimed_completion T1 TK']).toMatchObject({ computed: 12 / 16, status: 'agrees' });
    expect(by['claimed_completion T1 CK']).toMatchObject({ n: 0, status: 'cannot-judge', reason: 'no-rows' });
    // With the one passed down to it, which nobody completed.
    expect(by['claimed_done T1']).toMatchObject({
      claimed: 0.9375,
      computed: 16 / 17,
      numerator: 16,
      status: 'agrees',
    });
    expect(by['claimed_done T2']).toMatchObject({
      computed: null,
      n: 2,
      status: 'cannot-judge',
      reason: 'too-few-events',
    });
    // Two forms on the first day, one on the last.
    expect(by['claimed_form_cut C']).toMatchObject({ claimed: 0.5, computed: 0.5, n: 2, status: 'agrees' });
    expect(rates).toHaveLength(6);
  });

  it('of minutes are held against what was logged', async () => {
    const { minutes } = await ask(reform, 'claims', Claims);
    expect(
      minutes.map(({ requirement, claimed, computed, n, status }) => [requirement, claimed, computed, n, status]),
    ).toEqual([
      ['RP', 10, 30, 12, 'differs'],
      ['TK', 5, null, 7, 'cannot-judge'],
    ]);
  });

  it('of other units are not shown', async () => {
    const { rates, minutes } = await ask(await app.signIn('leader', 'T2'), 'claims', Claims);
    expect(rates.map(({ kind, unit }) => [kind, unit])).toEqual([['claimed_done', 'T2']]);
    expect(minutes.map(({ n }) => n)).toEqual([0, 1]);
  });
});

describe('the funnel', () => {
  it('shows who lies outside the limits of their size', async () => {
    const funnel = await ask(reform, 'funnel?id=checkins', Funnel);
    expect(funnel).toMatchObject({ kind: 'rate', per: 'cadres', status: 'ok', tau: expect.any(Number) });
    expect(funnel.rows.map(({ unit, n }) => [unit, n])).toEqual([
      ['T1', 7],
      ...TOWNS.slice(1).map((town) => [town, 6]),
    ]);
    const { value, beyond } = funnel.rows.find(({ unit }) => unit === 'T6')!;
    const weeks = ((Date.parse(funnel.to!) - Date.parse(funnel.from!)) / 86_400_000 + 1) / 7;
    expect(value).toBeCloseTo(180 / (6 * weeks), 9);
    expect(beyond).toBe('high');
    expect(
      funnel.limits.every(
        ({ low95, high95, low998, high998 }) => low998 <= low95 && low95 < high95 && high95 <= high998,
      ),
    ).toBe(true);
  });

  it('can divide by residents, and compares hours by the spread between cadres', async () => {
    const residents = await ask(reform, 'funnel?id=checkins&per=population', Funnel);
    expect(new Set(residents.rows.map(({ n }) => n))).toEqual(new Set([10_000]));
    const hours = await ask(reform, 'funnel?id=filling-hours', Funnel);
    expect(hours).toMatchObject({ kind: 'mean', per: 'cadres', status: 'ok' });
    expect(hours.target).toBeGreaterThan(0);
  });

  it('judges nobody among too few, and nothing where nothing was recorded', async () => {
    const one = await ask(await app.signIn('leader', 'T1'), 'funnel?id=checkins', Funnel);
    expect(one).toMatchObject({ status: 'cannot-judge', reason: 'too-few-units', target: null, limits: [] });
    expect(one.rows).toMatchObject([{ unit: 'T1', value: null, status: 'cannot-judge', reason: 'too-few-units' }]);
    const shares = await ask(reform, 'funnel?id=unread-share', Funnel);
    expect(shares).toMatchObject({ kind: 'share', per: 'events', status: 'cannot-judge' });
    expect((await reform.fetch('/api/v1/funnel?id=burden-concentration')).status).toBe(400);
  });

  it('is nobody’s business who is not signed in', async () => {
    for (const path of ['cascade', 'demands', 'claims', 'funnel?id=checkins'])
      expect((await fetch(`${app.url}/api/v1/${path}`)).status).toBe(401);
  });
});
