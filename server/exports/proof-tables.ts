/** What is taken along beside the pages of figures: proof of a finding or figure, what is kept about the data, settings, the inbox. */
import { Injectable } from '@nestjs/common';
import { CodeTables } from './code-tables.ts';
import { DossierTables } from './dossier-tables.ts';
import type { Content, ExportOrder } from './export-order.ts';
import { InboxTable } from './inbox-table.ts';
import { RecordTables } from './record-tables.ts';
import { SetupTables } from './setup-tables.ts';

type ProofView =
  | ('finding' | 'evidence' | 'glossary' | 'receipts' | 'audit')
  | ('connectors' | 'mappings' | 'codes' | 'photos' | 'inbox');

@Injectable()
export class ProofTables {
  readonly builders: Readonly<Record<ProofView, (order: ExportOrder) => Promise<Content>>>;

  constructor(
    dossiers: DossierTables,
    records: RecordTables,
    setup: SetupTables,
    codes: CodeTables,
    inbox: InboxTable,
  ) {
    this.builders = {
      finding: (order) => dossiers.finding(order),
      evidence: (order) => dossiers.evidence(order),
      glossary: (order) => records.glossary(order),
      receipts: (order) => records.receipts(order),
      audit: (order) => records.audit(order),
      connectors: (order) => setup.connectors(order),
      mappings: (order) => setup.mappings(order),
      photos: (order) => setup.photos(order),
      codes: (order) => codes.codes(order),
      inbox: (order) => inbox.inbox(order),
    };
  }
}
