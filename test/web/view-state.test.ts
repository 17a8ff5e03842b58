import fc from 'fast-check';
import { readFactRef, writeFactRef, evidenceLink } from '../../web/links.ts';
import {
  daysBetween,
  lastDayOfMonth,
  monthsBetween,
  monthsToDays,
  periodToDays,
  weekday,
  within,
} from '../../web/period.ts';
import { address, readView, writeView } from '../../web/view-state.ts';

const SPEC = {
  from: { kind: 'month' },
  to: { kind: 'month' },
  day: { kind: 'day' },
  unit: { kind: 'text' },
  page: { kind: 'page' },
  measure: { kind: 'choice', of: ['hours', 'submissions'], initial: 'hours' },
} as const;

const month = fc
  .tuple(fc.integer({ min: 2000, max: 2099 }), fc.integer({ min: 1, max: 12 }))
  .map(([y, m]) => `${y}-${String(m).padStart(2, '0')}`);
const view = fc
  .record({
    from: fc.oneof(fc.constant(''), month),
    to: fc.oneof(fc.constant(''), month),
    day: fc.oneof(
      fc.constant(''),
      month.map((text) => `${text}-28`),
    ),
    unit: fc.string({ maxLength: 60 }),
    page: fc.integer({ min: 1, max: 100_000 }),
    measure: fc.constantFrom('hours', 'submissions'),
  })
  .map((one) => (one.from && one.to && one.from > one.to ? { ...one, from: one.to, to: one.from } : one));

describe('the view in the address', () => {
  it('reads back what it wrote, also through a browser address', () => {
    fc.assert(
      fc.property(view, (one) => {
        const written = writeView(SPEC, one);
        expect(readView(SPEC, written)).toEqual(one);
        const search = Object.fromEntries(
          new URLSearchParams(new URL(`http://x/?${new URLSearchParams(written).toString()}`).search),
        );
        expect(readView(SPEC, search)).toEqual(one);
      }),
    );
  });

  it('is empty for the initial view and carries its version otherwise', () => {
    expect(writeView(SPEC, readView(SPEC, {}))).toEqual({});
    expect(writeView(SPEC, { ...readView(SPEC, {}), unit: 'T01' })).toEqual({ v: '1', unit: 'T01' });
  });

  it('never fails on nonsense and drops what it does not know', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.constant(null), fc.array(fc.string()))),
        (query) => {
          const read = readView(SPEC, query);
          expect(Object.keys(read).sort()).toEqual(Object.keys(SPEC).sort());
          expect(['hours', 'submissions']).toContain(read.measure);
          expect(read.page).toBeGreaterThanOrEqual(1);
        },
      ),
    );
    expect(readView(SPEC, { from: '2025-13', to: '2025-1', page: '-4', measure: 'x' })).toEqual(readView(SPEC, {}));
  });

  it('turns a span written backwards around', () => {
    expect(readView(SPEC, { from: '2026-05', to: '2026-01' })).toMatchObject({ from: '2026-01', to: '2026-05' });
  });
});

describe('links', () => {
  it('name the exact predicate of a figure and leave out what is open', () => {
    expect(
      evidenceLink({ indicator: 'filling-hours', requirement: 'R&1', unit: '', from: '2026-02-01', to: '2026-02-28' }),
    ).toBe('/evidence?v=1&indicator=filling-hours&requirement=R%261&from=2026-02-01&to=2026-02-28');
    expect(address('/findings')).toBe('/findings');
  });

  it('carry any record id', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (id) => {
        expect(readFactRef(writeFactRef('reports', 'a~b', id))).toEqual({
          kind: 'reports',
          source: 'a~b',
          externalId: id,
        });
      }),
    );
    expect(readFactRef('reports~x')).toBeNull();
    expect(readFactRef('a~%~c')).toBeNull();
  });
});

describe('periods', () => {
  it('know the length of months', () => {
    expect(['2024-02', '2026-02', '2026-12'].map(lastDayOfMonth)).toEqual(['2024-02-29', '2026-02-28', '2026-12-31']);
    expect(monthsToDays('2026-01', '')).toEqual({ from: '2026-01-01' });
    expect(periodToDays('2026-02')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    expect(periodToDays('2026-02-03')).toEqual({ from: '2026-02-03', to: '2026-02-03' });
    expect(periodToDays('')).toEqual({});
  });

  it('cut a period to the bounds of the page', () => {
    expect(within({ from: '2026-02-01', to: '2026-02-28' }, { from: '2026-02-10' })).toEqual({
      from: '2026-02-10',
      to: '2026-02-28',
    });
    expect(within({}, {})).toEqual({});
  });

  it('list months and days without gaps', () => {
    expect(monthsBetween('2025-11-30', '2026-02-01')).toEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
    expect(daysBetween('2026-02-27', '2026-03-01')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
    expect(['2026-11-23', '2026-11-29'].map(weekday)).toEqual([0, 6]);
  });
});
