import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { Refusal } from '../http/problem.ts';
import { Operations } from '../operations/operations.ts';
import { LoginFailure } from './account.entity.ts';
import { secretHash } from './secrets.ts';

export const FAILURES_BEFORE_LOCK = 5;
const LOCK_MILLISECONDS = 15 * 60_000;
/** One office may share one address: the limit per address is far above that of one name. */
export const ATTEMPTS_PER_ADDRESS = 50;

/**
 * Slows guessing. Attempts are counted before the password is looked at, so that a hundred at the same moment are a hundred;
 * a name is locked whether or not it exists, so that a lock tells nothing.
 */
@Injectable()
export class LoginThrottle {
  private readonly operations: Operations;
  private readonly addresses = new Map<string, { attempts: number; since: number }>();
  constructor(operations: Operations) {
    this.operations = operations;
  }

  /** @throws Refusal `too-many-attempts` or `login-locked`, both 429 with Retry-After */
  async beforeAttempt(name: string, address: string): Promise<void> {
    this.countAddress(address);
    const nameHash = nameKey(name);
    const now = new Date();
    const wait = await this.operations.write(async (manager) => {
      const forgotten = new Date(now.getTime() - LOCK_MILLISECONDS).toISOString();
      await manager.delete(LoginFailure, { lastAt: LessThan(forgotten) });
      const row = await manager.findOneBy(LoginFailure, { nameHash });
      if (row?.lockedUntil && row.lockedUntil > now.toISOString()) return Date.parse(row.lockedUntil) - now.getTime();
      const failures = (row?.failures ?? 0) + 1;
      const locks = failures >= FAILURES_BEFORE_LOCK;
      await manager.save(LoginFailure, {
        nameHash,
        failures: locks ? 0 : failures,
        lastAt: now.toISOString(),
        lockedUntil: locks ? new Date(now.getTime() + LOCK_MILLISECONDS).toISOString() : null,
      });
      return 0;
    });
    if (wait > 0)
      throw new Refusal(
        429,
        'login-locked',
        { zh: '登录失败次数过多,请 15 分钟后再试。', en: 'Too many failed logins; try again in 15 minutes.' },
        { headers: { 'Retry-After': String(Math.ceil(wait / 1000)) } },
      );
  }

  /** The password was right: the name and the address start anew. */
  async afterSuccess(name: string, address: string): Promise<void> {
    this.addresses.delete(address);
    await this.operations.write((manager) => manager.delete(LoginFailure, { nameHash: nameKey(name) }));
  }

  private countAddress(address: string): void {
    const now = Date.now();
    for (const [known, { since }] of this.addresses) if (now - since > LOCK_MILLISECONDS) this.addresses.delete(known);
    const entry = this.addresses.get(address) ?? { attempts: 0, since: now };
    entry.attempts += 1;
    this.addresses.set(address, entry);
    if (entry.attempts > ATTEMPTS_PER_ADDRESS)
      throw new Refusal(
        429,
        'too-many-attempts',
        { zh: '此地址登录尝试过多,请稍后再试。', en: 'Too many login attempts from this address; try later.' },
        { headers: { 'Retry-After': String(Math.ceil((entry.since + LOCK_MILLISECONDS - now) / 1000)) } },
      );
  }
}

function nameKey(name: string): string {
  return secretHash(name.normalize('NFKC').toLowerCase());
}
