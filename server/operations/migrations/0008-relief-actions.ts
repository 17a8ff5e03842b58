/** What was done to relieve the grassroots, noted down by hand where no log says so. */
import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';

const text = (name: string, isNullable = false) => ({ name, type: 'text', isNullable });

const actions = new Table({
  name: 'relief_action',
  columns: [
    { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
    text('day'),
    text('kind'),
    text('requirement'),
    text('note'),
    text('recorded_at'),
    text('recorded_by'),
    text('withdrawn_at', true),
    text('withdrawn_by', true),
  ],
});

export class ReliefActions implements MigrationInterface {
  name = 'ReliefActions0000000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(actions);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(actions);
  }
}
