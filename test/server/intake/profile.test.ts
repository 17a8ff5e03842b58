/** What a batch holds, and what is unusual about it. */
import { openIntake, type IntakeBench } from './intake-bench.ts';

let bench: IntakeBench;
beforeAll(async () => {
  bench = await openIntake();
});
afterAll(() => bench.close());

const HEADER = 'source,external_id,cadre_code,claimed_at,requirement_code,uploaded_at,device_id,lat,lon,note';
interface Shape {
  day: number;
  rows?: number;
  delayMinutes?: number;
  requirement?: string;
  device?: boolean;
}
/** One day of a source: check-ins every minute, uploaded two minutes later, 10 people with a device each. */
function dayOf(source: string, { day, rows = 60, delayMinutes = 2, requirement = 'R1', device = true }: Shape): string {
  const at = (minute: number): string => new Date(Date.UTC(2025, 2, day, 1, minute)).toISOString();
  const lines = Array.from({ length: rows }, (_, i) =>
    [
      source,
      `${day}-${i}`,
      `P${i % 10}`,
      at(i),
      requirement,
      at(i + delayMinutes),
      device ? `D${i % 10}` : '',
      `30.${i}`,
      '114.3',
      '',
    ].join(','),
  );
  return [HEADER, ...lines].join('\n');
}
const load = async (source: string, shape: Shape) =>
  (await bench.load(`${source}-${shape.day}.csv`, dayOf(source, shape))).profile!;

it('says of each column how much it holds, how many values, from where to where', async () => {
  const profile = await load('first', { day: 3, rows: 120 });
  const column = (name: string) => profile.columns.find((one) => one.name === name);
  expect([profile.rows, profile.days, profile.delaySeconds, profile.comparedWith]).toEqual([120, 1, 120, 0]);
  expect(column('cadre_code')).toEqual({
    name: 'cadre_code',
    filled: 120,
    distinct: 10,
    min: null,
    max: null,
    newValues: null,
    examples: [],
  });
  expect(column('claimed_at')).toMatchObject({
    filled: 120,
    min: '2025-03-03 09:00:00.000',
    max: '2025-03-03 10:59:00.000',
  });
  expect(column('lat')).toMatchObject({ filled: 120, min: '30', max: '30.99' });
  expect(column('note')).toMatchObject({ filled: 0, distinct: null });
  expect(profile.surprises).toEqual([]);
  const stored = await bench.receipts.byNumber(1);
  expect(stored!.profile).toEqual(profile);
});

it('finds nothing unusual where a day is like those before', async () => {
  const profiles = [];
  for (const day of [3, 4, 5, 6]) profiles.push(await load('usual', { day }));
  expect(profiles.map(({ comparedWith, surprises }) => [comparedWith, surprises])).toEqual([
    [0, []],
    [1, []],
    [2, []],
    [3, []],
  ]);
});

it.each([
  [
    'a requirement nobody knew',
    { requirement: 'R2' },
    [['new-values', 'requirement_code', '1 values in requirement_code that earlier batches did not have: R2']],
  ],
  [
    'eight hours between the clocks',
    { delayMinutes: 482 },
    [
      [
        'clock-drift',
        '',
        'The median from event to receipt is 482 min, earlier it was 2 min: check clocks and time zone',
      ],
    ],
  ],
  ['a jump in volume', { rows: 400 }, [['volume', '', '400 rows a day; the median of earlier batches is 60']]],
  ['a trickle', { rows: 15 }, [['volume', '', '15 rows a day; the median of earlier batches is 60']]],
  [
    'a column that fell empty',
    { device: false },
    [['column-emptied', 'device_id', 'device_id is filled in 0 % of the rows, earlier in 100 %']],
  ],
])('names %s', async (name, change, expected) => {
  const source = name.replaceAll(' ', '-');
  for (const day of [3, 4, 5]) await load(source, { day });
  const { surprises, comparedWith } = await load(source, { day: 6, ...change });
  expect(comparedWith).toBe(3);
  expect(surprises.map(({ code, column, words }) => [code, column, words.en])).toEqual(expected);
});

it('compares with its own source and kind only, and not with what was withdrawn', async () => {
  for (const day of [3, 4, 5]) await load('mine', { day });
  expect((await load('yours', { day: 3, rows: 900 })).comparedWith).toBe(0);
  const wrong = await bench.load('mine-6.csv', dayOf('mine', { day: 6, requirement: 'R9' }));
  await bench.withdrawals.withdraw(wrong.receipt, 'wrong requirement', { name: 'test' });
  const again = await load('mine', { day: 7, requirement: 'R9' });
  expect([again.comparedWith, again.surprises.map(({ column }) => column)]).toEqual([3, ['requirement_code']]);
});
