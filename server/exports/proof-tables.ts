/** The views that are taken along as proof: one finding, the rows behind a figure, what is kept about data and definitions. */
import { Injectable } from '@nestjs/common';
import { DossierTables } from './dossier-tables.ts';
import type { Content, ExportOrder } from './export-order.ts';
import { RecordTables } from './record-tables.ts';

type ProofView = 'finding' | 'evidence' | 'glossary' | 'receipts' | 'audit';

@Injectable()
export class ProofTables {
  readonly builders: Readonly<Record<ProofView, (order: ExportOrder) => Promise<Content>>>;

  constructor(dossiers: DossierTables, records: RecordTables) {
    this.builders = {
      finding: (order) => dossiers.finding(order),
      evidence: (order) => dossiers.evidence(order),
      glossary: (order) => records.glossary(order),
      receipts: (order) => records.receipts(order),
      audit: (order) => records.audit(order),
    };
  }
}
