/** The honest county must stay clean under the plain definitions of each pattern, and must contain its excuses. */
import { generateWorld } from '../../seeds/worlds.ts';
import type { Row } from './read-world.ts';
import { groupBy, kilometres, readKind, removeFolder, seconds, temporaryFolder } from './read-world.ts';

const folder = temporaryFolder();
const facts: Record<string, Row[]> = {};
let checkins: Row[];
let fine: Row[];

beforeAll(async () => {
  // June to August hold the storms, so the year is needed; three townships at half size keep it short.
  await generateWorld('honest-county', folder, { townships: 4, months: 9, scale: 0.5, seed: 5 });
  for (const kind of [
    'checkins',
    'reports',
    'photos',
    'devices',
    'places',
    'outages',
    'leave',
    'tasks',
    'requirements',
  ]) {
    facts[kind] = readKind(folder, kind);
  }
  checkins = facts['checkins'] as Row[];
  // The attendance machine has minutes and no device clock.
  fine = checkins.filter((r) => r['uploaded_at'] !== '');
}, 180_000);
afterAll(() => removeFolder(folder));

const sorted = (list: readonly Row[], clock: string): Row[] =>
  [...list].sort((a, b) => (a[clock]! < b[clock]! ? -1 : 1));

describe('honest people', () => {
  it('never travel faster than 120 km/h, by either clock', () => {
    let fastest = 0;
    for (const clock of ['claimed_at', 'captured_at']) {
      for (const trail of groupBy(fine, (r) => r['cadre_code']!).values()) {
        const list = sorted(trail, clock);
        list.slice(1).forEach((row, i) => {
          const before = list[i] as Row;
          const km = kilometres(before, row) - (Number(row['accuracy_m']) + Number(before['accuracy_m'])) / 1000;
          if (km < 1) return;
          const hours = Math.max(60, seconds(row[clock]!) - seconds(before[clock]!)) / 3600;
          fastest = Math.max(fastest, km / hours);
        });
      }
    }
    expect(fastest).toBeLessThan(120);
    expect(fastest).toBeGreaterThan(1);
  });

  it('send offline days in bursts of seconds, but with device clocks spread over the day', () => {
    let bursts = 0;
    for (const trail of groupBy(fine, (r) => r['cadre_code']!).values()) {
      const list = sorted(trail, 'uploaded_at');
      let session: Row[] = list.slice(0, 1);
      for (const row of [...list.slice(1), undefined]) {
        if (row && seconds(row['uploaded_at']!) - seconds(session.at(-1)!['uploaded_at']!) <= 60) {
          session.push(row);
          continue;
        }
        const days = new Set(session.map((r) => r['claimed_at']!.slice(0, 10)));
        if (session.length >= 4 || (session.length >= 3 && days.size > 1)) {
          const captured = session.map((r) => seconds(r['captured_at']!));
          if (session.length >= 5) expect(Math.max(...captured) - Math.min(...captured)).toBeGreaterThan(3600);
          bursts += 1;
        }
        if (row) session = [row];
      }
    }
    expect(bursts).toBeGreaterThan(20);
  });

  it('enter late mostly when an outage explains it', () => {
    const late = fine.filter(
      (r) =>
        seconds(r['uploaded_at']!) - seconds(r['claimed_at']!) > 86_400 &&
        seconds(r['captured_at']!) - seconds(r['claimed_at']!) > 3600,
    );
    expect(late.length / fine.length).toBeLessThan(0.008);
    expect(late.length).toBeGreaterThan(0);
    const outages = facts['outages'] as Row[];
    const explained = fine.filter((r) =>
      outages.some((o) => r['claimed_at']! >= o['from']! && r['claimed_at']! < o['to']!),
    );
    expect(explained.length).toBeGreaterThan(50);
  });

  it('repeat coordinates only at registered points or within minutes', () => {
    const places = new Set((facts['places'] as Row[]).map((p) => `${p['lat']},${p['lon']}`));
    let snapped = 0;
    let cached = 0;
    let chance = 0;
    for (const [at, group] of groupBy(checkins, (r) => `${r['lat']},${r['lon']}`)) {
      const days = new Set(group.map((r) => r['claimed_at']!.slice(0, 10)));
      if (places.has(at)) snapped += group.length;
      else if (group.length > 1 && days.size === 1) cached += 1;
      else if (group.length >= 3) chance += 1;
    }
    expect(snapped).toBeGreaterThan(10_000);
    expect(cached).toBeGreaterThan(100);
    expect(chance).toBeLessThanOrEqual(3);
  });

  it('share only registered tablets, and change phones without two people on one', () => {
    const registered = new Set(
      (facts['devices'] as Row[]).filter((d) => d['shared'] === 'true').map((d) => d['device_id']),
    );
    const users = groupBy(checkins, (r) => r['device_id']!);
    let tablets = 0;
    const unregistered: string[] = [];
    for (const [device, group] of users) {
      const cadres = new Set(group.map((r) => r['cadre_code'])).size;
      if (registered.has(device) && cadres > 1) tablets += 1;
      else if (!registered.has(device) && cadres > 1) unregistered.push(device);
    }
    expect(tablets).toBeGreaterThan(2);
    expect(unregistered).toEqual([]);
    const phones = groupBy(
      checkins.filter((r) => !registered.has(r['device_id'])),
      (r) => r['cadre_code']!,
    );
    expect([...phones.values()].filter((g) => new Set(g.map((r) => r['device_id'])).size === 2).length).toBeGreaterThan(
      0,
    );
  });

  it('file one photo twice only for one meeting, by one person, within minutes', () => {
    const sha = new Map((facts['photos'] as Row[]).map((p) => [p['ref'], p['sha256']!]));
    const uses = checkins.flatMap((r): Row[] =>
      r['photos']!.split(';')
        .filter(Boolean)
        .map((ref) => ({ ...r, sha: sha.get(ref)! })),
    );
    const repeated = [...groupBy(uses, (u) => u['sha']!).values()].filter((g) => g.length > 1);
    expect(repeated.length).toBeGreaterThan(40);
    for (const group of repeated) {
      expect(group.length).toBe(2);
      expect(new Set(group.map((r) => r['cadre_code'])).size).toBe(1);
      expect(new Set(group.map((r) => r['task_external_id'])).size).toBe(2);
      expect(seconds(group[1]!['claimed_at']!) - seconds(group[0]!['claimed_at']!)).toBeLessThan(600);
    }
  });

  it('write no text of fifty characters three times, though they share a template and say little on quiet days', () => {
    const reports = (facts['reports'] as Row[]).map((r): Row => ({
      ...r,
      plain: r['text']!.normalize('NFKC')
        .replace(/[\p{P}\p{S}\s]/gu, '')
        .replace(/\d+/g, '#'),
    }));
    const groups = groupBy(
      reports.filter((r) => r['plain']!.length >= 50),
      (r) => `${r['requirement_code']}|${r['plain']!}`,
    );
    expect([...groups.values()].filter((g) => g.length >= 3)).toEqual([]);
    const logs = reports.filter((r) => r['requirement_code'] === 'RP-WG');
    expect(logs.every((r) => r['text']!.startsWith('今日工作情况如下') && r['text']!.endsWith('特此记录。'))).toBe(
      true,
    );
    expect(logs.filter((r) => r['plain']!.length < 50).length / logs.length).toBeGreaterThan(0.03);
  });

  it('repeat the figures of short forms, not those of long records', () => {
    const valued = (facts['reports'] as Row[]).filter((r) => r['values']);
    const size = (r: Row): number => Object.keys(JSON.parse(r['values']!)).length;
    const groups = [...groupBy(valued, (r) => `${r['requirement_code']}|${r['values']}`).values()].filter(
      (g) => g.length > 1,
    );
    expect(groups.filter((g) => size(g[0]!) <= 6).length).toBeGreaterThan(20);
    const long = groups.filter((g) => size(g[0]!) >= 10).reduce((sum, g) => sum + g.length, 0);
    expect(long / valued.length).toBeLessThan(0.001);
  });

  it('take their time over a form, and miss one deadline in ten', () => {
    const forms = (facts['reports'] as Row[]).filter((r) => r['values'] && r['active_edit_s']);
    const rushed = forms.filter((r) => Number(r['active_edit_s']) < 2 * Object.keys(JSON.parse(r['values']!)).length);
    expect(rushed.length / forms.length).toBeLessThan(0.002);
    const done = (facts['tasks'] as Row[]).filter((t) => t['completed_at']);
    const late = done.filter((t) => t['completed_at']! > t['due_at']!).length / done.length;
    expect(late).toBeGreaterThan(0.06);
    expect(late).toBeLessThan(0.14);
    const weekly = done.filter((t) => t['requirement_code'] === 'TK-ZQ');
    const lastHours = weekly.filter(
      (t) => t['completed_at']! <= t['due_at']! && seconds(t['due_at']!) - seconds(t['completed_at']!) < 7200,
    );
    expect(lastHours.length / weekly.length).toBeLessThan(0.1);
  });

  it('are away on leave', () => {
    const leave = groupBy(facts['leave'] as Row[], (l) => l['cadre_code']!);
    const during = checkins.filter((r) =>
      (leave.get(r['cadre_code']!) ?? []).some((l) => r['claimed_at']! >= l['from']! && r['claimed_at']! < l['to']!),
    );
    expect(leave.size).toBeGreaterThan(50);
    expect(during).toEqual([]);
  });
});
