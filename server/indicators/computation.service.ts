/** Brings signals, risk counts, indicator values and findings up to date with the facts, day by day. */
import { Injectable, Logger } from '@nestjs/common';
import { catalogue } from '../../metrics/catalogue.ts';
import type { Detector, Indicator } from '../../metrics/definition.ts';
import { FactStore } from '../facts/fact-store.ts';
import { FindingsComputation } from '../findings/findings-computation.ts';
import { affectedDays, dueDays } from './due-days.ts';
import { prepareClockPrecision, prepareDirectory } from './lookups.ts';
import { dropSuperseded, joinMonths, scatteredMonths } from './upkeep.ts';
import { indicatorRows, insertInto, isAdditive, riskRows, signalRows, type Statement } from './statements.ts';

export interface ComputationResult {
  computation: number;
  /** Days computed. */
  partitions: number;
  signals: number;
  findings: number;
  seconds: number;
}

/** First and last day that were computed, `YYYY-MM-DD`. */
export interface Span {
  first: string;
  last: string;
}

interface Latest {
  computation: number;
  finishedAt: string | null;
  span: Span | undefined;
}

export type ReportProgress = (phase: string, share: number) => void;

/** Rows of facts one pass may hold at once; bounds the engine's memory whatever the history. */
const ROWS_PER_PASS = 1_500_000;
/** Below this many rows a pass joins all definitions of a table in one statement. */
const SMALL_PASS_ROWS = 60_000;
/** After so many computations the computed tables are tidied. */
const UPKEEP_EVERY = 20;
/** Statements in flight; the engine has as many threads as the machine has cores. */
const PARALLEL = 2;

@Injectable()
export class ComputationService {
  private readonly log = new Logger(ComputationService.name);
  private running: Promise<unknown> = Promise.resolve();
  private latest: Promise<Latest> | undefined;

  constructor(
    private readonly store: FactStore,
    private readonly findings: FindingsComputation,
  ) {}

  /** True when loaded facts have not been computed yet. */
  async isStale(): Promise<boolean> {
    const [row] = await this.store.query<{ n: number }>(
      'SELECT count() AS n FROM batch_days WHERE batch NOT IN (SELECT batch FROM computed_batches)',
    );
    return (row?.n ?? 0) > 0;
  }

  /** The number of the last complete computation, 0 before the first. Only this process computes: it is kept in memory. */
  current(): Promise<Latest> {
    this.latest ??= this.readLatest();
    this.latest.catch(() => (this.latest = undefined));
    return this.latest;
  }

  /** Undefined before the first computation. */
  async span(): Promise<Span | undefined> {
    return (await this.current()).span;
  }

  private async readLatest(): Promise<Latest> {
    const [row] = await this.store.query<{ newest: number; finished: string | null }>(
      'SELECT max(computation) AS newest, argMax(finished_at, computation) AS finished FROM computations WHERE complete = 1',
    );
    const [span] = await this.store.query<Span & { n: number }>(
      'SELECT toString(min(day)) AS first, toString(max(day)) AS last, count() AS n FROM indicator_daily',
    );
    return {
      computation: row?.newest ?? 0,
      finishedAt: row?.newest ? row.finished : null,
      span: span?.n ? { first: span.first, last: span.last } : undefined,
    };
  }

  /** Computes what changed, or everything. Calls queue; each sees the facts loaded when it starts. */
  compute(options: { full?: boolean; signal?: AbortSignal; report?: ReportProgress } = {}): Promise<ComputationResult> {
    const run = this.running.then(() => this.run(options));
    this.running = run.catch(() => undefined);
    return run;
  }

  private async run(options: {
    full?: boolean;
    signal?: AbortSignal;
    report?: ReportProgress;
  }): Promise<ComputationResult> {
    const started = Date.now();
    const report = options.report ?? (() => undefined);
    const due = await dueDays(this.store);
    const everything = options.full || due.everything || !(await this.current()).span;
    if (everything) await prepareDirectory(this.store);
    const precisionChanged = await prepareClockPrecision(this.store, everything ? undefined : due.days);
    const days = everything || precisionChanged ? await this.allDays() : await affectedDays(this.store, due);
    if (!everything && days.length === 0 && due.batches.length === 0) return this.nothingDue(started);
    const computation = await this.begin();
    const passes = await this.passes(days);
    for (const [index, pass] of passes.entries()) {
      options.signal?.throwIfAborted();
      await this.computePass(computation, pass, options.signal);
      report('signals', (index + 1) / (passes.length + 1));
    }
    await this.store.insert(
      'computed_days',
      days.map((day) => ({ day, computation })),
    );
    const months = [...new Set(days.map((day) => `${day.slice(0, 7)}-01`))];
    const findings = await this.findings.compute(computation, months, options.signal);
    await this.store.insert(
      'computed_batches',
      due.batches.map((batch) => ({ batch, computation })),
    );
    const [count] = await this.store.query<{ n: number }>(
      'SELECT count() AS n FROM signal_rows WHERE computation = {computation:UInt32}',
      { computation },
    );
    const signals = count?.n ?? 0;
    await this.finish(computation, started, days.length, signals, findings);
    this.latest = undefined;
    if (options.full || computation % UPKEEP_EVERY === 0) await this.upkeep();
    report('done', 1);
    const seconds = (Date.now() - started) / 1000;
    this.log.log(
      `computation ${computation}: ${days.length} days, ${signals} signals, ${findings} findings, ${seconds} s`,
    );
    return { computation, partitions: days.length, signals, findings, seconds };
  }

  private async nothingDue(started: number): Promise<ComputationResult> {
    const { computation } = await this.current();
    return { computation, partitions: 0, signals: 0, findings: 0, seconds: (Date.now() - started) / 1000 };
  }

  private async allDays(): Promise<string[]> {
    const rows = await this.store.query<{ day: string }>(
      `SELECT DISTINCT day FROM (SELECT day FROM checkins UNION ALL SELECT day FROM reports UNION ALL SELECT day FROM tasks
         UNION ALL SELECT day FROM computed_days) ORDER BY day`,
    );
    return rows.map((row) => row.day);
  }

  /** Runs of days that hold about ROWS_PER_PASS facts each. */
  private async passes(days: string[]): Promise<{ days: string[]; rows: number }[]> {
    const counts = await this.store.query<{ day: string; n: number }>(
      `SELECT day, count() AS n FROM (SELECT day FROM checkins UNION ALL SELECT day FROM reports UNION ALL SELECT day FROM tasks)
       WHERE day IN {days:Array(Date)} GROUP BY day`,
      { days },
    );
    const rowsOf = new Map(counts.map((row) => [row.day, row.n]));
    const passes: { days: string[]; rows: number }[] = [];
    for (const day of [...days].sort()) {
      const rows = rowsOf.get(day) ?? 0;
      const last = passes.at(-1);
      if (last && last.rows + rows <= ROWS_PER_PASS) {
        last.days.push(day);
        last.rows += rows;
      } else passes.push({ days: [day], rows });
    }
    return passes;
  }

  private async computePass(
    computation: number,
    pass: { days: string[]; rows: number },
    signal?: AbortSignal,
  ): Promise<void> {
    const tables: [string, Statement[]][] = [
      ['signal_rows', detectors().map(signalRows)],
      ['risk_rows', detectors().map(riskRows)],
      ['indicator_rows', indicators().filter(isAdditive).map(indicatorRows)],
    ];
    const inserts = tables.flatMap(([table, statements]) =>
      pass.rows <= SMALL_PASS_ROWS
        ? [insertInto(table, statements)]
        : statements.map((statement) => insertInto(table, [statement])),
    );
    const waiting = [...inserts];
    const worker = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        signal?.throwIfAborted();
        await this.store.command(
          next.sql,
          { ...next.parameters, computation, days: pass.days },
          { settings: { max_partitions_per_insert_block: 0 }, ...(signal ? { signal } : {}) },
        );
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
  }

  private async upkeep(): Promise<void> {
    const months = await scatteredMonths(this.store);
    if (months.length > 0) {
      const computation = await this.begin();
      await joinMonths(this.store, computation, months);
      await this.finish(computation, Date.now(), 0, 0, 0);
      this.latest = undefined;
    }
    await dropSuperseded(this.store);
  }

  private async begin(): Promise<number> {
    const [row] = await this.store.query<{ last: number }>('SELECT max(computation) AS last FROM computations');
    const computation = (row?.last ?? 0) + 1;
    await this.store.command(`INSERT INTO computations SELECT {computation:UInt32}, now64(3), NULL, 0, 0, 0, 0`, {
      computation,
    });
    return computation;
  }

  private finish(computation: number, started: number, days: number, signals: number, findings: number): Promise<void> {
    return this.store.command(
      `INSERT INTO computations SELECT {computation:UInt32}, fromUnixTimestamp64Milli({started:Int64}), now64(3), 1,
         {days:UInt32}, {signals:UInt64}, {findings:UInt64}`,
      { computation, started, days, signals, findings },
    );
  }
}

function detectors(): Detector[] {
  return catalogue.filter((definition) => definition.kind === 'risk');
}

function indicators(): Indicator[] {
  return catalogue.filter((definition) => definition.kind === 'burden');
}
