/** Building blocks of predicates. Only constants of definitions come in here; values stay bound parameters. */

/** How a fact, or a group of facts, is judged. Conditions are SQL; the first that holds decides. */
export interface Judgement {
  /** Outside the rule: exempt, not in use. */
  outside?: string;
  /** What must be known first: condition and reason. */
  unknown?: readonly (readonly [condition: string, reason: string])[];
  breach: string;
}

/** 'breach', 'ok', or the reason why neither can be said. */
export function said({ outside, unknown = [], breach }: Judgement): string {
  const steps = [
    ...(outside === undefined ? [] : [`${outside}, 'ok'`]),
    ...unknown.map(([condition, reason]) => `${condition}, '${reason}'`),
    `${breach}, 'breach'`,
  ];
  return `multiIf(${steps.join(', ')}, 'ok')`;
}

/** The columns of a predicate from inner rows that carry `judged` (see `said`), `n` and the rest. */
export interface Shape {
  subject: string;
  department: string;
  unit?: string;
  period?: string;
  severity?: string;
  judged: string;
  /** Facts that break the rule; 1 when absent. */
  observed?: string;
  evidence: string;
  /** Numbers by name that explain the verdict. */
  detail?: Readonly<Record<string, string>>;
  /** Everything after FROM. */
  from: string;
}

export function verdicts(shape: Shape): string {
  const {
    subject,
    department,
    unit = `''`,
    period = `'current'`,
    severity = `''`,
    observed = '1',
    detail = {},
  } = shape;
  const numbers = Object.entries(detail)
    .map(([name, sql]) => `'${name}', toFloat64(${sql})`)
    .join(', ');
  return `SELECT toString(j.a) AS subject, toString(j.b) AS unit, toString(j.c) AS department, j.d AS period,
  if(j.e IN ('breach', 'ok'), j.e, 'cannot-judge') AS verdict, if(j.e IN ('breach', 'ok'), '', j.e) AS reason, j.f AS severity,
  if(j.e = 'breach', toUInt64(j.g), toUInt64(0)) AS observed, CAST(j.h, 'Array(Tuple(kind String, fact UInt64, day Date, unit String))') AS evidence, j.i AS detail
FROM (SELECT ${subject} AS a, ${unit} AS b, ${department} AS c, ${period} AS d, ${shape.judged} AS e, ${severity} AS f, ${observed} AS g,
  ${shape.evidence} AS h, ${numbers === '' ? `'{}'` : `toJSONString(map(${numbers}))`} AS i
FROM ${shape.from}) j`;
}

/** One fact of a directory kind. */
export const proof = (kind: string, fact: string, unit = `''`): string =>
  `('${kind}', ${fact}, toDate(0), toString(${unit}))`;

/** One fact that has a day. */
export const datedProof = (kind: string, fact: string, day: string, unit = `''`): string =>
  `('${kind}', ${fact}, ${day}, toString(${unit}))`;

export const parameter = (name: string): string => `{${name}:Nullable(Float64)}`;
/** For comparisons; only after `unset` was tested. */
export const valueOf = (name: string): string => `ifNull(${parameter(name)}, 0)`;
export const unset = (name: string): readonly [string, string] => [`${parameter(name)} IS NULL`, 'parameter-not-set'];

export const month = (day: string): string => `formatDateTime(${day}, '%Y-%m')`;
export const inMonths = (day: string): string => `toStartOfMonth(${day}) IN {months:Array(Date)}`;

/** Systems and requirements in force today. */
export const LIVE_SYSTEMS = `(SELECT * FROM systems WHERE ifNull(retired_on > {today:Date}, 1))`;
export const LIVE_REQUIREMENTS = `(SELECT * FROM requirements WHERE ifNull(valid_to >= {today:Date}, 1))`;

export const EXEMPT = `s.exemption IN ('security', 'emergency')`;
export const FILED = `s.filing_status IN ('filed', '已备案')`;
export const FILING_UNKNOWN = [`s.filing_status = ''`, 'filing-unknown'] as const;
export const FEATURES_UNKNOWN = [`empty(s.features)`, 'features-unknown'] as const;
/** Of a level written freely: higher is closer to the centre; 0 = not stated. */
export const rank = (level: string): string =>
  `transform(${level}, ['central', '中央', '国家级', 'province', '省', '省级', 'city', 'prefecture', '市', '市级', 'county', '县', '县级', 'township', '乡镇', 'village', '村', 'grid', '网格'],
    [7, 7, 7, 6, 6, 6, 5, 5, 5, 5, 4, 4, 4, 3, 3, 2, 2, 1, 1], 0)`;
/** The same of a level of the unit directory. */
export const unitRank = (level: string): string =>
  `transform(toString(${level}), ['province', 'city', 'county', 'township', 'village', 'grid'], [6, 5, 4, 3, 2, 1], 0)`;
export const OWNER_LEVEL_UNKNOWN = [`${rank('s.owner_level')} = 0`, 'owner-level-unknown'] as const;
export const WEIGHT_UNKNOWN = ['r.scoring_weight IS NULL', 'weight-unknown'] as const;
export const SCORED = 'ifNull(r.scoring_weight > 0, 0)';

/** Codes of what is scored, and how Chinese directories write them. */
const METRICS = {
  install_rate: '安装',
  registration_count: '注册',
  follow_count: '关注',
  online_duration: '在线时长',
  likes: '点赞',
  votes: '投票|评选',
  reposts: '转发',
  study_minutes: '学习(时长|时间|积分)',
  meeting_held: '开会|会议(次|场|数)',
  doc_issued: '发文',
  photo_count: '照片|图片|拍照',
  study_notes: '笔记|心得',
  leader_instruction: '批示',
  media_article: '媒体|报刊|稿件|宣传报道',
  experience_note: '经验(材料|信息|做法|交流)',
} as const;
export type Metric = keyof typeof METRICS;

/** What a requirement `r` scores is one of these. */
export const scores = (...metrics: readonly Metric[]): string =>
  `(r.metric IN (${metrics.map((name) => `'${name}'`).join(', ')}) OR match(r.metric, '${metrics.map((name) => METRICS[name]).join('|')}'))`;

/** Requirements judged one by one. */
export const eachRequirement = (judgement: Judgement, detail?: Shape['detail'], joins = ''): string =>
  verdicts({
    subject: 'r.code',
    department: 'r.issuer',
    judged: said(judgement),
    evidence: `[${proof('requirements', 'r.fact_id')}]`,
    ...(detail ? { detail } : {}),
    from: `${LIVE_REQUIREMENTS} r ${joins}`,
  });

/** Systems judged one by one. */
export const eachSystem = (judgement: Judgement, detail?: Shape['detail'], joins = ''): string =>
  verdicts({
    subject: 's.code',
    department: 's.owner',
    judged: said(judgement),
    evidence: `[${proof('systems', 's.fact_id')}]`,
    ...(detail ? { detail } : {}),
    from: `${LIVE_SYSTEMS} s ${joins}`,
  });
