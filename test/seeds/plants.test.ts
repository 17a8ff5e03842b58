/** What is planted besides made-up traces shows in the rows, by plain counting. */
import { generateWorld } from '../../seeds/worlds.ts';
import type { GeneratedWorld } from '../../seeds/worlds.ts';
import type { Row } from './read-world.ts';
import { groupBy, mean, readKind, removeFolder, seconds, temporaryFolder } from './read-world.ts';

const folder = temporaryFolder();
const honestFolder = temporaryFolder();
const END = seconds('2026-01-01T00:00:00+08:00');
let demo: GeneratedWorld;
let honest: GeneratedWorld;
const facts: Record<string, Row[]> = {};
const rows = (kind: string): Row[] => facts[kind] as Row[];
const subjects = (id: string): readonly string[] => demo.answers.plants.find((p) => p.id === id)!.subjects;
let townshipOf: (row: Row) => string;

beforeAll(async () => {
  // Six townships hold both pilots and their overlap; a quarter of the people answer as many forms.
  demo = await generateWorld('demo-county', folder, { townships: 6, scale: 0.25 });
  honest = await generateWorld('honest-county', honestFolder, { townships: 6, months: 6, scale: 0.25 });
  for (const kind of ['requirements', 'systems', 'cadres', 'org_units', 'tasks', 'reports', 'outcomes', 'pilots', 'work_groups', 'documents', 'meetings', 'app_usage'])
    facts[kind] = readKind(folder, kind); // prettier-ignore
  const unit = new Map(rows('cadres').map((c) => [c['code'], c['org_unit_code']!]));
  townshipOf = (row) => (row['org_unit_code'] || unit.get(row['cadre_code']) || '').slice(0, 9);
}, 240_000);
afterAll(() => [folder, honestFolder].forEach(removeFolder));

/** Percentage done by the deadline of what was issued in the period and due before the world ends. */
function loggedRates(tasks: readonly Row[]): Map<string, number> {
  const quarter = (month: string): string => `2025-Q${Math.ceil(Number(month.slice(5)) / 3)}`;
  const due = tasks.filter((t) => seconds(t['due_at']!) < END && townshipOf(t) !== '' && t['org_unit_code'] !== '429999');
  const groups = groupBy(due, (t) => {
    const month = t['issued_at']!.slice(0, 7);
    const period = t['requirement_code']!.startsWith('FM-') ? quarter(month) : month;
    return `${t['requirement_code']}|${townshipOf(t)}|${period}`;
  });
  const rate = (list: readonly Row[]): number =>
    (100 * list.filter((t) => t['completed_at'] && seconds(t['completed_at']) <= seconds(t['due_at']!)).length) / list.length;
  return new Map([...groups].map(([key, list]) => [key, rate(list)]));
} // prettier-ignore

describe('plants', () => {
  it('have words, subjects that exist, and are the same in an honest county but for claims', () => {
    const known = new Set(['requirements', 'systems', 'org_units', 'pilots'].flatMap((kind) => rows(kind).map((r) => r['code'])));
    for (const plant of demo.answers.plants) {
      expect(plant.describe.zh && plant.describe.en && plant.shownBy.length).toBeTruthy();
      expect([plant.id, plant.subjects.length > 0]).toEqual([plant.id, true]);
      expect([plant.id, plant.subjects.filter((code) => !known.has(code))]).toEqual([plant.id, []]);
    }
    const ids = (world: GeneratedWorld) => world.answers.plants.map((p) => p.id);
    expect(ids(honest)).toEqual(ids(demo));
    expect(honest.answers.plants.find((p) => p.id === 'polished-claims')!.subjects).toEqual([]);
  }); // prettier-ignore

  it('claims of completion equal the logs, but where points or a rank hang on them', () => {
    const logged = loggedRates(rows('tasks'));
    const claims = rows('outcomes').filter((o) => o['kind'] === 'claimed_completion');
    expect(claims.length).toBeGreaterThan(300);
    const over = (requirement: Row): number =>
      Number(requirement['value']) -
      (logged.get(`${requirement['requirement_code']}|${requirement['org_unit_code']}|${requirement['period']}`) ??
        NaN);
    const polished = claims.filter((c) => subjects('polished-claims').includes(c['requirement_code']!));
    const plain = claims.filter((c) => subjects('honest-claims').includes(c['requirement_code']!));
    expect(polished.length + plain.length).toBe(claims.length);
    expect(plain.filter((c) => !(Math.abs(over(c)) <= 0.05 + 1e-9)).slice(0, 3)).toEqual([]);
    expect(polished.every((c) => Number(c['value']) >= 98)).toBe(true);
    expect(mean(polished.map(over))).toBeGreaterThan(4);
  });

  it('matters recalled in mid-year are asked no more, and their hours come back', () => {
    const recalled = subjects('recalled');
    expect(recalled.length).toBe(13);
    const asked = rows('tasks').filter((t) => recalled.includes(t['requirement_code']!));
    expect(asked.length).toBeGreaterThan(50);
    expect(asked.filter((t) => t['issued_at']! > '2025-07-01T00:00:00+08:00')).toEqual([]);
    const weekly = rows('reports').filter((r) => r['requirement_code'] === 'RP-PC');
    const hours = weekly.reduce((sum, r) => sum + Number(r['active_edit_s']) / 3600, 0);
    expect(hours).toBeGreaterThan(20);
    expect(weekly.filter((r) => r['submitted_at']! > '2025-07-01T12:00:00+08:00')).toEqual([]);
  });

  it('one pilot saves filling hours, the other brings them back through work groups', () => {
    const minutes = new Map(rows('requirements').map((r) => [r['code'], Number(r['minutes_estimate'])]));
    const hoursIn = (township: string, from: string, to: string): number => {
      const within = (at: string): boolean => at >= from && at < to;
      const forms = rows('reports').filter(
        (r) => r['requirement_code']!.startsWith('FM-') && within(r['submitted_at']!) && townshipOf(r) === township,
      );
      const pieces = rows('tasks').filter(
        (t) => t['channel'] === 'work_group' && t['requirement_code'] === 'TK-DB' && within(t['issued_at']!) && townshipOf(t) === township,
      );
      return (
        forms.reduce((sum, r) => sum + (Number(r['active_edit_s']) / 60 || minutes.get(r['requirement_code'])! * 0.9), 0) +
        pieces.reduce((sum, t) => sum + Number(t['minutes'] || 0), 0)
      );
    };
    const township = (i: number): string => rows('org_units').filter((u) => u['level'] === 'township')[i]!['code']!;
    const change = (code: string, start: string): number => hoursIn(code, start, '2026') / hoursIn(code, '2025', start);
    const quiet = [0, 2, 3].map(township);
    for (const code of subjects('pilot-saving'))
      expect(change(code, '2025-07')).toBeLessThan(0.65 * mean(quiet.map((q) => change(q, '2025-07'))));
    for (const code of subjects('pilot-moved')) {
      const ratio = change(code, '2025-09') / mean(quiet.map((q) => change(q, '2025-09')));
      expect(ratio).toBeGreaterThan(0.75);
      const pieces = rows('tasks').filter((t) => t['external_id']!.startsWith('QR') && townshipOf(t) === code);
      expect(pieces.length).toBeGreaterThan(40);
    }
    expect(subjects('pilot-overlap')).toEqual([township(5)]);
  }); // prettier-ignore

  it('one department makes three of each matter', () => {
    const roots = rows('tasks').filter((t) => t['source'] === 'LZT' && t['org_unit_code'] === '429999');
    const children = groupBy(rows('tasks').filter((t) => t['parent_external_id']), (t) => t['parent_external_id']!);
    const parts = (lead: string) => roots.flatMap((root) => {
      const below = children.get(root['external_id']!) ?? [];
      return below[0]?.['org_unit_code'] === lead ? [below.length] : [];
    });
    expect(roots.length).toBe(24);
    expect(new Set(parts(subjects('amplifier')[0]!))).toEqual(new Set([3]));
    expect(parts(subjects('amplifier')[0]!).length).toBe(8);
    expect(roots.filter((root) => children.get(root['external_id']!)!.length === 1).length).toBe(16);
  }); // prettier-ignore

  it('systems, forms and offices stand out', () => {
    const used = groupBy(rows('app_usage'), (u) => u['system_code']!);
    expect(used.get('NJT')!.every((u) => u['on']! < '2025-03-15')).toBe(true);
    const [a, b] = subjects('overlapping-systems').map((code) => rows('systems').find((s) => s['code'] === code)!);
    expect([a!['category'], a!['audience']]).toEqual([b!['category'], b!['audience']]);
    const fields = (code: string) =>
      rows('requirements').find((r) => r['code'] === code)!['fields']!.split(';').map((f) => f.split('|')[1]!);
    const similar = subjects('similar-forms').map(fields);
    expect(similar.length).toBeGreaterThanOrEqual(8);
    for (const [i, one] of similar.entries())
      for (const other of similar.slice(0, i)) {
        const both = one.filter((key) => other.includes(key)).length;
        expect(both / (one.length + other.length - both)).toBeGreaterThanOrEqual(0.6);
      }
    const asking = groupBy(rows('documents'), (d) => d['issuer_org_unit_code']!);
    const share = (list: readonly Row[]): number => list.filter((d) => d['requires_report_back'] === 'true').length / list.length;
    const shares = [...asking].filter(([, list]) => list.length >= 30).map(([code, list]) => [code, share(list)] as const);
    expect(shares.sort((x, y) => y[1] - x[1])[0]![0]).toBe(subjects('asks-back')[0]);
  }); // prettier-ignore

  it('townships are unlike: posts, vacancies, desks', () => {
    const quota = rows('org_units').filter((u) => u['level'] === 'township').map((u) => Number(u['staff_quota']));
    expect([Math.min(...quota), Math.max(...quota)]).toEqual([59, 94]);
    const posted = groupBy(rows('outcomes').filter((o) => o['kind'] === 'staff_in_post'), (o) => o['org_unit_code']!);
    const vacancy = (code: string, q: number): number => 1 - mean(posted.get(code)!.map((o) => Number(o['value']))) / q;
    const townships = rows('org_units').filter((u) => u['level'] === 'township');
    for (const t of townships) {
      const short = subjects('short-of-staff').includes(t['code']!);
      expect([t['code'], vacancy(t['code']!, Number(t['staff_quota'])) > 0.1]).toEqual([t['code'], short]);
    }
    expect(new Set(townships.map((t) => rows('org_units').filter((u) => u['parent_code'] === t['code']).length)).size).toBeGreaterThanOrEqual(3);
  }); // prettier-ignore
});
