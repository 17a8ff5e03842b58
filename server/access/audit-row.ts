import type { Audit } from '../contract-intake.ts';
import { shanghaiTime } from '../shanghai-time.ts';
import type { AuditEntry } from './audit.entity.ts';

/** An act as shown. */
export const auditRow = (row: AuditEntry): Audit['rows'][number] => ({
  id: row.id,
  at: shanghaiTime(row.at),
  user: row.actor,
  action: row.action,
  object: row.object,
  detail: JSON.parse(row.detail) as Record<string, unknown>,
  hash: row.hash,
});
