/** Asked twice: what merging returns, the order of the matrix, its states, and two forms field by field. */
import type { Overlap } from '../../server/contract-overlap.ts';
import { overlapMatrix } from '../../web/charts/overlap-matrix.ts';
import { clustered, coveredDays, fieldByField, merged, perYear } from '../../web/overlap-model.ts';
import { axis, context, numbersIn, seriesOf } from './chart-answers.ts';

const side = (code: string, fields: number) => ({
  code,
  name: `Form ${code}`,
  issuer: 'I',
  systemName: '',
  fields,
  submissions: 10,
  hours: 100,
});
const pair = (
  first: string,
  second: string,
  more: Partial<Overlap> & { fields?: [number, number]; n?: number } = {},
) => {
  const { fields = [4, 8], n = 3, ...rest } = more;
  return {
    first: side(first, fields[0]),
    second: side(second, fields[1]),
    shared: Array.from({ length: n }, (_, index) => ({
      label: `f${index}`,
      other: `g${index}`,
      basis: 'key' as const,
      agreed: null,
      compared: null,
    })),
    share: fields[0] > 0 ? n / fields[0] : 0,
    units: 5,
    hoursSaved: 0,
    verdict: 'look' as const,
    ...rest,
  } satisfies Overlap;
};
const merge = (first: string, second: string, hoursSaved: number): Overlap =>
  pair(first, second, { verdict: 'merge', hoursSaved });

describe('what merging returns', () => {
  it('counts a requirement once, by the merge that returns most', () => {
    const { best, hours } = merged([merge('A', 'B', 30), merge('A', 'C', 50), merge('B', 'C', 20), pair('C', 'D')]);
    expect(best.map((row) => [row.first.code, row.second.code])).toEqual([
      ['A', 'C'],
      ['B', 'C'],
    ]);
    expect(hours).toBe(70);
  });

  it('is a year at the pace of the days that have data, and not said of less than four weeks', () => {
    const span = { from: '2026-01-01', to: '2026-03-31' };
    expect(coveredDays(span, { first: '2025-06-01', last: '2026-12-31' })).toBe(90);
    expect(coveredDays(span, { first: '2026-03-02', last: '2026-03-31' })).toBe(30);
    expect(coveredDays(span, { first: '2026-05-01', last: '2026-06-01' })).toBe(0);
    expect(coveredDays({ from: null, to: null }, { first: undefined, last: undefined })).toBe(0);
    expect(perYear(90, 90)).toBeCloseTo(365, 9);
    expect(perYear(90, 27)).toBeNull();
  });
});

describe('clustered matrix', () => {
  const rows = [
    merge('A', 'D', 40),
    pair('B', 'E', { fields: [4, 4], n: 4 }),
    pair('A', 'B', { n: 2, fields: [20, 20] }),
    pair('C', 'E', { fields: [0, 4], n: 2 }),
  ];
  const draw = (width = 800) =>
    overlapMatrix(
      { rows, returned: '160', merges: 1, open: (one) => `/overlap?first=${one.first.code}&second=${one.second.code}` },
      { ...context, width },
    );

  it('sets like beside like', () => {
    const order = clustered(rows, 30).shown.map((one) => one.code);
    expect(Math.abs(order.indexOf('A') - order.indexOf('D'))).toBe(1);
    expect(Math.abs(order.indexOf('B') - order.indexOf('E'))).toBe(1);
    expect(order).toHaveLength(5);
  });

  it('keeps those with something to merge where there are too many, and says how many are left', () => {
    const many = Array.from({ length: 40 }, (_, index) => pair(`X${index}`, `Y${index}`));
    const { shown, left } = clustered([...many, merge('A', 'D', 40)], 30);
    expect(shown.map((one) => one.code)).toEqual(expect.arrayContaining(['A', 'D']));
    expect([shown.length, left]).toEqual([30, 52]);
    const phone = overlapMatrix({ rows: many, returned: null, merges: 0, open: () => '' }, { ...context, width: 358 });
    expect(axis(phone, 'yAxis').data).toHaveLength(14);
    expect(phone.reading).toContain('shown=14 left=66');
    expect(phone.table.rows).toHaveLength(40);
  });

  it('says what merging returns, or what cannot be said of it', () => {
    expect(draw().title).toBe('charts.overlapMatrix.title n=1 hours=160');
    const silent = (merges: number) => overlapMatrix({ rows, returned: null, merges, open: () => '' }, context).title;
    expect(silent(1)).toBe('charts.overlapMatrix.titleNoHours n=1');
    expect(silent(0)).toBe('charts.overlapMatrix.none');
  });

  it('draws the share of the row’s own fields both ways, a mark where the row may be merged, and opens the pair', () => {
    const model = draw();
    const names = axis(model, 'yAxis').data!.map((label) => /Form (\w)/.exec(label)![1]!);
    const at = (into: string, from: string) => [names.indexOf(into), names.indexOf(from)];
    const [squares, merging, unknown] = seriesOf(model) as unknown as { data: { value: number[]; to: string }[] }[];
    const to = '/overlap?first=A&second=D';
    expect(squares!.data).toContainEqual({ value: [...at('D', 'A'), 0.75], to });
    expect(squares!.data).toContainEqual({ value: [...at('A', 'D'), 0.375], to });
    expect(merging!.data).toEqual([{ value: at('D', 'A'), to }]);
    // The fields of C are not known: a mark of its own, no square of 0 %.
    expect(unknown!.data).toEqual([{ value: at('E', 'C'), to: '/overlap?first=C&second=E' }]);
    expect(squares!.data.some(({ value }) => value[0] === names.indexOf('E') && value[1] === names.indexOf('C'))).toBe(
      false,
    );
    expect(model.table.rows.at(-1)!.map((cell) => cell.text)).toEqual([
      'Form C',
      'Form E',
      '2',
      'status.cannot-judge',
      'status.cannot-judge',
      'overlap.verdicts.look',
    ]);
  });

  it('holds finite numbers only, stays inside its width, survives an empty answer', () => {
    for (const width of [358, 800]) {
      const model = draw(width);
      const grid = model.option.grid as { left: number; width: number };
      expect(grid.left + grid.width).toBeLessThanOrEqual(width);
      expect(numbersIn(model.option).every(Number.isFinite)).toBe(true);
    }
    const empty = overlapMatrix({ rows: [], returned: null, merges: 0, open: () => '' }, context);
    expect(empty.table.rows).toEqual([]);
    expect(numbersIn(empty.option).every(Number.isFinite)).toBe(true);
  });
});

describe('field by field', () => {
  it('has every field of both forms once, the shared ones side by side', () => {
    const one = pair('A', 'B', {
      shared: [
        { label: 'Name', other: 'full name', basis: 'key', agreed: 9, compared: 10 },
        { label: 'income', other: 'income', basis: 'values', agreed: 12, compared: 12 },
      ],
    });
    const rows = fieldByField(
      one,
      [
        { label: 'Name', semanticKey: 'person.name' },
        { label: 'Income (CNY)', semanticKey: '' },
        { label: 'Remark', semanticKey: '' },
      ],
      [
        { label: 'Full name', semanticKey: 'person.name' },
        { label: 'Income', semanticKey: '' },
        { label: 'Houses', semanticKey: 'house.count' },
      ],
    );
    expect(rows.map((row) => [row.first, row.second, row.basis, row.firstKey, row.secondKey])).toEqual([
      ['Name', 'full name', 'key', 'person.name', 'person.name'],
      ['income', 'income', 'values', '', ''],
      ['Remark', '', null, '', ''],
      ['', 'Houses', null, '', 'house.count'],
    ]);
    expect(rows[0]).toMatchObject({ agreed: 9, compared: 10 });
  });
});
