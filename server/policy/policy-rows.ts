/** Builds the SQL that reads verdicts. Every read carries the caller's scope; values are bound. */
import type { Verdict } from '../contract-policy.ts';
import type { SqlParameters } from '../facts/fact-store.ts';
import { inScope, type UnitScope } from '../access/scope.ts';

export interface RowFilter {
  rule?: string | undefined;
  severity?: string | undefined;
  verdict?: Verdict | undefined;
  department?: string | undefined;
  subject?: string | undefined;
  period?: string | undefined;
  /** Rows about the unit or one below it. */
  unit?: string | undefined;
  /** Rows about exactly this unit. */
  exactUnit?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  edition?: string | undefined;
}

export interface Selection {
  /** Gives `rule, subject, unit, unit_name, department, period, verdict, reason, severity, observed, evidence, detail`. */
  sql: string;
  parameters: SqlParameters;
}

const CURRENT = 'policy_results';
const EDITION = `(SELECT * EXCEPT run FROM policy_rows WHERE (rule, month, run) IN (
  SELECT rule, month, max(run) FROM policy_runs WHERE rule = {rule:String} AND edition = {edition:String} GROUP BY rule, month))`;

/**
 * A row about a unit is seen by whoever may see the unit. One about the whole territory is seen by all, with the facts of
 * their own units; where it rests on the facts of others alone it is not shown.
 */
export function selectRows(filter: RowFilter, scope: UnitScope): Selection {
  const rowScope = inScope(scope, 'e.unit');
  const factScope = inScope(scope, 'x.unit');
  const visible = scope.all ? 'e.evidence' : `arrayFilter(x -> x.unit = '' OR ${factScope.sql}, e.evidence)`;
  const conditions = [
    `(e.unit = '' OR ${rowScope.sql})`,
    ...(scope.all ? [] : [`(e.unit != '' OR empty(e.evidence) OR notEmpty(${visible}))`]),
  ];
  if (filter.rule !== undefined) conditions.push('e.rule = {rule:String}');
  if (filter.severity !== undefined) conditions.push('e.severity = {severity:String}');
  if (filter.verdict !== undefined) conditions.push('e.verdict = {verdict:String}');
  if (filter.department !== undefined)
    conditions.push(filter.department === '-' ? `department = ''` : 'department = {department:String}');
  if (filter.subject !== undefined) conditions.push('e.subject = {subject:String}');
  if (filter.period !== undefined) conditions.push('e.period = {period:String}');
  if (filter.exactUnit !== undefined) conditions.push('e.unit = {exactUnit:String}');
  if (filter.unit !== undefined)
    conditions.push(`(e.unit = '' OR e.unit IN (SELECT code FROM unit_paths WHERE has(path, {unit:String})))`);
  // A year counts with any of its months.
  if (filter.from !== undefined)
    conditions.push(`(e.period = 'current' OR e.period >= substring({from:String}, 1, length(e.period)))`);
  if (filter.to !== undefined)
    conditions.push(`(e.period = 'current' OR e.period <= substring({to:String}, 1, length(e.period)))`);
  return {
    parameters: { ...filter, ...rowScope.parameters },
    sql: `SELECT e.rule AS rule, e.subject AS subject, e.unit AS unit, if(n.name = '', e.unit, n.name) AS unit_name,
        if(d.name = '', e.department, d.name) AS department, e.period AS period, e.verdict AS verdict, e.reason AS reason,
        e.severity AS severity, if(e.verdict = 'breach', toUInt64(length(${visible})), 0) AS observed, ${visible} AS evidence, e.detail AS detail
      FROM ${filter.edition === undefined ? CURRENT : EDITION} e
      LEFT ANY JOIN (SELECT code, name FROM unit_paths) n ON n.code = e.unit
      LEFT ANY JOIN (SELECT code, name FROM unit_paths) d ON d.code = e.department
      WHERE ${conditions.join(' AND ')}`,
  };
}

/** Breaches first, red lines first, newest first. */
export const ORDER = `ORDER BY r.verdict = 'breach' DESC, r.verdict = 'cannot-judge' DESC, r.severity = 'R' DESC, r.severity = 'A' DESC,
  r.rule, r.period DESC, r.subject, r.unit`;
