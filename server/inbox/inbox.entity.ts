import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Since when a finding is open: the computed tables only know what is, not what was new. Instants are ISO 8601 UTC. */
@Entity('opened_finding')
export class OpenedFinding {
  @PrimaryColumn('text')
  finding!: string;

  @Column('text', { name: 'opened_at' })
  openedAt!: string;

  @Column('text', { name: 'closed_at', nullable: true })
  closedAt!: string | null;
}

@Entity('inbox_read')
export class InboxReadRow {
  /** Principal.id. */
  @PrimaryColumn('text')
  owner!: string;

  /** InboxItem.id. */
  @PrimaryColumn('text')
  item!: string;

  @Column('text', { name: 'read_at' })
  readAt!: string;
}
