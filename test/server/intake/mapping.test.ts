import { compileMapping, parseMapping } from '../../../server/intake/mapping.ts';
import { countsOf, openIntake, type IntakeBench } from './intake-bench.ts';

const minimal = { name: 'm', kind: 'checkins', columns: { external_id: 'id', cadre_code: 'who', claimed_at: 'at' } };

/** The text of one canonical column for a row. */
function textOf(value: unknown, row: Record<string, string>): string {
  const { columns } = compileMapping(parseMapping({ ...minimal, columns: { ...minimal.columns, claimed_at: value } }));
  return columns.get('claimed_at')!((name) => row[name] ?? '', 7);
}

describe('a mapping', () => {
  it('picks, joins and says constants', () => {
    expect(textOf('when', { when: 'x' })).toBe('x');
    expect(textOf({ template: '{a}-{#}/{b}' }, { a: '1', b: '2' })).toBe('1-7/2');
    expect(textOf({ constant: '2025-01-01' }, {})).toBe('2025-01-01');
    expect(textOf({ column: 'k', words: { 外勤: 'field' } }, { k: '外勤' })).toBe('field');
  });

  it('reads times in their form and zone', () => {
    expect(textOf({ column: 't', form: 'unix' }, { t: '1759192200' })).toBe('2025-09-30T08:30:00+08:00');
    expect(textOf({ column: 't', form: 'excel-1900' }, { t: '45930.3541666667' })).toBe('2025-09-30 08:30:00');
    expect(textOf({ column: 't', form: 'day-first' }, { t: '30/9/2025 08:30' })).toBe('2025-09-30 08:30');
    expect(textOf({ column: 't', form: 'month-first' }, { t: '9/30/2025' })).toBe('2025-09-30');
    expect(textOf({ column: 't', zone: 'Europe/Amsterdam' }, { t: '2011-10-11 13:42' })).toBe('2011-10-11T13:42+02:00');
    expect(textOf({ column: 't', zone: 'Europe/Amsterdam' }, { t: '2011-12-11 13:42' })).toBe('2011-12-11T13:42+01:00');
    expect(textOf({ column: 't', zone: 'Europe/Amsterdam' }, { t: '2011-12-11T13:42:00Z' })).toBe(
      '2011-12-11T13:42:00Z',
    );
    expect(textOf({ column: 't', form: 'unix' }, { t: 'soon' })).toBe('soon');
    const week = { week: 'w', weekday: 'd', hour: 'h', firstMonday: '2010-01-04', weeks: 520 };
    expect(textOf(week, { w: '1', d: 'Wednesday', h: '9' })).toBe('2010-01-13T09');
    expect(textOf(week, { w: '521', d: 'Mon', h: '23' })).toBe('2010-01-11T23');
    expect(textOf(week, { w: '1', d: 'Someday', h: '9' })).toBe('1 Someday 9');
  });

  it('takes both coordinates out of one cell, in whatever order', () => {
    const pair = { column: 'place', form: 'pair' };
    const { columns } = compileMapping(
      parseMapping({ ...minimal, columns: { ...minimal.columns, lat: pair, lon: pair } }),
    );
    const both = (place: string): string[] => ['lat', 'lon'].map((name) => columns.get(name)!(() => place, 1));
    for (const written of ['106.05,29.10', '29.10, 106.05', '（106.05，29.10）', '106.05 29.10', '29.10;106.05'])
      expect([written, both(written)]).toEqual([written, ['29.10', '106.05']]);
    // What is no pair is left as it stands, to be refused with its own words.
    for (const written of ['村口', '106.05', '1,2,3']) expect(both(written)).toEqual([written, written]);
    expect(both('')).toEqual(['', '']);
    expect(() => parseMapping({ ...minimal, columns: { ...minimal.columns, place: pair } })).toThrow('no coordinate');
  });

  it('that cannot work is refused with the reason', () => {
    const refused = (body: unknown): string => {
      try {
        parseMapping(body);
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(refused({ ...minimal, kind: 'gossip' })).toContain('unknown kind');
    expect(refused({ ...minimal, columns: { ...minimal.columns, colour: 'c' } })).toContain(
      'colour is no column of checkins',
    );
    expect(refused({ ...minimal, columns: { external_id: 'id', cadre_code: 'who' } })).toContain(
      'claimed_at is required',
    );
    expect(
      refused({ ...minimal, columns: { ...minimal.columns, claimed_at: { column: 't', zone: 'Mars/Olympus' } } }),
    ).not.toBe('');
  });
});

describe('saved mappings', () => {
  let bench: IntakeBench;
  beforeAll(async () => {
    bench = await openIntake();
  });
  afterAll(() => bench.close());

  it('keep their versions, and receipts name the one they used', async () => {
    expect((await bench.mappings.save(minimal, 'test')).version).toBe(1);
    expect((await bench.mappings.save(minimal, 'test')).version).toBe(1);
    expect((await bench.mappings.save({ ...minimal, source: 'foreign' }, 'test')).version).toBe(2);
    const batch = await bench.load(
      'foreign.csv',
      'a title\n\nid,who,at,colour\n1,G1,2025-09-30 08:30,red\n2,G1,never,\n',
      { mapping: 'm' },
    );
    expect([batch.mapping, batch.source, ...countsOf(batch)]).toEqual(['m@2', 'foreign', 2, 1, 0, 0, 1]);
    expect(batch.unknownColumns).toEqual(['colour']);
    const csv = await bench.refusedCsv(batch);
    expect(csv).toContain('id,who,at,colour,sheet,line,column,code,reason,reason_en,value,file');
    expect(csv).toContain('2,G1,never,,,5,claimed_at,bad-time,');
    expect(countsOf(await bench.load('fixed.csv', csv.replace('never', '2025-09-30'), { mapping: 'm@2' }))).toEqual([
      1, 1, 0, 0, 0,
    ]);
    expect((await bench.load('other.csv', 'x,y\n1,2\n', { mapping: 'm@1' })).problem!.en).toContain('needs columns');
    expect((await bench.load('none.csv', 'x,y\n1,2\n', { mapping: 'nobody' })).problem!.en).toContain(
      'no mapping named nobody',
    );
  });
});
