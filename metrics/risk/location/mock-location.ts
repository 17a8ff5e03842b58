import type { Detector } from '../../definition.ts';
import { checkin } from '../../example-rows.ts';
import { asEvents, judgedOneByOne } from '../sql.ts';

const reason = `if(e.is_mock IS NULL, 'no-mock-flag', '')`;

const fixes = `
  SELECT e.source AS source, e.external_id AS external_id, e.requirement_code AS requirement, e.cadre_code AS cadre, e.day AS day,
    ifNull(e.captured_at, e.claimed_at) AS at, e.is_mock = 1 AS mock, e.device_id AS device,
    ${reason} AS reason
  FROM checkins e WHERE e.day IN {days:Array(Date)}`;

export const mockLocation: Detector = {
  id: 'mock-location',
  kind: 'risk',
  version: 1,
  family: 'location',
  terms: { zh: '模拟定位', en: 'Mock location' },
  question: {
    zh: '定位是手机真实测得的,还是由软件写进去的?',
    en: 'Was the position measured by the phone, or written in by software?',
  },
  formula: {
    zh: '系统上报“模拟定位”为真的打卡 → 标记',
    en: 'Check-ins that the device itself reports as a mock location: flagged',
  },
  limits: {
    zh: '系统没有上报此项的不判断。上报为“否”什么也证明不了:改装手机可以隐瞒。判断不依赖时间,因此时间只记到日的记录也判断。',
    en: 'Without the flag it is not judged. A flag that says no proves nothing: a modified phone can hide it. No clock is needed, so that records with nothing but a date are judged too.',
  },
  references: [
    { source: 'Fabrication note L4: Android Location.isMock(); an absent flag proves nothing', grade: 'M' },
    { source: 'DingTalk controls against virtual positioning, from secondary how-to pages', grade: 'P' },
  ],
  minimumN: 20,
  identity: true,
  null: {
    statement: {
      zh: '诚实的县里由个别机型误报、开发者选项未关造成,约 0.2%',
      en: 'In an honest county some phone models and developer options left on make about 0.2 %',
    },
    honestRate: 0.002,
  },
  falsePositives: {
    zh: '某些定制系统误报;手机开着开发者选项;连接车载或外置定位设备。',
    en: 'Vendor systems that report it wrongly, developer options left on, external receivers in a vehicle.',
  },
  excuses: ['outage', 'leave', 'shared-device'],
  parameters: {},
  ...judgedOneByOne([{ of: 'checkins', reason }]),
  signals: `
    SELECT requirement, cadre, '' AS org_unit, day, min(taken) AS at, 0.9 AS strength, toUInt32(count()) AS flagged,
      ${asEvents(`arraySort(groupArray(('checkins', toString(source), external_id, day)))`)} AS events,
      concat('{"events":', toString(count()), ',"devices":', toString(uniqExactIf(device, device != '')), '}') AS detail
    FROM (SELECT *, at AS taken FROM (${fixes}) WHERE reason = '' AND mock)
    GROUP BY requirement, cadre, day`,
  screen: `SELECT 1 FROM checkins WHERE day IN {days:Array(Date)} AND is_mock = 1`,
  examples: [
    {
      name: 'two of three check-ins of a day come from a mock provider: one signal with both',
      facts: {
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31', { is_mock: 1, device_id: 'D1' }),
          checkin('b', 'P1', '2026-03-02 10:12:31', { is_mock: 1, device_id: 'D1' }),
          checkin('c', 'P1', '2026-03-02 11:12:31', { is_mock: 0, device_id: 'D1' }),
          checkin('d', 'P2', '2026-03-03 00:00:00', { is_mock: 1, requirement_code: 'R2' }),
        ],
      },
      signals: [['a', 'b'], ['d']],
      eligible: 4,
    },
    {
      name: 'phones that report real positions are honest',
      facts: {
        checkins: [2, 3, 4].map((day) => checkin(`r${day}`, 'P1', `2026-03-0${day} 09:12:31`, { is_mock: 0 })),
      },
      signals: [],
      eligible: 3,
    },
    {
      name: 'a system that does not say: not judged',
      facts: { checkins: [checkin('a', 'P1', '2026-03-02 09:12:31'), checkin('b', 'P1', '2026-03-02 10:12:31')] },
      signals: [],
      eligible: 0,
      abstained: { 'no-mock-flag': 2 },
    },
  ],
};
