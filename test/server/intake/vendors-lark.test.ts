import { mapped } from './mapped-records.ts';
import { LARK_INSTANCE, LARK_SHIFT, LARK_TASK_ITEM } from './lark-answers.ts';

describe('Lark attendance results', () => {
  it('give each punch of a shift, those a manager changed, and those that are missing', () => {
    const { vendor, rows } = mapped('data.user_task_results', [LARK_SHIFT]);
    expect([vendor.format, vendor.kind]).toEqual(['lark-user-tasks', 'checkins']);
    expect(
      rows.map(({ columns, notices }) => [columns['external_id'], columns['claimed_at'], columns['method'], notices]),
    ).toEqual([
      ['6709359313699356941', '2025-09-30T08:30:00+08:00', 'gps', []],
      ['abd754f7|6709359313699356942|1|check_out', '2025-09-30T18:00:00+08:00', 'system', ['system']],
      ['7', '2025-09-30T19:00:00+08:00', 'manual_makeup', ['manual']],
    ]);
    expect(rows[0]!.columns).toMatchObject({
      cadre_code: 'abd754f7',
      requirement_code: 'lark:6737202939523236110',
      lat: '29.0301',
      lon: '105.8502',
      crs: 'gcj02',
    });
    expect(JSON.stringify(rows)).not.toContain('张三');
  });
});

describe('Lark tasks and approvals', () => {
  it("a task of two assignees is two people's work, with milliseconds in text", () => {
    const { vendor, rows } = mapped('data.items', [LARK_TASK_ITEM]);
    expect([vendor.format, vendor.kind]).toEqual(['lark-task', 'tasks']);
    expect(rows.map(({ columns }) => columns)).toEqual([
      {
        source: 'lark',
        external_id: 'e297ddff|ou_1',
        requirement_code: 'lark:task',
        issued_at: '2025-09-29T16:00:00+08:00',
        cadre_code: 'ou_1',
        due_at: '2025-09-30',
        completed_at: '2025-09-30T10:40:00+08:00',
        status: 'todo',
        channel: 'task',
        origin: 'ou_boss',
        parent_external_id: 'p1',
      },
      expect.objectContaining({ external_id: 'e297ddff|ou_2', completed_at: '' }) as unknown,
    ]);
    const single = mapped('data.task', [{ ...LARK_TASK_ITEM, members: [], tasklists: [{ tasklist_guid: 'L' }] }], {
      inArray: false,
    });
    expect(single.rows[0]).toMatchObject({
      columns: { external_id: 'e297ddff', cadre_code: 'ou_boss', requirement_code: 'lark:L' },
      notices: ['creator'],
    });
  });

  it('an approval is a report whose form is JSON in a text', () => {
    const { vendor, rows } = mapped('data', [LARK_INSTANCE, { ...LARK_INSTANCE, form: '[broken' }], { inArray: false });
    expect([vendor.format, vendor.kind]).toEqual(['lark-approval', 'reports']);
    expect(rows[0]!.columns).toEqual({
      source: 'lark',
      external_id: '81D31358',
      cadre_code: 'f3ta757q',
      requirement_code: 'lark:7C468A54',
      submitted_at: '2025-09-30T08:30:00+08:00',
      text: '入户走访',
      values: '{"事由":"入户走访","金额":"12.5","票据":"img1;img2"}',
      photos: 'img1;img2',
      read_at: '2025-09-30T09:30:00+08:00',
      returned_at: '2025-09-30T09:30:00+08:00',
    });
    expect(rows[1]).toMatchObject({ extra: { form: '[broken' }, notices: ['form'] });
  });
});
