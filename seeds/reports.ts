/** The reports that cadres write one by one, honest unless a behaviour alters them. */
import type { BackChecks } from './back-checks.ts';
import type { Behaviour, ReportDraft } from './behaviour.ts';
import type { Day } from './calendar.ts';
import { DAY_S, iso } from './calendar.ts';
import type { Ledger } from './ledger.ts';
import { deskSecond } from './moments.ts';
import type { Cadre, Role } from './people.ts';
import { present } from './people.ts';
import { hashKeys, uniformAt } from './random.ts';
import type { Random } from './random.ts';
import { gridLog, villageWeek, weeklyDisputes } from './texts.ts';
import type { World } from './world.ts';
import { requirementOf } from './world.ts';
import { cell } from './writer.ts';
import type { WorldWriter } from './writer.ts';

export const REPORT_HEADER = [
  'source', 'external_id', 'cadre_code', 'requirement_code', 'submitted_at', 'period', 'claimed_at', 'opened_at',
  'active_edit_s', 'revisions', 'text', 'values', 'photos', 'read_at', 'returned_at',
] as const; // prettier-ignore

/** Honest ranges of the figures of a record: lowest, number of steps, size of a step. */
type Range = readonly [number, number, number];
const HOUSEHOLD: readonly Range[] = [[1, 7, 1], [0, 5, 1], [0, 4, 1], [0, 520, 10], [0, 260, 10], [60, 190, 5], [0, 90, 1], [0, 420, 5], [0, 160, 10], [40, 140, 1], [1, 28, 1], [12, 260, 1], [0, 160, 10], [0, 5, 1]]; // prettier-ignore
const ALLOWANCE: readonly Range[] = [[1, 4, 1], [4, 86, 1], [1, 7, 1], [0, 320, 10], [60, 190, 5], [0, 420, 5], [60, 12, 10], [70, 12, 10], [0, 1, 1], [0, 90, 20], [40, 140, 1], [12, 260, 1]]; // prettier-ignore
const RENTAL: readonly Range[] = [[1, 6, 1], [1, 24, 1], [1, 18, 1], [19, 50, 1], [150, 95, 10], [12, 380, 1], [0, 4, 1], [0, 4, 1], [0, 4, 1]]; // prettier-ignore
const SURVEY: readonly Range[] = Array.from({ length: 28 }, () => [1, 5, 1] as const);

export interface ReportActivity {
  requirement: string;
  role: Role;
  /** How many on that day. */
  times(cadre: Cadre, day: Day, random: Random): number;
  period: 'date' | 'week' | 'month';
  text?: (random: Random) => string;
  values?: (random: Random, cadre: Cadre, day: Day) => number[];
  /** Median seconds of editing per field or per character of text. */
  pace: number;
}

const draw = (ranges: readonly Range[]) => (r: Random) =>
  ranges.map(([low, steps, step]) => low + step * r.below(steps));

/** Two allowances and their total, which one form in a hundred gets wrong: the sheet does not add up by itself. */
function allowance(random: Random): number[] {
  const values = draw(ALLOWANCE)(random);
  values[8] = (values[6] ?? 0) + (values[7] ?? 0) + (random.chance(0.01) ? 10 * random.integer(1, 9) : 0);
  return values;
}

const WEEK_SALT = hashKeys(0, 'weekly report');

/** Once a week, on the cadre's own day of that week (Tuesday to Friday); no week without a workday on it. */
const weekly = (n: number) => (cadre: Cadre, day: Day) => {
  if (!day.workday) return 0;
  let times = 0;
  for (let i = 0; i < n; i++) {
    if (day.weekday === 2 + Math.floor(4 * uniformAt(WEEK_SALT + i, cadre.index, hashKeys(0, day.week)))) times += 1;
  }
  return times;
};
const monthly = (n: number) => (_c: Cadre, day: Day, r: Random) =>
  day.workday && r.chance((n / 20.7) * day.load) ? 1 : 0;
const daily = (_c: Cadre, day: Day, r: Random) => (day.workday ? (r.chance(0.96) ? 1 : 0) : r.chance(0.04) ? 1 : 0);
const villageLedger = (cadre: Cadre, day: Day) =>
  cadre.post === '村文书' && day.workday && Number(day.date.slice(8)) === 8 + (cadre.index % 14) ? 1 : 0;

/** Twelve figures of a village of which eleven stay as they are from month to month (F25). */
function lowIncome(random: Random, cadre: Cadre): number[] {
  const salt = hashKeys(0, 'low income', cadre.unit);
  const still = [38, 61, 9, 34, 47, 22, 58, 6, 14, 11, 8].map((scale, i) =>
    Math.round(scale * (0.4 + 1.2 * uniformAt(salt, i, 0))),
  );
  return [...still, 300 * (still[1] ?? 1) + random.below(9000)];
}

export const REPORT_ACTIVITIES: readonly ReportActivity[] = [
  { requirement: 'RP-WG', role: 'grid', times: daily, period: 'date', text: gridLog, pace: 1.7 },
  { requirement: 'RP-PC', role: 'grid', times: weekly(1), period: 'week', text: weeklyDisputes, pace: 1.7 },
  { requirement: 'RP-MY', role: 'grid', times: weekly(2), period: 'week', values: draw(SURVEY), pace: 9 },
  { requirement: 'RP-CZ', role: 'grid', times: weekly(1), period: 'week', values: draw(RENTAL), pace: 16 },
  { requirement: 'RP-JC', role: 'village', times: monthly(4), period: 'month', values: draw(HOUSEHOLD), pace: 32 },
  { requirement: 'RP-CJ', role: 'village', times: monthly(2), period: 'month', values: allowance, pace: 32 },
  { requirement: 'RP-DB', role: 'village', times: villageLedger, period: 'month', values: lowIncome, pace: 110 },
  { requirement: 'RP-CW', role: 'village', times: weekly(1), period: 'week', text: villageWeek, pace: 1.7 },
];

/** The JSON object as a quoted CSV cell. */
export function valuesCell(keys: readonly string[], values: readonly number[]): string {
  if (values.length === 0) return '';
  let json = '"{';
  for (let i = 0; i < values.length; i++) json += `${i === 0 ? '' : ','}""${keys[i]}"":${values[i]}`;
  return `${json}}"`;
}

export class ReportWriter {
  private serial = 0;
  private activities: readonly ReportActivity[] = REPORT_ACTIVITIES;

  constructor(
    private readonly world: World,
    private readonly writer: WorldWriter,
    private readonly ledger: Ledger,
    private readonly behaviours: ReadonlyMap<string, Behaviour[]>,
    private readonly backChecks: BackChecks,
  ) {}

  /** Writes these as well. */
  also(activities: readonly ReportActivity[]): this {
    this.activities = [...this.activities, ...activities];
    return this;
  }

  writeDay(day: Day): void {
    for (const activity of this.activities) {
      const requirement = requirementOf(this.world, activity.requirement);
      if (requirement.validTo !== '' && day.date > requirement.validTo) continue;
      const keys = requirement.fields.map((f) => f.key);
      const random = this.world.random.split('reports', activity.requirement, day.index);
      const behaviours = this.behaviours.get(activity.requirement) ?? [];
      for (const cadre of this.world.byRole[activity.role]) {
        if (!present(cadre, day.index)) continue;
        for (let n = activity.times(cadre, day, random); n > 0; n--)
          this.one(activity, keys, random, behaviours, cadre, day);
      }
    }
  }

  private one(
    a: ReportActivity,
    keys: readonly string[],
    random: Random,
    behaviours: readonly Behaviour[],
    cadre: Cadre,
    day: Day,
  ): void {
    const text = a.text?.(random) ?? '';
    const values = a.values?.(random, cadre, day) ?? [];
    const size = values.length > 0 ? values.length : Math.max(40, text.length);
    const editSeconds = Math.round(random.lognormal(size * a.pace, 0.38) * 10) / 10;
    const submitted = day.at + Math.max(deskSecond(random), Math.round(7.5 * 3600 + editSeconds));
    // Interrupted now and then: the form stays open while other work is done.
    const idle = random.chance(0.25) ? random.exponential(1500) : random.between(2, 40);
    const draft: ReportDraft = {
      submitted,
      opened: Math.max(day.at + 6 * 3600, submitted - editSeconds - idle),
      editSeconds,
      revisions: random.chance(0.2) ? random.integer(2, 4) : 1,
      text,
      values,
    };
    // What it tells of happened some time before the form was opened.
    const claimed = Math.max(day.at + 6 * 3600, draft.opened - random.between(0.2, 4) * 3600);
    this.serial += 1;
    const id = `${a.requirement.slice(3)}R${String(this.serial).padStart(8, '0')}`;
    let untrue = false;
    for (const behaviour of behaviours) {
      const change = behaviour.alterReport?.(cadre, day, draft);
      if (!change) {
        behaviour.sawReport?.(cadre, day, draft, id);
        continue;
      }
      untrue = true;
      if (change.partner) {
        const { externalId, cadre: of, day: on } = change.partner;
        this.ledger.write(behaviour.spec, 'partner', a.requirement, externalId, of, on);
      }
      this.ledger.write(behaviour.spec, 'planted', a.requirement, id, cadre, day);
    }
    if (behaviours.length > 0) this.ledger.count(a.requirement, cadre, day);
    const source = requirementOf(this.world, a.requirement).system;
    this.backChecks.saw(a.requirement, source, id, untrue, cadre, day);
    const period = a.period === 'date' ? day.date : a.period === 'week' ? day.week : day.month;
    // Four in ten are never opened by anybody above.
    const read = random.chance(0.6) ? iso(draft.submitted + random.exponential(1.5 * DAY_S)) : '';
    const returned = read !== '' && random.chance(0.02) ? read : '';
    this.writer
      .file('reports', REPORT_HEADER, source)
      .line(
        `${source},${id},${cadre.code},${a.requirement},${iso(draft.submitted)},${period},${iso(claimed)},` +
          `${iso(draft.opened)},${draft.editSeconds},${draft.revisions},${cell(draft.text)},${valuesCell(keys, draft.values)},,${read},${returned}`,
      );
  }
}
