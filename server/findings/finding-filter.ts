/** Which findings are asked for, and in what order. */
import type { z } from 'zod';
import type { QUEUE_FIELDS } from '../contract-queue.ts';
import type { Statement } from '../indicators/statements.ts';
import { yieldOf } from './expected-yield.ts';
import type { Marks } from './finding-triages.ts';

type Queue = { [K in keyof typeof QUEUE_FIELDS]?: z.infer<(typeof QUEUE_FIELDS)[K]> | undefined };

export interface FindingsFilter extends Queue {
  status?: 'open' | 'watch' | 'cannot-judge' | undefined;
  requirement?: string | undefined;
  unit?: string | undefined;
  detector?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  page: number;
  size: number;
}

/** Over FINDING_ROWS. */
export const ORDERS = {
  unusual: `e.status = 'open' DESC, e.status = 'watch' DESC, e.q, e.signals DESC, e.id`,
  yield: `${yieldOf('promises')} DESC, e.status = 'open' DESC, e.status = 'watch' DESC, e.q, e.id`,
} as const;

const FLAGGED_BY = `arrayExists(d -> JSONExtractString(d, 'id') = {detector:String} AND JSONExtractBool(d, 'flagged'),
  JSONExtractArrayRaw(e.body, 'detectors'))`;

/** A condition over `findings e`, status aside: it is counted by. */
export function conditionsOf(filter: FindingsFilter, scope: Statement, marks: Marks): Statement {
  const conditions = [scope.sql];
  if (filter.requirement !== undefined) conditions.push('e.requirement = {requirement:String}');
  if (filter.unit !== undefined) conditions.push('e.unit = {unit:String}');
  if (filter.detector !== undefined) conditions.push(FLAGGED_BY);
  if (filter.from !== undefined) conditions.push('e.month >= toStartOfMonth({from:Date})');
  if (filter.to !== undefined) conditions.push('e.month <= {to:Date}');
  if (filter.family !== undefined)
    conditions.push(`has(JSONExtract(e.body, 'families', 'Array(String)'), {family:String})`);
  if (filter.arm !== undefined) conditions.push('e.random_arm = 1');
  if (filter.triage !== undefined)
    conditions.push(`e.id ${filter.triage === 'new' ? 'NOT IN' : 'IN'} {marked:Array(String)}`);
  const marked = [...marks.byFinding]
    .filter(([, mark]) => filter.triage === 'new' || mark.state === filter.triage)
    .map(([id]) => id);
  return { sql: conditions.join(' AND '), parameters: { ...scope.parameters, ...filter, marked } };
}
