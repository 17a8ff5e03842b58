/** The matrix of rules and departments as plain rows and columns: what is drawn, in which order, and what is left out. */

export type Severity = 'R' | 'A' | 'I';
export type Verdict = 'breach' | 'ok' | 'cannot-judge';

export interface MatrixAnswer {
  rule: string;
  severity: Severity;
  department: string;
  breach: number;
  ok: number;
  'cannot-judge': number;
}

export interface MatrixCell {
  department: string;
  /** The gravest there is. */
  verdict: Verdict;
  breach: number;
  ok: number;
  unknown: number;
}

export interface MatrixRow {
  rule: string;
  severity: Severity;
  total: MatrixCell;
  /** In the order of the columns; null where the rule has nothing to say about the department. */
  cells: (MatrixCell | null)[];
}

export interface Matrix {
  departments: string[];
  rows: MatrixRow[];
}

const GRAVITY: Record<Severity, number> = { R: 0, A: 1, I: 2 };

export function cellOf(department: string, answers: readonly MatrixAnswer[]): MatrixCell {
  const sum = (of: Verdict): number => answers.reduce((all, one) => all + one[of], 0);
  const [breach, ok, unknown] = [sum('breach'), sum('ok'), sum('cannot-judge')];
  return { department, breach, ok, unknown, verdict: breach > 0 ? 'breach' : unknown > 0 ? 'cannot-judge' : 'ok' };
}

/**
 * Red lines first, then by how much is in breach; departments with most breaches first, the unnamed one last.
 * @param severityOf of a rule as defined; a rule may be graver or milder in single verdicts
 * @param breachesOnly leaves out rules and departments in which nothing is in breach
 */
export function ruleMatrix(
  answers: readonly MatrixAnswer[],
  severityOf: (rule: string) => Severity | undefined,
  { severity, breachesOnly }: { severity: Severity | ''; breachesOnly: boolean },
): Matrix {
  const graveEnough = answers.filter((one) => !severity || (severityOf(one.rule) ?? one.severity) === severity);
  const breaching = (key: 'rule' | 'department'): Set<string> =>
    new Set(graveEnough.filter((one) => one.breach > 0).map((one) => one[key]));
  const [rules, named] = [breaching('rule'), breaching('department')];
  const shown = breachesOnly
    ? graveEnough.filter((one) => rules.has(one.rule) && named.has(one.department))
    : graveEnough;
  const byDepartment = grouped(shown, (one) => one.department);
  const weight = new Map([...byDepartment].map(([name, list]) => [name, cellOf(name, list).breach]));
  const departments = [...byDepartment.keys()].sort(
    (a, b) => Number(a === '') - Number(b === '') || weight.get(b)! - weight.get(a)! || a.localeCompare(b),
  );
  const rows = [...grouped(shown, (one) => one.rule)].map(([rule, list]): MatrixRow => {
    const of = grouped(list, (one) => one.department);
    return {
      rule,
      severity: severityOf(rule) ?? list[0]!.severity,
      total: cellOf('', list),
      cells: departments.map((name) => (of.has(name) ? cellOf(name, of.get(name)!) : null)),
    };
  });
  rows.sort(
    (a, b) =>
      GRAVITY[a.severity] - GRAVITY[b.severity] || b.total.breach - a.total.breach || a.rule.localeCompare(b.rule),
  );
  return { departments, rows };
}

function grouped<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
