/** Which systems are in use, dormant, retired or not on file; what cannot be told is not called unused. */
import { Systems } from '../../../server/contract-systems.ts';
import { FactStore } from '../../../server/facts/fact-store.ts';
import { ComputationService } from '../../../server/indicators/computation.service.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';
import { replaceFacts } from '../../support/example-facts.ts';

let app: TestApp;

const checkins = (cadre: string, requirement: string, days: readonly string[]) =>
  days.map((day) => ({
    source: 's',
    external_id: `${cadre}-${requirement}-${day}`,
    cadre_code: cadre,
    requirement_code: requirement,
    claimed_at: `${day} 09:00:00`,
  }));
const requirement = (code: string, system_code: string, frequency = 'P1W') => ({
  code,
  name: code,
  kind: 'checkin',
  issuer: '局',
  system_code,
  frequency,
});
const CADRES = ['a', 'b', 'c', 'd', 'e', 'f'];

beforeAll(async () => {
  app = await startApp();
  await replaceFacts(
    app.nest.get(FactStore, { strict: false }),
    {
      org_units: [
        { code: 'C', name: '县', level: 'county' },
        { code: 'T1', name: '一镇', level: 'township', parent_code: 'C' },
        { code: 'T2', name: '二镇', level: 'township', parent_code: 'C' },
      ],
      cadres: [...CADRES.map((code) => ({ code, org_unit_code: 'T1' })), { code: 'x', org_unit_code: 'T2' }],
      systems: [
        { code: 'USED', name: '在用', filing_status: '已备案', annual_cost_yuan: 120000.5, registered_users: 40 },
        { code: 'IDLE', name: '闲置', filing_status: '未备案', launched_on: '2021-02-03' },
        { code: 'YEAR', name: '年报', filing_status: '' },
        { code: 'OFF', name: '已下线', retired_on: '2026-02-01', filing_status: 'filed' },
        { code: 'NONE', name: '无记录', exemption: 'security', filing_status: 'none' },
        { code: 'LOG', name: '只有使用记录', filing_status: '备案中' },
      ],
      requirements: [
        requirement('u1', 'USED'),
        requirement('u2', 'USED'),
        requirement('i', 'IDLE'),
        requirement('y', 'YEAR', 'P1Y'),
        requirement('o', 'OFF'),
        requirement('n', 'NONE'),
      ],
      checkins: [
        ...CADRES.flatMap((cadre) => checkins(cadre, 'u1', ['2026-03-30', '2026-03-31'])),
        ...checkins('x', 'u2', ['2025-12-31']),
        // The last 90 days are 2026-01-01 to 2026-03-31: one day too early.
        ...checkins('x', 'i', ['2025-12-30', '2025-12-31']),
        ...checkins('x', 'y', ['2025-11-30']),
        ...checkins('x', 'o', ['2026-01-31', '2026-02-01', '2026-02-02']),
      ],
      app_usage: [
        { system_code: 'LOG', cadre_code: 'a', on: '2026-03-02', sessions: 2 },
        { system_code: 'LOG', cadre_code: 'b', on: '2026-03-02', sessions: 0 },
      ],
    },
    new Set(),
  );
  await app.get(ComputationService).compute({ full: true });
}, 120_000);
afterAll(() => app?.close());

async function systems(by: SignedIn): Promise<Systems & { by: Record<string, Systems['rows'][number]> }> {
  const response = await by.fetch('/api/v1/systems');
  expect(response.status).toBe(200);
  const answer = Systems.parse(await response.json());
  return { ...answer, by: Object.fromEntries(answer.rows.map((row) => [row.code, row])) };
}

describe('systems', () => {
  it('are in use, dormant or retired by their rows, and cannot be judged where no row ever came', async () => {
    const { by, from, to, idleDays } = await systems(await app.signIn('reform'));
    expect([from, to, idleDays]).toEqual(['2025-11-30', '2026-03-31', 90]);
    expect(Object.fromEntries(Object.entries(by).map(([code, row]) => [code, [row.use, row.reason]]))).toEqual({
      USED: ['in-use', undefined],
      IDLE: ['dormant', undefined],
      YEAR: ['cannot-judge', 'seldom-asked'],
      OFF: ['retired', undefined],
      NONE: ['cannot-judge', 'no-rows'],
      LOG: ['in-use', undefined],
    });
    expect(by.USED).toMatchObject({
      requirements: 2,
      records: 13,
      recordsLately: 12,
      cadresLately: 6,
      lastDay: '2026-03-31',
      annualCostYuan: 120000.5,
      registeredUsers: 40,
      launchedOn: null,
    });
    expect(by.IDLE).toMatchObject({ records: 2, recordsLately: 0, cadresLately: 0, lastDay: '2025-12-31' });
    expect(by.NONE).toMatchObject({ records: 0, lastDay: null, requirements: 1 });
    expect(by.OFF).toMatchObject({ retiredOn: '2026-02-01', recordsAfterRetirement: 1 });
  });

  it('count no few people out, and no session that was not opened', async () => {
    const { by } = await systems(await app.signIn('reform'));
    expect(by.LOG).toMatchObject({ records: 1, recordsLately: 1, cadresLately: null });
  });

  it('are filed, unfiled, exempt or unknown as the rules read the directory', async () => {
    const { by } = await systems(await app.signIn('auditor'));
    expect(Object.fromEntries(Object.entries(by).map(([code, row]) => [code, row.filing]))).toEqual({
      USED: 'filed',
      IDLE: 'unfiled',
      YEAR: 'unknown',
      OFF: 'filed',
      NONE: 'exempt',
      LOG: 'unfiled',
    });
    expect(by.IDLE).toMatchObject({ filingStatus: '未备案', launchedOn: '2021-02-03' });
  });

  it('count the rows of the caller’s units only', async () => {
    const { by } = await systems(await app.signIn('leader', 'T2'));
    expect([by.USED!.records, by.USED!.use, by.IDLE!.records, by.LOG!.use]).toEqual([1, 'dormant', 2, 'cannot-judge']);
  });

  it('are nobody’s business who is not signed in', async () => {
    expect((await fetch(`${app.url}/api/v1/systems`)).status).toBe(401);
  });
});
