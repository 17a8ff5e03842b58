/** Turns definitions into the statements that fill the computed tables. Ids and numbers spliced here come from the catalogue only. */
import type { AnyDefinition, Detector, Indicator, JudgedRecords } from '../../metrics/definition.ts';
import { FACT_KINDS } from '../../metrics/facts.ts';
import { judgedRecords } from '../../metrics/risk/sql.ts';
import { SKETCHES } from '../../metrics/sketches.ts';
import type { SqlParameters } from '../facts/fact-store.ts';

export interface Statement {
  sql: string;
  parameters: SqlParameters;
}

/** A task may name its unit itself; everything else lies where its cadre works. */
export const PLACED = `LEFT ANY JOIN cadre_units cu ON cu.cadre_code = e.cadre LEFT ANY JOIN unit_paths up ON up.code = e.org_unit`;
export const UNIT = `if(e.org_unit = '', cu.township, if(up.code = '', e.org_unit, up.township))`;

const VIEWS = [...FACT_KINDS.map(({ kind }) => kind), ...SKETCHES.map((sketch) => sketch.table)];
const FACT_VIEWS = new RegExp(`\\b(?:FROM|JOIN)\\s+(${VIEWS.join('|')})\\b`, 'g');

/** The kinds of facts behind a view that definitions read. */
const kindsOf = (view: string): readonly string[] => SKETCHES.find((sketch) => sketch.table === view)?.of ?? [view];

/** The kinds of facts a definition reads by name (lookup tables are made of others, see lookups.ts). */
export function reads(definition: AnyDefinition): string[] {
  const texts = definition.kind === 'risk' ? [definition.eligible, definition.signals] : [definition.events];
  return [...new Set(texts.flatMap((text) => [...text.matchAll(FACT_VIEWS)].flatMap(([, view]) => kindsOf(view!))))];
}

/** Whether a definition can say anything about a day on which only these kinds of facts lie. */
export function concerns(definition: AnyDefinition, kinds: ReadonlySet<string>): boolean {
  return definition.everyDay === true || reads(definition).some((kind) => kinds.has(kind));
}

/** The parameters of a rule as bound parameters; names carry the detector's id so that statements can be joined. */
export function bound(detector: Detector, sql: string): Statement {
  const prefix = detector.id.replaceAll('-', '_');
  const parameters: SqlParameters = {};
  let text = sql;
  for (const [name, { value }] of Object.entries(detector.parameters)) {
    parameters[`${prefix}_${name}`] = value;
    text = text.replaceAll(`{${name}:Float64}`, `{${prefix}_${name}:Float64}`);
  }
  return { sql: text, parameters };
}

/** What detectors flag, not yet placed in units nor excused: rows of `signal_drafts`. */
export function signalDrafts(detectors: readonly Detector[]): Statement {
  return joined(
    detectors.map((detector) => {
      const { sql, parameters } = bound(detector, detector.signals);
      const about = `'${detector.id}' AS detector, '${detector.family}' AS family, ${detector.version} AS rule_version`;
      return { parameters, sql: `SELECT ${about}, ${SIGNAL} FROM (${sql})` };
    }),
    (
      events,
    ) => `SELECT {computation:UInt32} AS computation, e.detector AS detector, e.family AS family, e.requirement AS requirement,
        e.cadre AS cadre, e.org_unit AS org_unit, e.day AS day, e.at AS at, e.strength AS strength, e.flagged AS flagged,
        e.events AS events, e.detail AS detail, e.rule_version AS rule_version,
        cityHash64(e.detector, e.requirement, e.cadre, e.day, e.at, e.events) AS signal
      FROM (${events}) e`,
  );
}

const SIGNAL = 'requirement, cadre, org_unit, day, at, strength, flagged, events, detail';

/** What detectors could judge and what they abstained from: rows of `risk_rows`, whose readers add them up. */
export function riskRows(detectors: readonly Detector[]): Statement {
  return joined(
    detectors.map((detector) => {
      const { sql, parameters } = bound(detector, detector.eligible);
      return {
        parameters,
        sql: `SELECT '${detector.id}' AS detector, requirement, cadre, org_unit, day, eligible, abstained, reason FROM (${sql})`,
      };
    }),
    (
      events,
    ) => `SELECT {computation:UInt32} AS computation, e.detector AS detector, e.requirement AS requirement, ${UNIT} AS unit,
        e.cadre AS cadre, e.day AS day, e.eligible AS eligible, e.abstained AS abstained, e.reason AS reason
      FROM (${events}) e ${PLACED}`,
  );
}

/** No reason: the record is none of the detector's events. */
const UNCONCERNED = '-';

/**
 * The same of detectors that judge records of a kind one by one, in one look at them. A record is placed once for all detectors, and
 * those of a person about which all detectors say the same are counted before each of them gets its row.
 */
export function riskRowsTogether(detectors: readonly Detector[], of: JudgedRecords['of']): Statement {
  const judging = detectors.flatMap((detector) =>
    (detector.judges ?? [])
      .filter((one) => one.of === of)
      .map(({ reason, only }) => ({
        id: detector.id,
        ...bound(detector, only === undefined ? reason : `if(${only}, ${reason}, '${UNCONCERNED}')`),
      })),
  );
  return {
    parameters: Object.assign({}, ...judging.map(({ parameters }) => parameters)) as SqlParameters,
    sql: `SELECT {computation:UInt32} AS computation, detector, requirement, unit, cadre, day,
        if(reason = '', n, 0) AS eligible, if(reason = '', 0, n) AS abstained, reason
      FROM (
        SELECT e.requirement_code AS requirement, cu.township AS unit, e.cadre_code AS cadre, e.day AS day, count() AS n,
          [${judging.map(({ sql }) => sql).join(',\n')}] AS reasons
        FROM ${judgedRecords(of, 'LEFT ANY JOIN cadre_units cu ON cu.cadre_code = e.cadre_code')}
        GROUP BY requirement, unit, cadre, day, reasons)
      ARRAY JOIN [${judging.map(({ id }) => `'${id}'`).join(', ')}] AS detector, reasons AS reason
      WHERE reason != '${UNCONCERNED}'`,
  };
}

/** One statement around the rows of several definitions: what surrounds them is planned once. */
function joined(statements: readonly Statement[], around: (events: string) => string): Statement {
  return {
    sql: around(statements.map(({ sql }) => sql).join('\nUNION ALL\n')),
    parameters: Object.assign({}, ...statements.map(({ parameters }) => parameters)) as SqlParameters,
  };
}

/** Only sums and ratios of flows are kept by day; states, medians, distinct counts and Gini coefficients do not add up. */
export function isAdditive(indicator: Indicator): boolean {
  return !indicator.stock && (indicator.aggregate === 'sum' || indicator.aggregate === 'ratio');
}

/** Whether results of a definition are kept by day, or made when they are asked for. */
export function isStored(definition: AnyDefinition): boolean {
  return definition.kind === 'risk' || isAdditive(definition);
}

/** Figures of indicators by day: rows of `indicator_rows`. */
export function indicatorRows(indicators: readonly Indicator[]): Statement {
  return joined(
    indicators.map((indicator) => ({
      parameters: {},
      sql: `SELECT '${indicator.id}' AS indicator, ${indicator.perCadre ? 1 : 0} AS by_cadre,
          ${indicator.sharedDenominator ? 'numerator > 0' : '1'} AS counted,
          requirement, cadre, org_unit, day, numerator, denominator, low, high, label FROM (${indicator.events})`,
    })),
    (
      events,
    ) => `SELECT {computation:UInt32} AS computation, e.indicator AS indicator, e.requirement AS requirement, ${UNIT} AS unit,
        if(e.by_cadre = 1, e.cadre, '') AS person, e.day AS day, sum(e.numerator) AS numerator, sum(e.denominator) AS denominator,
        sum(e.counted) AS n, sum(e.low) AS low, sum(e.high) AS high, sumIf(e.numerator, e.label = 'logged') AS logged
      FROM (${events}) e ${PLACED} GROUP BY indicator, requirement, unit, person, day`,
  );
}

/** Event rows of an indicator with their unit, for values that do not add up and for evidence. */
export function placedEvents(indicator: Indicator): string {
  return `SELECT e.*, ${UNIT} AS placed_unit FROM (${indicator.events}) e ${PLACED}`;
}

export function insertInto(table: string, { sql, parameters }: Statement): Statement {
  return { sql: `INSERT INTO ${table} ${sql}`, parameters };
}
