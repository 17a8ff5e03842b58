import { Injectable } from '@nestjs/common';
import { Role } from '../contract.ts';
import { Refusal } from '../http/problem.ts';
import { Operations } from '../operations/operations.ts';
import { Account, SessionRow } from './account.entity.ts';
import { Audit } from './audit.ts';
import { hashPassword, requireUsablePassword } from './passwords.ts';

export interface NewAccount {
  name: string;
  password: string;
  role: Role;
  /** Unit code, or `*` for the whole data set. */
  unit: string;
}

@Injectable()
export class Accounts {
  private readonly operations: Operations;
  private readonly audit: Audit;
  constructor(operations: Operations, audit: Audit) {
    this.operations = operations;
    this.audit = audit;
  }

  find(name: string): Promise<Account | null> {
    return this.operations.read.findOneBy(Account, { name });
  }

  count(): Promise<number> {
    return this.operations.read.count(Account);
  }

  /** @throws Refusal `weak-password`, `account-exists` */
  async add({ name, password, role, unit }: NewAccount, actor: string): Promise<void> {
    requireUsablePassword(password, name);
    const passwordHash = await hashPassword(password);
    await this.operations.write(async (manager) => {
      if (await manager.existsBy(Account, { name }))
        throw new Refusal(409, 'account-exists', { zh: `用户 ${name} 已存在。`, en: `User ${name} exists already.` });
      await manager.insert(Account, {
        name,
        passwordHash,
        role,
        unit,
        disabled: false,
        createdAt: new Date().toISOString(),
      });
      await this.audit.write({ actor, action: 'account-added', object: name, detail: { role, unit } });
    });
  }

  /** Ends every session of the account at once. @throws Refusal `no-such-account` */
  async disable(name: string, actor: string): Promise<void> {
    await this.change(name, { disabled: true }, { actor, action: 'account-disabled' });
  }

  /** Ends every session of the account: the next login has the new role. @throws Refusal `no-such-account` */
  async setRole(name: string, role: Role, unit: string | undefined, actor: string): Promise<void> {
    const change = { role, ...(unit === undefined ? {} : { unit }) };
    await this.change(name, change, { actor, action: 'account-role', detail: change });
  }

  private async change(
    name: string,
    change: Partial<Pick<Account, 'role' | 'unit' | 'disabled'>>,
    act: { actor: string; action: string; detail?: Record<string, unknown> },
  ): Promise<void> {
    await this.operations.write(async (manager) => {
      const account = await manager.findOneBy(Account, { name });
      if (!account)
        throw new Refusal(404, 'no-such-account', { zh: `没有用户 ${name}。`, en: `There is no user ${name}.` });
      await manager.update(Account, { id: account.id }, change);
      await manager.delete(SessionRow, { accountId: account.id });
      await this.audit.write({ ...act, object: name });
    });
  }
}
