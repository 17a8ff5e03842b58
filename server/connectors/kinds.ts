import type { ConnectorConfig } from '../contract-connectors.ts';
import type { Checkpoint } from './connector.entity.ts';
import { dingtalkPull } from './dingtalk-pull.ts';
import { httpPull } from './http-pull.ts';
import { larkPull } from './lark-pull.ts';
import type { Pull } from './pull.ts';
import { sqlPull } from './sql-pull.ts';
import { wecomPull } from './wecom-pull.ts';

/** @param files folder of SQLite files that may be read */
export function pullOf(name: string, config: ConnectorConfig, files: string | undefined): Pull {
  switch (config.kind) {
    case 'wecom':
      return wecomPull(name, config);
    case 'dingtalk':
      return dingtalkPull(name, config);
    case 'lark':
      return larkPull(name, config);
    case 'http':
      return httpPull(name, config);
    case 'sql':
      return sqlPull(name, config, files);
  }
}

/** Whether it cannot work without a secret. */
export function needsSecret(config: ConnectorConfig): boolean {
  if (config.kind === 'http') return config.auth.by !== 'none';
  return config.kind !== 'sql' || config.driver !== 'sqlite';
}

/** What a checkpoint belongs to: with another of these it means nothing. */
export function identityOf(config: ConnectorConfig): string {
  const { kind } = config;
  if (kind === 'http') return JSON.stringify([kind, config.url, config.records, config.paging, config.since]);
  if (kind === 'sql') {
    const place = config.driver === 'sqlite' ? config.file : [config.host, config.port, config.database];
    return JSON.stringify([kind, config.driver, place, config.query, config.cursor, config.key]);
  }
  return JSON.stringify([kind, config.data, config.base, config.since]);
}

/** How far a checkpoint is, as a person reads it. */
export function reachedOf(checkpoint: Checkpoint | null): string | null {
  if (!checkpoint) return null;
  const { until, since, cursor } = checkpoint as { until?: string; since?: string; cursor?: { text: string } };
  return until ?? cursor?.text ?? since ?? null;
}
