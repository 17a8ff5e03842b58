/** The operations store as one NDJSON file a table, the same for SQLite and PostgreSQL: a backup of one restores into the other. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { EntityManager, EntityMetadata, ObjectLiteral } from 'typeorm';
import { ENTITIES } from './entities.ts';
import type { Operations } from './operations.ts';

const PAGE = 1000;

const fileOf = (folder: string, table: string): string => join(folder, `${table}.ndjson`);

/** Rows per table. Call with nobody else writing. */
export async function dumpTables(operations: Operations, folder: string): Promise<Record<string, number>> {
  const rows: Record<string, number> = {};
  for (const entity of ENTITIES) {
    const { tableName, primaryColumns } = operations.dataSource.getMetadata(entity);
    const order = Object.fromEntries(primaryColumns.map(({ propertyName }) => [propertyName, 'ASC']));
    const file = await open(fileOf(folder, tableName), 'w', 0o600);
    try {
      let count = 0;
      for (;;) {
        const page = await operations.read.find<ObjectLiteral>(entity, { order, skip: count, take: PAGE });
        await file.write(page.map((row) => `${JSON.stringify(row)}\n`).join(''));
        count += page.length;
        if (page.length < PAGE) break;
      }
      rows[tableName] = count;
    } finally {
      await file.close();
    }
  }
  return rows;
}

/** Replaces every row of the store by those of the files, in one transaction. */
export async function restoreTables(operations: Operations, folder: string): Promise<Record<string, number>> {
  return operations.write(async (manager) => {
    const rows: Record<string, number> = {};
    for (const entity of [...ENTITIES].reverse()) await manager.createQueryBuilder().delete().from(entity).execute();
    for (const entity of ENTITIES) {
      const metadata = operations.dataSource.getMetadata(entity);
      rows[metadata.tableName] = await restoreTable(manager, metadata, fileOf(folder, metadata.tableName));
      if (operations.dialect === 'postgres') await continueNumbers(manager, metadata);
    }
    return rows;
  });
}

async function restoreTable(manager: EntityManager, metadata: EntityMetadata, path: string): Promise<number> {
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity });
  let count = 0;
  let page: ObjectLiteral[] = [];
  const flush = async (): Promise<void> => {
    // SQLite takes at most 32,766 values in one statement.
    for (let at = 0; at < page.length; at += 100) await manager.insert(metadata.target, page.slice(at, at + 100));
    count += page.length;
    page = [];
  };
  for await (const line of lines) {
    if (line === '') continue;
    page.push(JSON.parse(line) as ObjectLiteral);
    if (page.length === PAGE) await flush();
  }
  await flush();
  return count;
}

/** Rows put in with their numbers do not move PostgreSQL's counter. */
async function continueNumbers(manager: EntityManager, { tableName, generatedColumns }: EntityMetadata): Promise<void> {
  for (const { databaseName } of generatedColumns)
    await manager.query(
      `SELECT setval(pg_get_serial_sequence($1, $2), (SELECT coalesce(max("${databaseName}"), 0) + 1 FROM "${tableName}"), false)`,
      [tableName, databaseName],
    );
}
