/** Numbers left to the reform office and regions in which local rule sets are switched on, with who changed them when and why. */
import { Injectable } from '@nestjs/common';
import type { PolicyRule, RuleParameter } from '../../metrics/definition.ts';
import { LOCAL_RULE_SETS } from '../../metrics/policy/instruments.ts';
import { rule as ruleOf } from '../../metrics/policy/rules.ts';
import { Audit } from '../access/audit.ts';
import { Refusal } from '../http/problem.ts';
import { Operations } from '../operations/operations.ts';
import { RuleSetting } from './rule-setting.entity.ts';
import type { Chosen } from './editions.ts';

const REGIONS = 'regions';

export interface Change {
  note: string;
  by: string;
}

@Injectable()
export class RuleSettings {
  constructor(
    private readonly operations: Operations,
    private readonly audit: Audit,
  ) {}

  /** What counts now. */
  async chosen(): Promise<Chosen> {
    const rows = await this.operations.read.find(RuleSetting, { order: { id: 'ASC' } });
    const chosen: Chosen = { parameters: {}, regions: {} };
    for (const { subject, name, value } of rows) {
      const read = value === null ? null : (JSON.parse(value) as unknown);
      if (name === REGIONS) chosen.regions[subject] = (read as string[] | null) ?? [];
      else (chosen.parameters[subject] ??= {})[name] = read as number | null;
    }
    return chosen;
  }

  /** Newest first. */
  history(take: number): Promise<RuleSetting[]> {
    return this.operations.read.find(RuleSetting, { order: { id: 'DESC' }, take });
  }

  /** @param value null = the definition's own. @throws Refusal `unknown-rule`, `unknown-parameter`, `bad-parameter` */
  async setParameter(id: string, name: string, value: number | null, change: Change): Promise<void> {
    const parameter = parameterOf(ruleOf(id), id, name);
    if (value !== null) requireFits(parameter, value);
    await this.keep({ subject: id, name, value }, 'rule-parameter-changed', change);
  }

  /** @param regions codes of units, `*` = everywhere, none = off. @throws Refusal `unknown-rule-set` */
  async setRegions(set: string, regions: readonly string[], change: Change): Promise<void> {
    if (!LOCAL_RULE_SETS.some(({ id }) => id === set))
      throw new Refusal(404, 'unknown-rule-set', {
        zh: `没有地方规则集 ${set}。`,
        en: `There is no local rule set ${set}.`,
      });
    await this.keep({ subject: set, name: REGIONS, value: [...new Set(regions)].sort() }, 'rule-set-switched', change);
  }

  private async keep(
    { subject, name, value }: { subject: string; name: string; value: unknown },
    action: string,
    { note, by }: Change,
  ): Promise<void> {
    await this.operations.write(async (manager) => {
      await manager.insert(RuleSetting, {
        subject,
        name,
        value: value === null ? null : JSON.stringify(value),
        note,
        changedAt: new Date().toISOString(),
        changedBy: by,
      });
      await this.audit.write({ actor: by, action, object: subject, detail: { name, value, note } });
    });
  }
}

function parameterOf(rule: PolicyRule | undefined, id: string, name: string): RuleParameter {
  if (!rule) throw new Refusal(404, 'unknown-rule', { zh: `没有规则 ${id}。`, en: `There is no rule ${id}.` });
  const parameter = Object.hasOwn(rule.parameters, name) ? rule.parameters[name] : undefined;
  if (!parameter)
    throw new Refusal(404, 'unknown-parameter', {
      zh: `规则 ${id} 没有参数 ${name}。`,
      en: `Rule ${id} has no parameter ${name}.`,
    });
  return parameter;
}

const BOUNDS: Record<string, readonly [number, number]> = { share: [0, 1], year: [1990, 2100], d: [0, 3660] };

function requireFits({ unit }: RuleParameter, value: number): void {
  const [low, high] = BOUNDS[unit] ?? [0, 1e9];
  if (value >= low && value <= high && (unit !== 'year' || Number.isInteger(value))) return;
  throw new Refusal(422, 'bad-parameter', {
    zh: `参数须在 ${low} 与 ${high} 之间${unit === 'year' ? ',且为整数' : ''}。`,
    en: `The parameter must lie between ${low} and ${high}${unit === 'year' ? ' and be whole' : ''}.`,
  });
}
