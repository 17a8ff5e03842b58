/** Requirements of the trial county alone: one for every behaviour that no requirement of the demo county provokes. */
import type { Requirement } from './requirements.ts';
import { fieldsOf, requirement } from './requirements.ts';

const checkin = (code: string, name: string, more: Partial<Requirement> = {}): Requirement =>
  requirement({
    code,
    name,
    kind: 'checkin',
    issuer: 'ZFW',
    system: 'WGT',
    frequency: 'P1D',
    targetLevel: 'grid',
    minutes: 4,
    ...more,
  });
const report = (code: string, name: string, fields: string, more: Partial<Requirement> = {}): Requirement =>
  requirement({
    code, name, kind: 'report', issuer: 'ZFW', system: 'WGT', frequency: 'P1D', targetLevel: 'grid', minutes: 3, fields: fieldsOf(fields), ...more,
  }); // prettier-ignore

export const TRIAL_REQUIREMENTS: readonly Requirement[] = [
  checkin('CK-S1', '试验:逐日打卡', { metric: '打卡天数', target: '100%' }),
  checkin('CK-S2', '试验:到点打卡'),
  checkin('CK-S3', '试验:双人双点打卡'),
  checkin('CK-S4', '试验:定时巡更打卡'),
  checkin('CK-S5', '试验:驻村打卡', { targetLevel: 'village' }),
  checkin('CK-S6', '试验:值守点打卡', { targetLevel: 'village' }),
  report('RP-S1', '试验:走访人次日报', '走访人次|trial.visits'),
  report('RP-S2', '试验:宣传人次日报', '宣传人次|trial.listeners'),
  report('RP-S3', '试验:清运车次日报', '清运重量|trial.waste'),
  report('RP-S4', '试验:入户率日报', '入户率|trial.rate', { metric: '入户率', target: '90', ranked: true }),
  report('RP-S5', '试验:农户收入抽查', '月收入|trial.income'),
  report('RP-S6', '试验:参会人数日报', '男|trial.men 女|trial.women 合计|trial.total'),
  report('RP-S7', '试验:巡查要点日报', '天气|trial.sky 路况|trial.road 人流|trial.crowd 水位|trial.water 摊点|trial.stalls 车辆|trial.cars'),
  report('RP-S8', '试验:隐患排查日报', '排查处数|trial.places 发现隐患数|发现隐患数'),
  report('RP-S9', '试验:重点户走访日报', '走访户数|trial.households'),
]; // prettier-ignore
