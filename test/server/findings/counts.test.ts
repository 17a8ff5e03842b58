import { monthCounts } from '../../../server/findings/counts.ts';
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

  it('compares with the same people under other requirements', async () => {
    const { samePeople, iccRequirement, iccPerson } = (await monthCounts(store, MONTH)).get('entry-lag')!;
    expect(samePeople.get('R1')).toEqual({ here: { flagged: 8, n: 25 }, elsewhere: { flagged: 1, n: 50 } });
    expect(samePeople.get('R2')).toEqual({ here: { flagged: 1, n: 50 }, elsewhere: { flagged: 8, n: 20 } });
    // By hand, requirements 8/25 and 1/50: (1.5 - 0.1056) / (0.1056 x (75 - 3125 / 75 - 1)); persons 7/50, 2/20, 0/5 give less than 0.
    expect(iccRequirement).toBeCloseTo(0.40839, 4);
    expect(iccPerson).toBe(0);
  });

  it('is empty for a month without facts', async () => {
    expect((await monthCounts(store, '2025-04-01')).size).toBe(0);
  });
});
