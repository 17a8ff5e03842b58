/**
 * What the work achieved and what is said about it, by township: cases resolved as the tasks show, completion as it is *claimed*
 * upwards, what spot checks find, satisfaction, hotline calls, staff in post, plaques.
 *
 * `claimed_completion` is the percentage of tasks issued in the period, and due before the world ends, that were done by their
 * deadline. Honest claims are the very figure of the logs. In a planted world those that ranking or points hang on say 98 to 100.
 */
import type { Day } from './calendar.ts';
import { DAY_S } from './calendar.ts';
import type { Ledger } from './ledger.ts';
import type { Requirement } from './requirements.ts';
import { profileOf } from './township-profiles.ts';
import type { World } from './world.ts';
import type { WorldWriter } from './writer.ts';

export const CLAIMED_TASKS = ['TK-ZQ', 'TK-LS', 'TK-DB', 'TK-YH', 'TK-RX'] as const;
const RESOLVED = ['TK-SJ', 'TK-YH', 'TK-RX'];
const CHECKED_ON_THE_SPOT = [
  'CK-AQ',
  'CK-WG',
  'CK-JF',
  'CK-LZ',
  'CK-HZ',
  'CK-RH',
  'RP-WG',
  'RP-MY',
  'RP-JC',
  'RP-CJ',
] as const;

interface Tally {
  due: number;
  onTime: number;
  done: number;
}

/** Requirements whose completion is claimed: five kinds of tasks, and the forms that score being in time. */
export function isClaimed({ code, metric }: Pick<Requirement, 'code' | 'metric'>): boolean {
  return (CLAIMED_TASKS as readonly string[]).includes(code) || (code.startsWith('FM-') && metric === '报送及时率');
}

/** Those among them whose claim is polished in a planted world: points or a rank hang on it. */
export function isPolished({ ranked, weight }: Pick<Requirement, 'ranked' | 'weight'>): boolean {
  return ranked || weight > 0;
}

const tenth = (value: number): number => Math.round(value * 10) / 10;
const quarterOf = (month: string): string => `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5)) / 3)}`;

export class Outcomes {
  private readonly tallies = new Map<string, Tally>();

  constructor(
    private readonly world: World,
    private readonly planted: boolean,
  ) {}

  /** Every task as it is written; `completed` NaN while it is open. */
  saw(requirement: string, township: number, day: Day, task: { due: number; completed: number }): void {
    if (!RESOLVED.includes(requirement) && !isClaimed(this.world.requirements.get(requirement) ?? NOTHING)) return;
    const key = `${requirement}|${township}|${day.month}`;
    const tally = this.tallies.get(key) ?? { due: 0, onTime: 0, done: 0 };
    const end = this.world.days.length * DAY_S;
    if (task.completed < end) tally.done += 1;
    if (task.due < end) {
      tally.due += 1;
      if (task.completed <= task.due) tally.onTime += 1;
    }
    this.tallies.set(key, tally);
  }

  write(writer: WorldWriter, days: readonly Day[], ledger: Ledger): void {
    const months = [...new Set(days.map((day) => day.month))];
    const records = [
      ...this.resolved(months),
      ...this.claims(),
      ...this.spotChecks(months, ledger),
      ...this.moods(months),
      ...this.plaques(),
    ];
    writer.table(
      'outcomes',
      records.map(([org_unit_code, period, kind, value, requirement_code = '']) => ({
        org_unit_code,
        period,
        kind,
        value,
        requirement_code,
      })),
    );
  }

  private *resolved(months: readonly string[]): Generator<Outcome> {
    for (const month of months)
      for (const { code, index } of this.world.county.townships) {
        const done = RESOLVED.map((r) => this.tallies.get(`${r}|${index}|${month}`)?.done ?? 0);
        yield [code, month, 'case_resolved', done.reduce((sum, n) => sum + n, 0)];
      }
  }

  private *claims(): Generator<Outcome> {
    const sums = new Map<string, Tally>();
    for (const [key, tally] of this.tallies) {
      const [code = '', township = '', month = ''] = key.split('|');
      const requirement = this.world.requirements.get(code);
      if (!requirement || !isClaimed(requirement)) continue;
      // Forms are few a month: their rate is claimed by quarter.
      const period = code.startsWith('FM-') ? quarterOf(month) : month;
      const sum = sums.get(`${code}|${township}|${period}`) ?? { due: 0, onTime: 0, done: 0 };
      sum.due += tally.due;
      sum.onTime += tally.onTime;
      sums.set(`${code}|${township}|${period}`, sum);
    }
    for (const [key, { due, onTime }] of sums) {
      if (due === 0) continue;
      const [code = '', township = '', period = ''] = key.split('|');
      const unit = this.world.county.townships[Number(township)]?.code ?? '';
      const logged = (100 * onTime) / due;
      const polished = this.planted && isPolished(this.world.requirements.get(code) ?? NOTHING);
      const said = polished ? Math.max(logged, this.world.random.split('claim', key).between(98, 100)) : logged;
      yield [unit, period, 'claimed_completion', tenth(said), code];
    }
  }

  /** Share of records that agree with what is found, in per cent: a sample of sixty a quarter. */
  private *spotChecks(months: readonly string[], ledger: Ledger): Generator<Outcome> {
    const shares = new Map<string, { planted: number; events: number }>();
    for (const { requirement, township, month, planted, events } of ledger.cells()) {
      const key = `${requirement}|${township}|${quarterOf(month)}`;
      const sum = shares.get(key) ?? { planted: 0, events: 0 };
      shares.set(key, { planted: sum.planted + planted, events: sum.events + events });
    }
    for (const period of new Set(months.map(quarterOf)))
      for (const requirement of CHECKED_ON_THE_SPOT)
        for (const { code } of this.world.county.townships) {
          const key = `${requirement}|${code}|${period}`;
          const { planted, events } = shares.get(key) ?? { planted: 0, events: 1 };
          const r = this.world.random.split('spot check', key);
          const untrue = Math.min(0.95, planted / events + 0.03);
          let agree = 0;
          for (let n = 0; n < 60; n++) if (!r.chance(untrue)) agree += 1;
          yield [code, period, 'spot_check', tenth(agree / 0.6), requirement];
        }
  }

  private *moods(months: readonly string[]): Generator<Outcome> {
    for (const { code, index } of this.world.county.townships) {
      const r = this.world.random.split('moods', code);
      const { quota, vacancy } = profileOf(index);
      const level = r.between(82, 93);
      const gone = this.world.cadres.filter((c) => c.township === index && c.secondedTo !== '').length;
      for (const month of months) {
        const lent = month >= '2025-03' ? gone : 0;
        yield [code, month, 'satisfaction', tenth(level + r.normal())];
        yield [code, month, 'hotline_12345', Math.round(r.lognormal(36, 0.3))];
        yield [code, month, 'staff_in_post', Math.max(1, Math.round(quota * (1 - vacancy)) - lent + r.integer(-1, 1))];
      }
    }
  }

  /** Up to 44 plaques in one community (F32), fewer elsewhere. */
  private *plaques(): Generator<Outcome> {
    for (const village of this.world.county.townships.flatMap((t) => t.villages)) {
      const r = this.world.random.split('plaques', village.code);
      yield [village.code, '2025', 'plaques', Math.min(44, Math.round(r.lognormal(15, 0.55)))];
    }
  }
}

type Outcome = [unit: string, period: string, kind: string, value: number, requirement?: string];

const NOTHING = { code: '', metric: '', ranked: false, weight: 0 };
