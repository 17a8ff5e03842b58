/**
 * What each staged row is: new, an amendment (same key, other content), or a duplicate (same key, same content as the
 * newest). Rows of one file count in their order. Only rows whose key is known or comes more than once take this way.
 */
import type { FactKind } from '../../../metrics/columns.ts';
import { quoted } from '../../facts/sql-text.ts';
import { factIdSql } from '../../facts/tables.ts';
import { factColumns, versionOf } from './fact-rows.ts';
import { ACCEPTABLE, acceptableRows, BLANK, REFUSED, stageTable, stepTable, PASSING } from './stage.ts';

/** seen, rejected, how many rows share a key with an earlier one of the file, how many coordinates must be converted. */
export const countStage = (kind: FactKind, batch: number, shaped: boolean): string =>
  `SELECT countIf(_state != ${BLANK}) AS seen, countIf(_state = ${REFUSED}) AS rejected, ` +
  `countIf(_state = ${ACCEPTABLE}) - uniqExactIf(_key, _state = ${ACCEPTABLE}) AS repeats, ` +
  `${kind.kind === 'checkins' ? `(SELECT countIf(crs IN ('gcj02', 'bd09')) FROM ${acceptableRows(batch, shaped)})` : '0'} AS shifted, ` +
  `max(if(empty(_cells), 0, arrayMax(c -> countSubstrings(c, '\n'), _cells))) AS lines FROM ${stageTable(batch)}`;

const keysOf = (batch: number): string => `SELECT _key FROM ${stageTable(batch)} WHERE _state = ${ACCEPTABLE}`;

export const countLedger = (kind: FactKind): string => `SELECT count() AS rows FROM seen WHERE kind = '${kind.kind}'`;

/** Whether keys are known. Of ledger and stage, the smaller one is held in memory while the other is read. */
export const countKnown = (kind: FactKind, batch: number, ledgerIsSmaller: boolean): string =>
  ledgerIsSmaller
    ? `SELECT count() AS known FROM ${stageTable(batch)} WHERE _state = ${ACCEPTABLE} AND _key IN (SELECT fact_key FROM seen WHERE kind = '${kind.kind}')`
    : `SELECT count() AS known FROM seen WHERE kind = '${kind.kind}' AND fact_key IN (${keysOf(batch)})`;

export const createStep = (batch: number): string =>
  `CREATE TABLE ${stepTable(batch)} (_n UInt64, _record UInt32, _key UInt64, version UInt16, changed UInt8, listed UInt8) ENGINE = MergeTree ORDER BY tuple() ${PASSING}`;

export function fillStep(kind: FactKind, batch: number): string {
  const repeated = `SELECT _key FROM ${stageTable(batch)} WHERE _state = ${ACCEPTABLE} GROUP BY _key HAVING count() > 1`;
  const ledger =
    `SELECT fact_key, argMax(version, version) AS v, argMax(content_hash, version) AS h FROM seen ` +
    `WHERE kind = '${kind.kind}' AND fact_key IN (${keysOf(batch)}) GROUP BY fact_key`;
  const affected =
    `SELECT s._n AS _n, s._record AS _record, s._key AS _key, s._hash AS _hash, l.v AS known, l.h AS known_hash ` +
    `FROM (SELECT _n, _record, _key, _hash FROM ${stageTable(batch)} WHERE _state = ${ACCEPTABLE}) AS s LEFT ANY JOIN (${ledger}) AS l ON s._key = l.fact_key ` +
    `WHERE l.v > 0 OR s._key IN (${repeated})`;
  const walked =
    `SELECT *, row_number() OVER w AS position, lagInFrame(_hash) OVER w AS previous, ` +
    `toUInt8(if(position = 1, known = 0 OR known_hash != _hash, previous != _hash)) AS changed FROM (${affected}) ` +
    `WINDOW w AS (PARTITION BY _key ORDER BY _n ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;
  return (
    `INSERT INTO ${stepTable(batch)} SELECT _n, _record, _key, toUInt16(known + sum(changed) OVER ` +
    `(PARTITION BY _key ORDER BY _n ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)) AS version, changed, 1 FROM (${walked})`
  );
}

export const countStep = (batch: number): string =>
  `SELECT count() AS rows, countIf(changed AND version > 1) AS amended, countIf(NOT changed) AS duplicate FROM ${stepTable(batch)}`;

/**
 * @param stepped whether some rows went through the step table
 * @param shifted whether some coordinates are in a Chinese map system
 */
export function insertFacts(kind: FactKind, batch: number, stepped: boolean, shifted: boolean): string {
  const version = stepped ? 'if(listed, step_version, toUInt16(1))' : 'toUInt16(1)';
  const from = stepped
    ? `(SELECT * FROM ${stageTable(batch)} WHERE _state = ${ACCEPTABLE}) AS s LEFT ANY JOIN (SELECT _n, version AS step_version, changed, listed FROM ${stepTable(batch)}) AS t ON s._n = t._n WHERE NOT listed OR changed`
    : `${stageTable(batch)} WHERE _state = ${ACCEPTABLE}`;
  const selected = versionOf(kind, batch, version, '{file:String}', shifted);
  return `INSERT INTO ${kind.kind}_versions (${factColumns(kind).map(quoted).join(', ')}) SELECT ${selected.join(', ')} FROM ${from}`;
}

/** The versions that this batch's amendments replace; needs the step table. */
export const insertSuperseded = (kind: FactKind, batch: number): string =>
  `INSERT INTO superseded (fact_id, batch) SELECT ${factIdSql(kind, 't.version - 1', 's')}, ${batch} FROM ${stageTable(batch)} AS s ` +
  `INNER JOIN (SELECT _n, version FROM ${stepTable(batch)} WHERE changed AND version > 1) AS t ON s._n = t._n`;

export function insertSeen(kind: FactKind, batch: number, stepped: boolean): string {
  const into = `INSERT INTO seen (kind, fact_key, version, content_hash, batch)`;
  if (!stepped)
    return `${into} SELECT '${kind.kind}', _key, 1, _hash, ${batch} FROM ${stageTable(batch)} WHERE _state = ${ACCEPTABLE}`;
  return (
    `${into} SELECT '${kind.kind}', s._key, if(listed, step_version, 1), s._hash, ${batch} FROM ` +
    `(SELECT _n, _key, _hash FROM ${stageTable(batch)} WHERE _state = ${ACCEPTABLE}) AS s LEFT ANY JOIN ` +
    `(SELECT _n, version AS step_version, changed, listed FROM ${stepTable(batch)}) AS t ON s._n = t._n WHERE NOT listed OR changed`
  );
}
