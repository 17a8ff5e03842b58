import { ODK_AUDIT } from '../../../server/intake/vendors/odk-audit.ts';
import { mapped } from './mapped-records.ts';
import { COMMCARE_FORM, dhis2Value, DHIS2_SET, KOBO_SUBMISSION } from './survey-answers.ts';

describe('Kobo and ODK submissions', () => {
  it('have paths for names, an offset on the device clock and none on the server clock', () => {
    const { vendor, rows } = mapped('results', [KOBO_SUBMISSION]);
    expect([vendor.format, vendor.kind]).toEqual(['kobo-submissions', 'reports']);
    expect(rows[0]!.columns).toEqual({
      source: 'kobo',
      external_id: '2a8129f5-3091-44e1-a579-bed2b07a12cf',
      cadre_code: 'zhangsan',
      requirement_code: 'kobo:aVisit2025',
      submitted_at: '2025-09-30T00:31:02Z',
      claimed_at: '2025-09-30T08:30:00.000+08:00',
      opened_at: '2025-09-30T08:25:10.000+08:00',
      revisions: '',
      text: '门前道路积水严重',
      values:
        '{"g1/visit_count":"5","g1/place":"29.0301 105.8502 0 12.5","g1/finding":"门前道路积水严重","g1/kind":"poor old","g1/house[1]/name":"王五","g1/house[2]/name":"赵六"}',
      photos: 'u/attachments/a.jpg',
    });
    expect(rows[0]!.notices).toEqual(['unlabelled']);
  });

  it("show the form's own questions and choices when it is known", () => {
    const questions: Record<string, string> = {
      'g1/visit_count': '走访户数',
      'g1/finding': '发现问题',
      'g1/kind': '户类型',
      'g1/house/name': '户主',
    };
    const labels = {
      form: 'aVisit2025',
      question: (path: string) => questions[path],
      isText: (path: string) => path === 'g1/finding',
      answer: (path: string, text: string) => (path === 'g1/kind' ? text.replace('poor old', '困难户;老人') : text),
    };
    const { rows } = mapped('results', [KOBO_SUBMISSION], { labels });
    expect(JSON.parse(rows[0]!.columns['values']!)).toEqual({
      走访户数: '5',
      'g1/place': '29.0301 105.8502 0 12.5',
      发现问题: '门前道路积水严重',
      户类型: '困难户;老人',
      '户主 [1]': '王五',
      '户主 [2]': '赵六',
    });
    expect(rows[0]!.notices).toEqual([]);
  });

  it('an edited one keeps its first id; a nameless one belongs to its device', () => {
    const { rows } = mapped('results', [
      {
        ...KOBO_SUBMISSION,
        _uuid: 'new',
        'meta/rootUuid': 'uuid:first',
        'meta/deprecatedID': 'uuid:first',
        _submitted_by: null,
      },
    ]);
    expect(rows[0]!.columns).toMatchObject({
      external_id: 'first',
      cadre_code: 'device:ee.example:abc',
      revisions: '1',
    });
    expect(rows[0]!.notices).toEqual(['nobody', 'edited', 'unlabelled']);
  });
});

describe('CommCare forms', () => {
  it('have both clocks, and answers below the form', () => {
    const { vendor, rows } = mapped('objects', [COMMCARE_FORM]);
    expect([vendor.format, vendor.kind]).toEqual(['commcare-forms', 'reports']);
    expect(rows[0]!.columns).toEqual({
      source: 'commcare',
      external_id: '66d7a362-18a2-4f45-bd84-06f19b408d64',
      cadre_code: 'zhangsan',
      requirement_code: 'commcare:02FD',
      submitted_at: '2025-09-30T00:31:02.000000Z',
      claimed_at: '2025-09-30T08:30:00.000+08:00',
      opened_at: '2025-09-30T08:25:10.000+08:00',
      text: '门前道路积水严重',
      values: '{"visit_count":"5","finding/note":"门前道路积水严重"}',
      photos: 'photo.jpg',
    });
  });
});

describe('DHIS2', () => {
  const envelope = { dataSet: 'pBOMPrpg1QX', completeDate: '2025-10-02', period: '202509', orgUnit: 'DiszpKrYNg8' };

  it('values of one data set, unit and period are one report, in whatever order they come', () => {
    const { vendor, rows } = mapped(
      'dataValues',
      [...DHIS2_SET.dataValues, dhis2Value('x', '9', { orgUnit: 'other', storedBy: '' }), dhis2Value('last', '7')],
      { envelope },
    );
    expect([vendor.format, vendor.kind]).toEqual(['dhis2-datavaluesets', 'reports']);
    expect(rows.map(({ record, columns }) => [record, columns['external_id'], columns['cadre_code']])).toEqual([
      [1, 'pBOMPrpg1QX|202509|DiszpKrYNg8|HllvX50cXC0', 'zhangsan'],
      [3, 'pBOMPrpg1QX|202509|other|HllvX50cXC0', 'org:other'],
    ]);
    expect(rows[0]!.columns).toMatchObject({
      requirement_code: 'dhis2:pBOMPrpg1QX',
      submitted_at: '2025-10-02',
      period: '202509',
      values: '{"f7n9E0hX8qk":"12","aaaaE0hX8qk":"3","last":"7"}',
    });
    expect(rows[0]!.extra).toEqual({ orgUnit: 'DiszpKrYNg8', storedBy: ['zhangsan', 'lisi'] });
    expect(rows.map(({ notices }) => notices)).toEqual([['several'], ['nobody']]);
  });

  it('a registration of completeness is a task that was open from the first day of its period', () => {
    const record = {
      dataSet: 'p',
      period: '2025Q3',
      organisationUnit: 'u',
      date: '2025-10-02T01:00:00.000',
      storedBy: 'z',
      completed: true,
    };
    const { vendor, rows } = mapped('completeDataSetRegistrations', [record, { ...record, completed: false }]);
    expect([vendor.format, vendor.kind]).toEqual(['dhis2-completed', 'tasks']);
    expect(rows[0]!.columns).toMatchObject({
      external_id: 'p|2025Q3|u',
      issued_at: '2025-07-01',
      completed_at: '2025-10-02T01:00:00.000',
      org_unit_code: 'u',
      status: 'complete',
    });
    expect(rows[1]!.columns).toMatchObject({ completed_at: '', status: 'incomplete' });
  });
});

describe('ODK audit.csv', () => {
  const header = 'event,node,start,end,latitude,longitude,accuracy,old-value,new-value,user,change-reason'.split(',');
  const events = [
    'form start,,1712563200000,,,,,,,zhangsan,',
    'question,/aVisit2025/visit_count,1712563205000,1712563206000,29.3528,105.9271,12.5,,5,zhangsan,',
    'question,/aVisit2025/finding,1712563206000,1712563216500,,,,积水,路灯,zhangsan,写错了',
    'form exit,,1712563300000,,,,,,,zhangsan,',
    'form resume,,1712566900000,,,,,,,zhangsan,',
    'group questions,/aVisit2025/g1,1712566900000,1712566902000,,,,,,zhangsan,',
    'form finalize,,1712566903000,,,,,,,zhangsan,',
  ].map((line) => line.split(','));

  it('tells how long people worked, and is kept beside the submission', () => {
    const folder = '/kobo/attachments/5614d91c/0214cab9-11a0-43b7-91c2-5e4886f23e7d/audit.csv';
    const reader = ODK_AUDIT.reader(header, 'odk', folder);
    for (const [i, cells] of events.entries()) expect(reader.read(cells, i + 1)).toEqual([]);
    expect(reader.end()).toEqual([
      {
        record: 1,
        columns: {
          source: 'odk',
          external_id: 'audit:0214cab9-11a0-43b7-91c2-5e4886f23e7d',
          cadre_code: 'zhangsan',
          requirement_code: 'odk:aVisit2025/audit',
          submitted_at: '2024-04-08T17:01:43+08:00',
          opened_at: '2024-04-08T16:00:00+08:00',
          active_edit_s: '13.500',
          revisions: '1',
        },
        extra: {
          instance: '0214cab9-11a0-43b7-91c2-5e4886f23e7d',
          questions: 3,
          changes: 1,
          reasons: ['写错了'],
          places: ['29.3528 105.9271 12.5'],
        },
        notices: [],
      },
    ]);
  });

  it('of several submissions in one file is told apart, and its folder inside a zip names it', () => {
    const central = ODK_AUDIT.reader(['instance ID', 'event', 'node', 'start', 'end'], 'odk', 'audit.csv');
    central.read(['uuid:a', 'question', '/data/x', '1712563205000', '1712563206000'], 1);
    central.read(['uuid:b', 'question', '/data/x', '1712563205000', '1712563207000'], 2);
    expect(
      central.end().map(({ record, columns }) => [record, columns['external_id'], columns['active_edit_s']]),
    ).toEqual([
      [1, 'audit:a', '1.000'],
      [2, 'audit:b', '2.000'],
    ]);
    const zipped = ODK_AUDIT.reader(
      ['event', 'node', 'start', 'end', 'old.value', 'new.value'],
      'odk',
      'all.zip!p/visit-7/audit.csv',
    );
    zipped.read(['question', '/data/x', '1712563205000', '1712563206000', 'NA', 'NA'], 1);
    expect(zipped.end()[0]).toMatchObject({
      columns: { external_id: 'audit:visit-7', cadre_code: 'anonymous:visit-7', requirement_code: 'odk:form/audit' },
      notices: ['nobody'],
      extra: { changes: 0 },
    });
  });
});
