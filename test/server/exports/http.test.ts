/** Exports over HTTP hold the rows the API answers, for those who may see them. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { generateWorld } from '../../../seeds/worlds.ts';
import { ComputationService } from '../../../server/indicators/computation.service.ts';
import type { Evidence, Findings, IndicatorValues, RequirementDetail, Units } from '../../../server/contract.ts';
import type { z } from 'zod';
import type { Catalogue } from '../../../server/contract-catalogue.ts';
import type { Audit, Batches } from '../../../server/contract-intake.ts';
import type { NewForm, Relief, Staffing, WeekHours } from '../../../server/contract-decisions.ts';
import type { Overlaps } from '../../../server/contract-overlap.ts';
import type { PolicyMatrix } from '../../../server/contract-policy.ts';
import type { Systems } from '../../../server/contract-systems.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';

const folder = mkdtempSync(join(tmpdir(), 'henjian-export-county-'));
let app: TestApp;
let leader: SignedIn;
beforeAll(async () => {
  app = await startApp();
  leader = await app.signIn('leader');
  const steward = await app.signIn('steward');
  await generateWorld('demo-county', folder, { townships: 3, months: 1, scale: 0.05 });
  for (const name of readdirSync(folder).filter((file) => file !== 'planted.csv' && file.endsWith('.csv'))) {
    const form = new FormData();
    form.append('file', new Blob([readFileSync(join(folder, name))]), name);
    expect((await steward.fetch('/api/v1/batches', { method: 'POST', body: form })).status).toBe(202);
  }
  await app.get(ComputationService).compute();
}, 240_000);
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const dataRows = (text: string): string[][] =>
  (parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true }) as string[][])
    .slice(1)
    .filter(([first = '']) => !first.startsWith('# '));

describe('GET exports', () => {
  it('gives the rows of indicators/values, with provenance', async () => {
    const query = 'id=filling-hours,submissions&by=unit,period&period=month';
    const values = (await (await leader.fetch(`/api/v1/indicators/values?${query}`)).json()) as IndicatorValues;
    const response = await leader.fetch(`/api/v1/exports?view=values&format=csv&lang=zh&${query}`);
    expect([response.status, response.headers.get('content-disposition')]).toEqual([
      200,
      'attachment; filename="henjian-values.csv"',
    ]);
    const text = await response.text();
    expect(dataRows(text)).toHaveLength(values.rows.length);
    expect(values.rows.length).toBeGreaterThan(5);
    expect(text).toMatch(/# 数据计算于,\d{4}-/);
    expect(text).toMatch(/# 指标版本,"?filling-hours v1/);
  });

  it('gives all findings, a row a detector that stands out', async () => {
    const findings = (await (await leader.fetch('/api/v1/findings?size=500')).json()) as Findings;
    const expected = findings.rows.reduce(
      (n, row) => n + Math.max(1, row.detectors.filter((d) => d.flagged).length),
      0,
    );
    const text = await (await leader.fetch('/api/v1/exports?view=findings&format=csv')).text();
    expect(dataRows(text)).toHaveLength(expected);
  });

  it.each([
    ...['overview', 'requirements', 'cascade', 'assessment', 'comparison', 'relief', 'new-form', 'staffing'],
    ...['overlap', 'systems', 'red-lines', 'soundness'],
  ])('gives the view %s as a workbook and a presentation', async (view) => {
    for (const format of ['xlsx', 'pptx']) {
      const response = await leader.fetch(`/api/v1/exports?view=${view}&format=${format}`);
      const bytes = Buffer.from(await response.arrayBuffer());
      expect([response.status, bytes.subarray(0, 2).toString()]).toEqual([200, 'PK']);
    }
  });

  const read = async <Answer>(path: string): Promise<Answer> =>
    (await (await leader.fetch(`/api/v1/${path}`)).json()) as Answer;
  const table = async (query: string): Promise<string[][]> => {
    const response = await leader.fetch(`/api/v1/exports?format=csv&lang=en&${query}`);
    expect(response.status).toBe(200);
    return dataRows(await response.text());
  };

  it('gives every week of relief, and two rows for an action that names a requirement', async () => {
    const { rows } = await read<{ rows: { code: string }[] }>('requirements');
    const { from } = await read<Relief>('relief');
    const action = { day: from, kind: 'merged', requirement: rows[0]!.code, note: '两表并一表' };
    const noted = await leader.fetch('/api/v1/relief/actions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(action),
    });
    expect(noted.status).toBe(201);
    const relief = (await noted.json()) as Relief;
    expect(relief.weeks.length).toBeGreaterThan(2);
    expect((await table('view=relief')).map(([week]) => week)).toEqual(relief.weeks.map(({ week }) => week));
    const actions = await table(`view=relief&table=${encodeURIComponent('What was done')}`);
    expect(actions).toHaveLength(relief.actions.reduce((n, one) => n + (one.own ? 2 : 1), 0));
    expect(actions.filter(([, , , note]) => note === '两表并一表').map(([, , , , of]) => of)).toEqual([
      'that requirement',
      'all hours',
    ]);
  });

  it('gives the estimate of a new form with its parts and its total', async () => {
    const draft = `fields=${encodeURIComponent('户主姓名\n联系电话')}&photos=2&frequency=P1W&asked=village`;
    const form = await read<NewForm>(`new-form?${draft}`);
    expect(form.hours!.value).toBeGreaterThan(0);
    const rows = await table(`view=new-form&${draft}`);
    expect(rows.map(([part]) => part)).toEqual([
      ...['fields', 'photos', 'Total'],
      ...['Of these, fields asked for elsewhere already', 'Hours a year of present requirements'],
    ]);
    expect(Number(rows[2]![5])).toBeCloseTo(form.hours!.value, 6);
    expect([Number(rows[2]![6]), Number(rows[2]![7])]).toEqual([form.hours!.low, form.hours!.high]);
  });

  it('gives the townships of the staffing chart, the pairs of the matrix and the systems of the directory', async () => {
    const staffing = await read<Staffing>('staffing');
    expect((await table('view=staffing')).map(([unit]) => unit)).toEqual(staffing.rows.map((row) => row.unitName));
    const overlaps = await read<Overlaps>('requirements/overlap');
    expect(overlaps.rows.length).toBeGreaterThan(0);
    expect((await table('view=overlap')).map(([first, , second]) => [first, second])).toEqual(
      overlaps.rows.map(({ first, second }) => [first.name, second.name]),
    );
    const systems = await read<Systems>('systems');
    expect((await table('view=systems')).map(([name]) => name)).toEqual(systems.rows.map(({ name }) => name));
  });

  it('gives the red lines by department, and every breach without a pseudonym', async () => {
    const matrix = await read<PolicyMatrix>('policy/matrix');
    expect(await table('view=red-lines')).toHaveLength(matrix.cells.length);
    const breaches = await table('view=red-lines&table=Breaches');
    expect(breaches).toHaveLength(matrix.cells.reduce((n, cell) => n + cell.breach, 0));
    expect(breaches.length).toBeGreaterThan(0);
  });

  it('gives one requirement: its figures, the same people elsewhere, and a 404 for one that is not there', async () => {
    const { rows } = await read<{ rows: { code: string }[] }>('requirements');
    const { code } = rows[0]!;
    const detail = await read<RequirementDetail>(`requirements/${code}`);
    const risk = await table(`view=requirement&requirement=${code}&table=${encodeURIComponent('The same people')}`);
    expect(risk.map(([, observed, n]) => [Number(observed), Number(n)])).toEqual(
      detail.risk.map(({ observed, n }) => [observed, n]),
    );
    expect((await leader.fetch('/api/v1/exports?view=requirement&requirement=NOBODY')).status).toBe(404);
    expect((await leader.fetch('/api/v1/exports?view=requirement')).status).toBe(404);
  });

  it('gives the requirements of the assessment page, and the townships of the funnel', async () => {
    const { rows } = (await (await leader.fetch('/api/v1/demands')).json()) as { rows: { name: string }[] };
    const assessment = await (await leader.fetch('/api/v1/exports?view=assessment&format=csv&lang=zh')).text();
    expect(
      dataRows(assessment)
        .map(([name]) => name)
        .sort(),
    ).toEqual(rows.map(({ name }) => name).sort());
    const funnel = await (await leader.fetch('/api/v1/exports?view=comparison&id=checkins&format=csv&lang=en')).text();
    // Three townships are too few to draw limits around: each says so instead of a figure.
    expect(dataRows(funnel).map(([, , value]) => value)).toEqual(
      Array.from({ length: 3 }, () => 'cannot judge (too-few-units)'),
    );
    expect(funnel).toMatch(/# Versions of definitions,checkins v\d/);
  });

  it('gives the rows behind a figure, as many as the page says, and logs that they were opened', async () => {
    const all = await read<Evidence>('indicators/submissions/evidence?size=1');
    const predicate = `requirement=${encodeURIComponent(all.rows[0]!.requirement)}`;
    const evidence = await read<Evidence>(`indicators/submissions/evidence?${predicate}&size=500`);
    expect(evidence.total).toBeGreaterThan(0);
    const lines = await table(`view=evidence&id=submissions&${predicate}`);
    expect(lines).toHaveLength(evidence.total);
    const records = new Set(lines.map((line) => line[2]));
    expect(evidence.rows.every(({ externalId }) => records.has(externalId))).toBe(true);
    expect((await leader.fetch('/api/v1/exports?view=evidence&id=gossip')).status).toBe(404);
    // More than are looked up in one statement.
    expect(all.total).toBeGreaterThan(500);
    expect(await table('view=evidence&id=submissions')).toHaveLength(all.total);
    const auditor = await app.signIn('auditor');
    const opened = await auditor.fetch('/api/v1/audit?action=evidence-opened&text=export');
    const log = (await opened.json()) as Audit;
    expect(log.rows.map(({ object, detail }) => [object, detail['view']])).toEqual([
      ['submissions', 'export'],
      ['submissions', 'export'],
    ]);
  });

  it('gives the glossary, whole or one definition', async () => {
    const { items } = await read<z.infer<typeof Catalogue>>('catalogue');
    const administrator = await app.signIn('administrator');
    for (const [kind, name] of [
      ['burden', 'Burden indicators'],
      ['risk', 'Detectors'],
      ['policy', 'Policy rules'],
    ] as const) {
      const query = `view=glossary&table=${encodeURIComponent(name)}`;
      expect((await table(query)).map(([id]) => id)).toEqual(
        items.filter((item) => item.kind === kind).map(({ id }) => id),
      );
    }
    expect((await table('view=glossary&id=P51')).map(([id]) => id)).toEqual(['P51']);
    expect((await leader.fetch('/api/v1/exports?view=glossary&id=gossip')).status).toBe(404);
    for (const view of ['glossary', 'audit', 'overview'])
      expect((await administrator.fetch(`/api/v1/exports?view=${view}`)).status).toBe(403);
  });

  it('gives every receipt, and the audit log by its filters with the state of its chain', async () => {
    const [auditor, steward] = [await app.signIn('auditor'), await app.signIn('steward')];
    const text = async (by: SignedIn, query: string): Promise<string> => {
      const response = await by.fetch(`/api/v1/exports?format=csv&lang=en&${query}`);
      expect(response.status).toBe(200);
      return response.text();
    };
    const batches = (await (await auditor.fetch('/api/v1/batches?size=500')).json()) as Batches;
    const receipts = dataRows(await text(steward, 'view=receipts'));
    expect(receipts.map(([receipt, , , , , seen]) => [Number(receipt), Number(seen)])).toEqual(
      batches.rows.map(({ receipt, seen }) => [receipt, seen]),
    );
    const filter = 'action=batch-loaded';
    const log = (await (await auditor.fetch(`/api/v1/audit?${filter}&size=500`)).json()) as Audit;
    expect(log.total).toBe(batches.total);
    expect(log.actions).toContain('exported');
    const acts = dataRows(await text(auditor, `view=audit&${filter}`));
    expect(acts.map(([id, , , , , , hash]) => [Number(id), hash])).toEqual(log.rows.map(({ id, hash }) => [id, hash]));
    const chain = dataRows(await text(auditor, 'view=audit&table=Check%20of%20the%20chain'));
    expect(chain[0]![0]).toMatch(/^intact, \d+ rows$/);
    const day = log.rows[0]!.at.slice(0, 10);
    const on = async (query: string) => ((await (await auditor.fetch(`/api/v1/audit?${query}`)).json()) as Audit).total;
    expect(await on(`${filter}&from=${day}&to=${day}`)).toBe(log.total);
    expect(await on(`${filter}&to=2020-01-01`)).toBe(0);
    expect(await on('text=%25')).toBe(0);
    for (const [by, view] of [
      [leader, 'receipts'],
      [leader, 'audit'],
      [steward, 'audit'],
    ] as const)
      expect((await by.fetch(`/api/v1/exports?view=${view}`)).status).toBe(403);
  });

  it('gives the pages of the county a table a chart, with as many rows as the API answers', async () => {
    const of = async (query: string) => (await read<IndicatorValues>(`indicators/values?${query}`)).rows;
    const { rows: units } = await read<z.infer<typeof Units>>('units');
    const townships = new Set(units.filter(({ level }) => level === 'township').map(({ code }) => code));
    const inTownships = (rows: IndicatorValues['rows']) => rows.filter(({ unit = '' }) => townships.has(unit));
    const hours = 'id=filling-hours&by=unit,period&period';
    const byMonth = inTownships(await of(`${hours}=month`));
    expect(byMonth.length).toBeGreaterThan(1);
    const first = inTownships(await of(`${hours}=all`))[0]!;
    const places = await table('view=townships');
    expect(places).toHaveLength(townships.size);
    expect(places.find(([name]) => name === first.unitName)?.[1]).toBe(String(first.perCadreWeek!.value));
    expect(await table('view=townships&table=Townships%20by%20month')).toHaveLength(byMonth.length);
    const ofOne = await of(`id=filling-hours&by=requirement,period&period=all&unit=${first.unit}`);
    expect(await table(`view=townships&unit=${first.unit}&table=Requirements`)).toHaveLength(ofOne.length);
    expect(await table('view=week')).toHaveLength(4);
    expect(await table('view=week&table=Townships')).toHaveLength(4 * townships.size);
    expect(await table('view=requirements&table=Issuers')).toHaveLength(
      (await of('id=filling-hours&by=issuer,period&period=all')).length,
    );
    const days = await of('id=submissions&by=period&period=day');
    expect(await table('view=time&id=submissions&table=Days')).toHaveLength(days.length);
    const week = await read<WeekHours>('indicators/submissions/hours');
    const placed = await table('view=time&id=submissions&table=Hours%20of%20the%20week');
    expect(placed).toHaveLength(week.rows.length);
    expect(placed.reduce((sum, line) => sum + Number(line[3]), 0)).toBe(week.rows.reduce((sum, { n }) => sum + n, 0));
    const split = await table('view=fairness&table=Where%20the%20difference%20lies');
    expect(split).toHaveLength((await of('id=load-to-capacity&by=period&period=month')).length);
    expect((await leader.fetch('/api/v1/exports?view=time&id=gossip')).status).toBe(404);
  });

  it('refuses what is not there and who may not', async () => {
    expect((await leader.fetch('/api/v1/exports?view=gossip')).status).toBe(400);
    const steward = await app.signIn('steward');
    for (const view of ['findings', 'red-lines', 'soundness'])
      expect((await steward.fetch(`/api/v1/exports?view=${view}`)).status).toBe(403);
    const township = await app.signIn('leader', 'nowhere');
    const text = await (await township.fetch('/api/v1/exports?view=values&format=csv&by=unit,period')).text();
    expect(dataRows(text)).toEqual([]);
  });
});
