/**
 * What the demo county makes every definition say. The lists below name everything that still cannot judge there, and why: one that
 * begins to speak, or falls silent, must be moved.
 */
import { rmSync } from 'node:fs';
import { catalogue } from '../../metrics/catalogue.ts';
import { rules } from '../../metrics/policy/rules.ts';
import type { Plant } from '../../seeds/plants.ts';
import { generateWorld } from '../../seeds/worlds.ts';
import { FactStore } from '../../server/facts/fact-store.ts';
import { ComputationService } from '../../server/indicators/computation.service.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { loadWorld } from '../support/load-world.ts';
import { temporaryFolder } from './read-world.ts';

/** Rules without any verdict: the reason that all their rows give. */
const SILENT_RULES: Readonly<Record<string, string>> = {
  // No text seen gives the number: it is the reform office's to set.
  P34: 'parameter-not-set',
  P49: 'parameter-not-set',
  P51: 'parameter-not-set',
  P52: 'parameter-not-set',
  P54: 'parameter-not-set',
  // They compare with the year before, and the county's records begin with 2025.
  P40: 'previous-year-incomplete',
  P47: 'previous-year-incomplete',
  // It binds from 2026-01-25 on and looks at records of its own months: those of 2025 are before it.
  P19: 'no rows',
};
/** Local rule sets: off until somebody switches them on for a region. */
const SWITCHED_OFF = ['P26', 'P27', 'P28', 'P29', 'P32', 'P36', 'P39', 'P62'];
const SILENT_INDICATORS: readonly string[] = [];
const SILENT_DETECTORS: readonly string[] = [];

const folder = temporaryFolder();
let app: TestApp;
let plants: readonly Plant[];
let store: FactStore;

beforeAll(async () => {
  const world = await generateWorld('demo-county', folder, { townships: 4, scale: 0.6 });
  plants = world.answers.plants;
  app = await startApp();
  store = app.get(FactStore);
  await loadWorld(app, folder, world.files);
  await app.get(ComputationService).compute();
}, 900_000);
afterAll(async () => {
  await app?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('in the demo county', () => {
  it('every rule judges, but for a short list', async () => {
    const rows = await store.query<{ rule: string; judged: number; reasons: string[] }>(
      `SELECT rule, countIf(verdict != 'cannot-judge') AS judged, groupUniqArray(reason) AS reasons FROM policy_results GROUP BY rule`,
    );
    const silent = rules.flatMap(({ id }): [string, string][] => {
      const row = rows.find((one) => one.rule === id);
      if (SWITCHED_OFF.includes(id) || (row && row.judged > 0)) return [];
      return [[id, row ? row.reasons.join(' ') : 'no rows']];
    });
    expect(Object.fromEntries(silent)).toEqual(SILENT_RULES);
    expect(rows.map((row) => row.rule).filter((rule) => SWITCHED_OFF.includes(rule))).toEqual([]);
    expect(rules.filter((rule) => rule.ruleSet !== undefined).map((rule) => rule.id).sort()).toEqual(SWITCHED_OFF);
  }); // prettier-ignore

  it('every indicator has a value', async () => {
    const leader = await app.signIn('leader');
    const silent: string[] = [];
    for (const { id } of catalogue.filter((definition) => definition.kind === 'burden')) {
      const response = await leader.fetch(`/api/v1/indicators/values?id=${id}&by=`);
      const { rows } = (await response.json()) as { rows: { status: string }[] };
      if (rows[0]?.status !== 'ok') silent.push(id);
    }
    expect(silent).toEqual(SILENT_INDICATORS);
  }, 120_000);

  it('every detector judges some requirement in some township and month', async () => {
    const cells = await store.query<{ detector: string; most: number }>(
      `SELECT detector, max(n) AS most FROM (SELECT detector, sum(eligible) AS n FROM risk_daily
         GROUP BY detector, requirement, unit, toStartOfMonth(day)) GROUP BY detector`,
    );
    const most = new Map(cells.map((row) => [row.detector, row.most]));
    const silent = catalogue.filter((one) => one.kind === 'risk' && (most.get(one.id) ?? 0) < one.minimumN);
    expect(silent.map(({ id }) => `${id} ${most.get(id) ?? 0}`)).toEqual(SILENT_DETECTORS);
  });

  it.each([
    ['P04', 'install-targets'],
    ['P06', 'likes-scored'],
    ['P11', 'unfiled-systems'],
    ['P17', 'dormant-systems'],
    ['P18', 'overlapping-systems'],
    ['P38', 'publicity-scored'],
    ['P61', 'demonstration'],
  ])('%s finds exactly what was planted as %s', async (rule, plant) => {
    const rows = await store.query<{ subject: string }>(
      `SELECT DISTINCT subject FROM policy_results WHERE rule = {rule:String} AND verdict = 'breach' ORDER BY subject`,
      { rule },
    );
    expect(rows.map((row) => row.subject)).toEqual([...plants.find((one) => one.id === plant)!.subjects].sort());
  });

  it('the department that asks back most is named by P33, the one that hands down most by the cascade', async () => {
    const [most] = await store.query<{ department: string }>(
      `SELECT department, countIf(verdict = 'breach') / count() AS share FROM policy_results WHERE rule = 'P33'
       GROUP BY department HAVING count() >= 30 ORDER BY share DESC LIMIT 1`,
    );
    expect([most?.department]).toEqual(plants.find((one) => one.id === 'asks-back')!.subjects);
    const [amplifier] = await store.query<{ unit: string }>(
      `SELECT c.org_unit_code AS unit, count() / uniqExact(c.parent_external_id) AS n FROM tasks c
       INNER JOIN tasks p ON p.source = c.source AND p.external_id = c.parent_external_id
       WHERE p.org_unit_code = '429999' GROUP BY unit ORDER BY n DESC LIMIT 1`,
    );
    expect([amplifier?.unit]).toEqual(plants.find((one) => one.id === 'amplifier')!.subjects);
  });
});
