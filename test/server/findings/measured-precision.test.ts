import { MeasuredPrecision } from '../../../server/findings/measured-precision.ts';
import { readEnvironment } from '../../../server/environment.ts';
import { AnswerCache } from '../../../server/indicators/answer-cache.ts';
import { LastingAnswers } from '../../../server/indicators/lasting-answers.ts';
import type { FactStore } from '../../../server/facts/fact-store.ts';
import { checkin } from '../../../metrics/example-rows.ts';
import { openComputation } from '../../support/computation.ts';
import { addFacts } from '../../support/example-facts.ts';
import { openTestFactStore } from '../../support/fact-store.ts';

const two = (n: number) => String(n).padStart(2, '0');
const DAY = '2026-03-02';
/** Twelve mock fixes by twelve people, of whom the last is on leave; six plain check-ins; two on one device. */
const mocks = Array.from({ length: 12 }, (_, i) => checkin(`m${i}`, `P${i}`, `${DAY} 09:${two(i)}:31`, { is_mock: 1 }));
const plain = Array.from({ length: 6 }, (_, i) => checkin(`p${i}`, `Q${i}`, `${DAY} 10:${two(i)}:31`, { is_mock: 0 }));
const lent = ['owner', 'owner2', 'borrower'].map((id, i) =>
  checkin(id, i < 2 ? 'A' : 'B', `${DAY} 11:${two(i)}:31`, { device_id: 'D1', is_mock: i === 2 ? 1 : 0 }),
);
const check = (external_id: string, result: string, source = 'app') => ({ source, external_id, result });

describe('measured precision', () => {
  let store: FactStore;
  let close: () => Promise<void>;
  let closing: () => Promise<void>;
  let precision: MeasuredPrecision;

  beforeAll(async () => {
    ({ store, close } = await openTestFactStore());
    await addFacts(store, {
      leave: [{ cadre_code: 'P11', from: `${DAY}T00:00:00+08:00`, to: `${DAY}T23:00:00+08:00` }],
      checkins: [...mocks, ...plain, ...lent],
    });
    const { computation, close: closeComputation } = await openComputation(store);
    closing = closeComputation;
    await computation.compute({ full: true });
    precision = new MeasuredPrecision(store, new AnswerCache(computation, new LastingAnswers(readEnvironment({}))));
    expect(await precision.read()).toEqual({
      byDetector: new Map(),
      unflagged: { checked: 0, confirmed: 0, share: null, low: null, high: null },
    });
    await addFacts(store, {
      backchecks: [
        ...[0, 1, 2, 3, 4].map((i) => check(`m${i}`, 'confirmed')),
        check('m5', 'valuable'),
        check('m6', 'requirement-defect'),
        check('m7', 'false-positive'),
        check('m8', 'false-positive'),
        check('borrower', 'confirmed'),
        check('m9', 'false-positive', 'another-source'),
        // Excused, so that it counts as flagged by none; and what the random arm was sent to.
        check('m11', 'false-positive'),
        check('owner', 'false-positive'),
        ...[0, 1, 2].map((i) => check(`p${i}`, 'false-positive')),
        check('p3', 'confirmed'),
      ],
    });
    await computation.compute({ full: true });
  }, 60_000);
  afterAll(async () => {
    await closing();
    await close();
  });

  it('counts every checked record once for each detector that flagged it without an excuse', async () => {
    const { byDetector } = await precision.read();
    const mock = byDetector.get('mock-location')!;
    // Eight of ten right: Wilson's 95 % interval is (0.490, 0.943).
    expect(mock).toMatchObject({ checked: 10, confirmed: 6, valuable: 1, requirementDefects: 1, falsePositives: 2 });
    expect(mock.precision).toBeCloseTo(0.8, 12);
    expect(mock.low).toBeCloseTo(0.49016, 4);
    expect(mock.high).toBeCloseTo(0.94331, 4);
    expect(byDetector.get('shared-device')).toMatchObject({ checked: 1, confirmed: 1, falsePositives: 0 });
    expect(byDetector.get('entry-lag')).toBeUndefined();
  });

  it('measures what is missed by the checks of records that nothing flagged', async () => {
    const { unflagged } = await precision.read();
    // m9 of another source is nobody's record: six checks remain, of which one found something untrue.
    expect(unflagged).toMatchObject({ checked: 6, confirmed: 1 });
    expect(unflagged.share).toBeCloseTo(1 / 6, 12);
    expect(unflagged.low).toBeCloseTo(0.03005, 4);
    expect(unflagged.high).toBeCloseTo(0.5635, 4);
  });
});
