/** Lists verdicts, the matrix of rules and departments, the facts behind a verdict, and earlier editions of a rule. */
import { Injectable } from '@nestjs/common';
import type { PolicyRule, SubjectType } from '../../metrics/definition.ts';
import { factKind } from '../../metrics/facts.ts';
import { rule as ruleOf } from '../../metrics/policy/rules.ts';
import type { UnitScope } from '../access/scope.ts';
import type {
  Editions,
  PolicyEvidence,
  PolicyMatrix,
  PolicyRow,
  PolicyRows,
  Severity,
  Verdict,
} from '../contract-policy.ts';
import { FactStore } from '../facts/fact-store.ts';
import { Refusal } from '../http/problem.ts';
import { AnswerCache } from '../indicators/answer-cache.ts';
import { PolicyComputation } from './policy-computation.ts';
import { PolicyFacts, withoutPeople, type Pointer } from './policy-facts.ts';
import { ORDER, selectRows, type RowFilter, type Selection } from './policy-rows.ts';
import { cited } from './rule-item.ts';

export interface PageRequest {
  page: number;
  size: number;
}

interface Given {
  rule: string;
  subject: string;
  unit: string;
  unit_name: string;
  department: string;
  period: string;
  verdict: Verdict;
  reason: string;
  severity: Severity;
  observed: number;
  evidence: { kind: string; fact: string }[];
  detail: string;
}

/** Facts named in a row; the evidence route gives them all. */
const NAMED_IN_ROW = 100;

/** Where the name of a subject is found. */
const SUBJECTS: Partial<Record<SubjectType, string>> = {
  requirement: 'SELECT code, name FROM requirements',
  system: 'SELECT code, name FROM systems',
  unit: 'SELECT code, name FROM unit_paths',
  issuer: 'SELECT code, name FROM unit_paths',
  document: `SELECT code, doc_no AS name FROM documents`,
  meeting: 'SELECT code, title AS name FROM meetings',
  inspection: `SELECT code, concat(any(organizer), ' ', any(matter)) AS name FROM inspections GROUP BY code`,
  'work-group': 'SELECT code, name FROM work_groups',
};

@Injectable()
export class PolicyService {
  constructor(
    private readonly store: FactStore,
    private readonly facts: PolicyFacts,
    private readonly computation: PolicyComputation,
    private readonly cache: AnswerCache,
  ) {}

  async list(filter: RowFilter & PageRequest, scope: UnitScope, people: boolean): Promise<PolicyRows> {
    if (filter.rule !== undefined) known(filter.rule);
    if (filter.edition !== undefined && filter.rule === undefined) throw ruleNeeded();
    const run = await this.computation.run();
    return this.cache.lasting(['policy', run, filter, scope, people], () => this.read(filter, scope, people));
  }

  private async read(filter: RowFilter & PageRequest, scope: UnitScope, people: boolean): Promise<PolicyRows> {
    const { page, size, ...where } = filter;
    const all = selectRows({ ...where, verdict: undefined }, scope);
    const some = selectRows(where, scope);
    const paged: Selection = {
      sql: `SELECT * FROM (${some.sql}) r ${ORDER} LIMIT {size:UInt32} OFFSET {offset:UInt64}`,
      parameters: { ...some.parameters, size, offset: (page - 1) * size },
    };
    const [counts, rows, keys, asOf] = await Promise.all([
      this.store.query<{ verdict: Verdict; n: number }>(
        `SELECT toString(r.verdict) AS verdict, count() AS n FROM (${all.sql}) r GROUP BY verdict`,
        all.parameters,
      ),
      this.store.query<Given>(
        `SELECT * REPLACE(arrayMap(x -> (x.kind, toString(x.fact))::Tuple(kind String, fact String), arraySlice(evidence, 1, ${NAMED_IN_ROW})) AS evidence)
         FROM (${paged.sql})`,
        paged.parameters,
      ),
      this.facts.keys(paged, NAMED_IN_ROW),
      this.asOf(),
    ]);
    const names = await this.names(rows);
    const of = (verdict: Verdict) => counts.find((row) => row.verdict === verdict)?.n ?? 0;
    return {
      asOf,
      total: filter.verdict ? of(filter.verdict) : counts.reduce((sum, { n }) => sum + n, 0),
      counts: { breach: of('breach'), ok: of('ok'), 'cannot-judge': of('cannot-judge') },
      rows: rows.flatMap((row) => {
        const rule = ruleOf(row.rule);
        if (!rule) return [];
        const refs = row.evidence.flatMap(({ kind, fact }) => {
          const ref = keys.get(`${kind} ${fact}`);
          return ref ? [people ? ref : withoutPeople(kind, ref)] : [];
        });
        return shown(rule, row, names.get(`${rule.subjectType} ${row.subject}`) ?? row.subject, refs);
      }),
    };
  }

  async matrix(filter: RowFilter, scope: UnitScope): Promise<PolicyMatrix> {
    const run = await this.computation.run();
    return this.cache.lasting(['policy-matrix', run, filter, scope], async () => {
      const { sql, parameters } = selectRows(filter, scope);
      const [cells, asOf] = await Promise.all([
        this.store.query<PolicyMatrix['cells'][number] & { cannot: number }>(
          `SELECT toString(r.rule) AS rule, r.department AS department,
             if(countIf(r.verdict = 'breach' AND r.severity = 'R') > 0, 'R', toString(anyIf(r.severity, r.verdict = 'breach'))) AS severity,
             countIf(r.verdict = 'breach') AS breach, countIf(r.verdict = 'ok') AS ok, countIf(r.verdict = 'cannot-judge') AS cannot
           FROM (${sql}) r GROUP BY rule, department ORDER BY rule, department`,
          parameters,
        ),
        this.asOf(),
      ]);
      return {
        asOf,
        cells: cells.flatMap(({ cannot, ...cell }) => {
          const rule = ruleOf(cell.rule);
          return rule ? [{ ...cell, severity: cell.severity || rule.severity, 'cannot-judge': cannot }] : [];
        }),
      };
    });
  }

  /** The facts a verdict rests on, each as the version that was judged. */
  async evidence(
    of: { rule: string; subject: string; period: string; unit: string; edition?: string | undefined },
    scope: UnitScope,
    { page, size }: PageRequest,
    people: boolean,
  ): Promise<PolicyEvidence> {
    known(of.rule);
    const { unit, ...filter } = of;
    const rows = selectRows({ ...filter, exactUnit: unit }, scope);
    const [[count], pointers] = await Promise.all([
      this.store.query<{ n: number }>(`SELECT sum(length(r.evidence)) AS n FROM (${rows.sql}) r`, rows.parameters),
      this.store.query<Pointer>(
        `SELECT p.kind AS kind, toString(p.fact) AS fact, p.unit AS unit FROM (SELECT r.evidence AS list FROM (${rows.sql}) r)
         ARRAY JOIN list AS p ORDER BY p.day, p.kind, p.fact LIMIT {size:UInt32} OFFSET {offset:UInt64}`,
        { ...rows.parameters, size, offset: (page - 1) * size },
      ),
    ]);
    const facts = await this.facts.rows(pointers, people);
    return { total: Number(count?.n ?? 0), page, size, labels: labelsOf(facts.map(({ kind }) => kind)), rows: facts };
  }

  /** Editions of a rule that have results, the current one first. */
  async editions(rule: string): Promise<Editions> {
    known(rule);
    const rows = await this.store.query<{
      edition: string;
      version: number;
      parameters: string;
      at: string;
      last: number;
    }>(
      `SELECT r.edition AS edition, argMax(r.version, r.run) AS version, argMax(r.parameters, r.run) AS parameters,
         toString(max(r.computed_at)) AS at, max(r.run) AS last
       FROM policy_runs r WHERE r.rule = {rule:String} GROUP BY r.edition ORDER BY last DESC`,
      { rule },
    );
    return {
      rows: rows.map(({ edition, version, parameters, at }, index) => ({
        edition,
        version,
        parameters: JSON.parse(parameters) as Record<string, unknown>,
        computedAt: at,
        current: index === 0,
      })),
    };
  }

  private async asOf(): Promise<string | null> {
    const [row] = await this.store.query<{ at: string; n: number }>(
      'SELECT max(computed_at) AS at, count() AS n FROM policy_runs',
    );
    return row?.n ? row.at : null;
  }

  private async names(rows: readonly Given[]): Promise<Map<string, string>> {
    const names = new Map<string, string>();
    for (const [type, sql] of Object.entries(SUBJECTS)) {
      const subjects = rows.filter((row) => ruleOf(row.rule)?.subjectType === type).map((row) => row.subject);
      if (subjects.length === 0) continue;
      const found = await this.store.query<{ code: string; name: string }>(
        `SELECT code, name FROM (${sql}) WHERE code IN {codes:Array(String)} AND name != ''`,
        { codes: [...new Set(subjects)] },
      );
      for (const { code, name } of found) names.set(`${type} ${code}`, name.trim());
    }
    return names;
  }
}

function shown(rule: PolicyRule, row: Given, subjectName: string, refs: PolicyRow['evidence']): PolicyRow {
  const [clause] = rule.clauses;
  return {
    rule: rule.id,
    clause: cited(clause),
    clause_status: clause.status,
    severity: row.severity,
    subject_type: rule.subjectType,
    subject: row.subject,
    subjectName,
    department: row.department,
    unit: row.unit,
    unitName: row.unit_name,
    period: row.period,
    verdict: row.verdict,
    ...(row.reason ? { reason: row.reason } : {}),
    observed: row.observed,
    detail: JSON.parse(row.detail) as Record<string, unknown>,
    evidence: row.reason ? [{ reason: row.reason }, ...refs] : refs,
  };
}

function labelsOf(kinds: readonly string[]): PolicyEvidence['labels'] {
  return Object.fromEntries(
    [...new Set(kinds)].map((kind) => [
      kind,
      Object.fromEntries((factKind(kind)?.columns ?? []).map(({ name, meaning }) => [name, meaning])),
    ]),
  );
}

function known(id: string): void {
  if (!ruleOf(id)) throw new Refusal(404, 'unknown-rule', { zh: `没有规则 ${id}。`, en: `There is no rule ${id}.` });
}

const ruleNeeded = () =>
  new Refusal(400, 'rule-needed', {
    zh: '要看以前的版次,请指明规则。',
    en: 'Name the rule whose earlier edition you ask for.',
  });
