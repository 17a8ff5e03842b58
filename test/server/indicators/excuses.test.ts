/** Every excuse reaches every signal it holds for, is shown with it, and takes it out of the counts. */
import { at, checkin, county, task } from '../../../metrics/example-rows.ts';
import { monthCounts } from '../../../server/findings/counts.ts';
import type { FactStore } from '../../../server/facts/fact-store.ts';
import { openComputation } from '../../support/computation.ts';
import { addFacts } from '../../support/example-facts.ts';
import { openTestFactStore } from '../../support/fact-store.ts';

const mock = (id: string, cadre: string, time: string, more: Record<string, unknown> = {}) =>
  checkin(id, cadre, time, { is_mock: 1, ...more });
const closing = (id: string, cadre: string, day: number, more: Record<string, unknown> = {}) =>
  task(id, cadre, `2026-03-0${day} 09:00:31`, `2026-03-0${day + 4} 18:00:00`, {
    completed_at: `2026-03-0${day + 4} 17:41:07`,
    ...more,
  });

describe('excuses', () => {
  let store: FactStore;
  let close: () => Promise<void>;
  let excuseOf: Map<string, string>;

  beforeAll(async () => {
    ({ store, close } = await openTestFactStore());
    await addFacts(store, {
      ...county({ T1: ['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7'], T2: ['Q1'] }),
      outages: [
        { org_unit_code: 'T1', from: at('2026-03-02 20:00:00'), to: at('2026-03-03 02:00:00'), kind: '光缆故障' },
        { org_unit_code: 'C', from: at('2026-03-09 08:00:00'), to: at('2026-03-09 12:00:00'), kind: '暴雨断电断网' },
      ],
      leave: [{ cadre_code: 'P2', from: at('2026-03-04 00:00:00'), to: at('2026-03-05 00:00:00'), kind: '病假' }],
      inspections: [
        { code: 'I1', org_unit_code: 'T1', starts_on: '2026-03-11', ends_on: '2026-03-12', requirement_code: 'R1' },
        { code: 'I2', org_unit_code: 'T2', starts_on: '2026-03-11', ends_on: '2026-04-30' },
      ],
      devices: [{ device_id: 'TAB', shared: 1 }],
      checkins: [
        mock('outage', 'P1', '2026-03-02 09:12:31'),
        mock('after', 'P1', '2026-03-04 09:12:31'),
        mock('storm', 'Q1', '2026-03-09 15:12:31'),
        mock('leave', 'P2', '2026-03-04 09:12:31'),
        mock('back', 'P2', '2026-03-05 09:12:31'),
        mock('inspected', 'P3', '2026-03-12 09:12:31'),
        mock('other-matter', 'P3', '2026-03-11 09:12:31', { requirement_code: 'R2' }),
        mock('tour', 'Q1', '2026-03-13 09:12:31'),
        mock('tour-weeks-later', 'Q1', '2026-03-27 09:12:31'),
        mock('tablet', 'P4', '2026-03-05 09:12:31', { device_id: 'TAB' }),
        mock('tablet-and-phone-1', 'P5', '2026-03-05 09:12:31', { device_id: 'TAB' }),
        mock('tablet-and-phone-2', 'P5', '2026-03-05 10:12:31', { device_id: 'D5' }),
        mock('offline', 'P6', '2026-03-05 09:12:31', {
          captured_at: '2026-03-05 09:12:40',
          uploaded_at: '2026-03-05 18:12:40',
        }),
        mock('plain', 'P7', '2026-03-05 09:12:31'),
      ],
      tasks: [
        closing('unit-task', '', 2, { org_unit_code: 'T1' }),
        closing('unit-task-elsewhere', '', 2, { org_unit_code: 'T2' }),
      ],
    });
    const { computation, close: closeComputation } = await openComputation(store);
    await computation.compute({ full: true });
    await closeComputation();
    const rows = await store.query<{ id: string; excuse: string }>(
      `SELECT arrayJoin(arraySlice(events, 1, flagged)).external_id AS id, excuse FROM signals`,
    );
    excuseOf = new Map(rows.map((row) => [row.id, row.excuse]));
  }, 60_000);
  afterAll(() => close());

  it('of the day: outage, disaster, leave, and the inspection of the same requirement', () => {
    expect(Object.fromEntries(excuseOf)).toMatchObject({
      outage: 'outage',
      after: '',
      storm: 'disaster',
      leave: 'leave',
      // Leave ends before midnight of the day it is given to.
      back: '',
      inspected: 'inspection-day',
      'other-matter': '',
      tour: 'inspection-day',
      'tour-weeks-later': '',
      plain: '',
    });
  });

  it('of the record: a registered shared device, an offline sync, only where all flagged records have it', () => {
    expect(Object.fromEntries(excuseOf)).toMatchObject({
      tablet: 'shared-device',
      'tablet-and-phone-1': '',
      'tablet-and-phone-2': '',
      offline: 'offline',
    });
  });

  it('of a unit, for tasks addressed to it', () => {
    expect(excuseOf.get('unit-task')).toBe('outage');
    expect(excuseOf.get('unit-task-elsewhere')).toBe('');
  });

  it('take the signal out of the counts, and are counted themselves', async () => {
    const cells = (await monthCounts(store, '2026-03-01')).get('mock-location')!.cells;
    const whole = cells.filter((cell) => cell.unit === '');
    expect(whole.map(({ requirement, flagged, excused }) => ({ requirement, flagged, excused }))).toEqual(
      expect.arrayContaining([
        { requirement: 'R1', flagged: 6, excused: 7 },
        { requirement: 'R2', flagged: 1, excused: 0 },
      ]),
    );
  });

  it('leaves no drafts behind', async () => {
    expect(await store.query('SELECT * FROM signal_drafts')).toEqual([]);
  });
});
