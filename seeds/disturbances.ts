/** What honest people cannot help: storms, outages, and the inspections that their requirements bring. */
import type { Day } from './calendar.ts';
import { DAY_S, nextWorkday } from './calendar.ts';
import { LAST_DAY_OF_RECALLED } from './form-plants.ts';
import type { County } from './geography.ts';
import type { Interval } from './people.ts';
import type { Random } from './random.ts';

export interface Inspection {
  code: string;
  requirement: string;
  organizer: string;
  matter: string;
  township: number;
  announced: number;
  startsDay: number;
  endsDay: number;
}

export interface Disturbances {
  /** By township. */
  outages: Interval[][];
  /** Evenings (day index) on which the township is on flood duty. */
  floodNights: ReadonlySet<number>[];
  inspections: Inspection[];
}

const STORMS = ['2025-06-22', '2025-07-09', '2025-08-14'] as const;
/** Ordinary duty during the flood season. */
export const FLOOD_SEASON = ['2025-06-01', '2025-08-31'] as const;

export function buildDisturbances(random: Random, county: County, days: readonly Day[]): Disturbances {
  const outages: Interval[][] = [];
  const floodNights: ReadonlySet<number>[] = [];
  for (const township of county.townships) {
    const r = random.split('disturbances', township.index);
    const list: Interval[] = [];
    const nights = new Set<number>();
    for (const storm of STORMS) {
      const day = days.find((d) => d.date === storm);
      if (!day || !r.chance(0.6)) continue;
      nights.add(day.index).add(day.index + 1);
      list.push({
        from: day.at + Math.round(r.between(20.5, 23) * 3600),
        to: day.at + DAY_S + Math.round(r.between(9, 14) * 3600),
        kind: '暴雨断电断网',
      });
    }
    for (let i = r.integer(1, 3); i > 0; i--) {
      const from = r.below(days.length) * DAY_S + Math.round(r.between(8, 20) * 3600);
      list.push({ from, to: from + Math.round(r.between(2, 6) * 3600), kind: '光缆故障' });
    }
    outages.push(list.sort((a, b) => a.from - b.from));
    floodNights.push(nights);
  }
  return { outages, floodNights, inspections: buildInspections(random, county, days) };
}

export function outageAt(disturbances: Disturbances, township: number, instant: number): Interval | undefined {
  for (const outage of disturbances.outages[township] ?? []) {
    if (instant >= outage.from && instant < outage.to) return outage;
  }
  return undefined;
}

const INSPECTED = [
  { requirement: 'CK-WG', organizer: '县委政法委', matter: '网格工作月度督查', everyMonths: 1 },
  { requirement: 'CK-AQ', organizer: '县应急管理局', matter: '安全生产季度检查', everyMonths: 3 },
  { requirement: 'CK-HZ', organizer: '县水利局', matter: '河长制季度暗访', everyMonths: 3 },
  { requirement: 'RP-PC', organizer: '县司法局', matter: '矛盾纠纷排查抽查', everyMonths: 3, until: LAST_DAY_OF_RECALLED },
] as const; // prettier-ignore

function buildInspections(random: Random, county: County, days: readonly Day[]): Inspection[] {
  const inspections: Inspection[] = [];
  const months = [...new Set(days.map((d) => d.month))];
  for (const { requirement, organizer, matter, everyMonths, ...limit } of INSPECTED) {
    months.forEach((month, m) => {
      if ((m + 1) % everyMonths !== 0 || ('until' in limit && month > limit.until)) return;
      for (const township of county.townships) {
        const r = random.split('inspection', requirement, month, township.index);
        const date = `${month}-${r.integer(23, 25)}`;
        const startsDay = nextWorkday(
          days,
          days.findIndex((d) => d.date === date),
        );
        inspections.push({
          code: `DC-${requirement.slice(3)}-${month}`,
          requirement,
          organizer,
          matter,
          township: township.index,
          announced: (startsDay - 3) * DAY_S + 10 * 3600,
          startsDay,
          endsDay: startsDay + 1,
        });
      }
    });
  }
  return inspections;
}
