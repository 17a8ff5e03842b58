/** Which units a caller may see: his own and everything below it in the territorial line (`parent_code`). */

export interface OrgUnit {
  code: string;
  name: string;
  level: string;
  /** '' = none. */
  parent: string;
}

export interface UnitScope {
  /** True: every unit, also rows that name none. */
  readonly all: boolean;
  /** Codes allowed when `all` is false. */
  readonly units: readonly string[];
}

/** The whole data set, as a unit of an account. */
export const ALL_UNITS = '*';
export const EVERYTHING: UnitScope = Object.freeze({ all: true, units: Object.freeze([]) });
export const NOTHING: UnitScope = Object.freeze({ all: false, units: Object.freeze([]) });

/**
 * @param unit the account's unit code, `*` for the whole data set, '' for nothing.
 * A code that the directory does not know gives that code alone. Circles in the directory end.
 */
export function scopeOf(unit: string, tree: readonly OrgUnit[]): UnitScope {
  if (unit === ALL_UNITS) return EVERYTHING;
  if (unit === '') return NOTHING;
  const children = new Map<string, string[]>();
  for (const { code, parent } of tree) {
    const siblings = children.get(parent);
    if (siblings) siblings.push(code);
    else children.set(parent, [code]);
  }
  const units = new Set([unit]);
  // A Set may grow while it is walked, and holds each code once.
  for (const code of units) for (const child of children.get(code) ?? []) units.add(child);
  return { all: false, units: [...units].sort() };
}

export function allows(scope: UnitScope, unit: string): boolean {
  return scope.all || scope.units.includes(unit);
}

export interface SqlCondition {
  sql: string;
  parameters: Record<string, unknown>;
}

/**
 * A condition for a facts query: `... WHERE ${condition.sql} AND ...` with `condition.parameters` among the parameters.
 * @param column a column name or `alias.column`; for an array of units (cadre_units.path) use `inScopePath`.
 * @param name name of the bound parameter, when one statement needs two conditions.
 */
export function inScope(scope: UnitScope, column: string, name = 'scope_units'): SqlCondition {
  if (scope.all) return { sql: '1', parameters: {} };
  return { sql: `${identifier(column)} IN {${identifier(name)}:Array(String)}`, parameters: { [name]: scope.units } };
}

/** The same for a column of type Array(String) that lists a unit and everything above it. */
export function inScopePath(scope: UnitScope, column: string, name = 'scope_units'): SqlCondition {
  if (scope.all) return { sql: '1', parameters: {} };
  return {
    sql: `hasAny(${identifier(column)}, {${identifier(name)}:Array(String)})`,
    parameters: { [name]: scope.units },
  };
}

function identifier(text: string): string {
  if (!/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)?$/.test(text)) throw new Error(`not an identifier: ${text}`);
  return text;
}
