/**
 * DingTalk (钉钉) OA approvals: `processinstance/get`. A form somebody filled in: a report. Times are written out, in China
 * time. Values of tables and attachments are JSON in a text.
 */
import { Fields, isProse, joined, jsonCell, madeUpId, requirementOf } from './fields.ts';
import type { VendorFormat, VendorRow } from './vendor.ts';

const REFUSED_ACTIONS = new Set(['REFUSE', 'refuse']);
const PHOTO_COMPONENTS = new Set(['DDPhotoField']);
const TEXT_COMPONENTS = new Set(['TextField', 'TextareaField', '']);

/** `["a.jpg","b.jpg"]` as a list; a text that is no list is one item. */
function listed(text: string): string[] {
  if (!text.startsWith('[')) return text === '' || text === 'null' ? [] : [text];
  try {
    const items: unknown = JSON.parse(text);
    return Array.isArray(items) ? items.filter((item) => typeof item === 'string') : [];
  } catch {
    return [text];
  }
}

function mapRecord(source: string, fields: Fields): VendorRow {
  const user = fields.first('originator_userid', 'originatorUserId');
  const created = fields.first('create_time', 'createTime');
  const title = fields.text('title');
  const components = [...fields.objects('form_component_values'), ...fields.objects('formComponentValues')].map(
    (component) => new Fields(component),
  );
  const answers = components
    .map((component) => ({
      type: component.first('component_type', 'componentType'),
      name: component.first('name', 'id'),
      value: component.text('value'),
    }))
    .filter(({ value }) => value !== '' && value !== 'null');
  const records = [...fields.objects('operation_records'), ...fields.objects('operationRecords')].map(
    (record) => new Fields(record),
  );
  const others = records.filter((record) => record.first('userid', 'userId') !== user);
  const result = (record: Fields): string => record.first('operation_result', 'result');
  const process = fields.first('process_code', 'processCode') || title.replace(/^.*?提交的/, '');
  const id = fields.first('process_instance_id', 'processInstanceId', 'business_id', 'businessId');
  fields.ignore('originator_dept_name');
  return {
    columns: {
      source,
      external_id: id || madeUpId(user, created, process),
      cadre_code: user,
      requirement_code: requirementOf(source, process),
      submitted_at: created,
      text: answers
        .filter(({ type, value }) => TEXT_COMPONENTS.has(type) && isProse(value))
        .map(({ value }) => value)
        .join('\n'),
      values: jsonCell(Object.fromEntries(answers.map(({ name, value }) => [name, value]))),
      photos: joined(answers.filter(({ type }) => PHOTO_COMPONENTS.has(type)).flatMap(({ value }) => listed(value))),
      read_at: others[0]?.text('date') ?? '',
      returned_at: others.find((record) => REFUSED_ACTIONS.has(result(record)))?.text('date') ?? '',
    },
    extra: { ...(title === '' ? {} : { title }), ...fields.rest() },
  };
}

export const DINGTALK_APPROVAL: VendorFormat = {
  format: 'dingtalk-approval',
  kind: 'reports',
  source: 'dingtalk',
  path: 'process_instance',
  inArray: false,
  recognises: (record) => 'form_component_values' in record || 'originator_userid' in record,
  mapper: (source) => (fields) => mapRecord(source, fields),
};

/** The same of the v1.0 API, in camel case. */
export const DINGTALK_APPROVAL_V1: VendorFormat = {
  ...DINGTALK_APPROVAL,
  path: 'result',
  recognises: (record) => 'formComponentValues' in record && 'originatorUserId' in record,
};
