/** The cadres who answer requirements in the systems (not everybody on the payroll), their phones and their leave. */
import type { Day } from './calendar.ts';
import { DAY_S } from './calendar.ts';
import type { County, Point, Village } from './geography.ts';
import { CITY_CODE, moved } from './geography.ts';
import { hashKeys, uniformAt } from './random.ts';
import type { Random } from './random.ts';
import { profileOf } from './township-profiles.ts';

export type Role = 'staff' | 'village' | 'grid';

export interface Interval {
  from: number;
  to: number;
  kind: string;
}

export interface Cadre {
  index: number;
  code: string;
  name: string;
  role: Role;
  post: string;
  unit: string;
  township: number;
  village: Village | undefined;
  /** Where the cadre's local work is; every point lies within 650 m of it, so honest moves stay below 100 km/h. */
  base: Point;
  points: readonly Point[];
  phone: string;
  /** Some change their phone once. */
  newPhone: string;
  newPhoneFrom: number;
  /** Works where the signal is poor: the app keeps entries and sends them when the signal returns. */
  offline: boolean;
  /** Fills the township's forms. */
  clerk: boolean;
  /** Lent to another unit from a day of the world on, and gone from the records since; '' when not. */
  secondedTo: string;
  leave: readonly Interval[];
  leaveDays: ReadonlySet<number>;
}

const SURNAMES = [...'王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃向']; // prettier-ignore
const GIVEN = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华文玉红建国志海燕春梅林峰辉鹏飞云波宁亮慧成康星光天达安岩中茂进有坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松善厚庆']; // prettier-ignore
const POSTS: Record<Role, readonly string[]> = {
  staff: ['党政办干事', '民政助理', '综治办专干', '农业服务中心干事', '应急办专干', '卫健助理', '财政所干事', '副镇长', '组织委员', '社保专干', '统计员', '党委书记', '经发办干事', '镇长', '自然资源助理'], // prettier-ignore
  village: ['村支书', '村委会副主任', '村文书', '妇联主席', '驻村干部'],
  grid: ['网格员'],
};
/** One party secretary and one head a township: those who come after the first fifteen share the posts of the first ten. */
function postOf(role: Role, n: number): string {
  const posts = POSTS[role];
  return posts[n < posts.length ? n : n % Math.min(10, posts.length)] as string;
}

const LEAVE_KINDS = ['年休假', '病假', '事假', '培训'] as const;

/**
 * Who is lent out from mid-March on (F29, F48): to the city, which the rules do not allow, and to county offices, which take
 * from the small townships too. By township and place in its list of staff, all of them no clerks.
 */
const SECONDED: ReadonlyMap<string, string> = new Map([
  ['2 3', CITY_CODE], ['2 9', '429999-ZZB'], ['6 3', CITY_CODE], ['6 7', '429999-ZFW'], ['6 5', '429999-XFB'], ['8 5', CITY_CODE],
  ['8 15', '429999-XCB'], ['11 7', CITY_CODE], ['11 17', '429999-ZFB'], ['14 3', CITY_CODE], ['14 9', '429999-NYJ'], ['4 15', '429999-YJJ'],
]); // prettier-ignore
const SECONDED_SINCE = 73;

export function personName(random: Random): string {
  const given = random.chance(0.78) ? random.pick(GIVEN) + random.pick(GIVEN) : random.pick(GIVEN);
  return random.pick(SURNAMES) + given;
}

function leaveOf(random: Random, days: number): Interval[] {
  const intervals: Interval[] = [];
  // About six days off in a year, in two or three stretches.
  for (let day = random.below(160); day < days; day += 60 + random.below(160)) {
    const length = random.integer(1, 4);
    intervals.push({ from: day * DAY_S, to: (day + length) * DAY_S, kind: random.pick(LEAVE_KINDS) });
    day += length;
  }
  return intervals;
}

/** Staff as the township's profile says, times `scale`; three cadres per village, one worker per grid. */
export function buildPeople(random: Random, county: County, scale: number, days: readonly Day[]): Cadre[] {
  const cadres: Cadre[] = [];
  const add = (
    role: Role,
    unit: string,
    township: number,
    village: Village | undefined,
    base: Point,
    n: number,
  ): void => {
    const index = cadres.length;
    const r = random.split('cadre', index);
    const code = `C${String(index + 1).padStart(5, '0')}`;
    const points = Array.from({ length: 8 }, () => {
      const angle = r.between(0, 2 * Math.PI);
      const metres = 650 * Math.sqrt(r.next());
      return moved(base, Math.cos(angle) * metres, Math.sin(angle) * metres);
    });
    const leave = leaveOf(r, days.length);
    const leaveDays = new Set<number>();
    for (const { from, to } of leave) for (let day = from / DAY_S; day < to / DAY_S; day++) leaveDays.add(day);
    const phone = (which: number): string => `PH${hashKeys(which, code).toString(16).padStart(8, '0')}${code.slice(2)}`;
    const changes = r.chance(0.04);
    const secondedTo = role === 'staff' ? (SECONDED.get(`${township} ${n}`) ?? '') : '';
    if (secondedTo !== '') for (let day = SECONDED_SINCE; day < days.length; day++) leaveDays.add(day);
    cadres.push({
      index,
      code,
      name: personName(r),
      role,
      post: postOf(role, n),
      unit,
      township,
      village,
      base,
      points,
      phone: phone(1),
      newPhone: phone(2),
      newPhoneFrom: changes ? Math.round(r.between(0.1, 0.9) * days.length) * DAY_S : Infinity,
      offline: role !== 'staff' && r.chance(0.08),
      clerk: role === 'staff' && n % 2 === 0,
      secondedTo,
      leave,
      leaveDays,
    });
  };
  for (const township of county.townships) {
    const staff = Math.max(4, Math.round(profileOf(township.index).staff * scale));
    for (let n = 0; n < staff; n++) add('staff', township.code, township.index, undefined, township.office, n);
    for (const village of township.villages) {
      for (let n = 0; n < 3; n++) add('village', village.code, township.index, village, village.office, n);
      village.grids.forEach((grid, n) => {
        const r = random.split('grid', grid.code);
        const base = moved(village.office, r.between(-500, 500), r.between(-500, 500));
        add('grid', grid.code, township.index, village, base, n);
      });
    }
  }
  return cadres;
}

export function phoneAt(cadre: Cadre, instant: number): string {
  return instant >= cadre.newPhoneFrom ? cadre.newPhone : cadre.phone;
}

const PRESENCE_SALT = hashKeys(0, 'presence');

/** Away for a day without a leave record: meetings, training, other posts. Two places must agree, hence no generator. */
export function present(cadre: Cadre, day: number): boolean {
  return !cadre.leaveDays.has(day) && uniformAt(PRESENCE_SALT, cadre.index, day) < 0.97;
}
