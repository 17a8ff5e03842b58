/** A few kills of a real server and its engine while machines deliver; test/faults has the long version. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileCli } from '../../support/cli.ts';
import { runCrashTrial } from '../../support/crash-trial.ts';
import { Victim } from '../../support/victim.ts';

let folder: string;
let server: Victim;
beforeAll(async () => {
  await compileCli();
  folder = await mkdtemp(join(tmpdir(), 'henjian-crash-'));
  server = new Victim(join(folder, 'data'));
});
afterAll(async () => {
  await server.kill();
  await rm(folder, { recursive: true, force: true });
});

it('loses nothing acknowledged and doubles nothing over 6 kills', async () => {
  const report = await runCrashTrial({
    server,
    seed: 6,
    serverKills: 3,
    engineKills: 3,
    upstreams: 2,
    checkEvery: 6,
    sizes: [40, 400, 2_000],
  });
  expect(report.faults).toEqual([]);
  expect([report.serverKills, report.engineKills]).toEqual([3, 3]);
  expect(report.acknowledged).toBeGreaterThan(0);
}, 300_000);
