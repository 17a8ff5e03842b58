import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** One mark an auditor set on a finding at first sight. Append-only: the history is the table. */
@Entity('finding_triage')
export class FindingTriage {
  @PrimaryGeneratedColumn()
  id!: number;

  /** Id of the finding: the same whenever and wherever it is computed. */
  @Column('text')
  finding!: string;

  /** `to-check`, `set-aside`, or `new`: the mark was taken back. */
  @Column('text')
  state!: string;

  /** Why, in the words of whoever set it; required for `set-aside`. */
  @Column('text')
  reason!: string;

  /** ISO 8601 UTC. */
  @Column('text', { name: 'changed_at' })
  changedAt!: string;

  /** Name of the account. */
  @Column('text', { name: 'changed_by' })
  changedBy!: string;
}
