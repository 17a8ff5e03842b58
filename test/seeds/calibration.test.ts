/** The figures of domain.md B1 and B3 that the world must reproduce. The F-number is the figure's place there. */
import { generateWorld } from '../../seeds/worlds.ts';
import type { Row } from './read-world.ts';
import { groupBy, mean, median, readKind, removeFolder, seconds, temporaryFolder } from './read-world.ts';

const folder = temporaryFolder();
const TOWNSHIPS = 4;
let requirements: Row[];
let reports: Row[];
let tasks: Row[];
let checkins: Row[];
let cadres: Row[];
let forms: Row[];

beforeAll(async () => {
  await generateWorld('demo-county', folder, { townships: TOWNSHIPS, scale: 0.5 });
  requirements = readKind(folder, 'requirements');
  reports = readKind(folder, 'reports');
  tasks = readKind(folder, 'tasks');
  checkins = readKind(folder, 'checkins');
  cadres = readKind(folder, 'cadres');
  forms = requirements.filter((r) => r['code']!.startsWith('FM-'));
}, 180_000);
afterAll(() => removeFolder(folder));

describe('calibration', () => {
  it('F01, B3: 168 forms, 190 requirements, 30 departments, 9 systems that carry them, 15 townships of 80 users in the full world', async () => {
    expect(requirements.filter((r) => r['kind'] === 'report').length).toBe(168);
    const asked = requirements.filter((r) => r['target_level'] !== 'county');
    expect(asked.length).toBe(190);
    expect(new Set(requirements.map((r) => r['issuer'])).size).toBe(30);
    // Nine from the beginning; the tenth carries forms too since it was built beside an older one like it.
    expect(new Set(asked.map((r) => r['system_code']).filter(Boolean)).size).toBe(10);
    const whole = temporaryFolder();
    const { rows } = await generateWorld('honest-county', whole, { months: 1 });
    removeFolder(whole);
    expect(rows['cadres']).toBe(1200);
  });

  it('F01, F02: 7.5 to 8.2 submissions per form, township and year, where nothing was recalled or piloted', () => {
    const lasting = forms.filter((f) => f['valid_to'] === '');
    expect(forms.length - lasting.length).toBe(12);
    const codes = new Set(lasting.map((f) => f['code']));
    const piloted = new Set(readKind(folder, 'pilots').flatMap((p) => p['org_unit_codes']!.split(';')));
    const unpiloted = new Set(
      cadres.map((c) => c['org_unit_code']!).filter((unit) => unit.length === 9 && !piloted.has(unit)),
    );
    const home = new Map(cadres.map((c) => [c['code'], c['org_unit_code']!]));
    const n = reports.filter(
      (r) => codes.has(r['requirement_code']) && unpiloted.has(home.get(r['cadre_code'])!),
    ).length;
    expect(unpiloted.size).toBe(TOWNSHIPS - 1);
    expect(n / lasting.length / unpiloted.size).toBeGreaterThan(7.5);
    expect(n / lasting.length / unpiloted.size).toBeLessThan(8.2);
  });

  it('F03: about half of the forms have a system behind them, the rest keep no trace of their filling', () => {
    const share = forms.filter((f) => f['system_code']).length / forms.length;
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.6);
    expect(
      reports.filter((r) => r['source'] === 'SHEET').every((r) => r['opened_at'] === '' && r['active_edit_s'] === ''),
    ).toBe(true);
  });

  it('F17, F25: half of all fields asked are asked by another form too', () => {
    const keys = requirements.flatMap((r) =>
      r['fields']!.split(';')
        .filter(Boolean)
        .map((f) => f.split('|')[1]!),
    );
    const redundancy = 1 - new Set(keys).size / keys.length;
    expect(redundancy).toBeGreaterThan(0.4);
    expect(redundancy).toBeLessThan(0.6);
    const lowIncome = groupBy(
      reports.filter((r) => r['requirement_code'] === 'RP-DB'),
      (r) => r['cadre_code']!,
    );
    for (const months of lowIncome.values()) {
      const [first, second] = months.map((r) => JSON.parse(r['values']!) as Record<string, number>);
      if (!first || !second) continue;
      const same = Object.keys(first).filter((k) => first[k] === second[k]).length;
      expect([Object.keys(first).length, same >= 11]).toEqual([12, true]);
    }
  });

  it('B3, F07: a quarter of forms ad hoc; median lead 1.5 days; a fifth due the same day', () => {
    const adhoc = new Set(forms.filter((f) => f['frequency'] === 'adhoc').map((f) => f['code']));
    expect(adhoc.size / forms.length).toBeCloseTo(0.25, 2);
    const asked = tasks.filter((t) => adhoc.has(t['requirement_code']));
    const lead = median(asked.map((t) => (seconds(t['due_at']!) - seconds(t['issued_at']!)) / 86_400));
    const sameDay =
      asked.filter((t) => t['due_at']!.slice(0, 10) === t['issued_at']!.slice(0, 10)).length / asked.length;
    expect(lead).toBeGreaterThan(1);
    expect(lead).toBeLessThan(2.1);
    expect(sameDay).toBeGreaterThan(0.12);
    expect(sameDay).toBeLessThan(0.28);
  });

  it('F04, F13: form clerks spend a quarter to a half of their working time on forms', () => {
    const minutes = new Map(requirements.map((r) => [r['code'], Number(r['minutes_estimate'])]));
    const clerks = groupBy(
      reports.filter((r) => r['requirement_code']!.startsWith('FM-')),
      (r) => r['cadre_code']!,
    );
    const hours = [...clerks.values()].map((list) =>
      list.reduce(
        (sum, r) => sum + (Number(r['active_edit_s']) / 3600 || (minutes.get(r['requirement_code']) ?? 0) / 60),
        0,
      ),
    );
    // Half-size townships have half the clerks for the same forms: 6 instead of 12.
    const share = mean(hours) / 2 / (248 * 8);
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.5);
  });

  it('F34 to F36: a cadre works in 2 to 9 systems', () => {
    const used = groupBy(
      [...checkins, ...reports, ...tasks].filter((r) => r['source'] !== 'SHEET' && r['cadre_code'] !== ''),
      (r) => r['cadre_code']!,
    );
    const systems = [...used.values()].map((list) => new Set(list.map((r) => r['source'])).size);
    expect(mean(systems)).toBeGreaterThan(2.5);
    expect(Math.max(...systems)).toBeLessThanOrEqual(9);
    expect(used.size).toBe(cadres.length);
  });

  it('F62, F63: 26 safety photos and 3 river patrols a month', () => {
    const monthly = (code: string): number => {
      const own = checkins.filter((r) => r['requirement_code'] === code);
      return own.length / new Set(own.map((r) => r['cadre_code'])).size / 12;
    };
    expect(monthly('CK-AQ')).toBeGreaterThan(22);
    expect(monthly('CK-AQ')).toBeLessThan(28);
    expect(monthly('CK-HZ')).toBeGreaterThan(2.5);
    expect(monthly('CK-HZ')).toBeLessThan(3.5);
  });

  it('B3 (assumption): 6 to 12 % of check-ins and of reports with single cadres are made up', () => {
    const planted = groupBy(
      readKind(folder, 'planted').filter((p) => p['role'] === 'planted'),
      (p) => p['kind']!,
    );
    const share = (kind: string, of: number): number => (planted.get(kind)?.length ?? 0) / of;
    expect(share('checkins', checkins.length)).toBeGreaterThan(0.04);
    expect(share('checkins', checkins.length)).toBeLessThan(0.12);
    const single = reports.filter((r) => r['requirement_code']!.startsWith('RP-')).length;
    expect(share('reports', single)).toBeGreaterThan(0.04);
    expect(share('reports', single)).toBeLessThan(0.12);
  });

  it('works on Chinese workdays, moved ones included, with a lull at Spring Festival', () => {
    const byDay = groupBy(checkins, (r) => r['claimed_at']!.slice(0, 10));
    const n = (day: string): number => byDay.get(day)?.length ?? 0;
    // Sunday 26 January and Saturday 8 February 2025 were workdays, Wednesday 29 January and 1 October holidays.
    expect(n('2025-01-26')).toBeGreaterThan(10 * n('2025-01-29'));
    expect(n('2025-02-08')).toBeGreaterThan((10 * n('2025-02-09')) / 2);
    expect(n('2025-10-01')).toBeLessThan(n('2025-10-11') / 3);
    expect(n('2025-01-22')).toBeGreaterThan(n('2025-02-06'));
    const nights = checkins.filter((r) => r['requirement_code'] === 'CK-FX' && r['claimed_at']!.slice(11, 13) >= '20');
    expect(nights.length).toBeGreaterThan(20);
  });
});
