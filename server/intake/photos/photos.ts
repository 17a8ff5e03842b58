/** The pictures of a delivery: looked at, thumbnailed, and gathered into one set that is then loaded as a batch. */
import { readFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { Batch } from '../batch.entity.ts';
import { FactStore } from '../../facts/fact-store.ts';
import { Operations } from '../../operations/operations.ts';
import { FileVault } from '../file-vault.ts';
import { readHead } from '../formats/encoding.ts';
import type { ReceivedFile } from '../upload.ts';
import { MOST_BYTES } from './look.ts';
import type { Mask } from './luma.ts';
import { PhotoFiles } from './photo-files.ts';
import { PHOTO_SET_FORMAT, PHOTO_SET_HEAD, PHOTO_SET_NAME, photoLines, type PhotoLine } from './photo-set.ts';
import { PhotoSettings } from './photo-settings.ts';
import { formatOf } from './picture-file.ts';
import { isPicture } from './picture-names.ts';
import { PictureReader } from './picture-reader.ts';

/** Formats that nothing else begins like. */
const SURE = new Set(['jpeg', 'png', 'webp', 'gif', 'heic']);

@Injectable()
export class Photos {
  constructor(
    private readonly vault: FileVault,
    private readonly files: PhotoFiles,
    private readonly settings: PhotoSettings,
    private readonly operations: Operations,
    private readonly store: FactStore,
  ) {}

  /** The same files, with one set in place of all pictures among them. */
  async gathered(
    received: readonly ReceivedFile[],
    source: string | undefined,
    signal?: AbortSignal,
  ): Promise<ReceivedFile[]> {
    const pictures: ReceivedFile[] = [];
    const others: ReceivedFile[] = [];
    for (const file of received) ((await this.isPicture(file)) ? pictures : others).push(file);
    if (pictures.length === 0) return [...received];
    const set = await this.setOf(pictures, await this.settings.maskFor(source), signal);
    const { keepOriginals } = await this.settings.read();
    if (!keepOriginals)
      for (const { sha256, bundle } of pictures) await this.drop([sha256, ...(bundle ? [bundle] : [])]);
    return [...others, set];
  }

  /** What a withdrawn set had brought and no other photo has. */
  async forgetThoseOf({ sha256, format }: Batch): Promise<void> {
    if (format !== PHOTO_SET_FORMAT) return;
    const digests = new Set<string>();
    if (await this.vault.has(sha256))
      for await (const line of photoLines(this.vault.pathOf(sha256))) digests.add(line.sha256);
    const kept = await this.store.query<{ sha256: string }>(
      'SELECT DISTINCT sha256 FROM photos_versions WHERE sha256 IN {digests:Array(String)}',
      { digests: [...digests] },
    );
    for (const row of kept) digests.delete(row.sha256);
    for (const digest of digests) await this.files.forget(digest);
    await this.drop([...digests]);
  }

  private async isPicture({ name, sha256 }: ReceivedFile): Promise<boolean> {
    if (isPicture(name)) return true;
    const format = formatOf(await readHead(this.vault.pathOf(sha256), 32));
    return format !== undefined && SURE.has(format);
  }

  private async setOf(pictures: readonly ReceivedFile[], mask: Mask, signal?: AbortSignal): Promise<ReceivedFile> {
    const reader = new PictureReader();
    try {
      const stored = await this.vault.put(this.linesOf(pictures, mask, reader, signal), signal);
      const [first] = pictures;
      const bundle = first?.bundle !== undefined && pictures.every((one) => one.bundle === first.bundle);
      const prefix = bundle ? first.name.slice(0, first.name.lastIndexOf('!') + 1) : '';
      return { ...stored, name: `${prefix}${PHOTO_SET_NAME}`, pictures: true };
    } finally {
      await reader.close();
    }
  }

  private async *linesOf(
    pictures: readonly ReceivedFile[],
    mask: Mask,
    reader: PictureReader,
    signal?: AbortSignal,
  ): AsyncGenerator<Buffer> {
    yield Buffer.from(`${PHOTO_SET_HEAD}\n`);
    for (const picture of pictures) {
      signal?.throwIfAborted();
      yield Buffer.from(`${JSON.stringify(await this.lineOf(picture, mask, reader))}\n`);
    }
  }

  private async lineOf({ name, sha256, bytes }: ReceivedFile, mask: Mask, reader: PictureReader): Promise<PhotoLine> {
    const file = { file: name, sha256, bytes };
    if (bytes > MOST_BYTES) return { ...file, problem: 'picture-too-large' };
    const looked = await reader.look(await readFile(this.vault.pathOf(sha256)), mask);
    if (typeof looked === 'string') return { ...file, problem: looked };
    const { thumbnail, ...values } = looked;
    if (thumbnail) await this.files.keepThumbnail(sha256, thumbnail);
    return { ...file, ...values };
  }

  /** Unless a batch is known by the same bytes. */
  private async drop(digests: readonly string[]): Promise<void> {
    for (const sha256 of digests)
      if (!(await this.operations.read.existsBy(Batch, { sha256 }))) await this.vault.remove(sha256);
  }
}
