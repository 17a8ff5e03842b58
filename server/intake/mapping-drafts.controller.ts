import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import type { FactKind } from '../../metrics/columns.ts';
import { FACT_KINDS } from '../../metrics/facts.ts';
import { Allow } from '../access/policy.ts';
import { Caller, type Principal } from '../access/principal.ts';
import { Receipt } from '../contract-intake.ts';
import { DraftLoad, DraftQuestion, DraftView, Trial, TrialQuestion } from '../contract-mapping.ts';
import { Answers } from '../http/answers.ts';
import { FileVault } from './file-vault.ts';
import { IntakeService } from './intake.service.ts';
import { parseMapping } from './mapping.ts';
import { MappingDrafts, type MappingDraft } from './mapping-drafts.ts';
import { suggestMapping } from './mapping-suggestion.ts';
import { Mappings } from './mappings.ts';
import { reasonFor } from './reasons.ts';
import { receiptOf } from './receipts.ts';
import { BODY_MEDIA_TYPES } from './upload.ts';

const Id = z.uuid();
/** Cells and rows shown: enough to know a column by. */
const SHOWN_ROWS = 20;
const SHOWN_CHARACTERS = 200;

const KINDS = (FACT_KINDS as readonly FactKind[]).map(({ kind, meaning, columns }) => ({
  kind,
  meaning,
  columns: columns.map(({ name, type, required = false, choices = [], meaning: says }) => ({
    name,
    type,
    required,
    choices: [...choices],
    meaning: says,
  })),
}));

/** A mapping is made by looking at a file, trying, and saving; see docs/intake.md. */
@Controller('api/v1')
export class MappingDraftsController {
  constructor(
    private readonly drafts: MappingDrafts,
    private readonly intake: IntakeService,
    private readonly mappings: Mappings,
    private readonly vault: FileVault,
  ) {}

  /** Below `batches`, whose bodies are streamed. */
  @Post('batches/drafts')
  @HttpCode(201)
  @Allow('steward')
  @Answers(DraftView, {
    summary: { zh: '上传样本以制作列映射', en: 'Send a file to make a mapping with' },
    consumes: BODY_MEDIA_TYPES,
  })
  async receive(@Req() request: Request, @Caller() caller: Principal): Promise<DraftView> {
    return this.view(await this.drafts.receive(request, caller.id), {});
  }

  @Post('mappings/drafts/:draft/look')
  @HttpCode(200)
  @Allow('steward')
  @Answers(DraftView, { summary: { zh: '样本的前几行与建议', en: 'First rows of the file, and what they suggest' } })
  async look(
    @Param('draft', { schema: Id }) draft: string,
    @Body({ schema: DraftQuestion }) question: z.infer<typeof DraftQuestion>,
    @Caller() caller: Principal,
  ): Promise<DraftView> {
    return this.view(this.drafts.find(draft, caller.id), question);
  }

  @Post('mappings/drafts/:draft/trial')
  @HttpCode(200)
  @Allow('steward')
  @Answers(Trial, {
    summary: { zh: '试算列映射,不写入', en: 'What a mapping would make of the file; nothing is stored' },
  })
  async try(
    @Param('draft', { schema: Id }) draft: string,
    @Body({ schema: TrialQuestion }) { mapping, encoding }: z.infer<typeof TrialQuestion>,
    @Caller() caller: Principal,
  ): Promise<Trial> {
    const { path } = this.drafts.find(draft, caller.id);
    const outcome = await this.intake.dryRun(path, encoding === undefined ? {} : { encoding }, {
      mapping: { document: parseMapping(mapping), version: 0 },
    });
    const { rows = [], refused = [] } = outcome.sample ?? {};
    return { ...outcome, rows, refused: refused.map((fault) => ({ ...fault, ...reasonFor(fault.code) })) };
  }

  @Post('mappings/drafts/:draft/load')
  @HttpCode(202)
  @Allow('steward')
  @Answers(Receipt, { summary: { zh: '按已保存的列映射导入该文件', en: 'Load the file through a saved mapping' } })
  async load(
    @Param('draft', { schema: Id }) draft: string,
    @Body({ schema: DraftLoad }) { mapping, source, encoding }: z.infer<typeof DraftLoad>,
    @Caller() caller: Principal,
  ): Promise<Receipt> {
    const { path, name } = this.drafts.find(draft, caller.id);
    const saved = await this.mappings.find(mapping);
    const batch = await this.intake.register(await this.vault.putFile(path), {
      path: name,
      request: {
        mapping: `${saved.document.name}@${saved.version}`,
        ...(source === undefined ? {} : { source }),
        ...(encoding === undefined ? {} : { encoding }),
      },
      sender: { id: caller.id, name: caller.name },
    });
    return receiptOf(await this.intake.load(batch));
  }

  private async view(draft: MappingDraft, question: z.infer<typeof DraftQuestion>): Promise<DraftView> {
    const { format, encoding, sheets } = await this.drafts.look(draft, question.encoding);
    const sheet = sheets.find(({ name }) => name === question.sheet) ?? sheets[0] ?? { name: '', rows: [] };
    const { headerAt, kind, columns } = suggestMapping(sheet.rows, question.kind, question.headerAt);
    return {
      draft: draft.id,
      name: draft.name,
      bytes: draft.bytes,
      format,
      encoding,
      sheets: sheets.map(({ name }) => name),
      sheet: sheet.name,
      rows: sheet.rows.slice(0, SHOWN_ROWS).map((cells) => cells.map((cell) => cell.slice(0, SHOWN_CHARACTERS))),
      headerAt,
      kind,
      columns,
      kinds: KINDS,
    };
  }
}
