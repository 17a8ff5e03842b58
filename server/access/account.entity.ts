import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { Role } from '../contract.ts';

/** A person who signs in. Instants are ISO 8601 UTC. */
@Entity('account')
@Index('account_name', ['name'], { unique: true })
export class Account {
  @PrimaryGeneratedColumn('increment', { type: 'integer' })
  id!: number;

  @Column('text')
  name!: string;

  /** `scrypt$N$r$p$salt$hash`, see passwords.ts. */
  @Column('text', { name: 'password_hash' })
  passwordHash!: string;

  @Column('text')
  role!: Role;

  /** Code of the unit whose data (and everything below) the account sees; `*` = the whole data set. */
  @Column('text')
  unit!: string;

  @Column('boolean')
  disabled!: boolean;

  @Column('text', { name: 'created_at' })
  createdAt!: string;
}

/** Only the SHA-256 of the cookie's token is kept: a stolen store opens no session. */
@Entity('session')
@Index('session_account', ['accountId'])
export class SessionRow {
  @PrimaryColumn('text', { name: 'token_hash' })
  tokenHash!: string;

  @Column('integer', { name: 'account_id' })
  accountId!: number;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'session_account_fk' })
  account!: Account;

  @Column('text', { name: 'created_at' })
  createdAt!: string;

  @Column('text', { name: 'seen_at' })
  seenAt!: string;

  /** Absolute end, whatever the activity. */
  @Column('text', { name: 'ends_at' })
  endsAt!: string;
}

/** A machine's key to one source. */
@Entity('token')
@Index('token_hash', ['tokenHash'], { unique: true })
@Index('token_name', ['name'], { unique: true })
export class Token {
  @PrimaryGeneratedColumn('increment', { type: 'integer' })
  id!: number;

  @Column('text')
  name!: string;

  @Column('text', { name: 'token_hash' })
  tokenHash!: string;

  /** The only `source` this token may load and read receipts of. */
  @Column('text')
  source!: string;

  @Column('text', { name: 'created_at' })
  createdAt!: string;

  @Column('text', { name: 'revoked_at', nullable: true })
  revokedAt!: string | null;
}

/** Failed logins per name, kept for unknown names too so that a lock does not tell which names exist. */
@Entity('login_failure')
export class LoginFailure {
  /** SHA-256 of the lower-cased name. */
  @PrimaryColumn('text', { name: 'name_hash' })
  nameHash!: string;

  @Column('integer')
  failures!: number;

  @Column('text', { name: 'last_at' })
  lastAt!: string;

  @Column('text', { name: 'locked_until', nullable: true })
  lockedUntil!: string | null;
}
