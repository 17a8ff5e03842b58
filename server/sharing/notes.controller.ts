import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import { Allow } from '../access/policy.ts';
import { Caller, Scope, type Principal } from '../access/principal.ts';
import { inScope, type UnitScope } from '../access/scope.ts';
import { NewNote, Note, Notes as Answer, NotesQuery } from '../contract-sharing.ts';
import { code } from '../contract.ts';
import { FindingsService } from '../findings/findings.service.ts';
import { Answers } from '../http/answers.ts';
import { generalRefusal } from '../http/problem.ts';
import { Notes } from './notes.ts';

const Id = z.coerce.number().int().min(1).max(2_147_483_647);
const READERS = ['leader', 'reform', 'auditor'] as const;

@Controller('api/v1')
export class NotesController {
  constructor(
    private readonly notes: Notes,
    private readonly findings: FindingsService,
  ) {}

  @Get('notes')
  @Allow(...READERS, 'steward')
  @Answers(Answer, {
    summary: { zh: '某条线索或某段日期的批注', en: 'Notes on a finding, or on the days between two' },
  })
  async list(
    @Query({ schema: NotesQuery }) query: z.infer<typeof NotesQuery>,
    @Caller() caller: Principal,
    @Scope() scope: UnitScope,
  ): Promise<Answer> {
    if (query.finding === undefined) return this.notes.ofDays(query, caller);
    await this.mustSee(query.finding, caller, scope);
    return this.notes.ofFinding(query.finding, caller);
  }

  @Post('notes')
  @HttpCode(201)
  @Allow(...READERS, 'steward')
  @Answers(Note, { summary: { zh: '写批注', en: 'Pin a note to a day or to a finding' } })
  async add(
    @Body({ schema: NewNote }) body: z.infer<typeof NewNote>,
    @Caller() caller: Principal,
    @Scope() scope: UnitScope,
  ): Promise<Note> {
    if (body.finding !== undefined) await this.mustSee(body.finding, caller, scope);
    return this.notes.add(body, caller);
  }

  @Delete('notes/:id')
  @HttpCode(204)
  @Allow(...READERS, 'steward')
  @Answers(null, { summary: { zh: '删除自己的批注', en: 'Remove an own note' } })
  remove(@Param('id', { schema: Id }) id: number, @Caller() caller: Principal): Promise<void> {
    return this.notes.remove(id, caller);
  }

  @Put('follows/:finding')
  @HttpCode(204)
  @Allow(...READERS)
  @Answers(null, { summary: { zh: '关注线索', en: 'Follow a finding: notes on it come to the inbox' } })
  async follow(
    @Param('finding', { schema: code }) finding: string,
    @Caller() caller: Principal,
    @Scope() scope: UnitScope,
  ): Promise<void> {
    await this.mustSee(finding, caller, scope);
    await this.notes.follow(finding, caller);
  }

  @Delete('follows/:finding')
  @HttpCode(204)
  @Allow(...READERS)
  @Answers(null, { summary: { zh: '取消关注', en: 'Follow it no longer' } })
  unfollow(@Param('finding', { schema: code }) finding: string, @Caller() caller: Principal): Promise<void> {
    return this.notes.unfollow(finding, caller);
  }

  /** @throws 403 for a steward, 404 for a finding outside the scope */
  private async mustSee(finding: string, { role }: Principal, scope: UnitScope): Promise<void> {
    if (role === 'steward') throw generalRefusal(403);
    await this.findings.one(finding, inScope(scope, 'e.unit'));
  }
}
