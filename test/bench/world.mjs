/** What the measurements share: temporary folders, the generated log, and a data folder loaded once. */
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openAsBlob, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { signIn } from '../../bin/steps/demo-county.mjs';
import { inRoot } from '../../bin/steps/places.mjs';
import { serve } from '../../bin/steps/serve.mjs';
import { CheckinFiles } from './checkin-files.mjs';
import { County } from './county.mjs';
import { watchPeaks } from './processes.mjs';

const run = promisify(execFile);

/** Loads that are compared with the engine alone; the median of them counts. */
const PAIRS = 3;
/** A server computes what was loaded soon after; this long after it is broken. */
const COMPUTED_WITHIN_MS = 60_000;

export class World {
  /** `counties`: how many generated counties error rates are measured on. `county`: a data folder whose pages are measured. */
  constructor(rows, counties, county) {
    this.rows = rows;
    this.counties = counties;
    this.folder = mkdtempSync(join(tmpdir(), 'henjian-bench-'));
    this.data = join(this.folder, 'data');
    this.checkinFiles = new CheckinFiles(join(this.folder, 'checkins'), rows);
    this.once = new Map();
    this.closing = [];
    this.county = new County(this, county);
    this.closing.push(() => this.county.stop?.());
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Does `work` the first time `name` is asked for and keeps its answer. */
  share(name, work) {
    if (!this.once.has(name)) this.once.set(name, work());
    return this.once.get(name);
  }

  files() {
    return this.share('files', () => this.checkinFiles.year());
  }

  /** The `henjian` command line on this world's data; answers its JSON and the memory peaks of its processes. */
  henjian(...args) {
    return this.henjianOn(this.data, ...args);
  }

  henjianOn(data, ...args) {
    return this.henjianWith([0], data, ...args);
  }

  /** @param codes exit codes that are no failure */
  async henjianWith(codes, data, ...args) {
    const child = spawn(process.execPath, [inRoot('bin', 'henjian.mjs'), ...args, '--data', data, '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const peaks = watchPeaks(child.pid);
    let out = '';
    let errors = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (errors += chunk));
    const code = await new Promise((resolve) => child.once('close', resolve));
    const memory = peaks();
    if (!codes.includes(code)) throw new Error(`henjian ${args.join(' ')} ended with ${code}:\n${errors}`);
    return { answer: JSON.parse(out), memory };
  }

  /** Loads the directory and the whole log through the product. */
  loaded() {
    return this.share('loaded', () => this.load(this.data));
  }

  async load(data) {
    const { directory, checkins } = await this.files();
    await this.henjianOn(data, 'load', ...directory.map(({ path }) => path));
    const { answer, memory } = await this.henjianOn(data, 'load', checkins);
    const receipt = [answer].flat().flatMap((document) => document.receipts ?? document)[0];
    if (receipt.accepted !== this.rows) throw new Error(`${receipt.accepted} of ${this.rows} rows were accepted`);
    return { seconds: receipt.seconds, memory };
  }

  /** The same log loaded several times, each into a new data folder, and by the engine alone in between. */
  loadedInPairs() {
    return this.share('pairs', async () => {
      const { checkins } = await this.files();
      const pairs = [];
      for (let round = 0; round < PAIRS; round++) {
        const raw = await this.program('raw-engine', checkins);
        const data = join(this.folder, `pair-${round}`);
        const ours = round === 0 ? await this.loaded() : await this.load(data);
        rmSync(data, { recursive: true, force: true });
        pairs.push({ raw: raw.seconds, ours: ours.seconds });
      }
      return pairs;
    });
  }

  /** Everything computed, after loading. */
  computed() {
    return this.share('computed', async () => {
      await this.loaded();
      const { answer, memory } = await this.henjian('compute', '--full');
      return { seconds: answer.seconds, memory };
    });
  }

  /** The built server on everything loaded and computed, with somebody signed in as each role. */
  server() {
    return this.share('server', async () => {
      await this.computed();
      const server = await serve({ data: this.data, env: { HENJIAN_DEMO: 'on' } });
      this.closing.push(() => server.stop());
      const auditor = await signIn(server.url, this.data, 'auditor');
      const steward = await signIn(server.url, this.data, 'steward');
      return { ...server, cookie: auditor.cookie, steward };
    });
  }

  /** Path of a file with `rows` check-ins of the day after the last one. */
  async nextDay(rows) {
    await this.files();
    return this.checkinFiles.nextDay(rows);
  }

  /** Uploads a file and waits until the running server has computed what it changed; answers how long that took, in seconds. */
  computedAfter(path) {
    return this.untilComputed(() => this.upload(path));
  }

  /** Does `work`, which loads something, and waits until that is computed; answers how long computing took, in seconds. */
  async untilComputed(work) {
    const server = await this.server();
    const gauge = async (name) => {
      const text = await (await fetch(`${server.url}/metrics`)).text();
      return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
    };
    const before = await gauge('henjian_computations');
    await work();
    const end = Date.now() + COMPUTED_WITHIN_MS;
    while (Date.now() < end) {
      if ((await gauge('henjian_computations')) > before) return gauge('henjian_computation_seconds');
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    throw new Error(`what was loaded was not computed in time:\n${server.output()}`);
  }

  /** Sends a file to the running server as a person does; resolves when its rows are durable. */
  async upload(path) {
    const { url, steward } = await this.server();
    const form = new FormData();
    form.append('file', await openAsBlob(path), basename(path));
    const response = await fetch(`${url}/api/v1/batches?source=bench&as=checkins`, {
      method: 'POST',
      headers: { Cookie: steward.cookie, 'X-CSRF-Token': steward.csrf },
      body: form,
    });
    if (!response.ok) throw new Error(`upload answered ${response.status}: ${await response.text()}`);
    return response.json();
  }

  /** Sends the bytes of a file to the running server without loading them; answers the upload's id. */
  async sentAhead(path) {
    const body = await openAsBlob(path);
    const filename = Buffer.from(basename(path)).toString('base64');
    const announced = await this.asSteward('uploads', {
      'Upload-Length': String(body.size),
      'Upload-Metadata': `filename ${filename}`,
    });
    const { id } = await announced.json();
    const piece = { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': '0' };
    await this.asSteward(`uploads/${id}`, piece, 'PATCH', body);
    return id;
  }

  /** Loads what was sent ahead; resolves when its rows are durable. */
  async loadSent(id) {
    await this.asSteward(`batches?source=bench&as=checkins&uploads=${id}`);
  }

  async asSteward(path, headers = {}, method = 'POST', body = undefined) {
    const { url, steward } = await this.server();
    const response = await fetch(`${url}/api/v1/${path}`, {
      method,
      headers: { Cookie: steward.cookie, 'X-CSRF-Token': steward.csrf, 'Tus-Resumable': '1.0.0', ...headers },
      body,
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response;
  }

  async close() {
    for (const end of this.closing.reverse()) await end();
  }

  /** A measuring program beside this file; answers the JSON it prints. */
  async program(name, ...args) {
    const folder = join(this.folder, name);
    mkdirSync(folder);
    const { stdout } = await run(process.execPath, [inRoot('test', 'bench', `${name}.mjs`), ...args, folder]);
    rmSync(folder, { recursive: true, force: true });
    return JSON.parse(stdout);
  }
}
