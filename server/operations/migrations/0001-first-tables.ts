/**
 * Types that SQLite and PostgreSQL both know: integer, bigint, double precision, boolean, text.
 * Instants are ISO 8601 UTC text of fixed width, JSON is text. Imports no application code: it must mean the same for ever.
 */
import { Table, type MigrationInterface, type QueryRunner, type TableColumnOptions } from 'typeorm';

const column = (name: string, type: string, more: Partial<TableColumnOptions> = {}): TableColumnOptions => ({
  name,
  type,
  isNullable: false,
  ...more,
});
const text = (name: string, more: Partial<TableColumnOptions> = {}) => column(name, 'text', more);
const integer = (name: string, more: Partial<TableColumnOptions> = {}) => column(name, 'integer', more);
const count = (name: string) => column(name, 'bigint', { default: 0 });
const nullable = { isNullable: true };
const empty = { default: "''" };
const generated = { isPrimary: true, isGenerated: true, generationStrategy: 'increment' as const };
const key = { isPrimary: true };

const tables = [
  new Table({ name: 'setting', columns: [text('name', key), text('value'), text('changed_at')] }),
  new Table({
    name: 'mapping',
    columns: [
      integer('id', generated),
      text('name'),
      integer('version'),
      text('body'),
      text('created_at'),
      text('created_by'),
    ],
    indices: [{ name: 'mapping_version', columnNames: ['name', 'version'], isUnique: true }],
  }),
  new Table({
    name: 'batch',
    columns: [
      integer('receipt', generated),
      text('state'),
      text('sha256'),
      column('bytes', 'bigint'),
      text('path'),
      text('source', empty),
      text('kind', empty),
      text('format', empty),
      text('encoding', empty),
      text('mapping', empty),
      text('request'),
      count('seen'),
      count('accepted'),
      count('amended'),
      count('duplicate'),
      count('rejected'),
      text('reasons'),
      text('unknown_columns'),
      text('warnings'),
      text('problem', nullable),
      column('seconds', 'double precision', { default: 0 }),
      text('received_at'),
      text('loaded_at', nullable),
      text('loaded_by'),
      text('principal'),
      text('idempotency_key', nullable),
      integer('part', { default: 0 }),
    ],
    indices: [
      { name: 'batch_sha256', columnNames: ['sha256'] },
      { name: 'batch_state', columnNames: ['state'] },
      { name: 'batch_idempotency', columnNames: ['principal', 'idempotency_key', 'part'], isUnique: true },
    ],
  }),
  new Table({
    name: 'account',
    columns: [
      integer('id', generated),
      text('name'),
      text('password_hash'),
      text('role'),
      text('unit'),
      column('disabled', 'boolean'),
      text('created_at'),
    ],
    indices: [{ name: 'account_name', columnNames: ['name'], isUnique: true }],
  }),
  new Table({
    name: 'session',
    columns: [text('token_hash', key), integer('account_id'), text('created_at'), text('seen_at'), text('ends_at')],
    indices: [{ name: 'session_account', columnNames: ['account_id'] }],
    foreignKeys: [
      {
        name: 'session_account_fk',
        columnNames: ['account_id'],
        referencedTableName: 'account',
        referencedColumnNames: ['id'],
        onDelete: 'CASCADE',
      },
    ],
  }),
  new Table({
    name: 'token',
    columns: [
      integer('id', generated),
      text('name'),
      text('token_hash'),
      text('source'),
      text('created_at'),
      text('revoked_at', nullable),
    ],
    indices: [
      { name: 'token_hash', columnNames: ['token_hash'], isUnique: true },
      { name: 'token_name', columnNames: ['name'], isUnique: true },
    ],
  }),
  new Table({
    name: 'login_failure',
    columns: [text('name_hash', key), integer('failures'), text('last_at'), text('locked_until', nullable)],
  }),
  new Table({
    name: 'audit',
    columns: [
      integer('id', key),
      text('at'),
      text('actor'),
      text('action'),
      text('object'),
      text('detail'),
      text('hash'),
    ],
  }),
  new Table({ name: 'audit_head', columns: [integer('id', key), integer('count'), text('hash')] }),
];

export class FirstTables implements MigrationInterface {
  name = 'FirstTables0000000000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.createTable(table);
    await runner.query(`INSERT INTO audit_head (id, count, hash) VALUES (1, 0, '${'0'.repeat(64)}')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...tables].reverse()) await runner.dropTable(table);
  }
}
