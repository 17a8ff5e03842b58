/** What people keep for themselves and each other: saved views, notes, findings they follow, and what of the inbox they have read. */
import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';

const text = (name: string, isNullable = false) => ({ name, type: 'text', isNullable });
const key = (name: string) => ({ name, type: 'text', isPrimary: true });
const number = {
  name: 'id',
  type: 'integer',
  isPrimary: true,
  isGenerated: true,
  generationStrategy: 'increment' as const,
};
const author = ['owner', 'owner_name', 'role', 'unit', 'shared'].map((name) => text(name));

const TABLES = [
  new Table({
    name: 'saved_view',
    columns: [number, ...author, text('name'), text('address'), text('created_at'), text('changed_at')],
    indices: [{ name: 'saved_view_owner', columnNames: ['owner'] }],
  }),
  new Table({
    name: 'note',
    columns: [number, ...author, text('day', true), text('finding', true), text('text'), text('created_at')],
    indices: [
      { name: 'note_owner', columnNames: ['owner'] },
      { name: 'note_day', columnNames: ['day'] },
      { name: 'note_finding', columnNames: ['finding'] },
    ],
  }),
  new Table({ name: 'finding_follow', columns: [key('owner'), key('finding'), text('since')] }),
  new Table({ name: 'opened_finding', columns: [key('finding'), text('opened_at'), text('closed_at', true)] }),
  new Table({ name: 'inbox_read', columns: [key('owner'), key('item'), text('read_at')] }),
];

export class ViewsNotesInbox implements MigrationInterface {
  name = 'ViewsNotesInbox0000000000007';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await runner.dropTable(table);
  }
}
