/** Starts the engine process on first use, watches it, starts it again when it ends, and ends it on request. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { BrokenParts, EngineUnavailable } from './engine-errors.ts';
import type { BrokenPart, EngineConfiguration, EngineReport } from './engine-process.ts';
import { engineProgram } from './engine-program.ts';
import { processStart } from './process-identity.ts';

export interface EngineOptions {
  /** Folder of the engine's data, made when absent. One engine per folder. */
  path: string;
  /** Default: the smaller of 2 GiB and a quarter of the machine's memory. */
  maxMemoryBytes?: number;
  /** How many statements run at the same time. Default 8. */
  slots?: number;
  /** Largest insert body in bytes. Default 16 GiB. */
  insertBytes?: number;
  /** Open although damaged parts were set aside: for `doctor` and `backup` only. */
  acceptBrokenParts?: boolean;
  heartbeatMs?: number;
  /** Without an answer for so long the process is killed. Default 15 s. */
  silenceMs?: number;
  startTimeoutMs?: number;
  /** Receives what the engine writes to stderr and what the supervisor does. */
  log?: (line: string) => void;
}

export interface FactEndpoint {
  url: string;
  username: string;
  password: string;
  /** True for the engine process: `file()` reads files of this machine. */
  embedded: boolean;
  /** Differs after every restart. */
  generation: number;
  version?: string;
  brokenParts?: readonly BrokenPart[];
}

interface EngineRecord {
  pid: number;
  start: string;
  owner: number;
  ownerStart: string;
}

const MAX_BACKOFF_MS = 10_000;
const STABLE_MS = 30_000;

export class EngineSupervisor {
  readonly #options: Required<Omit<EngineOptions, 'log'>> & Pick<EngineOptions, 'log'>;
  #child: ChildProcess | undefined;
  #endpoint: Promise<FactEndpoint> | undefined;
  #generation = 0;
  #failures = 0;
  #closed = false;

  constructor(options: EngineOptions) {
    this.#options = {
      maxMemoryBytes: Math.min(2 * 2 ** 30, Math.floor(totalmem() / 4)),
      slots: 8,
      insertBytes: 16 * 2 ** 30,
      acceptBrokenParts: false,
      heartbeatMs: 2_000,
      silenceMs: 15_000,
      startTimeoutMs: 60_000,
      ...options,
      path: resolve(options.path),
    };
  }

  /** Process id of the running engine. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Where the engine listens; starts it when it does not run.
   * @throws EngineUnavailable when it does not start, BrokenParts when it found damaged data.
   */
  endpoint(): Promise<FactEndpoint> {
    if (this.#closed) return Promise.reject(new EngineUnavailable('The engine has been closed'));
    this.#endpoint ??= this.#start().catch((error: unknown) => {
      this.#endpoint = undefined;
      throw error;
    });
    return this.#endpoint;
  }

  /** A connection breaks a moment before the process is seen to end; waits for that moment. */
  async lost(generation: number): Promise<void> {
    for (let waited = 0; waited < 2_000 && this.#generation === generation; waited += 10) await sleep(10);
  }

  /** Ends the engine: running statements get three seconds. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#endpoint?.catch(() => undefined);
    const child = this.#child;
    if (!child) return;
    const exited = new Promise<void>((done) => child.once('exit', () => done()));
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.stdin?.end('close\n');
    const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await exited;
    clearTimeout(timer);
    await rm(this.#recordFile, { force: true });
  }

  get #recordFile(): string {
    return join(this.#options.path, 'engine.json');
  }

  async #start(): Promise<FactEndpoint> {
    if (this.#failures > 1) await sleep(Math.min(MAX_BACKOFF_MS, 100 * 2 ** this.#failures));
    this.#failures++;
    await mkdir(this.#options.path, { recursive: true, mode: 0o700 });
    await this.#reapOrphan();
    const secret = randomBytes(24).toString('hex');
    const child = spawn(process.execPath, [await engineProgram()], {
      stdio: ['pipe', 'pipe', 'pipe'],
      // libuv's four threads would cap the statements that run at the same time.
      env: { TZ: 'Asia/Shanghai', UV_THREADPOOL_SIZE: String(this.#options.slots + 24) },
    });
    this.#child = child;
    child.stdin.on('error', () => undefined);
    createInterface({ input: child.stderr }).on('line', (line) => this.#options.log?.(line));
    const { path, maxMemoryBytes, slots, insertBytes } = this.#options;
    const configuration: EngineConfiguration = { path, secret, maxMemoryBytes, slots, insertBytes };
    child.stdin.write(`${JSON.stringify(configuration)}\n`);

    const first = this.#firstReport(child);
    first.catch(() => undefined);
    // Before it is ready: an owner that is killed meanwhile must leave a trace of it.
    await this.#writeRecord(child);
    const report = await first;
    if (report.event === 'failed') throw new EngineUnavailable(`The engine did not start: ${report.message}`);
    if (report.brokenParts.length > 0) {
      const error = new BrokenParts(report.brokenParts);
      this.#options.log?.(error.message);
      if (!this.#options.acceptBrokenParts) {
        child.kill('SIGKILL');
        throw error;
      }
    }
    // An engine that dies soon after each start is started at growing intervals.
    const stable = setTimeout(() => (this.#failures = 0), STABLE_MS);
    stable.unref();
    const endpoint: FactEndpoint = {
      url: `http://127.0.0.1:${report.port}`,
      username: 'default',
      password: secret,
      embedded: true,
      generation: this.#generation,
      version: report.version,
      brokenParts: report.brokenParts,
    };
    if (child.exitCode !== null || child.signalCode !== null) throw new EngineUnavailable('The engine ended at once');
    const beat = this.#watch(child, endpoint.url);
    child.once('exit', (code, signal) => {
      clearInterval(beat);
      clearTimeout(stable);
      this.#ended(code, signal);
    });
    return endpoint;
  }

  #firstReport(child: ChildProcess): Promise<EngineReport> {
    return new Promise((done, failed) => {
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        failed(new EngineUnavailable(`The engine did not start within ${this.#options.startTimeoutMs} ms`));
      }, this.#options.startTimeoutMs);
      const finish = (act: () => void) => {
        clearTimeout(timer);
        act();
      };
      if (!child.stdout) return finish(() => failed(new EngineUnavailable('The engine has no output')));
      const lines = createInterface({ input: child.stdout });
      lines.on('line', (line) => {
        if (line.startsWith('{"event":')) finish(() => done(JSON.parse(line) as EngineReport));
        else this.#options.log?.(line);
      });
      child.once('error', (error) =>
        finish(() => failed(new EngineUnavailable('The engine did not start', { cause: error }))),
      );
      child.once('exit', (code, signal) =>
        finish(() => failed(new EngineUnavailable(`The engine ended at its start (${signal ?? code})`))),
      );
    });
  }

  /**
   * V8 out-of-memory and abort() hang a process that has chDB loaded: only silence tells. It is counted in beats, not by
   * the clock, so that a pause of this process or of the machine is not taken for one of the engine.
   */
  #watch(child: ChildProcess, url: string): NodeJS.Timeout {
    const { heartbeatMs, silenceMs } = this.#options;
    let silentBeats = 0;
    let asking = false;
    const timer = setInterval(() => {
      if (asking) silentBeats++;
      if (silentBeats * heartbeatMs > silenceMs) {
        this.#options.log?.(`The engine has not answered for ${silentBeats * heartbeatMs} ms and is killed`);
        child.kill('SIGKILL');
        return;
      }
      if (asking) return;
      asking = true;
      fetch(`${url}/ping?engine=1`, { signal: AbortSignal.timeout(silenceMs) })
        .then((response) => response.text())
        .then(() => (silentBeats = 0))
        .catch(() => undefined)
        .finally(() => (asking = false));
    }, heartbeatMs);
    timer.unref();
    return timer;
  }

  #ended(code: number | null, signal: NodeJS.Signals | null): void {
    this.#generation++;
    this.#endpoint = undefined;
    this.#child = undefined;
    if (this.#closed) return;
    this.#options.log?.(`The engine process ended (${signal ?? code}); it is started again`);
    this.endpoint().catch((error: unknown) => this.#options.log?.(String(error)));
  }

  async #writeRecord(child: ChildProcess): Promise<void> {
    const pid = child.pid ?? 0;
    const record: EngineRecord = {
      pid,
      start: processStart(pid) ?? '',
      owner: process.pid,
      ownerStart: processStart(process.pid) ?? '',
    };
    await writeFile(this.#recordFile, JSON.stringify(record));
  }

  /** An engine whose owner was killed while the engine itself hung would hold the data for ever. */
  async #reapOrphan(): Promise<void> {
    const text = await readFile(this.#recordFile, 'utf8').catch(() => undefined);
    if (text === undefined) return;
    const record = parseRecord(text);
    if (record && processStart(record.pid) === record.start) {
      const ownerLives = record.owner !== process.pid && processStart(record.owner) === record.ownerStart;
      if (ownerLives) {
        throw new EngineUnavailable(`The engine of process ${record.owner} holds ${this.#options.path}`);
      }
      this.#options.log?.(`Ending the engine process ${record.pid} that a dead owner left behind`);
      process.kill(record.pid, 'SIGKILL');
      for (let i = 0; i < 250 && processStart(record.pid) === record.start; i++) await sleep(20);
    }
    await rm(this.#recordFile, { force: true });
  }
}

function parseRecord(text: string): EngineRecord | undefined {
  try {
    const record = JSON.parse(text) as EngineRecord;
    return Number.isInteger(record.pid) && record.pid > 1 ? record : undefined;
  } catch {
    return undefined;
  }
}
