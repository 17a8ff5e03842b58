/** Funnel, slopes, dumbbells, filing days and users: what the models say, what the charts draw, and what stands in the tables. */
import { comparisonFunnel } from '../../web/charts/comparison-funnel.ts';
import { dumbbells } from '../../web/charts/dumbbells.ts';
import type { DumbbellRow } from '../../web/charts/dumbbells.ts';
import { apart, slopes } from '../../web/charts/slopes.ts';
import { systemBullets } from '../../web/charts/system-bullets.ts';
import { systemTimeline } from '../../web/charts/system-timeline.ts';
import { claimGroups } from '../../web/claims-model.ts';
import { filingLines } from '../../web/filing-model.ts';
import { figureOf, halves, movedOf, verdictOf, wholeMonths } from '../../web/moved-model.ts';
import { axis, context, numbersIn, row, seriesOf, unjudged } from './chart-answers.ts';
import { funnelAnswer, system } from './reform-answers.ts';

const because = (reason: string | undefined): string => `because ${reason}`;

describe('the funnel of townships', () => {
  const draw = (funnel = funnelAnswer, width = 800) =>
    comparisonFunnel(
      { funnel, measure: 'Unread', unit: '', open: (unit) => `/rows?unit=${unit}`, reasonWords: because },
      { ...context, width },
    );

  it('names who lies beyond the outer limits, the high ones first', () => {
    expect(draw().title).toBe('charts.comparison.title n=2 of=4 names=Town b measure=Unread');
    const calm = { ...funnelAnswer, rows: funnelAnswer.rows.slice(0, 1) };
    expect(draw(calm).title).toBe('charts.comparison.none measure=Unread n=1');
    const none = {
      ...funnelAnswer,
      status: 'cannot-judge' as const,
      reason: 'too-few-units',
      target: null,
      limits: [],
      rows: [],
    };
    expect(draw(none).title).toBe('charts.comparison.cannot measure=Unread reason=because too-few-units');
    expect(numbersIn(draw(none).option).every(Number.isFinite)).toBe(true);
  });

  it('draws four limits, the townships within, and those outside by another mark', () => {
    const series = seriesOf(draw());
    expect(series.map(({ type }) => type)).toEqual(['line', 'line', 'line', 'line', 'scatter', 'scatter']);
    expect(series[4]!.data).toEqual([
      { value: [200, 0.29], to: '/rows?unit=d' },
      { value: [100, 0.21], to: '/rows?unit=a' },
    ]);
    expect(series[5]!.data).toHaveLength(2);
    expect(axis(draw(), 'xAxis').name).toBe('charts.comparison.sizes.events');
  });

  it('counts per thousand residents, and leaves the foot of the axis out where everything lies far above it', () => {
    const rate = { ...funnelAnswer, kind: 'rate' as const, per: 'population' as const };
    expect(seriesOf(draw(rate))[4]!.data[0]).toEqual({ value: [200, 290], to: '/rows?unit=d' });
    expect(draw(rate).table.rows[0]![2]!.text).toBe('500.0');
    expect((axis(draw(rate), 'yAxis') as { min?: number }).min).toBe(0);
    const close = {
      ...funnelAnswer,
      rows: funnelAnswer.rows.slice(0, 1),
      limits: funnelAnswer.limits.map(({ n }) => ({ n, low95: 0.19, high95: 0.21, low998: 0.18, high998: 0.22 })),
    };
    expect((axis(draw(close), 'yAxis') as { min?: number }).min).toBeGreaterThan(0.17);
  });

  it('says how far the limits were widened, and why a township has no point', () => {
    expect(draw().reading).toContain('charts.comparison.spread phi=2.5');
    expect(draw({ ...funnelAnswer, tau: 0 }).reading).toContain('charts.comparison.noSpread');
    expect(
      draw()
        .table.rows.at(-1)!
        .map(({ text }) => text),
    ).toEqual(['Town e', '', 'status.suppressed', '', 'because fewer-than-5-people']);
  });
});

describe('before and after', () => {
  const figure = (value: number | null, to = '/rows') =>
    figureOf(value === null ? undefined : row({ value }), null, to);
  const moved = (id: string, before: number | null, after: number | null) =>
    movedOf(id, `Name ${id}`, 'unit', figure(before, `/${id}/before`), figure(after, `/${id}/after`));
  const rows = [
    moved('forms', 20, 16),
    moved('checkins', 100, 150),
    moved('hours', 10, 10.4),
    moved('groups', null, 3),
  ];
  const draw = (of = rows, width = 800) =>
    slopes({ rows: of, before: 'B', after: 'A', reasonWords: because }, { ...context, width });

  it('are weeks of a flow, and never a figure where it cannot be judged', () => {
    expect(figureOf(row({ value: 26 }), 13, '/x').value).toBe(2);
    expect(figureOf(row({ ...unjudged }), 13, '/x')).toMatchObject({ value: null, reason: 'too-few-events' });
    expect(moved('new', 0, 5).ratio).toBeNull();
  });

  it('say whether the load shrank, moved or grew', () => {
    expect(verdictOf(rows).verdict).toBe('moved');
    expect(verdictOf(rows.slice(0, 1)).verdict).toBe('shrunk');
    expect(verdictOf(rows.slice(1)).verdict).toBe('grown');
    expect(verdictOf(rows.slice(2)).verdict).toBe('same');
    expect(verdictOf(rows.slice(3)).verdict).toBe('cannot-judge');
    expect(draw().title).toBe('charts.slopes.moved down=Name forms −20% up=Name checkins +50%');
  });

  it('are lines from 100; what has no two figures is named, and in the table', () => {
    const series = seriesOf(draw());
    expect(series.map(({ name, data }) => [name, (data[1] as { value: number }).value])).toEqual([
      ['Name checkins', 150],
      ['Name hours', 104],
      ['Name forms', 80],
    ]);
    expect(series[0]!.data[0]).toEqual({ value: 100, to: '/checkins/before' });
    expect(draw().reading).toContain('charts.slopes.missing names=Name groups');
    expect(draw().table.rows[3]!.map(({ text }) => text)).toEqual([
      'Name groups',
      'status.cannot-judgepunctuation.colonbecause no-rows',
      '3.0',
      'status.cannot-judge',
      'unit',
    ]);
    expect(numbersIn(draw([]).option).every(Number.isFinite)).toBe(true);
  });

  it('have labels that do not lie on each other, near their lines', () => {
    const places = [10, 50, 52, 53, 200];
    const moved = apart(places, 18).map((shift, at) => places[at]! + shift);
    for (let at = 1; at < moved.length; at++) expect(moved[at]! - moved[at - 1]!).toBeGreaterThanOrEqual(18 - 1e-9);
    expect([moved[0], moved[4]]).toEqual([10, 200]);
    expect(Math.max(...moved.map((place, at) => Math.abs(place - places[at]!)))).toBeLessThan(25);
  });

  it('are the halves of the whole months', () => {
    expect(wholeMonths('2026-01-02', '2026-04-15')).toEqual(['2026-01', '2026-02', '2026-03']);
    expect(wholeMonths('2026-01-12', '2026-02-28')).toEqual(['2026-02']);
    expect(halves(['a', 'b', 'c'])).toEqual({ before: ['a', 'a'], after: ['c', 'c'] });
    expect(halves(['a', 'b', 'c', 'd'])).toEqual({ before: ['a', 'b'], after: ['c', 'd'] });
    expect(halves(['a'])).toBeNull();
  });
});

describe('claimed and computed', () => {
  const claim = (
    name: string,
    claimed: number,
    computed: number | null,
    status: DumbbellRow['status'],
  ): DumbbellRow => ({
    name,
    claimed,
    computed,
    n: 40,
    status,
    ...(computed === null ? { reason: 'no-rows' } : { to: `/${name}` }),
  });
  const rows = [
    claim('right', 0.9, 0.9, 'agrees'),
    claim('wrong', 0.98, 0.6, 'differs'),
    claim('unknown', 1, null, 'cannot-judge'),
  ];
  const draw = (of = rows) => dumbbells({ rows: of, of: 'rates', tolerance: '1%', reasonWords: because }, context);

  it('stand furthest apart first; without a computed figure there is no diamond', () => {
    const model = draw();
    expect(model.title).toBe('charts.dumbbells.ratesTitle n=1 of=2 unknown=1 worst=wrong claimed=98.0% computed=60.0%');
    expect(axis(model, 'yAxis').data).toEqual(['wrong', 'right', 'unknown']);
    const [first, , claimed, computed] = seriesOf(model);
    expect(first!.data).toEqual([
      [0.98, 0],
      [0.6, 0],
    ]);
    expect(claimed!.data).toHaveLength(3);
    expect(computed!.data).toEqual([
      { value: [0.6, 0], to: '/wrong' },
      { value: [0.9, 1], to: '/right' },
    ]);
    expect(model.table.rows[2]!.map(({ text }) => text)).toEqual([
      'unknown',
      '100.0%',
      '',
      '40',
      'status.cannot-judgepunctuation.colonbecause no-rows',
    ]);
  });

  it('say so where all agree, or nothing can be checked; minutes are compared by factors', () => {
    expect(draw(rows.slice(0, 1)).title).toBe('charts.dumbbells.ratesAgree n=0 of=1 unknown=0');
    expect(draw(rows.slice(2)).title).toBe('charts.dumbbells.ratesUnknown');
    const minutes = dumbbells(
      {
        rows: [claim('few', 2, 8, 'differs'), claim('much', 60, 90, 'agrees')],
        of: 'minutes',
        tolerance: '',
        reasonWords: because,
      },
      context,
    );
    // Four times as long is further off than 30 minutes more of 60.
    expect(axis(minutes, 'yAxis').data).toEqual(['few', 'much']);
    expect(minutes.table.columns).toHaveLength(6);
  });
});

describe('claims put together', () => {
  const rate = (unit: string, requirement: string, claimed: number, numerator: number, n: number) => ({
    kind: 'k',
    unit,
    unitName: `Town ${unit}`,
    period: '2026-03',
    from: '2026-03-01',
    to: '2026-03-31',
    requirement,
    requirementName: requirement && `Name ${requirement}`,
    claimed,
    computed: n >= 10 ? numerator / n : null,
    numerator,
    n,
    status: 'agrees' as const,
    ...(n >= 10 ? {} : { reason: 'too-few-events' }),
  });
  const rates = [
    rate('a', 'r', 1, 10, 20),
    rate('b', 'r', 0.5, 40, 80),
    rate('b', 's', 1, 2, 2),
    rate('a', '', 0.9, 18, 20),
  ];

  it('weigh by the records behind them; one that cannot be checked is counted, not mixed in', () => {
    expect(
      claimGroups(rates, 'requirement', 0.01).map(({ names, claimed, computed, n, status }) => [
        names.join(),
        claimed,
        computed,
        n,
        status,
      ]),
    ).toEqual([
      ['Name r', 0.6, 0.5, 100, 'differs'],
      ['Name s', 1, null, 2, 'cannot-judge'],
      ['', 0.9, 0.9, 20, 'agrees'],
    ]);
    const units = claimGroups(rates, 'unit', 0.01);
    expect(units.map(({ names, claims, judged, n }) => [names.join(), claims, judged, n])).toEqual([
      ['Town a', 2, 2, 40],
      ['Town b', 2, 2, 82],
    ]);
    expect(claimGroups(rates, 'claim', 0.01).map(({ names }) => names.join())).toEqual([
      'Town a,Name r,2026-03',
      'Town b,Name r,2026-03',
      'Town b,Name s,2026-03',
      'Town a,2026-03',
    ]);
  });
});

describe('systems by day and by user', () => {
  const answer = {
    filingDays: { from: '2026-01-25', until: '2026-07-25' },
    today: '2026-08-01',
    rows: [
      system('OLD', { filing: 'unfiled' }),
      system('NEW', { filing: 'unfiled', launchedOn: '2026-08-01' }),
      system('OK'),
      system('GONE', { filing: 'unfiled', retiredOn: '2025-01-01', use: 'retired' }),
      system('NODAY', { filing: 'unfiled', launchedOn: null }),
      system('SAID', { filing: 'unknown' }),
    ],
  };
  const lines = filingLines(answer);
  const timeline = (width = 800) =>
    systemTimeline({ lines, ...answer, open: ({ system: one }) => `/s/${one.code}` }, { ...context, width });

  it('are late after their day, and not where the directory does not say', () => {
    expect(lines.map(({ system: { code }, state, deadline }) => [code, state, deadline])).toEqual([
      ['OLD', 'late', '2026-07-25'],
      ['NEW', 'due', '2026-08-01'],
      ['NODAY', 'unknown', null],
      ['SAID', 'unknown', '2026-07-25'],
      ['OK', 'filed', '2026-07-25'],
      ['GONE', 'exempt', '2026-07-25'],
    ]);
    expect(filingLines({ ...answer, today: '2026-07-25' })[0]!.state).toBe('due');
  });

  it('are bars from launch to retirement or today, with a mark on the last day to file', () => {
    const model = timeline();
    expect(model.title).toBe('charts.timeline.title n=1 of=6');
    const [bars, filed, open] = seriesOf(model);
    expect(bars!.data).toHaveLength(5);
    const gone = (bars!.data as { value: number[] }[])[4]!.value;
    expect(new Date(gone[2]!).toISOString().slice(0, 10)).toBe('2025-01-01');
    expect([filed!.data.length, open!.data.length]).toEqual([1, 3]);
    expect(model.table.rows[2]!.map(({ text }) => text)).toEqual([
      'System NODAY',
      'terms.notStated',
      '',
      '',
      'charts.timeline.states.unknown',
    ]);
    for (const width of [358, 800]) expect(numbersIn(timeline(width).option).every(Number.isFinite)).toBe(true);
  });

  it('show users seen of those registered, and words where that cannot be said', () => {
    const model = systemBullets(
      {
        rows: [
          system('A', { registeredUsers: 200, cadresLately: 50 }),
          system('B', { registeredUsers: 100, cadresLately: null }),
          system('C', { registeredUsers: 300, use: 'cannot-judge', reason: 'no-rows', cadresLately: 0 }),
          system('D', { registeredUsers: null }),
        ],
        idleDays: 90,
        open: ({ code }) => `/s/${code}`,
      },
      context,
    );
    expect(model.title).toBe('charts.bullets.title registered=200 seen=50 share=25% days=90');
    const [registered, seen] = seriesOf(model);
    expect(registered!.data).toHaveLength(3);
    expect((seen!.data as { value: unknown }[]).map(({ value }) => value)).toEqual(['-', 50, '-']);
    expect(model.table.rows.map((cells) => cells[2]!.text)).toEqual(['status.cannot-judge', '50', 'status.suppressed']);
    expect(model.reading).toContain('charts.bullets.without n=1');
  });
});
