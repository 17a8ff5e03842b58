/**
 * What some forms of the township say besides, so that every rule has something to look at: what they score, which duty was
 * recalled in mid-year, which of them ask nearly the same. Forms are found by department and subject: their numbers depend on the seed.
 */
import type { Form } from './forms.ts';
import type { Random } from './random.ts';
import type { Field } from './requirements.ts';
import { fieldsOf } from './requirements.ts';
import { SHEET } from './systems.ts';

/** From this day on the recalled matters are asked no more: duty lists were complete by the end of June 2025 (F41). */
export const RECALLED_FROM = '2025-07-01';
export const LAST_DAY_OF_RECALLED = '2025-06-30';
/** Of the forms on recalled matters (124 of 340 items, F41) so many really stop; the others go on, off the list. */
const RECALLED_FORMS = 12;

/** Care of the poor and the disabled: eleven forms of two departments, mostly identical fields (F10). */
const CARE: readonly Field[] = fieldsOf(
  '残疾人数|population.disabled 重度残疾人数|care.severe 生活补贴人数|care.living_allowance 护理补贴人数|care.nursing_allowance 低保户数|household.lowincome 低保人数|population.lowincome 特困人数|population.destitute 60岁以上老人|population.elderly 监护人数|care.guardians 辅具需求数|care.aids 重病人数|population.seriously_ill 上门服务人数|care.home_service',
);
const CARE_FORMS = 11;
const CARE_ISSUERS: readonly string[] = ['MZJ', 'CLJ'];

/** Those of a built world that ask nearly the same. */
export function careForms(forms: readonly Form[]): Form[] {
  return forms.filter((form) => CARE.every((field) => form.fields.includes(field)));
}

interface Plant {
  issuer: string;
  subject: string;
  /** Only a weekly form will do. */
  weekly?: true;
  change: Partial<Form>;
  /** Added to the name after the subject. */
  called?: string;
}

const PLANTS: readonly Plant[] = [
  { issuer: 'ZFW', subject: '反诈宣传', change: { metric: 'install_rate', target: '安装率不低于80%', weight: 3, ranked: true } },
  { issuer: 'YBJ', subject: '参保缴费', change: { metric: 'registration_count', target: '注册2000户', weight: 2, ranked: true } },
  { issuer: 'XCB', subject: '志愿服务', change: { metric: 'likes', target: '每月点赞500次', weight: 3 } },
  { issuer: 'ZZB', subject: '党员教育', change: { metric: 'study_minutes', target: '人均每月600分钟', weight: 4, ranked: true, system: 'LZT' } },
  { issuer: 'ZZB', subject: '后备干部', change: { metric: 'online_duration', target: '在线时长每周不少于5小时', weight: 2, system: 'LZT' } },
  { issuer: 'XCB', subject: '文明实践活动', change: { metric: 'media_article', target: '每月见报2篇', weight: 5, ranked: true } },
  { issuer: 'ZFB', subject: '营商环境', change: { metric: 'leader_instruction', target: '全年批示3次', weight: 4 } },
  { issuer: 'XFB', subject: '会议落实', change: { metric: 'meeting_held', target: '传达学习率100%', weight: 3 } },
  { issuer: 'JYJ', subject: '防溺水', change: { trace: 'screenshot', metric: '截图份数', target: '每村5份', weight: 3, ranked: true } },
  { issuer: 'SFJ', subject: '普法活动', change: { trace: 'video', metric: '视频条数', target: '每月1条', weight: 2 } },
  { issuer: 'ZFW', subject: '重点人群', weekly: true, change: { trace: 'form;login', metric: '登录率', target: '每日登录' } },
  { issuer: 'NYJ', subject: '人居环境', change: { weight: 2, ranked: true }, called: '示范村创建' },
  { issuer: 'ZFW', subject: '平安建设', change: { retainedList: '临创保〔2024〕03号' }, called: '示范乡镇创建' },
]; // prettier-ignore

const SUPPORT = ['县级统一培训两次,配操作手册', '预填上期数据,只报变化', '每镇配一名专业人员', '安排工作经费每镇2万元', '部门派员到村核实'] as const; // prettier-ignore

/** Amends the forms in place, before anything is sent out. */
export function plantForms(random: Random, forms: readonly Form[]): void {
  for (const { issuer, subject, weekly, change, called } of PLANTS) {
    const own = forms.filter((f) => f.issuer === issuer && f.season === undefined);
    const form = weekly
      ? forms.find((f) => f.frequency === 'P1W' && f.system !== SHEET)
      : own.find((f) => f.name.startsWith(subject));
    if (!form) continue;
    Object.assign(form, change);
    if (called !== undefined) form.name = subject + called + form.name.slice(subject.length);
  }
  const recalled = forms.filter((f) => f.dutyList === 'withdrawn' && f.frequency !== 'P1Y').slice(0, RECALLED_FORMS);
  for (const form of recalled) form.validTo = LAST_DAY_OF_RECALLED;
  for (const form of forms.filter((f) => CARE_ISSUERS.includes(f.issuer) && f.fields.length >= 9).slice(0, CARE_FORMS))
    form.fields = [...CARE, ...form.fields.filter((f) => f.key.startsWith('fm-')).slice(0, 3)];
  for (const form of forms) {
    const r = random.split('stated', form.code);
    if (form.dutyList === 'none' && form.frequency === 'adhoc' && r.chance(0.5))
      form.adHocFiling = `临报备〔2025〕${form.code.slice(3)}号`;
    // A third of the demands state what the department does itself and gives (ours; what P39 asks for).
    if (!r.chance(0.33)) continue;
    form.ownDuty = '汇总、核验并反馈结果';
    form.grassrootsDuty = '采集并核对本镇数据';
    if (r.chance(0.6)) form.support = r.pick(SUPPORT);
  }
}
