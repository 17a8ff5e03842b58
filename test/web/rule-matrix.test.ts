/** The matrix of rules and departments: which rows and columns, in which order, with which mark. */
import { cellOf, ruleMatrix, type MatrixAnswer } from '../../web/rule-matrix.ts';

const answer = (
  rule: string,
  department: string,
  [breach, ok, unknown]: [number, number, number],
  severity: MatrixAnswer['severity'] = 'R',
): MatrixAnswer => ({ rule, severity, department, breach, ok, 'cannot-judge': unknown });

const SEVERITY = { P01: 'R', P02: 'R', P41: 'A', P20: 'I' } as const;
const severityOf = (rule: string) => SEVERITY[rule as keyof typeof SEVERITY];
const ANSWERS = [
  answer('P20', 'Data', [4, 0, 0], 'I'),
  answer('P41', 'Health', [2, 5, 1], 'A'),
  answer('P41', 'Works', [0, 3, 0], 'A'),
  answer('P01', 'Health', [1, 0, 0]),
  answer('P02', 'Health', [3, 0, 0]),
  answer('P02', '', [0, 0, 7]),
];

describe('the matrix of rules', () => {
  it('puts red lines first, then the rules and departments with most in breach, the unnamed department last', () => {
    const { departments, rows } = ruleMatrix(ANSWERS, severityOf, { severity: '', breachesOnly: false });
    expect(departments).toEqual(['Health', 'Data', 'Works', '']);
    expect(rows.map(({ rule }) => rule)).toEqual(['P02', 'P01', 'P41', 'P20']);
    expect(rows[0]!.cells.map((cell) => cell && [cell.verdict, cell.breach, cell.unknown])).toEqual([
      ['breach', 3, 0],
      null,
      null,
      ['cannot-judge', 0, 7],
    ]);
  });

  it('can show only what is in breach, and one severity', () => {
    const breaches = ruleMatrix(ANSWERS, severityOf, { severity: '', breachesOnly: true });
    expect(breaches.departments).toEqual(['Health', 'Data']);
    expect(breaches.rows.map(({ rule }) => rule)).toEqual(['P02', 'P01', 'P41', 'P20']);
    const amber = ruleMatrix(ANSWERS, severityOf, { severity: 'A', breachesOnly: false });
    expect(amber.rows.map(({ rule }) => rule)).toEqual(['P41']);
    expect(amber.rows[0]!.total).toMatchObject({ breach: 2, ok: 8, unknown: 1, verdict: 'breach' });
  });

  it('marks a cell by the gravest verdict in it: what cannot be judged is never shown as in order', () => {
    expect(cellOf('x', [answer('P01', 'x', [0, 9, 1])]).verdict).toBe('cannot-judge');
    expect(cellOf('x', [answer('P01', 'x', [0, 9, 0])]).verdict).toBe('ok');
    expect(cellOf('x', [answer('P01', 'x', [1, 9, 9])]).verdict).toBe('breach');
    expect(ruleMatrix([], severityOf, { severity: '', breachesOnly: true })).toEqual({ departments: [], rows: [] });
  });
});
