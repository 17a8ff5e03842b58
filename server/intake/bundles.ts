/** From what was sent to what is loaded: archives become the files in them, pictures become one set. */
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { FileVault, type StoredFile } from './file-vault.ts';
import { Photos } from './photos/photos.ts';
import { filesIn, receiveUpload, type ReceivedFile } from './upload.ts';

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
