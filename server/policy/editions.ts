/** What a rule is at one moment: its version, its parameters, and where a local rule is switched on. Results belong to an edition. */
import { createHash } from 'node:crypto';
import type { PolicyRule } from '../../metrics/definition.ts';

/** What was set over the definitions. */
export interface Chosen {
  /** By rule and parameter; null = the definition's own value. */
  parameters: Record<string, Record<string, number | null>>;
  /** By local rule set: codes of units, `*` = everywhere. */
  regions: Record<string, string[]>;
}

export interface Edition {
  /** `v1` as defined, `v1-3fa2c01b` with something set, `off`, or `not-in-force`. */
  name: string;
  parameters: Record<string, number | null>;
  /** Undefined where the rule holds everywhere. */
  regions: string[] | undefined;
  judges: boolean;
}

/** @param today `YYYY-MM-DD` */
export function editionOf(rule: PolicyRule, chosen: Chosen, today: string): Edition {
  const set = chosen.parameters[rule.id] ?? {};
  const parameters = Object.fromEntries(
    Object.entries(rule.parameters).map(([name, { value }]) => [name, set[name] ?? value]),
  );
  const regions = rule.ruleSet === undefined ? undefined : (chosen.regions[rule.ruleSet] ?? []);
  const everywhere = regions?.includes('*') ?? true;
  const edition = { parameters, regions: everywhere ? undefined : regions };
  if (regions?.length === 0) return { ...edition, name: 'off', judges: false };
  if (rule.validFrom > today || (rule.validTo !== undefined && rule.validTo < today && rule.grain === 'current'))
    return { ...edition, name: 'not-in-force', judges: false };
  const changed = Object.entries(rule.parameters).some(([name, { value }]) => parameters[name] !== value);
  const plain = !changed && everywhere;
  return { ...edition, name: plain ? `v${rule.version}` : `v${rule.version}-${digest(edition)}`, judges: true };
}

/** True when a month (`YYYY-MM-01`) has a day on which the text bound. */
export function binds(rule: PolicyRule, month: string): boolean {
  const period = month.slice(0, 7);
  return period >= rule.validFrom.slice(0, 7) && (rule.validTo === undefined || period <= rule.validTo.slice(0, 7));
}

export function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 8);
}
