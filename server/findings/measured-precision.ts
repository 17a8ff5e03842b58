/**
 * How often the detectors were right, by back-checks. A lead was right when its check confirmed it, found it valuable, or found
 * the requirement at fault; wrong when the check found a false positive. Checks that follow leads measure precision; those of
 * records that nothing flagged (the random arm sends people there) show what is missed.
 */
import { Injectable } from '@nestjs/common';
import { EVENT_KINDS } from '../../metrics/facts.ts';
import { wilsonInterval } from '../../metrics/statistics/wilson.ts';
import type { Measured, Unflagged } from '../contract-measured.ts';
import { FactStore } from '../facts/fact-store.ts';
import { AnswerCache } from '../indicators/answer-cache.ts';

export interface Precision {
  byDetector: Map<string, Measured>;
  unflagged: Unflagged;
}

interface Row {
  /** '' = flagged by none. */
  detector: string;
  result: keyof typeof OUTCOMES;
  n: number;
}

const LEVEL = 0.95;
const OUTCOMES = {
  confirmed: 'confirmed',
  valuable: 'valuable',
  'false-positive': 'falsePositives',
  'requirement-defect': 'requirementDefects',
} as const;

/** Checks of records that are here: those of others cannot have been flagged, nor missed. */
const KNOWN = EVENT_KINDS.map(
  (kind) =>
    `SELECT source, external_id FROM ${kind} WHERE (source, external_id) IN (SELECT source, external_id FROM backchecks)`,
).join(' UNION ALL ');

/**
 * Back-checks by detector: every checked record counts once for each detector that flagged it without an excuse. Detectors that
 * are made of back-checks would only agree with themselves.
 */
const CHECKS = `
  SELECT f.detector AS detector, b.result AS result, count() AS n
  FROM (SELECT source, external_id, toString(result) AS result FROM backchecks WHERE (source, external_id) IN (${KNOWN})) b
  LEFT JOIN (
    SELECT DISTINCT detector, fact.source AS source, fact.external_id AS external_id
    FROM (SELECT detector, arrayJoin(arraySlice(events, 1, flagged)) AS fact FROM signals
        WHERE excuse = '' AND family != 'verification')
    WHERE (fact.source, fact.external_id) IN (SELECT source, external_id FROM backchecks)) f
    ON f.source = b.source AND f.external_id = b.external_id
  GROUP BY detector, result`;

@Injectable()
export class MeasuredPrecision {
  constructor(
    private readonly store: FactStore,
    private readonly cache: AnswerCache,
  ) {}

  /** Over the whole county and time: a property of the detector, not of a unit. Detectors without a check are absent. */
  async read(): Promise<Precision> {
    const rows = await this.cache.lasting('checks-by-detector', async () => {
      const [checks] = await this.store.query<{ n: number }>('SELECT count() AS n FROM backchecks');
      return checks?.n ? this.store.query<Row>(CHECKS) : [];
    });
    return precisionOf(rows);
  }
}

/** From counts of checks by detector ('' = flagged by none) and result. */
export function precisionOf(rows: readonly Row[]): Precision {
  const counts = new Map<string, Record<(typeof OUTCOMES)[Row['result']], number>>();
  for (const { detector, result, n } of rows) {
    const of = counts.get(detector) ?? { confirmed: 0, valuable: 0, falsePositives: 0, requirementDefects: 0 };
    of[OUTCOMES[result]] += n;
    counts.set(detector, of);
  }
  const byDetector = new Map<string, Measured>();
  for (const [detector, of] of counts) {
    if (detector === '') continue;
    const checked = of.confirmed + of.valuable + of.falsePositives + of.requirementDefects;
    const right = checked - of.falsePositives;
    const [low, high] = wilsonInterval(right, checked, LEVEL);
    byDetector.set(detector, { ...of, checked, precision: right / checked, low, high });
  }
  const none = counts.get('');
  const checked = none ? none.confirmed + none.valuable + none.falsePositives + none.requirementDefects : 0;
  if (!none || checked === 0)
    return { byDetector, unflagged: { checked, confirmed: 0, share: null, low: null, high: null } };
  const [low, high] = wilsonInterval(none.confirmed, checked, LEVEL);
  return { byDetector, unflagged: { checked, confirmed: none.confirmed, share: none.confirmed / checked, low, high } };
}
