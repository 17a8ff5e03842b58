/**
 * Small counties whose truth is known, made by seeds/, loaded and computed by the product, and compared with their answers.
 * Several share one data folder, because planning the statements costs more than the few rows of each: every county has
 * months of the year and a stretch of the map to itself, and codes of its own, so that none is judged beside another.
 * Run after a build: everything of the product comes from dist/.
 */
import { createHash } from 'node:crypto';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { inRoot } from '../../bin/steps/places.mjs';

const product = (path) => import(inRoot('dist', path));

const MONTHS = 12;
/** Degrees of longitude between neighbours: no place, point or journey of one lies near another's. */
const APART = 1;

/** Columns of codes that name no thing of a county. */
const WORDS = new Set(['period', 'kind']);

const own = (value, county) => (value === '' ? '' : `${value}.K${county}`);
/** Hashes keep their distances inside a county and are far from those of every other. */
function masked(hex, county) {
  const mask = createHash('sha256').update(`county ${county}`).digest('hex');
  return [...hex].map((digit, i) => (parseInt(digit, 16) ^ parseInt(mask[i % 64], 16)).toString(16)).join('');
}
const common = (value) => value.replace(/\.K\d+$/, '');
const quoted = (value) => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/**
 * @param {{ world: string, seed: number, townships: number, scale: number, strengths?: Record<string, number> }[]} counties as
 *   generateWorld takes them, at most as many as `months` go into a year; a month of 8 townships at scale 0.25 is 18,000 rows
 * @param {number} months that each lasts
 * @returns per county what was found, beside what was planted: `findings` by requirement, unit and month, `judged` cells and `eligible` events by
 * detector,
 * `events` that detectors flagged (with the excuse that explains some), `planted` events, `cells` planted and `behaviours` with their
 * true cause.
 */
export async function knownCounties(counties, months) {
  if (counties.length * months > MONTHS) throw new Error(`${counties.length} counties of ${months} months in a year`);
  const folder = mkdtempSync(join(tmpdir(), 'henjian-counties-'));
  try {
    const { generateWorld } = await product('seeds/worlds.js');
    const merged = new MergedFiles(folder, (await product('metrics/facts.js')).FACT_KINDS);
    const truths = [];
    for (const [i, { world, ...options }] of counties.entries()) {
      const own = join(folder, `world-${i}`);
      const made = await generateWorld(world, own, { ...options, months, firstMonth: 1 + i * months });
      for (const file of made.files) await merged.add(file.kind, join(own, file.path), i);
      const planted = parse(readFileSync(join(own, 'planted.csv')), { columns: true });
      truths.push({ planted, cells: made.answers.cells, behaviours: made.answers.behaviours });
      rmSync(own, { recursive: true });
    }
    const found = await computed(join(folder, 'data'), await merged.close(), counties.length, months);
    return truths.map((truth, i) => ({ ...truth, ...found[i] }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One file per kind with the rows of all counties; codes name their county, longitudes are moved. */
class MergedFiles {
  constructor(folder, kinds) {
    this.folder = folder;
    this.kinds = new Map(kinds.map(({ kind, columns }) => [kind, columns]));
    this.open = new Map();
  }

  async add(kind, path, county) {
    const [header, ...rows] = parse(readFileSync(path));
    if (rows.length === 0) return;
    const columns = this.kinds.get(kind);
    const change = header.map((name) => {
      const { type } = columns.find((column) => column.name === name);
      if (name === 'photos' && type === 'list') return (value) => value.replace(/[^;]+/g, (ref) => own(ref, county));
      if (type === 'code' && !WORDS.has(name)) return (value) => own(value, county);
      if (type === 'hash') return (value) => masked(value, county);
      if (type === 'longitude') return (value) => value.replace(/^\d+/, (whole) => Number(whole) + county * APART);
      return (value) => value;
    });
    const lines = rows.map((row) => row.map((value, i) => quoted(change[i](value))).join(','));
    if (!this.open.has(kind)) {
      const file = createWriteStream(join(this.folder, `${kind}.csv`));
      this.open.set(kind, { file, header: header.join(',') });
      file.write(`${header.join(',')}\n`);
    }
    const { file, header: first } = this.open.get(kind);
    if (first !== header.join(',')) throw new Error(`${path}: other columns than before`);
    if (!file.write(`${lines.join('\n')}\n`)) await once(file, 'drain');
  }

  async close() {
    for (const { file } of this.open.values()) await once(file.end(), 'finish');
    return [...this.kinds.keys()].filter((kind) => this.open.has(kind)).map((kind) => ({ kind, path: `${kind}.csv` }));
  }
}

/** Loads the files into a new data folder, computes, and reads what was found in each county's months. */
async function computed(data, files, counties, months) {
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
    for (const { kind, path } of files) {
      const batch = await intake.register(await vault.putFile(join(data, '..', path), never), {
        path,
        request: { as: kind },
        sender: { id: 'local:bench', name: 'bench' },
      });
      const loaded = await intake.load(batch, { signal: never, report: () => undefined });
      if (loaded.state !== 'loaded' || loaded.rejected > 0) throw new Error(`${path}: ${loaded.state}`);
    }
    await (await of('server/indicators/computation.service.js', 'ComputationService')).compute();
    const store = await of('server/facts/fact-store.js', 'FactStore');
    const found = [];
    for (let i = 0; i < counties; i++) {
      const span = { from: `2025-${pad(1 + i * months)}-01`, months };
      found.push(await read(store, span, i));
    }
    return found;
  } finally {
    await app.close();
  }
}

const pad = (month) => String(month).padStart(2, '0');
const within = (day) => `${day} >= {from:Date} AND ${day} < addMonths({from:Date}, {months:UInt8})`;

async function read(store, span, county) {
  const { catalogue } = await product('metrics/catalogue.js');
  const detectors = catalogue.filter((definition) => definition.kind === 'risk');
  const cells = await store.query(
    `SELECT detector, unit, requirement, toString(toStartOfMonth(day)) AS month, sum(eligible) AS n FROM risk_daily
     WHERE ${within('day')} GROUP BY detector, unit, requirement, month HAVING n > 0`,
    span,
  );
  const foreign = cells.find((one) => one.requirement !== own(common(one.requirement), county));
  if (foreign) throw new Error(`${foreign.requirement} is judged in the months of county ${county}`);
  const judged = Object.fromEntries(
    detectors.map(({ id, minimumN }) => [id, cells.filter((one) => one.detector === id && one.n >= minimumN).length]),
  );
  const eligible = Object.fromEntries(detectors.map(({ id }) => [id, 0]));
  for (const { detector, n } of cells) eligible[detector] += n;
  const rows = await store.query(
    `SELECT requirement, unit, toString(month) AS month, status, reason, body FROM findings
     WHERE status != 'cannot-judge' AND ${within('findings.month')}`,
    span,
  );
  const findings = rows.map(({ body, month, requirement, unit, ...row }) => {
    const { detectors: looked, attribution } = JSON.parse(body);
    const flagged = looked.filter((one) => one.flagged).map((one) => one.id);
    const where = { requirement: common(requirement), unit: common(unit), month: month.slice(0, 7) };
    return { ...row, ...where, flagged, attribution: attribution.to, looked };
  });
  const events = await store.query(
    `SELECT detector, excuse, p.1 AS kind, p.2 AS source, p.3 AS external_id FROM signals
     ARRAY JOIN arraySlice(events, 1, flagged) AS p WHERE ${within('signals.day')}`,
    span,
  );
  return {
    judged,
    eligible,
    findings: findings.filter((one) => one.flagged.length > 0),
    events: events.map((one) => ({ ...one, source: common(one.source), external_id: common(one.external_id) })),
  };
}
