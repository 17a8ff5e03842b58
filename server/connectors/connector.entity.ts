import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { Words } from '../../metrics/columns.ts';
import type { ConnectorConfig, ConnectorSchedule } from '../contract-connectors.ts';
import { safeInteger } from '../operations/columns.ts';

/** Where a pull goes on; its shape belongs to the kind of connector. */
export type Checkpoint = Record<string, unknown>;

/** A batch that was registered but not yet acknowledged as loaded, and the checkpoint that counts once it is. */
export interface PendingBatch {
  receipt: number;
  checkpoint: Checkpoint;
}

/** Something rows are pulled from. Instants are ISO 8601 UTC. */
@Entity('connector')
@Index('connector_name', ['name'], { unique: true })
export class Connector {
  @PrimaryGeneratedColumn('increment', { type: 'integer' })
  id!: number;

  @Column('text')
  name!: string;

  /** No secret in it. */
  @Column('simple-json')
  config!: ConnectorConfig;

  /** Encrypted, see secret-box.ts; null when the connector needs none. */
  @Column('text', { nullable: true })
  secret!: string | null;

  /** null: runs only when somebody says so. */
  @Column('simple-json', { nullable: true })
  schedule!: ConnectorSchedule | null;

  @Column('boolean')
  enabled!: boolean;

  /** Everything before it is in loaded batches. null: nothing was pulled yet. */
  @Column('simple-json', { nullable: true })
  checkpoint!: Checkpoint | null;

  @Column('simple-json', { nullable: true })
  pending!: PendingBatch | null;

  /** Runs that failed one after the other; 0 after one that did not. */
  @Column('integer', { default: 0 })
  failures!: number;

  @Column('text', { name: 'next_run_at', nullable: true })
  nextRunAt!: string | null;

  @Column('text', { name: 'created_at' })
  createdAt!: string;

  @Column('text', { name: 'created_by' })
  createdBy!: string;

  @Column('text', { name: 'changed_at' })
  changedAt!: string;
}

@Entity('connector_run')
@Index('connector_run_connector', ['connectorId'])
export class ConnectorRun {
  @PrimaryGeneratedColumn('increment', { type: 'integer' })
  id!: number;

  @Column('integer', { name: 'connector_id' })
  connectorId!: number;

  @ManyToOne(() => Connector, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'connector_id', foreignKeyConstraintName: 'connector_run_connector_fk' })
  connector!: Connector;

  @Column('text')
  state!: 'running' | 'done' | 'failed' | 'interrupted';

  /** `schedule`, or the name of who said so. */
  @Column('text', { name: 'started_by' })
  startedBy!: string;

  @Column('text', { name: 'started_at' })
  startedAt!: string;

  @Column('text', { name: 'ended_at', nullable: true })
  endedAt!: string | null;

  /** Numbers of the batches it loaded. */
  @Column('simple-json')
  receipts!: number[];

  @Column('integer', { default: 0 })
  requests!: number;

  @Column('bigint', { default: 0, transformer: safeInteger })
  records!: number;

  @Column('simple-json', { nullable: true })
  problem!: Words | null;
}

/** A host that connectors may speak to. */
@Entity('connector_host')
export class ConnectorHost {
  /** `host:port`, lower case. */
  @PrimaryColumn('text')
  address!: string;

  /** It may resolve to an address inside the local network. */
  @Column('boolean')
  internal!: boolean;

  @Column('text', { name: 'added_at' })
  addedAt!: string;

  @Column('text', { name: 'added_by' })
  addedBy!: string;
}
