import { setTimeout as sleep } from 'node:timers/promises';
import { Body, Controller, Get, Logger, Param, Put } from '@nestjs/common';
import { z } from 'zod';
import { INSTRUMENTS, LOCAL_RULE_SETS } from '../../metrics/policy/instruments.ts';
import { rules } from '../../metrics/policy/rules.ts';
import { Allow } from '../access/policy.ts';
import { Caller, type Principal } from '../access/principal.ts';
import { ROLES } from '../contract.ts';
import { ParameterChange, RegionsChange, RuleStates } from '../contract-policy.ts';
import { Answers } from '../http/answers.ts';
import { ComputationService } from '../indicators/computation.service.ts';
import { shanghaiTime } from '../shanghai-time.ts';
import { editionOf } from './editions.ts';
import { RuleSettings } from './rule-settings.ts';

const Name = z.string().max(100);
const HISTORY = 200;
/** A change is kept at once; where something else is being computed the verdicts follow later. */
const PATIENCE_MS = 5_000;

/** What is set for rules is no business data: whoever is signed in may see it, reform office and administrator change it. */
@Controller('api/v1/rules')
export class RulesController {
  private readonly log = new Logger('rules');

  constructor(
    private readonly settings: RuleSettings,
    private readonly computation: ComputationService,
  ) {}

  @Get()
  @Allow(...ROLES)
  @Answers(RuleStates, {
    summary: { zh: '规则的参数、启用区域与修改记录', en: 'What is set for rules, and its history' },
  })
  async states(): Promise<RuleStates> {
    const today = shanghaiTime(new Date()).slice(0, 10);
    const [chosen, history] = await Promise.all([this.settings.chosen(), this.settings.history(HISTORY)]);
    return {
      rules: rules.map((rule) => {
        const { name, parameters, judges } = editionOf(rule, chosen, today);
        const state = judges ? 'judging' : name === 'off' ? 'off' : 'not-in-force';
        return { rule: rule.id, state, edition: name, parameters };
      }),
      sets: LOCAL_RULE_SETS.map(({ id, terms }) => ({ id, terms, regions: chosen.regions[id] ?? [] })),
      instruments: [...INSTRUMENTS],
      history: history.map(({ subject, name, value, note, changedAt, changedBy }) => ({
        subject,
        name,
        value: value === null ? null : (JSON.parse(value) as number | string[]),
        note,
        at: shanghaiTime(changedAt),
        by: changedBy,
      })),
    };
  }

  /** The rule is judged again; what it said before stays readable as an earlier edition. */
  @Put(':rule/parameters/:name')
  @Allow('reform', 'administrator')
  @Answers(RuleStates, { summary: { zh: '修改规则参数', en: 'Set a parameter of a rule' } })
  async parameter(
    @Param('rule', { schema: Name }) rule: string,
    @Param('name', { schema: Name }) name: string,
    @Body({ schema: ParameterChange }) { value, note }: z.infer<typeof ParameterChange>,
    @Caller() caller: Principal,
  ): Promise<RuleStates> {
    await this.settings.setParameter(rule, name, value, { note, by: caller.name });
    await this.judge();
    return this.states();
  }

  @Put('sets/:set')
  @Allow('reform', 'administrator')
  @Answers(RuleStates, { summary: { zh: '按区域启用地方规则集', en: 'Switch a local rule set on or off by region' } })
  async regions(
    @Param('set', { schema: Name }) set: string,
    @Body({ schema: RegionsChange }) { regions, note }: z.infer<typeof RegionsChange>,
    @Caller() caller: Principal,
  ): Promise<RuleStates> {
    await this.settings.setRegions(set, regions, { note, by: caller.name });
    await this.judge();
    return this.states();
  }

  private async judge(): Promise<void> {
    const judged = this.computation
      .judgeRules()
      .catch((error: unknown) => this.log.error(`rules could not be judged: ${String(error)}`));
    await Promise.race([judged, sleep(PATIENCE_MS, undefined, { ref: false })]);
  }
}
