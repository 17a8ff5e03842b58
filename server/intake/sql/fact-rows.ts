/** The columns of a stored version, and how they come out of a staged row. */
import { toWgs84Sql } from '../../../metrics/coordinates.ts';
import type { Column, FactKind } from '../../../metrics/columns.ts';
import { quoted } from '../../facts/sql-text.ts';
import { factIdSql } from '../../facts/tables.ts';
import { derivedNames } from './stage.ts';

/** The stored columns of a version, in the order `versionOf` answers them. */
export function factColumns(kind: FactKind): string[] {
  const event = kind.eventTime ? ['day'] : [];
  return [
    ...['fact_id', 'version', 'batch', 'file', 'sheet', 'line', 'content_hash', 'extra'],
    ...kind.columns.map((c) => c.name),
    ...derivedNames(kind),
    ...event,
  ];
}

/** Coordinates are kept as WGS-84; `crs` goes on saying how they were exported. */
export function stored(kind: FactKind, column: Column, shifted: boolean): string {
  const value = quoted(column.name);
  if (shifted && kind.kind === 'checkins' && (column.name === 'lat' || column.name === 'lon')) {
    const [lat, lon] = toWgs84Sql('lat', 'lon', 'crs');
    return column.name === 'lat' ? lat : lon;
  }
  return column.required ? `assumeNotNull(${value})` : value;
}

/**
 * SQL of `factColumns` over the rows of a stage.
 * @param version SQL of the version
 * @param file SQL of the file's SHA-256
 * @param shifted whether some coordinates are in a Chinese map system
 */
export function versionOf(kind: FactKind, batch: number, version: string, file: string, shifted: boolean): string[] {
  const event = kind.eventTime ? [`toDate(assumeNotNull(${quoted(kind.eventTime)}), 'Asia/Shanghai')`] : [];
  return [
    factIdSql(kind, version),
    version,
    `toUInt32(${batch})`,
    file,
    '_sheet',
    '_record',
    '_hash',
    '_extra',
    ...kind.columns.map((c) => stored(kind, c, shifted)),
    ...derivedNames(kind),
    ...event,
  ];
}
