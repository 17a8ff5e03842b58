import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { catalogue, detector as detectorOf } from '../../metrics/catalogue.ts';
import { rules } from '../../metrics/policy/rules.ts';
import { Audit } from '../access/audit.ts';
import { Allow } from '../access/policy.ts';
import { Caller, Scope, type Principal } from '../access/principal.ts';
import { inScope, type UnitScope } from '../access/scope.ts';
import { Catalogue, CatalogueQuery } from '../contract-catalogue.ts';
import { Evidence, IndicatorValues, Page, ROLES, ValuesQuery } from '../contract.ts';
import { withoutPeople } from '../findings/evidence-page.ts';
import { EvidenceService } from '../findings/evidence.service.ts';
import { MeasuredPrecision } from '../findings/measured-precision.ts';
import { Answers } from '../http/answers.ts';
import { generalRefusal } from '../http/problem.ts';
import { ruleItem } from '../policy/rule-item.ts';
import { catalogueItem } from './catalogue-item.ts';
import { ComputationService } from './computation.service.ts';
import { ValuesService } from './values.service.ts';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const EvidenceQuery = z.strictObject({
  requirement: z.string().max(200).optional(),
  unit: z.string().max(200).optional(),
  /** 1 = only what lies in the unit itself, as in values by unit. */
  own: z.enum(['0', '1']).optional(),
  from: day.optional(),
  to: day.optional(),
  /** Of an indicator: only rows in this hour of the week (0 = Monday), where the clock is kept to the hour. */
  weekday: z.coerce.number().int().min(0).max(6).optional(),
  hour: z.coerce.number().int().min(0).max(23).optional(),
  ...Page,
});
const Id = z.string().max(100);

@Controller('api/v1')
export class IndicatorsController {
  constructor(
    private readonly valuesService: ValuesService,
    private readonly evidenceService: EvidenceService,
    private readonly computation: ComputationService,
    private readonly precision: MeasuredPrecision,
    private readonly audit: Audit,
  ) {}

  @Get('catalogue')
  @Allow(...ROLES)
  @Answers(Catalogue, { summary: { zh: '指标目录', en: 'Every indicator, detector and rule with its definition' } })
  async catalogue(
    @Query({ schema: CatalogueQuery }) { without }: z.infer<typeof CatalogueQuery>,
  ): Promise<z.infer<typeof Catalogue>> {
    const { byDetector, unflagged } = await this.precision.read();
    const items = catalogue.map((definition) => {
      const measured = byDetector.get(definition.id);
      return { ...catalogueItem(definition), ...(measured ? { measured } : {}) };
    });
    const all = [...items, ...rules.map(ruleItem)];
    return { items: without === 'sql' ? all.map(({ sql: _sql, ...item }) => item) : all, unflagged };
  }

  @Get('indicators/values')
  @Allow('leader', 'reform', 'auditor', 'steward')
  @Answers(IndicatorValues, {
    summary: { zh: '指标值', en: 'Values of indicators by requirement, unit, system, issuer, period' },
  })
  values(@Query({ schema: ValuesQuery }) query: ValuesQuery, @Scope() scope: UnitScope): Promise<IndicatorValues> {
    return this.valuesService.values(query, inScope(scope, 'e.unit'));
  }

  @Get('indicators/:id/evidence')
  @Allow('leader', 'reform', 'auditor', 'steward')
  @Answers(Evidence, {
    summary: { zh: '指标计入或检测项标记的原始记录', en: 'The rows an indicator counts or a detector flags' },
  })
  async evidence(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: EvidenceQuery }) query: z.infer<typeof EvidenceQuery>,
    @Caller() caller: Principal,
    @Scope() scope: UnitScope,
  ): Promise<Evidence> {
    const span = await this.computation.span();
    const { page, size, requirement, unit, own, weekday, hour } = query;
    if (!span) return { total: 0, counted: 0, page, size, rows: [] };
    const where = {
      requirement,
      unit,
      own: own === '1',
      weekday,
      hour,
      from: query.from ?? span.first,
      to: query.to ?? span.last,
    };
    const isDetector = detectorOf(id) !== undefined;
    // What a detector flags is part of a finding, which stewards do not see.
    if (isDetector && caller.role === 'steward') throw generalRefusal(403);
    await this.audit.write({ actor: caller.name, action: 'evidence-opened', object: id, detail: { ...where, page } });
    const evidence = isDetector
      ? await this.evidenceService.ofDetector(id, where, inScope(scope, 'e.unit'), { page, size })
      : await this.evidenceService.ofIndicator(id, where, inScope(scope, 'e.unit'), { page, size });
    return caller.role === 'auditor' ? evidence : withoutPeople(evidence);
  }
}
