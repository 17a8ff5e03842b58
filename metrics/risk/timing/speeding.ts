import type { Detector } from '../../definition.ts';
import { report, requirement } from '../../example-rows.ts';
import { asEvents, countEligible } from '../sql.ts';

/** (…, taken and least seconds, reason). The least counts fields and the text that the template does not give. */
const fillings = `
  SELECT r.source AS source, r.external_id AS external_id, r.requirement_code AS requirement, r.cadre_code AS cadre, r.day AS day, r.submitted_at AS at,
    ifNull(r.active_edit_s, 0) AS taken, r.values_count AS fields,
    greatest(0, toInt64(r.text_chars) - lengthUTF8(q.template_text)) AS characters,
    fields * {seconds_per_field:Float64} + characters / {characters_per_second:Float64} AS least_s,
    ifNull(q.minutes_estimate, 0) * 60 AS estimate,
    multiIf(taken <= 0, 'no-edit-time', fields < {fields_min:Float64} AND characters < {characters_min:Float64}, 'too-little-to-fill', '') AS reason
  FROM reports r LEFT ANY JOIN requirements q ON q.code = r.requirement_code
  WHERE r.day IN {days:Array(Date)}`;

const tooFast = `taken < least_s AND (estimate = 0 OR taken * 3 < estimate)`;
const survey = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`第${i + 1}题`, (i % 5) + 1]));

export const speeding: Detector = {
  id: 'speeding',
  kind: 'risk',
  version: 1,
  family: 'timing',
  terms: { zh: '填得太快', en: 'Filled impossibly fast' },
  question: { zh: '填报用时是不是快到连题目都来不及看?', en: 'Was it filled faster than the questions can be read?' },
  formula: {
    zh: '编辑时长 < 字段数×2秒 + 正文(模板以外)字数÷10,且不到要求方估计用时的三分之一(有估计时)→ 标记',
    en: 'Logged editing time below 2 s a field plus a tenth of a second a character beyond the template, and below a third of the issuer’s estimate where there is one: flagged',
  },
  limits: {
    zh: '需要系统记录编辑时长;记录为零视为没有记录。系统预填、先打草稿再粘贴的会显得很快。门槛是绝对的,不随他人快慢变化:全体都快时照样看得见。',
    en: 'Needs logged editing time; a zero is taken as not logged. Prefilled forms and drafts written elsewhere look fast. The floor is absolute and does not move with other people: it still sees a requirement that everybody rushes.',
  },
  references: [
    {
      source:
        'Domain note R12 (below 2 s per field, ODK audit); fabrication note M5 (below a third of the expected time)',
      grade: 'M',
    },
    {
      source:
        'World Bank RISSK: durations per question among the indicators that found 77 planted interviews; Birnbaum et al. 2013',
      grade: 'V',
    },
  ],
  minimumN: 20,
  identity: false,
  null: {
    statement: {
      zh: '诚实的填报中约 2% 因预填或粘贴草稿而显得过快',
      en: 'Among honest reports about 2 % look too fast because they are prefilled or pasted from a draft',
    },
    honestRate: 0.02,
  },
  falsePositives: {
    zh: '预填的表只改一两格;助手代填;在别处写好再粘贴;编辑时长只记最后一次打开。',
    en: 'A prefilled form with one or two changes; an assistant; text written elsewhere and pasted; systems that log only the last opening.',
  },
  excuses: [],
  parameters: {
    seconds_per_field: { value: 2, unit: 's', meaning: { zh: '每个字段的最短时间', en: 'least time for a field' } },
    characters_per_second: {
      value: 10,
      unit: 'characters/s',
      meaning: { zh: '人不可能达到的输入速度', en: 'a speed of writing nobody reaches' },
    },
    fields_min: {
      value: 5,
      unit: 'fields',
      meaning: { zh: '字段少于此数(且正文也短)不判断', en: 'forms with fewer fields (and short text) are not judged' },
    },
    characters_min: {
      value: 50,
      unit: 'characters',
      meaning: {
        zh: '正文少于此字数(且字段也少)不判断',
        en: 'texts shorter than this (and with few fields) are not judged',
      },
    },
  },
  eligible: countEligible(`SELECT requirement, cadre, '' AS org_unit, day, reason FROM (${fillings})`),
  signals: `
    SELECT requirement, cadre, '' AS org_unit, day, min(submitted) AS at, greatest(0.4, 1 - min(share)) AS strength, toUInt32(count()) AS flagged,
      ${asEvents(`arraySort(groupArray(('reports', source, external_id, day)))`)} AS events,
      concat('{"fastest_s":', toString(round(min(taken), 1)), ',"least_possible_s":', toString(round(max(least_s), 1)), '}') AS detail
    FROM (SELECT *, at AS submitted, taken / least_s AS share FROM (${fillings}) WHERE reason = '' AND ${tooFast})
    GROUP BY requirement, cadre, day`,
  examples: [
    {
      name: 'two surveys of 28 questions in 18 and 24 seconds; 60 characters pasted in 3',
      facts: {
        requirements: [requirement('R1', 'report', { minutes_estimate: 5 }), requirement('R2', 'report')],
        reports: [
          report('a', 'P1', '2026-03-02 09:12:31', { values: survey(28), active_edit_s: 18 }),
          report('b', 'P1', '2026-03-02 09:13:31', { values: survey(28), active_edit_s: 24 }),
          report('c', 'P2', '2026-03-02 09:14:31', { values: survey(28), active_edit_s: 171 }),
          report('d', 'P2', '2026-03-02 09:15:31', {
            text: '甲乙丙丁戊己庚辛壬癸'.repeat(6),
            active_edit_s: 3,
            requirement_code: 'R2',
          }),
        ],
      },
      signals: [['a', 'b'], ['d']],
      eligible: 4,
    },
    {
      name: 'a long template with a few words of one’s own, and a short estimate: honest',
      facts: {
        requirements: [
          requirement('R1', 'report', { template_text: '子丑寅卯辰巳午未申酉戌亥'.repeat(20) }),
          requirement('R2', 'report', { minutes_estimate: 0.5 }),
        ],
        reports: [
          report('a', 'P1', '2026-03-02 09:12:31', {
            text: '子丑寅卯辰巳午未申酉戌亥'.repeat(20) + '甲乙丙丁戊己庚辛壬癸'.repeat(6),
            active_edit_s: 12,
          }),
          report('b', 'P1', '2026-03-02 09:13:31', { values: survey(8), active_edit_s: 11, requirement_code: 'R2' }),
        ],
      },
      signals: [],
      eligible: 2,
    },
    {
      name: 'no logged time, a logged zero, three fields only: not judged',
      facts: {
        reports: [
          report('a', 'P1', '2026-03-02 09:12:31', { values: survey(28) }),
          report('b', 'P1', '2026-03-02 09:13:31', { values: survey(28), active_edit_s: 0 }),
          report('c', 'P1', '2026-03-02 09:14:31', { values: survey(3), active_edit_s: 2 }),
        ],
      },
      signals: [],
      eligible: 0,
      abstained: { 'no-edit-time': 2, 'too-little-to-fill': 1 },
    },
  ],
};
