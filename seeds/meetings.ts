/**
 * Meetings: the township's own every other Wednesday, to which people check in, and one or two a day called by the county. Most
 * keep within the 90 minutes of F55 and the limits of the rules; a few break them on purpose, so that each rule has something to find.
 */
import { meetingDay } from './activities.ts';
import type { Day } from './calendar.ts';
import { iso } from './calendar.ts';
import { COUNTY_CODE } from './geography.ts';
import type { Township } from './geography.ts';
import { DEPARTMENTS } from './departments.ts';
import type { Cadre } from './people.ts';
import { present } from './people.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';
import type { WorldWriter } from './writer.ts';

const HEADER = [
  'code', 'organizer_org_unit_code', 'starts_at', 'ends_at', 'title', 'scope', 'group_discussion', 'main_speech_min', 'mode',
  'attendees', 'convener_rank', 'plan_no',
] as const; // prettier-ignore

/** Days of comprehensive meetings, one a year and field but for two departments that hold more (P44). */
const COMPREHENSIVE: ReadonlyMap<string, string> = new Map([
  ['2025-01-09', 'ZZB'], ['2025-02-13', 'ZZB'], ['2025-01-16', 'ZFW'], ['2025-01-21', 'NYJ'], ['2025-02-20', 'NYJ'], ['2025-08-19', 'NYJ'],
  ['2025-02-11', 'YJJ'], ['2025-02-25', 'MZJ'], ['2025-03-06', 'XCB'], ['2025-03-11', 'SLJ'], ['2025-03-18', 'XFB'], ['2025-03-20', 'ZFB'],
]); // prettier-ignore

export class MeetingWriter {
  private serial = 0;
  /** Who heads each township, and who does its paper. */
  private readonly heads: readonly { principal: Cadre | undefined; deputy: Cadre | undefined }[];

  private readonly clerks: readonly (readonly Cadre[])[];

  constructor(
    private readonly world: World,
    private readonly writer: WorldWriter,
  ) {
    this.clerks = world.county.townships.map((t) =>
      world.byRole.staff.filter((c) => c.township === t.index && c.clerk),
    );
    this.heads = world.county.townships.map((t) => {
      const staff = world.byRole.staff.filter((c) => c.township === t.index);
      return {
        principal: staff.find((c) => c.post === '镇长'),
        deputy: staff.find((c) => c.post === '副镇长'),
      };
    });
  }

  writeDay(day: Day): void {
    if (!day.workday) return;
    const random = this.world.random.split('meetings', day.index);
    if (meetingDay(day)) for (const township of this.world.county.townships) this.ownMeeting(random, day, township);
    for (let n = random.pick([0, 1, 1, 1, 2, 2, 3]); n > 0; n--) this.calledByCounty(random, day, undefined);
    const comprehensive = COMPREHENSIVE.get(day.date);
    if (comprehensive !== undefined) this.calledByCounty(random, day, comprehensive);
  }

  private ownMeeting(random: Random, day: Day, township: Township): void {
    const attendees = [...this.world.byRole.staff, ...this.world.byRole.village]
      .filter((c) => c.township === township.index && present(c, day.index) && random.chance(0.88))
      .map((c) => `${c.unit}|${c.code}|staff`);
    const minutes = Math.round(random.lognormal(75, 0.25));
    this.write(township.code, day.at + 14.9 * 3600, minutes, '工作例会', '', false, Math.round(minutes * random.between(0.25, 0.6)), 'onsite', attendees, '正职', '');
  } // prettier-ignore

  private calledByCounty(random: Random, day: Day, comprehensive: string | undefined): void {
    const organizer = comprehensive ?? (random.chance(0.3) ? random.pick(['XFB', 'ZFB']) : random.pick(DEPARTMENTS).code);
    const deputy = comprehensive === undefined && random.chance(0.6);
    // A deputy who calls for principals breaks P48: one meeting in eight.
    const principals = deputy ? random.chance(0.125) : random.chance(0.55);
    const discussion = random.chance(comprehensive ? 0.6 : 0.05);
    const minutes = discussion ? random.integer(260, 420) : Math.min(300, Math.round(random.lognormal(80, 0.4)));
    const video = !discussion && random.chance(0.36);
    const attendees = this.world.county.townships.flatMap((township) => {
      const { principal, deputy: second } = this.heads[township.index] ?? {};
      const rank = principals ? 'principal' : 'deputy';
      const head = principals ? principal : second;
      const free = (this.clerks[township.index] ?? []).filter((c) => present(c, day.index));
      const clerk = free[random.below(free.length)];
      return [`${township.code}|${head?.code ?? ''}|${rank}`, ...(clerk ? [`${township.code}|${clerk.code}|staff`] : [])];
    });
    const name = DEPARTMENTS.find((d) => d.code === organizer);
    const subject = comprehensive ? '年度工作' : random.pick(name?.subjects ?? ['专项工作']);
    this.write(`${COUNTY_CODE}-${organizer}`, day.at + (random.chance(0.55) ? 9 : 15) * 3600, minutes, `${subject}${comprehensive ? '会议' : '推进会'}`,
      comprehensive ? 'comprehensive' : 'special', discussion, Math.round(Math.min(minutes * 0.8, random.lognormal(comprehensive ? 55 : 32, 0.4))),
      video ? 'video' : 'onsite', attendees, deputy ? '副职' : '正职', random.chance(0.7) ? `会计2025-${this.serial + 1}` : '');
  } // prettier-ignore

  private write(
    organizer: string,
    starts: number,
    minutes: number,
    title: string,
    scope: string,
    discussion: boolean,
    speech: number,
    mode: string,
    attendees: readonly string[],
    convener: string,
    plan: string,
  ): void {
    this.serial += 1;
    this.writer
      .file('meetings', HEADER)
      .line(
        `HY-${String(this.serial).padStart(5, '0')},${organizer},${iso(starts)},${iso(starts + minutes * 60)},${title},${scope},` +
          `${discussion},${speech},${mode},${attendees.join(';')},${convener},${plan}`,
      );
  }
}
