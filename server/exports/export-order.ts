import type { UnitScope } from '../access/scope.ts';
import type { ExportQuery } from '../contract-exports.ts';
import type { Lang } from '../http/request-context.ts';
import type { ExportTable } from './export-document.ts';

export interface ExportOrder {
  query: ExportQuery;
  scope: UnitScope;
  lang: Lang;
  /** Name of whoever exports. */
  by: string;
}

/** What a view holds, before it is said where it comes from. */
export interface Content {
  title: string;
  asOf: string | null;
  versions: string;
  tables: ExportTable[];
}
