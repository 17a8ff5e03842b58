/** Thumbnails, and the pictures themselves where they are kept: each once, by SHA-256, beside the other files of the vault. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Environment } from '../../environment.ts';
import { FileVault } from '../file-vault.ts';

@Injectable()
export class PhotoFiles {
  private readonly folder: string;

  constructor(
    environment: Environment,
    private readonly vault: FileVault,
  ) {
    // Below the vault's folder, so that a backup takes them along.
    this.folder = join(environment.dataFolder, 'files', 'thumbnails');
  }

  async keepThumbnail(sha256: string, jpeg: Uint8Array): Promise<void> {
    const path = this.pathOf(sha256);
    if (await isThere(path)) return;
    await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
    const aside = join(this.vault.temporaryFolder, `${randomUUID()}.jpg`);
    await writeFile(aside, jpeg, { mode: 0o600, flush: true });
    await rename(aside, path);
  }

  hasThumbnail(sha256: string): Promise<boolean> {
    return isThere(this.pathOf(sha256));
  }

  hasOriginal(sha256: string): Promise<boolean> {
    return this.vault.has(sha256);
  }

  /** Undefined when there is none. */
  async thumbnail(sha256: string): Promise<Buffer | undefined> {
    return readFile(this.pathOf(sha256)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
  }

  async forget(sha256: string): Promise<void> {
    await rm(this.pathOf(sha256), { force: true });
  }

  /** Folders of 256 at most: a folder of a million files is slow everywhere. */
  private pathOf(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('not a SHA-256');
    return join(this.folder, sha256.slice(0, 2), `${sha256}.jpg`);
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
