/**
 * WeCom (企业微信) approvals: `oa/getapprovaldetail`. An approval is a form somebody filled in: a report. One that makes up a
 * missed punch (打卡补卡) is a check-in entered afterwards. A file is loaded as one kind; records of the other are refused with
 * the advice to load the file once more as that kind.
 */
import { Fields, requirementOf, unixTime } from './fields.ts';
import { MANUAL_NOTICE, OTHER_KIND, type VendorFormat, type VendorRow } from './vendor.ts';
import { filledForm, type FilledForm } from './wecom-contents.ts';

const STATUSES: Record<string, string> = {
  '1': 'pending',
  '2': 'approved',
  '3': 'rejected',
  '4': 'withdrawn',
  '6': 'withdrawn-after-approval',
  '7': 'deleted',
  '10': 'paid',
};
const REJECTED = '3';
/** `record_type` of approvals that make up a punch, in listings that give it. */
const MAKE_UP = '2';

interface Decision {
  at: string;
  status: string;
}

function decisions(fields: Fields): Decision[] {
  return fields
    .objects('sp_record')
    .flatMap((record) => new Fields(record).objects('details'))
    .map((detail) => new Fields(detail))
    .map((detail) => ({ at: detail.text('sptime'), status: detail.text('sp_status') }))
    .filter(({ at }) => Number(at) > 0)
    .sort((a, b) => Number(a.at) - Number(b.at));
}

const contentsOf = (record: Record<string, unknown>): Record<string, unknown>[] =>
  new Fields(record).child('apply_data').objects('contents');

export const isMakeUp = (record: Record<string, unknown>): boolean =>
  new Fields(record).text('record_type') === MAKE_UP ||
  contentsOf(record).some((content) => content['control'] === 'PunchCorrection');

function common(source: string, fields: Fields, form: FilledForm) {
  const status = fields.text('sp_status');
  const name = fields.text('sp_name');
  return {
    columns: {
      source,
      external_id: fields.text('sp_no'),
      cadre_code: fields.child('applyer').text('userid'),
      requirement_code: requirementOf(source, fields.text('template_id') || name),
    },
    extra: {
      status: STATUSES[status] ?? status,
      ...(name === '' ? {} : { sp_name: name }),
      ...(form.controls.size === 0 ? {} : { notified: fields.objects('notifyer').length }),
    },
  };
}

function report(source: string, fields: Fields): VendorRow {
  const form = filledForm(fields.child('apply_data').objects('contents'));
  const { columns, extra } = common(source, fields, form);
  const decided = decisions(fields);
  fields.ignore('applyer', 'comments', 'record_type');
  return {
    columns: {
      ...columns,
      submitted_at: unixTime(fields.text('apply_time')),
      text: form.text,
      values: form.values,
      photos: form.photos,
      read_at: unixTime(decided[0]?.at ?? ''),
      returned_at: unixTime(decided.find(({ status }) => status === REJECTED)?.at ?? ''),
    },
    extra: { ...extra, ...fields.rest() },
  };
}

function makeUp(source: string, fields: Fields): VendorRow {
  const form = filledForm(fields.child('apply_data').objects('contents'));
  const { columns, extra } = common(source, fields, form);
  const correction = form.controls.get('PunchCorrection')?.child('punch_correction');
  const date = form.controls.get('Date')?.child('date');
  const state = correction?.text('state') ?? '';
  const applied = fields.text('apply_time');
  decisions(fields);
  fields.ignore('applyer', 'comments', 'record_type');
  return {
    columns: {
      ...columns,
      claimed_at: unixTime(correction?.first('time', 'daymonthyear') || (date?.text('s_timestamp') ?? '')),
      uploaded_at: unixTime(applied),
      kind: 'makeup',
      method: 'manual_makeup',
      created_by: columns.cadre_code,
      photos: form.photos,
      note: form.text,
    },
    extra: { ...extra, ...(state === '' ? {} : { state }), ...fields.rest() },
    notices: ['manual'],
  };
}

const elsewhere = (source: string, fields: Fields): VendorRow => ({
  columns: { source, external_id: fields.text('sp_no') },
  issue: OTHER_KIND,
});

const place = { source: 'wecom', path: 'info', inArray: false } as const;

export const WECOM_MAKE_UP: VendorFormat = {
  ...place,
  format: 'wecom-makeup',
  kind: 'checkins',
  recognises: (record) => 'sp_no' in record && isMakeUp(record),
  mapper: (source) => (fields) => (isMakeUp(fields.all()) ? makeUp(source, fields) : elsewhere(source, fields)),
  notices: { manual: MANUAL_NOTICE },
};

export const WECOM_APPROVAL: VendorFormat = {
  ...place,
  format: 'wecom-approval',
  kind: 'reports',
  recognises: (record) => 'sp_no' in record,
  mapper: (source) => (fields) => (isMakeUp(fields.all()) ? elsewhere(source, fields) : report(source, fields)),
};
