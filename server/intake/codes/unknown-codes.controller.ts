import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Allow } from '../../access/policy.ts';
import { Audit } from '../../access/audit.ts';
import { Caller, type Principal } from '../../access/principal.ts';
import {
  CodeLinks as LinksAnswer,
  CodeReceipts,
  CreateCode,
  LinkCode,
  UnknownCodes as CodesAnswer,
} from '../../contract-codes.ts';
import { Receipt } from '../../contract-intake.ts';
import { Answers } from '../../http/answers.ts';
import { receiptOf } from '../receipts.ts';
import { CodeLinks } from './code-links.ts';
import { UnknownCodes, type CodeColumn } from './unknown-codes.ts';

const Id = z.coerce.number().int().min(1).max(2_147_483_647);

@Controller('api/v1')
export class UnknownCodesController {
  constructor(
    private readonly codes: UnknownCodes,
    private readonly links: CodeLinks,
    private readonly audit: Audit,
  ) {}

  @Get('unknown-codes')
  @Allow('steward')
  @Answers(CodesAnswer, { summary: { zh: '名录里没有的编码', en: 'Codes the directory does not know' } })
  list(): Promise<CodesAnswer> {
    return this.codes.list();
  }

  @Post('unknown-codes/created')
  @HttpCode(202)
  @Allow('steward')
  @Answers(Receipt, { summary: { zh: '为未知编码新建名录', en: 'Create the directory entry of a code' } })
  async create(
    @Body({ schema: CreateCode }) { column, entry }: z.infer<typeof CreateCode>,
    @Caller() caller: Principal,
  ): Promise<Receipt> {
    return receiptOf(await this.codes.create(column, entry, caller));
  }

  @Post('unknown-codes/linked')
  @HttpCode(202)
  @Allow('steward')
  @Answers(CodeReceipts, { summary: { zh: '把未知编码对应到名录', en: 'Link a code to the directory' } })
  async link(
    @Body({ schema: LinkCode }) { column, source, code, meant }: z.infer<typeof LinkCode>,
    @Caller() caller: Principal,
  ): Promise<CodeReceipts> {
    const batches = await this.codes.link({ column, source, written: code }, meant, caller);
    await this.note('code-linked', caller, column, { source, code, meant });
    return { receipts: batches.map((batch) => receiptOf(batch)) };
  }

  @Get('code-links')
  @Allow('steward', 'auditor')
  @Answers(LinksAnswer, { summary: { zh: '编码对应关系', en: 'Codes that stand for others' } })
  async linked(): Promise<LinksAnswer> {
    const links = await this.links.list();
    return {
      rows: links.map(({ id, column, source, written, meant, createdAt, createdBy }) => ({
        ...{ id, source, meant, createdAt, createdBy },
        column: column as CodeColumn,
        code: written,
      })),
    };
  }

  @Delete('code-links/:id')
  @HttpCode(202)
  @Allow('steward')
  @Answers(CodeReceipts, { summary: { zh: '取消编码对应', en: 'Unlink a code' } })
  async unlink(@Param('id', { schema: Id }) id: number, @Caller() caller: Principal): Promise<CodeReceipts> {
    const batches = await this.codes.unlink(id, caller);
    await this.note('code-unlinked', caller, String(id), {});
    return { receipts: batches.map((batch) => receiptOf(batch)) };
  }

  private async note(
    action: string,
    caller: Principal,
    object: string,
    detail: Record<string, unknown>,
  ): Promise<void> {
    await this.audit.write({ actor: caller.name, action, object, detail });
  }
}
