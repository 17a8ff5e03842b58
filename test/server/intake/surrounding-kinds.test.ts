/** What surrounds the demands loads by its header alone, as CSV and as NDJSON, and amends by its own key. */
import { FACT_KINDS } from '../../../metrics/facts.ts';
import { SURROUNDING_KINDS } from '../../../metrics/surrounding-kinds.ts';
import { periodEnd, periodStart } from '../../../server/facts/period-sql.ts';
import { canonicalKind } from '../../../server/intake/canonical-header.ts';
import { countsOf, openIntake, type IntakeBench } from './intake-bench.ts';

let bench: IntakeBench;
beforeAll(async () => {
  bench = await openIntake();
});
afterAll(() => bench.close());

/** One row of each kind with every column of the contract filled. */
const ROWS: Record<string, Record<string, string>> = {
  outcomes: { org_unit_code: 'T1', period: '2026-Q1', kind: 'case_resolved', value: '31', requirement_code: 'R1' },
  backchecks: {
    source: 's',
    external_id: 'a',
    result: 'false-positive',
    checked_at: '2026-03-02 10:00:00',
    minutes: '12',
  },
  app_usage: {
    system_code: 'S1',
    cadre_code: 'P1',
    on: '2026-03-02',
    sessions: '4',
    active_s: '1800',
    points: '12.5',
    rank: '3',
  },
  assets: {
    code: 'A1',
    org_unit_code: 'T1',
    system_code: 'S1',
    name: '巡河终端',
    cost_yuan: '30000',
    bought_on: '2024-01-05',
    active_days: '12',
  },
  documents: {
    code: 'D1',
    issuer_org_unit_code: 'C',
    issued_on: '2026-03-02',
    issuer_kind: 'department',
    doc_no: '〔2026〕3号',
    doc_type: 'red_head',
    addressee_org_unit_codes: 'T1;T2',
    char_count: '4200',
    scope: 'special',
    directive: 'true',
    requires_report_back: '是',
    requires_supporting_doc: '否',
    plan_no: 'J1',
    explanation_code: 'E1',
  },
  meetings: {
    code: 'M1',
    organizer_org_unit_code: 'C',
    starts_at: '2026-03-02 09:00',
    ends_at: '2026-03-02 11:30',
    title: '推进会',
    scope: 'special',
    group_discussion: 'false',
    main_speech_min: '50',
    mode: 'video',
    attendees: 'T1|P1|principal;T2||staff',
    convener_rank: '县级副职',
    plan_no: 'H1',
  },
  work_groups: {
    code: 'G1',
    owner_org_unit_code: 'C',
    system_code: 'S1',
    name: '防汛群',
    owner_cadre_code: 'P1',
    purpose: 'temporary',
    linked_task_code: 't1',
    created_on: '2026-01-01',
    dissolved_on: '2026-02-01',
    members: '120',
    msgs_per_day: '45.5',
    off_hours_msg_share: '0.3',
    chain_posts: '7',
    reply_deadline_min: '30',
  },
  pilots: {
    code: 'Z1',
    name: '一表通',
    org_unit_codes: 'T1;T2',
    starts_on: '2026-04-01',
    announced_on: '2026-03-01',
    measures: 'catalogue;autofill',
    requirement_codes: 'R1',
    ends_on: '2026-12-31',
    control_unit_codes: 'T3;T4',
    selection_reason: '自愿报名',
    selection_months: '2026-01;2026-02',
  },
};

const csv = (row: Record<string, string>): string => `${Object.keys(row).join(',')}\n${Object.values(row).join(',')}\n`;

describe('what surrounds the demands', () => {
  it('is named here column by column', () => {
    for (const { kind, columns } of SURROUNDING_KINDS)
      expect([kind, Object.keys(ROWS[kind]!)]).toEqual([kind, columns.map(({ name }) => name)]);
  });

  it.each(SURROUNDING_KINDS.map(({ kind }) => kind))('%s loads from a nameless CSV and from NDJSON', async (kind) => {
    const row = ROWS[kind]!;
    const batch = await bench.load(`export-${SURROUNDING_KINDS.findIndex((one) => one.kind === kind)}.csv`, csv(row));
    expect([batch.kind, countsOf(batch), batch.reasons, batch.unknownColumns]).toEqual([kind, [1, 1, 0, 0, 0], [], []]);
    expect(await bench.store.query(`SELECT count() AS n FROM ${kind}`)).toEqual([{ n: 1 }]);
    const again = await bench.load('again.ndjson', `${JSON.stringify(row)}\n`);
    expect([again.kind, countsOf(again)]).toEqual([kind, [1, 0, 0, 1, 0]]);
  });

  it('amends by its own key, and keeps pilots that start at different times apart', async () => {
    const later = await bench.load('o.csv', csv({ ...ROWS['outcomes']!, value: '33' }));
    expect(countsOf(later)).toEqual([1, 0, 1, 0, 0]);
    expect(
      await bench.store.query(
        'SELECT value, toString(starts_on) AS first, toString(ends_on) AS last, version FROM outcomes',
      ),
    ).toEqual([{ value: 33, first: '2026-01-01', last: '2026-03-31', version: 2 }]);
    const staggered = csv({ ...ROWS['pilots']!, org_unit_codes: 'T5', starts_on: '2026-06-01' });
    expect(countsOf(await bench.load('p.csv', staggered))).toEqual([1, 1, 0, 0, 0]);
  });

  it('gives a use, a document and a meeting the day they lie on, and the load notes it', async () => {
    for (const kind of ['app_usage', 'documents', 'meetings'])
      expect([kind, await bench.store.query(`SELECT toString(day) AS day FROM ${kind}`)]).toEqual([
        kind,
        [{ day: '2026-03-02' }],
      ]);
    expect(
      await bench.store.query(
        "SELECT DISTINCT kind, toString(day) AS day FROM batch_days WHERE kind IN ('app_usage', 'assets') ORDER BY kind",
      ),
    ).toEqual([
      { kind: 'app_usage', day: '2026-03-02' },
      { kind: 'assets', day: '1970-01-01' },
    ]);
  });

  it('refuses a period it would have to guess', async () => {
    const rows = ['2026-13', '上个月', '2026-03', '2026-Q5', '二季度'].map((period) => `T9,${period},case_resolved,1`);
    const batch = await bench.load('p.csv', ['org_unit_code,period,kind,value', ...rows].join('\n'));
    expect(countsOf(batch)).toEqual([5, 1, 0, 0, 4]);
    expect(batch.reasons.map(({ column, code, n }) => [column, code, n])).toEqual([['period', 'bad-period', 4]]);
  });

  it('reads periods in every form people write', async () => {
    const texts = {
      '2026-03-02': '2026-03-02 2026-03-02',
      '2026-03': '2026-03-01 2026-03-31',
      '202603': '2026-03-01 2026-03-31',
      '2026/3': '2026-03-01 2026-03-31',
      '2026年3月': '2026-03-01 2026-03-31',
      '2026年12月': '2026-12-01 2026-12-31',
      '2026年3月2日': '2026-03-02 2026-03-02',
      '20260302': '2026-03-02 2026-03-02',
      '2026-Q1': '2026-01-01 2026-03-31',
      '2026Q4': '2026-10-01 2026-12-31',
      '2026年第三季度': '2026-07-01 2026-09-30',
      '2026-H2': '2026-07-01 2026-12-31',
      '2026年上半年': '2026-01-01 2026-06-30',
      '2026': '2026-01-01 2026-12-31',
      '2026年': '2026-01-01 2026-12-31',
      '2026-02-30': '1970-01-01 1970-01-01',
      '26-03': '1970-01-01 1970-01-01',
    };
    const rows = await bench.store.query<{ x: string; days: string }>(
      `SELECT x, concat(toString(${periodStart('x')}), ' ', toString(${periodEnd('x')})) AS days
       FROM (SELECT arrayJoin({texts:Array(String)}) AS x)`,
      { texts: Object.keys(texts) },
    );
    expect(Object.fromEntries(rows.map(({ x, days }) => [x, days]))).toEqual(texts);
  });

  it('leaves every header of before to its kind', () => {
    for (const { kind, columns } of FACT_KINDS) {
      const all = columns.map(({ name }) => name);
      const least = columns.filter((column) => 'required' in column && column.required).map(({ name }) => name);
      expect(canonicalKind(all)?.kind).toBe(kind);
      if (!['assets', 'org_units', 'systems'].includes(kind))
        expect([kind, canonicalKind(least)?.kind]).toEqual([kind, kind]);
    }
    expect(canonicalKind(['code', 'org_unit_code', 'name'])?.kind).toBe('cadres');
  });
});
