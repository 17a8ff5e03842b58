import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Environment } from '../environment.ts';
import { openDataSource, openReader } from './data-source.ts';

interface OpenTransaction {
  manager: EntityManager;
  afterCommit: (() => Promise<void> | void)[];
}

/**
 * The operations store. Reads go through `read`, every change through `write`; nobody else holds a connection.
 * Times in it are ISO 8601 UTC text.
 */
@Injectable()
export class Operations implements OnApplicationShutdown {
  readonly dialect: 'sqlite' | 'postgres';
  private readonly open = new AsyncLocalStorage<OpenTransaction>();
  private tail: Promise<unknown> = Promise.resolve();
  private readonly writer: DataSource;
  private readonly reader: DataSource;

  private constructor(writer: DataSource, reader: DataSource) {
    this.writer = writer;
    this.reader = reader;
    this.dialect = writer.options.type === 'postgres' ? 'postgres' : 'sqlite';
  }

  static async open(place: Pick<Environment, 'databaseUrl' | 'dataFolder'>): Promise<Operations> {
    const writer = await openDataSource(place);
    return new Operations(writer, await openReader(place, writer));
  }

  /** Committed rows only; inside `write` use the manager it gives, which also sees its own changes. */
  get read(): EntityManager {
    return this.reader.manager;
  }

  /** For migrations, integrity checks and backups. */
  get dataSource(): DataSource {
    return this.writer;
  }

  /**
   * Runs `work` in one transaction: all of it is durable when the promise resolves, none of it when it rejects.
   * A `write` inside a `write` joins it. On SQLite transactions wait for each other, because TypeORM runs them on one
   * connection where they would otherwise nest by accident; so keep slow work (files, engine) outside.
   */
  async write<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const outer = this.open.getStore();
    if (outer) return work(outer.manager);
    if (this.dialect === 'postgres') return this.transaction(work);
    const mine = this.tail.then(() => this.transaction(work));
    this.tail = mine.catch(() => undefined);
    return mine;
  }

  /** Runs after the transaction in progress is durable; at once when there is none. */
  async afterCommit(work: () => Promise<void> | void): Promise<void> {
    const outer = this.open.getStore();
    if (outer) outer.afterCommit.push(work);
    else await work();
  }

  private async transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const afterCommit: OpenTransaction['afterCommit'] = [];
    const result = await this.writer.transaction((manager) =>
      this.open.run({ manager, afterCommit }, () => work(manager)),
    );
    for (const next of afterCommit) await next();
    return result;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.tail;
    if (this.reader !== this.writer && this.reader.isInitialized) await this.reader.destroy();
    if (this.writer.isInitialized) await this.writer.destroy();
  }
}
