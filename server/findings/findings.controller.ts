import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import { Audit } from '../access/audit.ts';
import { Allow } from '../access/policy.ts';
import { Caller, Scope, type Principal } from '../access/principal.ts';
import { allows, inScope, type UnitScope } from '../access/scope.ts';
import { Evidence, Finding, FindingDetail, Findings, FindingsQuery, Page } from '../contract.ts';
import { TriageChange } from '../contract-queue.ts';
import { Answers } from '../http/answers.ts';
import { withoutPeople } from './evidence-page.ts';
import { EvidenceService } from './evidence.service.ts';
import { FindingTriages } from './finding-triages.ts';
import { FindingsService } from './findings.service.ts';

const Id = z.string().max(100);
const EvidenceQuery = z.strictObject({ detector: z.string().max(100).optional(), ...Page });

@Controller('api/v1/findings')
export class FindingsController {
  constructor(
    private readonly findings: FindingsService,
    private readonly evidence: EvidenceService,
    private readonly audit: Audit,
    private readonly triages: FindingTriages,
  ) {}

  @Get()
  @Allow('leader', 'reform', 'auditor')
  @Answers(Findings, { summary: { zh: '疑点线索', en: 'Findings' } })
  list(
    @Query({ schema: FindingsQuery }) query: z.infer<typeof FindingsQuery>,
    @Scope() scope: UnitScope,
  ): Promise<Findings> {
    return this.findings.list(query, inScope(scope, 'e.unit'));
  }

  /** Peers outside the caller's scope keep their counts, which place the finding, and lose their names. */
  @Get(':id')
  @Allow('leader', 'reform', 'auditor')
  @Answers(FindingDetail, { summary: { zh: '一条线索的理由', en: 'Why a finding stands out' } })
  async detail(@Param('id', { schema: Id }) id: string, @Scope() scope: UnitScope): Promise<FindingDetail> {
    const detail = await this.findings.detail(id, inScope(scope, 'e.unit'));
    return {
      ...detail,
      detectors: detail.detectors.map((detector) => ({
        ...detector,
        peers: detector.peers.map((peer) => (allows(scope, peer.unit) ? peer : { ...peer, unit: '' })),
      })),
    };
  }

  /** The first look of an auditor: no conclusion, but who said what when is kept in the audit chain. */
  @Put(':id/triage')
  @Allow('auditor')
  @Answers(Finding, { summary: { zh: '标记线索:待核查或搁置', en: 'Mark a finding: to check, or set aside' } })
  async triage(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: TriageChange }) change: TriageChange,
    @Caller() caller: Principal,
    @Scope() scope: UnitScope,
  ): Promise<Finding> {
    const condition = inScope(scope, 'e.unit');
    await this.findings.one(id, condition);
    await this.triages.mark(id, change, caller.name);
    const { month: _month, ...finding } = await this.findings.one(id, condition);
    return finding;
  }

  /** Pseudonyms are for auditors; every opening is logged. */
  @Get(':id/evidence')
  @Allow('leader', 'reform', 'auditor')
  @Answers(Evidence, { summary: { zh: '线索的证据行', en: 'The rows that prove a finding' } })
  async rows(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: EvidenceQuery }) { detector, page, size }: z.infer<typeof EvidenceQuery>,
    @Caller() caller: Principal,
    @Scope() scope: UnitScope,
  ): Promise<Evidence> {
    const condition = inScope(scope, 'e.unit');
    const finding = await this.findings.one(id, condition);
    const detectors = finding.detectors.filter((one) => one.flagged).map((one) => one.id);
    await this.audit.write({ actor: caller.name, action: 'evidence-opened', object: id, detail: { detector, page } });
    const onlyByLot = detector === undefined && detectors.length === 0 && finding.random_arm;
    const evidence = onlyByLot
      ? await this.evidence.ofDraw(finding, condition, { page, size })
      : await this.evidence.ofFinding(
          { ...finding, detectors: detector === undefined ? detectors : [detector] },
          condition,
          { page, size },
        );
    return caller.role === 'auditor' ? evidence : withoutPeople(evidence);
  }
}
