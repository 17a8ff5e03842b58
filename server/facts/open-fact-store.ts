/** Opens the facts as configured: the embedded engine, or a ClickHouse server. */
import { ClickHouseFactStore } from './clickhouse-fact-store.ts';
import type { FactConnection } from './clickhouse-fact-store.ts';
import { EngineSupervisor } from './engine-supervisor.ts';
import type { EngineOptions } from './engine-supervisor.ts';
import { migrateFacts } from './schema.ts';

export interface FactsOptions {
  /** The embedded engine; its folder is usually `<data>/facts`. Ignored when `url` is given. */
  engine: EngineOptions;
  /** `http://user:password@host:8123` of a ClickHouse server instead of the embedded engine. */
  url?: string | undefined;
  /** Cluster on which tables are replicated; needs `url`. */
  cluster?: string | undefined;
  /** Default `henjian`. */
  database?: string | undefined;
}

/** A server somebody else runs. */
class ServerConnection implements FactConnection {
  readonly #url: URL;

  constructor(url: string) {
    this.#url = new URL(url);
  }

  endpoint() {
    const { username, password, origin, pathname } = this.#url;
    return Promise.resolve({
      url: origin + (pathname === '/' ? '' : pathname),
      username: decodeURIComponent(username) || 'default',
      password: decodeURIComponent(password),
      embedded: false,
      generation: 0,
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The connection alone; the caller owns it. The engine starts with its first endpoint(). */
export function factConnection(options: FactsOptions): FactConnection {
  return options.url === undefined ? new EngineSupervisor(options.engine) : new ServerConnection(options.url);
}

/**
 * A store that starts its engine and brings the schema up to date on the first statement.
 * @throws nothing itself; statements throw EngineUnavailable, BrokenParts or NewerSchema.
 */
export function openFactStore(options: FactsOptions): ClickHouseFactStore {
  return new ClickHouseFactStore({
    connection: factConnection(options),
    cluster: options.cluster,
    ...(options.database === undefined ? {} : { database: options.database }),
    prepare: async (store) => {
      await migrateFacts(store, { cluster: options.cluster });
    },
  });
}
