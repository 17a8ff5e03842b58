/** Brings signals, risk counts, indicator values and findings up to date with the facts, day by day. */
import { Injectable, Logger } from '@nestjs/common';
import { DATED_KINDS } from '../../metrics/facts.ts';
import { FactStore } from '../facts/fact-store.ts';
import { FindingsComputation } from '../findings/findings-computation.ts';
import { PolicyComputation } from '../policy/policy-computation.ts';
import { definitionsChanged, keepDefinitions, presentDefinitions } from './computed-definitions.ts';
import { affectedDays, bridged, dueDays, type Due } from './due-days.ts';
import { keepFormerResults } from './former-results.ts';
import { prepareClockPrecision, prepareDirectory } from './lookups.ts';
import { computePass, emptyWorkTables, type Pass } from './pass.ts';
import { renewSketches } from './sketches.ts';
import { dropSuperseded, joinMonths, scatteredMonths } from './upkeep.ts';

export interface ComputationResult {
  computation: number;
  /** Days computed. */
  partitions: number;
  signals: number;
  findings: number;
  /** Policy rules judged anew, each month of a monthly rule counted. */
  rules: number;
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
}

export type ReportProgress = (phase: string, share: number) => void;

/** Rows of facts one pass may hold at once; bounds the engine's memory whatever the history. */
const ROWS_PER_PASS = 1_500_000;
/** After so many computations the computed tables are tidied. */
const UPKEEP_EVERY = 20;

@Injectable()
export class ComputationService {
  private readonly log = new Logger(ComputationService.name);
  private running: Promise<unknown> = Promise.resolve();
  private latest: Promise<Latest> | undefined;
  private computedSpan: Promise<Span | undefined> | undefined;
  private changed: Promise<boolean> | undefined;
  /** The last number that was used, by a complete computation or not; only this process computes. */
  private used: number | undefined;
  private workTablesAreEmpty = false;
  private readonly listeners: (() => void)[] = [];

  constructor(
    private readonly store: FactStore,
    private readonly findings: FindingsComputation,
    private readonly policy: PolicyComputation,
  ) {}

  /** True when loaded facts have not been computed yet, or definitions have changed since. */
  async isStale(): Promise<boolean> {
    if ((await this.current()).computation > 0 && (await this.definitionsChanged())) return true;
    const [row] = await this.store.query<{ n: number }>(
      'SELECT count() AS n FROM batch_days WHERE batch NOT IN (SELECT batch FROM computed_batches)',
    );
    return (row?.n ?? 0) > 0;
  }

  /** True when rules would say something else: another edition, or another day. */
  rulesAreDue(): Promise<boolean> {
    return this.policy.isDue();
  }

  /** Judges the rules whose edition or facts changed, after whatever is being computed: it prepares the lookups they read. */
  judgeRules(): Promise<number> {
    const run = this.running.then(() => this.policy.compute());
    this.running = run.catch(() => undefined);
    return run;
  }

  /** The number of the last complete computation, 0 before the first. Only this process computes: it is kept in memory. */
  current(): Promise<Latest> {
    this.latest ??= this.readLatest();
    this.latest.catch(() => (this.latest = undefined));
    return this.latest;
  }

  /** Undefined before the first computation. */
  span(): Promise<Span | undefined> {
    this.computedSpan ??= this.readSpan();
    this.computedSpan.catch(() => (this.computedSpan = undefined));
    return this.computedSpan;
  }

  private async readLatest(): Promise<Latest> {
    const [row] = await this.store.query<{ newest: number; finished: string | null }>(
      'SELECT max(computation) AS newest, argMax(finished_at, computation) AS finished FROM computations WHERE complete = 1',
    );
    return { computation: row?.newest ?? 0, finishedAt: row?.newest ? row.finished : null };
  }

  private async readSpan(): Promise<Span | undefined> {
    const [span] = await this.store.query<Span & { n: number }>(
      'SELECT toString(min(day)) AS first, toString(max(day)) AS last, count() AS n FROM indicator_daily',
    );
    return span?.n ? { first: span.first, last: span.last } : undefined;
  }

  /** Only this process computes, and definitions come with the program: asked once until something is computed or set. */
  private definitionsChanged(): Promise<boolean> {
    this.changed ??= definitionsChanged(this.store);
    this.changed.catch(() => (this.changed = undefined));
    return this.changed;
  }

  /** Call when what definitions read was set anew (the time model). */
  definitionsWereSet(): void {
    this.changed = undefined;
    for (const listener of this.listeners) listener();
  }

  /** Told when everything is due again. */
  onDefinitionsSet(listener: () => void): void {
    this.listeners.push(listener);
  }

  private forget(): void {
    this.latest = undefined;
    this.computedSpan = undefined;
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
    const [due, changed, last] = await Promise.all([dueDays(this.store), this.definitionsChanged(), this.lastNumber()]);
    if (changed) await keepFormerResults(this.store);
    const anew = options.full || changed;
    const everything = anew || due.everything;
    if (!everything && due.days.length === 0 && due.batches.length === 0)
      return this.nothingDue(started, options.signal);
    const madeWith = everything ? await presentDefinitions(this.store) : [];
    if (everything) await prepareDirectory(this.store);
    const computation = last + 1;
    const [precisionChanged] = await Promise.all([
      prepareClockPrecision(this.store, everything ? undefined : due),
      this.begin(computation),
      this.workTablesAreEmpty ? undefined : emptyWorkTables(this.store),
    ]);
    this.workTablesAreEmpty = false;
    // Rules lean on the facts and the lookups only; whatever becomes of the days, nobody prepares lookups anew while rules read them.
    const judging = this.policy.compute({ full: options.full ?? false, signal: options.signal });
    const judged = Promise.allSettled([judging]);
    const computing = this.computeDays(
      computation,
      due,
      { anew, everything, precisionChanged },
      options.signal,
      report,
    );
    const { days, findings, signals } = await computing.finally(() => judged);
    this.workTablesAreEmpty = true;
    const rules = await judging;
    if (everything) await keepDefinitions(this.store, computation, madeWith);
    await Promise.all([
      this.store.insert(
        'computed_batches',
        due.batches.map((batch) => ({ batch, computation })),
      ),
      this.finish(computation, started, days.length, signals, findings),
    ]);
    this.forget();
    if (everything) this.changed = undefined;
    if (options.full || computation % UPKEEP_EVERY === 0) await this.upkeep();
    report('done', 1);
    const seconds = (Date.now() - started) / 1000;
    this.log.log(
      `computation ${computation}: ${days.length} days, ${signals} signals, ${findings} findings, ${seconds} s`,
    );
    return { computation, partitions: days.length, signals, findings, rules, seconds };
  }

  /** Everything of the days that are due, of which there may be more than were touched. */
  private async computeDays(
    computation: number,
    due: Due,
    { anew, everything, precisionChanged }: { anew: boolean; everything: boolean; precisionChanged: boolean },
    signal: AbortSignal | undefined,
    report: ReportProgress,
  ): Promise<{ days: string[]; findings: number; signals: number }> {
    const sketched = await renewSketches(this.store, computation, due, everything, anew ? await this.allDays() : []);
    const all = everything || precisionChanged;
    const days = all ? await this.allDays() : await affectedDays(this.store, { ...due, days: sketched });
    const passes = await this.passes(days);
    for (const [index, pass] of passes.entries()) {
      signal?.throwIfAborted();
      await computePass(this.store, computation, pass, signal);
      report('signals', (index + 1) / (passes.length + 1));
    }
    await this.store.insert(
      'computed_days',
      days.map((day) => ({ day, computation })),
    );
    const months = [...new Set(days.map((day) => `${day.slice(0, 7)}-01`))];
    const [findings, signals] = await Promise.all([
      this.findings.compute(computation, months, signal),
      this.countSignals(computation),
    ]);
    return { days, findings, signals };
  }

  private async countSignals(computation: number): Promise<number> {
    const [row] = await this.store.query<{ n: number }>(
      'SELECT count() AS n FROM signal_rows WHERE computation = {computation:UInt32}',
      { computation },
    );
    return row?.n ?? 0;
  }

  /** No facts changed; rules may have, or the day. */
  private async nothingDue(started: number, signal?: AbortSignal): Promise<ComputationResult> {
    const rules = await this.policy.compute({ signal });
    const { computation } = await this.current();
    return { computation, partitions: 0, signals: 0, findings: 0, rules, seconds: (Date.now() - started) / 1000 };
  }

  private async allDays(): Promise<string[]> {
    const rows = await this.store.query<{ day: string }>(
      `SELECT DISTINCT day FROM (${DATED_KINDS.map((kind) => `SELECT day FROM ${kind}`).join(' UNION ALL ')}
         UNION ALL SELECT day FROM computed_days) ORDER BY day`,
    );
    return bridged(rows.map((row) => row.day));
  }

  /** Runs of days that hold about ROWS_PER_PASS facts each. */
  private async passes(days: string[]): Promise<Pass[]> {
    const counts = await this.store.query<{ kind: string; day: string; n: number }>(
      `SELECT kind, day, count() AS n FROM (${DATED_KINDS.map((kind) => `SELECT '${kind}' AS kind, day FROM ${kind}`).join(' UNION ALL ')})
       WHERE day IN {days:Array(Date)} GROUP BY kind, day`,
      { days },
    );
    const passes: Pass[] = [];
    for (const day of [...days].sort()) {
      const here = counts.filter((row) => row.day === day);
      const rows = here.reduce((sum, row) => sum + row.n, 0);
      const last = passes.at(-1);
      const pass = last && last.rows + rows <= ROWS_PER_PASS ? last : { days: [], rows: 0, kinds: new Set<string>() };
      if (pass !== last) passes.push(pass);
      pass.days.push(day);
      pass.rows += rows;
      for (const { kind } of here) pass.kinds.add(kind);
    }
    return passes;
  }

  private async upkeep(): Promise<void> {
    const months = await scatteredMonths(this.store);
    if (months.length > 0) {
      const computation = (await this.lastNumber()) + 1;
      await this.begin(computation);
      await joinMonths(this.store, computation, months);
      await this.finish(computation, Date.now(), 0, 0, 0);
      this.forget();
    }
    await dropSuperseded(this.store);
  }

  /** Of all that ever began, complete or not. */
  private async lastNumber(): Promise<number> {
    if (this.used !== undefined) return this.used;
    const [row] = await this.store.query<{ last: number }>('SELECT max(computation) AS last FROM computations');
    return row?.last ?? 0;
  }

  private begin(computation: number): Promise<void> {
    this.used = computation;
    return this.store.command(`INSERT INTO computations SELECT {computation:UInt32}, now64(3), NULL, 0, 0, 0, 0`, {
      computation,
    });
  }

  private finish(computation: number, started: number, days: number, signals: number, findings: number): Promise<void> {
    return this.store.command(
      `INSERT INTO computations SELECT {computation:UInt32}, fromUnixTimestamp64Milli({started:Int64}), now64(3), 1,
         {days:UInt32}, {signals:UInt64}, {findings:UInt64}`,
      { computation, started, days, signals, findings },
    );
  }
}
