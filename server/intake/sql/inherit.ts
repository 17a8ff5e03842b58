/**
 * When a batch is withdrawn, rows that later batches had sent too, and that were only counted there as duplicates, stay:
 * the first of those batches becomes their owner. Statements of that, over the stage of the later batch.
 */
import type { FactKind } from '../../../metrics/columns.ts';
import { quoted } from '../../facts/sql-text.ts';
import { factKeySql, versionsTable } from '../../facts/tables.ts';
import { factColumns } from './fact-rows.ts';
import { ACCEPTABLE, stageTable } from './stage.ts';

const ledgerKeys = (kind: FactKind, withdrawn: number): string =>
  `SELECT fact_key FROM seen WHERE kind = '${kind.kind}' AND batch = ${withdrawn}`;

/**
 * Copies versions of the withdrawn batch to the heir, at the place where the heir's own file has them. Only where the version
 * was the newest one when the heir was loaded (else the heir's row was a duplicate of something else), nobody has inherited
 * it yet, and the heir's row is not stored already. May run again.
 */
export function insertInherited(kind: FactKind, withdrawn: number, heir: number): string {
  const versions = versionsTable(kind.kind);
  const key = factKeySql(kind, 'w');
  const columns = factColumns(kind);
  const replaced: Record<string, string> = {
    batch: `toUInt32(${heir})`,
    file: '{file:String}',
    sheet: 's.sheet',
    line: 's.line',
  };
  const sent =
    `SELECT _key, _hash, tupleElement(first, 1) AS sheet, tupleElement(first, 2) AS line FROM (` +
    `SELECT _key, _hash, argMin((toString(_sheet), _record), _n) AS first FROM ${stageTable(heir)} WHERE _state = ${ACCEPTABLE} ` +
    `AND _key IN (${ledgerKeys(kind, withdrawn)}) ` +
    `AND (toString(_sheet), _record) NOT IN (SELECT toString(sheet), line FROM ${versions} WHERE batch = ${heir}) GROUP BY _key, _hash)`;
  const newestThen =
    `SELECT fact_key, max(version) FROM seen WHERE kind = '${kind.kind}' AND batch < ${heir} ` +
    `AND fact_key IN (${ledgerKeys(kind, withdrawn)}) GROUP BY fact_key`;
  const inherited =
    `SELECT fact_id FROM ${versions} WHERE batch != ${withdrawn} AND fact_id IN ` +
    `(SELECT fact_id FROM ${versions} WHERE batch = ${withdrawn})`;
  return (
    `INSERT INTO ${versions} (${columns.map(quoted).join(', ')}) SELECT ${columns.map((name) => replaced[name] ?? `w.${quoted(name)}`).join(', ')} ` +
    `FROM (SELECT * FROM ${versions} WHERE batch = ${withdrawn}) AS w INNER JOIN (${sent}) AS s ON ${key} = s._key AND w.content_hash = s._hash ` +
    `WHERE (${key}, w.version) IN (${newestThen}) AND w.fact_id NOT IN (${inherited})`
  );
}

/** The ledger's rows of whatever the heir has stored and the ledger does not know yet. May run again. */
export function insertInheritedSeen(kind: FactKind, heir: number): string {
  const known = `SELECT fact_key, version FROM seen WHERE kind = '${kind.kind}' AND batch = ${heir}`;
  return (
    `INSERT INTO seen (kind, fact_key, version, content_hash, batch) SELECT '${kind.kind}', ${factKeySql(kind)}, version, ` +
    `content_hash, batch FROM ${versionsTable(kind.kind)} WHERE batch = ${heir} AND (${factKeySql(kind)}, version) NOT IN (${known})`
  );
}

/** How many stored versions of a batch are a key's first, and how many replaced one. */
export const countStored = (kind: FactKind, batch: number): string =>
  `SELECT countIf(version = 1) AS accepted, countIf(version > 1) AS amended FROM ${versionsTable(kind.kind)} WHERE batch = ${batch}`;

/**
 * Versions that the withdrawn batch had replaced and that a still later version replaces all the same: from now on that
 * version's batch hides them. The others come back once the batch's rows in `superseded` are gone. May run again.
 */
export function insertStillSuperseded(kind: FactKind, withdrawn: number): string {
  const hidden = `SELECT fact_id FROM superseded WHERE batch = ${withdrawn}`;
  const earlier =
    `SELECT fact_id, ${factKeySql(kind)} AS hidden_key, version AS hidden_version FROM ${versionsTable(kind.kind)} ` +
    `WHERE fact_id IN (${hidden}) AND batch != ${withdrawn}`;
  const later =
    `SELECT fact_key, groupArray((version, batch)) AS others FROM seen WHERE kind = '${kind.kind}' AND batch != ${withdrawn} ` +
    `AND fact_key IN (${ledgerKeys(kind, withdrawn)}) GROUP BY fact_key`;
  return (
    `INSERT INTO superseded (fact_id, batch) SELECT DISTINCT e.fact_id, arrayMin(arrayFilter(o -> o.1 > e.hidden_version, l.others)).2 AS next ` +
    `FROM (${earlier}) AS e INNER JOIN (${later}) AS l ON e.hidden_key = l.fact_key ` +
    `WHERE arrayExists(o -> o.1 > e.hidden_version, l.others) AND (e.fact_id, next) NOT IN (SELECT fact_id, batch FROM superseded WHERE batch != ${withdrawn})`
  );
}
