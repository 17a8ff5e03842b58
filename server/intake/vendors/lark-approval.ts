/** Lark (飞书) approval instances (v4): a form somebody filled in, a report. Milliseconds in text; the form is JSON in a text. */
import { Fields, isProse, joined, jsonCell, requirementOf, unixTime } from './fields.ts';
import type { VendorFormat, VendorRow } from './vendor.ts';

const PICTURES = new Set(['image', 'imageV2']);
const TEXTS = new Set(['input', 'textarea']);

interface Widget {
  type: string;
  name: string;
  value: unknown;
}

function widgetsOf(form: string): Widget[] {
  try {
    const parsed: unknown = JSON.parse(form);
    if (!Array.isArray(parsed)) return [];
    return parsed
      .filter((item): item is Record<string, unknown> => typeof item === 'object' && item !== null)
      .map((item) => {
        const widget = new Fields(item);
        return { type: widget.text('type'), name: widget.first('name', 'id'), value: widget.value('value') };
      });
  } catch {
    return [];
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(';');
  return value === null || value === undefined ? '' : JSON.stringify(value);
}

const strings = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string' && item !== '');

function mapRecord(source: string, fields: Fields): VendorRow {
  const form = fields.text('form');
  const widgets = widgetsOf(form);
  const answers = widgets.map((w) => ({ ...w, text: textOf(w.value) })).filter(({ text }) => text !== '');
  const steps = fields.objects('timeline').map((step) => new Fields(step));
  const at = (type: string): string => steps.find((step) => step.text('type') === type)?.text('create_time') ?? '';
  const passed = at('PASS');
  const rejected = at('REJECT');
  const name = fields.text('approval_name');
  return {
    columns: {
      source,
      external_id: fields.first('instance_code', 'uuid', 'serial_number'),
      cadre_code: fields.first('user_id', 'open_id'),
      requirement_code: requirementOf(source, fields.text('approval_code') || name),
      submitted_at: unixTime(fields.text('start_time')),
      text: answers
        .filter(({ type, text }) => TEXTS.has(type) && isProse(text))
        .map(({ text }) => text)
        .join('\n'),
      values: jsonCell(Object.fromEntries(answers.map((answer) => [answer.name, answer.text]))),
      photos: joined(answers.filter(({ type }) => PICTURES.has(type)).flatMap(({ value }) => strings(value))),
      read_at: unixTime([passed, rejected].find((time) => time !== '') ?? ''),
      returned_at: unixTime(rejected),
    },
    extra: {
      ...(name === '' ? {} : { approval_name: name }),
      ...(form !== '' && widgets.length === 0 ? { form } : {}),
      ...fields.rest(),
    },
    notices: form !== '' && widgets.length === 0 ? ['form'] : [],
  };
}

export const LARK_APPROVAL: VendorFormat = {
  format: 'lark-approval',
  kind: 'reports',
  source: 'lark',
  path: 'data',
  inArray: false,
  recognises: (record) => 'approval_code' in record && ('instance_code' in record || 'serial_number' in record),
  mapper: (source) => (fields) => mapRecord(source, fields),
  notices: {
    form: {
      zh: '{n} 个审批的表单内容不是有效的 JSON,原样保留,没有拆成字段',
      en: '{n} approvals hold a form that is no valid JSON; kept as it is, without its fields',
    },
  },
};
