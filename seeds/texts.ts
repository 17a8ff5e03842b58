/**
 * Honest prose. Every log is put together from sentences whose slots (place, person, matter, deed, result) have enough
 * combinations that two honest logs of fifty characters or more are never the same, even with digits masked.
 */
import { personName } from './people.ts';
import type { Random } from './random.ts';

const TITLES = ['', '家', '夫妇', '大娘', '大爷', '老人', '一家', '师傅', '大姐', '大哥'] as const;
const PLACES = [
  '村口小卖部', '文化广场', '老学校旁', '三岔路口', '河边菜地', '水库下游', '养殖场', '砖厂宿舍', '集中安置点', '卫生室',
  '农贸市场', '沿街商铺', '山脚院落', '变电箱旁', '蓄水池', '果园', '茶山', '村道转弯处', '桥头', '电站尾水渠',
  '加油站', '物流点', '麻将馆', '幼儿园门口', '公交站', '祠堂', '垃圾转运点', '排洪沟', '塘坝', '后山林地',
] as const; // prettier-ignore
const HAZARDS = [
  '电线私拉乱接', '灭火器过期', '屋后边坡开裂', '排水沟堵塞', '楼道堆放柴草', '电动车飞线充电', '养犬未拴绳', '占道堆料', '井盖松动', '路灯不亮',
  '自来水压不足', '煤气瓶老化', '护栏缺失', '化粪池外溢', '秸秆露天堆放', '农药瓶乱扔', '山羊啃食幼林', '小块塌方', '网络信号差', '水表损坏',
  '学生戏水', '钓鱼者越界', '房顶漏雨', '广告牌松动', '货车停车挡道', '垃圾未清运', '配电箱门敞开', '沼气池未盖好', '脚手架无防护', '树枝压线',
] as const; // prettier-ignore
const AFFAIRS = [
  '邻里地界争执', '滴水纠纷', '赡养老人的事', '务工工资未结清', '宅基地手续', '医保缴费不会操作', '高龄津贴认证', '残疾证换证', '低保复核材料', '孩子转学手续',
  '土地流转租金', '婚嫁彩礼争议', '夜里噪音扰民', '快递被冒领', '陌生推销电话', '孤寡老人用药', '果树越界遮光', '共用水井分摊', '合伙养猪算账', '进出道路宽窄',
  '危房改造补助', '外出打工联系不上', '慢病取药不便', '水费收缴', '化肥质量疑问', '青苗赔偿', '坟地位置', '光伏收益分配', '养老保险补缴', '搬迁户就业',
] as const; // prettier-ignore
const DEEDS = [
  '当面做了解释', '帮着清理干净', '拍照登记并上报', '请来电工更换', '约双方坐下来谈', '联系镇里派人处理', '代为填表并提交', '贴了提示牌', '拉起警戒带', '留了联系电话',
  '叮嘱家属注意', '陪同到现场查看', '把政策念给他听', '手机上帮着操作', '通知村里安排人手', '与邻居核对了情况', '测量后做了记录', '送去两包常用药', '协调邻居搭把手', '连夜请人抢修',
] as const; // prettier-ignore
const RESULTS = [
  '当天已经解决', '对方表示理解', '约定下周再看', '还需镇里协调', '准备月底前完成', '暂时没有谈拢', '已转村委会讨论', '材料还缺一份', '户主答应自己动手', '等天晴后施工',
  '目前情况稳定', '已列入台账跟踪', '需要资金支持', '后天复查一次', '家人已从外地赶回', '双方签了字', '隐患消除', '仍要继续盯着', '派出所也到了现场', '老人很高兴',
] as const; // prettier-ignore
const WEATHER = ['上午有雾', '天气转晴', '小雨路滑', '风大', '天气闷热', '霜冻较重', '阴天', '雨后水位略涨'] as const;
const VISITS = ['上门看望', '走访', '路过时遇到', '电话联系', '约在村部见了', '回访', '和村医一起到'] as const;
const OPENERS = ['今天', '上午', '午后', '一早', '傍晚', '饭后', '巡查时', '开完会后'] as const;

function matterSentence(r: Random): string {
  const who = personName(r) + r.pick(TITLES);
  switch (r.below(5)) {
    case 0:
      return `${r.pick(OPENERS)}在${r.pick(PLACES)}发现${r.pick(HAZARDS)}，${r.pick(DEEDS)}，${r.pick(RESULTS)}。`;
    case 1:
      return `${r.pick(VISITS)}${who}，说到${r.pick(AFFAIRS)}，${r.pick(DEEDS)}，${r.pick(RESULTS)}。`;
    case 2:
      return `${who}反映${r.pick(AFFAIRS)}，约在${r.pick(PLACES)}见面，我${r.pick(DEEDS)}，${r.pick(RESULTS)}。`;
    case 3:
      return `${r.pick(OPENERS)}${r.pick(VISITS)}${who}，${r.pick(DEEDS)}；另外${r.pick(PLACES)}的${r.pick(HAZARDS)}${r.pick(RESULTS)}。`;
    default:
      return `处理${r.pick(PLACES)}${r.pick(HAZARDS)}一事，${who}到场，${r.pick(DEEDS)}，${r.pick(RESULTS)}。`;
  }
}

/** About 90 to 160 characters between the fixed opening and closing of the template. */
export function gridLog(r: Random): string {
  // Some days nothing happens, and an honest worker says so briefly.
  if (r.chance(0.06)) return '今日工作情况如下：巡查一遍，无异常。以上为今日网格工作情况，特此记录。';
  const body =
    matterSentence(r) +
    matterSentence(r) +
    (r.chance(0.6) ? matterSentence(r) : `${r.pick(WEATHER)}，${matterSentence(r)}`);
  return `今日工作情况如下：${body}以上为今日网格工作情况，特此记录。`;
}

export function weeklyDisputes(r: Random): string {
  const n = r.integer(2, 4);
  let text = `本周共排查矛盾纠纷${n}起。`;
  for (let i = 0; i < n; i++) text += matterSentence(r);
  return text + r.pick(['下周继续跟进。', '请司法所支持。', '未结事项已交接。', '其余情况平稳。']);
}

export function villageWeek(r: Random): string {
  let text = '';
  for (let i = r.integer(3, 5); i > 0; i--) text += matterSentence(r);
  return text + `下周打算${r.pick(DEEDS)}。`;
}

export function visitNote(r: Random): string {
  return r.chance(0.5)
    ? `${r.pick(VISITS)}${personName(r)}${r.pick(TITLES)}，${r.pick(AFFAIRS)}，${r.pick(RESULTS)}`
    : r.pick(['正常', '已走访', '无异常', '情况稳定', '']);
}

export function patrolNote(r: Random): string {
  const u = r.next();
  if (u < 0.62) return '';
  return u < 0.85 ? '无异常' : `${r.pick(PLACES)}${r.pick(HAZARDS)}，${r.pick(DEEDS)}`;
}
