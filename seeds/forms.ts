/**
 * The 160 forms each township answers, from thirty departments. Together with the eight reports that cadres write one by
 * one they make the 168 forms of domain.md F01.
 *
 * Frequencies: domain.md B3 gives daily 3 %, weekly 7 %, monthly 30 %, quarterly 20 %, yearly or ad hoc 40 % and a mean of
 * 7.5 to 8.2 submissions per form and township (F01, F02). Both cannot hold with daily forms all year (it would be about
 * 16), so daily forms here are seasonal (32 days) and weekly ones 4 %; the means are what is reproduced.
 */
import type { Day } from './calendar.ts';
import { DAY_S, nextWorkday } from './calendar.ts';
import { DEPARTMENTS } from './departments.ts';
import type { Random } from './random.ts';
import type { Field, Requirement } from './requirements.ts';
import { fieldsOf, UNSTATED } from './requirements.ts';
import { SHEET, SYSTEMS } from './systems.ts';

/** Facts that many departments ask for again: the source of duplicate collection (F10, F12, F15). */
const SHARED: readonly Field[] = fieldsOf(
  '户籍户数|household.registered 常住户数|household.resident 户籍人口|population.registered 常住人口|population.resident 流动人口|population.floating 60岁以上老人|population.elderly 留守儿童数|population.children_left 残疾人数|population.disabled 低保户数|household.lowincome 低保人数|population.lowincome 特困人数|population.destitute 脱贫户数|household.lifted 监测户数|household.monitored 危房户数|housing.unsafe 自建房栋数|housing.selfbuilt 党员人数|party.members 村干部人数|village.cadres 网格数|grid.count 网格员人数|grid.workers 志愿者人数|volunteers.count 耕地面积(亩)|land.arable 粮食面积(亩)|land.grain 林地面积(亩)|land.forest 企业数|enterprise.count 个体户数|business.individual 学校数|school.count 卫生室数|clinic.count 水库数|reservoir.count 隐患点数|hazard.points 应急物资点|emergency.stores 务工人数|labour.migrant 公益岗人数|labour.public_jobs 集体收入(万元)|village.income 参保人数|insurance.members 重病人数|population.seriously_ill 退役军人数|veterans.count',
);
const MEASURES = ['数量', '本期新增数', '已完成数', '未完成数', '整改数', '投入资金(元)', '覆盖村数', '参与人次', '检查次数', '发现问题数', '上门户数', '宣传次数', '出动车辆', '台账份数']; // prettier-ignore

type Frequency = Requirement['frequency'];
const COUNTS: readonly [Frequency, number][] = [['P1W', 7], ['P1M', 47], ['P3M', 32], ['P1Y', 30], ['adhoc', 40]]; // prettier-ignore
const SUFFIX: Record<Frequency, readonly string[]> = {
  P1D: ['日报表'],
  P1W: ['周报表', '每周进度表'],
  P1M: ['月报表', '每月统计表', '月度台账', '动态管理表'],
  P3M: ['季度统计表', '季度台账'],
  P1Y: ['年度统计表', '年度台账', '年度自评表'],
  adhoc: ['摸底表', '排查情况表', '情况统计表', '反馈表'],
};
const FIELD_RANGE: Record<Frequency, [number, number]> = { P1D: [4, 6], P1W: [5, 9], P1M: [6, 18], P3M: [10, 24], P1Y: [16, 40], adhoc: [4, 14] }; // prettier-ignore

/** Seasonal daily forms: name, department, first and last day. */
const SEASONAL = [
  ['春节值班值守日报表', 'XFB', '2025-01-20', '2025-02-20'],
  ['森林防灭火日报表', 'YJJ', '2025-03-20', '2025-04-20'],
  ['防汛工作日报表', 'SLJ', '2025-06-20', '2025-07-21'],
  ['秸秆禁烧日报表', 'STJ', '2025-10-09', '2025-11-09'],
] as const;

/** Form of the township; `season` limits a daily one to some days, `rows` is how many objects it lists. */
export interface Form extends Requirement {
  season: readonly [string, string] | undefined;
  rows: number;
}

export function buildForms(random: Random): Form[] {
  const r = random.split('forms');
  const subjects = r.shuffled(
    DEPARTMENTS.flatMap((d) => d.subjects.map((subject) => ({ department: d.code, subject }))),
  );
  const frequencies = r.shuffled(COUNTS.flatMap(([frequency, n]) => Array.from({ length: n }, () => frequency)));
  const names = new Set<string>();
  const forms: Form[] = SEASONAL.map(([name, department, from, to], i) =>
    buildForm(r, i, department, name, name.slice(0, -3), 'P1D', [from, to]),
  );
  frequencies.forEach((frequency, i) => {
    const { department, subject } = subjects[i % subjects.length] as (typeof subjects)[number];
    const options = SUFFIX[frequency].map((suffix) => subject + suffix);
    const name = options.find((n) => !names.has(n)) ?? `${subject}补充${SUFFIX[frequency][0]}`;
    names.add(name);
    forms.push(buildForm(r, forms.length, department, name, subject, frequency, undefined));
  });
  return forms;
}

function buildForm(
  r: Random,
  index: number,
  department: string,
  name: string,
  subject: string,
  frequency: Frequency,
  season: Form['season'],
): Form {
  const code = `FM-${String(index + 1).padStart(3, '0')}`;
  const [low, high] = FIELD_RANGE[frequency];
  const count = r.integer(low, high);
  const shared = r.shuffled(SHARED).slice(0, Math.round(count * r.between(0.35, 0.6)));
  const own = r.shuffled(MEASURES).concat(
    MEASURES.map((m) => `其中${m}`),
    MEASURES.map((m) => `上期${m}`),
  );
  const fields = shared.concat(
    own
      .slice(0, count - shared.length)
      .map((measure, i) => ({ label: subject + measure, key: `${code.toLowerCase()}.f${i + 1}` })),
  );
  // Half of the forms have a system behind them, the rest travel as spreadsheets (F03).
  const owned = SYSTEMS.find((s) => s.owner === department && s.features.includes('form'));
  const system = r.chance(0.5) ? (owned?.code ?? 'BBT') : SHEET;
  const rows = Math.round(
    r.lognormal(frequency === 'P1D' || frequency === 'P1W' ? 8 : frequency === 'adhoc' ? 20 : 34, 0.45),
  );
  return {
    code,
    name,
    kind: 'report',
    issuer: department,
    system,
    frequency,
    trace: r.chance(0.2) ? 'form;photo' : 'form',
    photosMin: 0,
    weight: r.chance(0.25) ? r.integer(1, 5) : 0,
    ranked: r.chance(0.15),
    metric: r.chance(0.3) ? '报送及时率' : '',
    target: '',
    fields,
    template: '',
    dutyList: r.pick(['basic', 'basic', 'cooperative', 'cooperative', 'withdrawn', 'none']),
    targetLevel: 'township',
    necessity: r.pick(['上级部署', '日常管理', '专项工作', '']),
    // Listing and checking `rows` objects of `count` facts takes most of a working day for a middling form (F16, F33).
    minutes: rows * count,
    season,
    rows,
    ...UNSTATED,
  };
}

export interface Round {
  form: Form;
  period: string;
  issued: number;
  due: number;
  /** Townships it is sent to. */
  townships: readonly number[];
  adhoc: boolean;
}

/** Lead time of an ad hoc demand: a fifth want it the same day, the median is a day and a half (B3, F07, F52). */
function adhocTimes(r: Random, midnight: number, sameDay: boolean): { issued: number; due: number } {
  if (sameDay) {
    return {
      issued: midnight + Math.round(r.between(8.5, 11.5) * 3600),
      due: midnight + (r.chance(0.6) ? 17.5 : 18) * 3600,
    };
  }
  const issued = midnight + Math.round(r.between(8.5, 19) * 3600);
  const due = Math.round((issued + r.lognormal(1.94, 0.8) * DAY_S) / 1800) * 1800;
  return { issued, due: Math.max(midnight + DAY_S + 10 * 3600, due) };
}

/** Every round of every form, by the index of the day it is issued. */
export function buildRounds(
  random: Random,
  forms: readonly Form[],
  days: readonly Day[],
  townships: number,
): Map<number, Round[]> {
  const byDay = new Map<number, Round[]>();
  let adhocRounds = 0;
  const everyone = Array.from({ length: townships }, (_, i) => i);
  for (const form of forms) {
    const r = random.split('rounds', form.code);
    const send = (day: Day, period: string, leadDays: number): void => {
      const adhoc = form.frequency === 'adhoc';
      const routine = {
        issued: day.at + Math.round(r.between(8.5, 11) * 3600),
        due: nextWorkday(days, day.index + leadDays) * DAY_S + 17.5 * 3600,
      };
      const { issued, due } = adhoc ? adhocTimes(r, day.at, adhocRounds++ % 5 === 0) : routine;
      const list = byDay.get(day.index) ?? [];
      const asked = adhoc ? everyone.filter(() => r.chance(0.9)) : everyone;
      list.push({ form, period, issued, due, townships: asked, adhoc });
      byDay.set(day.index, list);
    };
    scheduleForm(r, form, days, send);
  }
  return byDay;
}

function scheduleForm(
  r: Random,
  form: Form,
  days: readonly Day[],
  send: (day: Day, period: string, lead: number) => void,
): void {
  const lead = r.integer(3, 8);
  // Most come at the beginning of a month or towards its end: the days on which everything is due.
  const u = r.next();
  const monthDay = u < 0.35 ? r.integer(1, 4) : u < 0.75 ? r.integer(19, 23) : r.integer(5, 18);
  const askedOn = new Set(Array.from({ length: r.pick([1, 1, 2, 2, 3]) }, () => r.below(365)));
  const yearly = r.integer(20, 340);
  let doneMonth = '';
  for (const day of days) {
    if (form.validTo !== '' && day.date > form.validTo) return;
    const month = Number(day.month.slice(5));
    if (form.frequency === 'P1D') {
      if (form.season && day.date >= form.season[0] && day.date <= form.season[1]) send(day, day.date, 0);
    } else if (form.frequency === 'P1W') {
      if (day.workday && day.weekday <= 5 && doneMonth !== day.week) {
        doneMonth = day.week;
        send(day, day.week, 3);
      }
    } else if (form.frequency === 'adhoc' || form.frequency === 'P1Y') {
      const asked = form.frequency === 'adhoc' ? askedOn.has(day.index) : day.index === yearly;
      if (asked)
        send(
          days.slice(day.index).find((d) => d.workday) ?? day,
          form.frequency === 'P1Y' ? '2025' : day.date,
          lead * 3,
        );
    } else if (doneMonth !== day.month && day.workday && Number(day.date.slice(8)) >= monthDay) {
      doneMonth = day.month;
      if (form.frequency === 'P1M') send(day, day.month, lead);
      else if (month % 3 === 0) send(day, `2025-Q${month / 3}`, lead + 2);
    }
  }
}
