/** What the measurements share: temporary folders, the generated log, and a data folder loaded once. */
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inRoot } from '../../bin/steps/places.mjs';
import { writeCheckins, writeDirectory } from './checkin-log.mjs';
import { watchPeaks } from './processes.mjs';

const run = promisify(execFile);

export class World {
  constructor(rows) {
    this.rows = rows;
    this.folder = mkdtempSync(join(tmpdir(), 'henjian-bench-'));
    this.data = join(this.folder, 'data');
    this.once = new Map();
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Does `work` the first time `name` is asked for and keeps its answer. */
  share(name, work) {
    if (!this.once.has(name)) this.once.set(name, work());
    return this.once.get(name);
  }

  log() {
    return this.share('log', () => writeCheckins(this.folder, 'checkins.csv', this.rows));
  }

  /** The `henjian` command line on this world's data; answers its JSON and the memory peaks of its processes. */
  async henjian(...args) {
    const child = spawn(process.execPath, [inRoot('bin', 'henjian.mjs'), ...args, '--data', this.data, '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const peaks = watchPeaks(child.pid);
    let out = '';
    let errors = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (errors += chunk));
    const code = await new Promise((resolve) => child.once('close', resolve));
    const memory = peaks();
    if (code !== 0) throw new Error(`henjian ${args.join(' ')} ended with ${code}:\n${errors}`);
    return { answer: JSON.parse(out), memory };
  }

  /** Loads the directory and the whole log through the product. */
  loaded() {
    return this.share('loaded', async () => {
      await this.henjian('load', ...writeDirectory(this.folder));
      const { answer, memory } = await this.henjian('load', await this.log());
      const receipt = [answer].flat().flatMap((document) => document.receipts ?? document)[0];
      if (receipt.accepted !== this.rows) throw new Error(`${receipt.accepted} of ${this.rows} rows were accepted`);
      return { seconds: receipt.seconds, memory };
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

  /** A measuring program beside this file; answers the JSON it prints. */
  async program(name, ...args) {
    const folder = join(this.folder, name);
    mkdirSync(folder);
    const { stdout } = await run(process.execPath, [inRoot('test', 'bench', `${name}.mjs`), ...args, folder]);
    rmSync(folder, { recursive: true, force: true });
    return JSON.parse(stdout);
  }
}
