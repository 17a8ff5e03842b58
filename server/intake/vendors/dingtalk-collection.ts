/**
 * DingTalk (钉钉) form collection (智能填表): `collection.instance.list` gives what was filled in, `collection.form.list` the
 * forms. An instance does not name its form: who asked for it knows the code and may put it beside the list as `form_code`.
 */
import { createHash } from 'node:crypto';
import type { Words } from '../../../metrics/columns.ts';
import type { Envelope } from '../formats/json-scanner.ts';
import { Fields, isProse, jsonCell, madeUpId, requirementOf, unixTime } from './fields.ts';
import type { VendorFormat, VendorRow } from './vendor.ts';

const UNNAMED: Words = {
  zh: '{n} 条填报没有表单编码,按字段标签归为同一要求(form-摘要);可在导出时保留 form_code',
  en: '{n} submissions do not name their form; told apart by their labels (form-digest). Keep form_code beside the list to name it',
};
const NO_ISSUER: Words = {
  zh: '{n} 个表单的下发单位未知,记为创建人;请在要求名录中更正',
  en: '{n} forms do not say which department asks for them; their creator is recorded, correct it in the directory of requirements',
};

function mapInstance(source: string, fields: Fields, envelope: Envelope = {}): VendorRow {
  const user = fields.text('submitter_userid');
  const created = fields.text('create_time');
  const answers = fields.objects('forms').map((form) => new Fields(form));
  const named = answers.map((answer) => ({
    label: answer.first('label', 'key'),
    value: answer.text('value') || answer.list('value').join(';'),
  }));
  const digest = createHash('sha256')
    .update(
      named
        .map(({ label }) => label)
        .sort()
        .join('\0'),
    )
    .digest('hex');
  const form = fields.text('form_code') || (envelope['form_code'] ?? '');
  const id = fields.text('form_instance_id');
  const filled = named.filter(({ value }) => value !== '');
  fields.ignore('submitter_user_name');
  return {
    columns: {
      source,
      external_id: id || madeUpId(user, created, form || digest.slice(0, 12)),
      cadre_code: user,
      requirement_code: requirementOf(source, form || `form-${digest.slice(0, 12)}`),
      submitted_at: unixTime(created),
      values: jsonCell(Object.fromEntries(filled.map(({ label, value }) => [label, value]))),
      text: filled
        .map(({ value }) => value)
        .filter(isProse)
        .join('\n'),
      revisions: fields.text('modify_time') !== '' && fields.text('modify_time') !== created ? '1' : '',
    },
    extra: {
      ...fields.rest(),
      ...(fields.has('modify_time') ? { modify_time: unixTime(fields.text('modify_time')) } : {}),
    },
    notices: form === '' ? ['unnamed'] : [],
  };
}

/** Seven days of the week make it daily, one weekly; anything between still recurs within the week. */
function frequencyOf(days: readonly string[]): string {
  if (days.length >= 5) return 'P1D';
  return days.length >= 1 ? 'P1W' : 'adhoc';
}

function mapForm(source: string, fields: Fields): VendorRow {
  const setting = fields.child('setting');
  const creator = fields.text('creator');
  const name = fields.text('name');
  const stop = setting.text('stop') === 'true';
  const end = unixTime(setting.text('end_time'));
  return {
    columns: {
      code: requirementOf(source, fields.text('form_code')),
      name,
      kind: 'report',
      issuer: creator,
      system_code: source,
      frequency: frequencyOf(setting.list('loop_days')),
      trace_kinds: 'form',
      valid_from: unixTime(setting.text('create_time')).slice(0, 10),
      valid_to: stop || end !== '' ? end.slice(0, 10) : '',
      template_text: fields.text('memo'),
    },
    extra: { ...setting.rest(), ...fields.rest() },
    notices: ['issuer'],
  };
}

export const DINGTALK_COLLECTION: VendorFormat = {
  format: 'dingtalk-collection',
  kind: 'reports',
  source: 'dingtalk',
  path: 'result.list',
  inArray: true,
  recognises: (record) => 'form_instance_id' in record && 'forms' in record,
  mapper: (source) => (fields, envelope) => mapInstance(source, fields, envelope),
  notices: { unnamed: UNNAMED },
};

export const DINGTALK_COLLECTION_FORMS: VendorFormat = {
  format: 'dingtalk-collection-forms',
  kind: 'requirements',
  source: 'dingtalk',
  path: 'result.list',
  inArray: true,
  recognises: (record) => 'form_code' in record && 'setting' in record,
  mapper: (source) => (fields) => mapForm(source, fields),
  notices: { issuer: NO_ISSUER },
};
