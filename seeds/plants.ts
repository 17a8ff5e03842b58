/**
 * What is planted in a county besides made-up traces, with the codes that a page, a rule or an indicator must name. The same in
 * honest counties, but for polished claims: these are things of requirements, systems and offices, not of records.
 */
import { AMPLIFIER } from './cascades.ts';
import { ASKS_BACK } from './documents.ts';
import { careForms } from './form-plants.ts';
import { COUNTY_CODE } from './geography.ts';
import type { Words } from './ledger.ts';
import { isClaimed, isPolished } from './outcomes.ts';
import { PILOTS } from './pilots.ts';
import { SYSTEMS } from './systems.ts';
import { profileOf } from './township-profiles.ts';
import type { World } from './world.ts';

export interface Plant {
  id: string;
  /** Codes of requirements, systems, units or pilots. */
  subjects: readonly string[];
  /** Rules and indicators that show it. */
  shownBy: readonly string[];
  describe: Words;
}

/** Vacancy from which a township counts as short of staff. */
const SHORT = 0.12;

export function plants(world: World, planted: boolean): Plant[] {
  const requirements = [...world.requirements.values()];
  const last = world.days.at(-1)?.date ?? '';
  const townshipCodes = (indexes: readonly number[]): string[] =>
    indexes.flatMap((i) => world.county.townships[i]?.code ?? []);
  const scoring = (metric: string): string[] => requirements.filter((r) => r.metric === metric).map((r) => r.code);
  const pilot = (code: string): string[] => {
    const found = PILOTS.find((p) => p.code === code);
    return found && found.from <= last ? townshipCodes(found.townships) : [];
  };
  const plant = (
    id: string,
    subjects: readonly string[],
    shownBy: readonly string[],
    zh: string,
    en: string,
  ): Plant => ({
    id,
    subjects,
    shownBy,
    describe: { zh, en },
  });
  const claimed = requirements.filter(isClaimed);
  return [
    plant('overlapping-systems', ['CLT', 'JZT'], ['P18', 'duplicate-collection'], '残联通与救助通:同一类别、同一批人、字段大半相同', 'Two systems of the same category for the same people, most of their fields alike'),
    plant('dormant-systems', ['GZH', 'NJT'], ['P17', 'app-minutes'], '农技直通车三月中旬以后无人使用、不再更新;公众号九月以后未更新', 'An app that nobody opened or updated since mid-March, and a public account without an update since September'),
    plant('unfiled-systems', SYSTEMS.filter((s) => s.filing !== '已备案').map((s) => s.code).sort(), ['P11', 'P12'], '履职通未备案,文明积分备案中', 'One system not on file, one whose filing is pending'),
    plant('similar-forms', careForms(world.forms).map((f) => f.code), ['P30', 'duplicate-collection'], '民政、残联的救助类报表:十二个字段相同,各有三个自己的(F10)', 'Forms of two departments on care: twelve fields the same, three of their own (F10)'),
    plant('recalled', requirements.filter((r) => r.validTo !== '').map((r) => r.code), ['filling-hours', 'off-list-demand'], '2025年7月1日起收回的事项:此后不再下发,填报用时随之减少', 'Matters recalled from 1 July 2025: asked no more, and the hours they took come back'),
    plant('pilot-saving', pilot('SD-YBT'), ['filling-hours'], '一表通试点真的省时:报表留62%,每张用时45%', 'The one-form pilot really saves: 62 % of the forms remain, each takes 45 % of the time'),
    plant('pilot-moved', pilot('SD-JQ'), ['filling-hours', 'submissions'], '清群减表试点只是搬家:砍掉的报表拆成群里的任务,总用时不变', 'The other pilot only moves the load: what was struck off as forms comes back as tasks in work groups'),
    plant('pilot-overlap', pilot('SD-ZR').filter((code) => pilot('SD-YBT').includes(code)), ['pilot-overlap'], '一个镇同时有两个试点', 'One township is in two pilots at once'),
    plant('polished-claims', planted ? claimed.filter(isPolished).map((r) => r.code) : [], ['late-share'], '计分或排名的要求:上报完成率98%至100%,高于记录算出的', 'Where points or a rank hang on it, 98 to 100 % completion is claimed, more than the records give'),
    plant('honest-claims', claimed.filter((r) => !planted || !isPolished(r)).map((r) => r.code), ['late-share'], '其他要求的上报完成率与记录一致', 'Claims of completion that are the very figure of the records'),
    plant('amplifier', [`${COUNTY_CODE}-${AMPLIFIER}`], ['cascade-amplification'], '县农业农村局把一件事拆成三件再往下派', 'One department makes three of each matter before it hands them down'),
    plant('asks-back', [`${COUNTY_CODE}-${ASKS_BACK}`], ['P33'], '六成文件要求报送落实情况', 'Asks a report on compliance in six documents of ten'),
    plant('short-of-staff', world.county.townships.filter((t) => profileOf(t.index).vacancy >= SHORT).map((t) => t.code), ['load-to-capacity'], '编制空缺一成二以上的乡镇', 'Townships with 12 % and more of their posts vacant'),
    plant('seconded', [...new Set(world.cadres.filter((c) => c.secondedTo !== '').map((c) => world.county.townships[c.township]?.code ?? ''))], ['P60'], '三月中旬起有人被借走的乡镇', 'Townships whose people are lent out since mid-March'),
    plant('install-targets', [...scoring('install_rate'), ...scoring('registration_count')], ['P04'], '以安装率、注册数为指标', 'Install rates and registrations as targets'),
    plant('likes-scored', [...scoring('likes'), ...scoring('study_minutes')], ['P06'], '点赞、学习时长计分', 'Likes and study time are scored'),
    plant('publicity-scored', [...scoring('media_article'), ...scoring('leader_instruction')], ['P38'], '媒体稿件、领导批示计分', 'Articles in the media and leaders’ instructions are scored'),
    plant('demonstration', requirements.filter((r) => r.name.includes('创建') && r.retainedList === '').map((r) => r.code), ['P61'], '不在保留目录内的示范创建', 'A demonstration that is not on the retained list'),
  ]; // prettier-ignore
}
