/** Codes of a source that stand for codes of the directory. Imports no application code. */
import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';

const text = (name: string) => ({ name, type: 'text', isNullable: false });

const table = new Table({
  name: 'code_link',
  columns: [
    {
      name: 'id',
      type: 'integer',
      isNullable: false,
      isPrimary: true,
      isGenerated: true,
      generationStrategy: 'increment',
    },
    text('code_column'),
    text('source'),
    text('written'),
    text('meant'),
    text('created_at'),
    text('created_by'),
  ],
  indices: [{ name: 'code_link_written', columnNames: ['code_column', 'source', 'written'], isUnique: true }],
});

export class CodeLinks implements MigrationInterface {
  name = 'CodeLinks0000000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(table);
  }
}
