import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A code that a source writes and the code of the directory it means. */
@Entity('code_link')
@Index('code_link_written', ['column', 'source', 'written'], { unique: true })
export class CodeLink {
  @PrimaryGeneratedColumn('increment', { type: 'integer' })
  id!: number;

  /** `cadre_code`, `requirement_code` or `org_unit_code`. */
  @Column('text', { name: 'code_column' })
  column!: string;

  @Column('text')
  source!: string;

  @Column('text')
  written!: string;

  @Column('text')
  meant!: string;

  /** ISO 8601 UTC. */
  @Column('text', { name: 'created_at' })
  createdAt!: string;

  @Column('text', { name: 'created_by' })
  createdBy!: string;
}
