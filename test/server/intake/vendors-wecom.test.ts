import { mapped } from './mapped-records.ts';
import { wecomApproval, WECOM_DAY, WECOM_JOURNAL_INFO, WECOM_MAKE_UP_INFO, WECOM_STAT } from './upstream-answers.ts';

describe('WeCom machines and days', () => {
  it('machines give seconds and a serial number, no place', () => {
    const { vendor, rows } = mapped('checkindata', [
      { userid: 'james', checkin_time: 1492617610, device_sn: 'SN1', device_name: '一楼' },
    ]);
    expect([vendor.format, vendor.kind]).toEqual(['wecom-device', 'checkins']);
    expect(rows[0]!.columns).toMatchObject({
      external_id: 'james|1492617610|SN1',
      cadre_code: 'james',
      claimed_at: '2017-04-20T00:00:10+08:00',
      method: 'machine',
      device_id: 'SN1',
      place: '一楼',
    });
  });

  it('a day is a summary of the system, never a punch, and keeps no name', () => {
    const { vendor, rows } = mapped('datas', [WECOM_DAY]);
    expect([vendor.format, vendor.kind]).toEqual(['wecom-daily', 'checkins']);
    expect(rows[0]!.columns).toEqual({
      source: 'wecom',
      external_id: 'day|ZhangSan|2020-09-03|10',
      cadre_code: 'ZhangSan',
      claimed_at: '2020-09-03',
      requirement_code: 'wecom:10',
      kind: 'daily-summary',
      method: 'system',
    });
    expect(rows[0]!.extra).toMatchObject({
      checkin_count: '2',
      earliest: '10:47:07',
      latest: '10:47:38',
      groupname: '规则测试',
      departs_name: '有家企业/部门A4',
      exception_infos: [{ count: 1, duration: 60, exception: 1 }],
    });
    expect(rows[0]!.notices).toEqual(['summary']);
    expect(JSON.stringify(rows)).not.toContain('张三');
  });
});

describe('WeCom journals', () => {
  it('hold every control of a form', () => {
    const { vendor, rows } = mapped('info', [WECOM_JOURNAL_INFO], { inArray: false });
    expect([vendor.format, vendor.kind]).toEqual(['wecom-journal', 'reports']);
    expect(rows[0]!.columns).toMatchObject({
      external_id: '41eJ',
      cadre_code: 'user1',
      requirement_code: 'wecom:日报',
      submitted_at: '2020-11-26T12:39:51+08:00',
      text: '走访5户\n王五\n赵六',
      photos: 'f1;f2',
    });
    expect(JSON.parse(rows[0]!.columns['values']!)).toEqual({
      走访情况: '走访5户',
      户数: '5',
      金额: '12.50',
      日期: '2020-11-26',
      起止: '2020-11-26T00:00:00+08:00/2020-11-27T00:00:00+08:00',
      类型: '入户',
      陪同: 'u2',
      地点: '村委会 四望山村 29.03 105.85',
      '明细/1/户主': '王五',
      '明细/2/户主': '赵六',
    });
    expect(rows[0]!.extra).toEqual({ template_name: '日报', receivers: 2, read_by: 1, comments: 1 });
  });

  it('their statistics say who had to report, who did, and who did not', () => {
    const { vendor, rows } = mapped('stat_list', [WECOM_STAT]);
    expect([vendor.format, vendor.kind]).toEqual(['wecom-journal-stats', 'tasks']);
    expect(rows.map(({ columns }) => columns)).toEqual([
      {
        source: 'wecom',
        external_id: '3TmA|1759161600|u1',
        requirement_code: 'wecom:3TmA',
        issued_at: '2025-09-30T00:00:00+08:00',
        cadre_code: 'u1',
        due_at: '2025-10-01T01:59:59+08:00',
        completed_at: '2025-09-30T20:00:00+08:00',
        status: 'reported',
        channel: 'journal',
      },
      expect.objectContaining({ cadre_code: 'u2', completed_at: '', status: 'unreported' }) as unknown,
    ]);
    expect(rows[0]!.extra).toEqual({ template_name: '日报', journals: ['j1', 'j2'] });
  });
});

describe('WeCom approvals', () => {
  it('are reports, with when they were decided and sent back', () => {
    const { vendor, rows } = mapped('info', [wecomApproval()], { inArray: false });
    expect([vendor.format, vendor.kind]).toEqual(['wecom-approval', 'reports']);
    expect(rows[0]!.columns).toMatchObject({
      external_id: '201909270002',
      cadre_code: 'WuJunJie',
      requirement_code: 'wecom:Bs5KJ2NT4ncf4ZygaE8MB3779yUW8nsMaJd3mmE9v',
      submitted_at: '2019-09-27T19:40:28+08:00',
      text: '下乡走访',
      values: '{"事由":"下乡走访"}',
      read_at: '2019-09-27T21:13:20+08:00',
      returned_at: '2019-09-27T21:13:20+08:00',
    });
    expect(rows[0]!.extra).toMatchObject({ status: 'rejected', sp_name: '用车申请' });
  });

  it('a made-up punch is a check-in entered afterwards; a mixed file names what belongs elsewhere', () => {
    const both = [WECOM_MAKE_UP_INFO, wecomApproval()];
    const { vendor, rows } = mapped('info', both, { inArray: false });
    expect([vendor.format, vendor.kind]).toEqual(['wecom-makeup', 'checkins']);
    expect(rows[0]!.columns).toMatchObject({
      external_id: '201909270003',
      cadre_code: 'WuJunJie',
      claimed_at: '2019-09-27T09:00:00+08:00',
      uploaded_at: '2019-09-27T19:40:28+08:00',
      method: 'manual_makeup',
      note: '忘记打卡',
    });
    expect(rows.map(({ issue }) => issue)).toEqual([undefined, 'other-kind|']);
    const others = mapped('info', both, { inArray: false, as: 'reports' });
    expect(others.rows.map(({ issue }) => issue)).toEqual(['other-kind|', undefined]);
  });
});
