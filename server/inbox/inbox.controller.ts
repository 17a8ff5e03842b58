import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import type { z } from 'zod';
import { Allow } from '../access/policy.ts';
import { Caller, Scope, type Principal } from '../access/principal.ts';
import { inScope, type UnitScope } from '../access/scope.ts';
import { Inbox, InboxRead } from '../contract-sharing.ts';
import { ROLES } from '../contract.ts';
import { Answers } from '../http/answers.ts';
import { InboxService } from './inbox.service.ts';

@Controller('api/v1/inbox')
export class InboxController {
  constructor(private readonly inbox: InboxService) {}

  /** Everyone has one; what is in it depends on the role and the unit. */
  @Get()
  @Allow(...ROLES)
  @Answers(Inbox, {
    summary: { zh: '收件箱:新线索、装载结果、共享与批注', en: 'New findings, how loading ended, what was shared' },
  })
  read(@Caller() caller: Principal, @Scope() scope: UnitScope): Promise<Inbox> {
    return this.inbox.read(caller, inScope(scope, 'e.unit'));
  }

  @Post('read')
  @HttpCode(204)
  @Allow(...ROLES)
  @Answers(null, { summary: { zh: '标为已读', en: 'Mark items as read' } })
  async markRead(
    @Body({ schema: InboxRead }) { items }: z.infer<typeof InboxRead>,
    @Caller() caller: Principal,
    @Scope() scope: UnitScope,
  ): Promise<void> {
    await this.inbox.markRead(items, caller, inScope(scope, 'e.unit'));
  }
}
