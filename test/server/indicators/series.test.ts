/** A series of some days is cut from the series of all: which periods come from it, and which are asked about anew. */
import { byGroup, cutFromWhole } from '../../../server/indicators/series.ts';
import type { Question } from '../../../server/indicators/values-query.ts';

const span = { first: '2026-01-15', last: '2026-05-20' };
const ask = (period: Question['period'], from: string, to: string, by: Question['by'] = ['period']) => {
  const question = { by, period, from, to, scope: { sql: '1', parameters: {} } };
  const cut = cutFromWhole(question, span);
  return (
    cut && {
      inside: cut.inside,
      ends: cut.ends.map((end) => [end.from, end.to]),
      whole: [cut.whole.from, cut.whole.to],
    }
  );
};
const WHOLE = ['2026-01-15', '2026-05-20'];

it('cuts days anywhere', () => {
  expect(ask('day', '2026-02-03', '2026-02-05')).toEqual({
    inside: { first: '2026-02-03', last: '2026-02-05' },
    ends: [],
    whole: WHOLE,
  });
});

it('cuts whole months, also those that the data begins or ends in', () => {
  expect(ask('month', '2026-03-01', '2026-04-30')?.inside).toEqual({ first: '2026-03', last: '2026-04' });
  expect(ask('month', '2026-03-01', '2026-05-31')).toEqual({
    inside: { first: '2026-03', last: '2026-05' },
    ends: [],
    whole: WHOLE,
  });
  expect(ask('month', '2025-01-01', '2026-02-28')?.inside).toEqual({ first: '2026-01', last: '2026-02' });
});

it('asks anew about the weeks that an end cuts through', () => {
  // 1 March 2026 is a Sunday, 31 March a Tuesday.
  expect(ask('week', '2026-03-01', '2026-03-31')).toEqual({
    inside: { first: '2026-03-02', last: '2026-03-23' },
    ends: [
      ['2026-03-01', '2026-03-01'],
      ['2026-03-30', '2026-03-31'],
    ],
    whole: WHOLE,
  });
  expect(ask('week', '2026-03-04', '2026-03-10')).toEqual({
    inside: undefined,
    ends: [
      ['2026-03-04', '2026-03-08'],
      ['2026-03-09', '2026-03-10'],
    ],
    whole: WHOLE,
  });
});

it.each([
  ['all days', 'month', '2026-01-01', '2026-12-31', ['period']],
  ['no series', 'all', '2026-03-01', '2026-03-31', ['period']],
  ['a question without periods', 'month', '2026-03-01', '2026-03-31', ['unit']],
  ['a part of one week', 'week', '2026-03-03', '2026-03-05', ['period']],
  ['days before the first', 'day', '2025-01-01', '2025-01-31', ['period']],
] as const)('leaves %s as it is', (_what, period, from, to, by) => {
  expect(ask(period, from, to, by)).toBeUndefined();
});

it('orders as the engine does: by what was asked first, then by period', () => {
  const rows = [
    { unit: 'B', period: '2026-03-02' },
    { unit: 'A', period: '2026-03-09' },
    { unit: 'A', period: '2026-03-02' },
  ];
  expect(rows.sort(byGroup).map(({ unit, period }) => `${unit} ${period}`)).toEqual([
    'A 2026-03-02',
    'A 2026-03-09',
    'B 2026-03-02',
  ]);
});
