/** Takes files in as the vault does, into a folder that somebody else removes soon: for looking without storing. */
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FileVault, StoredFile } from './file-vault.ts';

export class PassingFiles implements Pick<FileVault, 'put' | 'pathOf'> {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  pathOf(sha256: string): string {
    return join(this.folder, sha256);
  }

  async put(source: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<StoredFile> {
    const aside = join(this.folder, randomUUID());
    const hash = createHash('sha256');
    let bytes = 0;
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const chunk of source) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    }
    await pipeline(counted, createWriteStream(aside, { mode: 0o600 }), ...(signal ? [{ signal }] : []));
    const sha256 = hash.digest('hex');
    await rename(aside, this.pathOf(sha256));
    return { sha256, bytes };
  }
}
