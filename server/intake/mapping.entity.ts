import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A saved mapping of foreign columns to canonical ones. A change is a new version; old receipts keep naming theirs. */
@Entity('mapping')
@Index('mapping_version', ['name', 'version'], { unique: true })
export class Mapping {
  @PrimaryGeneratedColumn('increment', { type: 'integer' })
  id!: number;

  @Column('text')
  name!: string;

  @Column('integer')
  version!: number;

  /** The mapping document; its shape belongs to server/intake. */
  @Column('simple-json')
  body!: Record<string, unknown>;

  /** ISO 8601 UTC. */
  @Column('text', { name: 'created_at' })
  createdAt!: string;

  @Column('text', { name: 'created_by' })
  createdBy!: string;
}
