import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { Role } from '../contract.ts';
import type { Shared } from '../contract-sharing.ts';

/** Who wrote it, as they were then: a later change of role or unit hands nothing to others. */
export interface Authored {
  /** Principal.id. */
  owner: string;
  ownerName: string;
  role: Role;
  unit: string;
  shared: Shared;
}

@Entity('saved_view')
@Index('saved_view_owner', ['owner'])
export class SavedViewRow implements Authored {
  @PrimaryGeneratedColumn('increment', { type: 'integer' })
  id!: number;

  @Column('text')
  owner!: string;

  @Column('text', { name: 'owner_name' })
  ownerName!: string;

  @Column('text')
  role!: Role;

  @Column('text')
  unit!: string;

  @Column('text')
  shared!: Shared;

  @Column('text')
  name!: string;

  /** Path and query of the page, see web/view-state.ts: addresses of older versions stay readable. */
  @Column('text')
  address!: string;

  @Column('text', { name: 'created_at' })
  createdAt!: string;

  /** Also when it was last shared. */
  @Column('text', { name: 'changed_at' })
  changedAt!: string;
}

/** Pinned to a day or to a finding, never to both. */
@Entity('note')
@Index('note_owner', ['owner'])
@Index('note_day', ['day'])
@Index('note_finding', ['finding'])
export class NoteRow implements Authored {
  @PrimaryGeneratedColumn('increment', { type: 'integer' })
  id!: number;

  @Column('text')
  owner!: string;

  @Column('text', { name: 'owner_name' })
  ownerName!: string;

  @Column('text')
  role!: Role;

  @Column('text')
  unit!: string;

  @Column('text')
  shared!: Shared;

  @Column('text', { nullable: true })
  day!: string | null;

  @Column('text', { nullable: true })
  finding!: string | null;

  @Column('text')
  text!: string;

  @Column('text', { name: 'created_at' })
  createdAt!: string;
}

@Entity('finding_follow')
export class FindingFollow {
  @PrimaryColumn('text')
  owner!: string;

  @PrimaryColumn('text')
  finding!: string;

  @Column('text')
  since!: string;
}
