/** The engine's reader trims cells where that changes nothing; a tab in the file forbids it. Both ways must give the same facts. */
import { countsOf, openIntake, type IntakeBench } from './intake-bench.ts';

let bench: IntakeBench;
beforeAll(async () => {
  bench = await openIntake();
});
afterAll(() => bench.close());

const HEADER = 'source,external_id,cadre_code,claimed_at,lat,lon,crs,is_mock,photos,note';
const CELLS = [
  ['one', 'c', '2025-09-30 08:30:00', '30.5', '104.25', 'WGS84', 'true', 'a;b', 'plain'],
  ['  two  ', ' c ', ' 2025-09-30T08:30:00+08:00 ', ' 30 ', ' +104 ', ' GCJ-02 ', ' 1 ', ' a ; b ', ' spaces around '],
  ['three', 'c', '2025/09/30 8:30', '', '', '', '', '', '   '],
  ['four', 'c', '"2025-09-30 23:59:59"', '1e1', '.5', '-', '无', '', '"  kept, inside  "'],
  ['five', 'c', '2025-09-30 24:00:00', '', '', '', '', '', '\u3000全角空格\u3000'],
  ['six', 'c', '2025-09-30 08:30:00+0800', '', '', '', '', '', '\u00a0NBSP\u00a0'],
  ['seven', 'c', '2025-09-30 29:30:00', '', '', '', '', '', 'no such hour'],
  ['eight', 'c', '2025-19-30 09:30:00', '', '', '', '', '', 'no such month'],
  ['nine', 'c', '2025-09-30 08:30:00', '91.5', '104', 'mars', 'maybe', '', ' three faults '],
  ['ten', 'c', '2025-09-30 08:30:00', '30.5', '', '', '', '', 'half a place'],
  ['eleven', 'c', '2025-09-30 08:30:00', '', '', '', '', '', '"a ""word"" and\na line"'],
  ['  ', 'c', '2025-09-30 08:30:00', '', '', '', '', '', 'no id'],
];
const NAMES = ['fact_id', 'content_hash', 'line', 'external_id', 'cadre_code', 'claimed_at', 'lat', 'lon', 'crs', 'is_mock', 'photos', 'note', 'precision_s', 'coordinate_decimals', 'extra']; // prettier-ignore

async function facts(end: string, last: string) {
  const lines = CELLS.map((cells) => ['s', ...cells].join(','));
  const text = [HEADER, ...lines, '      ', 's,short', 's,1,c,2025-09-30 08:30,,,,,,long, ', '', last].join(end);
  const batch = await bench.load('t.csv', `${text}${end}`);
  const rows = await bench.store.query(
    `SELECT ${NAMES.join(', ')} FROM checkins_versions WHERE batch = {batch:UInt32} AND external_id != 'last' ORDER BY line`,
    { batch: batch.receipt },
  );
  const refused = await bench.store.query(
    'SELECT line, column, code, value FROM refused WHERE batch = {batch:UInt32} AND line < 15 ORDER BY line, column, code',
    { batch: batch.receipt },
  );
  const csv = (await bench.refusedCsv(batch)).split('\r\n').filter((line) => !line.includes('last'));
  await bench.withdrawals.withdraw(batch.receipt, 'loaded once more', { name: 'test' });
  return { counts: countsOf(batch), rows, refused, csv };
}

it.each(['\n', '\r\n'])('gives what untrimmed cells give, lines ending in %j', async (end) => {
  const trimmed = await facts(end, 's,last,c,2025-09-30 08:30:00,,,,,,end');
  const untrimmed = await facts(end, 's,last,c,2025-09-30 08:30:00,,,,,,a\ttab');
  expect(trimmed).toEqual(untrimmed);
  expect(trimmed.counts).toEqual([15, 8, 0, 0, 7]);
  expect(trimmed.csv.join('\n')).toContain(' three faults ');
});

it('takes a quote behind a space for a letter, as everybody else does', async () => {
  const lines = [
    's,q1,c,2025-09-30 08:30:00,,,,,, "a',
    's,q2,c,2025-09-30 08:30:00,,,,,,b"',
    's,q3,c,2025-09-30 08:30:00,,,,,,c',
  ];
  const batch = await bench.load('q.csv', `${[HEADER, ...lines].join('\n')}\n`);
  expect(countsOf(batch)).toEqual([3, 3, 0, 0, 0]);
  expect(
    await bench.store.query("SELECT external_id, note FROM checkins WHERE external_id LIKE 'q%' ORDER BY line"),
  ).toEqual([
    { external_id: 'q1', note: '"a' },
    { external_id: 'q2', note: 'b"' },
    { external_id: 'q3', note: 'c' },
  ]);
});
