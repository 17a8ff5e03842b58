/**
 * Matters handed down from the county: one becomes a task of a department, of every township, of every village, now and then of
 * every grid. One department amplifies: it makes three of each before it sends them down (the answers name it). Two a month; ours.
 */
import type { Day } from './calendar.ts';
import { DAY_S, iso, nextWorkday } from './calendar.ts';
import { COUNTY_CODE } from './geography.ts';
import { completion } from './moments.ts';
import type { Outcomes } from './outcomes.ts';
import type { Cadre } from './people.ts';
import { present } from './people.ts';
import type { Random } from './random.ts';
import { TASK_HEADER } from './tasks.ts';
import { profileOf } from './township-profiles.ts';
import type { World } from './world.ts';
import type { WorldWriter } from './writer.ts';

export const AMPLIFIER = 'NYJ';
const LEADS = ['XFB', AMPLIFIER, 'YJJ', 'ZFB', AMPLIFIER, 'MZJ'] as const;
const MONTH_DAYS = [8, 20] as const;
/** Every fourth matter reaches the grids. */
const TO_GRIDS = 4;
const SOURCE = 'LZT';

export interface Cascade {
  /** Index of the day it begins. */
  day: number;
  lead: string;
  rootId: string;
  parts: number;
  toGrids: boolean;
}

export function cascades(world: Pick<World, 'days'>): Cascade[] {
  const starts = world.days.filter((day) => MONTH_DAYS.some((n) => n === Number(day.date.slice(8))));
  return starts.map((day, i) => {
    const lead = LEADS[i % LEADS.length] as string;
    const on = world.days[nextWorkday(world.days, day.index)] ?? day;
    return {
      day: on.index,
      lead,
      rootId: `JL-${day.date}`,
      parts: lead === AMPLIFIER ? 3 : 1,
      toGrids: i % TO_GRIDS === 1,
    };
  });
}

interface Given {
  id: string;
  parent: string;
  requirement: string;
  unit: string;
  cadre: Cadre | undefined;
  /** Township whose work it is, for what is said about completion. */
  township?: number;
  issued: number;
  due: number;
  minutes: number;
  channel: string;
}

export class CascadeWriter {
  private readonly byDay = new Map<number, Cascade[]>();
  private readonly scribes = new Map<string, Cadre>();
  private readonly gridWorkers = new Map<string, Cadre>();

  constructor(
    private readonly world: World,
    private readonly writer: WorldWriter,
    private readonly outcomes: Outcomes,
  ) {
    for (const cascade of cascades(world))
      this.byDay.set(cascade.day, [...(this.byDay.get(cascade.day) ?? []), cascade]);
    for (const cadre of world.byRole.village) if (cadre.post === '村文书') this.scribes.set(cadre.unit, cadre);
    for (const cadre of world.byRole.grid) this.gridWorkers.set(cadre.unit, cadre);
  }

  writeDay(day: Day): void {
    for (const cascade of this.byDay.get(day.index) ?? []) this.handDown(cascade, day);
  }

  private handDown(cascade: Cascade, day: Day): void {
    const r = this.world.random.split('cascade', cascade.rootId);
    const { rootId, lead, parts } = cascade;
    const due = day.at + 14 * DAY_S + 17.5 * 3600;
    const rest = { cadre: undefined, minutes: 0, channel: 'document' };
    this.one(r, { ...rest, id: rootId, parent: '', requirement: 'TK-DB', unit: COUNTY_CODE, issued: day.at + 8.6 * 3600, due });
    for (let part = 1; part <= parts; part++) {
      const id = `${rootId}-${lead}${part}`;
      this.one(r, { ...rest, id, parent: rootId, requirement: 'TK-DB', unit: `${COUNTY_CODE}-${lead}`, issued: day.at + 10 * 3600, due: due - DAY_S });
      for (const township of this.world.county.townships) {
        const own = `${id}-${township.index + 1}`;
        this.one(r, { ...rest, id: own, parent: id, requirement: 'TK-DB', unit: township.code, township: township.index, issued: day.at + r.between(14.5, 17.5) * 3600, due: due - 3 * DAY_S, channel: 'system' });
        township.villages.forEach((village, v) => {
          const cadre = this.scribes.get(village.code);
          const below = `${own}-${v + 1}`;
          const issued = day.at + DAY_S + r.between(8.6, 11.5) * 3600;
          const legwork = 35 * profileOf(township.index).distance;
          this.one(r, { id: below, parent: own, requirement: 'TK-LS', unit: village.code, township: township.index, cadre, issued, due: due - 5 * DAY_S, minutes: legwork, channel: 'system' });
          if (!cascade.toGrids || part > 1) return;
          village.grids.forEach((grid, g) => {
            const worker = this.gridWorkers.get(grid.code);
            this.one(r, { id: `${below}-${g + 1}`, parent: below, requirement: 'TK-LS', unit: grid.code, township: township.index, cadre: worker, issued: issued + r.between(1, 5) * 3600, due: due - 6 * DAY_S, minutes: 25, channel: 'work_group' });
          });
        });
      }
    }
  } // prettier-ignore

  private one(r: Random, given: Given): void {
    const { issued, due } = given;
    // Whoever is away leaves it to the unit.
    const cadre = given.cadre && present(given.cadre, Math.floor(issued / DAY_S)) ? given.cadre : undefined;
    const completed = r.chance(0.985) ? completion(r, issued, due) : NaN;
    const day = this.world.days[Math.floor(issued / DAY_S)];
    if (given.township !== undefined && day)
      this.outcomes.saw(given.requirement, given.township, day, { due, completed });
    const done = completed < this.world.days.length * DAY_S;
    const status = done ? (completed > due ? 'late' : 'done') : 'open';
    const minutes = done && given.minutes > 0 ? String(Math.max(3, Math.round(r.lognormal(given.minutes, 0.6)))) : '';
    this.writer
      .file('tasks', TASK_HEADER, SOURCE)
      .line(
        `${SOURCE},${given.id},${given.requirement},${iso(issued)},${cadre?.code ?? ''},${given.unit},${iso(due)},` +
          `${done ? iso(completed) : ''},${status},${given.channel},document,${minutes},${given.parent}`,
      );
  }
}
