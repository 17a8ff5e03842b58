/** Why a batch was withdrawn, and what its columns held. Plain SQL that both stores know; imports no application code. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = ['withdrawal', 'profile'];

export class WithdrawalsAndProfiles implements MigrationInterface {
  name = 'WithdrawalsAndProfiles0000000000003';

  async up(runner: QueryRunner): Promise<void> {
    for (const column of COLUMNS) await runner.query(`ALTER TABLE "batch" ADD COLUMN "${column}" text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of [...COLUMNS].reverse()) await runner.query(`ALTER TABLE "batch" DROP COLUMN "${column}"`);
  }
}
