/**
 * Is the tool sound? Everything here rests on back-checks of records that are known. Checks that follow leads say how often a
 * lead is right, by detector, by strength and by month; checks of records that nothing flagged say what is missed, and only
 * those in findings drawn by lot stand for the rest.
 */
import { Injectable } from '@nestjs/common';
import { EVENT_KINDS } from '../../metrics/facts.ts';
import type { Soundness } from '../contract-views.ts';
import { FactStore } from '../facts/fact-store.ts';
import { AnswerCache } from '../indicators/answer-cache.ts';
import { ComputationService } from '../indicators/computation.service.ts';
import { UNIT, PLACED } from '../indicators/statements.ts';
import { MeasuredPrecision } from './measured-precision.ts';
import { RANDOM_ARM } from './random-arm.ts';

/** Of fewer, a share says nothing: the interval of 5 right ones of 10 reaches from a quarter to three quarters. */
const MINIMUM_CHECKS = 10;
const BANDS = 5;

/** Checked records that are here, each once; columns source, external_id, result, month, requirement, unit, event_month. */
const CHECKED = `
  SELECT b.source AS source, b.external_id AS external_id, b.result AS result, b.month AS month, r.requirement AS requirement,
    r.unit AS unit, r.event_month AS event_month
  FROM (SELECT source, external_id, toString(result) AS result, if(checked_at IS NULL, '', formatDateTime(assumeNotNull(checked_at), '%Y-%m')) AS month
    FROM backchecks) b
  INNER JOIN (SELECT e.source AS source, e.external_id AS external_id, e.requirement AS requirement, ${UNIT} AS unit, toStartOfMonth(e.day) AS event_month
    FROM (${EVENT_KINDS.map(
      (kind) => `SELECT source, external_id, requirement_code AS requirement, cadre_code AS cadre,
        ${kind === 'tasks' ? 'org_unit_code' : `''`} AS org_unit, day FROM ${kind}
      WHERE (source, external_id) IN (SELECT source, external_id FROM backchecks)`,
    ).join(' UNION ALL ')}) e ${PLACED}) r
  ON r.source = b.source AND r.external_id = b.external_id`;

/** Strength of the strongest unexcused signal that flags a checked record. */
const STRONGEST = `
  SELECT fact.source AS source, fact.external_id AS external_id, max(strength) AS strength
  FROM (SELECT arrayJoin(arraySlice(events, 1, flagged)) AS fact, strength FROM signals WHERE excuse = '' AND family != 'verification')
  WHERE (fact.source, fact.external_id) IN (SELECT source, external_id FROM backchecks) GROUP BY source, external_id`;

const JUDGED = `
  SELECT c.result AS result, c.month AS month, s.external_id != '' AS is_flagged,
    toUInt8(least(${BANDS} - 1, floor(s.strength * ${BANDS}))) AS band,
    (c.requirement, c.unit, c.event_month) IN (SELECT toString(requirement), toString(unit), month FROM findings WHERE random_arm = 1)
      OR (c.requirement, '', c.event_month) IN (SELECT toString(requirement), toString(unit), month FROM findings WHERE random_arm = 1) AS by_lot
  FROM (${CHECKED}) c LEFT ANY JOIN (${STRONGEST}) s ON s.source = c.source AND s.external_id = c.external_id`;

interface Row {
  result: string;
  month: string;
  is_flagged: number;
  band: number;
  by_lot: number;
  n: number;
}

@Injectable()
export class SoundnessService {
  constructor(
    private readonly store: FactStore,
    private readonly cache: AnswerCache,
    private readonly computation: ComputationService,
    private readonly precision: MeasuredPrecision,
  ) {}

  /** Over the whole county and time: a property of the tool, not of a unit. */
  read(): Promise<Soundness> {
    return this.cache.lasting('soundness', () => this.make());
  }

  private async make(): Promise<Soundness> {
    const [{ byDetector, unflagged }, rows, [arm], { finishedAt }] = await Promise.all([
      this.precision.read(),
      this.store.query<Row>(
        `SELECT result, month, is_flagged, band, by_lot, count() AS n FROM (${JUDGED}) GROUP BY result, month, is_flagged, band, by_lot`,
      ),
      this.store.query<{ drawn: number; standing: number }>(
        `SELECT count() AS drawn, countIf(reason != 'random-arm') AS standing FROM findings WHERE random_arm = 1`,
      ),
      this.computation.current(),
    ]);
    const sum = (chosen: (row: Row) => boolean) => rows.reduce((all, row) => all + (chosen(row) ? row.n : 0), 0);
    const isRight = (row: Row) => row.result !== 'false-positive';
    const isUntrue = (row: Row) => row.result === 'confirmed';
    const led = (row: Row) => row.is_flagged === 1;
    const months = [...new Set(rows.filter((row) => led(row) && row.month !== '').map((row) => row.month))].sort();
    const counted = (chosen: (row: Row) => boolean) => ({
      checked: sum((row) => led(row) && chosen(row)),
      right: sum((row) => led(row) && chosen(row) && isRight(row)),
    });
    return {
      asOf: finishedAt,
      minimumChecks: MINIMUM_CHECKS,
      detectors: [...byDetector]
        .map(([detector, measured]) => ({ detector, ...measured }))
        .sort((a, b) => b.checked - a.checked || (a.detector < b.detector ? -1 : 1)),
      confusion: {
        flaggedRight: sum((row) => led(row) && isRight(row)),
        flaggedWrong: sum((row) => led(row) && !isRight(row)),
        missed: sum((row) => !led(row) && isUntrue(row)),
        clear: sum((row) => !led(row) && !isUntrue(row)),
      },
      bands: Array.from({ length: BANDS }, (_, band) => ({
        from: band / BANDS,
        to: (band + 1) / BANDS,
        ...counted((row) => row.band === band),
      })),
      months: months.map((month) => ({ month, ...counted((row) => row.month === month) })),
      unflagged,
      arm: {
        ...RANDOM_ARM,
        drawn: arm?.drawn ?? 0,
        standingOut: arm?.standing ?? 0,
        checked: sum((row) => row.by_lot === 1),
        untrue: sum((row) => row.by_lot === 1 && isUntrue(row)),
      },
    };
  }
}
