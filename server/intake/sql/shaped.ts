/**
 * The stage of a large file: typed once, its acceptable rows lie at once in a table shaped like that of the facts, sorted,
 * compressed and on disk as these are. When nothing in the file was known before, its parts are handed over as they are
 * and no row is written twice. What else a stage knows of its rows lies in the stage beside it.
 * A record of such a file is one row, so that `line` names it.
 */
import type { FactKind } from '../../../metrics/columns.ts';
import { quoted, sqlText } from '../../facts/sql-text.ts';
import { factIdSql, versionsTable } from '../../facts/tables.ts';
import { factColumns, stored, versionOf } from './fact-rows.ts';
import { ACCEPTABLE, createNotes, NOTES, shapedTable, stageTable, stepTable, typedColumns } from './stage.ts';

/** Rows pass through it and stay nowhere. */
const passage = (batch: number): string => `intake_rows_${batch}`;
const toFacts = (batch: number): string => `${passage(batch)}_facts`;
const toNotes = (batch: number): string => `${passage(batch)}_notes`;

/** @param file SHA-256 of the file */
export function createShaped(kind: FactKind, batch: number, file: string): string[] {
  const values = versionOf(kind, batch, 'toUInt16(1)', sqlText(file), false);
  const facts = factColumns(kind).map((name, i) => `${values[i]!} AS ${quoted(name)}`);
  return [
    `CREATE TABLE ${shapedTable(batch)} AS ${versionsTable(kind.kind)}`,
    // Merged they would be twice: here, and where they go.
    `SYSTEM STOP MERGES ${shapedTable(batch)}`,
    // One file a part instead of one a column and its marks: less memory and fewer fsyncs. Merging makes them wide.
    `ALTER TABLE ${shapedTable(batch)} MODIFY SETTING min_bytes_for_wide_part = 10000000000`,
    createNotes(batch),
    `CREATE TABLE ${passage(batch)} (${typedColumns(kind)}) ENGINE = Null`,
    `CREATE MATERIALIZED VIEW ${toFacts(batch)} TO ${shapedTable(batch)} AS SELECT ${facts.join(', ')} FROM ${passage(batch)} WHERE _state = ${ACCEPTABLE}`,
    `CREATE MATERIALIZED VIEW ${toNotes(batch)} TO ${stageTable(batch)} AS SELECT ${NOTES.join(', ')} FROM ${passage(batch)}`,
  ];
}

export const shapedTarget = passage;

/** Everything a load may leave behind, in the order in which it goes. */
export const temporaryTables = (batch: number): string[] => [
  toFacts(batch),
  toNotes(batch),
  passage(batch),
  shapedTable(batch),
  stageTable(batch),
  stepTable(batch),
];

export const shapedPartitions = (batch: number): string =>
  `SELECT DISTINCT _partition_id AS id FROM ${shapedTable(batch)}`;

/** Links the files of a partition's parts into the facts, durably and all at once. The stage keeps its own. */
export const attachPartition = (kind: FactKind, batch: number, id: string): string =>
  `ALTER TABLE ${versionsTable(kind.kind)} ATTACH PARTITION ID ${sqlText(id)} FROM ${shapedTable(batch)}`;

const steps = (batch: number, where = ''): string =>
  `(SELECT _record AS step_record, version AS step_version, changed, listed FROM ${stepTable(batch)}${where}) AS t ON s.line = t.step_record`;

/** Where rows cannot stay as they are: some are known, or their coordinates are converted. */
export function insertShaped(kind: FactKind, batch: number, stepped: boolean, shifted: boolean): string {
  const canonical = new Map(kind.columns.map((column) => [column.name, column]));
  const selected = factColumns(kind).map((name) => {
    if (stepped && name === 'version') return 'if(listed, step_version, s.version)';
    if (stepped && name === 'fact_id') return `if(listed, ${factIdSql(kind, 'step_version', 's')}, s.fact_id)`;
    const column = canonical.get(name);
    return column ? stored(kind, column, shifted) : quoted(name);
  });
  const from = stepped
    ? `(SELECT * FROM ${shapedTable(batch)}) AS s LEFT ANY JOIN ${steps(batch)} WHERE NOT listed OR changed`
    : shapedTable(batch);
  return `INSERT INTO ${versionsTable(kind.kind)} (${factColumns(kind).map(quoted).join(', ')}) SELECT ${selected.join(', ')} FROM ${from}`;
}

/** The versions that this batch's amendments replace. */
export const supersededByShaped = (kind: FactKind, batch: number): string =>
  `INSERT INTO superseded (fact_id, batch) SELECT ${factIdSql(kind, 'step_version - 1', 's')}, ${batch} FROM ${shapedTable(batch)} AS s ` +
  `INNER JOIN ${steps(batch, ' WHERE changed AND version > 1')}`;
