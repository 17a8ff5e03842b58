/** Tasks given to single cadres: weekly lists, supervised matters, grid events, hotline orders. */
import { meetingDay } from './activities.ts';
import type { Behaviour, TaskDraft } from './behaviour.ts';
import type { Day } from './calendar.ts';
import { DAY_S, iso } from './calendar.ts';
import { meetingTask } from './checkins.ts';
import type { Ledger } from './ledger.ts';
import { completion } from './moments.ts';
import type { Outcomes } from './outcomes.ts';
import type { Cadre, Role } from './people.ts';
import { present } from './people.ts';
import type { Random } from './random.ts';
import { profileOf } from './township-profiles.ts';
import type { World } from './world.ts';
import { requirementOf } from './world.ts';
import type { WorldWriter } from './writer.ts';

export const TASK_HEADER = [
  'source', 'external_id', 'requirement_code', 'issued_at', 'cadre_code', 'org_unit_code', 'due_at', 'completed_at', 'status',
  'channel', 'origin', 'minutes', 'parent_external_id',
] as const; // prettier-ignore

interface TaskActivity {
  requirement: string;
  role: Role;
  times(cadre: Cadre, day: Day, random: Random): number;
  /** Hour of the day it is issued, and when it is due. */
  issued: readonly [number, number];
  due(day: Day, world: World, random: Random): number;
  origin: string;
}

/** 18:00 on the last workday of the week. */
function endOfWeek(day: Day, world: World): number {
  for (let i = day.index + 6; i >= day.index; i--) {
    const other = world.days[i];
    if (other?.week === day.week && other.workday) return other.at + 18 * 3600;
  }
  return day.at + 18 * 3600;
}

const after = (days: number) => (day: Day) => day.at + (days * 24 + 17.5) * 3600;
const everyMonday = (_c: Cadre, day: Day) => (day.weekday === 1 && day.workday ? 1 : 0);
const fortnightly = (cadre: Cadre, day: Day) =>
  day.weekday === 2 && day.workday && (Number(day.week.slice(-2)) + cadre.index) % 2 === 0 ? 1 : 0;
const someday = (share: number) => (_c: Cadre, day: Day, r: Random) =>
  r.chance(day.workday ? share : share / 4) ? 1 : 0;

const TASK_ACTIVITIES: readonly TaskActivity[] = [
  { requirement: 'TK-ZQ', role: 'village', times: everyMonday, issued: [8.8, 9.5], due: endOfWeek, origin: 'routine' },
  { requirement: 'TK-LS', role: 'village', times: fortnightly, issued: [9, 16], due: after(7), origin: 'document' },
  { requirement: 'TK-DB', role: 'staff', times: everyMonday, issued: [9, 17], due: after(9), origin: 'leader' },
  { requirement: 'TK-SJ', role: 'grid', times: someday(0.2), issued: [8, 20], due: after(3), origin: 'routine' },
  { requirement: 'TK-YH', role: 'grid', times: someday(0.03), issued: [9, 17], due: after(7), origin: 'inspection' },
  { requirement: 'TK-RX', role: 'staff', times: someday(0.06), issued: [8.5, 19], due: after(5), origin: 'routine' },
];

export class TaskWriter {
  private serial = 0;

  constructor(
    private readonly world: World,
    private readonly writer: WorldWriter,
    private readonly ledger: Ledger,
    private readonly behaviours: ReadonlyMap<string, Behaviour[]>,
    private readonly outcomes: Outcomes,
  ) {}

  writeDay(day: Day): void {
    for (const activity of TASK_ACTIVITIES) {
      const random = this.world.random.split('tasks', activity.requirement, day.index);
      for (const cadre of this.world.byRole[activity.role]) {
        if (!present(cadre, day.index)) continue;
        for (let n = activity.times(cadre, day, random); n > 0; n--) this.one(activity, random, cadre, day);
      }
    }
    if (meetingDay(day)) this.meetingTasks(day);
  }

  private one(a: TaskActivity, random: Random, cadre: Cadre, day: Day): void {
    const issued = Math.round(day.at + random.between(a.issued[0], a.issued[1]) * 3600);
    const due = a.due(day, this.world, random);
    const draft: TaskDraft = { issued, due, completed: random.chance(0.985) ? completion(random, issued, due) : NaN };
    this.serial += 1;
    const id = `${a.requirement.slice(3)}T${String(this.serial).padStart(7, '0')}`;
    const behaviours = this.behaviours.get(a.requirement) ?? [];
    for (const behaviour of behaviours) {
      if (behaviour.alterTask?.(cadre, day, draft)) {
        this.ledger.write(behaviour.spec, 'planted', a.requirement, id, cadre, day);
      }
    }
    if (behaviours.length > 0) this.ledger.count(a.requirement, cadre, day);
    this.outcomes.saw(a.requirement, cadre.township, day, draft);
    const legwork = requirementOf(this.world, a.requirement).minutes * profileOf(cadre.township).distance;
    const minutes = Math.round(random.lognormal(legwork, 0.6));
    this.write(a.requirement, id, cadre, draft, a.origin, minutes);
  }

  private write(
    requirement: string,
    id: string,
    cadre: Cadre,
    draft: TaskDraft,
    origin: string,
    minutes: number,
  ): void {
    const source = requirementOf(this.world, requirement).system;
    // What is not done when the world ends is still open.
    const done = draft.completed < this.world.days.length * DAY_S;
    const status = done ? (draft.completed > draft.due ? 'late' : 'done') : 'open';
    this.writer
      .file('tasks', TASK_HEADER, source)
      .line(
        `${source},${id},${requirement},${iso(draft.issued)},${cadre.code},${cadre.unit},${iso(draft.due)},` +
          `${done ? iso(draft.completed) : ''},${status},system,${origin},${done ? minutes : ''},`,
      );
  }

  private meetingTasks(day: Day): void {
    for (const township of this.world.county.townships) {
      const clerk = this.world.byRole.staff.find((c) => c.township === township.index && present(c, day.index));
      if (!clerk) continue;
      for (const which of ['HY', 'DR']) {
        const draft = {
          issued: day.at + 8.6 * 3600,
          due: day.at + 3 * DAY_S + 18 * 3600,
          completed: day.at + 15.75 * 3600,
        };
        this.write(`TK-${which}`, meetingTask(which, day, township.index), clerk, draft, 'document', 30);
      }
    }
  }
}
