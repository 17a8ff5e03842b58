import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** One change of what is set for a rule or a local rule set. Append-only: the history is the table. */
@Entity('rule_setting')
export class RuleSetting {
  @PrimaryGeneratedColumn()
  id!: number;

  /** A rule (`P51`) or a local rule set (`henan-sixteen`). */
  @Column('text')
  subject!: string;

  /** A parameter of the rule, or `regions` of the set. */
  @Column('text')
  name!: string;

  /** JSON; null = back to what the definition says. */
  @Column('text', { nullable: true })
  value!: string | null;

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
