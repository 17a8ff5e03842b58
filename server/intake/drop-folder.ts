/**
 * Loads the files that appear in a folder, each once, and moves them to `done/` or `refused/` with the receipt beside them.
 * A file is taken when two looks find it unchanged. The batch is known by the file's path, time and content: what a crash
 * interrupts between loading and moving is moved after the next start, not loaded again.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { z } from 'zod';
import type { Words } from '../../metrics/columns.ts';
import { Environment } from '../environment.ts';
import { Refusal } from '../http/problem.ts';
import { ServerStops } from '../progress/jobs.ts';
import type { Batch, BatchRequest } from './batch.entity.ts';
import { Bundles } from './bundles.ts';
import { inLoadingOrder } from './deliveries.ts';
import { IntakeService } from './intake.service.ts';
import { Mappings } from './mappings.ts';
import { receiptOf } from './receipts.ts';
import { RefusedRows } from './refused-rows.ts';

const LOOK_MILLISECONDS = 2_000;
/** A file that could not be loaded or moved (disk full, no rights) is left alone this long. */
const RETRY_MILLISECONDS = 60_000;
const SENDER = { id: 'drop-folder', name: 'drop-folder' };
const DONE = 'done';
const REFUSED = 'refused';
/** How the files of a folder are read, like the options of `henjian load`. */
const OPTIONS = 'henjian.json';
const Options = z.strictObject({
  source: z.string().min(1).max(200).optional(),
  as: z.string().max(50).optional(),
  mapping: z.string().max(100).optional(),
  encoding: z.string().max(40).optional(),
  crs: z.enum(['wgs84', 'gcj02', 'bd09']).optional(),
});
/** Names under which programs write what is not finished, and what no program wants loaded. */
const UNFINISHED = /(^[.~]|\.(part|tmp|crdownload|filepart|download|swp)$|^Thumbs\.db$|^desktop\.ini$)/i;

interface Found {
  /** Below the folder, with slashes. */
  path: string;
  bytes: number;
  changedMs: number;
}

@Injectable()
export class DropFolder implements BeforeApplicationShutdown {
  private readonly log = new Logger('drop-folder');
  private readonly root: string | undefined;
  private readonly stopping = new AbortController();
  private seenBefore = new Map<string, Found>();
  private readonly notBefore = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();

  constructor(
    environment: Environment,
    private readonly intake: IntakeService,
    private readonly bundles: Bundles,
    private readonly mappings: Mappings,
    private readonly refusedRows: RefusedRows,
  ) {
    this.root = environment.dropFolder;
  }

  async start(): Promise<void> {
    if (this.root === undefined) return;
    for (const name of [DONE, REFUSED]) await mkdir(join(this.root, name), { recursive: true });
    this.log.log(`loading what appears in ${this.root}`);
    this.next();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort(new ServerStops());
    clearTimeout(this.timer);
    await this.looking;
  }

  private next(): void {
    if (this.stopping.signal.aborted) return;
    this.timer = setTimeout(() => {
      this.looking = this.look()
        .catch((error: unknown) => this.log.error(String(error)))
        .then(() => this.next());
    }, LOOK_MILLISECONDS);
  }

  private async look(): Promise<void> {
    const found = await this.files('');
    const settled = found.filter((file) => same(this.seenBefore.get(file.path), file));
    this.seenBefore = new Map(found.map((file) => [file.path, file]));
    for (const file of inLoadingOrder(settled)) {
      if (this.stopping.signal.aborted) return;
      if ((this.notBefore.get(file.path) ?? 0) > Date.now()) continue;
      try {
        await this.take(file);
        this.notBefore.delete(file.path);
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        this.notBefore.set(file.path, Date.now() + RETRY_MILLISECONDS);
        this.log.error(`${file.path}: ${String(error)}`);
      }
    }
  }

  private async files(folder: string): Promise<Found[]> {
    const found: Found[] = [];
    for (const entry of await readdir(join(this.root!, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (UNFINISHED.test(entry.name) || entry.name === OPTIONS) continue;
      if (entry.isDirectory() && path !== DONE && path !== REFUSED) found.push(...(await this.files(path)));
      // Links are not followed: they may lead out of the folder.
      if (!entry.isFile()) continue;
      const { size, mtimeMs } = await stat(join(this.root!, path));
      found.push({ path, bytes: size, changedMs: mtimeMs });
    }
    return found;
  }

  private async take(file: Found): Promise<void> {
    const { signal } = this.stopping;
    let request: BatchRequest;
    try {
      request = await this.requestFor(dirname(file.path));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await this.moveAway(file, error.words, []);
      return;
    }
    const stored = await this.bundles.put(join(this.root!, file.path), signal);
    // Somebody wrote to it meanwhile: the next look takes it.
    const { size, mtimeMs } = await stat(join(this.root!, file.path));
    if (!same(file, { path: file.path, bytes: size, changedMs: mtimeMs })) return;
    const idempotencyKey = keyOf(file, stored.sha256);
    const before = await this.intake.sentBefore(SENDER.id, idempotencyKey);
    const batches = before.length > 0 ? before : await this.register(file, stored, request, idempotencyKey);
    const done: Batch[] = [];
    for (const batch of inLoadingOrder(batches)) done.push(await this.intake.load(batch, { signal }));
    await this.moveAway(
      file,
      null,
      done.sort((a, b) => a.receipt - b.receipt),
    );
  }

  private async register(
    file: Found,
    stored: { sha256: string; bytes: number },
    request: BatchRequest,
    idempotencyKey: string,
  ): Promise<Batch[]> {
    const inside = await this.bundles.opened([{ ...stored, name: file.path }], request.source, this.stopping.signal);
    return this.intake.registerAll(
      inside.map(({ name, sha256, bytes }, part) => ({
        file: { sha256, bytes },
        delivery: { path: name, request, sender: SENDER, part, idempotencyKey },
      })),
    );
  }

  /** @throws Refusal when the options of the folder cannot be used */
  private async requestFor(folder: string): Promise<BatchRequest> {
    const text = await readFile(join(this.root!, folder, OPTIONS), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '{}';
      throw error;
    });
    const { source, as, mapping, encoding, crs } = optionsIn(text);
    const saved = mapping === undefined ? undefined : await this.mappings.find(mapping);
    return {
      ...(source === undefined ? {} : { source }),
      ...(as === undefined ? {} : { as }),
      ...(encoding === undefined ? {} : { encoding }),
      ...(crs === undefined ? {} : { crs }),
      ...(saved ? { mapping: `${saved.document.name}@${saved.version}` } : {}),
    };
  }

  /** The receipt first: a file that is gone from where it was dropped has its receipt beside it. */
  private async moveAway(file: Found, problem: Words | null, batches: readonly Batch[]): Promise<void> {
    const loaded = batches.filter((batch) => batch.state === 'loaded');
    const folder = join(this.root!, loaded.length > 0 ? DONE : REFUSED, dirname(file.path));
    await mkdir(folder, { recursive: true });
    // The number keeps files of one name apart, and is the same when this is done again after a crash.
    const number =
      batches[0] === undefined ? `${Math.round(file.changedMs)}` : String(batches[0].receipt).padStart(6, '0');
    const target = join(folder, `${number}-${basename(file.path)}`);
    const receipts = [];
    for (const batch of batches) {
      const refused = batch.rejected > 0 ? `${target}.${batch.receipt}.refused.csv` : undefined;
      if (refused !== undefined) await pipeline(Readable.from(this.refusedRows.csv(batch)), createWriteStream(refused));
      receipts.push(receiptOf(batch, refused === undefined ? undefined : basename(refused)));
    }
    await writeWhole(`${target}.receipt.json`, `${JSON.stringify({ file: file.path, problem, receipts }, null, 2)}\n`);
    await rename(join(this.root!, file.path), target);
    await flushFolder(folder);
  }
}

const same = (a: Found | undefined, b: Found): boolean =>
  a !== undefined && a.bytes === b.bytes && a.changedMs === b.changedMs;

const keyOf = ({ path, bytes, changedMs }: Found, sha256: string): string =>
  createHash('sha256')
    .update(JSON.stringify([path, bytes, changedMs, sha256]))
    .digest('hex');

function optionsIn(text: string): z.infer<typeof Options> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  const parsed = Options.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new Refusal(422, 'bad-options', {
    zh: `文件夹中的 ${OPTIONS} 无法使用:应为 {"source","as","mapping","encoding","crs"}。改正后把文件重新放入。`,
    en: `${OPTIONS} in this folder cannot be used: it holds {"source","as","mapping","encoding","crs"}. Put it right and drop the file again.`,
  });
}

async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(`${path}.tmp`, 'w', 0o640);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.tmp`, path);
}

async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
