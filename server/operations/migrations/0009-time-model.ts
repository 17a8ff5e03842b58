/** What was set for the time model: one line per change, the newest counts, nothing is ever overwritten. */
import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';

const text = (name: string) => ({ name, type: 'text' });

const changes = new Table({
  name: 'time_model_change',
  columns: [
    { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
    text('numbers'),
    text('note'),
    text('changed_at'),
    text('changed_by'),
  ],
});

export class TimeModel implements MigrationInterface {
  name = 'TimeModel0000000000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(changes);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(changes);
  }
}
