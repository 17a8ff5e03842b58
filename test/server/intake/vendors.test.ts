import { Fields } from '../../../server/intake/vendors/fields.ts';
import { vendorAt } from '../../../server/intake/vendors/registry.ts';
import { countsOf, openIntake, type IntakeBench } from './intake-bench.ts';

/** Rows of a vendor's answer, without the engine. */
function mapped(path: string, records: Record<string, unknown>[], inArray = true) {
  const vendor = vendorAt(path, inArray, records[0]!)!;
  const map = vendor.mapper(vendor.source);
  return { vendor, rows: records.flatMap((record) => map(new Fields(record))) };
}

describe('WeCom getcheckindata', () => {
  it('has seconds, integer degrees in GCJ-02, and records without a place', () => {
    const { vendor, rows } = mapped('checkindata', [
      {
        userid: 'james',
        groupid: 1,
        groupname: '打卡一组',
        checkin_type: '上班打卡',
        checkin_time: 1492617610,
        exception_type: '地点异常',
        wifimac: '3c:46',
        mediaids: ['m1', 'm2'],
        notes: '路上堵车',
      },
      {
        userid: 'paul',
        groupid: 2,
        checkin_type: '外出打卡',
        checkin_time: 1492617620,
        lat: 30547645,
        lng: 104063236,
        deviceid: 'E5',
        mediaids: [],
      },
      {
        userid: 'paul',
        groupid: 2,
        checkin_type: '下班打卡',
        checkin_time: 0,
        sch_checkin_time: 1492617620,
        exception_type: '未打卡',
      },
    ]);
    expect([vendor.format, vendor.kind]).toEqual(['wecom-checkin', 'checkins']);
    expect(rows[0]!.columns).toMatchObject({
      claimed_at: '2017-04-20T00:00:10+08:00',
      cadre_code: 'james',
      requirement_code: 'wecom:1',
      lat: '',
      crs: '',
      method: 'wifi',
      photos: 'm1;m2',
      external_id: 'james|1492617610|上班打卡',
    });
    expect(rows[0]!.extra).toEqual({ groupname: '打卡一组', exception_type: '地点异常' });
    expect(rows[1]!.columns).toMatchObject({
      lat: '30.547645',
      lon: '104.063236',
      crs: 'gcj02',
      method: 'gps',
      device_id: 'E5',
    });
    expect(rows[2]!.columns).toMatchObject({ method: 'system', claimed_at: '2017-04-20T00:00:20+08:00' });
    expect(rows[2]!.notices).toEqual(['system']);
  });
});

describe('DingTalk attendance', () => {
  const record = (more: Record<string, unknown>) => ({
    userId: 'm',
    groupId: 685935028,
    userCheckTime: 1599441505000,
    gmtCreate: 1599441506000,
    checkType: 'OnDuty',
    sourceType: 'USER',
    locationMethod: 'MAP',
    userLatitude: 30.285413,
    userLongitude: 120.017139,
    userAccuracy: 65,
    ...more,
  });

  it('has milliseconds, corrections, and records no human made', () => {
    const { rows } = mapped('recordresult', [
      record({ id: '43047156750' }),
      record({ id: '2', sourceType: 'BOSS' }),
      record({ id: '3', sourceType: 'AUTO_CHECK' }),
      record({ id: '4', sourceType: 'ATM', userId: 'other' }),
      record({ id: '5', timeResult: 'NotSigned', userLatitude: '', userLongitude: '' }),
    ]);
    expect(rows.map(({ columns }) => columns['method'])).toEqual([
      'gps',
      'manual_makeup',
      'system',
      'machine',
      'system',
    ]);
    expect(rows[0]!.columns).toMatchObject({
      external_id: '43047156750',
      claimed_at: '2020-09-07T09:18:25+08:00',
      uploaded_at: '2020-09-07T09:18:26+08:00',
      accuracy_m: '65',
      crs: 'gcj02',
      requirement_code: 'dingtalk:685935028',
    });
    expect(rows[4]!.columns).toMatchObject({ lat: '', crs: '', accuracy_m: '' });
  });

  it('takes several punches of one person within a minute for one event', () => {
    const { rows } = mapped('recordresult', [
      record({ id: '1', userCheckTime: 1599441505000 }),
      record({ id: '2', userCheckTime: 1599441530000 }),
      record({ id: '3', userCheckTime: 1599441530000, userId: 'other' }),
      record({ id: '4', userCheckTime: 1599441530000, checkType: 'OffDuty' }),
      record({ id: '5', userCheckTime: 1599441566000 }),
    ]);
    expect(rows.map(({ columns, notices }) => [columns['external_id'], notices])).toEqual([
      ['1', []],
      ['1', ['one-event']],
      ['3', []],
      ['4', []],
      ['5', []],
    ]);
  });
});

describe('DingTalk sign-ins and logs', () => {
  it('have text coordinates, no record ids, and pictures', () => {
    const { rows } = mapped('data', [
      {
        userId: 'u01',
        name: '张三',
        timestamp: 1759192200000,
        place: '朱沱镇',
        detailPlace: '四望山村',
        latitude: '29.0301',
        longitude: '105.8502',
        imageList: ['https://a;b.jpg'],
        remark: '入户走访',
      },
    ]);
    expect(rows[0]!.columns).toMatchObject({
      claimed_at: '2025-09-30T08:30:00+08:00',
      place: '四望山村',
      photos: '["https://a;b.jpg"]',
      external_id: 'u01|1759192200000|checkin',
      crs: 'gcj02',
    });
    expect(JSON.stringify(rows[0])).not.toContain('张三');
    const other = mapped('result.page_list', [
      { userid: 'u01', checkin_time: 1759192200000, latitude: '', longitude: '', visit_user: 'h5', image_list: [] },
    ]);
    expect([other.vendor.format, other.rows[0]!.columns['lat'], other.rows[0]!.extra]).toEqual([
      'dingtalk-checkin-topapi',
      '',
      { visit_user: 'h5' },
    ]);
  });

  it('become reports with text and values', () => {
    const { rows } = mapped('result.data_list', [
      {
        report_id: '1841e0',
        template_name: '网格日志',
        creator_id: 'u01',
        create_time: 1759219200000,
        modified_time: 1759219201000,
        images: ['p'],
        contents: [
          { key: '今日走访户数', value: '5' },
          { key: '发现问题', value: '无隐患' },
          { key: '空', value: '' },
        ],
      },
    ]);
    expect(rows[0]!.columns).toMatchObject({
      requirement_code: 'dingtalk:网格日志',
      submitted_at: '2025-09-30T16:00:00+08:00',
      text: '无隐患',
      values: '{"今日走访户数":"5","发现问题":"无隐患"}',
      photos: 'p',
    });
    expect(rows[0]!.extra).toEqual({ modified_time: 1759219201000 });
  });
});

describe('Lark flows', () => {
  const flow = (more: Record<string, unknown>) => ({
    user_id: 'u',
    creator_id: 'u',
    check_time: '1611476284',
    record_id: '1',
    longitude: 120.04513,
    latitude: 30.28991,
    type: 0,
    is_field: true,
    is_wifi: false,
    check_result: 'Normal',
    ...more,
  });

  it('have text seconds, swapped coordinates, make-up and generated punches', () => {
    const { rows } = mapped('data.user_flow_results', [
      flow({}),
      flow({ longitude: 30.28991, latitude: 120.04513 }),
      flow({ type: 3 }),
      flow({ type: 2 }),
      flow({ type: 1, creator_id: 'boss' }),
      flow({ check_result: 'SystemCheck' }),
      flow({ longitude: -73.9, latitude: 40.7 }),
    ]);
    expect(rows.map(({ columns }) => [columns['lat'], columns['lon'], columns['method']])).toEqual([
      ['30.28991', '120.04513', 'gps'],
      ['30.28991', '120.04513', 'gps'],
      ['30.28991', '120.04513', 'system'],
      ['30.28991', '120.04513', 'manual_makeup'],
      ['30.28991', '120.04513', 'manual_makeup'],
      ['30.28991', '120.04513', 'system'],
      ['40.7', '-73.9', 'gps'],
    ]);
    expect(rows[1]!.notices).toEqual(['swapped']);
    expect(rows[0]!.columns).toMatchObject({ claimed_at: '2021-01-24T16:18:04+08:00', kind: 'field' });
    expect(rows[4]!.columns['created_by']).toBe('boss');
  });
});

describe('vendor answers on the engine', () => {
  let bench: IntakeBench;
  beforeAll(async () => {
    bench = await openIntake();
  });
  afterAll(() => bench.close());

  it('load page after page, know long ids, and refuse a record with its own words', async () => {
    const page = (records: unknown[]) => JSON.stringify({ errcode: 0, errmsg: 'ok', recordresult: records });
    const record = (id: string, at: unknown) => ({
      id,
      userId: 'u',
      userCheckTime: at,
      checkType: 'OnDuty',
      sourceType: 'USER',
    });
    const text =
      `${page([record('LONG', 1599441505000)])}\n${page([record('b', 1599541505000), record('c', 'yesterday')])}`.replace(
        '"LONG"',
        '98765432109876543210',
      );
    const batch = await bench.load('attendance.json', text);
    expect([batch.format, batch.source, ...countsOf(batch)]).toEqual([
      'dingtalk-attendance',
      'dingtalk',
      3,
      2,
      0,
      0,
      1,
    ]);
    expect(batch.reasons[0]).toMatchObject({ column: 'claimed_at', code: 'bad-time', example: 'yesterday' });
    expect(await bench.store.query('SELECT external_id FROM checkins ORDER BY external_id')).toEqual([
      { external_id: '98765432109876543210' },
      { external_id: 'b' },
    ]);
    const csv = await bench.refusedCsv(batch);
    expect(countsOf(await bench.load('fixed.csv', csv.replace('yesterday', '2025-09-30 08:30')))).toEqual([
      1, 1, 0, 0, 0,
    ]);
    expect(await bench.originals.originalRecord(batch, '', 2)).toMatchObject({
      line: 2,
      text: expect.stringContaining('"b"') as string,
    });
  });

  it("say so when the kind asked for is another, or the JSON is nobody's", async () => {
    expect(
      (
        await bench.load('w.json', '{"checkindata":[{"userid":"a","checkin_type":"x","checkin_time":1492617610}]}', {
          as: 'reports',
        })
      ).problem!.en,
    ).toContain('not reports');
    expect((await bench.load('x.json', '{"foo":[1,2]}')).state).toBe('refused');
    expect((await bench.load('y.json', '[1,2')).state).toBe('refused');
  });
});
