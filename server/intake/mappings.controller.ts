import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Allow } from '../access/policy.ts';
import { Audit } from '../access/audit.ts';
import { Caller, type Principal } from '../access/principal.ts';
import { MappingBody, Mappings as MappingsAnswer, MappingVersions, SavedMappingAnswer } from '../contract-mapping.ts';
import { Answers } from '../http/answers.ts';
import { generalRefusal } from '../http/problem.ts';
import type { Mapping } from './mapping.entity.ts';
import { Mappings } from './mappings.ts';

const Name = z.string().min(1).max(61);

const described = ({ name, version, body, createdAt, createdBy }: Mapping) => ({
  name,
  version,
  kind: String(body['kind']),
  createdAt,
  createdBy,
});

@Controller('api/v1/mappings')
export class MappingsController {
  constructor(
    private readonly mappings: Mappings,
    private readonly audit: Audit,
  ) {}

  @Get()
  @Allow('steward', 'auditor')
  @Answers(MappingsAnswer, { summary: { zh: '已保存的列映射', en: 'Saved mappings' } })
  async list(): Promise<MappingsAnswer> {
    const newest = await this.mappings.list();
    return {
      rows: newest.map((row) => ({
        ...described(row),
        columns: Object.keys(row.body['columns'] as Record<string, unknown>).length,
      })),
    };
  }

  @Get(':name')
  @Allow('steward', 'auditor')
  @Answers(MappingVersions, { summary: { zh: '一个列映射的各个版本', en: 'All versions of a mapping' } })
  async versions(@Param('name', { schema: Name }) name: string): Promise<MappingVersions> {
    const versions = await this.mappings.versions(name);
    if (versions.length === 0) throw generalRefusal(404);
    return { versions: versions.map((row) => ({ ...described(row), document: row.body })) };
  }

  /** Saving what is the newest version already makes no new one. */
  @Post()
  @HttpCode(200)
  @Allow('steward')
  @Answers(SavedMappingAnswer, { summary: { zh: '保存列映射', en: 'Save a mapping' } })
  async save(
    @Body({ schema: MappingBody }) body: z.infer<typeof MappingBody>,
    @Caller() caller: Principal,
  ): Promise<SavedMappingAnswer> {
    const { document, version } = await this.mappings.save(body, caller.name);
    await this.audit.write({
      actor: caller.name,
      action: 'mapping-saved',
      object: `mapping ${document.name}@${version}`,
      detail: { kind: document.kind },
    });
    return { name: document.name, version };
  }
}
