/** The queue of findings, its marks, the evidence views and the measure of the tool, over HTTP on a county with known answers. */
import { parse } from 'csv-parse/sync';
import { checkin, county, report, requirement, task } from '../../../metrics/example-rows.ts';
import type { Evidence, Finding, FindingDetail, Findings } from '../../../server/contract.ts';
import type { NumberViews, OutcomeView, PressureView, Soundness, ViewEvents } from '../../../server/contract-views.ts';
import { FactStore } from '../../../server/facts/fact-store.ts';
import { inRandomArm } from '../../../server/findings/random-arm.ts';
import { ComputationService } from '../../../server/indicators/computation.service.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';
import { replaceFacts } from '../../support/example-facts.ts';

const MONTH = '2026-03-01';
const two = (n: number) => String(n).padStart(2, '0');
/** A requirement that the lot chooses in T2 although nothing stands out there. */
const DRAWN = Array.from({ length: 1000 }, (_, i) => `Q${i}`).find(
  (code) => inRandomArm(code, 'T2', MONTH) && !inRandomArm(code, '', MONTH),
)!;
const at = (i: number) => `2026-03-${two(2 + (i % 25))} ${two(8 + (i % 9))}:${two(i % 60)}:31`;
const place = (i: number) => ({ lat: 30.5 + i / 10_000, lon: 104.06, device_id: `D${i % 4}` });
const people = (unit: string, n: number) => Array.from({ length: n }, (_, i) => `${unit}-P${i}`);

/** T1: 40 of 60 fixes are mocked, by four people on four devices. T2: none of 60, by six people. */
const faked = Array.from({ length: 60 }, (_, i) =>
  checkin(`m${i}`, `T1-P${i % 4}`, at(i), {
    ...place(i),
    is_mock: i < 40 ? 1 : 0,
    ...(i < 40 ? {} : { device_id: 'TAB' }),
  }),
);
const honest = Array.from({ length: 60 }, (_, i) =>
  checkin(`h${i}`, `T2-P${i % 6}`, at(i), { lat: 30.7 + i / 10_000, lon: 104.3, is_mock: 0, requirement_code: DRAWN }),
);
const filed = Array.from({ length: 40 }, (_, i) =>
  report(`r${i}`, `T1-P${i % 4}`, at(i), { requirement_code: 'R1', values: { 户数: i < 30 ? 50 : 41 + (i - 30) } }),
);
const others = Array.from({ length: 10 }, (_, i) =>
  report(`o${i}`, `T2-P${i % 6}`, at(i), { requirement_code: 'R1', values: { 户数: 60 + i } }),
);
const check = (external_id: string, result: string) => ({
  source: 'app',
  external_id,
  result,
  checked_at: '2026-04-02T10:00:00+08:00',
});

let app: TestApp;
let auditor: SignedIn;
let leader: SignedIn;
const get = async <T>(by: SignedIn, path: string): Promise<T> => {
  const response = await by.fetch(`/api/v1/${path}`);
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
};
const inT1 = async (by: SignedIn): Promise<Finding> =>
  (await get<Findings>(by, 'findings?detector=mock-location&unit=T1')).rows[0]!;

beforeAll(async () => {
  app = await startApp();
  await replaceFacts(
    app.nest.get(FactStore, { strict: false }),
    {
      ...county({ T1: people('T1', 4), T2: people('T2', 6) }),
      requirements: [
        requirement('R1', 'checkin', { name: '走访打卡', ranked: 1, metric: '户数', target: '≥50', scoring_weight: 3 }),
        requirement(DRAWN, 'checkin', { name: '巡查打卡' }),
      ],
      places: [{ code: 'post', lat: 30.5, lon: 104.06, radius_m: 150, requirement_code: 'R1', org_unit_code: 'T1' }],
      inspections: [{ code: 'I1', org_unit_code: 'T1', starts_on: '2026-03-29' }],
      devices: [{ device_id: 'TAB', shared: 1, org_unit_code: 'T1' }],
      outcomes: [
        { org_unit_code: 'T1', period: '2026-03', kind: 'case_resolved', value: 7 },
        { org_unit_code: 'T2', period: '2026-03', kind: 'case_resolved', value: 12 },
        // Who is there is no outcome of the work, and neither is what an office says of itself.
        { org_unit_code: 'T1', period: '2026-03', kind: 'staff_in_post', value: 4 },
        { org_unit_code: 'T1', period: '2026-03', kind: 'claimed_done', value: 0.99 },
      ],
      checkins: [...faked, ...honest],
      reports: [...filed, ...others],
      tasks: [
        task('t1', 'T1-P0', '2026-03-03 09:00:00', '2026-03-05 18:00:00', { completed_at: '2026-03-05 17:50:00' }),
      ],
      backchecks: [
        ...Array.from({ length: 8 }, (_, i) => check(`m${i}`, 'confirmed')),
        ...[8, 9].map((i) => check(`m${i}`, 'false-positive')),
        check('h0', 'confirmed'),
        ...[1, 2, 3].map((i) => check(`h${i}`, 'false-positive')),
      ],
    },
    new Set(),
  );
  await app.get(ComputationService).compute({ full: true });
  auditor = await app.signIn('auditor');
  leader = await app.signIn('leader');
}, 120_000);
afterAll(() => app.close());

describe('the queue', () => {
  it('puts first what a check may expect most of, and says why', async () => {
    const { rows } = await get<Findings>(auditor, 'findings?order=yield');
    const promised = rows.map((row) => row.yield?.rows ?? 0);
    expect(promised).toEqual([...promised].sort((a, b) => b - a));
    const { detectors, yield: promise } = await inT1(auditor);
    const mock = detectors.find((one) => one.id === 'mock-location')!;
    // Ten checks, eight right, weigh as much as the model: what lies beyond the honest rate.
    const beyond = 1 - mock.expected / (mock.n * mock.shrunk);
    const [reason] = promise!.reasons;
    expect(reason).toMatchObject({ detector: 'mock-location', family: 'location', rows: 40, checked: 10, right: 8 });
    expect(reason!.chance).toBeCloseTo((10 * beyond + 8) / 20, 9);
    expect(promise!.rows).toBeCloseTo(40 * reason!.chance, 9);
    // A check-in takes 45 seconds and more by the time model.
    expect(promise!.hours! / promise!.rows).toBeGreaterThan(0.005);
  });

  it('is cut by family, by lot and by mark', async () => {
    const total = async (more: string) => (await get<Findings>(auditor, `findings?${more}`)).total;
    expect(await total('family=location')).toBeGreaterThan(0);
    expect(await total('family=photo')).toBe(0);
    expect((await get<Findings>(auditor, 'findings?arm=random')).rows.every((row) => row.random_arm)).toBe(true);
    expect((await auditor.fetch('/api/v1/findings?family=gossip')).status).toBe(400);
    // The file has the same rows in the same order: the best promise first.
    const file = await auditor.fetch('/api/v1/exports?view=findings&format=csv&family=location&order=yield');
    const listed = await get<Findings>(auditor, 'findings?family=location&order=yield');
    const lines = (await file.text()).split('\r\n').filter((line) => line.startsWith('F2026'));
    expect([...new Set(lines.map((line) => line.split(',')[0]))]).toEqual(listed.rows.map((row) => row.id));
  });

  it('keeps the first look of an auditor, with a reason and in the audit chain, and of nobody else', async () => {
    const { id } = await inT1(auditor);
    const mark = (by: SignedIn, body: object, of = id) =>
      by.fetch(`/api/v1/findings/${of}/triage`, {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
    const before = (await get<Findings>(auditor, 'findings?triage=new')).total;
    expect((await mark(auditor, { state: 'set-aside' })).status).toBe(400);
    expect((await mark(leader, { state: 'to-check' })).status).toBe(403);
    expect((await mark(auditor, { state: 'to-check' }, 'F000000-0')).status).toBe(404);
    const marked = (await (await mark(auditor, { state: 'set-aside', reason: '测试手机' })).json()) as Finding;
    expect(marked.triage).toMatchObject({ state: 'set-aside', reason: '测试手机', by: 'auditor' });
    expect((await get<Findings>(auditor, 'findings?triage=new')).total).toBe(before - 1);
    expect((await get<Findings>(auditor, 'findings?triage=set-aside')).rows.map((row) => row.id)).toEqual([id]);
    const log = await get<{ rows: { action: string; object: string; detail: unknown }[] }>(auditor, 'audit');
    expect(log.rows.find((row) => row.action === 'finding-marked')).toMatchObject({
      object: id,
      detail: { state: 'set-aside', reason: '测试手机' },
    });
    expect((await mark(auditor, { state: 'new' })).status).toBe(200);
    expect((await get<FindingDetail>(auditor, `findings/${id}`)).finding.triage).toBeUndefined();
    expect((await get<Findings>(auditor, 'findings?triage=new')).total).toBe(before);
  });
});

describe('the dossier of a finding', () => {
  const table = async (by: SignedIn, id: string, name: string, more = ''): Promise<string[][]> => {
    const query = `view=finding&finding=${id}&format=csv&lang=en&table=${encodeURIComponent(name)}${more}`;
    const response = await by.fetch(`/api/v1/exports?${query}`);
    expect(response.status).toBe(200);
    const rows = parse(await response.text(), { bom: true, relax_column_count: true, skip_empty_lines: true });
    return (rows as string[][]).filter(([first = '']) => !first.startsWith('# '));
  };

  it('holds every detector and every row that proves it, by pseudonym for auditors and by nobody for others', async () => {
    const finding = await inT1(auditor);
    const { id } = finding;
    const evidence = await get<Evidence>(auditor, `findings/${id}/evidence?size=500`);
    const [head, ...rows] = await table(auditor, id, 'Evidence rows');
    expect(rows).toHaveLength(evidence.total);
    expect(evidence.total).toBeGreaterThanOrEqual(40);
    const of = (name: string) => head!.indexOf(name);
    expect(rows.map((row) => row[of('Record')])).toEqual(evidence.rows.map((row) => row.externalId));
    expect(rows.map((row) => Number(row[of('Record number')]))).toEqual(evidence.rows.map((row) => row.line));
    expect(of('Pseudonym') >= 0).toBe(evidence.rows.some((row) => row.cadre !== ''));
    const [headOfLeader, ...ofLeader] = await table(leader, id, 'Evidence rows');
    expect(headOfLeader).not.toContain('Pseudonym');
    expect(ofLeader).toHaveLength(evidence.total);
    const [columns, ...verdicts] = await table(auditor, id, 'Detectors');
    expect(verdicts.map((row) => Number(row[columns!.indexOf('Flagged')]))).toEqual(
      finding.detectors.map(({ observed }) => observed),
    );
    const outcome = await get<OutcomeView>(auditor, `findings/${id}/views/outcome`);
    const [, ...months] = await table(auditor, id, 'Traces and outcomes');
    expect(months.map(([month]) => month)).toEqual(outcome.months);
    const one = await get<Evidence>(auditor, `findings/${id}/evidence?size=500&detector=mock-location`);
    expect((await table(auditor, id, 'Evidence rows', '&detector=mock-location')).slice(1)).toHaveLength(one.total);
  });

  it('is closed to stewards, and has no rows for the reform office', async () => {
    const { id } = await inT1(auditor);
    const steward = await app.signIn('steward');
    const reform = await app.signIn('reform');
    expect((await steward.fetch(`/api/v1/exports?view=finding&finding=${id}`)).status).toBe(403);
    expect((await leader.fetch('/api/v1/exports?view=finding&finding=F000000-0')).status).toBe(404);
    // A table that is not there: the first is given.
    const [head] = await table(reform, id, 'Evidence rows');
    expect(head).toEqual(['Item', 'Content']);
  });
});

describe('the evidence views', () => {
  it('give what proves and ordinary events beside it, people and devices by number', async () => {
    const { id } = await inT1(auditor);
    const view = await get<ViewEvents>(auditor, `findings/${id}/views/events?detector=mock-location`);
    expect(view).toMatchObject({ suppressed: false, proving: 40, cap: 400 });
    const flagged = view.events.filter((event) => event.role === 'flagged');
    expect(flagged).toHaveLength(40);
    // 60 check-ins, 40 reports and a task answer R1 in T1.
    expect(view.events.filter((event) => event.role === 'ordinary')).toHaveLength(61);
    expect([...new Set(view.events.map((event) => event.person))].sort()).toEqual([1, 2, 3, 4]);
    expect(new Set(flagged.map((event) => event.device)).size).toBe(4);
    expect(flagged.some((event) => event.sharedDevice)).toBe(false);
    expect(view.events.filter((event) => event.sharedDevice)).toHaveLength(20);
    expect(view.places).toEqual([{ code: 'post', lat: 30.5, lon: 104.06, radiusM: 150 }]);
    const done = view.events.find((event) => event.kind === 'tasks')!;
    expect([done.dueAt, done.completedAt]).toEqual(['2026-03-05T18:00:00.000+08:00', '2026-03-05T17:50:00.000+08:00']);
    expect(JSON.stringify(view)).not.toContain('T1-P');
  });

  it('hide a handful of people from everybody but auditors, and other townships altogether', async () => {
    const { id } = await inT1(auditor);
    const hidden = await get<ViewEvents>(leader, `findings/${id}/views/events`);
    expect(hidden).toMatchObject({ suppressed: true, events: [], proving: 0, places: [] });
    expect((await get<NumberViews>(leader, `findings/${id}/views/numbers`)).fields).toEqual([]);
    const elsewhere = await app.signIn('auditor', 'T2');
    for (const view of ['events', 'numbers', 'outcome', 'pressure?detector=mock-location'])
      expect([view, (await elsewhere.fetch(`/api/v1/findings/${id}/views/${view}`)).status]).toEqual([view, 404]);
    const drawn = (await get<Findings>(leader, `findings?requirement=${DRAWN}&unit=T2`)).rows[0]!;
    const six = await get<ViewEvents>(leader, `findings/${drawn.id}/views/events`);
    expect([six.suppressed, six.events.length]).toEqual([false, 60]);
    expect(six.events.every((event) => event.person === null && event.device === null)).toBe(true);
  });

  it('count digits and values here and elsewhere, with the scored line', async () => {
    const { id } = await inT1(auditor);
    const { fields } = await get<NumberViews>(auditor, `findings/${id}/views/numbers`);
    expect(fields).toHaveLength(1);
    const [field] = fields;
    expect(field).toMatchObject({ field: '户数', n: 40, target: 50, binWidth: null });
    // Thirty fifties, then 41 to 50.
    expect(field!.digits).toEqual([31, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(field!.elsewhere).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(field!.values.at(-1)).toEqual({ value: 50, n: 31 });
  });

  it('compare the rate under pressure with the rate without, and traces with outcomes', async () => {
    const { id } = await inT1(auditor);
    const { rows } = await get<PressureView>(auditor, `findings/${id}/views/pressure?detector=mock-location`);
    const of = (pressure: string) => rows.find((row) => row.pressure === pressure)!;
    expect(of('ranked')).toMatchObject({ on: { n: 60, observed: 40 }, off: { n: 0, observed: 0 } });
    // The seven days before 29 March.
    const waiting = faked.filter((row) => {
      const day = Number(String(row['claimed_at']).slice(8, 10));
      return day >= 22 && day <= 28;
    });
    const mocked = waiting.filter((row) => row['is_mock'] === 1).length;
    expect(of('before-inspection')).toMatchObject({
      on: { n: waiting.length, observed: mocked },
      off: { n: 60 - waiting.length, observed: 40 - mocked },
    });
    const outcome = await get<OutcomeView>(auditor, `findings/${id}/views/outcome`);
    expect(outcome.months.at(-1)).toBe('2026-03');
    expect(outcome.traces.at(-1)).toBe(101);
    expect(outcome.outcomes).toEqual([{ kind: 'case_resolved', values: [...Array<null>(11).fill(null), 7] }]);
    // T1 has four people, so that its traces would be somebody's; T2 filed ten under the requirement, six people and one month.
    const other = { unit: 'T2', unitName: 'T2', self: false, cadres: 6, months: 1, traces: 10 / 6, outcome: 12 };
    expect(outcome.places).toEqual([{ kind: 'case_resolved', rows: [other] }]);
  });

  it('show a draw of ordinary rows where only the lot chose the finding', async () => {
    const finding = (await get<Findings>(auditor, `findings?requirement=${DRAWN}&unit=T2`)).rows[0]!;
    expect(finding).toMatchObject({ random_arm: true, reason: 'random-arm' });
    const drawn = await get<Evidence>(auditor, `findings/${finding.id}/evidence`);
    expect([drawn.total, drawn.rows.length]).toEqual([20, 20]);
    expect(drawn.rows.every((row) => row.externalId.startsWith('h') && row.cadre === '' && !row.detector)).toBe(true);
    const again = await get<Evidence>(auditor, `findings/${finding.id}/evidence`);
    expect(again.rows.map((row) => row.externalId)).toEqual(drawn.rows.map((row) => row.externalId));
  });
});

describe('the soundness of the tool', () => {
  it('counts each checked record once, by detector, strength and month, and what the lot found', async () => {
    const sound = await get<Soundness>(leader, 'soundness');
    expect(sound.confusion).toEqual({ flaggedRight: 8, flaggedWrong: 2, missed: 1, clear: 3 });
    expect(sound.detectors.map(({ detector, checked, precision }) => [detector, checked, precision])).toEqual([
      ['mock-location', 10, 0.8],
    ]);
    expect(sound.bands.reduce((n, band) => n + band.checked, 0)).toBe(10);
    expect(sound.months).toEqual([{ month: '2026-04', checked: 10, right: 8 }]);
    expect(sound.arm).toMatchObject({ share: 0.05, checked: 4, untrue: 1 });
    expect(sound.arm.drawn).toBeGreaterThan(0);
    const steward = await app.signIn('steward');
    expect((await steward.fetch('/api/v1/soundness')).status).toBe(403);
  });
});
