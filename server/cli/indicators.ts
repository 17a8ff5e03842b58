import { ValuesQuery, type IndicatorRow } from '../contract.ts';
import { ValuesService } from '../indicators/values.service.ts';
import { textOption, UsageError, type Verb } from './verb.ts';

const OPTIONS = ['id', 'by', 'period', 'from', 'to', 'unit', 'requirement', 'issuer', 'system'] as const;

export const indicators: Verb = {
  summary: { zh: '输出指标值', en: 'print values of indicators' },
  usage: [
    '[--id ID,...] [--by requirement,unit,system,issuer,period] [--period day|week|month|all] [--from DAY] [--to DAY] [--unit CODE]',
  ],
  options: Object.fromEntries(OPTIONS.map((name) => [name, { type: 'string' as const }])),
  run: async (invocation) => {
    const given = Object.fromEntries(
      OPTIONS.map((name) => [name, textOption(invocation.options, name)]).filter(([, value]) => value !== undefined),
    );
    const query = ValuesQuery.safeParse(given);
    if (!query.success) {
      const names = query.error.issues.map((issue) => `--${issue.path.join('.')}`).join(' ');
      throw new UsageError({
        zh: `选项的值不对: ${names}。`,
        en: `These options have a value that is not taken: ${names}.`,
      });
    }
    const { rows } = await (await invocation.open()).get(ValuesService, { strict: false }).values(query.data);
    invocation.print(rows, () => rows.map(line).join('\n'));
    return 0;
  },
};

function line(row: IndicatorRow): string {
  const name = [row.indicator, row.requirementName, row.unitName, row.systemName, row.issuer, row.period].filter(
    Boolean,
  );
  return `${name.join('\t')}\t${row.status === 'ok' ? row.value : `(${row.status}: ${row.reason})`}\tn=${row.n}`;
}
