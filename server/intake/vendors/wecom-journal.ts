/** WeCom (企业微信) journals (汇报): `oa/journal/get_record_detail`, one report a record; who read it is known, when is not. */
import { madeUpId, requirementOf, unixTime, type Fields } from './fields.ts';
import type { VendorFormat, VendorRow } from './vendor.ts';
import { filledForm } from './wecom-contents.ts';

function mapRecord(source: string, fields: Fields): VendorRow {
  const user = fields.child('submitter').text('userid');
  const time = fields.text('report_time');
  const template = fields.text('template_name');
  const form = filledForm(fields.child('apply_data').objects('contents'));
  const readers = fields.objects('readed_receivers');
  const receivers = fields.objects('receivers');
  const id = fields.text('journal_uuid');
  return {
    columns: {
      source,
      external_id: id || madeUpId(user, time, template),
      cadre_code: user,
      requirement_code: requirementOf(source, fields.text('template_id') || template),
      submitted_at: unixTime(time),
      text: form.text,
      values: form.values,
      photos: form.photos,
    },
    extra: {
      ...(template === '' ? {} : { template_name: template }),
      receivers: receivers.length,
      read_by: readers.length,
      comments: fields.objects('comments').length,
      ...fields.rest(),
    },
  };
}

export const WECOM_JOURNAL: VendorFormat = {
  format: 'wecom-journal',
  kind: 'reports',
  source: 'wecom',
  path: 'info',
  inArray: false,
  recognises: (record) => 'journal_uuid' in record || ('report_time' in record && 'submitter' in record),
  mapper: (source) => (fields) => mapRecord(source, fields),
};
