/** The one place that chooses table engines, so that a cluster is a change of this file only. */
export interface TableOptions {
  /** Name of a ClickHouse cluster: tables are replicated and every statement runs on all nodes. */
  cluster?: string | undefined;
}

/** Every insert is on disk before it is acknowledged; costs about 2 ms each. */
const DURABLE = 'fsync_after_insert = 1, fsync_part_directory = 1';

/** Text after a table's or database's name in CREATE, DROP and ALTER. */
export function onCluster(options: TableOptions): string {
  return options.cluster === undefined ? '' : ` ON CLUSTER \`${options.cluster}\``;
}

/**
 * The engine clause of a table.
 * @param clauses what stands between engine and settings: `PARTITION BY ... ORDER BY ...`
 */
export function mergeTree(options: TableOptions, clauses: string, settings = ''): string {
  const engine = options.cluster === undefined ? 'MergeTree' : 'ReplicatedMergeTree';
  return `ENGINE = ${engine} ${clauses} SETTINGS ${DURABLE}${settings === '' ? '' : `, ${settings}`}`;
}

/**
 * The engine clause of a table that one computation fills and empties: nothing in it outlives the process, so it is not written
 * to disk. On a cluster any node may be asked, so it is a table like the others there.
 */
export function workTable(options: TableOptions, orderBy: string): string {
  return options.cluster === undefined ? 'ENGINE = Memory' : mergeTree(options, orderBy);
}
