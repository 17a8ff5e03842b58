/**
 * Keeps the bytes of every upload, named by their SHA-256. A file is in the vault only when it is whole and on disk: it is
 * written aside, flushed, renamed into place, and the folder is flushed. Nothing is ever overwritten or changed.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Environment } from '../environment.ts';
import { untilAborted } from './until-aborted.ts';

export interface StoredFile {
  sha256: string;
  bytes: number;
}

@Injectable()
export class FileVault {
  readonly temporaryFolder: string;
  readonly rejectsFolder: string;
  private readonly folder: string;

  constructor(environment: Environment) {
    this.folder = join(environment.dataFolder, 'files');
    this.temporaryFolder = join(environment.dataFolder, 'tmp');
    this.rejectsFolder = join(environment.dataFolder, 'rejects');
  }

  pathOf(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('not a SHA-256');
    return join(this.folder, sha256);
  }

  /**
   * Durable when it resolves.
   * @param seen called with the bytes taken so far
   * @throws whatever the source or the disk throws; nothing is left behind then
   */
  async put(
    source: AsyncIterable<Uint8Array>,
    signal?: AbortSignal,
    seen: (bytes: number) => void = () => undefined,
  ): Promise<StoredFile> {
    await this.prepare();
    const aside = join(this.temporaryFolder, `${randomUUID()}.upload`);
    const hash = createHash('sha256');
    let bytes = 0;
    const file = await open(aside, 'wx', 0o600);
    try {
      try {
        for await (const chunk of signal ? untilAborted(source, signal) : source) {
          hash.update(chunk);
          // A short write is continued until all of it is taken.
          for (let at = 0; at < chunk.length;) at += (await file.write(chunk, at)).bytesWritten;
          bytes += chunk.length;
          seen(bytes);
        }
        await file.sync();
      } finally {
        await file.close();
      }
      const sha256 = hash.digest('hex');
      await rename(aside, this.pathOf(sha256));
      await this.syncFolder();
      return { sha256, bytes };
    } catch (error) {
      await rm(aside, { force: true });
      throw error;
    }
  }

  async putFile(path: string, signal?: AbortSignal, seen?: (bytes: number) => void): Promise<StoredFile> {
    return this.put(createReadStream(path, { highWaterMark: 1 << 20 }), signal, seen);
  }

  async has(sha256: string): Promise<boolean> {
    return stat(this.pathOf(sha256)).then(
      () => true,
      () => false,
    );
  }

  /** For pictures that are not to be kept. Call only when no batch is known by these bytes. */
  async remove(sha256: string): Promise<void> {
    await rm(this.pathOf(sha256), { force: true });
  }

  async prepare(): Promise<void> {
    for (const folder of [this.folder, this.temporaryFolder]) await mkdir(folder, { recursive: true, mode: 0o700 });
  }

  /** What a crash left behind. Only for the owner of the data folder, before anything is loaded. */
  async clearTemporary(): Promise<void> {
    await this.prepare();
    for (const name of await readdir(this.temporaryFolder))
      await rm(join(this.temporaryFolder, name), { recursive: true, force: true });
  }

  private async syncFolder(): Promise<void> {
    const folder = await open(this.folder, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}
