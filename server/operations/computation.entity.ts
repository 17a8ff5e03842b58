import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

export type ComputationState = 'running' | 'done' | 'failed' | 'cancelled';

/** One run that brought signals, rollups and findings up to date. Instants are ISO 8601 UTC. */
@Entity('computation')
export class Computation {
  @PrimaryGeneratedColumn('increment', { type: 'integer' })
  id!: number;

  @Column('text')
  state!: ComputationState;

  @Column('boolean')
  full!: boolean;

  /** Hash of the definitions it ran with: another one means everything must be computed again. */
  @Column('text', { name: 'catalogue_hash', default: '' })
  catalogueHash!: string;

  /** Highest receipt number whose facts it covers. */
  @Column('integer', { name: 'up_to_receipt', default: 0 })
  upToReceipt!: number;

  @Column('integer', { default: 0 })
  partitions!: number;

  @Column('integer', { default: 0 })
  signals!: number;

  @Column('integer', { default: 0 })
  findings!: number;

  @Column('double precision', { default: 0 })
  seconds!: number;

  @Column('text', { name: 'started_at' })
  startedAt!: string;

  @Column('text', { name: 'finished_at', nullable: true })
  finishedAt!: string | null;

  @Column('text', { default: '' })
  problem!: string;
}

/** An Asia/Shanghai day (YYYY-MM-DD) whose facts changed and whose results are not yet up to date. */
@Entity('dirty_day')
export class DirtyDay {
  @PrimaryColumn('text')
  day!: string;

  /** Newest receipt that touched the day: a run clears the day only if no later one did. */
  @Column('integer')
  receipt!: number;
}
