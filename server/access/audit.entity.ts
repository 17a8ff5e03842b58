import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One act. Rows are only ever added; `hash` chains each to all before it (audit-chain.ts). */
@Entity('audit')
export class AuditEntry {
  /** Position in the chain, from 1, without gaps. */
  @PrimaryColumn('integer')
  id!: number;

  /** ISO 8601 UTC. */
  @Column('text')
  at!: string;

  /** Name of who acted. */
  @Column('text')
  actor!: string;

  @Column('text')
  action!: string;

  @Column('text')
  object!: string;

  /** JSON text exactly as hashed. */
  @Column('text')
  detail!: string;

  @Column('text')
  hash!: string;
}

/** The one row that knows how long the chain is; locked while an act is added. */
@Entity('audit_head')
export class AuditHead {
  @PrimaryColumn('integer')
  id!: number;

  @Column('integer')
  count!: number;

  @Column('text')
  hash!: string;
}
