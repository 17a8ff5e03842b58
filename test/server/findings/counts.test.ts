import { monthCounts } from '../../../server/findings/counts.ts';
import { personView } from '../../../server/findings/variance-partition.ts';
import type { FactStore } from '../../../server/facts/fact-store.ts';
import { openTestFactStore } from '../../support/fact-store.ts';

const MONTH = '2025-03-01';

function risk(requirement: string, unit: string, cadre: string, eligible: number, computation = 2) {
  return {
    computation,
    detector: 'entry-lag',
    requirement,
    unit,
    cadre,
    day: '2025-03-05',
    eligible,
    abstained: 0,
    reason: '',
  };
}

/** What differs: requirements, units or people, each by its own share of the variance of a rate of 0.3. */
function differing(shares: { requirement: number; unit: number; person: number }, units = 12) {
  let state = 20260302;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  // Two points at ± one standard deviation have the variance asked for.
  const drawn = (share: number) => (random() < 0.5 ? -1 : 1) * Math.sqrt(share * 0.21);
  const requirements = Array.from({ length: 24 }, () => drawn(shares.requirement));
  const rows: ReturnType<typeof risk>[] = [];
  const signals: ReturnType<typeof signal>[] = [];
  for (let u = 0; u < units; u++) {
    const unit = drawn(shares.unit);
    for (let p = 0; p < 20; p++) {
      const person = drawn(shares.person);
      requirements.forEach((requirement, r) => {
        const rate = Math.min(1, Math.max(0, 0.3 + requirement + unit + person));
        const flagged = Array.from({ length: 12 }).filter(() => random() < rate).length;
        rows.push({ ...risk(`R${r}`, `T${u}`, `c${u}-${p}`, 12), day: '2025-06-05' });
        if (flagged > 0) signals.push({ ...signal(`R${r}`, `T${u}`, `c${u}-${p}`, flagged), day: '2025-06-05' });
      });
    }
  }
  return { rows, signals };
}

function signal(requirement: string, unit: string, cadre: string, flagged: number, excuse = '', computation = 2) {
  return {
    computation,
    detector: 'entry-lag',
    family: 'timing',
    requirement,
    unit,
    cadre,
    day: '2025-03-05',
    at: '2025-03-05 09:00:00.000',
    strength: 1,
    flagged,
    events: [{ kind: 'checkins', source: 'wecom', external_id: `${requirement}-${cadre}`, day: '2025-03-05' }],
    detail: '{}',
    excuse,
    rule_version: 1,
    signal: 1,
  };
}

describe('counts of a month', () => {
  let store: FactStore;
  let close: () => Promise<void>;

  beforeAll(async () => {
    ({ store, close } = await openTestFactStore());
    await store.insert('risk_rows', [
      risk('R1', 'T1', 'a', 10),
      risk('R1', 'T1', 'b', 10),
      risk('R1', 'T2', 'c', 5),
      risk('R2', 'T1', 'a', 40),
      risk('R2', 'T1', 'b', 10),
      { ...risk('R1', 'T1', 'a', 0), abstained: 7, reason: 'no-upload-clock' },
      risk('R1', 'T1', 'a', 999, 1), // of a computation that no longer counts
    ]);
    await store.insert('signal_rows', [
      signal('R1', 'T1', 'a', 6),
      signal('R1', 'T1', 'b', 2),
      signal('R1', 'T1', 'b', 3, 'outage'),
      signal('R2', 'T1', 'a', 1),
      signal('R1', 'T1', 'a', 500, '', 1),
    ]);
    await store.insert('computed_days', [
      { day: '2025-03-05', computation: 1 },
      { day: '2025-03-05', computation: 2 },
    ]);
  }, 60_000);

  afterAll(() => close());

  it('adds up eligible, flagged and excused events by unit and over all units', async () => {
    const counts = (await monthCounts(store, MONTH)).get('entry-lag')!;
    const cells = Object.fromEntries(
      counts.cells.map(({ requirement, unit, ...rest }) => [`${requirement} ${unit}`, rest]),
    );
    expect(cells).toEqual({
      'R1 T1': { n: 20, flagged: 8, signals: 2, excused: 3 },
      'R1 T2': { n: 5, flagged: 0, signals: 0, excused: 0 },
      'R1 ': { n: 25, flagged: 8, signals: 2, excused: 3 },
      'R2 T1': { n: 50, flagged: 1, signals: 1, excused: 0 },
      'R2 ': { n: 50, flagged: 1, signals: 1, excused: 0 },
    });
    expect(counts.abstentions).toEqual([{ requirement: 'R1', unit: 'T1', reason: 'no-upload-clock', n: 7 }]);
  });

  it('counts the same for a few detectors, and nothing of the others', async () => {
    const some = await monthCounts(store, MONTH, ['entry-lag']);
    expect([...some]).toEqual([['entry-lag', (await monthCounts(store, MONTH)).get('entry-lag')]]);
    expect((await monthCounts(store, MONTH, ['backfill-session'])).size).toBe(0);
  });

  it('compares with the same people under other requirements', async () => {
    const { samePeople, partition } = (await monthCounts(store, MONTH)).get('entry-lag')!;
    expect(samePeople.get('R1')).toEqual({ here: { flagged: 8, n: 25 }, elsewhere: { flagged: 1, n: 50 } });
    expect(samePeople.get('R2')).toEqual({ here: { flagged: 1, n: 50 }, elsewhere: { flagged: 8, n: 20 } });
    // By hand, with a rate of 9/75: same requirement, other unit: (50 - 56.72) / (3125 - 2925), below 0; same person, other
    // requirement: (a: 1² - 4.8² - 3.8²; b: 0.4² - 0.8² - 1.2²) / 1000, below 0; nobody shares only a unit with that.
    expect(partition.requirement).toBe(0);
    expect(partition.person).toBe(0);
  });

  it.each([
    [{ requirement: 0.08, unit: 0, person: 0 }, 'locked'],
    [{ requirement: 0, unit: 0.08, person: 0 }, 'locked'],
    [{ requirement: 0, unit: 0, person: 0.08 }, 'open'],
    [{ requirement: 0.1, unit: 0.03, person: 0.03 }, 'locked'],
  ] as const)('parts the differences %j among requirements, units and people', async (shares, view) => {
    const { rows, signals } = differing(shares);
    for (const table of ['risk_rows', 'signal_rows']) await store.command(`TRUNCATE TABLE ${table}`);
    await store.insert('risk_rows', rows);
    await store.insert('signal_rows', signals);
    await store.insert('computed_days', [{ day: '2025-06-05', computation: 2 }]);
    const { partition } = (await monthCounts(store, '2025-06-01')).get('entry-lag')!;
    for (const part of ['requirement', 'unit', 'person'] as const)
      expect([part, Math.abs(partition[part]! - shares[part]) < 0.035]).toEqual([part, true]);
    expect(personView(partition)).toBe(view);
  });

  it('is empty for a month without facts', async () => {
    expect((await monthCounts(store, '2025-04-01')).size).toBe(0);
  });
});
