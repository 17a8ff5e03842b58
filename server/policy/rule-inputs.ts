/** What rules read and how it stands, so that only those are judged again for which something changed. */
import type { PolicyRule } from '../../metrics/definition.ts';
import { DATED_KINDS, FACT_KINDS } from '../../metrics/facts.ts';
import { rules } from '../../metrics/policy/rules.ts';
import type { FactStore } from '../facts/fact-store.ts';

/** The slot of what is not computed month by month, and the day under which the intake notes directory kinds. */
export const NO_MONTH = '1970-01-01';

const KINDS = FACT_KINDS.map(({ kind }) => kind);
const NAMED = new RegExp(
  `\\b(?:FROM|JOIN)\\s+(${[...KINDS, 'unit_paths', 'cadre_units', 'clock_precision'].join('|')})\\b`,
  'g',
);
/** Lookups by the kinds they are made from. */
const LOOKUPS: Record<string, readonly string[]> = {
  unit_paths: ['org_units'],
  cadre_units: ['cadres', 'org_units'],
  clock_precision: ['clock_precision'],
};

/** Kinds of facts whose change can change what a rule says. */
export function readBy(rule: PolicyRule): string[] {
  const named = [...rule.predicate.matchAll(NAMED)].map(([, name]) => name!);
  return [...new Set(named.flatMap((name) => LOOKUPS[name] ?? [name]))].sort();
}

export const isMonthly = (rule: PolicyRule): boolean => rule.predicate.includes('{months:Array(Date)}');

interface Mark {
  kind: string;
  month: string;
  mark: string;
}

/** How the facts stand: a mark per kind and month that changes with every load and removal. */
export class Standing {
  private constructor(
    private readonly marks: readonly Mark[],
    /** Last day the facts reach, today when there is none. */
    readonly dataTo: string,
    private readonly empty: ReadonlySet<string>,
    readonly today: string,
  ) {}

  static async read(store: FactStore, today: string): Promise<Standing> {
    const needed = [...new Set(rules.flatMap((rule) => rule.needs))];
    const rows = await store.query<Mark & { what: string }>(
      `SELECT 'mark' AS what, toString(b.kind) AS kind, toString(toStartOfMonth(b.day)) AS month, concat(toString(count()), '.', toString(max(b.batch)), '.', toString(sum(b.batch))) AS mark
       FROM batch_days b GROUP BY kind, month
       UNION ALL SELECT 'mark', 'clock_precision', '${NO_MONTH}', toString(sum(cityHash64(kind, source, clock, precision_s))) FROM clock_precision
       UNION ALL SELECT 'last', '', '', toString(max(b.day)) FROM batch_days b WHERE b.day > toDate(0) AND b.day <= {today:Date} HAVING count() > 0
       ${needed.map((kind) => `UNION ALL (SELECT 'filled', '${kind}', '', '' FROM ${kind} LIMIT 1)`).join('\n')}`,
      { today },
    );
    const of = (what: string) => rows.filter((row) => row.what === what);
    const filled = new Set(of('filled').map((row) => row.kind));
    const empty = new Set(needed.filter((kind) => !filled.has(kind)));
    return new Standing(of('mark'), of('last')[0]?.mark ?? today, empty, today);
  }

  /** Kinds a rule cannot do without and of which there is no row. */
  missing(rule: PolicyRule): string[] {
    return rule.needs.filter((kind) => this.empty.has(kind));
  }

  /** Months (`YYYY-MM-01`) in which facts lie that a rule reads. */
  months(rule: PolicyRule): string[] {
    const kinds = readBy(rule).filter((kind) => DATED_KINDS.includes(kind));
    return [
      ...new Set(
        this.marks.filter((one) => kinds.includes(one.kind) && one.month !== NO_MONTH).map((one) => one.month),
      ),
    ];
  }

  /** Everything the rule's rows of a month (or all of them) follow from, besides its edition. */
  inputs(rule: PolicyRule, month: string): string[] {
    const missing = this.missing(rule);
    // It says so whatever else is there.
    if (month === NO_MONTH && missing.length > 0) return [`missing ${missing.join(' ')}`];
    const kinds = readBy(rule);
    const marks = this.marks
      .filter((one) => kinds.includes(one.kind))
      .filter((one) => month === NO_MONTH || one.month === month || !DATED_KINDS.includes(one.kind))
      .map((one) => `${one.kind} ${one.month} ${one.mark}`);
    const days = [
      ...(rule.predicate.includes('{today:Date}') ? [`today ${this.today}`] : []),
      ...(rule.predicate.includes('{data_to:Date}') ? [`to ${this.dataTo}`] : []),
    ];
    return [...marks.sort(), ...days, `missing ${missing.join(' ')}`];
  }
}
