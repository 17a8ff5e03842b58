/** The statements that fill `policy_rows`. Ids and names spliced here come from the definitions only. */
import type { PolicyRule } from '../../metrics/definition.ts';
import type { SqlParameters } from '../facts/fact-store.ts';
import type { Edition } from './editions.ts';
import { isMonthly, NO_MONTH } from './rule-inputs.ts';

export interface RuleStatement {
  sql: string;
  parameters: SqlParameters;
}

/** Rows of one rule; parameters carry the rule's id so that statements can be joined. */
export function ruleRows(rule: PolicyRule, { parameters, regions }: Edition): RuleStatement {
  const bound: SqlParameters = {};
  let predicate = rule.predicate;
  for (const [name, value] of Object.entries(parameters)) {
    bound[`${rule.id}_${name}`] = value;
    predicate = predicate.replaceAll(`{${name}:`, `{${rule.id}_${name}:`);
  }
  const conditions = [
    `(j.period = 'current' OR j.period >= substring('${rule.validFrom}', 1, length(j.period)))`,
    ...(rule.validTo === undefined
      ? []
      : [`(j.period = 'current' OR j.period <= substring('${rule.validTo}', 1, length(j.period)))`]),
  ];
  if (regions !== undefined) {
    bound[`${rule.id}_regions`] = regions;
    conditions.push(
      `(j.unit = '' OR j.unit IN (SELECT code FROM unit_paths WHERE hasAny(path, {${rule.id}_regions:Array(String)})))`,
    );
  }
  const month = isMonthly(rule) ? `toDate(concat(j.period, '-01'))` : `toDate('${NO_MONTH}')`;
  return {
    parameters: bound,
    sql: `SELECT {run:UInt32} AS run, '${rule.id}' AS rule, ${month} AS month, j.subject AS subject, j.unit AS unit, j.department AS department,
        j.period AS period, j.verdict AS verdict, j.reason AS reason, if(j.severity = '', '${rule.severity}', j.severity) AS severity,
        j.observed AS observed, j.evidence AS evidence, j.detail AS detail
      FROM (${predicate}) j WHERE ${conditions.join(' AND ')}`,
  };
}

export function insertRules(statements: readonly RuleStatement[]): RuleStatement {
  return {
    sql: `INSERT INTO policy_rows ${statements.map(({ sql }) => sql).join('\nUNION ALL\n')}`,
    parameters: Object.assign({}, ...statements.map(({ parameters }) => parameters)) as SqlParameters,
  };
}
