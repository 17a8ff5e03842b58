/** The pairs to merge: known by what their fields ask for, and by values that agree though the fields have other names. */
import { nameFields, normalLabel, normalLabelSql } from '../../../metrics/burden/field-names.ts';
import { Overlaps } from '../../../server/contract-overlap.ts';
import { FactStore } from '../../../server/facts/fact-store.ts';
import { ComputationService } from '../../../server/indicators/computation.service.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';

let app: TestApp;
let steward: SignedIn;
let auditor: SignedIn;

const load = async (kind: string, rows: readonly object[]): Promise<void> => {
  const response = await steward.fetch(`/api/v1/batches?as=${kind}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: rows.map((row) => JSON.stringify(row)).join('\n'),
  });
  expect(await response.json()).toMatchObject({ state: 'loaded', rejected: 0 });
};
const overlaps = async (query = ''): Promise<Overlaps> => {
  const response = await auditor.fetch(`/api/v1/requirements/overlap${query}`);
  expect(response.status).toBe(200);
  return Overlaps.parse(await response.json());
};

const requirement = (code: string, fields: string) => ({
  code,
  name: `表${code}`,
  kind: 'report',
  issuer: `局${code}`,
  fields,
});
const HOUSEHOLDS = Array.from({ length: 12 }, (_, i) => `5002${String(i).padStart(2, '0')}`);
const report = (code: string, i: number, values: object, seconds = 360) => ({
  source: 'app',
  external_id: `${code}-${i}`,
  cadre_code: 'P1',
  requirement_code: code,
  submitted_at: `2026-03-0${2 + (i % 3)} 09:${String(10 + i).padStart(2, '0')}:00`,
  active_edit_s: seconds,
  values,
});

beforeAll(async () => {
  app = await startApp();
  steward = await app.signIn('steward');
  auditor = await app.signIn('auditor');
  await load('org_units', [
    { code: 'C', name: '县', level: 'county' },
    { code: 'T1', name: '甲乡', level: 'township', parent_code: 'C' },
    { code: 'T2', name: '乙乡', level: 'township', parent_code: 'C' },
  ]);
  await load('cadres', [
    { code: 'P1', org_unit_code: 'T1' },
    { code: 'P2', org_unit_code: 'T2' },
  ]);
  await load('requirements', [
    requirement('A', '姓名|person.name;手机号|person.phone;年收入(元)'),
    requirement('B', '名字;联系电话;家庭年收入;住房面积;饮水'),
    requirement('D', '姓名;是否达标;备注一;备注二'),
    requirement('X', '档案号;隐患数'),
    requirement('Y', '户编号;检查次数;结论'),
    // Says nowhere what it asks.
    requirement('Z', ''),
  ]);
  await load('reports', [
    // The value of 手机号 stands under the key that is registered for it.
    ...HOUSEHOLDS.map((id, i) =>
      report('A', i, { 姓名: `户主${id}`, 'person.phone': `139${id}00`, '年收入(元)': 12000 + i }),
    ),
    ...HOUSEHOLDS.map((id, i) =>
      report('B', i, { 名字: `户主${id}`, 联系电话: `139${id}00`, 家庭年收入: 15000 - i * 7 }),
    ),
    ...HOUSEHOLDS.map((id, i) => report('X', i, { 档案号: id, 隐患数: i % 4 })),
    ...HOUSEHOLDS.map((id, i) => report('Y', i, { 户编号: id, 检查次数: i % 4, 结论: '已完成整改' })),
    { ...report('D', 1, { 姓名: '张三丰', 是否达标: '是' }), cadre_code: 'P2' },
  ]);
  await app.get(ComputationService).compute();
}, 120_000);
afterAll(() => app?.close());

describe('overlapping requirements', () => {
  it('names the pair to merge, with what is shared, how far values agree and what it would save', async () => {
    const { rows, from, to, compared, unknown } = await overlaps();
    expect([from, to]).toEqual(['2025-12-03', '2026-03-04']);
    expect([compared, unknown]).toEqual([5, 1]);
    const [pair] = rows;
    expect(pair).toMatchObject({
      first: { code: 'A', fields: 3, submissions: 12, hours: expect.closeTo(1.2, 9) },
      second: { code: 'B', fields: 5, submissions: 12 },
      share: 1,
      units: 1,
      hoursSaved: expect.closeTo(1.2, 9),
      verdict: 'merge',
    });
    const bases = Object.fromEntries(
      pair!.shared.map(({ label, other, basis, agreed }) => [label, [other, basis, agreed]]),
    );
    expect(bases).toEqual({
      姓名: ['名字', 'key', 12],
      手机号: ['联系电话', 'key', 12],
      // Asked twice, but answered differently.
      '年收入(元)': ['家庭年收入', 'label', null],
    });
  });

  it('finds fields of other names by values that agree, and is not misled by small numbers and stock phrases', async () => {
    const { rows } = await overlaps('?requirement=X');
    expect(rows.map(({ first, second, shared, verdict }) => [first.code, second.code, shared, verdict])).toEqual([
      ['X', 'Y', [{ label: '档案号', other: '户编号', basis: 'values', agreed: 12, compared: 12 }], 'look'],
    ]);
  });

  it('leaves out what shares a single name, and compares nothing where nothing was answered', async () => {
    expect((await overlaps('?requirement=D')).rows).toEqual([]);
    const before = await overlaps('?from=2026-01-01&to=2026-01-31');
    expect(before.rows.map(({ first, units, verdict }) => [first.code, units, verdict])).toEqual([['A', 0, 'look']]);
  });

  it('shows use and values of the caller’s units only', async () => {
    const leader = await app.signIn('leader', 'T2');
    const { rows } = Overlaps.parse(await (await leader.fetch('/api/v1/requirements/overlap')).json());
    expect(rows.map(({ first, units, hoursSaved }) => [first.code, first.submissions, units, hoursSaved])).toEqual([
      ['A', 0, 0, 0],
    ]);
  });
});

describe('names of fields', () => {
  it('are the same in the program and in the engine', async () => {
    const labels = [
      '身份证 号码',
      '年收入(万元)',
      '家庭年收入(元)',
      'Ｐｈｏｎｅ　No.',
      '联系电话：',
      '是否达标?',
      '①户数',
      '',
    ];
    const rows = await app
      .get(FactStore)
      .query<{ x: string; y: string }>(
        `SELECT x, ${normalLabelSql('x')} AS y FROM (SELECT arrayJoin({labels:Array(String)}) AS x)`,
        { labels },
      );
    expect(rows.map(({ x, y }) => [x, y])).toEqual(labels.map((label) => [label, normalLabel(label)]));
  });

  it('take the key that others register for a label or a synonym, unless they disagree', () => {
    const { asked } = nameFields([
      { code: 'A', fields: ['手机号|person.phone', '户数|village.households', '面积|house.area'] },
      { code: 'B', fields: ['联系电话', '户数|county.households', '面积 ', '户数'] },
    ]);
    expect(asked.filter(({ requirement: code }) => code === 'B').map(({ label, field }) => [label, field])).toEqual([
      ['联系电话', 'person.phone'],
      ['户数', 'county.households'],
      ['面积', 'house.area'],
      ['户数', 'label:户数'],
    ]);
  });
});
