import type { PolicyRule } from '../../definition.ts';
import { county, requirement } from '../../example-rows.ts';
import { system } from '../example-facts.ts';
import { EXEMPT, LIVE_REQUIREMENTS, LIVE_SYSTEMS, proof, said, unset, valueOf, verdicts } from '../sql.ts';

const DAYS = 28;
const usage = (cadre: string, days: number, active_s: number) =>
  Array.from({ length: days }, (_, day) => ({
    system_code: 'B',
    cadre_code: cadre,
    on: `2026-03-${String(day + 1).padStart(2, '0')}`,
    sessions: 1,
    active_s,
  }));

export const forcedLogin: PolicyRule = {
  id: 'P05',
  kind: 'policy',
  version: 1,
  terms: { zh: '不得强制定期登录', en: 'No forced regular login' },
  question: { zh: '有没有要求干部每天、每周登录应用?', en: 'Are cadres made to log in every day or week?' },
  formula: {
    zh: '系统上有每日或每周、留痕方式含登录的要求 → 违反。没有这样的要求,但某乡镇八成以上干部在九成以上的日子登录、单次中位不足 60 秒 → 无法判断,提示核实是否口头要求',
    en: 'A system with a daily or weekly requirement whose trace is the login: breach. Without one, but with at least 80 % of the cadres of a township logging in on at least 90 % of days for a median under 60 s: cannot judge, ask whether it is demanded by word of mouth',
  },
  limits: {
    zh: '登录规律只是线索,不能证明强制,因此不判违反;看最近 28 天,阈值为本系统自定。',
    en: 'A login pattern is a hint and proves no force, so it is never called a breach; it looks at the latest 28 days with thresholds of our own.',
  },
  clauses: [
    { instrument: 'S5', at: '(三)', status: 'V' },
    { instrument: 'S1', at: '防止强制使用', status: 'V' },
  ],
  severity: 'R',
  exemption: { zh: '安全、应急类系统', en: 'security and emergency systems' },
  subjectType: 'system',
  grain: 'current',
  validFrom: '2023-12-18',
  parameters: {
    cadre_share: {
      value: 0.8,
      unit: 'share',
      origin: 'design',
      meaning: { zh: '规律登录的干部份额', en: 'share of cadres who log in regularly' },
    },
    day_share: {
      value: 0.9,
      unit: 'share',
      origin: 'design',
      meaning: { zh: '登录的日子份额', en: 'share of days with a login' },
    },
    session_s: {
      value: 60,
      unit: 's',
      origin: 'design',
      meaning: { zh: '单次使用时长中位数低于此数', en: 'median session shorter than this' },
    },
  },
  needs: ['systems'],
  predicate: verdicts({
    subject: 's.code',
    department: 's.owner',
    judged: said({
      outside: EXEMPT,
      unknown: [
        ...['cadre_share', 'day_share', 'session_s'].map((name) => {
          const [condition, reason] = unset(name);
          return [`empty(q.facts) AND ${condition}`, reason] as const;
        }),
        ['empty(q.facts) AND u.units > 0', 'login-pattern-without-requirement'],
      ],
      breach: 'notEmpty(q.facts)',
    }),
    observed: 'length(q.facts)',
    evidence: `if(empty(q.facts), [${proof('systems', 's.fact_id')}], q.facts)`,
    detail: { townships_with_pattern: 'u.units' },
    from: `${LIVE_SYSTEMS} s LEFT ANY JOIN (SELECT r.system_code AS code, groupArray(${proof('requirements', 'r.fact_id')}) AS facts
      FROM ${LIVE_REQUIREMENTS} r WHERE r.frequency IN ('P1D', 'P1W') AND has(r.trace_kinds, 'login') GROUP BY code) q ON q.code = s.code
    LEFT ANY JOIN (SELECT code, countIf(regular >= ${valueOf('cadre_share')} * cadres) AS units FROM (
      SELECT p.code AS code, cu.township AS township, countIf(p.days >= ${valueOf('day_share')} * ${DAYS} AND p.session_s < ${valueOf('session_s')}) AS regular,
        any(t.cadres) AS cadres
      FROM (SELECT system_code AS code, cadre_code, uniqExact(\`on\`) AS days, median(ifNull(active_s, 0) / greatest(ifNull(sessions, 1), 1)) AS session_s
        FROM app_usage WHERE \`on\` > {data_to:Date} - ${DAYS} GROUP BY code, cadre_code) p
      INNER JOIN cadre_units cu ON cu.cadre_code = p.cadre_code
      LEFT ANY JOIN (SELECT township, count() AS cadres FROM cadre_units GROUP BY township) t ON t.township = cu.township
      GROUP BY code, township) GROUP BY code) u ON u.code = s.code`,
  }),
  examples: [
    {
      name: 'a weekly login demanded; a short daily login of nearly everybody without a requirement; an ordinary system',
      today: '2026-03-28',
      facts: {
        ...county({ T1: ['P1', 'P2'] }),
        systems: [system('A'), system('B'), system('C')],
        requirements: [requirement('R1', 'task', { system_code: 'A', frequency: 'P1W', trace_kinds: ['login'] })],
        app_usage: [...usage('P1', 28, 20), ...usage('P2', 27, 31)],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['requirements R1'] },
        { subject: 'B', period: 'current', verdict: 'cannot-judge', reason: 'login-pattern-without-requirement' },
        { subject: 'C', period: 'current', verdict: 'ok' },
      ],
    },
    {
      name: 'twenty days of long sessions are use, not a login for its own sake',
      today: '2026-03-28',
      facts: {
        ...county({ T1: ['P1', 'P2'] }),
        systems: [system('B')],
        app_usage: [...usage('P1', 20, 20), ...usage('P2', 28, 900)],
      },
      rows: [{ subject: 'B', period: 'current', verdict: 'ok' }],
    },
  ],
};
