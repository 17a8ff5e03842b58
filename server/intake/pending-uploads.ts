/**
 * Uploads that can be continued after a cut, in the manner of tus 1.0.0: a file is announced, sent in pieces that each start
 * where the last one ended, and loaded when it is whole. What is acknowledged is on the disk.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { Environment } from '../environment.ts';
import { Refusal } from '../http/problem.ts';
import { Operations } from '../operations/operations.ts';
import { FileVault } from './file-vault.ts';
import { PendingUpload } from './pending-upload.entity.ts';
import { untilAborted } from './until-aborted.ts';
import { LARGEST_FILE, tooLarge, type ReceivedFile } from './upload.ts';

/** An upload that stands still this long is forgotten. */
const KEPT_MILLISECONDS = 24 * 3_600_000;
const PURGE_MILLISECONDS = 3_600_000;
/** Of one sender: a folder of files, some of them large. */
const MOST_PENDING = 2_000;
const MOST_PENDING_BYTES = 64 * 2 ** 30;
/** So much may have to be sent again after a power cut. */
const SYNC_EVERY_BYTES = 16 * 2 ** 20;

export interface Announcement {
  name: string;
  bytes: number;
  sha256: string | null;
}

export interface Piece {
  /** Where in the file it starts. */
  offset: number;
  /** Its size, when the sender says so. */
  bytes: number | undefined;
}

@Injectable()
export class PendingUploads implements OnModuleInit, BeforeApplicationShutdown {
  private readonly log = new Logger('uploads');
  private readonly folder: string;
  private readonly writing = new Map<string, { abort: AbortController; ended: Promise<unknown> }>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    environment: Environment,
    private readonly operations: Operations,
    private readonly vault: FileVault,
  ) {
    this.folder = join(environment.dataFolder, 'uploads');
  }

  async onModuleInit(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await this.purge();
    await this.removeOrphans();
    this.timer = setInterval(() => {
      this.purge().catch((error: unknown) => this.log.error(String(error)));
    }, PURGE_MILLISECONDS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  expiresAt(upload: PendingUpload): Date {
    return new Date(Date.parse(upload.touchedAt) + KEPT_MILLISECONDS);
  }

  /** @throws Refusal `too-large`, `too-many-uploads` */
  async announce({ name, bytes, sha256 }: Announcement, principal: string): Promise<PendingUpload> {
    if (bytes > LARGEST_FILE) throw tooLarge();
    const mine = await this.operations.read.findBy(PendingUpload, { principal });
    const pending = mine.reduce((sum, upload) => sum + upload.bytes, bytes);
    if (mine.length >= MOST_PENDING || pending > MOST_PENDING_BYTES)
      throw new Refusal(429, 'too-many-uploads', {
        zh: `未完成的上传过多(最多 ${MOST_PENDING} 个、共 64 GB)。请先完成或取消。`,
        en: `Too many uploads are unfinished (at most ${MOST_PENDING}, 64 GB together). Finish or cancel some first.`,
      });
    const now = new Date().toISOString();
    const upload = Object.assign(new PendingUpload(), {
      id: randomUUID(),
      principal,
      name,
      bytes,
      received: 0,
      sha256,
      createdAt: now,
      touchedAt: now,
    });
    const file = await open(this.pathOf(upload.id), 'wx', 0o600);
    await file.sync().finally(() => file.close());
    await this.operations.write((manager) => manager.insert(PendingUpload, upload));
    return upload;
  }

  /** How far it is. Ends a piece whose connection hangs: who asks has lost it. @throws Refusal 404 */
  async find(id: string, principal: string): Promise<PendingUpload> {
    await this.interrupt(id);
    return this.owned(id, principal);
  }

  /**
   * Adds a piece at `offset`. What arrived of a piece that broke off is kept.
   * @throws Refusal 404, 409 `wrong-offset`, 413
   */
  async append(
    id: string,
    principal: string,
    { offset, bytes }: Piece,
    piece: AsyncIterable<unknown>,
  ): Promise<PendingUpload> {
    await this.interrupt(id);
    const upload = await this.owned(id, principal);
    if (offset !== upload.received)
      throw new Refusal(409, 'wrong-offset', {
        zh: `已收到 ${upload.received} 字节,请从那里继续。`,
        en: `${upload.received} bytes are here; go on from there.`,
      });
    // Said before it is read: afterwards the connection is broken, and with it the answer.
    if (bytes !== undefined && offset + bytes > upload.bytes) throw tooLong();
    const abort = new AbortController();
    const ended = this.write(upload, piece, abort.signal);
    const writing = { abort, ended: ended.catch(() => undefined) };
    this.writing.set(id, writing);
    try {
      await ended;
    } finally {
      if (this.writing.get(id) === writing) this.writing.delete(id);
    }
    return upload;
  }

  /** @throws Refusal 404 */
  async cancel(id: string, principal: string): Promise<void> {
    await this.interrupt(id);
    await this.owned(id, principal);
    await this.forget([id]);
  }

  /**
   * The whole files, in the vault. They stay here until `forget`.
   * @throws Refusal 404, 409 `upload-incomplete`, 422 `wrong-digest`
   */
  async take(ids: readonly string[], principal: string, signal: AbortSignal): Promise<ReceivedFile[]> {
    const uploads: PendingUpload[] = [];
    for (const id of ids) {
      const upload = await this.owned(id, principal);
      if (upload.received < upload.bytes)
        throw new Refusal(409, 'upload-incomplete', {
          zh: `${upload.name} 尚未传完:${upload.received} / ${upload.bytes} 字节。`,
          en: `${upload.name} is not whole yet: ${upload.received} of ${upload.bytes} bytes.`,
        });
      uploads.push(upload);
    }
    const files: ReceivedFile[] = [];
    for (const { id, name, sha256 } of uploads) {
      const stored = await this.vault.putFile(this.pathOf(id), signal);
      if (sha256 !== null && stored.sha256 !== sha256)
        throw new Refusal(422, 'wrong-digest', {
          zh: `${name} 的 SHA-256 与所说不符,请重新上传。`,
          en: `The SHA-256 of ${name} is not what was announced; upload it again.`,
        });
      files.push({ ...stored, name });
    }
    return files;
  }

  async forget(ids: readonly string[]): Promise<void> {
    await this.operations.write(async (manager) => {
      for (const id of ids) await manager.delete(PendingUpload, { id });
    });
    for (const id of ids) await rm(this.pathOf(id), { force: true });
  }

  private async write(upload: PendingUpload, piece: AsyncIterable<unknown>, signal: AbortSignal): Promise<void> {
    const file = await open(this.pathOf(upload.id), 'r+');
    let at = upload.received;
    const keep = async (): Promise<void> => {
      if (at === upload.received) return;
      await file.sync();
      Object.assign(upload, { received: at, touchedAt: new Date().toISOString() });
      const { received, touchedAt } = upload;
      await this.operations.write((manager) =>
        manager.update(PendingUpload, { id: upload.id }, { received, touchedAt }),
      );
    };
    try {
      // A crash may have left bytes that nobody was told of.
      await file.truncate(at);
      for await (const part of untilAborted(piece, signal)) {
        const chunk = part as Buffer;
        if (at + chunk.length > upload.bytes) throw tooLong();
        for (let from = 0; from < chunk.length;)
          from += (await file.write(chunk, from, chunk.length - from, at + from)).bytesWritten;
        at += chunk.length;
        if (at - upload.received >= SYNC_EVERY_BYTES) await keep();
      }
    } finally {
      try {
        await keep();
      } finally {
        await file.close();
      }
    }
  }

  private async interrupt(id: string): Promise<void> {
    const writing = this.writing.get(id);
    writing?.abort.abort(
      new Refusal(409, 'upload-elsewhere', { zh: '上传已在别处继续。', en: 'The upload goes on elsewhere.' }),
    );
    await writing?.ended;
  }

  private async owned(id: string, principal: string): Promise<PendingUpload> {
    const upload = await this.operations.read.findOneBy(PendingUpload, { id, principal });
    const there = upload && (await stat(this.pathOf(id)).catch(() => undefined));
    if (!upload || !there || there.size < upload.received)
      throw new Refusal(404, 'no-such-upload', {
        zh: '没有这个上传,或已过期。请重新上传。',
        en: 'There is no such upload, or it has expired. Start again.',
      });
    return upload;
  }

  private pathOf(id: string): string {
    if (!/^[0-9a-f-]{36}$/.test(id)) throw new Error('not an upload id');
    return join(this.folder, id);
  }

  private async purge(): Promise<void> {
    const touchedAt = LessThan(new Date(Date.now() - KEPT_MILLISECONDS).toISOString());
    const expired = await this.operations.read.find(PendingUpload, { select: { id: true }, where: { touchedAt } });
    if (expired.length > 0) await this.forget(expired.map(({ id }) => id));
  }

  /** Files without a row: announced or forgotten half-way when the process ended. Before anybody can announce another. */
  private async removeOrphans(): Promise<void> {
    const rows = await this.operations.read.find(PendingUpload, { select: { id: true } });
    const known = new Set(rows.map(({ id }) => id));
    for (const name of await readdir(this.folder))
      if (!known.has(name)) await rm(join(this.folder, name), { force: true });
  }
}

const tooLong = (): Refusal =>
  new Refusal(413, 'longer-than-announced', {
    zh: '收到的字节超过所声明的大小。',
    en: 'More bytes came than were announced.',
  });
