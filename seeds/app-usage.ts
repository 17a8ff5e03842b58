/**
 * Use of the systems that count it (not all do): every day for those with points and for the form platforms. About 8 to 14 minutes
 * a day and app (F36: five apps, at least 40 minutes a day). One app lies dormant: a handful of sessions until mid-March, then none.
 */
import type { Day } from './calendar.ts';
import type { Cadre } from './people.ts';
import { present } from './people.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';
import type { WorldWriter } from './writer.ts';

const HEADER = ['system_code', 'cadre_code', 'on', 'sessions', 'active_s', 'points', 'rank'] as const;

interface Usage {
  system: string;
  users(world: World): readonly Cadre[];
  /** Share of its users who open it that day. */
  share(day: Day): number;
  /** Median seconds a day. */
  seconds: number;
  points: boolean;
  until?: string;
}

const USAGE: readonly Usage[] = [
  { system: 'AQY', users: (w) => w.byRole.grid, share: (d) => (d.workday ? 0.97 : 0.05), seconds: 660, points: true },
  { system: 'WMJ', users: (w) => w.byRole.village, share: (d) => (d.workday ? 0.42 : 0.04), seconds: 480, points: true },
  { system: 'BBT', users: (w) => w.byRole.staff.filter((c) => c.clerk), share: (d) => (d.workday ? 0.62 : 0.03), seconds: 1500, points: false },
  { system: 'JZT', users: (w) => w.byRole.village.filter((c) => c.post === '村文书'), share: (d) => (d.workday ? 0.35 : 0), seconds: 700, points: false },
  { system: 'CLT', users: (w) => w.byRole.village.filter((c) => c.post === '村文书' && c.index % 2 === 0), share: (d) => (d.workday ? 0.12 : 0), seconds: 640, points: false },
  { system: 'NJT', users: (w) => w.byRole.village.filter((c) => c.index % 7 === 0), share: (d) => (d.workday ? 0.08 : 0), seconds: 90, points: false, until: '2025-03-14' },
]; // prettier-ignore

export class AppUsageWriter {
  private readonly users: readonly (readonly Cadre[])[];

  constructor(
    private readonly world: World,
    private readonly writer: WorldWriter,
  ) {
    this.users = USAGE.map((usage) => usage.users(world));
  }

  writeDay(day: Day): void {
    USAGE.forEach((usage, i) => {
      const share = usage.share(day);
      if (share === 0 || (usage.until !== undefined && day.date > usage.until)) return;
      const random = this.world.random.split('usage', usage.system, day.index);
      for (const cadre of this.users[i] ?? []) {
        if (present(cadre, day.index) && random.chance(share)) this.one(random, usage, cadre, day);
      }
    });
  }

  private one(random: Random, usage: Usage, cadre: Cadre, day: Day): void {
    const sessions = 1 + Math.floor(random.exponential(1.6));
    const seconds = Math.min(7200, Math.round(random.lognormal(usage.seconds, 0.5)));
    const points = usage.points ? random.integer(1, 10) : '';
    // Ranks are published on Mondays.
    const rank = usage.points && day.weekday === 1 ? random.integer(1, this.world.byRole[cadre.role].length) : '';
    this.writer
      .file('app_usage', HEADER)
      .line(`${usage.system},${cadre.code},${day.date},${sessions},${seconds},${points},${rank}`);
  }
}
