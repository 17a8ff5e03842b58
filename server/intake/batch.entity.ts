import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { Words } from '../../metrics/columns.ts';
import { safeInteger } from '../operations/columns.ts';
import type { BatchProfile } from '../contract-intake.ts';
import type { WaitingRows } from './sql/linked-codes.ts';

export type BatchState = 'received' | 'loading' | 'loaded' | 'refused' | 'cancelled' | 'withdrawing' | 'withdrawn';

export interface RefusalReason {
  column: string;
  code: string;
  n: number;
  example: string;
  fix: Words;
}

/** What the caller asked for, kept so that an interrupted batch can be loaded again exactly as asked. */
export interface BatchRequest {
  source?: string;
  as?: string;
  /** `name@version`. */
  mapping?: string;
  encoding?: string;
  /** Coordinate system of a file that does not say so itself. */
  crs?: string;
  /** Set for a machine's token: rows of other sources are refused. */
  onlySource?: string;
  /** The file was written by this server from pictures: what it says of them was read, not claimed. */
  pictures?: true;
  /** Set when rows of an earlier batch are read again because the meaning of a code changed. */
  waiting?: WaitingRows;
}

export interface Withdrawal {
  reason: string;
  /** Name of who asked for it. */
  by: string;
  /** ISO 8601 UTC. */
  at: string;
}

/**
 * One file, one receipt, one state machine: received -> loading -> loaded | refused | cancelled, and
 * loaded -> withdrawing -> withdrawn. Invariant once loaded: seen = accepted + amended + duplicate + rejected. Instants are ISO 8601 UTC.
 */
@Entity('batch')
@Index('batch_sha256', ['sha256'])
@Index('batch_state', ['state'])
@Index('batch_idempotency', ['principal', 'idempotencyKey', 'part'], { unique: true })
export class Batch {
  /** The receipt number; also the `batch` of every fact row. Never reused. */
  @PrimaryGeneratedColumn('increment', { type: 'integer', name: 'receipt' })
  receipt!: number;

  @Column('text')
  state!: BatchState;

  /** SHA-256 of the stored bytes, lower-case hexadecimal. */
  @Column('text')
  sha256!: string;

  @Column('bigint', { transformer: safeInteger })
  bytes!: number;

  /** Path or file name as the caller gave it. */
  @Column('text')
  path!: string;

  @Column('text', { default: '' })
  source!: string;

  @Column('text', { default: '' })
  kind!: string;

  @Column('text', { default: '' })
  format!: string;

  @Column('text', { default: '' })
  encoding!: string;

  /** Mapping used, `name@version`, or the recognised upstream format. */
  @Column('text', { default: '' })
  mapping!: string;

  @Column('simple-json')
  request!: BatchRequest;

  @Column('bigint', { default: 0, transformer: safeInteger })
  seen!: number;

  @Column('bigint', { default: 0, transformer: safeInteger })
  accepted!: number;

  @Column('bigint', { default: 0, transformer: safeInteger })
  amended!: number;

  @Column('bigint', { default: 0, transformer: safeInteger })
  duplicate!: number;

  @Column('bigint', { default: 0, transformer: safeInteger })
  rejected!: number;

  @Column('simple-json')
  reasons!: RefusalReason[];

  @Column('simple-json', { name: 'unknown_columns' })
  unknownColumns!: string[];

  @Column('simple-json')
  warnings!: Words[];

  /** Why the whole file was refused. */
  @Column('simple-json', { nullable: true })
  problem!: Words | null;

  @Column('double precision', { default: 0 })
  seconds!: number;

  @Column('text', { name: 'received_at' })
  receivedAt!: string;

  @Column('text', { name: 'loaded_at', nullable: true })
  loadedAt!: string | null;

  /** Name shown on the receipt. */
  @Column('text', { name: 'loaded_by' })
  loadedBy!: string;

  /** Principal.id of the sender: idempotency keys of different senders never meet. */
  @Column('text')
  principal!: string;

  @Column('text', { name: 'idempotency_key', nullable: true })
  idempotencyKey!: string | null;

  /** Which file of one request, from 0: a zip holds several. */
  @Column('integer', { default: 0 })
  part!: number;

  /** Set once somebody asked for it to be withdrawn. */
  @Column('simple-json', { nullable: true })
  withdrawal!: Withdrawal | null;

  /** What its columns held when it was loaded, and what was unusual; null for batches of before there were profiles. */
  @Column('simple-json', { nullable: true })
  profile!: BatchProfile | null;
}
