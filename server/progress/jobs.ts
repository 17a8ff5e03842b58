import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Words } from '../../metrics/columns.ts';
import type { JobEvent } from '../contract-intake.ts';
import { Refusal } from '../http/problem.ts';

/** What a job tells about itself; what it leaves out stays as it was. */
export interface JobReport {
  phase?: string;
  /** 0..1, null when unknown. */
  share?: number | null;
  rows?: number;
  message?: Words | null;
}

export type ReportJob = (report: JobReport) => void;

export interface Job<T = unknown> {
  readonly id: string;
  /** Settles with the work; a cancelled or failed job rejects. */
  readonly done: Promise<T>;
}

export interface NumberedEvent {
  id: number;
  event: JobEvent;
}

/** `signal.reason` when the server stops, not the owner: the work ends, and may be taken up again at the next start. */
export class ServerStops extends Error {
  override readonly name = 'ServerStops';
}

/** Owner of work that concerns everybody signed in: all may watch it, nobody may cancel it. */
export const EVERYBODY = '*';

type Listener = (numbered: NumberedEvent) => void;

interface RunningJob {
  owner: string;
  abort: AbortController;
  startedAt: number;
  lastId: number;
  lastSentAt: number;
  held: NodeJS.Timeout | undefined;
  now: JobEvent;
  recent: NumberedEvent[];
  listeners: Set<Listener>;
  done: Promise<unknown>;
}

/** Events a page that lost its connection can still be given. */
const KEPT_EVENTS = 200;
/** Progress faster than the eye follows is held back and sent together. */
const SHORTEST_GAP_MILLISECONDS = 200;
/** A finished job is remembered this long for whoever asks how it ended. */
const KEPT_MILLISECONDS = 3_600_000;
const MOST_FINISHED = 500;
/** At shutdown work may finish within this; then it is told to stop. With what follows it must fit in the ten seconds that
 * `docker stop` waits; what is interrupted is taken up at the next start. */
const GRACE_MILLISECONDS = 4_000;
/** Work that was told to stop and has not by then is given up. */
const DEAF_MILLISECONDS = 3_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const ENDED = new Set<JobEvent['state']>(['done', 'failed', 'cancelled']);
export const hasEnded = (event: JobEvent): boolean => ENDED.has(event.state);

/** Long work, watched and cancelled by whoever started it. Jobs live in this process only; their results are elsewhere. */
@Injectable()
export class Jobs implements BeforeApplicationShutdown {
  private readonly log = new Logger('jobs');
  private readonly jobs = new Map<string, RunningJob>();
  private readonly awaited = new Map<string, Set<() => void>>();
  private stopped: Promise<void> | undefined;

  /**
   * Starts `work` at once. `work` must stop when `signal` aborts, and reports progress as often as it likes.
   * @param owner Principal.id: nobody else can watch or cancel it
   * @param id a lower-case UUID chosen by the caller; one is made when absent. @throws Refusal `job-exists`, `bad-job-id`
   */
  start<T>(
    kind: JobEvent['kind'],
    owner: string,
    work: (report: ReportJob, signal: AbortSignal) => Promise<T>,
    id: string = randomUUID(),
  ): Job<T> {
    if (!UUID.test(id))
      throw new Refusal(400, 'bad-job-id', { zh: '任务编号应为小写 UUID。', en: 'A job id is a lower-case UUID.' });
    if (this.jobs.has(id))
      throw new Refusal(409, 'job-exists', { zh: '任务编号已被使用。', en: 'That job id is taken.' });
    this.forgetOld();
    const job: RunningJob = {
      owner,
      abort: new AbortController(),
      startedAt: Date.now(),
      lastId: 0,
      lastSentAt: 0,
      held: undefined,
      now: { job: id, kind, state: 'running', phase: '', share: null, rows: 0, etaSeconds: null, message: null },
      recent: [],
      listeners: new Set(),
      done: Promise.resolve(),
    };
    this.jobs.set(id, job);
    this.send(job);
    for (const notify of this.awaited.get(id) ?? []) notify();
    if (this.stopped) job.abort.abort(new ServerStops());
    const done = (async () => {
      job.abort.signal.throwIfAborted();
      return work((report) => this.report(job, report), job.abort.signal);
    })();
    job.done = done.then(
      () => this.end(job, { state: 'done', share: 1, etaSeconds: 0 }),
      (error: unknown) => this.end(job, this.failure(job, error)),
    );
    // The starter may only be interested in the events.
    done.catch(() => undefined);
    return { id, done };
  }

  /** @throws Refusal 404 `no-such-job` when there is none or it is somebody else's */
  cancel(id: string, owner: string): void {
    const job = this.owned(id, owner);
    if (job.owner !== owner)
      throw new Refusal(403, 'not-yours', { zh: '不能取消他人的任务。', en: 'Only its owner cancels a job.' });
    job.abort.abort();
  }

  /** The state now. @throws Refusal 404 */
  state(id: string, owner: string): JobEvent {
    return this.owned(id, owner).now;
  }

  /**
   * Events after number `after` (0 = all still kept), then live ones.
   * @returns a function that stops listening. @throws Refusal 404
   */
  listen(id: string, owner: string, after: number, listener: Listener): () => void {
    const job = this.owned(id, owner);
    // Older than what is kept, or from another life of this process: the current state stands for all that is missing.
    const first = job.recent[0]?.id ?? job.lastId;
    if (after > job.lastId || after + 1 < first) listener({ id: job.lastId, event: job.now });
    else for (const numbered of job.recent) if (numbered.id > after) listener(numbered);
    job.listeners.add(listener);
    return () => job.listeners.delete(listener);
  }

  exists(id: string): boolean {
    return this.jobs.has(id);
  }

  /** Calls back when a job with this id starts: a page listens before its upload has begun. */
  whenStarted(id: string, notify: () => void): () => void {
    const waiting = this.awaited.get(id) ?? new Set();
    this.awaited.set(id, waiting.add(notify));
    return () => {
      waiting.delete(notify);
      if (waiting.size === 0) this.awaited.delete(id);
    };
  }

  get running(): number {
    return [...this.jobs.values()].filter(({ now }) => !hasEnded(now)).length;
  }

  /**
   * Lets running work finish for a moment, then aborts it and waits, so that the stores close after the last writer. What
   * does not listen is left to fail when they close. A job that starts from now on is aborted at once.
   */
  stop(graceMilliseconds = GRACE_MILLISECONDS): Promise<void> {
    return (this.stopped ??= this.stopAll(graceMilliseconds));
  }

  private async stopAll(graceMilliseconds: number): Promise<void> {
    const running = [...this.jobs.values()].filter(({ now }) => !hasEnded(now));
    await endedWithin(running, graceMilliseconds);
    for (const job of running) if (!hasEnded(job.now)) job.abort.abort(new ServerStops());
    await endedWithin(running, DEAF_MILLISECONDS);
    for (const { now } of running.filter((job) => !hasEnded(job.now)))
      this.log.warn(`${now.kind} ${now.job} does not stop (${now.phase})`);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  private owned(id: string, owner: string): RunningJob {
    const job = this.jobs.get(id);
    if (!job || (job.owner !== owner && job.owner !== EVERYBODY))
      throw new Refusal(404, 'no-such-job', { zh: '没有这个任务。', en: 'There is no such job.' });
    return job;
  }

  private report(job: RunningJob, report: JobReport): void {
    if (hasEnded(job.now)) return;
    const newPhase = report.phase !== undefined && report.phase !== job.now.phase;
    job.now = { ...job.now, ...report };
    job.now.etaSeconds = secondsLeft(job.now.share, (Date.now() - job.startedAt) / 1000);
    const gap = Date.now() - job.lastSentAt;
    if (newPhase || gap >= SHORTEST_GAP_MILLISECONDS) this.send(job);
    else job.held ??= setTimeout(() => this.send(job), SHORTEST_GAP_MILLISECONDS - gap).unref();
  }

  private send(job: RunningJob): void {
    clearTimeout(job.held);
    job.held = undefined;
    job.lastSentAt = Date.now();
    job.lastId += 1;
    const numbered = { id: job.lastId, event: { ...job.now } };
    job.recent.push(numbered);
    if (job.recent.length > KEPT_EVENTS) job.recent.shift();
    for (const listener of job.listeners) listener(numbered);
  }

  private end(job: RunningJob, last: Partial<JobEvent>): void {
    job.now = { ...job.now, ...last };
    this.send(job);
    job.listeners.clear();
  }

  private failure(job: RunningJob, error: unknown): Partial<JobEvent> {
    if (job.abort.signal.reason instanceof ServerStops)
      return {
        state: 'failed',
        etaSeconds: null,
        message: {
          zh: '服务器正在停止,下次启动后继续。',
          en: 'The server stops; the work goes on after the next start.',
        },
      };
    if (job.abort.signal.aborted)
      return { state: 'cancelled', etaSeconds: null, message: { zh: '已取消。', en: 'Cancelled.' } };
    if (error instanceof Refusal) return { state: 'failed', etaSeconds: null, message: error.words };
    this.log.error(`${job.now.kind} ${job.now.job}: ${error instanceof Error ? error.stack : String(error)}`);
    return {
      state: 'failed',
      etaSeconds: null,
      message: { zh: '任务失败,详情见服务器日志。', en: 'The job failed; the server log says why.' },
    };
  }

  private forgetOld(): void {
    const ended = [...this.jobs].filter(([, { now }]) => hasEnded(now));
    ended.forEach(([id, { lastSentAt }], index) => {
      if (ended.length - index > MOST_FINISHED || Date.now() - lastSentAt > KEPT_MILLISECONDS) this.jobs.delete(id);
    });
  }
}

/** Straight-line estimate; silent until enough is done for it to mean something. */
export function secondsLeft(share: number | null, elapsedSeconds: number): number | null {
  if (share === null || share < 0.02 || share > 1 || elapsedSeconds < 0.5) return null;
  return Math.round((elapsedSeconds * (1 - share)) / share);
}

/** Resolves when all of them have ended, or the time is over. */
async function endedWithin(jobs: readonly RunningJob[], milliseconds: number): Promise<void> {
  const over = new AbortController();
  const late = sleep(milliseconds, undefined, { signal: over.signal }).catch(() => undefined);
  await Promise.race([Promise.all(jobs.map(({ done }) => done)), late]);
  over.abort();
}
