/** What the detectors of numbers say about real figures: towns, a survey with honest-looking interviews, the books of a fraud. */
import { parse } from 'csv-parse/sync';
import { benfordTest } from '../../metrics/statistics/benford.ts';
import type { FactStore } from '../../server/facts/fact-store.ts';
import { openTestFactStore } from '../support/fact-store.ts';
import { fixtureLines } from '../support/fixture-lines.ts';
import { judgedMonth } from '../support/judged-month.ts';

let store: FactStore;
let close: () => Promise<void>;
beforeAll(async () => ({ store, close } = await openTestFactStore()));
afterAll(() => close());

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
    const results = await judgedMonth(
      store,
      shuffled.map(({ town }) => town),
    );
    for (const [id, { standsOut, share }] of results) {
      expect([id, standsOut]).toEqual([id, []]);
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
    const results = await judgedMonth(
      store,
      fraud.flatMap((one, i) => [one, ...honest.slice(4 * i, 4 * i + 4)]),
    );
    expect(results.get('last-digit')!.standsOut).toEqual(['R1 fraud']);
    // 41 % of its figures end in 0 or 5: seen, and too little to stand out above the 30 % that others may round.
    expect(results.get('heaping')).toMatchObject({ standsOut: [] });
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
    const results = await judgedMonth(
      store,
      filed.sort((a, b) => a.at - b.at),
    );
    for (const { share } of results.values()) expect(share).toBeLessThan(0.1);
    for (const id of ['last-digit', 'heaping', 'target-bunching', 'inconsistent-total'])
      expect([id, results.get(id)!.standsOut]).toEqual([id, []]);
  },
  60_000,
);
