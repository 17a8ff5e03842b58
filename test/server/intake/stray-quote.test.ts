/** One quote too many must cost one row, not all rows after it. */
import { countsOf, openIntake, type IntakeBench } from './intake-bench.ts';

let bench: IntakeBench;
beforeAll(async () => {
  bench = await openIntake();
});
afterAll(() => bench.close());

const HEADER = 'source,external_id,cadre_code,claimed_at,note\n';
const STRAY = 's,stray,c,2025-09-30 08:30,"never closed\n';
const rows = (name: string, n: number): string =>
  Array.from({ length: n }, (_, i) => `s,${name}${i},c,2025-09-30 08:30,fine\n`).join('');

it.each([
  ['a few rows', 30],
  ['thousands of rows', 60_000],
])(
  'before %s',
  async (name, n) => {
    const batch = await bench.load('a.csv', `${HEADER}${rows(`${name}-before`, 5)}${STRAY}${rows(name, n)}`);
    expect(countsOf(batch)).toEqual([n + 6, n + 5, 0, 0, 1]);
    expect(batch.reasons[0]).toMatchObject({ code: 'bad-quote' });
    expect(await bench.refusedCsv(batch)).toContain('never closed');
  },
  120_000,
);

it.each(['utf16le', 'with a mark'])('in a file that is decoded first (%s)', async (how) => {
  const text = `\ufeff${HEADER}${rows(how, 3)}${STRAY}${rows(`${how}-after`, 30)}`;
  const batch = await bench.load('c.csv', how === 'utf16le' ? Buffer.from(text, 'utf16le') : text);
  expect(countsOf(batch)).toEqual([34, 33, 0, 0, 1]);
});

it('a text of many lines that is closed stays one cell', async () => {
  const text = Array.from({ length: 100 }, (_, i) => `第 ${i} 行`).join('\n');
  const batch = await bench.load('b.csv', `${HEADER}s,long,c,2025-09-30 08:30,"${text}"\ns,bad,c,nonsense,"${text}"\n`);
  expect(countsOf(batch)).toEqual([2, 1, 0, 0, 1]);
  expect(await bench.store.query("SELECT note FROM checkins WHERE external_id = 'long'")).toEqual([{ note: text }]);
});
