import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gini } from '../../../metrics/statistics/gini.ts';
import { countsOf, openIntake, SHARED, whenShared, type IntakeBench } from './intake-bench.ts';

const PERMITS = {
  name: 'permit-intake',
  kind: 'tasks',
  source: 'coselog',
  columns: {
    external_id: 'concept:instance',
    requirement_code: 'concept:name',
    issued_at: 'time:timestamp',
    cadre_code: 'org:resource',
    org_unit_code: 'org:group',
    due_at: 'case:deadline',
    completed_at: 'case:enddate',
    status: 'lifecycle:transition',
    channel: 'case:channel',
    parent_external_id: 'case:concept:name',
  },
};
const WEEKLY = {
  name: 'weekly-checkins',
  kind: 'checkins',
  columns: {
    external_id: { template: '{tid}-{#}' },
    cadre_code: 'label',
    claimed_at: { week: 'tid', weekday: 'day', hour: 'hour', firstMonday: '2010-01-04', weeks: 520 },
    requirement_code: { constant: 'lbsn:checkin' },
    lat: 'lat',
    lon: 'lon',
    crs: { constant: 'wgs84' },
    place: 'poi',
  },
};

whenShared('real logs', () => {
  let bench: IntakeBench;
  const at = (path: string): string => join(SHARED, path);
  beforeAll(async () => {
    bench = await openIntake();
  });
  afterAll(() => bench.close());

  it("a municipality's permit intake: 8,577 events, 48 people, 377 of 1,329 deadlines missed", async () => {
    await bench.mappings.save(PERMITS, 'test');
    const batch = await bench.loadFile(at('event-logs/receipt.csv'), { mapping: 'permit-intake' });
    expect(countsOf(batch)).toEqual([8577, 8577, 0, 0, 0]);
    const [figures] = await bench.store.query(
      `SELECT count() AS events, uniqExact(cadre_code) AS people, countIf(cadre_code = 'Resource01') AS most FROM tasks WHERE source = 'coselog'`,
    );
    expect(figures).toEqual({ events: 8577, people: 48, most: 1228 });
    const [deadlines] = await bench.store.query(
      `SELECT count() AS cases, countIf(late) AS missed FROM (SELECT parent_external_id, any(completed_at) > any(due_at) AS late
       FROM tasks WHERE source = 'coselog' AND isNotNull(due_at) AND isNotNull(completed_at) GROUP BY parent_external_id)`,
    );
    expect(deadlines).toEqual({ cases: 1329, missed: 377 });
    const workloads = await bench.store.query<{ events: number }>(
      "SELECT count() AS events FROM tasks WHERE source = 'coselog' GROUP BY cadre_code",
    );
    expect(gini(workloads.map(({ events }) => events))).toBeCloseTo(0.62, 3);
    const [first] = await bench.store.query("SELECT issued_at FROM tasks WHERE external_id = 'task-42933'");
    expect(first).toEqual({ issued_at: '2011-10-11T19:45:40.276+08:00' });
  }, 120_000);

  it.each([
    ['foursquare_nyc', 44_809, 193],
    ['gowalla', 66_428, 300],
  ])(
    '%s: check-ins known to the hour',
    async (name, rows, people) => {
      await bench.mappings.save(WEEKLY, 'test');
      const batch = await bench.loadFile(at(`checkins/${name}.csv.gz`), { mapping: 'weekly-checkins', source: name });
      expect(countsOf(batch)).toEqual([rows, rows, 0, 0, 0]);
      const [figures] = await bench.store.query(
        'SELECT uniqExact(cadre_code) AS people, min(precision_s) AS finest, max(precision_s) AS coarsest, max(coordinate_decimals) > 5 AS exact FROM checkins WHERE source = {name:String}',
        { name },
      );
      expect(figures).toEqual({ people, finest: 3600, coarsest: 3600, exact: 1 });
    },
    120_000,
  );

  it('XES logs, event by event', async () => {
    const small = await bench.loadFile(at('event-logs/running-example.xes'));
    expect([small.format, small.kind, ...countsOf(small)]).toEqual(['xes', 'tasks', 42, 42, 0, 0, 0]);
    const road = await bench.loadFile(at('event-logs/roadtraffic100traces.xes'));
    expect(countsOf(road)).toEqual([390, 390, 0, 0, 0]);
    expect(road.warnings[0]!.en).toContain('290 events name neither');
    const [figures] = await bench.store.query(
      "SELECT uniqExact(parent_external_id) AS cases, uniqExact(cadre_code) AS people FROM tasks WHERE source = 'running-example'",
    );
    expect(figures).toEqual({ cases: 6, people: 6 });
    const partial = await bench.loadFile(at('event-logs/partial_order_example.xes'));
    expect(countsOf(partial)).toEqual([25, 0, 0, 0, 25]);
  });

  it('samples of WeCom, DingTalk and Lark', async () => {
    const formats = new Map<string, string>();
    for (const name of readdirSync(at('upstream-samples'))) {
      const batch = await bench.loadFile(at(`upstream-samples/${name}`));
      if (batch.state === 'loaded') formats.set(batch.format, countsOf(batch).join(' '));
      else expect(batch.problem!.zh).not.toBe('');
    }
    expect(Object.fromEntries(formats)).toEqual({
      'wecom-checkin': '2 2 0 0 0',
      'wecom-daily': '1 1 0 0 0',
      'dingtalk-attendance': '1 1 0 0 0',
      'dingtalk-attendance-event': '1 1 0 0 0',
      'lark-user-flow': '1 1 0 0 0',
    });
    const [lark] = await bench.store.query<{ lat: number; lon: number; claimed_at: string }>(
      "SELECT lat, lon, claimed_at FROM checkins WHERE source = 'lark'",
    );
    // 30.28991 N, 120.04513 E in GCJ-02 after the swap; the shift in Hangzhou is a few hundred metres.
    expect(Math.abs(lark!.lat - 30.28991)).toBeLessThan(0.01);
    expect(Math.abs(lark!.lon - 120.04513)).toBeLessThan(0.01);
    expect(lark!.claimed_at).toBe('2021-01-24T16:18:04.000+08:00');
  });

  it('GB18030 names equal their UTF-8 twin to the letter', async () => {
    const request = { as: 'systems' };
    expect(countsOf(await bench.loadFile(at('nasty-files/villages_rare_gb18030.csv'), request))).toEqual([
      247, 247, 0, 0, 0,
    ]);
    expect(countsOf(await bench.loadFile(at('nasty-files/villages_rare_utf8.csv'), request))).toEqual([
      247, 0, 0, 247, 0,
    ]);
    expect(countsOf(await bench.loadFile(at('nasty-files/areas_gb18030.csv'), request))).toEqual([2978, 2978, 0, 0, 0]);
  });

  it('every nasty file is refused in words or read, and none breaks the intake', async () => {
    const files = ['messytables_horror', 'blns', 'cjkencodings', 'csv_spectrum/csvs'].flatMap((folder) =>
      readdirSync(at(`nasty-files/${folder}`)).map((name) => `nasty-files/${folder}/${name}`),
    );
    expect(files.length).toBeGreaterThan(60);
    for (const file of files) {
      const batch = await bench.loadFile(at(file));
      expect([file, batch.state, batch.problem?.zh.length === 0]).toEqual([file, 'refused', false]);
    }
  }, 120_000);
});
