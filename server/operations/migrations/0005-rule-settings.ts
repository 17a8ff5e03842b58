/** What was set for policy rules: one line per change, the newest of a name counts, nothing is ever overwritten. */
import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';

const text = (name: string, isNullable = false) => ({ name, type: 'text', isNullable });

const settings = new Table({
  name: 'rule_setting',
  columns: [
    { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
    text('subject'),
    text('name'),
    text('value', true),
    text('note'),
    text('changed_at'),
    text('changed_by'),
  ],
});

export class RuleSettings implements MigrationInterface {
  name = 'RuleSettings0000000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(settings);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(settings);
  }
}
