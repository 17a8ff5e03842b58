import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { detector as detectorOf } from '../../metrics/catalogue.ts';
import { Audit } from '../access/audit.ts';
import { Allow } from '../access/policy.ts';
import { Caller, Scope, type Principal } from '../access/principal.ts';
import { inScope, type UnitScope } from '../access/scope.ts';
import { NumberViews, OutcomeView, PressureView, ViewEvents } from '../contract-views.ts';
import { Answers } from '../http/answers.ts';
import { unknownIndicator } from '../indicators/refusals.ts';
import { FindingContextService } from './finding-context.service.ts';
import { FindingsService } from './findings.service.ts';
import { NumberViewsService } from './number-views.service.ts';
import { ViewEventsService } from './view-events.service.ts';

const Id = z.string().max(100);
const EventsQuery = z.strictObject({ detector: z.string().max(100).optional() });
const PressureQuery = z.strictObject({ detector: z.string().max(100) });
const NoQuery = z.strictObject({});

/** What the evidence views of a finding are drawn from. Rows of events are evidence: every opening is logged. */
@Controller('api/v1/findings/:id/views')
export class FindingViewsController {
  constructor(
    private readonly findings: FindingsService,
    private readonly events: ViewEventsService,
    private readonly numbers: NumberViewsService,
    private readonly context: FindingContextService,
    private readonly audit: Audit,
  ) {}

  @Get('events')
  @Allow('leader', 'reform', 'auditor')
  @Answers(ViewEvents, {
    summary: { zh: '线索的事件:地图、时钟与设备', en: 'Events of a finding, for map, clocks and devices' },
  })
  async eventsOf(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: EventsQuery }) { detector }: z.infer<typeof EventsQuery>,
    @Caller() caller: Principal,
    @Scope() scope: UnitScope,
  ): Promise<ViewEvents> {
    const condition = inScope(scope, 'e.unit');
    const finding = await this.findings.one(id, condition);
    const flagged = finding.detectors.filter((one) => one.flagged).map((one) => one.id);
    await this.audit.write({ actor: caller.name, action: 'evidence-opened', object: id, detail: { view: 'events' } });
    return this.events.of(
      { ...finding, detectors: detector === undefined ? flagged : [detector] },
      condition,
      inScope(scope, 'up.township'),
      caller.role === 'auditor',
    );
  }

  @Get('numbers')
  @Allow('leader', 'reform', 'auditor')
  @Answers(NumberViews, { summary: { zh: '线索的数字:末位与分布', en: 'Digits and values of a finding' } })
  async numbersOf(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: NoQuery }) _query: z.infer<typeof NoQuery>,
    @Caller() caller: Principal,
    @Scope() scope: UnitScope,
  ): Promise<NumberViews> {
    const condition = inScope(scope, 'e.unit');
    const finding = await this.findings.one(id, condition);
    return this.numbers.of(finding, condition, caller.role === 'auditor');
  }

  @Get('pressure')
  @Allow('leader', 'reform', 'auditor')
  @Answers(PressureView, {
    summary: { zh: '有无压力时的比例', en: 'The rate of a detector under pressure and without' },
  })
  async pressureOf(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: PressureQuery }) { detector: name }: z.infer<typeof PressureQuery>,
    @Scope() scope: UnitScope,
  ): Promise<PressureView> {
    const detector = detectorOf(name);
    if (!detector) throw unknownIndicator(name);
    const condition = inScope(scope, 'e.unit');
    return this.context.pressure(await this.findings.one(id, condition), detector, condition);
  }

  @Get('outcome')
  @Allow('leader', 'reform', 'auditor')
  @Answers(OutcomeView, { summary: { zh: '留痕与成效', en: 'Traces beside outcomes' } })
  async outcomeOf(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: NoQuery }) _query: z.infer<typeof NoQuery>,
    @Scope() scope: UnitScope,
  ): Promise<OutcomeView> {
    const condition = inScope(scope, 'e.unit');
    return this.context.outcome(await this.findings.one(id, condition), condition, inScope(scope, 'up.township'));
  }
}
