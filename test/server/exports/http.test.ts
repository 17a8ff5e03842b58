/** Exports over HTTP hold the rows the API answers, for those who may see them. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { generateWorld } from '../../../seeds/worlds.ts';
import { ComputationService } from '../../../server/indicators/computation.service.ts';
import type { Findings, IndicatorValues } from '../../../server/contract.ts';
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

  it.each(['overview', 'requirements', 'cascade', 'assessment', 'comparison'])(
    'gives the view %s as a workbook and a presentation',
    async (view) => {
      for (const format of ['xlsx', 'pptx']) {
        const response = await leader.fetch(`/api/v1/exports?view=${view}&format=${format}`);
        const bytes = Buffer.from(await response.arrayBuffer());
        expect([response.status, bytes.subarray(0, 2).toString()]).toEqual([200, 'PK']);
      }
    },
  );

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

  it('refuses what is not there and who may not', async () => {
    expect((await leader.fetch('/api/v1/exports?view=gossip')).status).toBe(400);
    const steward = await app.signIn('steward');
    expect((await steward.fetch('/api/v1/exports?view=findings')).status).toBe(403);
    const township = await app.signIn('leader', 'nowhere');
    const text = await (await township.fetch('/api/v1/exports?view=values&format=csv&by=unit,period')).text();
    expect(dataRows(text)).toEqual([]);
  });
});
