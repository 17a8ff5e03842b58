/** A real server of the compiled program that tests kill, stop and start again on the same data folder. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '../../bin/steps/serve.mjs';
import type { Served } from '../../bin/steps/serve.mjs';
import { processStart } from '../../server/facts/process-identity.ts';
import { goneWithin } from './child.ts';
import { henjian } from './cli.ts';

/** On a machine that others load too. */
const START_MS = 120_000;

export class Victim {
  readonly data: string;
  private readonly env: Record<string, string>;
  private running: Promise<Served> | undefined;
  /** Output of the processes that are gone. */
  private past = '';

  /** @param data data folder; made by the first start */
  constructor(data: string, env: Record<string, string> = {}) {
    this.data = data;
    this.env = { HENJIAN_DEMO: 'off', HENJIAN_LANG: 'en', HENJIAN_ENGINE_MEMORY: '1G', ...env };
  }

  /** A machine's token for `source`; only while no server runs. */
  async token(source: string): Promise<string> {
    const { code, stderr, json } = await henjian(
      ['token', 'add', source, '--source', source, '--data', this.data, '--json'],
      '',
      this.env,
    );
    if (code !== 0) throw new Error(`token add: ${stderr}`);
    return json<{ token: string }>().token;
  }

  /** Resolves when /healthz answers. */
  async start(): Promise<void> {
    this.running = serve({ data: this.data, env: this.env, timeoutMs: START_MS });
    await this.running;
  }

  /** Address of the server that runs, or of the next one. */
  async url(): Promise<string> {
    while (!this.running) await sleep(20);
    return (await this.running).url;
  }

  /** Process id of the living engine; undefined when there is none. */
  get enginePid(): number | undefined {
    try {
      const record = JSON.parse(readFileSync(join(this.data, 'facts', 'engine.json'), 'utf8')) as {
        pid: number;
        start: string;
      };
      return processStart(record.pid) === record.start ? record.pid : undefined;
    } catch {
      return undefined;
    }
  }

  /** kill -9 of the server. Resolves when it is gone, with how long its engine outlived it in ms; undefined = too long. */
  async kill(): Promise<number | undefined> {
    const served = await this.running;
    const engine = this.enginePid;
    this.running = undefined;
    await served?.stop('SIGKILL');
    this.past += served?.output() ?? '';
    const begin = Date.now();
    if (engine === undefined) return 0;
    return (await goneWithin(engine, 15_000)) ? Date.now() - begin : undefined;
  }

  /** kill -9 of the engine process alone. @returns false when none runs */
  killEngine(): boolean {
    const pid = this.enginePid;
    if (pid === undefined) return false;
    process.kill(pid, 'SIGKILL');
    return true;
  }

  /** Orderly. @returns exit code or signal, undefined when none ran */
  async stop(): Promise<number | string | undefined> {
    const served = await this.running;
    this.running = undefined;
    const begin = Date.now();
    const ended = await served?.stop('SIGTERM');
    this.past += served?.output() ?? '';
    if (served && ended !== 0)
      process.stderr.write(`Ended with ${ended} after ${Date.now() - begin} ms:\n${served.output().slice(-10_000)}\n`);
    return ended;
  }

  /** Everything all its processes printed. */
  async output(): Promise<string> {
    return this.past + ((await this.running)?.output() ?? '');
  }

  /** `henjian VERB --json` on the data folder; only while no server runs. */
  async verb<T>(...words: string[]): Promise<{ code: number | null; answer: T | undefined; stderr: string }> {
    const { code, stdout, stderr } = await henjian([...words, '--data', this.data, '--json'], '', this.env);
    return { code, answer: stdout.trim() === '' ? undefined : (JSON.parse(stdout) as T), stderr };
  }
}
