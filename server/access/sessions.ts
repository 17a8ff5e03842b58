import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { Environment } from '../environment.ts';
import { Refusal } from '../http/problem.ts';
import { Operations } from '../operations/operations.ts';
import { Account, SessionRow } from './account.entity.ts';
import { Audit } from './audit.ts';
import { LoginThrottle } from './login-throttle.ts';
import { passwordMatches } from './passwords.ts';
import type { Principal } from './principal.ts';
import { newSecret, secretHash } from './secrets.ts';

/** A session ends after a working day, however busy. */
const ABSOLUTE_MILLISECONDS = 12 * 3_600_000;
/** Activity is written down at most this often: each write is an fsync. */
const TOUCH_MILLISECONDS = 60_000;

export interface OpenSession {
  principal: Principal;
  hash: string;
  expiresAt: Date;
}

export function principalOf(account: Account): Principal {
  return {
    kind: 'user',
    id: `user:${account.id}`,
    name: account.name,
    role: account.role,
    unit: account.unit,
    source: null,
  };
}

@Injectable()
export class Sessions {
  private readonly operations: Operations;
  private readonly throttle: LoginThrottle;
  private readonly audit: Audit;
  private readonly idleMilliseconds: number;
  constructor(operations: Operations, throttle: LoginThrottle, audit: Audit, environment: Environment) {
    this.operations = operations;
    this.throttle = throttle;
    this.audit = audit;
    this.idleMilliseconds = environment.sessionIdleMinutes * 60_000;
  }

  /** @throws Refusal `login-failed` (401, the same for every reason), `login-locked`, `too-many-attempts` (429) */
  async login(name: string, password: string, address: string): Promise<{ secret: string; session: OpenSession }> {
    await this.throttle.beforeAttempt(name, address);
    const account = await this.operations.read.findOneBy(Account, { name });
    const matches = await passwordMatches(password, account?.passwordHash);
    if (!account || !matches || account.disabled) {
      await this.audit.write({ actor: name.slice(0, 100), action: 'login-failed', object: address });
      throw new Refusal(401, 'login-failed', { zh: '用户名或密码不正确。', en: 'Wrong name or password.' });
    }
    await this.throttle.afterSuccess(name, address);
    const secret = newSecret();
    const now = new Date();
    const row = {
      tokenHash: secretHash(secret),
      accountId: account.id,
      createdAt: now.toISOString(),
      seenAt: now.toISOString(),
      endsAt: new Date(now.getTime() + ABSOLUTE_MILLISECONDS).toISOString(),
    };
    await this.operations.write(async (manager) => {
      await manager.delete(SessionRow, { endsAt: LessThan(now.toISOString()) });
      await manager.insert(SessionRow, row);
      await this.audit.write({ actor: account.name, action: 'login', object: address });
    });
    return { secret, session: this.opened(account, row, now) };
  }

  /** undefined for an unknown, ended or idle session, and for a disabled account. */
  async authenticate(secret: string): Promise<OpenSession | undefined> {
    const row = await this.operations.read.findOne(SessionRow, {
      where: { tokenHash: secretHash(secret) },
      relations: { account: true },
    });
    if (!row || row.account.disabled) return undefined;
    const now = new Date();
    const idleEnd = Date.parse(row.seenAt) + this.idleMilliseconds;
    if (now.getTime() >= idleEnd || now.toISOString() >= row.endsAt) return undefined;
    if (now.getTime() - Date.parse(row.seenAt) > Math.min(TOUCH_MILLISECONDS, this.idleMilliseconds / 4)) {
      await this.operations.write((manager) =>
        manager.update(SessionRow, { tokenHash: row.tokenHash }, { seenAt: now.toISOString() }),
      );
      row.seenAt = now.toISOString();
    }
    return this.opened(row.account, row, now);
  }

  async logout(hash: string, actor: string): Promise<void> {
    await this.operations.write(async (manager) => {
      await manager.delete(SessionRow, { tokenHash: hash });
      await this.audit.write({ actor, action: 'logout', object: '' });
    });
  }

  private opened(account: Account, row: Pick<SessionRow, 'tokenHash' | 'seenAt' | 'endsAt'>, now: Date): OpenSession {
    const idleEnd = Math.max(Date.parse(row.seenAt), now.getTime()) + this.idleMilliseconds;
    return {
      principal: principalOf(account),
      hash: row.tokenHash,
      expiresAt: new Date(Math.min(idleEnd, Date.parse(row.endsAt))),
    };
  }
}
