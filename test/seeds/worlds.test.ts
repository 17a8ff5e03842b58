import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_KINDS, FACT_KINDS, factKind } from '../../metrics/facts.ts';
import type { GeneratedWorld } from '../../seeds/worlds.ts';
import { generateWorld, smallDemo, worlds } from '../../seeds/worlds.ts';
import type { Row } from './read-world.ts';
import { cpuSeconds, hashes, readKind, removeFolder, temporaryFolder } from './read-world.ts';

const folders: string[] = [];
const folder = (): string => {
  folders.push(temporaryFolder());
  return folders.at(-1) as string;
};
let demo: GeneratedWorld;
let demoFolder: string;
let honestFolder: string;
let took: number;
const facts: Record<string, Row[]> = {};
const honestFacts: Record<string, Row[]> = {};

beforeAll(async () => {
  demoFolder = folder();
  honestFolder = folder();
  await generateWorld('demo-county', folder(), { ...smallDemo, months: 1, townships: 4 });
  const start = process.cpuUsage();
  demo = await generateWorld('demo-county', demoFolder, smallDemo);
  took = cpuSeconds(start);
  await generateWorld('honest-county', honestFolder, smallDemo);
  for (const { kind } of FACT_KINDS) {
    facts[kind] = readKind(demoFolder, kind);
    honestFacts[kind] = readKind(honestFolder, kind);
  }
}, 180_000);
afterAll(() => folders.forEach(removeFolder));

const events = (world: GeneratedWorld): number => EVENT_KINDS.reduce((sum, kind) => sum + (world.rows[kind] ?? 0), 0);
const rows = (kind: string): Row[] => facts[kind] as Row[];

describe('a world', () => {
  it('has a name, and words in both languages', async () => {
    expect(worlds.map((w) => w.name)).toEqual(['demo-county', 'honest-county', 'trial-county']);
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
    // Whether a county this small has a form in the smallest system is chance.
    const common = (files: Record<string, string>) => Object.keys(files).filter((f) => !f.includes('-CLT'));
    expect(common(second)).toEqual(common(first));
    const same = Object.keys(first).filter((f) => first[f] === second[f]);
    expect(same).toEqual(['systems.csv']);
  });

  it('stays small when asked, is quick, and reports its rows', () => {
    expect(events(demo)).toBeGreaterThan(40_000);
    expect(events(demo)).toBeLessThan(60_000);
    // A million events in 20 s is 50,000 a second; a quarter of it here, for the short run that pays the warm-up.
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
      'assets',
      'outcomes',
      'app_usage',
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
        check(systems, row['system_code'], kind);
        for (const ref of (row['photos'] ?? '').split(';')) check(photos, ref, kind);
      }
    }
    for (const row of rows('documents')) {
      check(units, row['issuer_org_unit_code'], 'documents');
      for (const to of row['addressee_org_unit_codes']!.split(';')) check(units, to, 'documents');
    }
    for (const row of rows('meetings')) {
      check(units, row['organizer_org_unit_code'], 'meetings');
      for (const [unit, cadre] of row['attendees']!.split(';').map((a) => a.split('|'))) {
        check(units, unit, 'meetings');
        check(cadres, cadre, 'meetings');
      }
    }
    for (const row of rows('work_groups')) {
      check(units, row['owner_org_unit_code'], 'work_groups');
      check(cadres, row['owner_cadre_code'], 'work_groups');
      check(systems, row['system_code'], 'work_groups');
    }
    const events = new Set(EVENT_KINDS.flatMap((kind) => rows(kind)).map((r) => `${r['source']} ${r['external_id']}`));
    for (const row of rows('backchecks')) check(events, `${row['source']} ${row['external_id']}`, 'backchecks');
    const parents = new Set(rows('tasks').map((t) => `${t['source']} ${t['external_id']}`));
    for (const t of rows('tasks').filter((row) => row['parent_external_id']))
      check(parents, `${t['source']} ${t['parent_external_id']}`, 'parent task');
    const tasks = new Set(rows('tasks').map((t) => t['external_id']));
    for (const row of rows('checkins')) check(tasks, row['task_external_id'], 'task');
    expect(unknown).toEqual([]);
    // What is put to townships and below, and what four departments keep for themselves.
    expect(rows('requirements').filter((r) => r['target_level'] !== 'county').length).toBe(190);
    expect(requirements.size).toBe(194);
    expect(systems.size).toBe(12);
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
