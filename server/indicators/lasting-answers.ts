/**
 * Answers kept in the data folder, so that the first reader after a start does not wait for them again. They are as good as the computation
 * and the program that made them: another of either finds none. Deleting the folder loses nothing.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { Environment } from '../environment.ts';

const packed = promisify(gzip);
const unpacked = promisify(gunzip);
/** A computation with more than these is read from so many scopes that each gains little. */
const MOST_FILES = 2000;
const CODE = dirname(import.meta.dirname);

/** What an answer is about: a computation is named by its number and its end, as a store may have been made anew under the same folder. */
export interface AsOf {
  computation: number;
  finishedAt: string | null;
}

@Injectable()
export class LastingAnswers {
  private readonly folder: string;
  private program: Promise<string> | undefined;
  /** Made or found by this process; other folders are of other computations. */
  private present: { name: string; files: Promise<number> } | undefined;

  constructor(environment: Environment) {
    this.folder = join(environment.dataFolder, 'answers');
  }

  /** Undefined when it is not there or cannot be read. The answer is what JSON makes of it. */
  async read<T>(asOf: AsOf, question: unknown): Promise<T | undefined> {
    try {
      const bytes = await readFile(join(await this.place(asOf), nameOf(question)));
      return JSON.parse((await unpacked(bytes)).toString('utf8')) as T;
    } catch {
      return undefined;
    }
  }

  /** A full disk or a folder that cannot be written costs time, not answers. */
  async write(asOf: AsOf, question: unknown, answer: unknown): Promise<void> {
    if (asOf.finishedAt === null || answer === undefined) return;
    try {
      const place = await this.place(asOf);
      if ((await this.filesIn(place)) >= MOST_FILES) return;
      const file = join(place, nameOf(question));
      const bytes = await packed(JSON.stringify(answer), { level: 1 });
      await writeFile(`${file}.new`, bytes, { mode: 0o600 });
      await rename(`${file}.new`, file);
      this.present = { name: place, files: Promise.resolve((await this.filesIn(place)) + 1) };
    } catch {
      this.present = undefined;
    }
  }

  /** Makes the folder of a computation the only one. */
  private filesIn(place: string): Promise<number> {
    if (this.present?.name !== place) {
      const files = this.clear(place);
      files.catch(() => undefined);
      this.present = { name: place, files };
    }
    return this.present.files;
  }

  private async clear(place: string): Promise<number> {
    await mkdir(place, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.folder)) {
      const other = join(this.folder, name);
      if (other !== place) await rm(other, { recursive: true, force: true });
    }
    return (await readdir(place)).length;
  }

  private async place({ computation, finishedAt }: AsOf): Promise<string> {
    this.program ??= fingerprint();
    const made = Date.parse(finishedAt ?? '') || 0;
    return join(this.folder, `${computation}-${made}-${await this.program}`);
  }
}

const nameOf = (question: unknown): string =>
  `${createHash('sha256').update(JSON.stringify(question)).digest('hex')}.json.gz`;

/** Of the files that make answers: another build may answer otherwise without anything being computed anew. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of [CODE, join(dirname(CODE), 'metrics')]) {
    const names = await readdir(folder, { recursive: true });
    for (const name of names.sort()) {
      const { size, mtimeMs, isFile } = await stat(join(folder, name)).then((one) => ({
        size: one.size,
        mtimeMs: one.mtimeMs,
        isFile: one.isFile(),
      }));
      if (isFile) hash.update(`${name} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex').slice(0, 16);
}
