/**
 * A small county whose truth is known, made by seeds/, loaded and computed by the product, and compared with its answers.
 * Run after a build: everything of the product comes from dist/.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { inRoot } from '../../bin/steps/places.mjs';

const product = (path) => import(inRoot('dist', path));

/**
 * @param {{ world: 'honest-county' | 'demo-county', seed: number, townships: number, months: number, scale: number,
 *   strengths?: Record<string, number> }} options as generateWorld takes them; a month of 8 townships at scale 0.25 is 18,000 rows
 * @returns what was found, beside what was planted: `flagged` and `findings` by requirement, unit and month, `judged` cells by
 * detector, `events` that detectors flagged (with the excuse that explains some), `planted` events, `cells` planted and `behaviours` with their true cause.
 */
export async function knownCounty({ world, ...options }) {
  const folder = mkdtempSync(join(tmpdir(), 'henjian-county-'));
  try {
    const { generateWorld } = await product('seeds/worlds.js');
    const made = await generateWorld(world, join(folder, 'world'), options);
    const planted = parse(readFileSync(join(folder, 'world', 'planted.csv')), { columns: true });
    const found = await computed(join(folder, 'data'), join(folder, 'world'), made.files);
    return { ...found, planted, cells: made.answers.cells, behaviours: made.answers.behaviours };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Loads the files into a new data folder, computes, and reads what was found. */
async function computed(data, folder, files) {
  const [{ NestFactory }, { AppModule }, { readEnvironment }] = await Promise.all([
    import('@nestjs/core'),
    product('server/app.module.js'),
    product('server/environment.js'),
  ]);
  const environment = readEnvironment({ HENJIAN_DATA: data, HENJIAN_DEMO: 'off' });
  const app = await NestFactory.createApplicationContext(AppModule.with(environment), { logger: ['error'] });
  try {
    const of = async (path, name) => app.get((await product(path))[name], { strict: false });
    const vault = await of('server/intake/file-vault.js', 'FileVault');
    const intake = await of('server/intake/intake.service.js', 'IntakeService');
    const never = AbortSignal.any([]);
    for (const file of files) {
      const path = join(folder, file.path);
      if ((await stat(path)).size === 0) continue;
      const batch = await intake.register(await vault.putFile(path, never), {
        path: file.path,
        request: { as: file.kind, ...(file.source === undefined ? {} : { source: file.source }) },
        sender: { id: 'local:bench', name: 'bench' },
      });
      const loaded = await intake.load(batch, { signal: never, report: () => undefined });
      if (loaded.state !== 'loaded' || loaded.rejected > 0) throw new Error(`${file.path}: ${loaded.state}`);
    }
    await (await of('server/indicators/computation.service.js', 'ComputationService')).compute();
    return await read(await of('server/facts/fact-store.js', 'FactStore'));
  } finally {
    await app.close();
  }
}

async function read(store) {
  const { catalogue } = await product('metrics/catalogue.js');
  const detectors = catalogue.filter((definition) => definition.kind === 'risk');
  const cells = await store.query(
    `SELECT detector, unit, requirement, toString(toStartOfMonth(day)) AS month, sum(eligible) AS n FROM risk_daily
     GROUP BY detector, unit, requirement, month HAVING n > 0`,
  );
  const judged = Object.fromEntries(
    detectors.map(({ id, minimumN }) => [id, cells.filter((one) => one.detector === id && one.n >= minimumN).length]),
  );
  const rows = await store.query(
    `SELECT requirement, unit, toString(month) AS month, status, reason, body FROM findings WHERE status != 'cannot-judge'`,
  );
  const findings = rows.map(({ body, month, ...row }) => {
    const { detectors: looked, attribution } = JSON.parse(body);
    const flagged = looked.filter((one) => one.flagged).map((one) => one.id);
    return { ...row, month: month.slice(0, 7), flagged, attribution: attribution.to };
  });
  const events = await store.query(
    `SELECT detector, excuse, p.1 AS kind, p.2 AS source, p.3 AS external_id FROM signals
     ARRAY JOIN arraySlice(events, 1, flagged) AS p`,
  );
  return { judged, findings: findings.filter((one) => one.flagged.length > 0), events };
}
