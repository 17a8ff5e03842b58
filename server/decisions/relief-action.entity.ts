import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A measure of relief that somebody noted down. A withdrawn one keeps its row: who took it back, and when. */
@Entity('relief_action')
export class ReliefActionRow {
  @PrimaryGeneratedColumn()
  id!: number;

  /** `YYYY-MM-DD`: from which day it holds. */
  @Column('text')
  day!: string;

  @Column('text')
  kind!: string;

  /** '' = not about one requirement. */
  @Column('text')
  requirement!: string;

  @Column('text')
  note!: string;

  /** ISO 8601 UTC. */
  @Column('text', { name: 'recorded_at' })
  recordedAt!: string;

  @Column('text', { name: 'recorded_by' })
  recordedBy!: string;

  @Column('text', { name: 'withdrawn_at', nullable: true })
  withdrawnAt!: string | null;

  @Column('text', { name: 'withdrawn_by', nullable: true })
  withdrawnBy!: string | null;
}
