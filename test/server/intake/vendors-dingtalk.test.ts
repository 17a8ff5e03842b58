import { mapped } from './mapped-records.ts';
import { DINGTALK_CARD, DINGTALK_FORM, DINGTALK_FORM_INSTANCE, DINGTALK_INSTANCE } from './upstream-answers.ts';

describe('DingTalk form collection', () => {
  it('instances are reports; the form is named beside them, or told by its labels', () => {
    const named = mapped('result.list', [DINGTALK_FORM_INSTANCE], { envelope: { form_code: 'PROC-1' } });
    expect([named.vendor.format, named.vendor.kind]).toEqual(['dingtalk-collection', 'reports']);
    expect(named.rows[0]!.columns).toEqual({
      source: 'dingtalk',
      external_id: 'FINST-1',
      cadre_code: 'u01',
      requirement_code: 'dingtalk:PROC-1',
      submitted_at: '2025-09-30T16:00:00+08:00',
      values: '{"走访户数":"5","发现问题":"路灯损坏"}',
      text: '路灯损坏',
      revisions: '1',
    });
    expect(JSON.stringify(named.rows)).not.toContain('张三');
    const other = { ...DINGTALK_FORM_INSTANCE, forms: [{ key: 'x', label: '别的', value: '1' }] };
    const unnamed = mapped('result.list', [DINGTALK_FORM_INSTANCE, DINGTALK_FORM_INSTANCE, other]);
    const codes = unnamed.rows.map(({ columns }) => columns['requirement_code']);
    expect(codes[0]).toMatch(/^dingtalk:form-[0-9a-f]{12}$/);
    expect(codes[1]).toBe(codes[0]);
    expect(codes[2]).not.toBe(codes[0]);
    expect(unnamed.rows[0]!.notices).toEqual(['unnamed']);
  });

  it('forms are requirements with their frequency', () => {
    const { vendor, rows } = mapped('result.list', [DINGTALK_FORM]);
    expect([vendor.format, vendor.kind]).toEqual(['dingtalk-collection-forms', 'requirements']);
    expect(rows[0]!.columns).toMatchObject({
      code: 'dingtalk:PROC-1',
      name: '网格日报',
      kind: 'report',
      issuer: 'manager1',
      frequency: 'P1D',
      valid_from: '2025-09-30',
      valid_to: '2025-12-31',
    });
    expect(rows[0]!.extra).toMatchObject({ should_participation_cnt: 30, loop_time: '17:00' });
  });
});

describe('DingTalk to-dos and approvals', () => {
  it('a card is a task; what is done has its last change as its end', () => {
    const { vendor, rows } = mapped('todoCards', [DINGTALK_CARD, { ...DINGTALK_CARD, taskId: 't2', isDone: false }]);
    expect([vendor.format, vendor.kind]).toEqual(['dingtalk-todo', 'tasks']);
    expect(rows[0]!.columns).toEqual({
      source: 'dingtalk',
      external_id: 'task1',
      requirement_code: 'dingtalk:todo',
      issued_at: '2025-09-29T16:00:00+08:00',
      cadre_code: 'boss',
      due_at: '2025-09-30T16:00:00+08:00',
      completed_at: '2025-09-30T10:40:00+08:00',
      status: 'done',
      channel: 'todo',
      origin: 'boss',
    });
    expect(rows[1]!.columns).toMatchObject({ completed_at: '', status: 'open' });
    expect(rows[0]!.notices).toEqual(['creator']);
    const old = mapped(
      'records.list',
      [
        {
          record_id: 'r1',
          create_time: 1759132800000,
          title: '待审',
          url: 'u',
          forms: [{ title: '单号', content: '7' }],
        },
      ],
      { envelope: { userid: 'u9' } },
    );
    expect(old.rows[0]!.columns).toMatchObject({
      external_id: 'r1',
      cadre_code: 'u9',
      requirement_code: 'dingtalk:workrecord',
    });
  });

  it('an OA instance is a report; its times are written out, its lists are JSON in a text', () => {
    const { vendor, rows } = mapped('process_instance', [DINGTALK_INSTANCE], { inArray: false });
    expect([vendor.format, vendor.kind]).toEqual(['dingtalk-approval', 'reports']);
    expect(rows[0]!.columns).toEqual({
      source: 'dingtalk',
      external_id: '202509300001',
      cadre_code: 'u01',
      requirement_code: 'dingtalk:用车申请',
      submitted_at: '2025-09-30 08:00:00',
      text: '下乡走访',
      values: '{"事由":"下乡走访","人数":"3","照片":"[\\"a.jpg\\",\\"b.jpg\\"]"}',
      photos: 'a.jpg;b.jpg',
      read_at: '2025-09-30 17:00:00',
      returned_at: '2025-09-30 17:00:00',
    });
    const v1 = mapped(
      'result',
      [
        {
          title: '李四提交的请示',
          businessId: 'b2',
          originatorUserId: 'u02',
          createTime: '2025-09-30T08:00Z',
          formComponentValues: [{ componentType: 'TextField', name: '内容', value: '请示' }],
          operationRecords: [],
        },
      ],
      { inArray: false },
    );
    expect(v1.rows[0]!.columns).toMatchObject({
      external_id: 'b2',
      cadre_code: 'u02',
      submitted_at: '2025-09-30T08:00Z',
      values: '{"内容":"请示"}',
    });
  });
});
