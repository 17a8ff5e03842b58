/**
 * A program of its own: loads a file into a new data folder, with the profile of the batch or without it, and prints the CPU
 * seconds of both processes: `node profile-cost.mjs CSV on|off FOLDER`.
 */
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { inRoot } from '../../bin/steps/places.mjs';
import { cpuSeconds } from './processes.mjs';

const [csv, profile, folder] = process.argv.slice(2);
const product = (...path) => import(inRoot('dist', 'server', ...path));
const { AppModule } = await product('app.module.js');
const { readEnvironment } = await product('environment.js');
const environment = readEnvironment({ HENJIAN_DATA: join(folder, 'data'), HENJIAN_DEMO: 'off' });
const app = await NestFactory.createApplicationContext(AppModule.with(environment), { logger: ['error'] });
const of = async (path, name) => app.get((await product(...path))[name], { strict: false });
const vault = await of(['intake', 'file-vault.js'], 'FileVault');
const intake = await of(['intake', 'intake.service.js'], 'IntakeService');
const store = await of(['facts', 'fact-store.js'], 'FactStore');
if (profile === 'off') {
  const profiles = await of(['intake', 'profiles', 'batch-profiles.js'], 'BatchProfiles');
  profiles.measure = () => Promise.resolve(undefined);
}
const never = AbortSignal.any([]);
await store.query('SELECT 1');
const stored = await vault.putFile(csv, never);
const batch = await intake.register(stored, { path: csv, request: { as: 'checkins' }, sender: { id: 'local:bench', name: 'bench' } }); // prettier-ignore
const before = cpuSeconds(process.pid);
const loaded = await intake.load(batch, { signal: never });
const seconds = cpuSeconds(process.pid) - before;
if (loaded.state !== 'loaded') throw new Error(`${csv}: ${loaded.state}`);
process.stdout.write(`${JSON.stringify({ seconds })}\n`);
await app.close();
process.exit(0);
