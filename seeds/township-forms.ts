/** The forms that departments send to townships: one task and one report per round and township, answered by a clerk. */
import type { Day } from './calendar.ts';
import { DAY_S, iso } from './calendar.ts';
import { departmentName } from './departments.ts';
import type { Form, Round } from './forms.ts';
import { completion } from './moments.ts';
import type { Outcomes } from './outcomes.ts';
import type { Cadre } from './people.ts';
import type { Pilot } from './pilots.ts';
import { pilotsIn } from './pilots.ts';
import { hashKeys, uniformAt } from './random.ts';
import type { Random } from './random.ts';
import { REPORT_HEADER, valuesCell } from './reports.ts';
import { SHEET } from './systems.ts';
import { TASK_HEADER } from './tasks.ts';
import { formLength } from './township-profiles.ts';
import type { World } from './world.ts';
import type { WorldWriter } from './writer.ts';

/** A figure of a township: its own size, and a small change in the periods in which it changes at all. */
function figure(form: Form, key: string, township: number, period: string): number {
  const own = key.startsWith('fm-');
  // Facts asked by many forms are the township's, whoever asks; those of short forms hardly move between months.
  const salt = hashKeys(0, key);
  const scale = 6 * Math.exp(5.5 * uniformAt(salt, 0, 7));
  const base = Math.round(scale * (0.5 + uniformAt(salt, township, 0)));
  const moves = own ? (form.fields.length <= 6 ? 0.15 : 0.85) : 0.08;
  const when = hashKeys(0, period);
  if (uniformAt(salt + 1, township, when) >= moves) return base;
  return base + 1 + Math.round(base * 0.2 * uniformAt(salt + 2, township, when));
}

const STRUCK_SALT = hashKeys(0, 'struck off');
/** Forms lean to the last days before they are due. */
const LEANS_LATE = 0.6;

export class TownshipFormWriter {
  private serial = 0;
  private readonly clerks: readonly (readonly Cadre[])[];

  constructor(
    private readonly world: World,
    private readonly writer: WorldWriter,
    private readonly outcomes: Outcomes,
  ) {
    this.clerks = world.county.townships.map((t) =>
      world.byRole.staff.filter((c) => c.township === t.index && c.clerk),
    );
  }

  writeDay(day: Day): void {
    for (const round of this.world.rounds.get(day.index) ?? []) {
      const random = this.world.random.split('form', round.form.code, day.index);
      for (const township of round.townships) {
        const pilots = pilotsIn(township, day.date);
        const asked = pilots.reduce((share, pilot) => share * pilot.forms, 1);
        // A pilot strikes forms off the catalogue: the same ones every time.
        const struck = uniformAt(STRUCK_SALT, township, hashKeys(0, round.form.code)) >= asked;
        if (!struck) this.answer(random, round, township, pilots, day);
        else for (const pilot of pilots) if (pilot.groups > 1) this.askInGroups(random, round, township, pilot, day);
      }
    }
  }

  /** What was struck off as a form comes back through the work group, in smaller pieces: the load moves, it does not shrink. */
  private askInGroups(random: Random, { form, issued, due }: Round, township: number, pilot: Pilot, day: Day): void {
    const clerk = this.clerkOf(form, township);
    if (!clerk) return;
    const pieces = Math.round(pilot.groups);
    for (let piece = 0; piece < pieces; piece++) {
      this.serial += 1;
      const completed = completion(random, issued, due, LEANS_LATE);
      const done = completed < this.world.days.length * DAY_S;
      const minutes = Math.max(4, Math.round(random.lognormal((form.minutes * formLength(township)) / pieces, 0.5)));
      this.outcomes.saw('TK-DB', township, day, { due, completed });
      this.writer
        .file('tasks', TASK_HEADER, 'LZT')
        .line(
          `LZT,QR${String(this.serial).padStart(7, '0')},TK-DB,${iso(issued)},${clerk.code},${clerk.unit},${iso(due)},` +
            `${done ? iso(completed) : ''},${done ? (completed > due ? 'late' : 'done') : 'open'},work_group,leader,${done ? minutes : ''},`,
        );
    }
  }

  /** A few clerks carry most of it: whose desk a form lands on is no lottery. */
  private clerkOf(form: Form, township: number): Cadre | undefined {
    const clerks = this.clerks[township] ?? [];
    return clerks[Math.floor(clerks.length * uniformAt(this.world.seed, township, hashKeys(0, form.code)) ** 1.6)];
  }

  private answer(random: Random, round: Round, township: number, pilots: readonly Pilot[], day: Day): void {
    const { form, issued, due } = round;
    const clerk = this.clerkOf(form, township);
    if (!clerk) return;
    const end = this.world.days.length * DAY_S;
    const submitted = completion(random, issued, due, LEANS_LATE);
    const answered = submitted < end && random.chance(0.985);
    this.outcomes.saw(form.code, township, day, { due, completed: answered ? submitted : NaN });
    this.serial += 1;
    const id = String(this.serial).padStart(7, '0');
    const loose = form.system === SHEET;
    const sheetMinute = (instant: number): number => (loose ? Math.floor(instant / 60) * 60 : instant);
    const late = submitted > due;
    const unit = this.world.county.townships[township]?.code ?? '';
    const median = pilots.reduce((m, pilot) => m * pilot.minutes, form.minutes * formLength(township));
    const minutes = Math.min((submitted - issued) / 60 - 5, random.lognormal(median, 0.5));
    const worked = Math.max(4, Math.round(minutes));
    this.writer
      .file('tasks', TASK_HEADER, form.system)
      .line(
        `${form.system},FT${id},${form.code},${iso(sheetMinute(issued))},${clerk.code},${unit},${iso(due)},` +
          `${answered ? iso(sheetMinute(submitted)) : ''},${answered ? (late ? 'late' : 'done') : 'open'},` +
          `${loose ? 'work_group' : 'system'},${round.adhoc ? 'leader' : 'routine'},${loose ? '' : worked},`,
      );
    if (!answered) return;
    const keys = form.fields.map((f) => f.key);
    const values = keys.map((key) => figure(form, key, township, round.period));
    // Long forms are filled over several days; the spreadsheet keeps no trace of it.
    const wall = worked * 60 * random.between(1.05, 1.6) + Math.floor(worked / 300) * 16 * 3600;
    const opened = Math.max(issued + 120, submitted - wall);
    const edit = Math.min(worked * 60, submitted - opened);
    const text = random.chance(0.3) ? `${departmentName(form.issuer)}：${form.name}已填报，请审阅。` : '';
    const read = random.chance(0.55) ? iso(submitted + random.exponential(2 * DAY_S)) : '';
    this.writer
      .file('reports', REPORT_HEADER, form.system)
      .line(
        `${form.system},FR${id},${clerk.code},${form.code},${iso(sheetMinute(submitted))},${round.period},,` +
          `${loose ? '' : iso(opened)},${loose ? '' : Math.round(edit)},${loose ? '' : random.integer(1, 4)},` +
          `${text},${valuesCell(keys, values)},,${read},${random.chance(0.03) ? iso(submitted + 7200) : ''}`,
      );
  }
}
