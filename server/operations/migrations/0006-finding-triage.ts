/** How auditors marked findings at first sight: one line per change, the newest of a finding counts, nothing is overwritten. */
import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';

const text = (name: string) => ({ name, type: 'text', isNullable: false });

const triage = new Table({
  name: 'finding_triage',
  columns: [
    { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
    text('finding'),
    text('state'),
    text('reason'),
    text('changed_at'),
    text('changed_by'),
  ],
});

export class FindingTriage implements MigrationInterface {
  name = 'FindingTriage0000000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(triage);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(triage);
  }
}
