/** Runs the same tests on SQLite and on PostgreSQL. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresBin, startPostgres, type TestPostgres } from './postgres.ts';

export interface StorePlace {
  databaseUrl: string | undefined;
  dataFolder: string;
}

/** `place()` gives a new, empty store each time; all of them go when the tests end. */
export function onEachStore(title: string, tests: (place: () => Promise<StorePlace>) => void): void {
  describe(`${title} (SQLite)`, () => {
    tests(places(() => Promise.resolve(undefined)));
  });
  if (!postgresBin()) {
    describe(`${title} (PostgreSQL)`, () => {
      it.skip('needs PostgreSQL in /usr/lib/postgresql: install the package postgresql', () => undefined);
    });
    return;
  }
  describe(`${title} (PostgreSQL)`, () => {
    let server: TestPostgres | undefined;
    beforeAll(async () => {
      server = await startPostgres();
    });
    afterAll(() => server?.stop());
    tests(places(() => server!.database()));
  });
}

function places(databaseUrl: () => Promise<string | undefined>): () => Promise<StorePlace> {
  const folders: string[] = [];
  afterAll(async () => {
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });
  return async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'henjian-store-'));
    folders.push(dataFolder);
    return { dataFolder, databaseUrl: await databaseUrl() };
  };
}
