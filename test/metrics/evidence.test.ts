/**
 * Every definition opens to its evidence: what the API shows as the rows behind a figure makes exactly the figure, for all
 * indicators, detectors and rules. On a county in which every detector has something to find; a definition that says nothing
 * there is held against its own examples.
 */
import { catalogue } from '../../metrics/catalogue.ts';
import type { Detector, Indicator, PolicyRule } from '../../metrics/definition.ts';
import { DATED_KINDS } from '../../metrics/facts.ts';
import { rules } from '../../metrics/policy/rules.ts';
import { generateWorld } from '../../seeds/worlds.ts';
import type { UnitScope } from '../../server/access/scope.ts';
import { FactStore } from '../../server/facts/fact-store.ts';
import { monthCounts } from '../../server/findings/counts.ts';
import { EvidenceService } from '../../server/findings/evidence.service.ts';
import { ComputationService } from '../../server/indicators/computation.service.ts';
import { bridged } from '../../server/indicators/due-days.ts';
import { excusedSignals } from '../../server/indicators/excuses.ts';
import {
  indicatorRows,
  insertInto,
  isAdditive,
  riskRows,
  signalDrafts,
  type Statement,
} from '../../server/indicators/statements.ts';
import { ValuesService } from '../../server/indicators/values.service.ts';
import { valuesStatement } from '../../server/indicators/values-query.ts';
import { judged, type ValueRow } from '../../server/indicators/verdict.ts';
import { PolicyService } from '../../server/policy/policy.service.ts';
import { insertRules, ruleRows } from '../../server/policy/rule-statements.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { allKinds, replaceFacts } from '../support/example-facts.ts';
import { loadWorld } from '../support/load-world.ts';
import { prepareLookups } from '../support/lookups.ts';
import { removeFolder, temporaryFolder } from '../seeds/read-world.ts';

const EVERYTHING = { sql: '1', parameters: {} };
const ALL_UNITS: UnitScope = { all: true, units: [] };
/** More rows than any cell here has. */
const ALL_ROWS = { page: 1, size: 1_000_000 };

const indicators = catalogue.filter((one): one is Indicator => one.kind === 'burden');
const detectors = catalogue.filter((one): one is Detector => one.kind === 'risk');

/** What a small county of one month gives no figure of: these are held against their examples. */
const SILENT = [
  ...['unread-share', 'pilot-overlap', 'heaping'],
  ...[
    'P09',
    'P10',
    'P13',
    'P14',
    'P19',
    'P22',
    'P25',
    'P26',
    'P27',
    'P28',
    'P29',
    'P32',
    'P34',
    'P36',
    'P39',
    'P40',
    'P44',
  ],
  ...['P46', 'P47', 'P49', 'P50', 'P51', 'P52', 'P53', 'P54', 'P55', 'P56', 'P62'],
];

let app: TestApp;
let store: FactStore;
const folder = temporaryFolder();

beforeAll(async () => {
  app = await startApp();
  store = app.get(FactStore);
  const world = await generateWorld('trial-county', folder, { seed: 4, townships: 8, months: 1, scale: 0.25 });
  await loadWorld(app, folder, world.files);
  await app.get(ComputationService).compute();
}, 600_000);
afterAll(async () => {
  await app?.close();
  removeFolder(folder);
});

/** The cells of a figure that are opened, beside all units: the first of each kind. */
const OPENED = 4;
/** The verdicts of a rule that are opened: those that rest on most facts. */
const VERDICTS = 12;

const spoke = new Set<string>();

describe('in a county of trials', () => {
  it.each(indicators.map((one) => [one.id, one] as const))('indicator %s', async (id, indicator) => {
    const span = (await app.get(ComputationService).span())!;
    for (const by of indicator.subject ? ['', 'unit'] : ['', 'unit', 'requirement']) {
      const { rows } = await app.get(ValuesService).values({ id, by, period: 'all' });
      const judgedRows = rows.filter((one) => one.status === 'ok' && one.numerator! > 0);
      for (const { unit, requirement, numerator } of judgedRows.slice(0, OPENED)) {
        const cell = {
          ...(unit === undefined ? {} : { unit, own: true }),
          ...(requirement === undefined ? {} : { requirement }),
        };
        const where = { ...cell, from: span.first, to: span.last };
        expectAccounted(
          indicator,
          await app.get(EvidenceService).ofIndicator(id, where, EVERYTHING, ALL_ROWS),
          numerator!,
          cell,
        );
        spoke.add(id);
      }
    }
  });

  it.each(detectors.map((one) => [one.id] as const))('detector %s', async (id) => {
    if (await detectorOpened(id)) spoke.add(id);
  });

  it.each(rules.map((rule) => [rule.id] as const))('rule %s', async (rule) => {
    if (await ruleOpened(rule)) spoke.add(rule);
  });

  it('all but these say something', () => {
    const ids = [...indicators, ...detectors, ...rules].map(({ id }) => id);
    // Rules look at the day, so that one may speak there some day.
    expect(SILENT).toEqual(expect.arrayContaining(ids.filter((id) => !spoke.has(id))));
  });
});

describe('in its examples', () => {
  let runs = 1000;
  const said = async (definition: Indicator | Detector | PolicyRule): Promise<boolean> => {
    if (definition.kind === 'policy') return ruleExamples(definition);
    let any = false;
    for (const example of definition.examples) {
      await replaceFacts(store, example.facts, allKinds);
      await prepareLookups(store);
      for (const table of ['indicator_rows', 'risk_rows', 'signal_rows', 'computed_days'])
        await store.command(`TRUNCATE TABLE ${table}`);
      const dated = DATED_KINDS.map((kind) => `SELECT day FROM ${kind}`).join(' UNION ALL ');
      const facts = await store.query<{ day: string }>(`SELECT DISTINCT day FROM (${dated}) ORDER BY day`);
      const days = bridged([...facts.map((row) => row.day), ...(example.days ?? [])]);
      await store.insert('computed_days', days.map((day) => ({ day, computation: 1 }))); // prettier-ignore
      const made = { computation: 1, days };
      const put = async ({ sql, parameters }: Statement) => store.command(sql, { ...parameters, ...made });
      if (definition.kind === 'risk') {
        await put(insertInto('risk_rows', riskRows([definition])));
        await put(insertInto('signal_drafts', signalDrafts([definition])));
        await put(insertInto('signal_rows', excusedSignals()));
        await store.command('TRUNCATE TABLE signal_drafts');
        any = (await detectorOpened(definition.id)) || any;
      } else {
        if (isAdditive(definition)) await put(insertInto('indicator_rows', indicatorRows([definition])));
        const span = { from: days[0]!, to: days.at(-1)! };
        const { sql, parameters } = valuesStatement(
          definition,
          { by: [], period: 'all', ...span, scope: EVERYTHING },
          definition.stock ? days.slice(-1) : days,
        );
        const [row] = await store.query<ValueRow>(sql, parameters);
        if (!row || judged(definition, row).value === null || row.numerator === 0) continue;
        const evidence = await app.get(EvidenceService).ofIndicator(definition.id, span, EVERYTHING, ALL_ROWS);
        expectAccounted(definition, evidence, row.numerator, { example: example.name });
        any = true;
      }
    }
    return any;
  };

  const ruleExamples = async (rule: PolicyRule): Promise<boolean> => {
    let any = false;
    for (const example of rule.examples.filter(({ rows }) => rows.some((row) => row.verdict === 'breach'))) {
      await replaceFacts(store, example.facts, allKinds);
      await prepareLookups(store);
      const own = Object.fromEntries(Object.entries(rule.parameters).map(([name, { value }]) => [name, value]));
      const edition = { name: 'v1', parameters: { ...own, ...example.parameters }, regions: undefined, judges: true };
      const today = example.today ?? '2026-11-02';
      const { sql, parameters } = insertRules([ruleRows(rule, edition)]);
      const run = ++runs;
      const months = [...new Set(example.rows.map(({ period }) => period).filter((period) => /-/.test(period)))];
      const bound = { run, today, data_to: example.dataTo ?? today, months: months.map((month) => `${month}-01`) };
      await store.command(sql, { ...parameters, ...bound });
      const slots = await store.query<{ month: string }>(
        'SELECT DISTINCT toString(month) AS month FROM policy_rows WHERE run = {run:UInt32}',
        { run },
      );
      await store.command('TRUNCATE TABLE policy_runs');
      const about = { run, rule: rule.id, edition: 'v1', version: rule.version, parameters: '{}', inputs: '' };
      await store.insert('policy_runs', slots.map(({ month }) => ({ ...about, month }))); // prettier-ignore
      any = (await ruleOpened(rule.id)) || any;
    }
    return any;
  };

  const byId = new Map([...indicators, ...detectors, ...rules].map((one) => [one.id, one] as const));
  it.each(SILENT.map((id) => [id] as const))('%s', async (id) => expect(await said(byId.get(id)!)).toBe(true));
});

type Rows = Awaited<ReturnType<EvidenceService['ofIndicator']>>;

/** Every fact is found again, and together they make the numerator. */
function expectAccounted(indicator: Indicator, { rows, total, counted }: Rows, numerator: number, of: object): void {
  const rounded = (figure: number) => Number(figure.toPrecision(9));
  const made = {
    // What is shown of a row does not hold its label.
    labels: () => counted,
    rows: () => rows.length,
    amounts: () => rows.reduce((sum, row) => sum + (row.numerator ?? NaN), 0),
  }[indicator.evidence]();
  expect([of, rows.length, rounded(made), rounded(counted)]).toEqual([
    of,
    total,
    rounded(numerator),
    rounded(numerator),
  ]);
}

/** Opens the cells in which the detector flagged something. */
async function detectorOpened(id: string): Promise<boolean> {
  const months = await store.query<{ month: string }>(
    'SELECT DISTINCT toString(toStartOfMonth(day)) AS month FROM signals WHERE detector = {id:String}',
    { id },
  );
  for (const { month } of months) {
    const cells = (await monthCounts(store, month)).get(id)!.cells.filter((cell) => cell.flagged + cell.excused > 0);
    const [everywhere, somewhere] = [cells.filter(({ unit }) => unit === ''), cells.filter(({ unit }) => unit !== '')];
    for (const cell of [...everywhere.slice(0, 2 * OPENED), ...somewhere.slice(0, 2 * OPENED)]) {
      const of = { ...cell, month, detectors: [id], attribution: { person_view: 'open' as const } };
      const { rows, total, counted } = await app.get(EvidenceService).ofFinding(of, EVERYTHING, ALL_ROWS);
      const flagged = rows.filter((row) => row.role === 'flagged');
      const plain = flagged.filter((row) => row.excuse === undefined);
      expect({
        unit: cell.unit,
        rows: rows.length,
        counted,
        flagged: plain.length,
        excused: flagged.length - plain.length,
        signals: new Set(plain.map((row) => row.signal)).size,
      }).toEqual({
        unit: cell.unit,
        rows: total,
        counted: cell.flagged,
        flagged: cell.flagged,
        excused: cell.excused,
        signals: cell.signals,
      });
    }
  }
  return months.length > 0;
}

/** Opens breaches of the rule. */
async function ruleOpened(rule: string): Promise<boolean> {
  const breaches = await store.query<{ subject: string; period: string; unit: string; observed: number }>(
    `SELECT subject, period, unit, toUInt32(observed) AS observed FROM policy_results
     WHERE rule = {rule:String} AND verdict = 'breach' ORDER BY observed DESC LIMIT ${VERDICTS}`,
    { rule },
  );
  for (const { observed, ...row } of breaches) {
    const { rows, total } = await app.get(PolicyService).evidence({ rule, ...row }, ALL_UNITS, ALL_ROWS, true);
    expect(observed).toBeGreaterThan(0);
    expect([row, total, rows.length]).toEqual([row, observed, observed]);
  }
  return breaches.length > 0;
}
