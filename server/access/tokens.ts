import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { Refusal } from '../http/problem.ts';
import { Operations } from '../operations/operations.ts';
import { Token } from './account.entity.ts';
import { Audit } from './audit.ts';
import type { Principal } from './principal.ts';
import { newSecret, secretHash } from './secrets.ts';

/** Bearer tokens of machines, each for one source. The text is shown once, at creation. */
@Injectable()
export class Tokens {
  private readonly operations: Operations;
  private readonly audit: Audit;
  constructor(operations: Operations, audit: Audit) {
    this.operations = operations;
    this.audit = audit;
  }

  /** @returns the token's text. @throws Refusal `token-exists` */
  async add(name: string, source: string, actor: string): Promise<string> {
    const secret = `hj_${newSecret()}`;
    await this.operations.write(async (manager) => {
      if (await manager.existsBy(Token, { name }))
        throw new Refusal(409, 'token-exists', { zh: `令牌 ${name} 已存在。`, en: `Token ${name} exists already.` });
      await manager.insert(Token, { name, source, tokenHash: secretHash(secret), createdAt: new Date().toISOString() });
      await this.audit.write({ actor, action: 'token-added', object: name, detail: { source } });
    });
    return secret;
  }

  /** @throws Refusal `no-such-token` */
  async revoke(name: string, actor: string): Promise<void> {
    await this.operations.write(async (manager) => {
      const { affected } = await manager.update(
        Token,
        { name, revokedAt: IsNull() },
        { revokedAt: new Date().toISOString() },
      );
      if (!affected)
        throw new Refusal(404, 'no-such-token', {
          zh: `没有有效的令牌 ${name}。`,
          en: `There is no valid token ${name}.`,
        });
      await this.audit.write({ actor, action: 'token-revoked', object: name });
    });
  }

  async authenticate(secret: string): Promise<Principal | undefined> {
    const token = await this.operations.read.findOneBy(Token, { tokenHash: secretHash(secret), revokedAt: IsNull() });
    if (!token) return undefined;
    return { kind: 'token', id: `token:${token.id}`, name: token.name, role: null, unit: '', source: token.source };
  }
}
