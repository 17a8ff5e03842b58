/** Verdicts through the API: who sees what, evidence, parameters with history, local rule sets, editions, dates, updates. */
import type { INestApplication } from '@nestjs/common';
import request from 'supertest';
import { rules } from '../../../metrics/policy/rules.ts';
import * as contract from '../../../server/contract-policy.ts';
import { Catalogue } from '../../../server/contract-catalogue.ts';
import { ComputationService } from '../../../server/indicators/computation.service.ts';
import { FactStore } from '../../../server/facts/fact-store.ts';
import { FILES } from './county.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';

let app: TestApp;
let steward: SignedIn;
const people = new Map<string, SignedIn>();

async function load(kind: string, body: string): Promise<void> {
  const response = await steward.fetch(`/api/v1/batches?as=${kind}`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/csv', 'Idempotency-Key': `${kind}-${body.length}` },
    body,
  });
  expect([kind, (await response.json()) as { state: string; rejected: number }]).toMatchObject([
    kind,
    { state: 'loaded', rejected: 0 },
  ]);
}

/** supertest as one of the people. */
function ask(who: string, method: 'get' | 'put', path: string) {
  const { cookie, csrf } = people.get(who)!;
  const agent = request((app.nest as INestApplication).getHttpServer() as never);
  return agent[method](`/api/v1/${path}`).set({ Cookie: cookie, 'X-CSRF-Token': csrf });
}

async function verdicts(who: string, query: string): Promise<contract.PolicyRows> {
  const response = await ask(who, 'get', `policy?${query}`).expect(200);
  return contract.PolicyRows.parse(response.body);
}
const short = ({ rows }: contract.PolicyRows) =>
  rows.map((row) => `${row.rule} ${row.subject} ${row.period} ${row.verdict}`);

beforeAll(async () => {
  app = await startApp();
  steward = await app.signIn('steward');
  people.set('steward', steward);
  for (const [kind, body] of FILES) await load(kind, body);
  await app.get(ComputationService).compute();
  for (const role of ['leader', 'reform', 'auditor', 'administrator'] as const)
    people.set(role, await app.signIn(role));
  people.set('township', await app.signIn('leader', 'T1'));
}, 120_000);
afterAll(() => app.close());

describe('verdicts', () => {
  it('say which rule, clause and its status, how grave, about what, when, and why', async () => {
    const { rows, asOf } = await verdicts('auditor', 'rule=P57');
    expect(asOf).not.toBeNull();
    expect(rows[0]).toMatchObject({
      rule: 'P57',
      clause: 'S6',
      clause_status: 'V',
      severity: 'R',
      subject_type: 'requirement',
      subject: 'R1',
      subjectName: '巡查打卡',
      department: '应急局',
      period: 'current',
      verdict: 'breach',
      observed: 1,
      evidence: [{ kind: 'requirements', code: 'R1' }],
    });
    expect(short(await verdicts('auditor', 'rule=P01&verdict=breach'))).toEqual([
      'P01 S1 2026-04 breach',
      'P01 S1 2026-03 breach',
    ]);
  });

  it('of rules without any facts say so, one row each', async () => {
    const { rows } = await verdicts('leader', 'rule=P45');
    expect(rows).toMatchObject([
      {
        verdict: 'cannot-judge',
        reason: 'no-facts',
        detail: { kinds: ['meetings'] },
        evidence: [{ reason: 'no-facts' }],
      },
    ]);
  });

  it('do not judge what lay before a text was in force', async () => {
    // The provisions are of August 2024: a document of 2023 was not bound by them.
    expect(short(await verdicts('leader', 'rule=P41'))).toEqual(['P41 W2 2026-03 breach']);
  });

  it('are filtered by verdict, severity, department, unit and month', async () => {
    const { rows, total, counts } = await verdicts('leader', 'verdict=breach&severity=R&size=500');
    expect(rows.length).toBe(total);
    expect(counts.breach).toBe(total);
    expect(rows.every((row) => row.severity === 'R' && row.verdict === 'breach')).toBe(true);
    expect(
      new Set(
        (await verdicts('leader', `department=${encodeURIComponent('督查室')}`)).rows.map(({ rule }) => rule),
      ).has('P53'),
    ).toBe(true);
    expect(short(await verdicts('leader', 'rule=P53&unit=T1'))).toEqual(['P53 I1 2026-03 breach']);
    expect(short(await verdicts('leader', 'rule=P01&from=2026-04'))).toEqual(['P01 S1 2026-04 breach']);
  });

  it('add up in the matrix', async () => {
    const response = await ask('leader', 'get', 'policy/matrix').expect(200);
    const { cells } = contract.PolicyMatrix.parse(response.body);
    const { counts } = await verdicts('leader', 'size=1');
    const sum = (of: 'breach' | 'ok' | 'cannot-judge') => cells.reduce((all, cell) => all + cell[of], 0);
    expect({ breach: sum('breach'), ok: sum('ok'), 'cannot-judge': sum('cannot-judge') }).toEqual(counts);
    expect(cells.find((cell) => cell.rule === 'P57' && cell.department === '应急局')).toMatchObject({
      severity: 'R',
      breach: 1,
      ok: 0,
    });
  });
});

describe('evidence', () => {
  it('has as many rows as the verdict says, for every breach', async () => {
    const { rows } = await verdicts('auditor', 'verdict=breach&size=500');
    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows) {
      const query = new URLSearchParams({ rule: row.rule, subject: row.subject, period: row.period, unit: row.unit });
      const answer = await ask('auditor', 'get', `policy/evidence?${query}`).expect(200);
      const { total, rows: facts } = contract.PolicyEvidence.parse(answer.body);
      expect([row.rule, row.subject, total, facts.length]).toEqual([row.rule, row.subject, row.observed, row.observed]);
    }
  });

  it('names the file and line, and shows people to auditors by pseudonym, to others not at all', async () => {
    const query = 'policy/evidence?rule=P24&subject=R2&period=2026-03';
    const seen = contract.PolicyEvidence.parse((await ask('auditor', 'get', query)).body).rows;
    expect(seen).toHaveLength(2);
    expect(seen[0]).toMatchObject({
      kind: 'tasks',
      ref: { source: 'w', external_id: 't1' },
      unit: 'T1',
      unitName: '一镇',
      line: 1,
    });
    expect(String(seen[0]!.columns['cadre_code'])).toMatch(/^P-[0-9a-f]{10}$/);
    const plain = contract.PolicyEvidence.parse((await ask('leader', 'get', query)).body).rows;
    expect(plain[0]!.columns).not.toHaveProperty('cadre_code');
  });
});

describe('access', () => {
  it('is for leader, reform office and auditor; the administrator sees settings only', async () => {
    for (const who of ['administrator', 'steward'])
      for (const path of [
        'policy',
        'policy/matrix',
        'policy/editions?rule=P01',
        'policy/evidence?rule=P01&subject=x&period=current',
      ])
        await ask(who, 'get', path).expect(403);
    await ask('administrator', 'get', 'rules').expect(200);
    for (const who of ['leader', 'auditor', 'steward'])
      await ask(who, 'put', 'rules/P34/parameters/tasks_max').send({ value: 5, note: 'x' }).expect(403);
  });

  it('ends at the unit of the caller: others’ inspections and tasks are not there', async () => {
    expect(short(await verdicts('township', 'rule=P53'))).toEqual(['P53 I1 2026-03 breach']);
    const { rows } = await verdicts('township', 'rule=P24&verdict=breach');
    // R9 was given to the other township alone; of R2 one task of two is to be seen.
    expect(rows).toMatchObject([
      { subject: 'R2', observed: 1, evidence: [{ kind: 'tasks', source: 'w', external_id: 't1' }] },
    ]);
    const answer = await ask('township', 'get', 'policy/evidence?rule=P24&subject=R2&period=2026-03').expect(200);
    expect(contract.PolicyEvidence.parse(answer.body).total).toBe(1);
    const elsewhere = await ask('township', 'get', 'policy/evidence?rule=P53&subject=I2&period=2026-03&unit=T2').expect(
      200,
    );
    expect(contract.PolicyEvidence.parse(elsewhere.body).total).toBe(0);
    expect((await verdicts('township', 'rule=P57')).rows).toHaveLength(2);
  });
});

describe('a parameter', () => {
  it('left open makes the rule say nothing until the reform office sets it, with who, when and why', async () => {
    expect((await verdicts('leader', 'rule=P34')).rows.map(({ reason }) => reason)).toEqual([
      'parameter-not-set',
      'parameter-not-set',
    ]);
    const answer = await ask('reform', 'put', 'rules/P34/parameters/tasks_max')
      .send({ value: 5, note: '县减负办定' })
      .expect(200);
    const { rules: states, history } = contract.RuleStates.parse(answer.body);
    expect(states.find(({ rule }) => rule === 'P34')!.parameters).toEqual({ tasks_max: 5 });
    expect(history[0]).toMatchObject({ subject: 'P34', name: 'tasks_max', value: 5, note: '县减负办定', by: 'reform' });
    expect(short(await verdicts('leader', 'rule=P34'))).toEqual(['P34 I1 2026-03 breach', 'P34 I2 2026-03 ok']);
  });

  it('changed again keeps what the rule said before, readable by edition', async () => {
    await ask('administrator', 'put', 'rules/P34/parameters/tasks_max').send({ value: 2, note: '收紧' }).expect(200);
    expect(short(await verdicts('leader', 'rule=P34'))).toEqual(['P34 I1 2026-03 breach', 'P34 I2 2026-03 breach']);
    const answer = await ask('leader', 'get', 'policy/editions?rule=P34').expect(200);
    const { rows } = contract.Editions.parse(answer.body);
    expect(rows.map(({ parameters, current }) => [parameters['tasks_max'], current])).toEqual([
      [2, true],
      [5, false],
      [null, false],
    ]);
    const said = async (edition: string) => short(await verdicts('leader', `rule=P34&edition=${edition}`));
    expect(await said(rows[1]!.edition)).toEqual(['P34 I1 2026-03 breach', 'P34 I2 2026-03 ok']);
    expect(await said(rows[2]!.edition)).toEqual(['P34 I1 2026-03 cannot-judge', 'P34 I2 2026-03 cannot-judge']);
    const history = contract.RuleStates.parse((await ask('steward', 'get', 'rules')).body).history;
    expect(history.map(({ value, by }) => [value, by])).toEqual([
      [2, 'administrator'],
      [5, 'reform'],
    ]);
    const audit = (await ask('auditor', 'get', 'audit?size=100')).body as {
      rows: { action: string; object: string }[];
    };
    expect(audit.rows.filter(({ action }) => action === 'rule-parameter-changed')).toHaveLength(2);
  });

  it.each([
    ['rules/P34/parameters/tasks_max', { value: -1, note: 'x' }, 422, 'bad-parameter'],
    ['rules/P52/parameters/base_year', { value: 2018.5, note: 'x' }, 422, 'bad-parameter'],
    ['rules/P54/parameters/share_max', { value: 2, note: 'x' }, 422, 'bad-parameter'],
    ['rules/P34/parameters/constructor', { value: 1, note: 'x' }, 404, 'unknown-parameter'],
    ['rules/P99/parameters/x', { value: 1, note: 'x' }, 404, 'unknown-rule'],
    ['rules/sets/nowhere', { regions: ['*'], note: 'x' }, 404, 'unknown-rule-set'],
  ])('refuses %s %j', async (path, body, status, code) => {
    const answer = await ask('reform', 'put', path).send(body).expect(status);
    expect((answer.body as { code: string }).code).toBe(code);
  });

  it('needs a reason', async () => {
    await ask('reform', 'put', 'rules/P34/parameters/tasks_max').send({ value: 5, note: ' ' }).expect(400);
  });
});

describe('a local rule set', () => {
  it('is off until it is switched on, and then judges in its region alone', async () => {
    expect(short(await verdicts('leader', 'rule=P26'))).toEqual([]);
    await load(
      'work_groups',
      'code,owner_org_unit_code,purpose\nG1,T1,standing\nG2,T1,standing\nG3,T2,standing\nG4,T2,standing\n',
    );
    await app.get(ComputationService).compute();
    expect(short(await verdicts('leader', 'rule=P26'))).toEqual([]);
    const set = (regions: string[]) =>
      ask('reform', 'put', 'rules/sets/xiangzhou-2019').send({ regions, note: '试行' }).expect(200);
    await set(['T1']);
    expect(short(await verdicts('leader', 'rule=P26'))).toEqual(['P26 T1 current breach']);
    await set(['*']);
    expect(short(await verdicts('leader', 'rule=P26'))).toEqual(['P26 T1 current breach', 'P26 T2 current breach']);
    await set([]);
    expect(short(await verdicts('leader', 'rule=P26'))).toEqual([]);
  });
});

describe('updates', () => {
  it('judge again only what reads the facts that changed, and give what judging everything gives', async () => {
    expect((await app.get(ComputationService).compute()).rules).toBe(0);
    await load('documents', 'code,issuer_org_unit_code,issued_on,scope,char_count\nW3,D1,2026-04-02,special,100\n');
    const { rules: judged } = await app.get(ComputationService).compute();
    // By month P33, P41, P42, P43 and P59, by year P40; those that look at the last day of the data, too.
    expect(judged).toBeGreaterThan(5);
    expect(judged).toBeLessThan(20);
    const all = async () =>
      app.get(FactStore).query('SELECT * FROM policy_results ORDER BY rule, subject, unit, period');
    const updated = await all();
    await app.get(ComputationService).compute({ full: true });
    expect(await all()).toEqual(updated);
  });

  it('of a removed kind leave no verdict behind', async () => {
    expect(short(await verdicts('leader', 'rule=P41'))).toHaveLength(2);
    const store = app.get(FactStore);
    const [{ batch } = { batch: 0 }] = await store.query<{ batch: number }>(
      `SELECT max(batch) AS batch FROM documents_versions`,
    );
    await store.command(
      `ALTER TABLE documents_versions DELETE WHERE batch = ${batch}`,
      {},
      { settings: { mutations_sync: 1 } },
    );
    await store.insert('batch_days', [{ batch: 3_000_000_001, kind: 'documents', day: '2026-04-02' }]);
    await app.get(ComputationService).compute();
    expect(short(await verdicts('leader', 'rule=P41'))).toEqual(['P41 W2 2026-03 breach']);
  });
});

it('the catalogue lists every rule with its clauses and parameters', async () => {
  const { items } = Catalogue.parse((await ask('steward', 'get', 'catalogue')).body);
  const listed = items.filter(({ kind }) => kind === 'policy');
  expect(listed.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
  expect(listed.find(({ id }) => id === 'P51')).toMatchObject({
    severity: 'A',
    clauses: [{ clause: 'S2 第7条 严格计划和备案管理', status: 'P' }],
    parameters: { monthly_max: { value: null, origin: 'clause' } },
  });
});
