/** From what was sent to what is loaded: archives become the files in them, pictures become one set. */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { FileVault, type StoredFile } from './file-vault.ts';
import { PassingFiles } from './passing-files.ts';
import { Photos } from './photos/photos.ts';
import { filesIn, isArchive, receiveUpload, type ReceivedFile } from './upload.ts';

@Injectable()
export class Bundles {
  constructor(
    private readonly vault: FileVault,
    private readonly photos: Photos,
  ) {}

  /** @throws Refusal as `receiveUpload` */
  receive(request: Request, signal: AbortSignal, seen: (bytes: number) => void): Promise<ReceivedFile[]> {
    return receiveUpload(request, this.vault, signal, seen);
  }

  /** A file of this machine. */
  put(path: string, signal?: AbortSignal): Promise<StoredFile> {
    return this.vault.putFile(path, signal);
  }

  /** What loading a file of this machine would load, at hand while `use` runs; nothing is stored. */
  async glanced<T>(
    path: string,
    use: (files: readonly { path: string; name: string }[]) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    if (!(await isArchive(path))) return use([{ path, name: path }]);
    await this.vault.prepare();
    const folder = await mkdtemp(join(this.vault.temporaryFolder, 'glance-'));
    try {
      const passing = new PassingFiles(folder);
      const file = { ...(await passing.put(createReadStream(path), signal)), name: path };
      const inside = await filesIn(file, passing, signal);
      return await use(inside.map(({ sha256, name }) => ({ path: passing.pathOf(sha256), name })));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** @param source whose watermark the pictures carry */
  async opened(
    received: readonly ReceivedFile[],
    source: string | undefined,
    signal?: AbortSignal,
  ): Promise<ReceivedFile[]> {
    const files: ReceivedFile[] = [];
    for (const file of received) files.push(...(await filesIn(file, this.vault, signal)));
    return this.photos.gathered(files, source, signal);
  }
}
