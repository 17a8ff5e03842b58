import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import { Allow } from '../access/policy.ts';
import { Caller, type Principal } from '../access/principal.ts';
import { NewView, SavedView, SavedViews as Answer, ViewChange } from '../contract-sharing.ts';
import { ROLES } from '../contract.ts';
import { Answers } from '../http/answers.ts';
import { SavedViews } from './saved-views.ts';

const Id = z.coerce.number().int().min(1).max(2_147_483_647);

@Controller('api/v1/views')
export class ViewsController {
  constructor(private readonly views: SavedViews) {}

  @Get()
  @Allow(...ROLES)
  @Answers(Answer, { summary: { zh: '保存的视图:自己的与共享给自己的', en: 'Saved views: own ones and shared ones' } })
  async list(@Caller() caller: Principal): Promise<Answer> {
    return { rows: await this.views.list(caller) };
  }

  @Post()
  @HttpCode(201)
  @Allow(...ROLES)
  @Answers(SavedView, { summary: { zh: '保存视图', en: 'Save a view under a name' } })
  add(@Body({ schema: NewView }) body: z.infer<typeof NewView>, @Caller() caller: Principal): Promise<SavedView> {
    return this.views.add(body, caller);
  }

  @Put(':id')
  @Allow(...ROLES)
  @Answers(SavedView, { summary: { zh: '重命名或共享视图', en: 'Rename a view or share it' } })
  change(
    @Param('id', { schema: Id }) id: number,
    @Body({ schema: ViewChange }) body: z.infer<typeof ViewChange>,
    @Caller() caller: Principal,
  ): Promise<SavedView> {
    return this.views.change(id, body, caller);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow(...ROLES)
  @Answers(null, { summary: { zh: '删除视图', en: 'Remove a view' } })
  remove(@Param('id', { schema: Id }) id: number, @Caller() caller: Principal): Promise<void> {
    return this.views.remove(id, caller);
  }
}
