import { once } from 'node:events';
import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { Allow } from '../access/policy.ts';
import { Caller, type Principal } from '../access/principal.ts';
import { Page } from '../contract.ts';
import { BatchAnswer, Batches, BatchQuery, Receipt } from '../contract-intake.ts';
import { Answers } from '../http/answers.ts';
import { generalRefusal } from '../http/problem.ts';
import type { Batch } from './batch.entity.ts';
import { Deliveries } from './deliveries.ts';
import { receiptOf, Receipts } from './receipts.ts';
import { RefusedRows } from './refused-rows.ts';
import { BODY_MEDIA_TYPES } from './upload.ts';

const Number_ = z.coerce.number().int().min(1).max(4_294_967_295);
const PageQuery = z.strictObject(Page);

/** A token sees what it sent; people who may see receipts see all. */
const ownOnly = (caller: Principal): string | undefined => (caller.kind === 'token' ? caller.id : undefined);

@Controller('api/v1/batches')
export class BatchesController {
  constructor(
    private readonly deliveries: Deliveries,
    private readonly receipts: Receipts,
    private readonly refusedRows: RefusedRows,
  ) {}

  /** Answered when the rows are durable, or the file is refused: see the receipt's `state`. */
  @Post()
  @HttpCode(202)
  @Allow('steward', 'token')
  @Answers(BatchAnswer, { summary: { zh: '导入文件', en: 'Load files' }, consumes: BODY_MEDIA_TYPES })
  async receive(
    @Req() request: Request,
    @Query({ schema: BatchQuery }) query: z.infer<typeof BatchQuery>,
    @Caller() caller: Principal,
  ): Promise<BatchAnswer> {
    const receipts = (await this.deliveries.receive(request, query, caller)).map((batch) => receiptOf(batch));
    return { ...receipts[0]!, receipts };
  }

  @Get()
  @Allow('steward', 'auditor', 'token')
  @Answers(Batches, { summary: { zh: '回执', en: 'Receipts' } })
  list(
    @Query({ schema: PageQuery }) { page, size }: z.infer<typeof PageQuery>,
    @Caller() caller: Principal,
  ): Promise<Batches> {
    return this.receipts.list(page, size, ownOnly(caller));
  }

  @Get(':receipt')
  @Allow('steward', 'auditor', 'token')
  @Answers(Receipt, { summary: { zh: '一份回执', en: 'One receipt' } })
  async one(@Param('receipt', { schema: Number_ }) receipt: number, @Caller() caller: Principal): Promise<Receipt> {
    return receiptOf(await this.batch(receipt, caller));
  }

  @Get(':receipt/refused.csv')
  @Allow('steward', 'auditor', 'token')
  @Answers(null, { summary: { zh: '被退回的行', en: 'The refused rows' }, produces: 'text/csv' })
  async refused(
    @Param('receipt', { schema: Number_ }) receipt: number,
    @Caller() caller: Principal,
    @Res() response: Response,
  ): Promise<void> {
    const batch = await this.batch(receipt, caller);
    if (batch.state !== 'loaded') throw generalRefusal(404);
    const pieces = this.refusedRows.csv(batch);
    // The first piece before the head: what fails until then is answered as a problem.
    const first = await pieces.next();
    response.writeHead(200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="refused-${receipt}.csv"`,
      'Cache-Control': 'no-store',
    });
    if (!first.done) response.write(first.value);
    try {
      for await (const piece of pieces) {
        if (response.destroyed) return;
        if (!response.write(piece)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
      }
      response.end();
    } catch {
      // The head is gone: a broken transfer is the only way left to say that the file is not whole.
      response.destroy();
    }
  }

  private async batch(receipt: number, caller: Principal): Promise<Batch> {
    const batch = await this.receipts.byNumber(receipt);
    const own = ownOnly(caller);
    if (!batch || (own !== undefined && batch.principal !== own)) throw generalRefusal(404);
    return batch;
  }
}
