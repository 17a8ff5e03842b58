/** How fresh the logs are. Every page asks, so nothing is read again before a load, a withdrawal or a computation. */
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Coverage, Sources } from '../contract-sources.ts';
import { DIRECTORY_DAY, REMOVALS_FROM } from '../facts/batch-days.ts';
import { FactStore } from '../facts/fact-store.ts';
import { AnswerCache } from '../indicators/answer-cache.ts';
import { ComputationService } from '../indicators/computation.service.ts';
import { Batch } from '../intake/batch.entity.ts';
import { IntakeService } from '../intake/intake.service.ts';
import { Operations } from '../operations/operations.ts';
import { shanghaiTime } from '../shanghai-time.ts';

type SourceRow = Sources['rows'][number];
type SourceFact = Omit<SourceRow, 'lastLoadedAt'> & { batch: number };

const COUNTED = ['checkins', 'reports', 'tasks']
  .map(
    (
      kind,
    ) => `SELECT '${kind}' AS kind, source, count() AS rows, min(day) AS first, max(day) AS last, max(batch) AS batch
      FROM ${kind} GROUP BY source`,
  )
  .join(' UNION ALL ');

const SOURCES = `SELECT f.source AS source, f.kind AS kind, f.rows AS rows, toString(f.first) AS firstDay, toString(f.last) AS lastDay,
    f.batch AS batch, greatest(c.precision_s, 1) AS precisionS
  FROM (${COUNTED}) f LEFT ANY JOIN (SELECT kind, source, precision_s FROM clock_precision
    WHERE clock IN ('claimed_at', 'submitted_at', 'issued_at') AND (kind, clock) IN
      (('checkins', 'claimed_at'), ('reports', 'submitted_at'), ('tasks', 'issued_at'))) c ON c.kind = f.kind AND c.source = f.source
  ORDER BY f.kind, f.source`;

/** 2149-06-06 is the last day of the engine's type. */
const COVERAGE = `SELECT uniqExact(b.batch) AS n FROM batch_days b
  WHERE b.batch < {removals:UInt32} AND b.day != {directory:Date} AND b.day BETWEEN {from:Date} AND {to:Date}
    AND b.batch IN (SELECT batch FROM computed_batches)`;

/** A load that fails tells nobody, though rows of it may have been counted meanwhile. */
const TRUSTED_MILLISECONDS = 60_000;

interface Freshness {
  at: number;
  computation: number;
  read: Promise<Pick<Sources, 'rows' | 'stale'>>;
}

@Injectable()
export class SourcesService {
  private kept: Freshness | undefined;

  constructor(
    private readonly store: FactStore,
    private readonly computation: ComputationService,
    private readonly operations: Operations,
    private readonly cache: AnswerCache,
    intake: IntakeService,
  ) {
    // Only this process writes facts: what it does not tell of did not change them.
    intake.onLoaded(() => (this.kept = undefined));
  }

  async sources(): Promise<Sources> {
    const { computation, finishedAt } = await this.computation.current();
    const { kept } = this;
    if (kept?.computation !== computation || Date.now() - kept.at > TRUSTED_MILLISECONDS) this.keep(computation);
    return { ...(await this.kept!.read), computedAt: finishedAt };
  }

  /** How many batches hold rows of the days asked for; a withdrawn batch no longer does, one not yet computed does not yet. */
  async coverage(days: { from?: string | undefined; to?: string | undefined }): Promise<Coverage> {
    const { finishedAt } = await this.computation.current();
    const batches = await this.cache.answer(['coverage', days], async () => {
      const [row] = await this.store.query<{ n: number }>(COVERAGE, {
        directory: DIRECTORY_DAY,
        removals: REMOVALS_FROM,
        from: days.from ?? '1970-01-02',
        to: days.to ?? '2149-06-06',
      });
      return row?.n ?? 0;
    });
    return { asOf: finishedAt, batches };
  }

  private keep(computation: number): void {
    const kept: Freshness = { at: Date.now(), computation, read: this.read() };
    this.kept = kept;
    kept.read.catch(() => {
      if (this.kept === kept) this.kept = undefined;
    });
  }

  private async read(): Promise<Pick<Sources, 'rows' | 'stale'>> {
    const [rows, stale] = await Promise.all([this.readRows(), this.computation.isStale()]);
    return { rows, stale };
  }

  private async readRows(): Promise<SourceRow[]> {
    const facts = await this.store.query<SourceFact>(SOURCES);
    const batches = await this.operations.read.findBy(Batch, { receipt: In(facts.map((row) => row.batch)) });
    const loadedAt = new Map(batches.map((one) => [one.receipt, one.loadedAt ?? one.receivedAt]));
    return facts.map(({ batch, ...row }) => ({
      ...row,
      lastLoadedAt: shanghaiTime(loadedAt.get(batch) ?? new Date(0)),
    }));
  }
}
