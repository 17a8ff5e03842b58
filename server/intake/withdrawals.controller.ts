import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { z } from 'zod';
import { Allow } from '../access/policy.ts';
import { Caller, type Principal } from '../access/principal.ts';
import { WithdrawalAnswer, WithdrawalRequest } from '../contract-intake.ts';
import { Answers } from '../http/answers.ts';
import { shanghaiTime } from '../shanghai-time.ts';
import { Withdrawals } from './withdrawals.ts';

@Controller('api/v1/withdrawals')
export class WithdrawalsController {
  constructor(private readonly withdrawals: Withdrawals) {}

  /** Answered when nothing of the batch is left in the facts; findings follow with the next computation. */
  @Post()
  @HttpCode(200)
  @Allow('steward', 'administrator')
  @Answers(WithdrawalAnswer, { summary: { zh: '撤回一个批次', en: 'Withdraw a batch' } })
  async withdraw(
    @Body({ schema: WithdrawalRequest }) { receipt, reason }: z.infer<typeof WithdrawalRequest>,
    @Caller() caller: Principal,
  ): Promise<WithdrawalAnswer> {
    const { state, withdrawal } = await this.withdrawals.withdraw(receipt, reason, caller);
    return { receipt, state, reason: '', by: '', ...withdrawal, at: shanghaiTime(withdrawal?.at ?? '') };
  }
}
