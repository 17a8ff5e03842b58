import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { Audit } from '../access/audit.ts';
import { Allow } from '../access/policy.ts';
import { Caller, Scope, type Principal } from '../access/principal.ts';
import type { UnitScope } from '../access/scope.ts';
import { code } from '../contract.ts';
import {
  Editions,
  MatrixQuery,
  PolicyEvidence,
  PolicyEvidenceQuery,
  PolicyMatrix,
  PolicyQuery,
  PolicyRows,
} from '../contract-policy.ts';
import { Answers } from '../http/answers.ts';
import { PolicyService } from './policy.service.ts';

const EditionsQuery = z.strictObject({ rule: code });

@Controller('api/v1/policy')
export class PolicyController {
  constructor(
    private readonly policy: PolicyService,
    private readonly audit: Audit,
  ) {}

  @Get()
  @Allow('leader', 'reform', 'auditor')
  @Answers(PolicyRows, { summary: { zh: '规则判定', en: 'Verdicts of the policy rules' } })
  list(
    @Query({ schema: PolicyQuery }) query: PolicyQuery,
    @Caller() caller: Principal,
    @Scope() scope: UnitScope,
  ): Promise<PolicyRows> {
    return this.policy.list(query, scope, caller.role === 'auditor');
  }

  @Get('matrix')
  @Allow('leader', 'reform', 'auditor')
  @Answers(PolicyMatrix, { summary: { zh: '规则与部门矩阵', en: 'Verdicts by rule and department' } })
  matrix(
    @Query({ schema: MatrixQuery }) query: z.infer<typeof MatrixQuery>,
    @Scope() scope: UnitScope,
  ): Promise<PolicyMatrix> {
    return this.policy.matrix(query, scope);
  }

  /** Pseudonyms are for auditors; every opening is logged. */
  @Get('evidence')
  @Allow('leader', 'reform', 'auditor')
  @Answers(PolicyEvidence, { summary: { zh: '判定的证据行', en: 'The facts a verdict rests on' } })
  async evidence(
    @Query({ schema: PolicyEvidenceQuery }) query: z.infer<typeof PolicyEvidenceQuery>,
    @Caller() caller: Principal,
    @Scope() scope: UnitScope,
  ): Promise<PolicyEvidence> {
    const { page, size, ...of } = query;
    await this.audit.write({ actor: caller.name, action: 'evidence-opened', object: of.rule, detail: { ...of, page } });
    return this.policy.evidence(of, scope, { page, size }, caller.role === 'auditor');
  }

  @Get('editions')
  @Allow('leader', 'reform', 'auditor')
  @Answers(Editions, { summary: { zh: '规则的历次版次', en: 'Editions of a rule that have results' } })
  editions(@Query({ schema: EditionsQuery }) { rule }: z.infer<typeof EditionsQuery>): Promise<Editions> {
    return this.policy.editions(rule);
  }
}
