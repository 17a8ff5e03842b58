/** Every upstream format once through the engine: recognised without a word, every row accepted, none doubled. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { readFileSync } from 'node:fs';
import { TABLE_FORMATS, VENDOR_FORMATS } from '../../../server/intake/vendors/registry.ts';
import { DOCUMENTED, type FormatFile } from './documented-answers.ts';
import { countsOf, openIntake, SHARED, whenShared, type IntakeBench } from './intake-bench.ts';
import * as larks from './lark-answers.ts';
import * as surveys from './survey-answers.ts';
import * as upstream from './upstream-answers.ts';
import { workbookOf } from './workbook.ts';

const answer = (more: Record<string, unknown>): string => JSON.stringify({ errcode: 0, errmsg: 'ok', ...more });
const lark = (data: unknown): string => JSON.stringify({ code: 0, msg: 'success', data });
const OCEL_XML = `<?xml version="1.0" encoding="UTF-8"?><log><object-types><object-type name="task"/></object-types><event-types/>
<objects><object id="t1" type="task"><attributes/><objects><relationship object-id="c1" qualifier="x"/></objects></object><object id="c1" type="cadre"/></objects>
<events><event id="e1" type="report_submitted" time="2025-09-30T00:30:00Z"><attributes><attribute name="activeEditSec">95</attribute></attributes>
<objects><relationship object-id="t1" qualifier="fulfils"/><relationship object-id="c1" qualifier="by"/></objects></event>
<event id="e2" type="inspection" time="2025-09-30T01:30:00Z"/></events></log>`;
const AUDIT =
  'event,node,start,end,user\nform start,,1712563200000,,z\nquestion,/data/x,1712563205000,1712563206000,z\n';
const DHIS2_CSV =
  '"dataelement","period","orgunit","categoryoptioncombo","attributeoptioncombo","value","storedby","lastupdated","comment","followup","deleted"\n' +
  '"a","202509","u","c","x","12","zhangsan","2025-10-02T01:10:00.000+0000","","false","null"\n' +
  '"b","202509","u","c","x","3","zhangsan","2025-10-02T02:10:00.000+0000","","false","null"\n' +
  '"b","202510","u","c","x","3","zhangsan","2025-11-02T02:10:00.000+0000","","false","true"\n';

const FILES: readonly FormatFile[] = [
  ...DOCUMENTED,
  [
    'wecom-device',
    'a.json',
    answer({ checkindata: [{ userid: 'j', checkin_time: 1492617610, device_sn: 'S', device_name: '一楼' }] }),
    'checkins',
    1,
  ],
  ['wecom-daily', 'a.json', answer({ datas: [upstream.WECOM_DAY] }), 'checkins', 1],
  ['wecom-journal', 'a.json', answer({ info: upstream.WECOM_JOURNAL_INFO }), 'reports', 1],
  ['wecom-journal-stats', 'a.json', answer({ stat_list: [upstream.WECOM_STAT] }), 'tasks', 2],
  ['wecom-makeup', 'a.json', answer({ info: upstream.WECOM_MAKE_UP_INFO }), 'checkins', 1],
  // Details saved one after the other, as lines and as a list.
  [
    'wecom-approval',
    'a.json',
    `${answer({ info: upstream.wecomApproval() })}\n${answer({ info: upstream.wecomApproval({ sp_no: '2' }) })}`,
    'reports',
    2,
  ],
  [
    'wecom-approval',
    'list.json',
    `[${answer({ info: upstream.wecomApproval({ sp_no: '3' }) })},${answer({ info: upstream.wecomApproval({ sp_no: '4' }) })}]`,
    'reports',
    2,
  ],
  [
    'dingtalk-collection',
    'a.json',
    answer({ form_code: 'PROC-1', result: { has_more: false, list: [upstream.DINGTALK_FORM_INSTANCE] } }),
    'reports',
    1,
  ],
  ['dingtalk-collection-forms', 'a.json', answer({ result: { list: [upstream.DINGTALK_FORM] } }), 'requirements', 1],
  ['dingtalk-todo', 'a.json', JSON.stringify({ nextToken: '1', todoCards: [upstream.DINGTALK_CARD] }), 'tasks', 1],
  ['dingtalk-approval', 'a.json', answer({ process_instance: upstream.DINGTALK_INSTANCE }), 'reports', 1],
  ['lark-user-tasks', 'a.json', lark({ user_task_results: [larks.LARK_SHIFT], invalid_user_ids: [] }), 'checkins', 3],
  ['lark-task', 'a.json', lark({ task: larks.LARK_TASK_ITEM }), 'tasks', 2],
  ['lark-approval', 'a.json', lark(larks.LARK_INSTANCE), 'reports', 1],
  [
    'kobo-submissions',
    'a.json',
    JSON.stringify({ count: 1, next: null, results: [surveys.KOBO_SUBMISSION] }),
    'reports',
    1,
  ],
  [
    'kobo-submissions',
    'bare.json',
    JSON.stringify([{ ...surveys.KOBO_SUBMISSION, _uuid: 'b', 'meta/instanceID': 'uuid:b' }]),
    'reports',
    1,
  ],
  ['commcare-forms', 'a.json', JSON.stringify({ meta: { limit: 20 }, objects: [surveys.COMMCARE_FORM] }), 'reports', 1],
  ['dhis2-datavaluesets', 'a.json', JSON.stringify(surveys.DHIS2_SET), 'reports', 1],
  ['dhis2-datavaluesets-csv', 'a.csv', DHIS2_CSV, 'reports', 1],
  ['odk-audit', 'audit.csv', AUDIT, 'reports', 1],
  ['ocel-json', 'a.jsonocel', JSON.stringify(surveys.OCEL_2), 'tasks', 2],
  ['ocel-xml', 'b.xml', OCEL_XML, 'tasks', 2],
];

/** The relational form of OCEL 2.0, as its specification names tables and columns. */
function ocelDatabase(path: string): void {
  const database = new Database(path);
  database.exec(`
    CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT);
    CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
    CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT);
    CREATE TABLE event_ReportSubmitted (ocel_id TEXT PRIMARY KEY, ocel_time TIMESTAMP, activeEditSec INTEGER);
    CREATE TABLE event_Inspection (ocel_id TEXT PRIMARY KEY, ocel_time TIMESTAMP);
    CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT);
    INSERT INTO event VALUES ('e1', 'report_submitted'), ('e10', 'report_submitted'), ('e2', 'inspection');
    INSERT INTO event_map_type VALUES ('report_submitted', 'ReportSubmitted'), ('inspection', 'Inspection');
    INSERT INTO event_ReportSubmitted VALUES ('e10', '2025-09-30 02:30:00', 3), ('e1', '2025-09-30 00:30:00', 95);
    INSERT INTO event_Inspection VALUES ('e2', '2025-09-30 01:30:00');
    INSERT INTO event_object VALUES ('e1', 't1', 'fulfils'), ('e10', 'c1', 'by'), ('e1', 'c1', 'by'), ('e10', 't2', 'fulfils');
    INSERT INTO object VALUES ('t1', 'task'), ('t2', 'task'), ('c1', 'cadre');
  `);
  database.close();
}

describe('every upstream format', () => {
  let bench: IntakeBench;
  beforeAll(async () => {
    bench = await openIntake();
  });
  afterAll(() => bench.close());

  it.each(FILES)(
    '%s (%s) is recognised, accepted, and known the second time',
    async (format, name, content, kind, rows) => {
      const first = await bench.load(name, content);
      expect([first.problem, first.format, first.kind, first.reasons, ...countsOf(first)]).toEqual([
        null,
        format,
        kind,
        [],
        rows,
        rows,
        0,
        0,
        0,
      ]);
      expect(countsOf(await bench.load(name, content))).toEqual([rows, 0, 0, rows, 0]);
    },
    60_000,
  );

  it('none of those the intake knows is left out here', () => {
    const tried = new Set(FILES.map(([format]) => format));
    const known = [...VENDOR_FORMATS, ...TABLE_FORMATS].map(({ format }) => format);
    expect(known.filter((format) => !tried.has(format))).toEqual([]);
  });

  it('OCEL as a database, in the order of its events and whatever its indexes', async () => {
    const path = join(bench.folder, 'log.sqlite');
    ocelDatabase(path);
    const batch = await bench.loadFile(path);
    expect([batch.format, ...countsOf(batch)]).toEqual(['ocel-sqlite', 3, 3, 0, 0, 0]);
    expect(
      await bench.store.query(
        "SELECT external_id, cadre_code, org_unit_code, parent_external_id, status FROM tasks WHERE source = 'log' ORDER BY external_id",
      ),
    ).toEqual([
      { external_id: 'e1', cadre_code: 'c1', org_unit_code: '', parent_external_id: 't1', status: 'report_submitted' },
      { external_id: 'e10', cadre_code: 'c1', org_unit_code: '', parent_external_id: 't2', status: 'report_submitted' },
      { external_id: 'e2', cadre_code: '', org_unit_code: 'log', parent_external_id: '', status: 'inspection' },
    ]);
    expect(batch.warnings.map(({ en }) => en).join()).toContain('1 events are about no person');
    const other = join(bench.folder, 'other.sqlite');
    new Database(other).exec('CREATE TABLE x (y)').close();
    expect((await bench.loadFile(other)).problem!.en).toContain('lacks the tables event');
  });

  it('an XLSForm is a requirement, and gives the submissions loaded after it their own words', async () => {
    const form = workbookOf([
      {
        name: 'survey',
        rows: [
          ['type', 'name', 'label::English (en)', 'label::中文 (zh)', 'required'],
          ['begin_group', 'g1', '', '', ''],
          ['integer', 'visit_count', 'Visits', '走访户数', ''],
          ['select_one kinds', 'kind', 'Kind', '户类型', ''],
          ['image', 'photo', 'Photo', '照片', 'yes'],
          ['text', 'finding', 'Finding', '发现问题', ''],
          ['end_group', '', '', '', ''],
        ],
      },
      {
        name: 'choices',
        rows: [
          ['list_name', 'name', 'label::中文 (zh)'],
          ['kinds', 'poor', '困难户'],
        ],
      },
      {
        name: 'settings',
        rows: [
          ['form_title', 'form_id'],
          ['入户走访', 'aLabelled'],
        ],
      },
    ]);
    const loaded = await bench.load('form.xlsx', form);
    expect([loaded.format, loaded.kind, ...countsOf(loaded)]).toEqual(['xlsform', 'requirements', 1, 1, 0, 0, 0]);
    expect(
      await bench.store.query(
        "SELECT name, photos_min, fields, trace_kinds FROM requirements WHERE code = 'kobo:aLabelled'",
      ),
    ).toEqual([
      {
        name: '入户走访',
        photos_min: 1,
        fields: ['走访户数|g1/visit_count', '户类型|g1/kind', '照片|g1/photo', '发现问题|g1/finding'],
        trace_kinds: ['form', 'photo', 'text'],
      },
    ]);
    const submission = {
      ...surveys.KOBO_SUBMISSION,
      _uuid: 'labelled',
      'meta/instanceID': 'uuid:labelled',
      _xform_id_string: 'aLabelled',
      'g1/kind': 'poor',
    };
    expect(countsOf(await bench.load('s.json', JSON.stringify([submission])))).toEqual([1, 1, 0, 0, 0]);
    const [row] = await bench.store.query<{ values: string; text: string }>(
      "SELECT values, text FROM reports WHERE external_id = 'labelled'",
    );
    expect(JSON.parse(row!.values)).toMatchObject({ 走访户数: '5', 户类型: '困难户', 发现问题: '门前道路积水严重' });
    expect(row!.text).toBe('门前道路积水严重');
  }, 60_000);

  it('a mixed file of approvals is loaded twice, once for each kind, and nothing is lost', async () => {
    const both = `${answer({ info: upstream.wecomApproval({ sp_no: 'x1' }) })}\n${answer({ info: { ...upstream.WECOM_MAKE_UP_INFO, sp_no: 'x2' } })}`;
    const first = await bench.load('mixed.json', both);
    expect([first.format, ...countsOf(first)]).toEqual(['wecom-approval', 2, 1, 0, 0, 1]);
    expect(first.reasons[0]).toMatchObject({
      code: 'other-kind',
      fix: { en: expect.stringContaining('name the kind') as string },
    });
    const second = await bench.load('mixed.json', both, { as: 'checkins' });
    expect([second.format, ...countsOf(second)]).toEqual(['wecom-makeup', 2, 1, 0, 0, 1]);
  });

  it('coordinates of a vendor are said to be GCJ-02, and the caller may know better', async () => {
    const record = {
      userid: 'crs',
      checkin_time: 1492617620,
      checkin_type: '外出打卡',
      groupid: 1,
      lat: 30547645,
      lng: 104063236,
    };
    const guessed = await bench.load('crs.json', answer({ checkindata: [record] }));
    expect(guessed.warnings.map(({ en }) => en).join()).toContain('1 coordinates were taken for GCJ-02');
    const known = await bench.load('crs.json', answer({ checkindata: [record] }), { crs: 'wgs84', source: 'known' });
    expect(known.warnings.map(({ en }) => en).join()).not.toContain('GCJ-02');
    const rows = await bench.store.query<{ source: string; lat: number; crs: string }>(
      "SELECT source, lat, crs FROM checkins WHERE cadre_code = 'crs' ORDER BY source",
    );
    expect(rows.map(({ source, crs }) => [source, crs])).toEqual([
      ['known', 'wgs84'],
      ['wecom', 'gcj02'],
    ]);
    expect(rows[0]!.lat).toBe(30.547645);
    expect(Math.abs(rows[1]!.lat - 30.547645)).toBeGreaterThan(0.001);
  });
});

whenShared('event logs and surveys of the world', () => {
  let bench: IntakeBench;
  const at = (path: string): string => join(SHARED, path);
  beforeAll(async () => {
    bench = await openIntake();
  });
  afterAll(() => bench.close());

  it('OCEL 2.0 and 1.0: every event once', async () => {
    const two = await bench.loadFile(at('event-logs/ocel_ocel20_example.jsonocel'));
    const events = (
      JSON.parse(readFileSync(at('event-logs/ocel_ocel20_example.jsonocel'), 'utf8')) as { events: unknown[] }
    ).events;
    expect([two.format, ...countsOf(two)]).toEqual(['ocel-json', events.length, events.length, 0, 0, 0]);
    const people = await bench.store.query<{ cadre_code: string }>(
      "SELECT DISTINCT cadre_code FROM tasks WHERE source = 'ocel_ocel20_example'",
    );
    expect(people.map(({ cadre_code: code }) => code)).toEqual(expect.arrayContaining(['Mike', 'Tania']));
    const one = await bench.loadFile(at('event-logs/ocel_example_log.jsonocel'));
    const old = JSON.parse(readFileSync(at('event-logs/ocel_example_log.jsonocel'), 'utf8')) as Record<string, object>;
    const n = Object.keys(old['ocel:events']!).length;
    // Dates of 1980: outside the years a log of ours may hold, and said so row by row.
    expect([one.format, one.seen, one.accepted + one.rejected]).toEqual(['ocel-json', n, n]);
    expect(one.reasons.every(({ code }) => code === 'out-of-range')).toBe(true);
  });

  it("a survey's real XLSForm names its 200-odd questions", async () => {
    const cells = (path: string): string[][] =>
      readFileSync(at(path), 'utf8')
        .replace(/\n$/, '')
        .split('\n')
        .slice(0, 40)
        .map((line) =>
          line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((cell) => cell.replace(/^"|"$/g, '').replaceAll('""', '"')),
        );
    const form = workbookOf([
      { name: 'survey', rows: cells('survey/survey.csv') },
      { name: 'choices', rows: cells('survey/choices.csv') },
    ]);
    const loaded = await bench.load('wash.xlsx', form);
    expect([loaded.format, ...countsOf(loaded)]).toEqual(['xlsform', 1, 1, 0, 0, 0]);
  });
});
