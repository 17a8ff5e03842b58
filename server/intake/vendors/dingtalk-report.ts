/** DingTalk (钉钉) logs: `topapi/report/list`. One report per record; its fields become text and values. */
import { isProse, joined, madeUpId, unixTime, type Fields } from './fields.ts';
import type { VendorFormat, VendorRow } from './vendor.ts';

function mapRecord(source: string, fields: Fields): VendorRow {
  const user = fields.text('creator_id');
  const template = fields.text('template_name');
  const created = fields.text('create_time');
  const contents = fields
    .objects('contents')
    .map(({ key, value }) => ({
      key: String(key ?? ''),
      value: typeof value === 'string' ? value.trim() : JSON.stringify(value ?? ''),
    }))
    .filter(({ value }) => value !== '' && value !== '""');
  const remark = fields.text('remark');
  const prose = contents.filter(({ value }) => isProse(value)).map(({ value }) => value);
  const id = fields.text('report_id');
  fields.text('creator_name');
  return {
    columns: {
      source,
      external_id: id === '' ? madeUpId(user, created, template) : id,
      cadre_code: user,
      requirement_code: template === '' ? '' : `${source}:${template}`,
      submitted_at: unixTime(created),
      text: [...prose, remark].filter((text) => text !== '').join('\n'),
      values:
        contents.length === 0 ? '' : JSON.stringify(Object.fromEntries(contents.map(({ key, value }) => [key, value]))),
      photos: joined(fields.list('images')),
    },
    extra: fields.rest(),
  };
}

export const DINGTALK_REPORT: VendorFormat = {
  format: 'dingtalk-report',
  kind: 'reports',
  source: 'dingtalk',
  path: 'result.data_list',
  inArray: true,
  recognises: (record) => 'creator_id' in record && 'create_time' in record,
  mapper: (source) => (fields) => mapRecord(source, fields),
};
