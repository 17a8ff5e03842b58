import { FACT_KINDS, factKind } from '../../../metrics/facts.ts';
import type { FactStore } from '../../../server/facts/fact-store.ts';
import { migrateFacts, MIGRATIONS, NewerSchema } from '../../../server/facts/schema.ts';
import { factIdSql, factKeySql, factTables } from '../../../server/facts/tables.ts';
import { openTestFactStore } from '../../support/fact-store.ts';

let store: FactStore;
let close: () => Promise<void>;
beforeAll(async () => ({ store, close } = await openTestFactStore()));
afterAll(() => close());

async function columns(table: string): Promise<Record<string, string>> {
  const rows = await store.query<{ name: string; type: string }>(
    'SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table:String}',
    { table },
  );
  return Object.fromEntries(rows.map((row) => [row.name, row.type]));
}

describe('the facts schema', () => {
  it('has a table and a view for every kind, with every canonical column', async () => {
    for (const kind of FACT_KINDS) {
      const table = await columns(`${kind.kind}_versions`);
      expect(await columns(kind.kind)).toEqual(table);
      expect(Object.keys(table)).toEqual(
        expect.arrayContaining([
          'fact_id',
          'version',
          'batch',
          'file',
          'sheet',
          'line',
          'content_hash',
          'extra',
          ...kind.columns.map((c) => c.name),
        ]),
      );
    }
    expect(await columns('checkins_versions')).toMatchObject({
      fact_id: 'UInt64',
      claimed_at: "DateTime64(3, 'Asia/Shanghai')",
      captured_at: "Nullable(DateTime64(3, 'Asia/Shanghai'))",
      lat: 'Nullable(Float64)',
      is_mock: 'Nullable(UInt8)',
      photos: 'Array(String)',
      note: 'String',
      day: 'Date',
      precision_s: 'UInt32',
      coordinate_decimals: 'UInt8',
    });
    expect(await columns('seen')).toMatchObject({ fact_key: 'UInt64', version: 'UInt16', content_hash: 'UInt64' });
  });

  it('syncs every insert to disk', async () => {
    const tables = await store.query<{ name: string; create_table_query: string }>(
      "SELECT name, create_table_query FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'",
    );
    expect(tables.length).toBeGreaterThan(FACT_KINDS.length);
    for (const table of tables) {
      expect(table.create_table_query).toMatch(/fsync_after_insert = 1, fsync_part_directory = 1/);
    }
  });

  it('is brought up to date once, and may be asked again', async () => {
    expect(await migrateFacts(store)).toEqual([]);
    const again = [
      ...MIGRATIONS,
      {
        version: 1000,
        name: 'later',
        statements: () => ['CREATE TABLE IF NOT EXISTS later (a UInt8) ENGINE = MergeTree ORDER BY a'],
      },
    ];
    expect(await migrateFacts(store, {}, again)).toEqual(['later']);
    expect(await migrateFacts(store, {}, again)).toEqual([]);
    await expect(migrateFacts(store)).rejects.toThrow(NewerSchema);
    await store.command(
      'ALTER TABLE schema_versions DELETE WHERE version = 1000',
      {},
      { settings: { mutations_sync: 1 } },
    );
  });

  it('adds the columns of photos to a database that was made before they existed', async () => {
    const settings = { settings: { mutations_sync: 2 } };
    const added = factKind('photos')!.columns.filter((column) => column.added);
    const list = added.map(({ name }) => `DROP COLUMN ${name}`).join(', ');
    await store.command(`ALTER TABLE photos_versions ${list}`, {}, settings);
    await store.command('ALTER TABLE schema_versions DELETE WHERE version = 3', {}, settings);
    expect(Object.keys(await columns('photos_versions'))).not.toContain('texture');
    expect(await migrateFacts(store)).toEqual(['photo likeness']);
    expect(await columns('photos')).toMatchObject({
      phash256: 'String',
      texture: 'Nullable(Int64)',
      exif: 'String',
      doubts: 'Array(String)',
    });
  });

  it('adds the columns that policy rules read to directories made before them', async () => {
    const settings = { settings: { mutations_sync: 2 } };
    for (const kind of ['cadres', 'systems', 'requirements', 'inspections']) {
      const names = factKind(kind)!
        .columns.filter((column) => column.added)
        .map(({ name }) => name);
      expect(names.length).toBeGreaterThan(0);
      const before = await columns(`${kind}_versions`);
      await store.command(
        `ALTER TABLE ${kind}_versions ${names.map((name) => `DROP COLUMN ${name}`).join(', ')}`,
        {},
        settings,
      );
      await store.command('ALTER TABLE schema_versions DELETE WHERE version = 7', {}, settings);
      expect(await migrateFacts(store)).toEqual(['policy']);
      expect(await columns(`${kind}_versions`)).toEqual(before);
      expect(await columns(kind)).toEqual(before);
    }
  });

  it('runs every statement again after a crash halfway', async () => {
    for (const statement of MIGRATIONS.flatMap((migration) => migration.statements({}))) await store.command(statement);
  });

  it('shows the newest version only, and the day of the event in Asia/Shanghai', async () => {
    const row = { batch: 1, source: 's', external_id: '1', cadre_code: 'c', claimed_at: '2025-03-01T23:30:00Z' };
    await store.insert('checkins_versions', [
      { ...row, fact_id: 11, version: 1, note: 'first' },
      { ...row, fact_id: 12, version: 2, note: 'second' },
    ]);
    await store.insert('superseded', [{ fact_id: 11, batch: 1 }]);
    expect(await store.query('SELECT note, day FROM checkins')).toEqual([{ note: 'second', day: '2025-03-02' }]);
  });

  it('makes the same ids from a stage as from the stored row', async () => {
    const kind = factKind('outages');
    if (!kind) throw new Error('no outages');
    await store.insert('outages_versions', [
      {
        fact_id: 1,
        version: 3,
        org_unit_code: '乡1',
        from: '2025-03-01T08:00:00+08:00',
        to: '2025-03-01T09:00:00+08:00',
      },
    ]);
    const [stored] = await store.query(
      `SELECT ${factKeySql(kind)} AS k, ${factIdSql(kind, 'version')} AS id FROM outages`,
    );
    const [stage] = await store.query(
      `SELECT ${factKeySql(kind, 's')} AS k, ${factIdSql(kind, '3', 's')} AS id
       FROM (SELECT '乡1' AS org_unit_code, toDateTime64('2025-03-01 08:00:00', 3, 'Asia/Shanghai') AS \`from\`, '' AS kind) AS s`,
    );
    expect(stage).toEqual(stored);
    expect(new Set(Object.values(stored as object)).size).toBe(2);
  });

  it('names the cluster in every statement for a cluster', () => {
    for (const statement of factTables({ cluster: 'province' })) {
      expect(statement).toContain('ON CLUSTER `province`');
      if (statement.startsWith('CREATE TABLE')) expect(statement).toContain('ENGINE = ReplicatedMergeTree');
    }
  });
});
