import { indicator as indicatorOf } from '../../metrics/catalogue.ts';
import type { Principal } from '../access/principal.ts';
import type { UnitScope } from '../access/scope.ts';
import type { ExportQuery } from '../contract-exports.ts';
import type { Lang } from '../http/request-context.ts';
import type { ExportTable } from './export-document.ts';

export interface ExportOrder {
  query: ExportQuery;
  scope: UnitScope;
  lang: Lang;
  /** Whoever exports, and what they may see. */
  caller: Principal;
}

/** What a view holds, before it is said where it comes from. */
export interface Content {
  title: string;
  asOf: string | null;
  versions: string;
  tables: ExportTable[];
}

/** The days asked for, as services take them: absent where not given. */
export const daysOf = ({ from, to }: Pick<ExportQuery, 'from' | 'to'>): { from?: string; to?: string } => ({
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
});

/** Id and version of the definition behind a table. */
export const versionOf = (id: string): string => `${id} v${indicatorOf(id)?.version ?? '?'}`;
