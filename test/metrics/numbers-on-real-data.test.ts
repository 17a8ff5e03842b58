/** What the detectors of numbers say about real figures: towns, a survey with honest-looking interviews, the books of a fraud. */
import { parse } from 'csv-parse/sync';
import { catalogue, detector } from '../../metrics/catalogue.ts';
import { benfordTest } from '../../metrics/statistics/benford.ts';
import type { FactStore } from '../../server/facts/fact-store.ts';
import { judge, type Judged } from '../../server/findings/judge.ts';
import { prepareLookups } from '../support/lookups.ts';
import { riskRows, signalDrafts } from '../../server/indicators/statements.ts';
import { county, report } from '../../metrics/example-rows.ts';
import { allKinds, replaceFacts } from '../support/example-facts.ts';
import { openTestFactStore } from '../support/fact-store.ts';
import { fixtureLines } from '../support/fixture-lines.ts';

const NUMBERS = catalogue.flatMap((one) => (one.kind === 'risk' && one.family === 'numbers' ? [one.id] : []));

let store: FactStore;
let close: () => Promise<void>;
beforeAll(async () => ({ store, close } = await openTestFactStore()));
afterAll(() => close());

interface Filed {
  unit: string;
  values: Record<string, string>;
}

/** Files them over 28 days of March, in this order, and judges the month as the findings do. */
async function judged(filed: readonly Filed[]): Promise<Map<string, { share: number; flaggedCells: string[] }>> {
  const units = [...new Set(filed.map((one) => one.unit))];
  const perDay = Math.ceil(filed.length / 28);
  const reports = filed.map(({ unit, values }, i) => {
    const day = String(1 + Math.floor(i / perDay)).padStart(2, '0');
    const second = new Date(Date.UTC(2026, 0, 1, 8, 0, i % perDay)).toISOString().slice(11, 19);
    return report(`r${i}`, `P-${unit}`, `2026-03-${day} ${second}`, { values });
  });
  const directory = county(Object.fromEntries(units.map((unit) => [unit, [`P-${unit}`]])));
  await replaceFacts(store, { ...directory, reports }, allKinds);
  await prepareLookups(store);
  const days = [...new Set(reports.map((row) => String(row['submitted_at']).slice(0, 10)))];
  const results = new Map<string, { share: number; flaggedCells: string[] }>();
  for (const id of NUMBERS) {
    const definition = detector(id)!;
    const count = async (statement: { sql: string; parameters: object }, of: string) =>
      store.query<{ of_unit: string; figure: number }>(
        `SELECT substring(cadre, 3) AS of_unit, toFloat64(sum(${of})) AS figure FROM (${statement.sql}) GROUP BY of_unit`,
        { ...statement.parameters, computation: 1, days },
      );
    const eligible = await count(riskRows(definition), 'eligible');
    const flagged = new Map((await count(signalDrafts(definition), 'flagged')).map((row) => [row.of_unit, row.figure]));
    const cells = eligible.map(({ of_unit: unit, figure: n }) => ({
      requirement: 'R1', unit, n, flagged: flagged.get(unit) ?? 0, signals: 0, excused: 0,
    })); // prettier-ignore
    const rule = { ...definition, honestRate: definition.null.honestRate, fixedRate: definition.null.fixed === true };
    const found: Judged[] = judge(rule, cells);
    results.set(id, {
      share: cells.reduce((sum, cell) => sum + cell.flagged, 0) / filed.length,
      flaggedCells: found.filter((cell) => cell.flaggedCell).map((cell) => cell.unit),
    });
  }
  return results;
}

const digits = fixtureLines('digits', 'census_2009.csv.gz');
const books = fixtureLines('digits', 'sino_forest.csv');
const interviews = fixtureLines('survey', 'raw_data.csv.gz');
const rows = (lines: readonly string[]) =>
  parse(lines.join('\n'), { columns: true, bom: true }) as Record<string, string>[];

(digits ? it : it.skip)(
  'populations of 19,509 towns, state by state, open nothing by their digits',
  async () => {
    const towns = rows(digits!).map((row) => ({ unit: row['state']!, values: { 人口: row['pop.2009']! } }));
    // The order of the file is by state: shuffle it, so that every state files every day.
    const shuffled = towns.map((town, i) => ({ town, at: (i * 7919) % towns.length })).sort((a, b) => a.at - b.at);
    const results = await judged(shuffled.map(({ town }) => town));
    for (const [id, { flaggedCells, share }] of results) {
      expect([id, flaggedCells]).toEqual([id, []]);
      expect(share).toBeLessThan(0.01);
    }
  },
  60_000,
);

(digits && books ? it : it.skip)(
  'the books of a fraud pass Benford’s law; beside honest figures their last digits show',
  async () => {
    const first = books!.slice(1).map((text) => Number(/[1-9]/.exec(text)![0]));
    const counts = Array.from({ length: 9 }, (_, i) => first.filter((digit) => digit === i + 1).length);
    expect(benfordTest(counts, 'first').p).toBeGreaterThan(0.4);
    const fraud = books!
      .slice(1)
      .map((text) => ({ unit: 'fraud', values: { 金额: String(Math.round(Number(text))) } }));
    const honest = rows(digits!)
      .slice(0, 4 * fraud.length)
      .map((row, i) => ({ unit: `T${i % 4}`, values: { 金额: row['pop.2009']! } }));
    const results = await judged(fraud.flatMap((one, i) => [one, ...honest.slice(4 * i, 4 * i + 4)]));
    expect(results.get('last-digit')!.flaggedCells).toEqual(['fraud']);
    // 41 % of its figures end in 0 or 5: seen, and too little to stand out above the 30 % that others may round.
    expect(results.get('heaping')).toMatchObject({ flaggedCells: [] });
    expect(results.get('heaping')!.share).toBeGreaterThan(0.05);
  },
  60_000,
);

(interviews ? it : it.skip)(
  'a raw survey: fewer than one interview in ten is questioned, no interviewer stands out',
  async () => {
    const fields = [
    'age_respondent_r', 'num_hh_member', 'inc_employment_pension', 'tot_expenses', 'hours_available_piped', 'tank_fill_piped',
    'water_tank_nb_sharing', 'water_tank_litres_nb', 'air_coolers_nb', 'air_coolers_hours', 'pay_water_charges_amount',
  ]; // prettier-ignore
    const filed = rows(interviews!).map((row, i) => ({
      unit: `E${row['enumerator_num']}`,
      values: Object.fromEntries(
        fields.filter((name) => !['', 'NA'].includes(row[name]!)).map((name) => [name, row[name]!]),
      ),
      at: (i * 7919) % 632,
    }));
    const results = await judged(filed.sort((a, b) => a.at - b.at));
    for (const { share } of results.values()) expect(share).toBeLessThan(0.1);
    for (const id of ['last-digit', 'heaping', 'target-bunching', 'inconsistent-total'])
      expect([id, results.get(id)!.flaggedCells]).toEqual([id, []]);
  },
  60_000,
);
