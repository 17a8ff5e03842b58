/**
 * A kiosk through which a whole office checks in, a form filled in a thousand times with one text: what many events of one
 * device, person or text need must grow with their number, not with its square.
 */
import { catalogue, detector } from '../../metrics/catalogue.ts';
import type { FactStore } from '../../server/facts/fact-store.ts';
import { prepareLookups } from '../support/lookups.ts';
import { indicatorRows, isAdditive, placedEvents, riskRows, signalDrafts } from '../../server/indicators/statements.ts';
import { addFacts } from '../support/example-facts.ts';
import { openTestFactStore } from '../support/fact-store.ts';

const EVENTS = 8_000;
const PEOPLE = 40;
const ENOUGH_MEMORY = 256 * 2 ** 20;

let store: FactStore;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ store, close } = await openTestFactStore());
  const time = (i: number) => new Date(Date.UTC(2026, 2, 2 + (i % 2), 0, 0, i)).toISOString();
  const base = (i: number) => ({
    source: 'kiosk',
    external_id: `e${i}`,
    cadre_code: `P${i % PEOPLE}`,
    requirement_code: 'R1',
  });
  await addFacts(store, {
    requirements: [{ code: 'R1', name: 'R1', kind: 'checkin', issuer: 'D', fields: ['户数', '人数'] }],
    cadres: Array.from({ length: PEOPLE }, (_, i) => ({ code: `P${i}`, org_unit_code: 'T1' })),
    photos: [
      {
        ref: 'same',
        sha256: '5'.repeat(64),
        phash256: 'f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22',
      },
    ],
    checkins: Array.from({ length: EVENTS }, (_, i) => ({
      ...base(i),
      claimed_at: time(i),
      uploaded_at: '2026-03-05T12:00:00Z',
      lat: 30.123456,
      lon: 104.123456,
      device_id: 'KIOSK',
      ...(i % 2 === 1 ? { captured_at: time(i) } : {}),
      place: `${i % PEOPLE}村`,
      photos: ['same'],
    })),
    reports: Array.from({ length: EVENTS }, (_, i) => ({
      ...base(i),
      claimed_at: time(i),
      submitted_at: new Date(Date.UTC(2026, 2, 4, 0, 0, i)).toISOString(),
      text: '走访困难群众了解生产生活情况，宣传医保和养老政策，检查房前屋后排水沟与灭火器，提醒夜间不独自出门，登记外出务工人员返乡时间。',
      values: { 户数: 12, 人数: 34, 面积: 56, 收入: 78, 住房: 90, 耕地: 21, 低保: 43, 危房: 65, 饮水: 87 },
      active_edit_s: 3,
    })),
  });
  await prepareLookups(store);
}, 60_000);
afterAll(() => close());

const statements = catalogue.flatMap((definition) =>
  definition.kind === 'risk'
    ? [
        { name: `${definition.id}: signals`, ...signalDrafts([definition]) },
        { name: `${definition.id}: eligible`, ...riskRows([definition]) },
      ]
    : isAdditive(definition)
      ? [{ name: definition.id, ...indicatorRows([definition]) }]
      : [{ name: definition.id, sql: placedEvents(definition), parameters: {} }],
);

/**
 * A county's month of figures: 24 townships answer two forms of twelve numbers and a total, 24 times a day each; the detectors
 * of numbers look back on all 35,712 reports from the last two days.
 */
describe('figures of a whole county', () => {
  const TOWNSHIPS = 24;
  const DAYS = 31;
  const PER_DAY = 24;
  const FIELDS = Array.from({ length: 12 }, (_, i) => `f${i}`);
  const day = (n: number) => `2026-05-${String(1 + n).padStart(2, '0')}`;
  const figures = catalogue.filter((one) => one.kind === 'risk').filter((one) => one.family === 'numbers');

  beforeAll(async () => {
    await addFacts(store, {
      org_units: Array.from({ length: TOWNSHIPS }, (_, t) => ({ code: `N${t}`, name: `N${t}`, level: 'township' })),
      cadres: Array.from({ length: TOWNSHIPS }, (_, t) => ({ code: `N${t}P`, org_unit_code: `N${t}` })),
      requirements: [
        { code: 'N1', name: 'N1', kind: 'report', issuer: 'D', metric: 'f0', target: '600' },
        { code: 'N2', name: 'N2', kind: 'report', issuer: 'D' },
      ],
    });
    for (let n = 0; n < DAYS; n++)
      await addFacts(store, {
        reports: Array.from({ length: 2 * TOWNSHIPS * PER_DAY }, (_, i) => ({
          source: 'numbers',
          external_id: `${n}-${i}`,
          cadre_code: `N${i % TOWNSHIPS}P`,
          requirement_code: i % 2 === 0 ? 'N1' : 'N2',
          submitted_at: `${day(n)}T0${1 + (i % 9)}:00:31Z`,
          values: {
            ...Object.fromEntries(FIELDS.map((name, k) => [name, 100 + ((i * 7919 + n * 104_729 + k * 613) % 1009)])),
            合计: 1200 + ((i * 31) % 977),
          },
        })),
      });
    await prepareLookups(store);
  }, 120_000);

  it.each(figures.flatMap((one) => [{ id: one.id, what: 'signals', ...signalDrafts([one]) }, { id: one.id, what: 'eligible', ...riskRows([one]) }]))(
    '$id: $what need little memory, and judge them',
    async ({ what, sql, parameters }) => {
      const rows = await store.query<{ judged: number }>(
        `SELECT toFloat64(${what === 'eligible' ? 'sum(eligible + abstained)' : 'count()'}) AS judged FROM (${sql})`,
        { ...parameters, computation: 1, days: [day(DAYS - 2), day(DAYS - 1)] },
        { settings: { max_memory_usage: ENOUGH_MEMORY } },
      );
      if (what === 'eligible') expect(rows[0]!.judged).toBeGreaterThan(100);
      else expect(rows).toHaveLength(1);
    },
    30_000,
  ); // prettier-ignore
});

/** Registered points of a province, and a day of check-ins all over it. */
it('thousands of registered places need little memory', async () => {
  await addFacts(store, {
    places: Array.from({ length: 20_000 }, (_, i) => ({
      code: `place ${i}`,
      lat: 28 + (i % 141) / 40,
      lon: 102 + Math.floor(i / 141) / 40,
      radius_m: 50 + (i % 7) * 100,
    })),
  });
  for (const id of ['coordinate-repeat', 'co-location-burst']) {
    const { sql, parameters } = signalDrafts([detector(id)!]);
    const answer = store.query(
      `SELECT count() FROM (${sql})`,
      { ...parameters, computation: 1, days: ['2026-03-02', '2026-03-03'] },
      { settings: { max_memory_usage: ENOUGH_MEMORY } },
    );
    await expect(answer).resolves.toHaveLength(1);
  }
}, 60_000);

it.each(statements)('$name needs little memory', async ({ sql, parameters }) => {
  const days = ['2026-03-02', '2026-03-03', '2026-03-04'];
  const answer = store.query(
    `SELECT count(), sum(cityHash64(*)) FROM (${sql})`,
    { ...parameters, computation: 1, days },
    { settings: { max_memory_usage: ENOUGH_MEMORY } },
  );
  await expect(answer).resolves.toHaveLength(1);
});
