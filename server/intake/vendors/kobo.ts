/**
 * KoboToolbox and ODK submissions as JSON: groups are paths (`g1/visit_count`). `start` and `end` carry an offset, the clock
 * of the device; `_submission_time` carries none and is UTC. Places are WGS-84. An edited submission keeps the id it first
 * had (`meta/rootUuid`), so that it amends.
 */
import { isProse, joined, jsonCell, utcTime, type Fields } from './fields.ts';
import type { FormLabels, MapperContext, VendorFormat, VendorRow } from './vendor.ts';

const OWN = /^(_|meta\/|formhub\/|__version__)/;
const NOT_ANSWERS = new Set([
  'start',
  'end',
  'today',
  'deviceid',
  'username',
  'simserial',
  'subscriberid',
  'phonenumber',
  'audit',
]);
const LOCATION = /^-?\d+(\.\d+)? -?\d+(\.\d+)?( -?\d+(\.\d+)?){0,2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}(T|$)/;
/** Without the form it is not known which answers were typed: choices are short, or bare words in lower case. */
const WRITTEN = /^(?=[\s\S]*[\u3400-\u9fff])[\s\S]{8,}$|^(?=[\s\S]*\s)(?=[\s\S]*[A-Z.,;!?])[\s\S]{20,}$/;

const uuidOf = (text: string): string => text.replace(/^uuid:/, '');

/** Answers by path, repeats numbered. */
function* answersOf(record: Readonly<Record<string, unknown>>, prefix = ''): Generator<[path: string, text: string]> {
  for (const [name, value] of Object.entries(record)) {
    if (prefix === '' && (OWN.test(name) || NOT_ANSWERS.has(name))) continue;
    // Inside a repeat the names are whole paths again.
    const path = prefix === '' ? name : `${prefix}${name.slice(name.lastIndexOf('/') + 1)}`;
    if (Array.isArray(value)) {
      for (const [i, item] of value.entries())
        if (typeof item === 'object' && item !== null)
          yield* answersOf(item as Record<string, unknown>, `${path}[${i + 1}]/`);
    } else if (typeof value === 'string' ? value !== '' : typeof value === 'number' || typeof value === 'boolean')
      yield [path, String(value)];
  }
}

function named(path: string, taken: Record<string, string>, labels: FormLabels | undefined): string {
  const label = labels?.question(path.replace(/\[\d+\]/g, ''));
  if (label === undefined) return path;
  const repeat = /\[(\d+)\]/.exec(path);
  const name = repeat ? `${label} [${repeat[1]}]` : label;
  return name in taken ? `${name} (${path})` : name;
}

function isWritten(path: string, text: string, labels: FormLabels | undefined): boolean {
  if (labels) return labels.isText(path.replace(/\[\d+\]/g, '')) && isProse(text);
  return WRITTEN.test(text) && !LOCATION.test(text) && !TIME.test(text);
}

function mapRecord(source: string, fields: Fields, { labels }: Partial<MapperContext>): VendorRow {
  const id = uuidOf(fields.first('meta/rootUuid', '_uuid', 'meta/instanceID', '_id'));
  const form = fields.first('_xform_id_string', 'xform_id_string');
  const device = fields.text('deviceid');
  const sender = fields.first('_submitted_by', 'username');
  const person = sender || (device === '' ? `anonymous:${id}` : `device:${device}`);
  const start = fields.text('start');
  const end = fields.text('end');
  const values: Record<string, string> = {};
  const prose: string[] = [];
  for (const [path, text] of answersOf(fields.all())) {
    const plain = path.replace(/\[\d+\]/g, '');
    values[named(path, values, labels)] = labels?.answer(plain, text) ?? text;
    if (isWritten(path, text, labels)) prose.push(text);
  }
  const photos = fields
    .objects('_attachments')
    .filter((attachment) => String(attachment['mimetype'] ?? 'image/').startsWith('image/'))
    .map((attachment) => String(attachment['filename'] ?? attachment['download_url'] ?? ''))
    .filter((name) => name !== '');
  const edited = fields.text('meta/deprecatedID') !== '';
  const location = fields.value('_geolocation');
  const validation = fields.child('_validation_status').text('label');
  const version = fields.text('__version__');
  return {
    columns: {
      source,
      external_id: id,
      cadre_code: person,
      requirement_code: form === '' ? `${source}:submission` : `${source}:${form}`,
      submitted_at: utcTime(fields.text('_submission_time')) || end,
      claimed_at: end,
      opened_at: start,
      revisions: edited ? '1' : '',
      text: prose.join('\n'),
      values: jsonCell(values),
      photos: joined(photos),
    },
    extra: {
      ...(device === '' ? {} : { deviceid: device }),
      ...(version === '' ? {} : { version }),
      ...(validation === '' ? {} : { validation }),
      ...(Array.isArray(location) && location.some((x) => x !== null) ? { geolocation: location } : {}),
    },
    notices: [
      ...(sender === '' ? ['nobody'] : []),
      ...(edited ? ['edited'] : []),
      ...(labels === undefined && form !== '' ? ['unlabelled'] : []),
    ],
  };
}

const common = {
  format: 'kobo-submissions',
  kind: 'reports',
  source: 'kobo',
  inArray: true,
  recognises: (record: Record<string, unknown>) =>
    ('_uuid' in record || 'meta/instanceID' in record) &&
    ('_submission_time' in record || '_xform_id_string' in record || 'formhub/uuid' in record),
  formOf: (record: Record<string, unknown>) =>
    typeof record['_xform_id_string'] === 'string' ? record['_xform_id_string'] : undefined,
  mapper:
    (source: string, context: Partial<MapperContext> = {}) =>
    (fields: Fields) =>
      mapRecord(source, fields, context),
  notices: {
    nobody: {
      zh: '{n} 份提交没有填报人,按设备(没有设备时按提交)记',
      en: '{n} submissions name nobody; recorded under their device, or under themselves when it has none',
    },
    edited: { zh: '{n} 份提交被修改过', en: '{n} submissions were edited after they had been sent' },
    unlabelled: {
      zh: '{n} 份提交的题目用字段名显示;先导入该表单的 XLSForm,再导入提交,即可显示题目原文和选项',
      en: '{n} submissions show field names; load the XLSForm of the form first to see its own questions and choices',
    },
  },
} as const;

export const KOBO_SUBMISSIONS: VendorFormat = { ...common, path: 'results' };
