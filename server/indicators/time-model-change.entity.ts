import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** One change of the time model. Append-only: the history is the table, and the id of the newest line is the edition that counts. */
@Entity('time_model_change')
export class TimeModelChange {
  @PrimaryGeneratedColumn()
  id!: number;

  /** JSON: all numbers that count from then on, by name. */
  @Column('text')
  numbers!: string;

  /** Why, in the words of whoever changed it. */
  @Column('text')
  note!: string;

  /** ISO 8601 UTC. */
  @Column('text', { name: 'changed_at' })
  changedAt!: string;

  /** Name of the account. */
  @Column('text', { name: 'changed_by' })
  changedBy!: string;
}
