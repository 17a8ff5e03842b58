import { EVERYTHING, inScope } from '../access/scope.ts';
import type { EvidenceRow } from '../contract.ts';
import { EvidenceService } from '../findings/evidence.service.ts';
import { FindingsService } from '../findings/findings.service.ts';
import { UsageError, type Verb } from './verb.ts';

const PAGE = 500;

export const evidence: Verb = {
  summary: { zh: '输出一条线索的证据行', en: 'print the rows behind a finding' },
  usage: ['FINDING'],
  run: async (invocation) => {
    const [id, ...rest] = invocation.words;
    if (!id || rest.length > 0) throw new UsageError({ zh: '请写明一条线索的编号。', en: 'Name one finding.' });
    const services = await invocation.open();
    const everything = inScope(EVERYTHING, 'e.unit');
    const finding = await services.get(FindingsService, { strict: false }).one(id, everything);
    const service = services.get(EvidenceService, { strict: false });
    const detectors = finding.detectors.filter((one) => one.flagged).map((one) => one.id);
    const rows: EvidenceRow[] = [];
    for (let page = 1; ; page++) {
      const part = await service.ofFinding({ ...finding, detectors }, everything, { page, size: PAGE });
      rows.push(...part.rows);
      if (page * PAGE >= part.total) break;
    }
    invocation.print(rows, () =>
      rows
        .map(
          (row) =>
            `${row.detector}\t${row.role}\t${row.at}\t${row.source}/${row.externalId}\t${row.fileName}:${row.line}`,
        )
        .join('\n'),
    );
    return 0;
  },
};
