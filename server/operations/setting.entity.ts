import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('setting')
export class Setting {
  @PrimaryColumn('text')
  name!: string;

  @Column('simple-json')
  value!: unknown;

  /** ISO 8601 UTC. */
  @Column('text', { name: 'changed_at' })
  changedAt!: string;
}
