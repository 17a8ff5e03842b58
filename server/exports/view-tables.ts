/** Which tables a view is made of, for the views that are no list of indicator values or findings. */
import { Injectable } from '@nestjs/common';
import type { ExportView } from '../contract-exports.ts';
import { CountyTables } from './county-tables.ts';
import type { Content, ExportOrder } from './export-order.ts';
import { ReformTables } from './reform-tables.ts';
import { RegisterTables } from './register-tables.ts';
import { DirectoryTables } from './directory-tables.ts';
import { ProofTables } from './proof-tables.ts';

type Builder = (order: ExportOrder) => Promise<Content>;

@Injectable()
export class ViewTables {
  readonly builders: Readonly<
    Record<Exclude<ExportView, 'overview' | 'requirements' | 'values' | 'findings'>, Builder>
  >;

  constructor(
    reform: ReformTables,
    registers: RegisterTables,
    directory: DirectoryTables,
    county: CountyTables,
    proofs: ProofTables,
  ) {
    this.builders = {
      cascade: (order) => reform.cascade(order),
      assessment: (order) => reform.assessment(order),
      comparison: (order) => reform.comparison(order),
      overlap: (order) => registers.overlap(order),
      systems: (order) => directory.systems(order),
      'red-lines': (order) => registers.redLines(order),
      soundness: (order) => registers.soundness(order),
      requirement: (order) => directory.requirement(order),
      ...county.builders,
      ...proofs.builders,
    };
  }
}
