/** What a township's leader is answered: of his own township everything, of the others nothing, by any way of asking. */
import { FactStore } from '../../../server/facts/fact-store.ts';
import { ComputationService } from '../../../server/indicators/computation.service.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';
import { replaceFacts } from '../../support/example-facts.ts';

let app: TestApp;
let everything: SignedIn;
let township: SignedIn;

const checkins = (cadre: string, n: number) =>
  Array.from({ length: n }, (_none, index) => ({
    source: 's',
    external_id: `${cadre}-${index}`,
    cadre_code: cadre,
    requirement_code: 'r',
    claimed_at: `2026-03-${String(2 + index).padStart(2, '0')} 09:00:00`,
  }));

beforeAll(async () => {
  app = await startApp();
  const facts = app.nest.get(FactStore, { strict: false });
  await replaceFacts(
    facts,
    {
      org_units: [
        { code: 'c', name: '县', level: 'county' },
        { code: 't1', name: '一镇', level: 'township', parent_code: 'c' },
        { code: 't1v', name: '一村', level: 'village', parent_code: 't1' },
        { code: 't2', name: '二镇', level: 'township', parent_code: 'c' },
      ],
      cadres: [
        { code: 'a', org_unit_code: 't1' },
        { code: 'b', org_unit_code: 't1v' },
        { code: 'x', org_unit_code: 't2' },
      ],
      requirements: [{ code: 'r', name: '走访打卡', kind: 'checkin', issuer: '民政局' }],
      checkins: [...checkins('a', 5), ...checkins('b', 7), ...checkins('x', 11)],
    },
    new Set(),
  );
  await app.get(ComputationService).compute({ full: true });
  everything = await app.signIn('leader');
  township = await app.signIn('leader', 't1');
}, 120_000);
afterAll(() => app.close());

interface Values {
  rows: { unit?: string; value: number | null; n: number }[];
}

async function checkinsSeen(by: SignedIn, more = ''): Promise<Record<string, number>> {
  const response = await by.fetch(`/api/v1/indicators/values?id=checkins&by=unit&period=all${more}`);
  expect(response.status).toBe(200);
  const { rows } = (await response.json()) as Values;
  return Object.fromEntries(rows.map((row) => [row.unit ?? '', row.n]));
}

const total = (seen: Record<string, number>) => Object.values(seen).reduce((sum, n) => sum + n, 0);

describe('the scope of a caller', () => {
  it('is in the values of an indicator', async () => {
    expect(total(await checkinsSeen(everything))).toBe(23);
    const seen = await checkinsSeen(township);
    expect(total(seen)).toBe(12);
    expect(Object.keys(seen)).not.toContain('t2');
  });

  it('is not left by asking for another unit, or for the unit above', async () => {
    expect(total(await checkinsSeen(township, '&unit=t2'))).toBe(0);
    expect(total(await checkinsSeen(township, '&unit=c'))).toBeLessThanOrEqual(12);
    expect(total(await checkinsSeen(everything, '&unit=t2'))).toBe(11);
  });

  it('is in the evidence: the rows and their number', async () => {
    const evidence = async (by: SignedIn, more = '') => {
      const response = await by.fetch(`/api/v1/indicators/checkins/evidence?size=100${more}`);
      expect(response.status).toBe(200);
      return (await response.json()) as { total: number; rows: { unit: string; externalId: string }[] };
    };
    expect((await evidence(everything)).total).toBe(23);
    const mine = await evidence(township);
    expect(mine.total).toBe(12);
    expect(mine.rows.filter(({ externalId }) => externalId.startsWith('x-'))).toEqual([]);
    expect((await evidence(township, '&unit=t2')).total).toBe(0);
  });

  it('is in the list of units', async () => {
    const codes = async (by: SignedIn) => {
      const { rows } = (await (await by.fetch('/api/v1/units')).json()) as { rows: { code: string }[] };
      return rows.map(({ code }) => code).sort();
    };
    expect(await codes(everything)).toEqual(['c', 't1', 't1v', 't2']);
    expect(await codes(township)).toEqual(['t1', 't1v']);
  });

  it('follows the account: another unit after the next login, none for an account without one', async () => {
    const none = await app.signIn('auditor', '');
    expect(total(await checkinsSeen(none))).toBe(0);
    const session = (await (await township.fetch('/api/v1/session')).json()) as { user: object };
    expect(session.user).toMatchObject({ unit: 't1', unitName: '一镇' });
  });
});
