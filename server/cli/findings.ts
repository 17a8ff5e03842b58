import { EVERYTHING, inScope } from '../access/scope.ts';
import type { Finding } from '../contract.ts';
import { FindingsService } from '../findings/findings.service.ts';
import type { Verb } from './verb.ts';

const PAGE = 500;

export const findings: Verb = {
  summary: { zh: '输出线索', en: 'print the findings' },
  usage: [''],
  run: async (invocation) => {
    const service = (await invocation.open()).get(FindingsService, { strict: false });
    const rows: Finding[] = [];
    for (let page = 1; ; page++) {
      const part = await service.list({ page, size: PAGE }, inScope(EVERYTHING, 'e.unit'));
      rows.push(...part.rows);
      if (rows.length >= part.total || part.rows.length === 0) break;
    }
    invocation.print(rows, () =>
      rows
        .map((row) => [row.id, row.status, row.period, row.requirementName, row.unitName, row.reason ?? ''].join('\t'))
        .join('\n'),
    );
    return 0;
  },
};
