/** Runs every example of every policy rule on the engine: subject, period, verdict, reason, severity and the very facts. */
import type { FactKind } from '../../metrics/columns.ts';
import { factKind } from '../../metrics/facts.ts';
import { POLICY_EVIDENCE, type PolicyRule, type RuleExample, type RuleRow } from '../../metrics/definition.ts';
import { INSTRUMENTS, LOCAL_RULE_SETS } from '../../metrics/policy/instruments.ts';
import { rules } from '../../metrics/policy/rules.ts';
import type { FactStore } from '../../server/facts/fact-store.ts';
import { prepareLookups } from '../support/lookups.ts';
import { allKinds, replaceFacts } from '../support/example-facts.ts';
import { openTestFactStore } from '../support/fact-store.ts';

const COLUMNS = `subject String, unit String, department String, period String, verdict String, reason String, severity String, observed UInt64, evidence Array(${POLICY_EVIDENCE}), detail String`;
const TODAY = '2026-11-02';

interface Given {
  subject: string;
  period: string;
  verdict: string;
  reason: string;
  severity: string;
  observed: number;
  evidence: { kind: string; fact: number | string; day: string; unit: string }[];
  detail: string;
}

let store: FactStore;
let close: () => Promise<void>;
let used: ReadonlySet<string> = allKinds;
beforeAll(async () => ({ store, close } = await openTestFactStore()));
afterAll(() => close());

function bound(rule: PolicyRule, example: RuleExample): Record<string, unknown> {
  const values = Object.entries(rule.parameters).map(([name, { value }]) => [
    name,
    example.parameters?.[name] ?? value,
  ]);
  const overridden = Object.entries(example.parameters ?? {});
  const today = example.today ?? TODAY;
  return { ...Object.fromEntries(values), ...Object.fromEntries(overridden), today, data_to: example.dataTo ?? today };
}

/** Months of the rows of an example that have a day. */
async function months(facts: RuleExample['facts']): Promise<string[]> {
  const dated = Object.keys(facts).filter((kind) => factKind(kind)?.eventTime !== undefined);
  if (dated.length === 0) return [];
  const rows = await store.query<{ month: string }>(
    `SELECT DISTINCT toString(toStartOfMonth(day)) AS month FROM (${dated.map((kind) => `SELECT day FROM ${kind}`).join(' UNION ALL ')})`,
  );
  return rows.map((row) => row.month);
}

async function keys(facts: RuleExample['facts']): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const kind of Object.keys(facts)) {
    const { key } = factKind(kind) as FactKind;
    const rows = await store.query<{ fact: string; name: string }>(
      `SELECT toString(fact_id) AS fact, arrayStringConcat([${key.map((name) => `toString(\`${name}\`)`).join(', ')}], '|') AS name FROM ${kind}`,
    );
    for (const row of rows) found.set(`${kind} ${row.fact}`, `${kind} ${row.name}`);
  }
  return found;
}

const sorted = (rows: readonly RuleRow[]): RuleRow[] =>
  [...rows].sort((a, b) => `${a.subject} ${a.period}`.localeCompare(`${b.subject} ${b.period}`));

for (const rule of rules) {
  describe(`rule ${rule.id} ${rule.terms.en}`, () => {
    it.each(rule.examples.map((example) => [example.name, example] as const))('%s', async (_name, example) => {
      await replaceFacts(store, example.facts, used);
      used = new Set(Object.keys(example.facts));
      await prepareLookups(store);
      const parameters = { ...bound(rule, example), months: await months(example.facts) };
      const rows = await store.query<Given>(rule.predicate, parameters);
      const named = await keys(example.facts);
      const given = rows.map((row): RuleRow => {
        // A breach rests on as many facts as it names, each once, and every fact named is there to be opened.
        if (row.verdict === 'breach') expect([row.subject, row.evidence.length]).toEqual([row.subject, row.observed]);
        else expect(row.observed).toBe(0);
        const facts = row.evidence.map(({ kind, fact }) => named.get(`${kind} ${fact}`) ?? `unknown ${kind} ${fact}`);
        expect(new Set(facts).size).toBe(facts.length);
        expect(facts.filter((name) => name.startsWith('unknown'))).toEqual([]);
        expect(typeof JSON.parse(row.detail)).toBe('object');
        return {
          subject: row.subject,
          period: row.period,
          verdict: row.verdict as RuleRow['verdict'],
          ...(row.reason ? { reason: row.reason } : {}),
          ...(row.verdict === 'breach' && row.severity ? { severity: row.severity as 'A' } : {}),
          ...(row.verdict === 'breach' ? { evidence: facts.sort() } : {}),
        };
      });
      expect(sorted(given)).toEqual(sorted(example.rows));
    });

    it('gives its columns in order, and shows a breach, a pass and a case it cannot judge', async () => {
      const parameters = { ...bound(rule, rule.examples[0]!), months: ['2026-03-01'] };
      const rows = await store.query<{ name: string; type: string }>(`DESCRIBE TABLE (${rule.predicate})`, parameters);
      const columns = rows
        .map(({ name, type }) => `${name} ${type.replace(/\(\s+/g, '(').replace(/\s+/g, ' ')}`)
        .join(', ');
      expect(columns.replace(/LowCardinality\((\w+)\)/g, '$1')).toBe(COLUMNS);
      expect(new Set(rule.examples.flatMap((example) => example.rows.map((row) => row.verdict)))).toEqual(
        new Set(['breach', 'ok', 'cannot-judge']),
      );
    });
  });
}

describe('the rules', () => {
  it('are the 62 of the domain note, in two languages', () => {
    expect(rules.map(({ id }) => id)).toEqual(
      Array.from({ length: 62 }, (_, at) => `P${String(at + 1).padStart(2, '0')}`),
    );
    for (const { terms, question, formula, limits, exemption } of rules)
      for (const words of [terms, question, formula, limits, ...(exemption ? [exemption] : [])]) {
        expect(words.zh).toMatch(/\p{Script=Han}/u);
        expect(words.en).not.toMatch(/\p{Script=Han}/u);
      }
  });

  it('cite known instruments, and none before its first day', () => {
    const from = new Map(INSTRUMENTS.map(({ code, from: day }) => [code, day]));
    for (const { id, clauses, validFrom, ruleSet } of rules) {
      const days = clauses.map(({ instrument }) => from.get(instrument) ?? `no ${instrument}`);
      expect([id, days.some((day) => day <= validFrom)]).toEqual([id, true]);
      if (ruleSet) expect(LOCAL_RULE_SETS.map((set) => set.id)).toContain(ruleSet);
    }
  });

  it('leave a number that no text gave without a default', () => {
    const open = rules.flatMap((rule) =>
      Object.values(rule.parameters).some(({ value }) => value === null) ? [rule.id] : [],
    );
    expect(open).toEqual(['P34', 'P49', 'P51', 'P52', 'P54', 'P62']);
    // The cap of monthly on-site inspections was visible in no copy.
    for (const rule of rules.filter(({ id }) => open.includes(id)))
      expect(
        rule.examples.some((example) =>
          example.rows.some((row) => row.reason === 'parameter-not-set' || row.reason === 'no-base-year'),
        ),
      ).toBe(true);
  });

  it('splice no values: only days, months and their own parameters are bound', () => {
    for (const rule of rules)
      for (const [, name = '', type] of rule.predicate.matchAll(/\{(\w+):(\w+(?:\(\w+\))?)\}/g)) {
        const known = { months: 'Array(Date)', today: 'Date', data_to: 'Date' }[name];
        expect([rule.id, name, type]).toEqual([rule.id, name, known ?? 'Nullable(Float64)']);
        if (!known) expect(Object.keys(rule.parameters)).toContain(name);
      }
  });
});
