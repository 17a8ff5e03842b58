import { readdirSync, readFileSync } from 'node:fs';
import { openDataSource } from '../../../server/operations/data-source.ts';
import { onEachStore } from '../../support/stores.ts';

onEachStore('migrations', (place) => {
  it('go up, down to nothing and up again, to exactly the tables the entities describe', async () => {
    const dataSource = await openDataSource(await place());
    try {
      const tables = async (): Promise<string[]> => {
        const rows = await dataSource.query<{ name: string }[]>(
          dataSource.options.type === 'postgres'
            ? "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
            : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        );
        return rows
          .map(({ name }) => name)
          .filter((name) => name !== 'migrations')
          .sort();
      };
      const expected = dataSource.entityMetadatas.map(({ tableName }) => tableName).sort();
      expect(await tables()).toEqual(expected);
      // What synchronising would still change: nothing, or the entities and the migrations have drifted apart.
      const drift = async () =>
        (await dataSource.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query);
      expect(await drift()).toEqual([]);

      for (const _migration of dataSource.migrations) await dataSource.undoLastMigration();
      expect(await tables()).toEqual([]);

      const done = await dataSource.runMigrations();
      expect(done).toHaveLength(dataSource.migrations.length);
      expect(await tables()).toEqual(expected);
      expect(await drift()).toEqual([]);
    } finally {
      await dataSource.destroy();
    }
  });
});

describe('a migration', () => {
  it('imports only TypeORM: it must mean the same when everything else has changed', () => {
    const folder = new URL('../../../server/operations/migrations/', import.meta.url);
    const files = readdirSync(folder).sort();
    expect(files.length).toBeGreaterThan(0);
    // Ascending and none twice; work that was never released may leave a gap.
    const numbers = files.map((file) => /^(\d{4})-[a-z-]+\.ts$/.exec(file)?.[1]);
    expect(numbers).not.toContain(undefined);
    expect(new Set(numbers).size).toBe(files.length);
    files.forEach((file) => {
      const imports = [...readFileSync(new URL(file, folder), 'utf8').matchAll(/from '([^']+)'/g)].map(
        ([, from]) => from,
      );
      expect(imports).toEqual(['typeorm']);
    });
  });
});
