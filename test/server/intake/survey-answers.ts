/** Answers of survey systems and object-centric logs as their documents list the fields. Instances are invented. */
export const KOBO_SUBMISSION = {
  _id: 999999,
  _uuid: '2a8129f5-3091-44e1-a579-bed2b07a12cf',
  'formhub/uuid': '633ec390e024411ba5ce634db7807e62',
  __version__: 'v1',
  _xform_id_string: 'aVisit2025',
  'meta/instanceID': 'uuid:2a8129f5-3091-44e1-a579-bed2b07a12cf',
  start: '2025-09-30T08:25:10.000+08:00',
  end: '2025-09-30T08:30:00.000+08:00',
  deviceid: 'ee.example:abc',
  'g1/visit_count': '5',
  'g1/place': '29.0301 105.8502 0 12.5',
  'g1/finding': '门前道路积水严重',
  'g1/kind': 'poor old',
  'g1/house': [{ 'g1/house/name': '王五' }, { 'g1/house/name': '赵六' }],
  _geolocation: [29.0301, 105.8502],
  _submission_time: '2025-09-30T00:31:02',
  _submitted_by: 'zhangsan',
  _status: 'submitted_via_web',
  _attachments: [
    {
      id: 1,
      instance: 999999,
      filename: 'u/attachments/a.jpg',
      mimetype: 'image/jpeg',
      download_url: 'https://example/a.jpg',
    },
    {
      id: 2,
      instance: 999999,
      filename: 'u/attachments/audit.csv',
      mimetype: 'text/csv',
      download_url: 'https://example/audit.csv',
    },
  ],
  _tags: [],
  _notes: [],
  _validation_status: {},
};

export const COMMCARE_FORM = {
  id: '66d7a362-18a2-4f45-bd84-06f19b408d64',
  app_id: '572e96',
  build_id: '78698f',
  archived: false,
  received_on: '2025-09-30T00:31:02.000000Z',
  server_modified_on: '2025-09-30T00:31:03.000000Z',
  form: {
    '#type': 'data',
    '@name': '入户走访',
    '@xmlns': 'http://openrosa.org/formdesigner/02FD',
    visit_count: '5',
    finding: { note: '门前道路积水严重' },
    case: { '@case_id': 'c1' },
    meta: {
      deviceID: 'ABC',
      timeStart: '2025-09-30T08:25:10.000+08:00',
      timeEnd: '2025-09-30T08:30:00.000+08:00',
      username: 'zhangsan',
      userID: 'b4d749',
      instanceID: '66d7a362',
      appVersion: '2.53',
      location: '29.0301 105.8502 0 12',
    },
  },
  attachments: { 'photo.jpg': { content_type: 'image/jpeg' }, 'form.xml': {} },
};

export const dhis2Value = (dataElement: string, value: string, more: Record<string, unknown> = {}) => ({
  dataElement,
  period: '202509',
  orgUnit: 'DiszpKrYNg8',
  categoryOptionCombo: 'HllvX50cXC0',
  attributeOptionCombo: 'HllvX50cXC0',
  value,
  storedBy: 'zhangsan',
  created: '2025-10-02T01:10:00.000+0000',
  lastUpdated: '2025-10-02T01:10:00.000+0000',
  followup: false,
  ...more,
});

export const DHIS2_SET = {
  dataSet: 'pBOMPrpg1QX',
  completeDate: '2025-10-02',
  period: '202509',
  orgUnit: 'DiszpKrYNg8',
  dataValues: [dhis2Value('f7n9E0hX8qk', '12'), dhis2Value('aaaaE0hX8qk', '3', { storedBy: 'lisi' })],
};

export const OCEL_2 = {
  eventTypes: [{ name: 'report_submitted', attributes: [{ name: 'activeEditSec', type: 'integer' }] }],
  objectTypes: [
    { name: 'task', attributes: [] },
    { name: 'cadre', attributes: [] },
  ],
  events: [
    {
      id: 'e1',
      type: 'report_submitted',
      time: '2025-09-30T00:30:00Z',
      attributes: [{ name: 'activeEditSec', value: 95 }],
      relationships: [
        { objectId: 't1', qualifier: 'fulfils' },
        { objectId: 'c1', qualifier: 'by' },
      ],
    },
    { id: 'e2', type: 'inspection', time: '2025-09-30T01:30:00Z', attributes: [], relationships: [] },
  ],
  objects: [
    { id: 't1', type: 'task', attributes: [], relationships: [] },
    { id: 'c1', type: 'cadre', attributes: [], relationships: [] },
  ],
};
