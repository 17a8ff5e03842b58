/** The connectors themselves: added, changed and removed by people, each act in the audit chain. */
import { Injectable } from '@nestjs/common';
import { Audit } from '../access/audit.ts';
import type { ConnectorOrder } from '../contract-connectors.ts';
import { Refusal } from '../http/problem.ts';
import { Mappings } from '../intake/mappings.ts';
import { Operations } from '../operations/operations.ts';
import { Connector } from './connector.entity.ts';
import { identityOf, needsSecret } from './kinds.ts';
import { firstRun } from './next-run.ts';
import { SecretBox } from './secret-box.ts';

const MOST_CONNECTORS = 200;

/** A sealed secret opens for the connector of this name only. */
export const ownerOf = (name: string): string => `connector:${name}`;

@Injectable()
export class Connectors {
  constructor(
    private readonly operations: Operations,
    private readonly secrets: SecretBox,
    private readonly mappings: Mappings,
    private readonly audit: Audit,
  ) {}

  list(): Promise<Connector[]> {
    return this.operations.read.find(Connector, { order: { name: 'ASC' } });
  }

  /** @throws Refusal 404 `no-such-connector` */
  async find(name: string): Promise<Connector> {
    const connector = await this.operations.read.findOneBy(Connector, { name });
    if (connector) return connector;
    throw new Refusal(404, 'no-such-connector', { zh: `没有连接器 ${name}。`, en: `There is no connector ${name}.` });
  }

  /**
   * Adds it or changes it. Where rows now come from elsewhere, or with `fromStart`, the next run starts at the beginning: rows
   * that are known are duplicates.
   * @throws Refusal `no-secret`, `too-many-connectors`, `no-such-mapping`
   */
  async save(name: string, order: ConnectorOrder, actor: string): Promise<Connector> {
    const { config, schedule, enabled } = order;
    if (config.mapping !== undefined) await this.mappings.find(config.mapping);
    const sealed = order.secret === undefined ? undefined : await this.secrets.seal(order.secret, ownerOf(name));
    return this.operations.write(async (manager) => {
      const before = await manager.findOneBy(Connector, { name });
      const secret = needsSecret(config) ? (sealed ?? before?.secret ?? null) : null;
      if (needsSecret(config) && secret === null)
        throw new Refusal(422, 'no-secret', {
          zh: '这种连接器需要密钥或密码。',
          en: 'This kind of connector needs a secret or a password.',
        });
      if (!before && (await manager.count(Connector)) >= MOST_CONNECTORS)
        throw new Refusal(422, 'too-many-connectors', {
          zh: `最多 ${MOST_CONNECTORS} 个连接器。`,
          en: `At most ${MOST_CONNECTORS} connectors.`,
        });
      const now = new Date();
      const startsOver = order.fromStart || !before || identityOf(before.config) !== identityOf(config);
      const connector = await manager.save(Connector, {
        ...(before ?? { name, createdAt: now.toISOString(), createdBy: actor, failures: 0 }),
        config,
        secret,
        schedule,
        enabled,
        ...(startsOver ? { checkpoint: null, pending: null } : {}),
        nextRunAt: enabled ? (firstRun(schedule, now)?.toISOString() ?? null) : null,
        changedAt: now.toISOString(),
      });
      await this.audit.write({
        actor,
        action: before ? 'connector-changed' : 'connector-added',
        object: name,
        detail: { kind: config.kind, schedule, enabled, startsOver, newSecret: sealed !== undefined },
      });
      return connector as Connector;
    });
  }

  /** What it loaded stays. @throws Refusal 404 */
  async remove(name: string, actor: string): Promise<void> {
    await this.operations.write(async (manager) => {
      const connector = await manager.findOneBy(Connector, { name });
      if (!connector) await this.find(name);
      await manager.delete(Connector, { name });
      await this.audit.write({ actor, action: 'connector-removed', object: name });
    });
  }

  /** Seals every secret with a new key and drops the old ones. @returns how many were sealed again */
  async rotateKey(actor: string): Promise<number> {
    await this.secrets.addKey();
    let sealed = 0;
    for (const { name, secret } of await this.list()) {
      if (secret === null || (await this.secrets.isCurrent(secret))) continue;
      const again = await this.secrets.seal(await this.secrets.open(secret, ownerOf(name)), ownerOf(name));
      await this.operations.write((manager) => manager.update(Connector, { name }, { secret: again }));
      sealed += 1;
    }
    await this.secrets.dropOldKeys();
    await this.audit.write({ actor, action: 'secret-key-rotated', object: 'connectors', detail: { sealed } });
    return sealed;
  }
}
