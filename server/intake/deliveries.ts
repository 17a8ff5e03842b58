/** What arrives over HTTP in one request: files to the vault, batches in the books, then loading, all as one watched job. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { BatchQuery } from '../contract-intake.ts';
import { FACT_KINDS } from '../../metrics/facts.ts';
import { generalRefusal, Refusal } from '../http/problem.ts';
import { Jobs, ServerStops, type ReportJob } from '../progress/jobs.ts';
import type { Batch, BatchRequest } from './batch.entity.ts';
import { Bundles } from './bundles.ts';
import { PHOTO_SET_NAME } from './photos/photo-set.ts';
import { IntakeService } from './intake.service.ts';
import { Mappings } from './mappings.ts';
import { PendingUploads } from './pending-uploads.ts';
import type { ReceivedFile } from './upload.ts';

/** Share of the whole that the upload counts for. */
const UPLOAD_SHARE = 0.3;
const LONGEST_KEY = 200;

type Query = z.infer<typeof BatchQuery>;

@Injectable()
export class Deliveries {
  constructor(
    private readonly intake: IntakeService,
    private readonly bundles: Bundles,
    private readonly mappings: Mappings,
    private readonly jobs: Jobs,
    private readonly uploads: PendingUploads,
  ) {}

  /** Batches of this request, finished, in the order of its files. @throws Refusal, nothing of the request is kept then */
  async receive(request: Request, query: Query, caller: Principal): Promise<Batch[]> {
    const uploads = query.uploads?.split(',') ?? [];
    const key = idempotencyKey(request) ?? (uploads.length > 0 ? keyOfUploads(uploads) : undefined);
    const order = await this.orderOf(query, caller);
    const job = this.jobs.start(
      'load',
      caller.id,
      (report, signal) =>
        uploads.length > 0
          ? this.loadUploads(uploads, order, caller, key!, report, signal)
          : this.loadBody(request, order, caller, key, report, signal),
      query.job,
    );
    try {
      return await job.done;
    } catch (error) {
      if (error instanceof ServerStops) throw generalRefusal(503, error);
      if (error instanceof DOMException && error.name === 'AbortError')
        throw new Refusal(409, 'cancelled', {
          zh: '导入已取消,没有写入任何行。',
          en: 'The load was cancelled; no row was stored.',
        });
      throw error;
    }
  }

  private async orderOf(query: Query, caller: Principal): Promise<BatchRequest> {
    if (caller.source !== null && query.source !== undefined && query.source !== caller.source)
      throw new Refusal(403, 'wrong-source', {
        zh: `该令牌只能写入来源 ${caller.source}。`,
        en: `This token loads the source ${caller.source} only.`,
      });
    const source = caller.source ?? query.source;
    const mapping = query.mapping === undefined ? undefined : await this.mappings.find(query.mapping);
    return {
      ...(source === undefined ? {} : { source }),
      ...(query.as === undefined ? {} : { as: query.as }),
      ...(query.encoding === undefined ? {} : { encoding: query.encoding }),
      ...(query.crs === undefined ? {} : { crs: query.crs }),
      ...(mapping ? { mapping: `${mapping.document.name}@${mapping.version}` } : {}),
      ...(caller.source === null ? {} : { onlySource: caller.source }),
    };
  }

  private async loadBody(
    request: Request,
    order: BatchRequest,
    caller: Principal,
    key: string | undefined,
    report: ReportJob,
    signal: AbortSignal,
  ): Promise<Batch[]> {
    const expected = Number(request.headers['content-length'] ?? 0);
    report({ phase: 'uploading', share: expected > 0 ? 0 : null });
    this.intake.warmUp();
    const received = await this.bundles.receive(request, signal, (bytes) =>
      report({ phase: 'uploading', share: expected > 0 ? Math.min(1, bytes / expected) * UPLOAD_SHARE : null }),
    );
    return this.load(
      await this.register(await this.bundles.opened(received, order.source, signal), order, caller, key),
      report,
      signal,
    );
  }

  /** Uploads that were loaded before are gone; the key they were loaded under finds their batches. */
  private async loadUploads(
    ids: readonly string[],
    order: BatchRequest,
    caller: Principal,
    key: string,
    report: ReportJob,
    signal: AbortSignal,
  ): Promise<Batch[]> {
    this.intake.warmUp();
    const before = key === keyOfUploads(ids) ? await this.intake.sentBefore(caller.id, key) : [];
    if (before.length > 0) return this.load(before, report, signal);
    const received = await this.uploads.take(ids, caller.id, signal);
    const batches = await this.register(await this.bundles.opened(received, order.source, signal), order, caller, key);
    await this.uploads.forget(ids);
    return this.load(batches, report, signal);
  }

  private async load(batches: readonly Batch[], report: ReportJob, signal: AbortSignal): Promise<Batch[]> {
    const loaded = new Map<number, Batch>();
    let rows = 0;
    for (const [index, batch] of inLoadingOrder(batches).entries()) {
      const part = (share: number): number => UPLOAD_SHARE + ((index + share) / batches.length) * (1 - UPLOAD_SHARE);
      // A batch keeps its own course when another file of the request is refused.
      const done = await this.intake.load(batch, {
        signal,
        report: (progress) =>
          report({
            phase: progress.phase,
            share: progress.share === null ? null : part(progress.share),
            rows: rows + progress.rows,
          }),
      });
      loaded.set(done.receipt, done);
      rows += done.seen;
    }
    return batches.map((batch) => loaded.get(batch.receipt) ?? batch);
  }

  private async register(
    files: readonly ReceivedFile[],
    order: BatchRequest,
    caller: Principal,
    key: string | undefined,
  ): Promise<Batch[]> {
    const before = await this.sentBefore(files, order, caller, key);
    if (before) return before;
    const registered = this.intake.registerAll(
      files.map(({ name, sha256, bytes, pictures }, part) => ({
        file: { sha256, bytes },
        delivery: {
          path: name,
          request: pictures ? { ...order, pictures } : order,
          sender: { id: caller.id, name: caller.name },
          part,
          ...(key === undefined ? {} : { idempotencyKey: key }),
        },
      })),
    );
    return registered.catch(async (error: unknown) => {
      // The same request twice at the same moment: the other one was quicker.
      const meanwhile = await this.sentBefore(files, order, caller, key);
      if (meanwhile) return meanwhile;
      throw error;
    });
  }

  /** Batches of an earlier request with this key. @throws Refusal 409 when that one sent or asked for something else */
  private async sentBefore(
    files: readonly ReceivedFile[],
    order: BatchRequest,
    caller: Principal,
    key: string | undefined,
  ): Promise<Batch[] | undefined> {
    const before = key === undefined ? [] : await this.intake.sentBefore(caller.id, key);
    if (before.length === 0) return undefined;
    const same =
      before.length === files.length &&
      before.every((batch, i) => batch.sha256 === files[i]!.sha256 && asked(batch.request) === asked(order));
    if (same) return before;
    throw new Refusal(409, 'idempotency-key-reused', {
      zh: '这个 Idempotency-Key 已用于另一份内容或另一组参数。',
      en: 'This Idempotency-Key was used for other content or other parameters.',
    });
  }
}

/** A mapping counts by its name: that it has a newer version since makes a repeated request no other one. */
const asked = ({ source, as, encoding, crs, mapping }: BatchRequest): string =>
  JSON.stringify([source, as, encoding, crs, mapping?.replace(/@\d+$/, '')]);

const keyOfUploads = (ids: readonly string[]): string =>
  `uploads:${createHash('sha256').update(ids.join()).digest('hex')}`;

function idempotencyKey(request: Request): string | undefined {
  const key = request.get('Idempotency-Key')?.trim();
  if (key === undefined || key === '') return undefined;
  if (key.length > LONGEST_KEY)
    throw new Refusal(400, 'bad-idempotency-key', {
      zh: `Idempotency-Key 最多 ${LONGEST_KEY} 个字符。`,
      en: `An Idempotency-Key has at most ${LONGEST_KEY} characters.`,
    });
  return key;
}

const DIRECTORY_NAMES = (FACT_KINDS as readonly { kind: string; eventTime?: string }[])
  .filter((k) => k.eventTime === undefined)
  .map((k) => k.kind);

/** Directory files first: facts whose codes are known need no warning. The order of the answer is that of the files. */
export function inLoadingOrder<T extends { path: string }>(files: readonly T[]): T[] {
  const rank = ({ path }: T): number => {
    // The facts first: they say what their pictures are called.
    if (path.endsWith(PHOTO_SET_NAME)) return DIRECTORY_NAMES.length + 1;
    const at = DIRECTORY_NAMES.findIndex((kind) => path.toLowerCase().includes(kind));
    return at === -1 ? DIRECTORY_NAMES.length : at;
  };
  return [...files].sort((a, b) => rank(a) - rank(b));
}
