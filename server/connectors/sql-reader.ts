/** A read-only session with a database, whatever its make. */
import { Refusal } from '../http/problem.ts';

/** A value of the cursor as the driver gave it; `number` where the database compares it as one. */
export interface SqlValue {
  text: string;
  number: boolean;
}

export type SqlRow = Record<string, SqlValue | null>;

export interface SqlReader {
  /** @throws Temporary, Refusal */
  rows(sql: string, values: readonly SqlValue[]): Promise<SqlRow[]>;
  quoted(name: string): string;
  /** Stands for the n-th value, from 1. */
  mark(n: number, value: SqlValue): string;
  close(): Promise<void>;
}

export const notEncrypted = (): Refusal =>
  new Refusal(403, 'not-encrypted', {
    zh: '不加密的数据库连接只允许标为“内网”的主机。',
    en: 'Only hosts marked as internal may be connected to without TLS.',
  });
