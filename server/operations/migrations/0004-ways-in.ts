/**
 * Uploads that can be continued, and connectors with their runs and allowed hosts.
 * Imports no application code: it must mean the same for ever.
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
const nullable = { isNullable: true };
const generated = { isPrimary: true, isGenerated: true, generationStrategy: 'increment' as const };
const key = { isPrimary: true };

const tables = [
  new Table({
    name: 'upload',
    columns: [
      text('id', key),
      text('principal'),
      text('name'),
      column('bytes', 'bigint'),
      column('received', 'bigint'),
      text('sha256', nullable),
      text('created_at'),
      text('touched_at'),
    ],
    indices: [{ name: 'upload_principal', columnNames: ['principal'] }],
  }),
  new Table({
    name: 'connector',
    columns: [
      integer('id', generated),
      text('name'),
      text('config'),
      text('secret', nullable),
      text('schedule', nullable),
      column('enabled', 'boolean'),
      text('checkpoint', nullable),
      text('pending', nullable),
      integer('failures', { default: 0 }),
      text('next_run_at', nullable),
      text('created_at'),
      text('created_by'),
      text('changed_at'),
    ],
    indices: [{ name: 'connector_name', columnNames: ['name'], isUnique: true }],
  }),
  new Table({
    name: 'connector_run',
    columns: [
      integer('id', generated),
      integer('connector_id'),
      text('state'),
      text('started_by'),
      text('started_at'),
      text('ended_at', nullable),
      text('receipts'),
      integer('requests', { default: 0 }),
      column('records', 'bigint', { default: 0 }),
      text('problem', nullable),
    ],
    indices: [{ name: 'connector_run_connector', columnNames: ['connector_id'] }],
    foreignKeys: [
      {
        name: 'connector_run_connector_fk',
        columnNames: ['connector_id'],
        referencedTableName: 'connector',
        referencedColumnNames: ['id'],
        onDelete: 'CASCADE',
      },
    ],
  }),
  new Table({
    name: 'connector_host',
    columns: [text('address', key), column('internal', 'boolean'), text('added_at'), text('added_by')],
  }),
];

export class WaysIn implements MigrationInterface {
  name = 'WaysIn0000000000004';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...tables].reverse()) await runner.dropTable(table);
  }
}
