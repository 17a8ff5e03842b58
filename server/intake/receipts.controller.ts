import { Controller, Get, Param } from '@nestjs/common';
import { z } from 'zod';
import { Allow } from '../access/policy.ts';
import { Caller, type Principal } from '../access/principal.ts';
import { Receipt } from '../contract-intake.ts';
import { Answers } from '../http/answers.ts';
import { receiptOf, Receipts, type NeverSeen } from './receipts.ts';

const Sha256 = z.string().regex(/^[0-9a-fA-F]{64}$/);
const ReceiptAnswer = z.union([Receipt, z.object({ state: z.literal('never-seen'), sha256: z.string() })]);

/** What became of a file, for ever; `never-seen` is an answer, not an error. */
@Controller('api/v1/receipts')
export class ReceiptsController {
  constructor(private readonly receipts: Receipts) {}

  @Get(':sha256')
  @Allow('steward', 'auditor', 'token')
  @Answers(ReceiptAnswer, { summary: { zh: '按内容摘要查回执', en: 'The receipt of a file, by its SHA-256' } })
  async one(
    @Param('sha256', { schema: Sha256 }) sha256: string,
    @Caller() caller: Principal,
  ): Promise<Receipt | NeverSeen> {
    const found = await this.receipts.bySha256(sha256, caller.kind === 'token' ? caller.id : undefined);
    return found.state === 'never-seen' ? found : receiptOf(found);
  }
}
