/** The demo county: made by seeds/, loaded by the intake and computed like any other data. The only road from server/ to seeds/. */
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Environment } from '../environment.ts';
import { Refusal } from '../http/problem.ts';
import { ComputationService } from '../indicators/computation.service.ts';
import { FileVault } from '../intake/file-vault.ts';
import { IntakeService } from '../intake/intake.service.ts';
import type { JobReport, ReportJob } from '../progress/jobs.ts';
import { DEMO_SETTING, Settings } from './settings.ts';

/** Shares of the whole, measured on two cores. */
const GENERATED = 0.25;
const LOADED = 0.75;

export interface DemoState {
  world: string;
  /** False until loaded and computed: a start that finds it goes on. */
  complete: boolean;
}

export interface PreparedWorld {
  world: string;
  files: number;
  rows: number;
  signals: number;
  findings: number;
  seconds: number;
}

/** Only when wanted, and outside the class: tsc 6 does not rewrite `.ts` in an import inside a decorated one. */
const seeds = () => import('../../seeds/worlds.ts');

@Injectable()
export class DemoWorlds {
  constructor(
    private readonly environment: Environment,
    private readonly settings: Settings,
    private readonly vault: FileVault,
    private readonly intake: IntakeService,
    private readonly computation: ComputationService,
  ) {}

  /**
   * Generates a named world, loads and computes it; loading what is there already adds nothing.
   * @throws Refusal `no-such-world`; the signal's reason when called off
   */
  async prepare(name: string, report: ReportJob, signal: AbortSignal): Promise<PreparedWorld> {
    const started = Date.now();
    const { generateWorld, worlds } = await seeds();
    if (!worlds.some((world) => world.name === name)) {
      const known = worlds.map((world) => world.name).join(' ');
      throw new Refusal(404, 'no-such-world', {
        zh: `没有名为 ${name} 的示例世界;可用:${known}。`,
        en: `There is no world ${name}; known: ${known}.`,
      });
    }
    await this.settings.set(DEMO_SETTING, { world: name, complete: false } satisfies DemoState);
    const folder = join(this.environment.dataFolder, 'demo', name);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const { files } = await generateWorld(name, folder, {
        onProgress: ({ share, rows }) => {
          signal.throwIfAborted();
          report({ phase: 'generate', share: share * GENERATED, rows });
        },
      });
      const sizes = await Promise.all(files.map(async ({ path }) => (await stat(join(folder, path))).size));
      const total = sizes.reduce((sum, size) => sum + size, 0);
      let rows = 0;
      let before = 0;
      for (const [index, file] of files.entries()) {
        rows += await this.load(folder, file, signal, (share) => {
          const loaded = (before + share * sizes[index]!) / total;
          report({ phase: 'load', share: GENERATED + loaded * (LOADED - GENERATED), rows });
        });
        before += sizes[index]!;
      }
      const computed = await this.computation.compute({
        signal,
        report: (_phase, share) => report({ phase: 'compute', share: LOADED + share * (1 - LOADED) }),
      });
      await this.settings.set(DEMO_SETTING, { world: name, complete: true } satisfies DemoState);
      const { signals, findings } = computed;
      return { world: name, files: files.length, rows, signals, findings, seconds: (Date.now() - started) / 1000 };
    } finally {
      // The intake keeps its own copy of every byte.
      await rm(join(folder, '..'), { recursive: true, force: true });
    }
  }

  private async load(
    folder: string,
    file: { path: string; kind: string; source?: string },
    signal: AbortSignal,
    report: (share: number) => void,
  ): Promise<number> {
    const stored = await this.vault.putFile(join(folder, file.path), signal);
    const batch = await this.intake.register(stored, {
      path: file.path,
      request: { as: file.kind, ...(file.source === undefined ? {} : { source: file.source }) },
      sender: { id: 'local:demo', name: 'demo' },
    });
    const loaded = await this.intake.load(batch, { signal, report: ({ share }) => report(share ?? 0) });
    if (loaded.state !== 'loaded' || loaded.rejected > 0)
      throw new Error(`${file.path}: ${loaded.state}, ${loaded.rejected} rows refused, ${loaded.problem?.en ?? ''}`);
    return loaded.seen;
  }
}

/** What a demo job says it does, for the console. */
export function demoPhase({ phase }: Pick<JobReport, 'phase'>) {
  if (phase === 'load') return { zh: '导入演示县', en: 'Loading the demo county' };
  if (phase === 'compute') return { zh: '计算演示县', en: 'Computing the demo county' };
  return { zh: '生成演示县', en: 'Generating the demo county' };
}
