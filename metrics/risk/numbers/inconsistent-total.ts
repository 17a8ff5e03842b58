import type { Detector } from '../../definition.ts';
import { county, report, requirement } from '../../example-rows.ts';
import { DAYS_UP_TO, laterNumbers, LOOK_BACK, WRITTEN_PAIR } from './numbers.ts';
import { eligibleReports, hitSignals } from './rate-signals.ts';

/** How a total is called: 合计, visits.total ... What stands before it is what its parts begin with. */
const TOTAL = `(合计|总计|总数|小计|(^|[._])total)$`;

/** (…, field, total, sum): every total of a report with two parts or more. Semantic keys stand for labels where they are known. */
const totals = `
  SELECT source, external_id, requirement, cadre, day, at, total.1 AS field, total.2 AS amount,
    arrayFilter(one -> startsWith(one.1, replaceRegexpOne(field, '${TOTAL}', '')) AND NOT match(one.1, '${TOTAL}|^其中'), pairs) AS parts,
    arraySum(one -> one.2, parts) AS parts_sum, abs(amount - parts_sum) > 1e-9 * (1 + abs(amount)) AS differs
  FROM (
    SELECT r.source AS source, r.external_id AS external_id, r.requirement_code AS requirement, r.cadre_code AS cadre, r.day AS day, r.submitted_at AS at,
      arrayMap(f -> splitByChar('|', f), q.fields) AS known,
      arrayMap(p -> (arrayFirst(k -> k[1] = p[1] AND length(k) > 1, known)[2] AS semantic, if(semantic = '', p[1], semantic), toFloat64(p[2])),
        extractAllGroups(r.\`values\`, '${WRITTEN_PAIR}')) AS named,
      arrayMap(p -> (p.2, p.3), named) AS pairs
    FROM reports r LEFT ANY JOIN requirements q ON q.code = r.requirement_code
    WHERE r.values_count > 2 AND r.day > arrayMin({days:Array(Date)}) - ${LOOK_BACK} - 1 AND r.day <= arrayMax({days:Array(Date)})
      AND r.requirement_code IN (SELECT requirement_code FROM reports WHERE day IN {days:Array(Date)} AND values_count > 2))
  ARRAY JOIN arrayFilter(one -> match(one.1, '${TOTAL}'), pairs) AS total
  WHERE length(parts) > 1`;

/** How often the parts have added up (to something) in the county so far: that makes it a rule. */
const rules = `
  SELECT requirement, field, day, sum(n) OVER so_far AS seen, sum(held) OVER so_far AS kept
  FROM (
    SELECT requirement, field, day, toInt64(countIf(amount != 0)) AS n, toInt64(countIf(amount != 0 AND NOT differs)) AS held
    FROM (${totals}) GROUP BY requirement, field, day)
  WINDOW so_far AS (PARTITION BY requirement, field ${DAYS_UP_TO})`;

const judged = `
  SELECT t.source AS source, t.external_id AS external_id, t.requirement AS requirement, t.cadre AS cadre, t.day AS day, t.at AS at,
    t.differs AS hit, (NOT hit, t.field) AS draw,
    multiIf(s.seen < {reports_min:Float64}, 'too-few-totals', s.kept < {rule_share:Float64} * s.seen, 'parts-do-not-add-up-here', '') AS reason,
    concat('{"total":', toJSONString(t.field), ',"stated":', toString(t.amount), ',"parts_sum":', toString(round(t.parts_sum, 6)),
      ',"parts":', toString(length(t.parts)), ',"rule_held":', toString(round(s.kept / s.seen, 3)), '}') AS detail
  FROM (${totals}) t LEFT ANY JOIN (${rules}) s ON s.requirement = t.requirement AND s.field = t.field AND s.day = t.day
  WHERE t.day IN {days:Array(Date)}`;

const townships = county({ T1: ['P1', 'P2'] });
const sheet = (id: string, values: Record<string, number | string>, day = 2) =>
  report(id, 'P1', `2026-03-0${day} 10:${10 + id.length}:31`, { values });
const right = (n: number, total = '合计') =>
  Array.from({ length: n }, (_, i) =>
    sheet(`ok${i}`, { 男: 10 + i, 女: '7.5', 其中60岁以上: 4, [total]: 17.5 + i }, 2 + (i % 3)),
  );

export const inconsistentTotal: Detector = {
  id: 'inconsistent-total',
  kind: 'risk',
  version: 1,
  family: 'numbers',
  terms: { zh: '合计不等于分项', en: 'Total unlike its parts' },
  question: {
    zh: '表里的合计与各分项加起来对不上吗?',
    en: 'Does a total differ from what its parts add up to?',
  },
  formula: {
    zh: '字段名为“合计、总计、总数、小计”或语义键以 .total 结尾的,与同一前缀的各分项(不含“其中”)之和不等 → 标记;全县近 31 天不少于 20 份里半数以上相等,才认定应当相等',
    en: 'A field called a total, grand total, total number or subtotal in Chinese, or by a semantic key ending in .total, that differs from the sum of the parts with the same beginning (“of which” lines left out): flagged. Parts must add up only where they did in half of the county’s reports of the last 31 days, from 20 on',
  },
  limits: {
    zh: '只看一张表之内的加总,不核对“各村之和=全镇”。编得出合计的人自会加对;多数是笔误或口径问题。名称认不出的合计看不见。',
    en: 'It adds up within one form only, not villages to a township. Who invents figures can add; most hits are slips or definitions. Totals under other names are not seen.',
  },
  references: [
    { source: 'DHIS2 validation rules (left side, operator, right side); fabrication note N3', grade: 'V' },
    { source: 'Rule taken as valid where half of 20 reports keep it: Henjian default', grade: 'M' },
  ],
  minimumN: 20,
  identity: false,
  null: {
    statement: {
      zh: '系统不自动求和的表,诚实填报约 2% 加错',
      en: 'Where the form does not add by itself, about 2 % of honest reports slip',
    },
    honestRate: 0.02,
  },
  falsePositives: {
    zh: '分项可重复计(一户享受两项)、四舍五入、漏填分项。',
    en: 'Parts that overlap (one household counted twice), rounding, a part left blank.',
  },
  excuses: [],
  parameters: {
    reports_min: {
      value: 20,
      unit: 'reports',
      meaning: { zh: '同类合计少于此数不判断', en: 'with fewer totals of the kind it is not judged' },
    },
    rule_share: {
      value: 0.5,
      unit: 'share',
      meaning: { zh: '相等的比例达到此数才认定应当相等', en: 'the parts must add up where they do this often' },
    },
  },
  eligible: eligibleReports(judged),
  signals: hitSignals(judged, 0.4),
  alsoAffects: laterNumbers,
  examples: [
    {
      name: 'two of 26 totals do not add up; an “of which” line is no part',
      facts: {
        ...townships,
        reports: [
          ...right(24).map((row) => ({ ...row, submitted_at: '2026-03-02T09:00:00+08:00' })),
          sheet('off', { 男: 30, 女: 20, 合计: 55 }, 3),
          sheet('swapped', { 男: 30, 女: 21, 合计: 15 }, 4),
        ],
      },
      signals: [['off'], ['swapped']],
      eligible: 26,
    },
    {
      name: 'totals that hold, found by their semantic keys',
      facts: {
        ...townships,
        requirements: [
          requirement('R1', 'report', { fields: ['男|people.men', '女|people.women', '人口|people.total', '户数|households'] }),
        ],
        reports: Array.from({ length: 20 }, (_, i) => sheet(`k${i}`, { 男: 3 + i, 女: 4, 户数: 9, 人口: 7 + i })),
      }, // prettier-ignore
      signals: [],
      eligible: 20,
    },
    {
      name: 'overlapping parts never added up here; too few totals elsewhere: not judged',
      facts: {
        ...townships,
        reports: [
          ...Array.from({ length: 20 }, (_, i) => sheet(`m${i}`, { 低保: 5 + i, 残补: 3, 享受待遇合计: 6 + i, 享受待遇低保: 5, 享受待遇残补: 9 })),
          ...[1, 2].map((i) => ({ ...sheet(`t${i}`, { 男: 3, 女: 4, 合计: 8 }), requirement_code: 'R2' })),
        ],
      }, // prettier-ignore
      signals: [],
      eligible: 0,
      abstained: { 'parts-do-not-add-up-here': 20, 'too-few-totals': 2 },
    },
  ],
};
