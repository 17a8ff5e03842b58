import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from '../operations/columns.ts';

/** A file on its way in, in pieces. Its bytes are in `uploads/<id>` of the data folder. Instants are ISO 8601 UTC. */
@Entity('upload')
@Index('upload_principal', ['principal'])
export class PendingUpload {
  @PrimaryColumn('text')
  id!: string;

  /** Principal.id: nobody else can add to it, load it or see it. */
  @Column('text')
  principal!: string;

  @Column('text')
  name!: string;

  /** Size of the whole file. */
  @Column('bigint', { transformer: safeInteger })
  bytes!: number;

  /** Bytes that are on the disk for certain; whatever the file holds beyond them is cut off before more is added. */
  @Column('bigint', { transformer: safeInteger })
  received!: number;

  /** What the sender says the whole file's SHA-256 is. */
  @Column('text', { nullable: true })
  sha256!: string | null;

  @Column('text', { name: 'created_at' })
  createdAt!: string;

  /** The last piece; an upload that stands still expires. */
  @Column('text', { name: 'touched_at' })
  touchedAt!: string;
}
