import type { Detector } from '../../definition.ts';
import { checkin, report, task } from '../../example-rows.ts';
import { asEvents, countEligible } from '../sql.ts';

const checkedOf = (kind: string, cadre: string, unit: string, at: string) => `
  SELECT '${kind}' AS kind, e.source AS source, e.external_id AS external_id, e.requirement_code AS requirement, ${cadre} AS cadre,
    ${unit} AS org_unit, e.day AS day, e.${at} AS at
  FROM ${kind} e WHERE e.day IN {days:Array(Date)} AND (e.source, e.external_id) IN (SELECT source, external_id FROM backchecks)`;

const checked = `
  SELECT f.*, b.result AS result, if(b.result = 'valuable', 'check-inconclusive', '') AS reason
  FROM (${[
    checkedOf('checkins', 'e.cadre_code', `''`, 'claimed_at'),
    checkedOf('reports', 'e.cadre_code', `''`, 'submitted_at'),
    checkedOf('tasks', 'e.cadre_code', 'e.org_unit_code', 'issued_at'),
  ].join(' UNION ALL ')}) f
  INNER JOIN (SELECT source, external_id, toString(result) AS result FROM backchecks) b ON b.source = f.source AND b.external_id = f.external_id`;

const result = (external_id: string, found: string) => ({ source: 'app', external_id, result: found });

export const backcheckDiscrepancy: Detector = {
  id: 'backcheck-discrepancy',
  kind: 'risk',
  version: 1,
  family: 'verification',
  terms: { zh: '回访核查不符', en: 'Back-check discrepancy' },
  question: {
    zh: '回访核查时,记录与实际是否相符?',
    en: 'When a record was checked again on the spot, did it agree with what was found?',
  },
  formula: {
    zh: '核查结果为“属实造假”(confirmed)的记录 → 标记;分母为有明确结论的核查(属实、误报、要求本身有问题)',
    en: 'Records whose back-check confirmed that they are untrue: flagged; out of all checks with a clear result (confirmed, false positive, defect of the requirement)',
  },
  limits: {
    zh: '只说明核查过的记录。核查多是冲着疑点去的,因此比例偏高,不能推到全部记录;只有随机抽取的那部分能代表总体。结论为“有价值但不确定”的不判断。“要求本身有问题”不算不符。',
    en: 'It speaks of checked records only. Most checks follow a suspicion, so the rate is too high for all records; only those drawn at random stand for the rest. Checks that were valuable but inconclusive are not judged. A defect of the requirement is no discrepancy.',
  },
  references: [
    {
      source: 'Fabrication note V1: back-checks are the only ground truth; n of 30 and more per requirement',
      grade: 'V',
    },
    {
      source:
        'IPA bcstats (back-check error rates by type of variable); World Bank RISSK: the top 10 % and a random 5 % are checked',
      grade: 'V',
    },
    { source: 'MGNREGA/NMMS, letter of 8 July 2025: photo attendance checked at 100 / 20 / 10 / 5 %', grade: 'V' },
  ],
  minimumN: 30,
  identity: false,
  null: {
    statement: {
      zh: '诚实的县里,核查人自己看错、当事人不在场等造成约 5%',
      en: 'In an honest county mistakes of the checkers and absent witnesses make about 5 %',
    },
    honestRate: 0.05,
  },
  falsePositives: {
    zh: '核查太晚,情况已变;找错了人或地点;核查人只看材料不到现场。',
    en: 'Checked too late, when things had changed; the wrong person or place; checked on paper only.',
  },
  excuses: ['disaster', 'leave'],
  parameters: {},
  onlyWith: 'SELECT 1 FROM backchecks',
  eligible: countEligible(`SELECT requirement, cadre, org_unit, day, reason FROM (${checked})`),
  signals: `
    SELECT requirement, cadre, org_unit, day, min(happened) AS at, 1. AS strength, toUInt32(count()) AS flagged,
      ${asEvents('arraySort(groupArray((kind, toString(source), external_id, day)))')} AS events,
      concat('{"events":', toString(count()), '}') AS detail
    FROM (SELECT *, at AS happened FROM (${checked}) WHERE result = 'confirmed')
    GROUP BY requirement, cadre, org_unit, day`,
  examples: [
    {
      name: 'of three check-ins checked one is confirmed untrue, and so are a report and a task of a unit',
      facts: {
        checkins: ['a', 'b', 'c', 'unchecked'].map((id, i) => checkin(id, 'P1', `2026-03-02 0${8 + (i % 2)}:12:31`)),
        reports: [report('r', 'P1', '2026-03-03 09:12:31', { requirement_code: 'R2' })],
        tasks: [
          task('t', '', '2026-03-02 09:12:31', '2026-03-06 18:00:00', { org_unit_code: 'T1', requirement_code: 'R3' }),
        ],
        backchecks: [
          result('a', 'confirmed'),
          result('b', 'false-positive'),
          result('c', 'requirement-defect'),
          result('r', 'confirmed'),
          result('t', 'confirmed'),
        ],
      },
      signals: [['a'], ['r'], ['t']],
      eligible: 5,
    },
    {
      name: 'records that agreed, and the same number in another source, are honest',
      facts: {
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31'),
          checkin('b', 'P1', '2026-03-03 09:12:31'),
          checkin('a', 'P2', '2026-03-02 09:12:31', { source: 'other' }),
        ],
        backchecks: [result('a', 'false-positive'), result('b', 'false-positive')],
      },
      signals: [],
      eligible: 2,
    },
    {
      name: 'valuable, but neither confirmed nor cleared: not judged; nothing was checked in the other place',
      facts: {
        checkins: [checkin('a', 'P1', '2026-03-02 09:12:31'), checkin('n', 'P2', '2026-03-02 09:12:31')],
        backchecks: [result('a', 'valuable')],
      },
      signals: [],
      eligible: 0,
      abstained: { 'check-inconclusive': 1 },
    },
  ],
};
