/** kill -9 of the server and of the engine at 60 random moments while loading. Takes minutes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileCli } from '../support/cli.ts';
import { runCrashTrial, summary } from '../support/crash-trial.ts';
import { Victim } from '../support/victim.ts';

const SEED = Number(process.env.HENJIAN_FAULT_SEED ?? 20250303);

let folder: string;
let server: Victim;
beforeAll(async () => {
  await compileCli();
  folder = await mkdtemp(join(tmpdir(), 'henjian-faults-'));
  server = new Victim(join(folder, '数据 1'));
});
afterAll(async () => {
  await server.kill();
  await rm(folder, { recursive: true, force: true });
});

it('loses nothing acknowledged and doubles nothing over 60 kills', async () => {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  try {
    const report = await runCrashTrial({
      server,
      seed: SEED,
      serverKills: 30,
      engineKills: 30,
      upstreams: 2,
      checkEvery: 10,
      log: say,
    });
    say(summary(report, SEED));
    expect(report.faults).toEqual([]);
    expect([report.serverKills, report.engineKills]).toEqual([30, 30]);
    expect(report.unknown).toBeGreaterThanOrEqual(10);
    expect(report.acknowledged).toBeGreaterThanOrEqual(20);
  } catch (error) {
    say((await server.output()).slice(-20_000));
    throw error;
  }
}, 3_600_000);
