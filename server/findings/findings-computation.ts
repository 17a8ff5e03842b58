/** Judges the months a computation touched and keeps the findings. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { catalogue } from '../../metrics/catalogue.ts';
import type { Detector } from '../../metrics/definition.ts';
import { FactStore } from '../facts/fact-store.ts';
import { cause, combine, contrast, type Cause } from './attribution.ts';
import { monthCounts, type DetectorMonth } from './counts.ts';
import { byMajority, judge, type Judged, type Majority } from './judge.ts';
import { inRandomArm } from './random-arm.ts';
import { personView, UNKNOWN_PARTITION, type Partition } from './variance-partition.ts';

/** One detector's part of a finding, as kept. */
export interface KeptDetector {
  id: string;
  observed: number;
  n: number;
  reference: number;
  expected: number;
  shrunk: number;
  low: number;
  high: number;
  p: number;
  q: number;
  flagged: boolean;
  rho: number;
  critical: number;
  /** Of a requirement over all units; absent in findings kept before it was counted. */
  units?: Majority;
}

export interface KeptFinding {
  families: string[];
  detectors: KeptDetector[];
  attribution: {
    to: Cause;
    same_people_contrast: number | null;
    icc_requirement: number | null;
    icc_unit: number | null;
    icc_person: number | null;
    person_view: 'locked' | 'open';
  };
}

interface FindingRow {
  computation: number;
  month: string;
  id: string;
  requirement: string;
  unit: string;
  status: 'open' | 'watch' | 'cannot-judge';
  reason: string;
  random_arm: 0 | 1;
  signals: number;
  excused: number;
  q: number;
  body: string;
}

/** Detectors that prove nothing alone open a finding only together, by families, not rules (fabrication-indicators 7). */
const FAMILIES_TO_OPEN = 3;
/** Back-checks follow the other families' suspicions: they confirm these and are no family of their own. */
const NO_FAMILY_OF_ITS_OWN = 'verification';

@Injectable()
export class FindingsComputation {
  constructor(private readonly store: FactStore) {}

  /** Findings of the months (YYYY-MM-01); returns how many rows were kept. */
  async compute(computation: number, months: readonly string[], signal?: AbortSignal): Promise<number> {
    let kept = 0;
    for (const month of months) {
      signal?.throwIfAborted();
      const rows = findingsOf(computation, month, await monthCounts(this.store, month));
      if (rows.length > 0) await this.store.insert('finding_rows', rows);
      kept += rows.length;
    }
    if (months.length > 0)
      await this.store.insert(
        'computed_months',
        months.map((month) => ({ month, computation })),
      );
    return kept;
  }
}

interface Seen {
  detector: Detector;
  judged: Judged;
  cause: Cause;
  month: DetectorMonth;
}

function findingsOf(computation: number, month: string, counts: Map<string, DetectorMonth>): FindingRow[] {
  const seen = new Map<string, Seen[]>();
  const unjudged = new Map<string, Map<string, number>>();
  for (const detector of catalogue.filter((definition) => definition.kind === 'risk')) {
    const of = counts.get(detector.id);
    if (!of) continue;
    const rule = { ...detector, honestRate: detector.null.honestRate, fixedRate: detector.null.fixed === true };
    const judged = judge(rule, of.cells);
    const gamed = new Set(
      judged.filter((cell) => cell.unit === '' && byMajority(cell)).map((cell) => cell.requirement),
    );
    for (const cell of judged) {
      const blame = byMajority(cell)
        ? 'requirement'
        : cell.flaggedCell
          ? cause(rule, cell, of.cells, of.samePeople.get(cell.requirement), gamed)
          : 'unknown';
      push(seen, key(cell), { detector, judged: cell, cause: blame, month: of });
    }
    for (const cell of of.cells.filter((one) => one.n < detector.minimumN))
      count(unjudged, key(cell), 'too-few-events', 1);
    for (const abstention of of.abstentions) count(unjudged, key(abstention), abstention.reason, abstention.n);
  }
  const rows = [...seen].flatMap(([cell, detectors]) => judgedFinding(computation, month, cell, detectors));
  for (const [cell, reasons] of unjudged) {
    if (!seen.has(cell)) rows.push(unjudgedFinding(computation, month, cell, reasons));
  }
  return rows;
}

function judgedFinding(computation: number, month: string, cell: string, seen: Seen[]): FindingRow[] {
  const flagged = seen.filter((one) => one.judged.flaggedCell);
  const families = [...new Set(flagged.map((one) => one.detector.family))];
  const base = identify(computation, month, cell);
  const chosen = inRandomArm(base.requirement, base.unit, month);
  if (flagged.length === 0 && !chosen) return [];
  const opens =
    flagged.some((one) => one.detector.identity) ||
    families.filter((family) => family !== NO_FAMILY_OF_ITS_OWN).length >= FAMILIES_TO_OPEN;
  const first = [...flagged].sort((a, b) => a.judged.q - b.judged.q)[0];
  const body: KeptFinding = {
    families,
    detectors: seen
      .map(({ detector, judged }) => ({
        id: detector.id,
        observed: judged.flagged,
        n: judged.n,
        reference: judged.reference,
        expected: judged.expected,
        shrunk: judged.shrunk,
        low: judged.low,
        high: judged.high,
        p: judged.p,
        q: judged.q,
        flagged: judged.flaggedCell,
        rho: judged.rho,
        critical: judged.critical,
        ...(judged.units ? { units: judged.units } : {}),
      }))
      .sort((a, b) => a.q - b.q),
    attribution: {
      to: combine(flagged.map((one) => one.cause)),
      same_people_contrast: first ? contrast(first.month.samePeople.get(first.judged.requirement)) : null,
      ...partitionAnswer(first?.month.partition ?? UNKNOWN_PARTITION),
    },
  };
  return [
    {
      ...base,
      status: opens ? 'open' : 'watch',
      reason: flagged.length === 0 ? 'random-arm' : opens ? '' : 'needs-more-families',
      random_arm: chosen ? 1 : 0,
      signals: flagged.reduce((all, one) => all + one.judged.signals, 0),
      excused: seen.reduce((all, one) => all + one.judged.excused, 0),
      q: first?.judged.q ?? 1,
      body: JSON.stringify(body),
    },
  ];
}

function unjudgedFinding(computation: number, month: string, cell: string, reasons: Map<string, number>): FindingRow {
  const [reason = 'too-few-events'] = [...reasons].sort((a, b) => b[1] - a[1])[0] ?? [];
  const body: KeptFinding = {
    families: [],
    detectors: [],
    attribution: { to: 'unknown', same_people_contrast: null, ...partitionAnswer(UNKNOWN_PARTITION) },
  };
  return {
    ...identify(computation, month, cell),
    status: 'cannot-judge',
    reason,
    random_arm: 0,
    signals: 0,
    excused: 0,
    q: 1,
    body: JSON.stringify(body),
  };
}

function partitionAnswer(partition: Partition) {
  return {
    icc_requirement: partition.requirement,
    icc_unit: partition.unit,
    icc_person: partition.person,
    person_view: personView(partition),
  };
}

/** The id is the same whenever and wherever it is computed. */
function identify(computation: number, month: string, cell: string) {
  const [requirement = '', unit = ''] = cell.split('\u001f');
  const digest = createHash('sha256').update(`${requirement}\u001f${unit}\u001f${month}`).digest('hex');
  return {
    computation,
    month,
    id: `F${month.slice(0, 4)}${month.slice(5, 7)}-${digest.slice(0, 16)}`,
    requirement,
    unit,
  };
}

function key({ requirement, unit }: { requirement: string; unit: string }): string {
  return `${requirement}\u001f${unit}`;
}

function push<K, V>(map: Map<K, V[]>, name: K, value: V): void {
  const list = map.get(name);
  if (list) list.push(value);
  else map.set(name, [value]);
}

function count(map: Map<string, Map<string, number>>, cell: string, reason: string, n: number): void {
  const reasons = map.get(cell) ?? new Map<string, number>();
  reasons.set(reason, (reasons.get(reason) ?? 0) + n);
  map.set(cell, reasons);
}
