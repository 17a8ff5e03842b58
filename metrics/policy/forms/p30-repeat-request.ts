import type { PolicyRule } from '../../definition.ts';
import { requirement } from '../../example-rows.ts';
import { LIVE_REQUIREMENTS, proof, said, unset, valueOf, verdicts } from '../sql.ts';

/** One row per requirement and semantic key, with how many days lie between two answers. */
const ASKS = `(SELECT r.code AS code, r.fact_id AS fact, r.issuer AS issuer, r.system_code AS system, r.target_level AS level,
        transform(toString(r.frequency), ['P1D', 'P1W', 'P1M', 'P3M', 'P1Y'], [1, 7, 30, 90, 365], 0) AS every,
        arrayJoin(arrayDistinct(arrayMap(f -> splitByChar('|', f)[2], arrayFilter(f -> position(f, '|') > 0, r.fields)))) AS semantic
      FROM ${LIVE_REQUIREMENTS} r WHERE r.kind = 'report')`;
/** What changes slowly: who somebody is, where and how a household lives. */
const SLOW = `match(x.semantic, '(^|[.])(id|name|gender|birth|age|address|phone|members|housing|area|farmland|disability|floors|rooms)([.]|$)')`;

export const repeatRequest: PolicyRule = {
  id: 'P30',
  kind: 'policy',
  version: 1,
  terms: { zh: '不得重复索要同一数据', en: 'The same data is not asked twice' },
  question: { zh: '哪些报表要的是别处已经报过的数据?', en: 'Which forms ask for what was reported elsewhere?' },
  formula: {
    zh: '两项报表要求同一填报层级、不同下发单位或系统,含相同语义键,且其中较勤的一项间隔不超过有效期(慢变字段 90 天,其余 30 天;临时要求视为在有效期内)→ 违反;证据为互相重复的要求',
    en: 'Two report requirements of the same target level and of different issuers or systems share a semantic key, and the more frequent asks within its validity (90 days for slow fields, 30 for others; ad hoc counts as within): breach; the evidence is the requirements that repeat each other',
  },
  limits: {
    zh: '有效期为本系统默认值。没有语义键的字段对不上,该要求无法判断;值实际是否相同见指标 duplicate-collection。',
    en: 'The validity is our default. Fields without a semantic key cannot be matched: such a requirement cannot be judged. Whether the values really agree is the indicator duplicate-collection.',
  },
  clauses: [
    { instrument: 'S5', at: '(一)', status: 'V' },
    { instrument: 'S2', at: '五', status: 'V' },
  ],
  severity: 'R',
  exemption: null,
  subjectType: 'requirement',
  grain: 'current',
  validFrom: '2024-08-06',
  parameters: {
    slow_days: {
      value: 90,
      unit: 'd',
      origin: 'design',
      meaning: { zh: '慢变字段的有效期', en: 'validity of slow fields' },
    },
    other_days: {
      value: 30,
      unit: 'd',
      origin: 'design',
      meaning: { zh: '其余字段的有效期', en: 'validity of other fields' },
    },
  },
  needs: ['requirements'],
  predicate: verdicts({
    subject: 'r.code',
    department: 'r.issuer',
    judged: said({
      outside: `r.kind != 'report'`,
      unknown: [
        unset('slow_days'),
        unset('other_days'),
        [`NOT arrayExists(f -> position(f, '|') > 0, r.fields)`, 'fields-unknown'],
      ],
      breach: 'notEmpty(d.others)',
    }),
    observed: 'length(d.others) + 1',
    evidence: `arrayConcat([${proof('requirements', 'r.fact_id')}], d.others)`,
    detail: { fields: 'd.shared' },
    from: `${LIVE_REQUIREMENTS} r LEFT ANY JOIN (
      SELECT x.code AS code, uniqExact(x.semantic) AS shared, groupUniqArray(${proof('requirements', 'y.fact')}) AS others
      FROM ${ASKS} x INNER JOIN ${ASKS} y ON y.semantic = x.semantic
      WHERE y.code != x.code AND y.level = x.level AND (y.issuer != x.issuer OR y.system != x.system)
        AND least(x.every, y.every) <= if(${SLOW}, ${valueOf('slow_days')}, ${valueOf('other_days')})
      GROUP BY code) d ON d.code = r.code`,
  }),
  examples: [
    {
      name: 'two departments ask villages for the same income monthly; a yearly pair repeats only beyond the validity',
      facts: {
        requirements: [
          requirement('A', 'report', {
            frequency: 'P1M',
            target_level: 'village',
            fields: ['收入|household.income', '水|w'],
          }),
          requirement('B', 'report', {
            issuer: 'D2',
            frequency: 'P3M',
            target_level: 'village',
            fields: ['工资收入|household.income'],
          }),
          requirement('C', 'report', { frequency: 'P1Y', target_level: 'village', fields: ['雨量|rain'] }),
          requirement('D', 'report', {
            issuer: 'D2',
            frequency: 'P1Y',
            target_level: 'village',
            fields: ['降雨|rain'],
          }),
          requirement('E', 'report', {
            issuer: 'D3',
            frequency: 'P1M',
            target_level: 'grid',
            fields: ['收入|household.income'],
          }),
          requirement('F', 'report', { issuer: 'D3', frequency: 'P1M', target_level: 'village', fields: ['收入'] }),
          requirement('G', 'checkin'),
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['requirements A', 'requirements B'] },
        { subject: 'B', period: 'current', verdict: 'breach', evidence: ['requirements A', 'requirements B'] },
        ...['C', 'D', 'E', 'G'].map((subject) => ({ subject, period: 'current', verdict: 'ok' as const })),
        { subject: 'F', period: 'current', verdict: 'cannot-judge', reason: 'fields-unknown' },
      ],
    },
  ],
};
