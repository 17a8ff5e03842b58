/** Findings as they are kept, and as they are shown. */
import { detector as detectorOf } from '../../metrics/catalogue.ts';
import type { Finding } from '../contract.ts';
import type { ExpectedYield } from '../contract-queue.ts';
import { YIELD_REASONS } from './expected-yield.ts';
import type { Marks } from './finding-triages.ts';
import type { KeptFinding } from './findings-computation.ts';

export interface FindingRow {
  id: string;
  /** Its first day. */
  month: string;
  requirement: string;
  requirement_name: string;
  issuer: string;
  unit: string;
  unit_name: string;
  status: Finding['status'];
  reason: string;
  random_arm: number;
  signals: number;
  excused: number;
  body: string;
  /** Detector, rows, chance, back-checks, right ones. */
  promises: [detector: string, rows: number, chance: number, checked: number, right: number][];
}

/** Wants the parameters of YIELD_REASONS. */
export const FINDING_ROWS = `SELECT e.id AS id, toString(e.month) AS month, e.requirement AS requirement, e.unit AS unit, e.status AS status,
    e.reason AS reason, e.random_arm AS random_arm, e.signals AS signals, e.excused AS excused, e.q AS q, e.body AS body,
    ${YIELD_REASONS} AS promises,
    if(r.name = '', e.requirement, r.name) AS requirement_name, r.issuer AS issuer, if(u.name = '', e.unit, u.name) AS unit_name
  FROM findings e LEFT ANY JOIN (SELECT code, name, issuer FROM requirements) r ON r.code = e.requirement
    LEFT ANY JOIN unit_paths u ON u.code = e.unit`;

/** @param hours what a row costs, by `requirement month` */
export function shownFinding(row: FindingRow, marks: Marks, hours: ReadonlyMap<string, number>): Finding {
  const body = JSON.parse(row.body) as KeptFinding;
  const promise = yieldOfRow(row, hours.get(`${row.requirement} ${row.month}`));
  const triage = marks.byFinding.get(row.id);
  return {
    id: row.id,
    requirement: row.requirement,
    requirementName: row.requirement_name,
    issuer: row.issuer,
    unit: row.unit,
    unitName: row.unit_name,
    period: row.month.slice(0, 7),
    status: row.status,
    ...(row.reason ? { reason: row.reason } : {}),
    families: body.families,
    detectors: body.detectors.map(({ id, observed, n, expected, shrunk, low, high, p, q, flagged, units }) => ({
      id,
      observed,
      n,
      expected,
      ratio: expected > 0 ? observed / expected : null,
      shrunk,
      low,
      high,
      p,
      q,
      flagged,
      ...(units ? { units: { judged: units.judged, elevated: units.elevated } } : {}),
    })),
    attribution: body.attribution,
    signals: row.signals,
    excused: row.excused,
    random_arm: row.random_arm === 1,
    ...(promise ? { yield: promise } : {}),
    ...(triage ? { triage } : {}),
  };
}

function yieldOfRow({ promises }: FindingRow, hoursPerRow: number | undefined): ExpectedYield | undefined {
  const [best] = promises;
  if (!best) return undefined;
  const rows = best[1] * best[2];
  return {
    rows,
    hours: hoursPerRow === undefined ? null : rows * hoursPerRow,
    reasons: promises.map(([detector, flagged, chance, checked, right]) => ({
      detector,
      family: detectorOf(detector)?.family ?? '',
      rows: flagged,
      chance,
      checked,
      right,
    })),
  };
}
