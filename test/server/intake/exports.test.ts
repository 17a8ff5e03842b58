import { chineseTime } from '../../../server/intake/chinese-time.ts';
import { bareSerial, dateFormatOf, serialToText } from '../../../server/intake/formats/excel-dates.ts';
import { countsOf, openIntake, type IntakeBench } from './intake-bench.ts';
import { workbookOf, zipOf, type TestCell } from './workbook.ts';

let bench: IntakeBench;
beforeAll(async () => {
  bench = await openIntake();
});
afterAll(() => bench.close());

const DINGTALK = [
  '姓名',
  '考勤组',
  '部门',
  '工号',
  '职位',
  'UserId',
  '考勤日期',
  '考勤时间',
  '打卡时间',
  '打卡结果',
  '打卡地址',
  '打卡备注',
  '打卡图片1',
  '打卡图片2',
  '打卡设备',
  '管理员修改备注',
];
const punch = (user: string, at: TestCell, more: Partial<Record<string, TestCell>> = {}): TestCell[] =>
  DINGTALK.map(
    (name) =>
      ({
        姓名: '张三',
        考勤组: '村干部组',
        UserId: user,
        考勤日期: '25-09-30 星期二',
        打卡时间: at,
        打卡地址: '朱沱镇四望山村',
        ...more,
      })[name] ?? null,
  );
const stored = (source: string) =>
  bench.store.query<Record<string, unknown>>(
    'SELECT cadre_code, claimed_at, precision_s, requirement_code, place, photos, method, line, sheet, external_id FROM checkins WHERE source = {source:String} ORDER BY sheet, line',
    { source },
  );

describe('Excel days', () => {
  it('become wall-clock time as exactly as their format shows', () => {
    expect(serialToText(45930.3541666667, { date: true, time: 'minute' }, false)).toBe('2025-09-30 08:30');
    expect(serialToText(44468.3541666667, { date: true, time: 'minute' }, true)).toBe('2025-09-30 08:30');
    expect(serialToText(45930, { date: true, time: 'none' }, false)).toBe('2025-09-30');
    expect(serialToText(0.5, { date: false, time: 'minute' }, false)).toBe('12:00');
    expect(bareSerial('45930.3541666667')).toBe('2025-09-30 08:30:00');
    expect([bareSerial('1'), bareSerial('2025'), bareSerial('123456')]).toEqual([undefined, undefined, undefined]);
  });

  it('are told from numbers by their format', () => {
    expect(dateFormatOf(200, 'yyyy"年"m"月"d"日" hh:mm:ss')).toEqual({ date: true, time: 'second' });
    expect(dateFormatOf(22, undefined)).toEqual({ date: true, time: 'minute' });
    for (const code of ['0.00', '#,##0', '@', 'General', '[Red]0']) expect(dateFormatOf(200, code)).toBeUndefined();
    expect(dateFormatOf(200, 'mm:ss')).toEqual({ date: false, time: 'second' });
  });
});

describe('Chinese times', () => {
  it('are turned into forms the engine reads', () => {
    expect(chineseTime('25-09-30 星期二')).toBe('2025-09-30');
    expect(chineseTime('二〇二五年九月三十日')).toBe('2025-09-30');
    expect(chineseTime('二〇二五年十二月二十一日')).toBe('2025-12-21');
    expect(chineseTime('上午8:30', '2025-09-30')).toBe('2025-09-30 上午8:30');
    expect(chineseTime('０８：５５', '2025-09-30')).toBe('2025-09-30 08:55');
    expect(chineseTime('9月30日')).toBe('9月30日');
  });
});

describe('the DingTalk export', () => {
  it('is read with its title rows, merged cells, shared texts, serials and formulas', async () => {
    const book = workbookOf([
      {
        name: '原始记录',
        rows: [
          ['考勤原始记录表', null],
          ['统计日期:2025-09-01 至 2025-09-30'],
          DINGTALK,
          punch('u01', '2025-09-30 08:55', { 打卡图片1: 'https://a/1.jpg', 打卡图片2: 'https://a/2.jpg' }),
          punch('u02', { serial: 45930.3541666667 }),
          punch('u03', { shared: '2025年9月30日 下午3点05分' }, { 考勤组: null }),
          punch('u04', '上午8:30', { 考勤组: null, 管理员修改备注: '补卡' }),
          punch('u05', { formula: 'NOW()', value: '2025-09-30 09:00' }),
          [],
          punch('u06', '坏时间'),
        ],
        merged: ['A1:P1', 'B5:B7'],
      },
      { name: '隐藏', hidden: true, rows: [DINGTALK, punch('u99', '2025-09-30 08:55')] },
      { name: '说明', rows: [['本表由系统导出']] },
    ]);
    const batch = await bench.load('原始记录.xlsx', book);
    expect([batch.format, batch.mapping, batch.kind, ...countsOf(batch)]).toEqual([
      'xlsx',
      'dingtalk-export',
      'checkins',
      6,
      5,
      0,
      0,
      1,
    ]);
    expect(batch.warnings.map(({ en }) => en).join('\n')).toMatch(
      /Hidden sheets were not loaded: 隐藏[^]*Sheets without a recognised header were not loaded: 说明[^]*1 records were corrected/,
    );
    expect(
      (await stored('dingtalk')).map(({ cadre_code, claimed_at, precision_s, requirement_code, method, line }) => [
        line,
        cadre_code,
        claimed_at,
        precision_s,
        requirement_code,
        method,
      ]),
    ).toEqual([
      [4, 'u01', '2025-09-30T08:55:00.000+08:00', 60, 'dingtalk:村干部组', ''],
      [5, 'u02', '2025-09-30T08:30:00.000+08:00', 60, 'dingtalk:村干部组', ''],
      [6, 'u03', '2025-09-30T15:05:00.000+08:00', 60, 'dingtalk:村干部组', ''],
      [7, 'u04', '2025-09-30T08:30:00.000+08:00', 60, 'dingtalk:村干部组', 'manual_makeup'],
      [8, 'u05', '2025-09-30T09:00:00.000+08:00', 60, 'dingtalk:村干部组', ''],
    ]);
    expect((await stored('dingtalk'))[0]).toMatchObject({
      photos: ['https://a/1.jpg', 'https://a/2.jpg'],
      place: '朱沱镇四望山村',
      sheet: '原始记录',
    });
    const csv = await bench.refusedCsv(batch);
    expect(csv).toContain(',原始记录,10,claimed_at,bad-time,');
    const again = await bench.load('补报.csv', csv.replace('坏时间', '2025-09-30 10:00'));
    expect([again.mapping, ...countsOf(again)]).toEqual(['dingtalk-export', 1, 1, 0, 0, 0]);
    const original = await bench.originals.originalRecord(batch, '原始记录', 5);
    expect(original.cells.slice(0, 6)).toEqual(['张三', '村干部组', '', '', '', 'u02']);
  });

  it('counts its days from 1904 when the workbook does', async () => {
    const batch = await bench.load(
      '1904.xlsx',
      workbookOf([{ name: 'S', rows: [DINGTALK, punch('u1', { serial: 44468.3541666667 })] }], true),
      { source: 'mac' },
    );
    expect(countsOf(batch)).toEqual([1, 1, 0, 0, 0]);
    expect((await stored('mac'))[0]).toMatchObject({ claimed_at: '2025-09-30T08:30:00.000+08:00' });
  });

  it('never stores an identity number, and repeats what is written as 同上', async () => {
    const csv =
      '填报人,身份证号,走访时间,定位,经纬度,备注\n李四,510321199001011234,2025-09-30 08:30,村口,"106.05,29.10",一\n李四,510321199001011234,2025-09-30 09:30,同上,"29.10,106.05",二\n';
    const batch = await bench.load('台账.csv', csv, { source: 'ledger' });
    expect([batch.mapping, ...countsOf(batch)]).toEqual(['chinese-export', 2, 2, 0, 0, 0]);
    const rows = await bench.store.query<Record<string, unknown>>(
      "SELECT * FROM checkins WHERE source = 'ledger' ORDER BY claimed_at",
    );
    expect(JSON.stringify(rows)).not.toContain('510321199001011234');
    expect(rows[0]!['cadre_code']).toMatch(/^id-[0-9a-f]{16}$/);
    expect(rows.map(({ place, lat, crs }) => [place, Math.round(Number(lat) * 10), crs])).toEqual([
      ['村口', 291, 'gcj02'],
      ['村口', 291, 'gcj02'],
    ]);
  });
});

describe('rows without ids', () => {
  it('on one day without a time stay apart, and the same file adds nothing', async () => {
    const csv =
      '走访人,工号,走访时间,定位,备注\n王五,7,2025-09-30,东村,一\n王五,7,2025-09-30,西村,二\n王五,7,2025-09-30 08:30,东村,三\n';
    expect(countsOf(await bench.load('days.csv', csv, { source: 'days' }))).toEqual([3, 3, 0, 0, 0]);
    expect(countsOf(await bench.load('days.csv', csv, { source: 'days' }))).toEqual([3, 0, 0, 3, 0]);
  });
});

describe('unsafe archives', () => {
  const refusal = async (name: string, bytes: Uint8Array): Promise<string> => {
    const batch = await bench.load(name, bytes);
    expect([batch.state, batch.seen]).toEqual(['refused', 0]);
    return batch.problem!.en;
  };

  it('are refused before they are unpacked', async () => {
    const bomb = zipOf([
      { name: 'xl/workbook.xml', content: '<workbook/>' },
      { name: 'xl/worksheets/sheet1.xml', content: '0'.repeat(40 << 20) },
    ]);
    expect(bomb.length).toBeLessThan(60_000);
    expect(await refusal('bomb.xlsx', bomb)).toContain('bomb');
    expect(await refusal('slip.xlsx', zipOf([{ name: '../../etc/passwd', content: 'x' }]))).toContain('unsafe name');
    expect(
      await refusal('many.xlsx', zipOf(Array.from({ length: 2001 }, (_, i) => ({ name: `f${i}`, content: '' })))),
    ).toContain('2000');
    expect(await refusal('cut.xlsx', workbookOf([{ name: 'S', rows: [DINGTALK] }]).subarray(0, 900))).toContain(
      'damaged',
    );
    expect(await refusal('lie.xlsx', zipOf([{ name: 'xl/workbook.xml', content: '<workbook>', lies: 5 }]))).toMatch(
      /damaged|malformed/,
    );
    expect(await refusal('old.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'))).toContain('Old XLS');
    expect(
      await refusal('picture.csv', Buffer.from('ffd8ffe000104a464946000102030405060708000102030405060708', 'hex')),
    ).toContain('binary');
    expect(await refusal('empty.csv', Buffer.alloc(0))).toContain('empty');
  });
});
