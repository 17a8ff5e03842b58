/** Kills the server and its engine at random moments while machines deliver files, and compares what is left. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../seeds/random.ts';
import { CheckinSource } from './checkin-files.ts';
import { differences } from './stored-checkins.ts';
import { noFigures, Upstream, type Figures } from './upstream.ts';
import type { Victim } from './victim.ts';

export interface CrashTrial {
  server: Victim;
  seed: number;
  serverKills: number;
  engineKills: number;
  /** Machines that deliver at the same time, each its own source. */
  upstreams: number;
  /** Compare and verify after so many kills, and at the end. */
  checkEvery: number;
  sizes?: readonly number[];
  log?: (line: string) => void;
}

export interface CrashReport extends Figures {
  serverKills: number;
  engineKills: number;
  restarts: number;
  checks: number;
  keys: number;
  /** What a check found; empty = nothing lost, nothing doubled, `henjian verify` agrees. */
  faults: string[];
  /** From the kill of the server until /healthz answers, ms. */
  restartMs: number[];
  /** From a kill until the next acknowledgement, ms. */
  recoveryMs: number[];
  /** How long an engine outlived its killed server, ms. */
  orphanMs: number[];
}

interface VerifyAnswer {
  ok: boolean;
  checks: { name: string; ok: boolean; checked: number; problems: { en: string }[] }[];
}

export async function runCrashTrial(trial: CrashTrial): Promise<CrashReport> {
  const { server, seed, log = () => undefined } = trial;
  const random = new Random(seed);
  const report: CrashReport = {
    ...noFigures(),
    serverKills: 0,
    engineKills: 0,
    restarts: 0,
    checks: 0,
    keys: 0,
    faults: [],
    restartMs: [],
    recoveryMs: [],
    orphanMs: [],
  };
  const upstreams: Upstream[] = [];
  for (let i = 1; i <= trial.upstreams; i++) {
    const files = new CheckinSource(`machine-${i}`, random.split('files', i));
    upstreams.push(new Upstream(server, files, await server.token(files.source), random.split('sender', i), report));
  }
  await server.start();
  const victims = random
    .split('victims')
    .shuffled([...Array<string>(trial.serverKills).fill('server'), ...Array<string>(trial.engineKills).fill('engine')]);
  const killedAt: number[] = [];
  for (let done = 0; done < victims.length;) {
    const round = victims.slice(done, done + trial.checkEvery);
    done += round.length;
    await killWhileLoading(round, upstreams, trial, report, killedAt, random);
    const found = await check(server, upstreams, report, done === victims.length);
    report.faults.push(...found);
    log(
      `${done}/${victims.length} kills, ${report.acknowledged} files (${report.rows} rows) acknowledged, ${report.unknown} unknown, ` +
        `${JSON.stringify(report.refusals)}: ${found.length === 0 ? 'all there' : found.join('\n')}`,
    );
    if (found.length > 0) break;
    if (done < victims.length) await server.start();
  }
  report.keys = upstreams.reduce((sum, { files }) => sum + files.current.size, 0);
  report.recoveryMs = killedAt.flatMap((at) => {
    const next = report.acknowledgedAt.filter((time) => time > at);
    return next.length > 0 ? [Math.min(...next) - at] : [];
  });
  return report;
}

async function killWhileLoading(
  victims: readonly string[],
  upstreams: readonly Upstream[],
  trial: CrashTrial,
  report: CrashReport,
  killedAt: number[],
  random: Random,
): Promise<void> {
  let stopped = false;
  let failed: unknown;
  const deliveries = upstreams.map((upstream) =>
    upstream
      .run(() => stopped, trial.sizes)
      .catch((error: unknown) => {
        stopped = true;
        failed = error;
      }),
  );
  for (const victim of victims) {
    // Long enough that loads get through, short enough to meet start, resumption, and every step of a load.
    await sleep(random.between(0, Math.max(1_500, 2 * median(report.took))));
    if (failed) break;
    if (victim === 'server') await killServer(trial.server, report, killedAt);
    else await killEngine(trial.server, report, killedAt);
  }
  stopped = true;
  await Promise.all(deliveries);
  if (failed) throw new Error(`after ${killedAt.length} kills: ${String(failed)}`, { cause: failed });
}

async function killServer(server: Victim, report: CrashReport, killedAt: number[]): Promise<void> {
  const at = Date.now();
  killedAt.push(at);
  const orphan = await server.kill();
  if (orphan === undefined) report.faults.push('an engine outlived its server');
  else report.orphanMs.push(orphan);
  report.serverKills++;
  await server.start();
  report.restarts++;
  report.restartMs.push(Date.now() - at);
}

/** Waits for an engine: it may just be starting again. */
async function killEngine(server: Victim, report: CrashReport, killedAt: number[]): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 20) {
    if (server.killEngine()) {
      killedAt.push(Date.now());
      report.engineKills++;
      return;
    }
    await sleep(20);
  }
  report.faults.push('no engine was started within a minute');
}

/** Stops the server and looks at what it left. */
async function check(
  server: Victim,
  upstreams: readonly Upstream[],
  report: CrashReport,
  last: boolean,
): Promise<string[]> {
  report.checks++;
  const found: string[] = [];
  const ended = await server.stop();
  if (ended !== 0) found.push(`the server ended with ${ended} on SIGTERM`);
  found.push(
    ...(await differences(
      server.data,
      upstreams.map(({ files }) => files),
    )),
  );
  // Once as the crashes left the rollups, at the end also brought up to date.
  for (const computed of last ? [false, true] : [false]) {
    if (computed) {
      const { code, stderr } = await server.verb('compute');
      if (code !== 0) found.push(`henjian compute ended with ${code}: ${stderr}`);
    }
    const { code, answer, stderr } = await server.verb<VerifyAnswer>('verify');
    const problems = answer?.checks.flatMap(({ name, problems: all }) => all.map(({ en }) => `${name}: ${en}`)) ?? [];
    if (code !== 0) found.push(`henjian verify ended with ${code}: ${problems.join('; ')} ${stderr}`);
    const rollups = answer?.checks.find(({ name }) => name === 'rollups');
    if (computed && (rollups?.checked ?? 0) === 0) found.push('no rollups were compared');
  }
  return found;
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export function summary(report: CrashReport, seed: number): string {
  const spread = (numbers: readonly number[]): string =>
    numbers.length === 0
      ? 'none'
      : `median ${(median(numbers) / 1000).toFixed(1)} s, max ${(Math.max(...numbers) / 1000).toFixed(1)} s`;
  return [
    `seed ${seed}: ${report.serverKills} kills of the server, ${report.engineKills} of the engine, ${report.restarts} restarts, ${report.checks} checks`,
    `acknowledged ${report.acknowledged} files, ${report.rows} rows, ${report.keys} keys`,
    `unknown ${report.unknown}: ${report.resolvedByDigest} resolved by digest, ${report.resolvedByKey} by the same key, ${report.stuck} stuck; ` +
      `refused for now ${JSON.stringify(report.refusals)}`,
    `restart ${spread(report.restartMs)}; kill to next acknowledgement ${spread(report.recoveryMs)}; engine outlived its server ${spread(report.orphanMs)}`,
  ].join('\n');
}
