/**
 * Files sent only to make a mapping with. They wait in the temporary folder for a while, are looked at and tried as often as
 * the person likes, and become a batch when loaded; what is left is thrown away, at the latest by the next start.
 */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { generalRefusal, Refusal } from '../http/problem.ts';
import { TemporaryFiles } from './decoded-twin.ts';
import { FileVault, type StoredFile } from './file-vault.ts';
import { firstRows, type FirstRows } from './recognise/recognise.ts';
import { receiveUpload } from './upload.ts';

export interface MappingDraft {
  id: string;
  owner: string;
  path: string;
  name: string;
  bytes: number;
}

const LARGEST = 256 * 2 ** 20;
const MOST_OF_ONE_OWNER = 5;
const MOST = 40;
const KEPT_MILLISECONDS = 2 * 3_600_000;

@Injectable()
export class MappingDrafts {
  private readonly drafts = new Map<string, MappingDraft & { timer: NodeJS.Timeout }>();

  constructor(private readonly vault: FileVault) {}

  /** @throws Refusal 413 above 256 MB: a part of the file is enough to make a mapping */
  async receive(request: Request, owner: string): Promise<MappingDraft> {
    await this.vault.prepare();
    const written: string[] = [];
    const put = async (source: AsyncIterable<Uint8Array>): Promise<StoredFile> => {
      const path = join(this.vault.temporaryFolder, `${randomUUID()}.draft`);
      written.push(path);
      let bytes = 0;
      const counted = async function* (): AsyncGenerator<Uint8Array> {
        for await (const chunk of source) {
          bytes += chunk.length;
          if (bytes > LARGEST) throw tooLarge();
          yield chunk;
        }
      };
      await pipeline(counted(), createWriteStream(path, { mode: 0o600 }));
      return { sha256: '', bytes };
    };
    try {
      const [file, ...more] = await receiveUpload(request, { put }, new AbortController().signal, () => undefined);
      if (!file || more.length > 0) throw oneFile();
      return this.keep({ id: randomUUID(), owner, path: written[0]!, name: file.name, bytes: file.bytes });
    } catch (error) {
      await Promise.all(written.map((path) => rm(path, { force: true })));
      throw error;
    }
  }

  private async keep(draft: MappingDraft): Promise<MappingDraft> {
    const own = [...this.drafts.values()].filter(({ owner }) => owner === draft.owner);
    if (own.length >= MOST_OF_ONE_OWNER) await this.drop(own[0]!.id);
    if (this.drafts.size >= MOST) await this.drop([...this.drafts.keys()][0]!);
    const timer = setTimeout(() => void this.drop(draft.id), KEPT_MILLISECONDS).unref();
    this.drafts.set(draft.id, { ...draft, timer });
    return draft;
  }

  /** @throws Refusal 404 when it is not (or no longer) there, or somebody else's */
  find(id: string, owner: string): MappingDraft {
    const draft = this.drafts.get(id);
    if (!draft || draft.owner !== owner) throw generalRefusal(404);
    return draft;
  }

  async look(draft: MappingDraft, encoding: string | undefined): Promise<FirstRows> {
    const files = new TemporaryFiles(this.vault.temporaryFolder);
    try {
      return await firstRows(draft.path, { name: draft.name, files, ...(encoding === undefined ? {} : { encoding }) });
    } finally {
      await files.dispose();
    }
  }

  private async drop(id: string): Promise<void> {
    const draft = this.drafts.get(id);
    if (!draft) return;
    this.drafts.delete(id);
    clearTimeout(draft.timer);
    await rm(draft.path, { force: true });
  }
}

const tooLarge = (): Refusal =>
  new Refusal(413, 'too-large', {
    zh: '用于制作映射的文件不超过 256 MB,取文件的一部分即可。',
    en: 'A file to make a mapping with is at most 256 MB; a part of the file is enough.',
  });
const oneFile = (): Refusal =>
  new Refusal(400, 'one-file', {
    zh: '制作映射时一次只能上传一个文件。',
    en: 'A mapping is made with one file at a time.',
  });
