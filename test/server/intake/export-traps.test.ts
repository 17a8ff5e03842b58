import { chineseTime } from '../../../server/intake/chinese-time.ts';
import { countsOf, openIntake, type IntakeBench } from './intake-bench.ts';
import { workbookOf } from './workbook.ts';

let bench: IntakeBench;
beforeAll(async () => {
  bench = await openIntake();
});
afterAll(() => bench.close());

const rowsOf = (source: string) =>
  bench.store.query<Record<string, unknown>>(
    'SELECT cadre_code, claimed_at, precision_s, method, place FROM checkins WHERE source = {source:String} ORDER BY line',
    { source },
  );

it('a date without a year takes the year meant, and stays as it is when none is', () => {
  expect(chineseTime('9月30日', '', '2025')).toBe('2025-09-30');
  expect(chineseTime('9月3日 上午8:30', '', '2025')).toBe('2025-09-03 上午8:30');
  expect(chineseTime('9月30日')).toBe('9月30日');
});

describe('the WeCom export 打卡明细', () => {
  const csv = [
    '2025年9月打卡明细',
    '日期,姓名,账号,部门,职务,所属规则,打卡类型,应打卡时间,实际打卡时间,打卡状态,打卡地点,备注,打卡设备',
    '2025/9/30,张三,zhangsan,四望山村,网格员,村干部组,上班打卡,09:00,08:55,正常,村委会,,iPhone',
    '2025/9/30,张三,zhangsan,四望山村,网格员,村干部组,下班打卡,18:00,--,未打卡,--,,',
    '2025/9/30,李四,lisi,四望山村,网格员,村干部组,上班打卡,09:00,09:00,补卡,,忘带手机,',
    '10月1日,李四,lisi,四望山村,网格员,村干部组,上班打卡,09:00,８：５０,正常,同上,,',
  ].join('\n');

  it('is told by its columns; a punch nobody made is the system’s, one made up is marked', async () => {
    const batch = await bench.load('打卡.csv', csv);
    expect([batch.mapping, batch.source, ...countsOf(batch)]).toEqual(['wecom-export', 'wecom', 4, 4, 0, 0, 0]);
    expect(await rowsOf('wecom')).toEqual([
      {
        cadre_code: 'zhangsan',
        claimed_at: '2025-09-30T08:55:00.000+08:00',
        precision_s: 60,
        method: '',
        place: '村委会',
      },
      {
        cadre_code: 'zhangsan',
        claimed_at: '2025-09-30T18:00:00.000+08:00',
        precision_s: 60,
        method: 'system',
        place: '',
      },
      {
        cadre_code: 'lisi',
        claimed_at: '2025-09-30T09:00:00.000+08:00',
        precision_s: 60,
        method: 'manual_makeup',
        place: '',
      },
      { cadre_code: 'lisi', claimed_at: '2025-10-01T08:50:00.000+08:00', precision_s: 60, method: '', place: '' },
    ]);
    const told = batch.warnings.map(({ en }) => en).join('\n');
    for (const said of [
      '1 records were generated',
      '1 records were corrected',
      '1 rows say 同上',
      '1 rows have dates without a year',
    ])
      expect(told).toContain(said);
  });

  it('reads the same from every encoding it may come in, and shows which', async () => {
    const wide = Buffer.from(`\ufeff${csv}`, 'utf16le');
    const files: [string, Buffer, string][] = [
      ['utf-8', Buffer.from(csv), 'utf-8'],
      ['with a mark', Buffer.from(`\ufeff${csv}`), 'utf-8'],
      ['UTF-16LE', wide, 'utf-16le'],
      ['UTF-16BE', Buffer.from(wide).swap16(), 'utf-16be'],
      ['UTF-16LE without a mark', wide.subarray(2), 'utf-16le'],
    ];
    for (const [name, bytes, encoding] of files) {
      const batch = await bench.load(`${name}.csv`, bytes);
      expect([name, batch.encoding, ...countsOf(batch)]).toEqual([name, encoding, 4, 0, 0, 4, 0]);
    }
  }, 60_000);
});

describe('long numbers', () => {
  it('that a spreadsheet has rounded are refused, whole ones are kept', async () => {
    const csv =
      '填报人,身份证号,走访时间,定位\n李四,5.10321E+17,2025-09-30 08:30,村口\n王五,510321199001011234,2025-09-30 08:30,村口\n';
    const batch = await bench.load('台账.csv', csv, { source: 'rounded' });
    expect(countsOf(batch)).toEqual([2, 1, 0, 0, 1]);
    expect(batch.reasons[0]).toMatchObject({ column: 'cadre_code', code: 'lost-digits', example: '5.10321E+17' });
    const [row] = await rowsOf('rounded');
    expect(row!['cadre_code']).toMatch(/^id-[0-9a-f]{16}$/);
    const fixed = (await bench.refusedCsv(batch)).replace('5.10321E+17', '510321199001011235');
    expect(countsOf(await bench.load('fixed.csv', fixed, { source: 'rounded' }))).toEqual([1, 1, 0, 0, 0]);
  });
});

describe('merged cells and hidden sheets', () => {
  it('fill down what they cover, and are named when they are passed over', async () => {
    const header = ['填报人', '部门', '走访时间', '定位'];
    const book = workbookOf([
      {
        name: '九月',
        rows: [
          ['2025年9月走访台账', null, null, null],
          header,
          ['张三', '四望山村', '9月1日 8:30', '村口'],
          [null, null, '9月2日 8:30', '村尾'],
        ],
        merged: ['A1:D1', 'A3:A4', 'B3:B4'],
      },
      { name: '底稿', hidden: true, rows: [header, ['李四', 'x', '2025-09-01 08:30', 'y']] },
    ]);
    const batch = await bench.load('台账.xlsx', book, { source: 'merged' });
    expect(countsOf(batch)).toEqual([2, 2, 0, 0, 0]);
    expect((await rowsOf('merged')).map((row) => [row['cadre_code'], row['claimed_at']])).toEqual([
      ['张三', '2025-09-01T08:30:00.000+08:00'],
      ['张三', '2025-09-02T08:30:00.000+08:00'],
    ]);
    expect(batch.warnings.map(({ zh }) => zh).join()).toContain('底稿');
  });
});

describe('sheets of canonical columns', () => {
  it('hand refused rows back under their own header, and take them again once they are put right', async () => {
    const book = workbookOf([
      {
        name: '打卡',
        rows: [
          ['note', 'claimed_at', 'cadre_code', 'external_id', 'source'],
          ['一', '2025-09-01 08:30', 'c1', 'a', 'sheet'],
          ['"二", 三', 'soon', 'c2', 'b', 'sheet'],
          ['四', { serial: 45_930.354_166_7 }, 'c3', 'c', ''],
          ['五', 'later', 'c4', 'd', ''],
        ],
      },
    ]);
    const batch = await bench.load('打卡.xlsx', book, { as: 'checkins', source: 'filled' });
    expect(countsOf(batch)).toEqual([4, 2, 0, 0, 2]);
    const csv = await bench.refusedCsv(batch);
    const [header, first, second] = csv.replace('\ufeff', '').split('\r\n');
    expect(header).toMatch(/^note,claimed_at,cadre_code,external_id,source,/);
    expect(first).toMatch(/^"""二"", 三",soon,c2,b,sheet,打卡,3,claimed_at,bad-time,/);
    expect(second).toMatch(/^五,later,c4,d,,打卡,5,claimed_at,bad-time,/);
    const fixed = csv.replace('soon', '2025-09-02 08:30').replace('later', '2025-09-03 08:30');
    expect(countsOf(await bench.load('fixed.csv', fixed, { as: 'checkins', source: 'filled' }))).toEqual([
      2, 2, 0, 0, 0,
    ]);
  });
});
