import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_KINDS, FACT_KINDS, factKind } from '../../metrics/facts.ts';
import type { GeneratedWorld } from '../../seeds/worlds.ts';
import { generateWorld, smallDemo, worlds } from '../../seeds/worlds.ts';
import type { Row } from './read-world.ts';
import {
  groupBy,
  hashes,
  kilometres,
  readCsv,
  readKind,
  removeFolder,
  seconds,
  temporaryFolder,
} from './read-world.ts';

const folders: string[] = [];
const folder = (): string => {
  folders.push(temporaryFolder());
  return folders.at(-1) as string;
};
let demo: GeneratedWorld;
let demoFolder: string;
let honest: GeneratedWorld;
let honestFolder: string;
let took: number;
const facts: Record<string, Row[]> = {};
const honestFacts: Record<string, Row[]> = {};

beforeAll(async () => {
  demoFolder = folder();
  honestFolder = folder();
  await generateWorld('demo-county', folder(), { ...smallDemo, months: 1, townships: 4 });
  const start = performance.now();
  demo = await generateWorld('demo-county', demoFolder, smallDemo);
  took = (performance.now() - start) / 1000;
  honest = await generateWorld('honest-county', honestFolder, smallDemo);
  for (const { kind } of FACT_KINDS) {
    facts[kind] = readKind(demoFolder, kind);
    honestFacts[kind] = readKind(honestFolder, kind);
  }
}, 60_000);
afterAll(() => folders.forEach(removeFolder));

const events = (world: GeneratedWorld): number => EVENT_KINDS.reduce((sum, kind) => sum + (world.rows[kind] ?? 0), 0);
const rows = (kind: string): Row[] => facts[kind] as Row[];

describe('a world', () => {
  it('has a name, and words in both languages', async () => {
    expect(worlds.map((w) => w.name)).toEqual(['demo-county', 'honest-county']);
    for (const w of worlds) for (const words of [w.title, w.describe]) expect(words.zh && words.en).toBeTruthy();
    await expect(generateWorld('no-such-county', folder())).rejects.toThrow('no world no-such-county');
    await expect(generateWorld('demo-county', folder(), { months: 13 })).rejects.toThrow('months');
    await expect(generateWorld('demo-county', folder(), { townships: 31 })).rejects.toThrow('townships');
  });

  it('is the same for the same seed, another for another', async () => {
    const [one, again, other] = [folder(), folder(), folder()];
    const size = { townships: 2, months: 1, scale: 0.5 };
    await generateWorld('demo-county', one, size);
    await generateWorld('demo-county', again, size);
    await generateWorld('demo-county', other, { ...size, seed: 2 });
    const first = hashes(one);
    expect(Object.keys(first).length).toBeGreaterThan(25);
    expect(hashes(again)).toEqual(first);
    const second = hashes(other);
    expect(Object.keys(second)).toEqual(Object.keys(first));
    const same = Object.keys(first).filter((f) => first[f] === second[f]);
    expect(same).toEqual(['systems.csv']);
  });

  it('stays small when asked, is quick, and reports its rows', () => {
    expect(events(demo)).toBeGreaterThan(40_000);
    expect(events(demo)).toBeLessThan(60_000);
    // A million events in 20 s is 50,000 a second; a quarter of it here, since other tests share the machine.
    expect(events(demo) / took).toBeGreaterThan(12_000);
    for (const { kind } of FACT_KINDS) expect(rows(kind).length).toBe(demo.rows[kind] ?? 0);
    for (const f of demo.files) expect(existsSync(join(demoFolder, f.path))).toBe(true);
    expect(demo.files.some((f) => f.path === 'planted.csv')).toBe(false);
    expect(JSON.parse(readFileSync(join(demoFolder, 'answers.json'), 'utf8'))).toEqual(demo.answers);
  });

  it('counts its progress up to one', async () => {
    const shares: number[] = [];
    await generateWorld('honest-county', folder(), {
      townships: 1,
      months: 1,
      onProgress: (p) => shares.push(p.share),
    });
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.length).toBeGreaterThan(20);
  });

  it('writes only canonical columns, filled where required, in the right form', () => {
    const wrong: string[] = [];
    const forms: Record<string, RegExp> = {
      time: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/,
      date: /^\d{4}-\d\d-\d\d$/,
      integer: /^\d+$/,
      decimal: /^\d+(\.\d+)?$/,
      latitude: /^(29|30|31)\.\d{6}$/,
      longitude: /^1(09|10|11)\.\d{6}$/,
      hash: /^[0-9a-f]+$/,
      boolean: /^(true|false)$/,
      json: /^\{"[^{}]*\}$/,
    };
    for (const { kind } of FACT_KINDS) {
      const definition = factKind(kind);
      const columns = new Map(definition?.columns.map((c) => [c.name, c]));
      for (const row of rows(kind)) {
        for (const [name, value] of Object.entries(row)) {
          const column = columns.get(name);
          const fits =
            column !== undefined &&
            (value === ''
              ? !column.required
              : (forms[column.type]?.test(value) ?? column.choices?.includes(value) ?? true));
          if (!fits) wrong.push(`${kind}.${name} = ${value}`);
        }
      }
      const keys = rows(kind).map((row) => definition?.key.map((k) => row[k]).join('|'));
      expect(new Set(keys).size).toBe(keys.length);
    }
    expect(wrong.slice(0, 10)).toEqual([]);
    for (const row of rows('reports').slice(0, 500)) if (row['values']) JSON.parse(row['values']);
  });

  it('names only codes that exist', () => {
    const codes = (kind: string): Set<string> => new Set(rows(kind).map((r) => r['code'] as string));
    const [units, cadres, requirements, systems] = [
      codes('org_units'),
      codes('cadres'),
      codes('requirements'),
      codes('systems'),
    ];
    const names = new Set(rows('org_units').map((u) => u['name']));
    const photos = new Set(rows('photos').map((p) => p['ref']));
    const unknown: string[] = [];
    const check = (known: Set<string | undefined>, value: string | undefined, where: string): void => {
      if (value && !known.has(value)) unknown.push(`${where} ${value}`);
    };
    for (const u of rows('org_units')) check(units, u['parent_code'], 'parent');
    for (const r of rows('requirements')) {
      check(systems, r['system_code'], 'system');
      check(names, r['issuer'], 'issuer');
    }
    for (const kind of [
      'cadres',
      'tasks',
      'places',
      'devices',
      'inspections',
      'outages',
      'checkins',
      'reports',
      'leave',
    ]) {
      for (const row of rows(kind)) {
        check(units, row['org_unit_code'], kind);
        check(cadres, row['cadre_code'], kind);
        check(requirements, row['requirement_code'], kind);
        for (const ref of (row['photos'] ?? '').split(';')) check(photos, ref, kind);
      }
    }
    const tasks = new Set(rows('tasks').map((t) => t['external_id']));
    for (const row of rows('checkins')) check(tasks, row['task_external_id'], 'task');
    expect(unknown).toEqual([]);
    expect(requirements.size).toBe(190);
    expect(systems.size).toBe(9);
  });

  it('keeps its clocks in order: claimed, captured, uploaded; opened, submitted; issued, completed', () => {
    for (const world of [facts, honestFacts]) {
      const disorder = (world['checkins'] as Row[]).filter(
        (r) => r['uploaded_at'] && !(r['claimed_at']! <= r['captured_at']! && r['captured_at']! <= r['uploaded_at']!),
      );
      expect(disorder).toEqual([]);
      expect(
        (world['reports'] as Row[]).filter(
          (r) => r['opened_at']! > r['submitted_at']! || r['claimed_at']! > r['submitted_at']!,
        ),
      ).toEqual([]);
      expect((world['tasks'] as Row[]).filter((r) => r['completed_at'] && r['completed_at'] < r['issued_at']!)).toEqual(
        [],
      );
      expect((world['tasks'] as Row[]).filter((r) => r['due_at']! <= r['issued_at']!)).toEqual([]);
    }
  });
});

describe('the answers', () => {
  it('name nothing in an honest world', () => {
    expect(honest.answers.behaviours).toEqual([]);
    expect(honest.answers.cells).toEqual([]);
    expect(readCsv(join(honestFolder, 'planted.csv'))).toEqual([]);
    expect(honest.answers.honestRequirements.length).toBe(190);
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
    const weak = folder();
    const { answers } = await generateWorld('demo-county', weak, {
      ...smallDemo,
      strengths: { 'photo-quota': 0.4, 'copied-log': 0 },
    });
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
