/** The known answers agree with the rows, and what was planted can be seen in them. */
import { join } from 'node:path';
import { EVENT_KINDS } from '../../metrics/facts.ts';
import type { GeneratedWorld } from '../../seeds/worlds.ts';
import { generateWorld, smallDemo } from '../../seeds/worlds.ts';
import type { Row } from './read-world.ts';
import { groupBy, kilometres, readCsv, readKind, removeFolder, seconds, temporaryFolder } from './read-world.ts';

const demoFolder = temporaryFolder();
const honestFolder = temporaryFolder();
let demo: GeneratedWorld;
let honest: GeneratedWorld;
const facts: Record<string, Row[]> = {};
const rows = (kind: string): Row[] => facts[kind] as Row[];

beforeAll(async () => {
  demo = await generateWorld('demo-county', demoFolder, smallDemo);
  honest = await generateWorld('honest-county', honestFolder, smallDemo);
  for (const kind of [...EVENT_KINDS, 'photos', 'devices', 'inspections']) facts[kind] = readKind(demoFolder, kind);
}, 180_000);
afterAll(() => [demoFolder, honestFolder].forEach(removeFolder));

describe('the answers', () => {
  it('name nothing in an honest world', () => {
    expect(honest.answers.behaviours).toEqual([]);
    expect(honest.answers.cells).toEqual([]);
    expect(readCsv(join(honestFolder, 'planted.csv'))).toEqual([]);
    expect(honest.answers.honestRequirements.length).toBe(194);
    expect(honest.answers.honestTownships.length).toBe(5);
    expect(honest.answers.unitTownship).toBeNull();
  });

  it('agree with the list of planted rows, and the rows with the files', () => {
    const planted = readCsv(join(demoFolder, 'planted.csv'));
    const known = new Map<string, Row>();
    for (const kind of EVENT_KINDS)
      for (const r of rows(kind)) known.set(`${kind}|${r['source']}|${r['external_id']}`, r);
    const strangers = planted.filter((p) => {
      const row = known.get(`${p['kind']}|${p['source']}|${p['external_id']}`);
      return row?.['requirement_code'] !== p['requirement_code'] || row?.['cadre_code'] !== p['cadre_code'];
    });
    expect(strangers).toEqual([]);
    expect(demo.answers.behaviours.map((b) => b.id).sort()).toEqual(
      ['copied-log', 'inspection-backfill', 'last-hour', 'photo-quota', 'pinned-location', 'proxy-points', 'repeated-record', 'rushed-survey', 'unit-backfill'], // prettier-ignore
    );
    for (const b of demo.answers.behaviours) {
      const own = planted.filter((p) => p['behaviour'] === b.id && p['role'] === 'planted');
      expect(own.length).toBe(b.events);
      expect(b.events).toBeGreaterThan(50);
      expect(new Set(own.map((p) => p['cadre_code'])).size).toBe(b.cadres);
      expect(b.detectors.length).toBeGreaterThan(0);
      expect(b.of).toBe(rows(b.kind).filter((r) => b.requirements.includes(r['requirement_code'] as string)).length);
      const cells = demo.answers.cells.filter((c) => c.behaviour === b.id);
      expect(cells.reduce((sum, c) => sum + c.planted, 0)).toBe(b.events);
      for (const c of cells) expect(c.events).toBeGreaterThanOrEqual(c.planted);
    }
    const guilty = new Set(planted.map((p) => p['requirement_code']));
    expect(demo.answers.honestRequirements.filter((r) => guilty.has(r))).toEqual([]);
    const touched = new Set(planted.filter((p) => p['role'] === 'planted').map((p) => p['township_code']));
    expect(demo.answers.honestTownships.length).toBe(1);
    expect(demo.answers.honestTownships.filter((t) => touched.has(t))).toEqual([]);
    const unit = planted.filter((p) => p['township_code'] === demo.answers.unitTownship).map((p) => p['behaviour']);
    expect(new Set(unit)).toEqual(new Set(['unit-backfill']));
  });

  it('spare some cadres and most of their events: the requirement drives it, not the person', () => {
    for (const b of demo.answers.behaviours) {
      expect(b.events / b.of).toBeLessThan(0.5);
      const roles = groupBy(
        rows(b.kind).filter((r) => b.requirements.includes(r['requirement_code'] as string)),
        (r) => r['cadre_code'] as string,
      );
      expect(b.cadres).toBeLessThan(roles.size);
    }
  });

  it('follow the strengths asked for', async () => {
    const weak = temporaryFolder();
    const { answers } = await generateWorld('demo-county', weak, {
      ...smallDemo,
      strengths: { 'photo-quota': 0.4, 'copied-log': 0 },
    });
    removeFolder(weak);
    const of = (id: string): number => answers.behaviours.find((b) => b.id === id)?.events ?? 0;
    const before = demo.answers.behaviours.find((b) => b.id === 'photo-quota')?.events ?? 0;
    expect(of('copied-log')).toBe(0);
    expect(of('photo-quota') / before).toBeGreaterThan(0.25);
    expect(of('photo-quota') / before).toBeLessThan(0.55);
    expect(of('last-hour')).toBe(demo.answers.behaviours.find((b) => b.id === 'last-hour')?.events);
  });
});

describe('what was planted shows in the rows', () => {
  const of = (behaviour: string, kind: string): Row[] => {
    const ids = new Set(
      readCsv(join(demoFolder, 'planted.csv'))
        .filter((p) => p['behaviour'] === behaviour && p['role'] === 'planted')
        .map((p) => p['external_id']),
    );
    return rows(kind).filter((r) => ids.has(r['external_id'] as string));
  };

  it('photos: the same bytes in an earlier event', () => {
    const sha = new Map(rows('photos').map((p) => [p['ref'], p['sha256']]));
    const events = groupBy(
      rows('checkins').filter((r) => r['photos']),
      (r) => sha.get((r['photos'] as string).split(';')[0]) as string,
    );
    for (const r of of('photo-quota', 'checkins')) {
      const group = events.get(sha.get(r['photos'] as string) as string) ?? [];
      expect(group.some((other) => other['claimed_at']!.slice(0, 10) < r['claimed_at']!.slice(0, 10))).toBe(true);
    }
  });

  it('back-fill: five or more entries of several days within one evening, a minute apart at most', () => {
    const late = of('inspection-backfill', 'checkins');
    const sessions = groupBy(late, (r) => `${r['cadre_code']}|${r['uploaded_at']!.slice(0, 10)}`);
    for (const session of sessions.values()) {
      expect(session.length).toBeGreaterThanOrEqual(5);
      expect(new Set(session.map((r) => r['claimed_at']!.slice(0, 10))).size).toBeGreaterThanOrEqual(5);
      const uploads = session.map((r) => seconds(r['uploaded_at']!)).sort((a, b) => a - b);
      uploads.slice(1).forEach((u, i) => expect(u - uploads[i]!).toBeLessThanOrEqual(60));
    }
    const inspections = rows('inspections').filter((i) => i['requirement_code'] === 'CK-WG');
    for (const r of late) {
      const within = inspections.some(
        (i) =>
          seconds(i['announced_at']!) < seconds(r['uploaded_at']!) &&
          seconds(`${i['starts_on']}T00:00:00+08:00`) > seconds(r['uploaded_at']!),
      );
      expect(within).toBe(true);
    }
  });

  it('proxy clock-in: one unregistered phone for several, a journey nobody could make', () => {
    const proxied = of('proxy-points', 'checkins');
    const registered = new Set(rows('devices').map((d) => d['device_id']));
    const phones = groupBy(proxied, (r) => r['device_id'] as string);
    for (const [phone, used] of phones) {
      expect(registered.has(phone)).toBe(false);
      expect(new Set(used.map((r) => r['cadre_code'])).size).toBeGreaterThan(5);
    }
    const firsts = groupBy(
      rows('checkins').filter((r) => r['kind'] === '第一点'),
      (r) => `${r['cadre_code']}|${r['claimed_at']!.slice(0, 10)}`,
    );
    for (const r of proxied) {
      const first = firsts.get(`${r['cadre_code']}|${r['claimed_at']!.slice(0, 10)}`)?.[0] as Row;
      const hours = (seconds(r['claimed_at']!) - seconds(first['claimed_at']!)) / 3600;
      expect(kilometres(first, r) / hours).toBeGreaterThan(150);
    }
  });

  it('copied logs, pinned places, repeated records, rushed surveys, last-hour closings', () => {
    const texts = groupBy(of('copied-log', 'reports'), (r) => r['text'] as string);
    const repeated = [...texts.values()].filter((g) => g.length >= 3).reduce((sum, g) => sum + g.length, 0);
    expect(repeated / of('copied-log', 'reports').length).toBeGreaterThan(0.9);
    const pins = groupBy(of('pinned-location', 'checkins'), (r) => `${r['lat']},${r['lon']}`);
    expect(Math.max(...[...pins.values()].map((g) => g.length))).toBeGreaterThan(4);
    const values = groupBy(
      rows('reports').filter((r) => r['requirement_code'] === 'RP-JC'),
      (r) => r['values'] as string,
    );
    for (const r of of('repeated-record', 'reports'))
      expect(values.get(r['values'] as string)?.length).toBeGreaterThan(1);
    for (const r of of('rushed-survey', 'reports')) expect(Number(r['active_edit_s']) / 28).toBeLessThan(2);
    for (const r of of('last-hour', 'tasks')) {
      const left = seconds(r['due_at']!) - seconds(r['completed_at']!);
      expect(left >= 0 && left <= 3600).toBe(true);
    }
  });
});
