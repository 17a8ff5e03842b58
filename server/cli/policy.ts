import { EVERYTHING } from '../access/scope.ts';
import type { PolicyRow } from '../contract-policy.ts';
import { PolicyService } from '../policy/policy.service.ts';
import type { Verb } from './verb.ts';

const PAGE = 500;

export const policy: Verb = {
  summary: { zh: '输出规则判定', en: 'print the verdicts of the policy rules' },
  usage: [''],
  run: async (invocation) => {
    const service = (await invocation.open()).get(PolicyService, { strict: false });
    const rows: PolicyRow[] = [];
    for (let page = 1; ; page++) {
      const part = await service.list({ page, size: PAGE }, EVERYTHING, true);
      rows.push(...part.rows);
      if (page * PAGE >= part.total || part.rows.length === 0) break;
    }
    invocation.print(rows.map(printed), () => rows.map(line).join('\n'));
    return 0;
  },
};

function printed({
  rule,
  clause,
  clause_status,
  severity,
  subject_type,
  subject,
  period,
  verdict,
  evidence,
}: PolicyRow) {
  return { rule, clause, clause_status, severity, subject_type, subject, period, verdict, evidence };
}

function line(row: PolicyRow): string {
  const why = row.verdict === 'breach' ? String(row.observed) : (row.reason ?? '');
  return [
    row.rule,
    row.severity,
    `${row.clause} (${row.clause_status})`,
    row.subject,
    row.period,
    row.verdict,
    why,
  ].join('\t');
}
