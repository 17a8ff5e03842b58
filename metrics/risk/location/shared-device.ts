import type { Detector } from '../../definition.ts';
import { checkin } from '../../example-rows.ts';
import { asEvents, COARSE_CLOCK_S, clockPrecision, judgedOneByOne } from '../sql.ts';

const reason = `multiIf(e.device_id = '', 'no-device', e.device_id IN (SELECT device_id FROM shared_devices), 'registered-shared-device',
      e.created_by != '' AND e.created_by != e.cadre_code, 'entered-by-other', '')`;

const uses = `
  SELECT e.source AS source, e.external_id AS external_id, e.requirement_code AS requirement, e.cadre_code AS cadre, e.day AS day,
    ifNull(e.captured_at, e.claimed_at) AS at, e.device_id AS device,
    if(e.captured_at IS NULL, greatest(e.precision_s, p.claimed_s), p.captured_s) < ${COARSE_CLOCK_S} AS timed,
    ${reason} AS reason
  FROM checkins e LEFT ANY JOIN ${clockPrecision('checkins', ['claimed', 'captured'])} p ON p.source = e.source
  WHERE e.day IN {days:Array(Date)}`;

/** How often each person used the phone that he or she used most that day. */
const ownPhones = `
  SELECT cadre, day, max(n) AS most_uses FROM (
    SELECT cadre, day, device, count() AS n FROM (${uses}) WHERE reason = '' GROUP BY cadre, day, device)
  GROUP BY cadre, day`;

const oneDevice = 'PARTITION BY device, day';
const ofOne = 'PARTITION BY s.device, s.day';
const windowSeconds = 'toUInt32(60 * {window_minutes:Float64})';

/**
 * Uses of devices that several people used that day, with: whose phone it is (`main`: most uses, then the first; nobody’s where each
 * of them used another phone more often that day), the place of the use among those of its person, and how many people used it in some ten minutes around it (`together`, 0 when untimed).
 * Windows and not arrays of all uses: what a thousand uses of one device need grows with a thousand, not with its square.
 * Most devices have one user and are left out before anything is sorted; who remains is counted again over the uses that count.
 */
const crowdedUses = `
  SELECT *, first_value(if(own_uses = most_uses, cadre, '')) OVER (${oneDevice} ORDER BY own_uses = most_uses DESC, own_uses DESC, own_first ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS main,
    if(timed, max(following) OVER (${oneDevice} ORDER BY moment RANGE BETWEEN ${windowSeconds} PRECEDING AND CURRENT ROW), 0) AS together
  FROM (
    SELECT s.*, o.most_uses AS most_uses, uniqExact(s.cadre) OVER (${ofOne}) AS persons,
      row_number() OVER (${ofOne}, s.cadre ORDER BY at, source, external_id) AS place,
      count() OVER (${ofOne}, s.cadre) AS own_uses, min((at, toString(source), external_id)) OVER (${ofOne}, s.cadre) AS own_first,
      uniqExactIf(s.cadre, timed) OVER (${ofOne} ORDER BY moment RANGE BETWEEN CURRENT ROW AND ${windowSeconds} FOLLOWING) AS following
    FROM (SELECT *, toUnixTimestamp(at) AS moment FROM (${uses}) WHERE reason = '' AND (device, day) IN (
      SELECT device_id, day FROM checkins WHERE day IN {days:Array(Date)} GROUP BY device_id, day
      HAVING uniqExact(cadre_code) >= {persons_per_day:Float64})) s
    LEFT ANY JOIN (${ownPhones}) o ON o.cadre = s.cadre AND o.day = s.day)
  WHERE persons >= {persons_per_day:Float64}`;

/** Partners shown; of each person so many first uses are kept, and of those twice so many hold as many of others. */
const PARTNERS = 10;

const phone = (device_id: string) => ({ device_id });

export const sharedDevice: Detector = {
  id: 'shared-device',
  kind: 'risk',
  version: 2,
  family: 'location',
  terms: { zh: '一机多人', en: 'One device, several people' },
  question: {
    zh: '一部没有登记为共用的手机,是否替好几个人打了卡?',
    en: 'Did one phone that is not registered as shared check in for several people?',
  },
  formula: {
    zh: '未登记共用的设备,同一天有 2 人以上打卡 → 标记当天主要使用人以外各人的打卡(各人当天都更多使用别的手机的,没有主要使用人,全部标记);任意 10 分钟之内达到 3 人的强度最高',
    en: 'Check-ins on an unregistered device that 2 or more people use on one day, except those of its main user that day (all of them where each used another phone more often that day); strongest where 3 people fall into any ten minutes',
  },
  limits: {
    zh: '没有设备号的不判断。系统重置设备号、更换手机当天会误报。主要使用人按当天次数认定,次数相同取先到者。代录人如实注明的不判断。',
    en: 'Without device ids it is not judged. Resets of the id and the day of a new phone are flagged wrongly. The main user is who used it most that day, the first on a tie. Entries that name the clerk who typed them are not judged.',
  },
  references: [
    {
      source:
        'Fabrication note L3 (3 persons in a rolling 10 minutes, or 2 in a day without a registered shared device); domain note R05',
      grade: 'M',
    },
    {
      source:
        'Longgang, Zhejiang 2025: community staff accused of clocking in for colleagues; under investigation when read',
      grade: 'P',
    },
  ],
  minimumN: 20,
  identity: true,
  null: {
    statement: {
      zh: '诚实的县里因手机没电借用、换机,约 0.5%',
      en: 'In an honest county borrowed and replaced phones make about 0.5 %',
    },
    honestRate: 0.005,
  },
  falsePositives: {
    zh: '村里共用的平板没有登记(登记后即消除);借用同事手机;设备号由系统按型号生成而重复。',
    en: 'A village tablet nobody registered (register it and it is gone); a borrowed phone; systems that make ids from the model, so that they repeat.',
  },
  excuses: ['shared-device', 'outage'],
  parameters: {
    persons_per_day: {
      value: 2,
      unit: 'persons',
      meaning: { zh: '同一天同一设备的人数', en: 'people on one device in a day' },
    },
    persons_together: {
      value: 3,
      unit: 'persons',
      meaning: { zh: '滚动窗口内的人数,达到此数强度最高', en: 'people within the rolling window for full strength' },
    },
    window_minutes: { value: 10, unit: 'min', meaning: { zh: '滚动窗口', en: 'rolling window' } },
  },
  ...judgedOneByOne([{ of: 'checkins', reason }]),
  signals: `
    SELECT one.1 AS requirement, one.2 AS cadre, '' AS org_unit, day, one.3 AS at,
      multiIf(one.4 >= {persons_together:Float64}, 1., one.4 > 1, 0.7, 0.5) AS strength, toUInt32(length(one.5)) AS flagged,
      ${asEvents(`arrayConcat(one.5,
        arrayMap(use -> ('checkins', use.2, use.3, day), arraySlice(arrayFilter(use -> use.4 != one.2, firsts), 1, ${PARTNERS})))`)} AS events,
      concat('{"people":', toString(people), ',"people_in_window":', toString(one.4), '}') AS detail
    FROM (
      SELECT device, day, any(persons) AS people, arraySlice(arraySort(groupArrayArray(first_uses)), 1, ${2 * PARTNERS}) AS firsts,
        groupArrayIf((requirement, cadre, since, most, flagged_uses), cadre != main) AS borrowed
      FROM (
        SELECT device, day, requirement, cadre, any(u.persons) AS persons, any(u.main) AS main, min(u.at) AS since, max(u.together) AS most,
          arraySort(groupArray(('checkins', toString(u.source), u.external_id, u.day))) AS flagged_uses,
          groupArrayIf((u.at, toString(u.source), u.external_id, toString(u.cadre)), u.place <= ${PARTNERS}) AS first_uses
        FROM (${crowdedUses}) u GROUP BY device, day, requirement, cadre)
      GROUP BY device, day)
    ARRAY JOIN borrowed AS one`,
  screen: `
    SELECT 1 FROM checkins WHERE day IN {days:Array(Date)} AND device_id != ''
    GROUP BY device_id, day HAVING uniqExact(cadre_code) >= {persons_per_day:Float64}`,
  examples: [
    {
      name: 'one phone clocks in for three people within eight minutes, across a ten-minute bin: all but its main user are flagged',
      facts: {
        checkins: [
          checkin('own1', 'P1', '2026-03-02 08:12:31', phone('D1')),
          checkin('own2', 'P1', '2026-03-02 09:07:31', phone('D1')),
          checkin('for2', 'P2', '2026-03-02 09:09:40', phone('D1')),
          checkin('for3', 'P3', '2026-03-02 09:14:12', phone('D1')),
          checkin('lent', 'P4', '2026-03-03 09:14:12', phone('D2')),
          checkin('own3', 'P5', '2026-03-03 08:14:12', phone('D2')),
          checkin('own4', 'P5', '2026-03-03 17:34:12', phone('D2')),
        ],
      },
      signals: [
        ['for2', 'own1', 'own2', 'for3'],
        ['for3', 'own1', 'own2', 'for2'],
        ['lent', 'own3', 'own4'],
      ],
      eligible: 7,
    },
    {
      name: 'a phone that serves two people who use their own ones more often that day belongs to neither',
      facts: {
        checkins: ['P1', 'P2'].flatMap((cadre, i) => [
          checkin(`${cadre}am`, cadre, `2026-03-02 08:1${i}:31`, phone(`D${i}`)),
          checkin(`${cadre}pm`, cadre, `2026-03-02 17:1${i}:31`, phone(`D${i}`)),
          checkin(`${cadre}by`, cadre, `2026-03-02 11:1${i}:31`, phone('D7')),
        ]),
      },
      signals: [
        ['P1by', 'P2by'],
        ['P2by', 'P1by'],
      ],
      eligible: 6,
    },
    {
      name: 'everybody on a phone of their own, and a phone handed on to a successor the next day, are honest',
      facts: {
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:07:31', phone('D1')),
          checkin('b', 'P2', '2026-03-02 09:07:32', phone('D2')),
          checkin('c', 'P3', '2026-03-03 09:07:33', phone('D1')),
        ],
      },
      signals: [],
      eligible: 3,
    },
    {
      name: 'a registered village tablet, a clerk who says so, and no device id: not judged',
      facts: {
        devices: [{ device_id: 'TAB', shared: 1 }],
        checkins: [
          ...['P1', 'P2', 'P3'].map((cadre, i) => checkin(`t${i}`, cadre, `2026-03-02 09:0${i}:31`, phone('TAB'))),
          ...['P1', 'P2', 'P3'].map((cadre, i) =>
            checkin(`c${i}`, cadre, `2026-03-03 09:0${i}:31`, { ...phone('D9'), created_by: 'CLERK' }),
          ),
          checkin('n', 'P4', '2026-03-03 10:01:31'),
        ],
      },
      signals: [],
      eligible: 0,
      abstained: { 'registered-shared-device': 3, 'entered-by-other': 3, 'no-device': 1 },
    },
  ],
};
