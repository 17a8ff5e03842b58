import {
  allows,
  EVERYTHING,
  inScope,
  inScopePath,
  NOTHING,
  scopeOf,
  type OrgUnit,
} from '../../../server/access/scope.ts';
import type { FactStore } from '../../../server/facts/fact-store.ts';
import { openTestFactStore } from '../../support/fact-store.ts';

const unit = (code: string, parent: string): OrgUnit => ({ code, parent, name: code, level: 'township' });
const TREE = [
  unit('county', ''),
  unit('t1', 'county'),
  unit('t2', 'county'),
  unit('t1-v1', 't1'),
  unit('t1-v1-g1', 't1-v1'),
  unit('t2-v1', 't2'),
  // A circle, as a broken directory may hold one.
  unit('a', 'b'),
  unit('b', 'a'),
];

describe('scopeOf', () => {
  it.each([
    ['county', ['county', 't1', 't1-v1', 't1-v1-g1', 't2', 't2-v1']],
    ['t1', ['t1', 't1-v1', 't1-v1-g1']],
    ['t1-v1-g1', ['t1-v1-g1']],
    ['a', ['a', 'b']],
    ['not in the directory', ['not in the directory']],
  ])('%s sees itself and everything below', (code, units) => {
    expect(scopeOf(code, TREE)).toEqual({ all: false, units });
  });

  it('gives everything only for *, and nothing for no unit', () => {
    expect(scopeOf('*', TREE)).toEqual(EVERYTHING);
    expect(scopeOf('', TREE)).toEqual(NOTHING);
    expect(allows(EVERYTHING, 't2')).toBe(true);
    expect(allows(NOTHING, 't2')).toBe(false);
    expect(allows(scopeOf('t1', TREE), 't1-v1')).toBe(true);
    expect(allows(scopeOf('t1', TREE), 't2')).toBe(false);
  });
});

describe('inScope', () => {
  it('binds the units and never writes them into the text', () => {
    const condition = inScope({ all: false, units: ["t1' OR 1=1 --"] }, 's.unit');
    expect(condition).toEqual({
      sql: 's.unit IN {scope_units:Array(String)}',
      parameters: { scope_units: ["t1' OR 1=1 --"] },
    });
    expect(inScope(EVERYTHING, 'unit')).toEqual({ sql: '1', parameters: {} });
    expect(inScope(NOTHING, 'unit', 'other').parameters).toEqual({ other: [] });
  });

  it('takes nothing but a column name for a column', () => {
    for (const column of ['unit OR 1', 'a.b.c', '1', "u'", ''])
      expect(() => inScope({ all: false, units: [] }, column)).toThrow('not an identifier');
  });

  describe('on the engine', () => {
    let facts: { store: FactStore; close: () => Promise<void> };
    beforeAll(async () => {
      facts = await openTestFactStore();
    });
    afterAll(() => facts.close());

    const rows = async (condition: { sql: string; parameters: Record<string, unknown> }) =>
      (
        await facts.store.query<{ unit: string }>(
          `SELECT unit FROM (SELECT arrayJoin(['t1', 't2', 't1-v1', '']) AS unit, ['county', unit] AS path)
           WHERE ${condition.sql} ORDER BY unit`,
          condition.parameters,
        )
      ).map(({ unit: code }) => code);

    it('keeps exactly the rows of the scope', async () => {
      expect(await rows(inScope(scopeOf('t1', TREE), 'unit'))).toEqual(['t1', 't1-v1']);
      expect(await rows(inScope(EVERYTHING, 'unit'))).toEqual(['', 't1', 't1-v1', 't2']);
      expect(await rows(inScope(NOTHING, 'unit'))).toEqual([]);
      expect(await rows(inScope({ all: false, units: ["') OR ('1'='1"] }, 'unit'))).toEqual([]);
      expect(await rows(inScopePath({ all: false, units: ['t2'] }, 'path'))).toEqual(['t2']);
      expect(await rows(inScopePath({ all: false, units: ['county'] }, 'path'))).toHaveLength(4);
      expect(await rows(inScopePath(NOTHING, 'path'))).toEqual([]);
    });
  });
});
