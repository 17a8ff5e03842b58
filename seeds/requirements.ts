/** What a requirement is in the seeds, and the thirty that cadres answer one by one (the township's forms: forms.ts). */
import { departmentName } from './departments.ts';

export interface Field {
  label: string;
  key: string;
}

export interface Requirement {
  code: string;
  name: string;
  kind: 'checkin' | 'report' | 'task';
  /** Code of the issuing department; the file gives its name. */
  issuer: string;
  system: string;
  frequency: 'P1D' | 'P1W' | 'P1M' | 'P3M' | 'P1Y' | 'adhoc';
  trace: string;
  photosMin: number;
  weight: number;
  ranked: boolean;
  metric: string;
  target: string;
  fields: readonly Field[];
  template: string;
  dutyList: 'basic' | 'cooperative' | 'withdrawn' | 'none';
  targetLevel: 'county' | 'township' | 'village' | 'grid';
  necessity: string;
  /** Median minutes one answer takes. */
  minutes: number;
  /** Last day it is asked; '' while it holds. */
  validTo: string;
  adHocFiling: string;
  retainedList: string;
  ownDuty: string;
  grassrootsDuty: string;
  support: string;
}

type Given = Partial<Requirement> &
  Pick<Requirement, 'code' | 'name' | 'kind' | 'issuer' | 'system' | 'frequency' | 'targetLevel'>;

/** What most demands leave unsaid. */
export const UNSTATED = {
  validTo: '',
  adHocFiling: '',
  retainedList: '',
  ownDuty: '',
  grassrootsDuty: '',
  support: '',
} as const;

export function requirement(given: Given): Requirement {
  departmentName(given.issuer);
  return {
    trace: given.kind === 'checkin' ? 'gps' : given.kind === 'report' ? 'form' : 'text',
    photosMin: 0,
    weight: 0,
    ranked: false,
    metric: '',
    target: '',
    fields: [],
    template: '',
    dutyList: 'basic',
    necessity: '',
    minutes: given.kind === 'checkin' ? 3 : 6,
    ...UNSTATED,
    ...given,
  };
}

/** `标签|key 标签|key` */
export function fieldsOf(text: string): Field[] {
  return text.split(' ').map((part) => {
    const [label = '', key = ''] = part.split('|');
    return { label, key };
  });
}

export const RECORD_FIELDS = fieldsOf(
  '家庭人口数|household.members 劳动力人数|household.labour 务工人数|household.migrant_workers 上月工资性收入|household.income.wage 上月经营性收入|household.income.business 上月转移性收入|household.income.transfer 耕地面积(分)|household.farmland 医疗自付支出|household.expense.medical 教育支出|household.expense.education 住房面积|household.housing.area 饮水量(方)|household.water 用电量(度)|household.electricity 存粮(斤)|household.grain 帮扶措施数|household.measures',
);
export const ALLOWANCE_FIELDS = fieldsOf(
  '残疾等级|person.disability.grade 年龄|person.age 家庭人口数|household.members 上月工资性收入|household.income.wage 上月转移性收入|household.income.transfer 医疗自付支出|household.expense.medical 护理补贴(元)|person.allowance.care 生活补贴(元)|person.allowance.living 补贴合计(元)|person.allowance.total 辅具金额(元)|person.aid.cost 住房面积|household.housing.area 用电量(度)|household.electricity',
);
export const LOW_INCOME_FIELDS = fieldsOf(
  '低保户数|village.lowincome.households 低保人数|village.lowincome.persons 特困人数|village.destitute 留守儿童数|village.children.left_behind 残疾人数|village.disabled 重病人数|village.seriously_ill 高龄老人数|village.elderly 危房户数|village.housing.unsafe 无劳力户数|village.no_labour 公益岗人数|village.public_jobs 临时救助人次|village.temporary_aid 本月发放金额(元)|village.lowincome.paid',
);
export const RENTAL_FIELDS = fieldsOf(
  '楼层数|rental.floors 房间数|rental.rooms 承租人数|rental.tenants 年龄|person.age 租金(元)|rental.rent 用电量(度)|household.electricity 灭火器数|rental.extinguishers 隐患数|safety.hazards 已整改数|safety.fixed',
);
export const SURVEY_FIELDS: readonly Field[] = Array.from({ length: 28 }, (_, i) => ({
  label: `第${i + 1}题`,
  key: `survey.q${i + 1}`,
}));

const LOG_TEMPLATE = '今日工作情况如下：……。以上为今日网格工作情况，特此记录。';

export const CADRE_REQUIREMENTS: readonly Requirement[] = [
  requirement({ code: 'CK-KQ', name: '机关干部上下班打卡', kind: 'checkin', issuer: 'ZZB', system: 'KQJ', frequency: 'P1D', targetLevel: 'township', minutes: 1 }),
  requirement({ code: 'CK-CG', name: '村干部坐班签到', kind: 'checkin', issuer: 'ZZB', system: 'LZT', frequency: 'P1D', targetLevel: 'village', minutes: 1 }),
  requirement({ code: 'CK-RH', name: '村干部入户走访打卡', kind: 'checkin', issuer: 'ZZB', system: 'LZT', frequency: 'P1W', targetLevel: 'village', trace: 'gps;text', minutes: 12 }),
  requirement({ code: 'CK-BC', name: '包村干部下沉打卡', kind: 'checkin', issuer: 'XFB', system: 'LZT', frequency: 'P1W', targetLevel: 'township', trace: 'gps;photo', photosMin: 1, minutes: 8 }),
  requirement({ code: 'CK-WG', name: '网格日常巡查打卡', kind: 'checkin', issuer: 'ZFW', system: 'WGT', frequency: 'P1D', targetLevel: 'grid', weight: 5, metric: '巡查天数', target: '每月不少于20天', minutes: 6 }),
  requirement({ code: 'CK-PB', name: '平安夜巡打卡', kind: 'checkin', issuer: 'ZFW', system: 'WGT', frequency: 'P1W', targetLevel: 'grid', trace: 'gps;photo', photosMin: 1, minutes: 10 }),
  requirement({ code: 'CK-AQ', name: '安全隐患随手拍打卡', kind: 'checkin', issuer: 'YJJ', system: 'AQY', frequency: 'P1D', targetLevel: 'grid', trace: 'gps;photo', photosMin: 1, weight: 10, ranked: true, metric: '照片张数', target: '每月26张', dutyList: 'cooperative', minutes: 5 }),
  requirement({ code: 'CK-JG', name: '秸秆禁烧巡查打卡', kind: 'checkin', issuer: 'STJ', system: 'AQY', frequency: 'P1D', targetLevel: 'grid', trace: 'gps;photo', photosMin: 1, dutyList: 'cooperative', minutes: 8 }),
  requirement({ code: 'CK-FX', name: '防汛值守打卡', kind: 'checkin', issuer: 'YJJ', system: 'AQY', frequency: 'P1D', targetLevel: 'township', minutes: 2 }),
  requirement({ code: 'CK-HZ', name: '村级河长巡河打卡', kind: 'checkin', issuer: 'SLJ', system: 'HLZ', frequency: 'P1M', targetLevel: 'village', trace: 'gps;photo;track', photosMin: 2, metric: '巡河次数', target: '每月3次', minutes: 25 }),
  requirement({ code: 'CK-LZ', name: '林长制巡护点位打卡', kind: 'checkin', issuer: 'SLJ', system: 'HLZ', frequency: 'P1W', targetLevel: 'village', weight: 6, ranked: true, metric: '到点率', target: '100%', dutyList: 'cooperative', minutes: 15 }),
  requirement({ code: 'CK-JF', name: '文明积分双点打卡', kind: 'checkin', issuer: 'XCB', system: 'WMJ', frequency: 'P1W', targetLevel: 'village', weight: 8, ranked: true, metric: '积分', target: '每周2次双点', dutyList: 'withdrawn', minutes: 4 }),
  requirement({ code: 'CK-ZY', name: '志愿服务签到', kind: 'checkin', issuer: 'XCB', system: 'WMJ', frequency: 'P1M', targetLevel: 'grid', trace: 'gps;photo', photosMin: 1, minutes: 5 }),
  requirement({ code: 'CK-HY', name: '工作例会签到', kind: 'checkin', issuer: 'XFB', system: 'LZT', frequency: 'P1W', targetLevel: 'village', minutes: 1 }),
  requirement({ code: 'RP-WG', name: '网格员工作日志', kind: 'report', issuer: 'ZFW', system: 'WGT', frequency: 'P1D', targetLevel: 'grid', trace: 'text', weight: 5, metric: '日志篇数', target: '每日1篇', template: LOG_TEMPLATE, minutes: 5 }),
  requirement({ code: 'RP-PC', name: '矛盾纠纷排查周报', kind: 'report', issuer: 'SFJ', system: 'WGT', frequency: 'P1W', targetLevel: 'grid', trace: 'text', dutyList: 'withdrawn', validTo: '2025-06-30', minutes: 8 }),
  requirement({ code: 'RP-MY', name: '群众满意度入户问卷', kind: 'report', issuer: 'ZFW', system: 'WGT', frequency: 'P1W', targetLevel: 'grid', weight: 4, ranked: true, metric: '问卷份数', target: '每周2份', fields: SURVEY_FIELDS, dutyList: 'none', minutes: 5 }),
  requirement({ code: 'RP-CZ', name: '出租房屋登记表', kind: 'report', issuer: 'GAJ', system: 'WGT', frequency: 'P1W', targetLevel: 'grid', fields: RENTAL_FIELDS, weight: 3, metric: '灭火器数', target: '每处不少于2具', dutyList: 'cooperative', minutes: 3 }),
  requirement({ code: 'RP-JC', name: '防返贫监测户走访登记表', kind: 'report', issuer: 'NYJ', system: 'FPJ', frequency: 'P1M', targetLevel: 'village', fields: RECORD_FIELDS, weight: 6, metric: '走访户数', target: '每月4户', minutes: 9 }),
  requirement({ code: 'RP-CJ', name: '残疾人两项补贴核查表', kind: 'report', issuer: 'CLJ', system: 'JZT', frequency: 'P1M', targetLevel: 'village', fields: ALLOWANCE_FIELDS, minutes: 7 }),
  requirement({ code: 'RP-DB', name: '低保家庭动态管理表', kind: 'report', issuer: 'MZJ', system: 'JZT', frequency: 'P1M', targetLevel: 'village', fields: LOW_INCOME_FIELDS, minutes: 25 }),
  requirement({ code: 'RP-CW', name: '村务工作周记', kind: 'report', issuer: 'ZZB', system: 'LZT', frequency: 'P1W', targetLevel: 'village', trace: 'text', minutes: 8 }),
  requirement({ code: 'TK-ZQ', name: '周清单销号', kind: 'task', issuer: 'XFB', system: 'LZT', frequency: 'P1W', targetLevel: 'village', weight: 5, ranked: true, metric: '销号率', target: '周五18时前100%', minutes: 20 }),
  requirement({ code: 'TK-DB', name: '重点工作督办', kind: 'task', issuer: 'ZFB', system: 'LZT', frequency: 'P1W', targetLevel: 'township', minutes: 90 }),
  requirement({ code: 'TK-LS', name: '村级重点事项落实', kind: 'task', issuer: 'ZZB', system: 'LZT', frequency: 'P1W', targetLevel: 'village', minutes: 60 }),
  requirement({ code: 'TK-SJ', name: '网格事件处置', kind: 'task', issuer: 'ZFW', system: 'WGT', frequency: 'adhoc', targetLevel: 'grid', minutes: 45 }),
  requirement({ code: 'TK-YH', name: '隐患整改任务', kind: 'task', issuer: 'YJJ', system: 'AQY', frequency: 'adhoc', targetLevel: 'grid', minutes: 60 }),
  requirement({ code: 'TK-RX', name: '热线工单办理', kind: 'task', issuer: 'ZFB', system: 'LZT', frequency: 'adhoc', targetLevel: 'township', minutes: 80 }),
  requirement({ code: 'TK-HY', name: '会议精神落实', kind: 'task', issuer: 'XFB', system: 'LZT', frequency: 'P1W', targetLevel: 'township', trace: 'photo', photosMin: 1, minutes: 30 }),
  requirement({ code: 'TK-DR', name: '主题党日落实', kind: 'task', issuer: 'ZZB', system: 'LZT', frequency: 'P1M', targetLevel: 'township', trace: 'photo', photosMin: 1, minutes: 30 }),
]; // prettier-ignore

/**
 * What four departments keep for themselves of matters in which townships only cooperate: nobody below answers them. Without
 * them nobody can say who carries the main load (P58): two carry it themselves, two leave it to the townships.
 */
export const DEPARTMENT_REQUIREMENTS: readonly Requirement[] = [
  requirement({ code: 'BM-YJJ', name: '重大隐患挂牌督办(部门自办)', kind: 'task', issuer: 'YJJ', system: 'AQY', frequency: 'P1M', targetLevel: 'county', weight: 4, dutyList: 'cooperative' }),
  requirement({ code: 'BM-SLJ', name: '河道采砂执法(部门自办)', kind: 'task', issuer: 'SLJ', system: 'HLZ', frequency: 'P1M', targetLevel: 'county', weight: 10, dutyList: 'cooperative' }),
  requirement({ code: 'BM-STJ', name: '秸秆禁烧执法(部门自办)', kind: 'task', issuer: 'STJ', system: 'AQY', frequency: 'P1M', targetLevel: 'county', weight: 6, dutyList: 'cooperative' }),
  requirement({ code: 'BM-JTJ', name: '农村公路大中修(部门自办)', kind: 'task', issuer: 'JTJ', system: 'BBT', frequency: 'P3M', targetLevel: 'county', weight: 1, dutyList: 'cooperative', support: '县级承担全部工程费用' }),
]; // prettier-ignore
