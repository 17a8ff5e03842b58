/** What the detectors say about real people who had nothing to hide: check-ins, government reports, interviews, pictures. */
import { parse } from 'csv-parse/sync';
import { catalogue } from '../../metrics/catalogue.ts';
import { county, requirement } from '../../metrics/example-rows.ts';
import type { FactStore } from '../../server/facts/fact-store.ts';
import { allKinds, replaceFacts } from '../support/example-facts.ts';
import { openTestFactStore } from '../support/fact-store.ts';
import { fixtureLines } from '../support/fixture-lines.ts';
import { flaggedBy, type Flagged } from '../support/flagged.ts';
import { prepareLookups } from '../support/lookups.ts';

type Row = Record<string, string>;

let store: FactStore;
let close: () => Promise<void>;
beforeAll(async () => ({ store, close } = await openTestFactStore()));
afterAll(() => close());

const DAY_MS = 86_400_000;
const MONDAY = Date.UTC(2026, 0, 5);
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const dateOf = (day: number) => new Date(MONDAY + day * DAY_MS).toISOString().slice(0, 10);
const rows = (lines: readonly string[]) => parse(lines.join('\n'), { columns: true, bom: true }) as Row[];
const detectors = (families: readonly string[]) =>
  catalogue.flatMap((one) => (one.kind === 'risk' && families.includes(one.family) ? [one.id] : []));

async function judged(facts: Parameters<typeof replaceFacts>[1], ids: readonly string[], days: readonly string[]) {
  await replaceFacts(store, facts, allKinds);
  await prepareLookups(store);
  const found = new Map<string, Flagged>();
  for (const id of ids) found.set(id, await flaggedBy(store, id, days));
  return found;
}

const PLACES = ['co-location-burst', 'coordinate-repeat', 'impossible-travel', 'overlapping-presence', 'regular-intervals'] as const; // prettier-ignore

describe.each([
  ['foursquare_nyc.csv.gz', 44_809],
  ['gowalla.csv.gz', 66_428],
])('check-ins of %s', (file, n) => {
  const lines = fixtureLines('checkins', file);
  (lines ? it : it.skip)(
    'known to the hour: every detector of time and place abstains from all of them, however often a place repeats',
    async () => {
      const weeks = new Map<string, number>();
      const checkins = rows(lines!).map((row, i) => {
        const key = `${row['label']} ${row['tid']}`;
        if (!weeks.has(key)) weeks.set(key, weeks.size % 20);
        const date = dateOf(7 * weeks.get(key)! + WEEKDAYS.indexOf(row['day']!));
        return {
          source: 'lbsn', external_id: `c${i}`, cadre_code: `P${row['label']}`, requirement_code: 'R1', place: `V${row['poi']}`,
          claimed_at: `${date}T${row['hour']!.padStart(2, '0')}:00:00+08:00`, lat: Number(row['lat']), lon: Number(row['lon']),
        }; // prettier-ignore
      });
      expect(checkins.length).toBe(n);
      const days = Array.from({ length: 140 }, (_, i) => dateOf(i));
      for (const [id, { eligible, abstained, events }] of await judged({ checkins }, PLACES, days)) {
        expect([id, eligible, events]).toEqual([id, 0, []]);
        expect([id, abstained['clock-too-coarse']! / n > 0.999]).toEqual([id, true]);
      }
    },
    180_000,
  );
});

const stops = fixtureLines('checkins', 'mpls_stops.csv.gz');
(stops ? it : it.skip)(
  'stops of a police force, set to street corners by the map: corners that are registered are no repeated coordinates',
  async () => {
    const corners = new Map<string, number>();
    const checkins = rows(stops!).map((row) => {
      const corner = `${row['lat']} ${row['long']}`;
      corners.set(corner, (corners.get(corner) ?? 0) + 1);
      return {
        source: 'mpls', external_id: row['idNum']!, cadre_code: `P${row['policePrecinct']}`, requirement_code: 'R1',
        claimed_at: `${row['date']!.replace(' ', 'T')}+08:00`, lat: Number(row['lat']), lon: Number(row['long']),
      }; // prettier-ignore
    });
    const often = [...corners].filter(([, uses]) => uses >= 10);
    const share = often.reduce((sum, [, uses]) => sum + uses, 0) / checkins.length;
    expect(share).toBeCloseTo(0.535, 2);
    const days = Array.from({ length: 365 }, (_, i) =>
      new Date(Date.UTC(2017, 0, 1) + i * DAY_MS).toISOString().slice(0, 10),
    );
    const places = [...corners].map(([corner], i) => {
      const [lat, lon] = corner.split(' ').map(Number);
      return { code: `corner ${i}`, lat, lon, radius_m: 15 };
    });
    const unregistered = await judged({ checkins }, ['coordinate-repeat'], days);
    const registered = await judged({ checkins, places }, ['coordinate-repeat'], days);
    const [before, after] = [unregistered, registered].map((found) => found.get('coordinate-repeat')!);
    // What the limits of the detector say: an app that snaps to unregistered points is flagged until they are registered.
    expect(before!.events.length / before!.eligible).toBeGreaterThan(0.2);
    expect(after!.eligible).toBe(before!.eligible);
    expect(after!.events).toEqual([]);
  },
  180_000,
);

const speeches = fixtureLines('text', 'gov_reports_1954_2022.txt.gz');
(speeches ? it : it.skip)(
  'work reports of 53 years that reuse formulas honestly: no report, and of their 2,700 paragraphs hardly one, is called a copy',
  async () => {
    const townships = county(Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`T${i}`, [`P${i}`]])));
    const written = (id: string, i: number, requirement_code: string, text: string) => ({
      source: 'gov', external_id: id, cadre_code: `P${i % 8}`, requirement_code, submitted_at: `${dateOf(i)}T09:00:31+08:00`, text,
    }); // prettier-ignore
    const reports = speeches!.flatMap((line, i) => {
      const [year = '', text = ''] = line.split('\t');
      const parts = text.split('　　').map((part, k) => written(`${year}-${k}`, i, 'R2', part));
      return [written(year, i, 'R1', text), ...parts];
    });
    const requirements = [requirement('R1', 'report'), requirement('R2', 'report')];
    const days = speeches!.map((_, i) => dateOf(i));
    const found = await judged({ ...townships, requirements, reports }, detectors(['text']), days);
    expect(found.get('text-copy-exact')).toMatchObject({ events: [] });
    expect(found.get('text-copy-exact')!.eligible).toBeGreaterThan(2000);
    const near = found.get('text-copy-near')!;
    expect(near.eligible).toBeGreaterThan(2000);
    // Greetings and the closing formula; 1 % is what its null grants to habit.
    expect(near.events.length / near.eligible).toBeLessThan(0.005);
    expect(near.events.filter((id) => !id.includes('-'))).toEqual([]);
  },
  180_000,
);

/** How long the form was open; undefined where its clocks disagree. */
function seconds(row: Row): number | undefined {
  const open = (Date.parse(row['end']!) - Date.parse(row['start'] ?? row['X.U.FEFF.start']!)) / 1000;
  return open > 0 && open < 86_400 ? open : undefined;
}

/** Columns that are no answers. */
const META = /start|^end$|uuid|deviceid|index|date/i;
const interviews = fixtureLines('survey', 'raw_data.csv.gz');
(interviews ? it : it.skip)(
  'a raw survey of 632 interviews: the detectors of records and time question fewer than one in ten, where the naive rule flags 85 %',
  async () => {
    const reports = rows(interviews!).map((row, i) => {
      const answers = Object.entries(row).filter(([name, value]) => !['', 'NA'].includes(value) && !META.test(name));
      return {
        source: 'kobo', external_id: `i${i}`, cadre_code: `E${row['enumerator_num']}`, requirement_code: 'R1', opened_at: row['start'] ?? row['X.U.FEFF.start'],
        submitted_at: row['end'], active_edit_s: seconds(row), values: Object.fromEntries(answers),
      }; // prettier-ignore
    });
    expect(reports.length).toBe(632);
    // The naive rule: an interview that agrees with some other one in 85 % of all answers, empty ones included.
    const names = Object.keys(rows(interviews!)[0]!).filter((name) => !META.test(name));
    const answers = rows(interviews!).map((row) => names.map((name) => row[name]));
    const agree = (a: (typeof answers)[0], b: (typeof answers)[0]) => a.filter((value, k) => value === b[k]).length;
    const naive = answers.filter((a) => answers.some((b) => a !== b && agree(a, b) >= 0.85 * names.length));
    expect(naive.length / reports.length).toBeGreaterThan(0.85);
    const days = [...new Set(reports.map((row) => row.submitted_at!.slice(0, 10)))].sort();
    const people = [...new Set(reports.map((row) => row.cadre_code))];
    const found = await judged({ ...county({ T1: people }), requirements: [requirement('R1', 'report')], reports }, detectors(['text', 'timing']), days); // prettier-ignore
    const questioned = new Set([...found.values()].flatMap(({ events }) => events));
    expect(found.get('record-repeat')).toMatchObject({ eligible: 632, events: [] });
    expect(found.get('speeding')!.eligible).toBeGreaterThan(300);
    expect(questioned.size / reports.length).toBeLessThan(0.1);
    expect(questioned.size).toBeGreaterThan(0);
  },
  180_000,
);
