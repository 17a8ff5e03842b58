import type { Detector } from '../../definition.ts';
import { county, report, requirement } from '../../example-rows.ts';
import { earlierAlike } from '../earlier-alike.ts';
import { asEvents, countEligible } from '../sql.ts';

const LONG_ENOUGH = 'length(body) >= {pieces_min:Float64}';

/** Each report with the shingles of the earlier ones that may resemble it, read once. */
const withCandidates = `
  SELECT c.later AS later, anyIf(s.body, s.id = c.later) AS own,
    anyIf((s.requirement, s.cadre, s.day, s.at, s.source, s.external_id), s.id = c.later) AS report,
    groupArrayIf((s.at, s.source, s.external_id, s.day, s.cadre, s.body), s.id != c.later) AS others
  FROM text_sketches s
  INNER JOIN (SELECT later, arrayJoin(arrayPushBack(earlier, later)) AS id
    FROM (${earlierAlike({ table: 'text_sketches', comparable: LONG_ENOUGH, ofABand: 5 })})) c ON c.id = s.id
  WHERE s.day <= arrayMax({days:Array(Date)})
  GROUP BY later`;

/** Exact Jaccard coefficient; both sides hold distinct shingles. The most similar first, then the earliest. */
const confirmed = `
  SELECT report.1 AS requirement, report.2 AS cadre, report.3 AS day, report.4 AS at, report.5 AS source, report.6 AS external_id,
    arraySort(one -> (-one.6, one.1, one.3), arrayFilter(one -> one.6 >= {similarity_min:Float64},
      arrayMap(one -> (one.1, one.2, one.3, one.4, one.5,
        length(arrayIntersect(one.6, own)) / (length(one.6) + length(own) - length(arrayIntersect(one.6, own)))), others))) AS alike,
    arraySort(alike)[1] AS original
  FROM (${withCandidates}) WHERE notEmpty(alike)`;

/** Wording of the form. */
const framed = (body: string) => `今日工作情况如下：${body}以上为今日网格工作情况，特此记录，请领导审阅并批评指正。`;
const OWN = [
  '上午在村口小卖部看到灭火器过了期，让店主当面换掉，又提醒他把煤气瓶搬到屋外的棚子里面。下午陪县里的专家看茶叶，他们说冬天要早点施有机肥。',
  '走访陈家夫妇说起医保缴费不会操作，在手机上一步一步教会，约定下周再来看看认证办好没有。回来路上清了两处排水沟，装了三袋枯枝败叶。',
  '水库下游有学生戏水，拉了警戒带，打电话给家长领回，晚饭以后又沿着河堤巡了一圈才回家。值班表已经排到月底，周末由老周和小吴两个人轮流守。',
  '邻里为滴水争执，约在祠堂见面，量了屋檐的尺寸，双方同意各退半尺，写了字据按手印存档。另外把新媳妇的户口迁移材料收齐，明早交到窗口去。',
  '后山林地有人烧秸秆，赶到时火已经灭了，讲清楚罚款规定，帮着把剩下的拉到堆肥点去。护林员的对讲机坏了一台，报给了林业站，等他们来取。',
  '集中安置点的路灯三盏不亮，报给电工，傍晚修好两盏，剩下一盏要等镇里送配件来才能够换。几户人想在空地种菜，商量后划成了八小块抽签分。',
  '帮孤寡的刘奶奶取慢病的药，量了血压有些偏高，联系村医上门，留了我的电话给她侄子。她屋里的灯泡暗，顺手换了亮的，门槛也钉上了防滑条。',
  '桥头小块塌方，和组长一起清了半天土石，摆了反光锥，已请交管站的人后天来看边坡的情况。校车改从老街绕行，挨个给家长发了短信说明时间。',
] as const;
/** Two characters changed: of 63 pieces (four of them at the seams of the frame) 4 go and 4 others come: 59 / 67 = 0.881. */
const EDITED = OWN[2].replace('老周', '大李');
/** The same in other words: no piece in common. */
const RETOLD =
  '几个孩子跑去坝下面玩，马上用绳子把岸边围起，通知父母接走，夜里还去那边转了转，没有再看见谁。这个月轮值的人选定下了，休息日两位同志换着看护，有事随时报我。';
const townships = county({ T1: ['P1', 'P2', 'P3'], T2: ['P4', 'P5', 'P6'], T3: ['P7', 'P8', 'P9'] });
const logs = (text: (body: string) => string) =>
  OWN.map((body, i) => report(`own${i}`, `P${i + 1}`, `2026-03-02 17:${10 + i}:31`, { text: text(body) }));

export const textCopyNear: Detector = {
  id: 'text-copy-near',
  kind: 'risk',
  version: 1,
  family: 'text',
  terms: { zh: '文字近似照抄', en: 'Nearly copied text' },
  question: {
    zh: '是否把以前的一篇改几个字,当作新的工作记录交上来?',
    en: 'Was an earlier report handed in again as a new one with a few words changed?',
  },
  formula: {
    zh: '先去掉要求自带的文字(发布的模板;没有发布的,取三成以上报告、三个以上单位共有的三字片段),再比较剩下的三字片段:与同一要求下更早一篇的杰卡德系数(共有片段数 ÷ 合计片段数)不低于 0.8 → 标记后一篇。候选用 MinHash 分段找出,每一对都精确计算确认',
    en: 'The requirement’s own wording is removed first (the published template, else the three-character pieces that 30 % of its reports in three or more units share); the rest is compared by its three-character pieces: a Jaccard coefficient (pieces shared / pieces in either) of at least 0.8 with an earlier report of the same requirement flags the later one. Candidates come from MinHash bands, every pair is confirmed exactly',
  },
  limits: {
    zh: '换一种说法重写的认不出:意思相同而字句不同的两篇,片段几乎不重合。没有发布模板而且少于三个单位、少于 8 篇报告时学不出模板,整篇比较。去模板后不足 40 个片段的不判断。天天没有变化的事,写出来本来就差不多:这说明报得太勤。在 0.8 附近,分段可能漏掉约 1% 的对。',
    en: 'Rewording is invisible: two texts that say the same in other words share hardly any pieces. Without a published template, with fewer than three units or eight reports, no template can be learned and whole texts are compared. Below 40 pieces besides the template it is not judged. Where nothing changes from day to day honest texts are alike: the report is asked too often. Close to 0.8 banding may miss about 1 % of the pairs.',
  },
  references: [
    {
      source:
        'Broder 1997, On the resemblance and containment of documents; Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, ch. 3 (MinHash, banding)',
      grade: 'M',
    },
    {
      source: 'Henzinger 2006, SIGIR: near-duplicate methods fail on pages of one site; strip the boilerplate first',
      grade: 'V',
    },
    {
      source:
        'Fabrication note T2, T3, F17: two honest reports on one template 0.565, without it 0.000; an edited copy 0.870; a paraphrase 0.058',
      grade: 'C',
    },
    { source: '0.8 and 40 pieces: Henjian defaults, stricter than the 0.7 of the note', grade: 'M' },
  ],
  minimumN: 20,
  identity: true,
  null: {
    statement: {
      zh: '诚实的两篇去掉模板后几乎没有相同的长句;习惯性套用自己的旧文按 1% 计',
      en: 'Two honest reports hardly share a long sentence once the template is removed; the habit of reusing one’s own wording is taken as 1 %',
    },
    honestRate: 0.01,
  },
  falsePositives: {
    zh: '引用的文件原文、几人合写一份、情况多日不变、没有发布也没有学到的模板。',
    en: 'Quoted policy text, joint reports, facts that did not change for days, templates neither published nor learned.',
  },
  excuses: [],
  parameters: {
    similarity_min: {
      value: 0.8,
      unit: 'share',
      meaning: {
        zh: '杰卡德系数不低于此数视为照抄',
        en: 'a Jaccard coefficient from this value on is a copy',
      },
    },
    pieces_min: {
      value: 40,
      unit: 'pieces',
      meaning: {
        zh: '去模板后不同的三字片段少于此数不判断',
        en: 'reports with fewer distinct three-character pieces besides the template are not judged',
      },
    },
  },
  eligible: countEligible(`
    SELECT toString(requirement) AS requirement, toString(cadre) AS cadre, '' AS org_unit, day,
      multiIf(${LONG_ENOUGH}, '', chars < {pieces_min:Float64}, 'text-too-short', 'only-template') AS reason
    FROM text_sketches WHERE day IN {days:Array(Date)} AND chars > 0`),
  signals: `
    SELECT requirement, cadre, '' AS org_unit, day, at, if(arrayExists(one -> one.5 != cadre, alike), 1, 0.8) * alike[1].6 AS strength,
      toUInt32(1) AS flagged,
      ${asEvents(`arrayConcat([('reports', source, external_id, day)], arrayMap(one -> ('reports', one.2, one.3, one.4), alike))`)} AS events,
      concat('{"similarity":', toString(round(alike[1].6, 3)), ',"alike":', toString(length(alike)), ',"same_person":', if(alike[1].5 = cadre, 'true', 'false'),
        ',"days_since_first":', toString(dateDiff('day', original.4, day)), ',"cluster":', toJSONString(concat(original.2, '/', original.3)), '}') AS detail
    FROM (${confirmed})`,
  alsoAffects: `
    SELECT DISTINCT day FROM text_sketches WHERE day > arrayMin({days:Array(Date)}) AND ${LONG_ENOUGH}
      AND arrayExists(band -> band IN (SELECT arrayJoin(bands) FROM text_sketches WHERE day IN {days:Array(Date)} AND ${LONG_ENOUGH}), bands)`,
  examples: [
    {
      name: 'a learned frame around different bodies is honest; the body of another with two characters changed is flagged, and so is its copy',
      facts: {
        ...townships,
        reports: [
          ...logs(framed),
          report('edited', 'P9', '2026-03-04 17:10:31', { text: framed(EDITED) }),
          report('again', 'P9', '2026-03-06 17:12:31', { text: framed(EDITED.replace('月底', '月末')) }),
          report('elsewhere', 'P1', '2026-03-06 17:14:31', { text: framed(OWN[2]), requirement_code: 'R2' }),
        ],
      },
      signals: [
        ['edited', 'own2'],
        ['again', 'edited', 'own2'],
      ],
      eligible: 11,
    },
    {
      name: 'without the published template two reports share nothing; the same told in other words is not seen',
      facts: {
        ...townships,
        requirements: [requirement('R1', 'report', { template_text: framed('……') })],
        reports: [
          report('own0', 'P1', '2026-03-02 17:10:31', { text: framed(OWN[0]) }),
          report('own2', 'P2', '2026-03-02 17:11:31', { text: framed(OWN[2]) }),
          report('retold', 'P3', '2026-03-04 17:10:31', { text: framed(RETOLD) }),
        ],
      },
      signals: [],
      eligible: 3,
    },
    {
      name: 'short reports, and reports that are hardly more than the template, are not judged; a report without text is not about text',
      facts: {
        ...townships,
        requirements: [requirement('R1', 'report', { template_text: framed('……') })],
        reports: [
          ...[1, 2, 3].map((n) => report(`s${n}`, 'P1', `2026-03-0${n + 1} 17:10:31`, { text: '巡查一遍，无异常。' })),
          ...[1, 2, 3].map((n) =>
            report(`t${n}`, 'P2', `2026-03-0${n + 1} 17:11:31`, { text: framed(`巡查${n}遍，无异常。`) }),
          ),
          report('form', 'P1', '2026-03-09 17:10:31', { values: { 户数: 1 } }),
        ],
      },
      signals: [],
      eligible: 0,
      abstained: { 'text-too-short': 3, 'only-template': 3 },
    },
  ],
};
