/** Judges the rules for which something changed: facts they read, their edition, or the day. */
import { Injectable } from '@nestjs/common';
import type { PolicyRule } from '../../metrics/definition.ts';
import { rules } from '../../metrics/policy/rules.ts';
import { FactStore } from '../facts/fact-store.ts';
import { shanghaiTime } from '../shanghai-time.ts';
import { binds, digest, editionOf, type Edition } from './editions.ts';
import { isMonthly, NO_MONTH, Standing } from './rule-inputs.ts';
import { RuleSettings } from './rule-settings.ts';
import { insertRules, ruleRows } from './rule-statements.ts';

/** One rule over one month, or over all at once. */
interface Slot {
  rule: PolicyRule;
  edition: Edition;
  month: string;
  inputs: string;
}

interface Plan {
  due: Slot[];
  standing: Standing;
}

/** Rules judged by one statement: an insert costs more than the few rows of a rule, a long text more than both. */
const TOGETHER = 8;
const PARALLEL = 2;
/** Rows that a later run of the same edition replaced are removed after so many runs. */
const UPKEEP_EVERY = 50;

@Injectable()
export class PolicyComputation {
  private running: Promise<unknown> = Promise.resolve();
  private newest: Promise<number> | undefined;
  /** The highest number that rows carry, of complete runs or not; only this process judges. */
  private used: number | undefined;

  constructor(
    private readonly store: FactStore,
    private readonly settings: RuleSettings,
  ) {}

  /** Number of the last run, 0 before the first: answers kept for it are good until the next. */
  run(): Promise<number> {
    this.newest ??= this.lastRun();
    this.newest.catch(() => (this.newest = undefined));
    return this.newest;
  }

  async isDue(): Promise<boolean> {
    return (await this.plan(false)).due.length > 0;
  }

  /** Brings results up to date; the lookups must be. Calls queue. Returns how many rules (by month) were judged. */
  compute(options: { full?: boolean; signal?: AbortSignal | undefined } = {}): Promise<number> {
    const run = this.running.then(() => this.judge(options.full ?? false, options.signal));
    this.running = run.catch(() => undefined);
    return run;
  }

  private async judge(full: boolean, signal?: AbortSignal): Promise<number> {
    const { due, standing } = await this.plan(full);
    if (due.length === 0) return 0;
    const run = (this.used ?? (await this.lastRun())) + 1;
    this.used = run;
    const bound = { run, today: standing.today, data_to: standing.dataTo };
    const judged = due.filter(({ edition }) => edition.judges);
    const whole = judged.filter(({ rule, month }) => month === NO_MONTH && !isMonthly(rule));
    const work = [
      ...inGroups(whole.filter(({ rule }) => standing.missing(rule).length === 0)).map((slots) => ({
        slots,
        months: [],
      })),
      ...byMonths(judged.filter(({ month }) => month !== NO_MONTH)),
    ];
    const worker = async () => {
      for (let next = work.shift(); next; next = work.shift()) {
        signal?.throwIfAborted();
        const { sql, parameters } = insertRules(next.slots.map(({ rule, edition }) => ruleRows(rule, edition)));
        await this.store.command(sql, { ...parameters, ...bound, months: next.months }, signal ? { signal } : {});
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
    const unjudged = judged.filter(({ month, rule }) => month === NO_MONTH && standing.missing(rule).length > 0);
    if (unjudged.length > 0)
      await this.store.insert(
        'policy_rows',
        unjudged.map(({ rule }) => withoutFacts(run, rule, standing.missing(rule))),
      );
    await this.store.insert(
      'policy_runs',
      due.map(({ rule, edition, month, inputs }) => ({
        run,
        rule: rule.id,
        month,
        edition: edition.name,
        version: rule.version,
        parameters: JSON.stringify({ ...edition.parameters, ...(edition.regions ? { regions: edition.regions } : {}) }),
        inputs,
      })),
    );
    this.newest = Promise.resolve(run);
    if (full || run % UPKEEP_EVERY === 0) await this.upkeep();
    return due.length;
  }

  private async plan(full: boolean): Promise<Plan> {
    const today = shanghaiTime(new Date()).slice(0, 10);
    const [chosen, standing, last] = await Promise.all([
      this.settings.chosen(),
      Standing.read(this.store, today),
      this.store.query<{ rule: string; month: string; inputs: string }>(
        `SELECT toString(rule) AS rule, toString(month) AS month, argMax(r.inputs, r.run) AS inputs FROM policy_runs r GROUP BY rule, month`,
      ),
    ]);
    const known = new Map(last.map((row) => [`${row.rule} ${row.month}`, row.inputs]));
    const due = rules.flatMap((rule): Slot[] => {
      const edition = editionOf(rule, chosen, today);
      const before = last.filter((row) => row.rule === rule.id && row.month !== NO_MONTH).map((row) => row.month);
      const months = isMonthly(rule) ? standing.months(rule).filter((month) => binds(rule, month)) : [];
      return [...new Set([NO_MONTH, ...months, ...before])]
        .map((month) => ({ rule, edition, month, inputs: digest([edition.name, ...standing.inputs(rule, month)]) }))
        .filter(({ month, inputs }) => full || known.get(`${rule.id} ${month}`) !== inputs);
    });
    return { due, standing };
  }

  private async lastRun(): Promise<number> {
    // Rows without a line in policy_runs are what a crash left behind: their number is not used again.
    const [row] = await this.store.query<{ last: number }>(
      'SELECT greatest((SELECT max(run) FROM policy_runs), (SELECT max(run) FROM policy_rows)) AS last',
    );
    return row?.last ?? 0;
  }

  /** Keeps the newest run of every edition: older results stay readable, repeated ones go. */
  private async upkeep(): Promise<void> {
    const kept = 'SELECT rule, month, max(run) FROM policy_runs GROUP BY rule, month, edition';
    for (const table of ['policy_rows', 'policy_runs'])
      await this.store.command(`ALTER TABLE ${table} DELETE WHERE (rule, month, run) NOT IN (${kept})`);
  }
}

function withoutFacts(run: number, rule: PolicyRule, kinds: readonly string[]): object {
  return {
    run,
    rule: rule.id,
    month: NO_MONTH,
    subject: '',
    unit: '',
    department: '',
    period: 'current',
    verdict: 'cannot-judge',
    reason: 'no-facts',
    severity: rule.severity,
    observed: 0,
    evidence: [],
    detail: JSON.stringify({ kinds }),
  };
}

function inGroups<T>(items: readonly T[]): T[][] {
  const groups: T[][] = [];
  for (let at = 0; at < items.length; at += TOGETHER) groups.push(items.slice(at, at + TOGETHER));
  return groups;
}

/** Rules due for the same months share a statement. */
function byMonths(slots: readonly Slot[]): { slots: Slot[]; months: string[] }[] {
  const ofRule = new Map<string, Slot[]>();
  for (const slot of slots) ofRule.set(slot.rule.id, [...(ofRule.get(slot.rule.id) ?? []), slot]);
  const same = new Map<string, Slot[][]>();
  for (const list of ofRule.values()) {
    const key = list
      .map(({ month }) => month)
      .sort()
      .join(' ');
    same.set(key, [...(same.get(key) ?? []), list]);
  }
  return [...same].flatMap(([key, lists]) =>
    inGroups(lists.map((list) => list[0]!)).map((group) => ({ slots: group, months: key.split(' ') })),
  );
}
