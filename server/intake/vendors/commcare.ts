/** CommCare forms: `api/form/v1`. `received_on` is the server's clock, `timeStart` and `timeEnd` are the device's. */
import { isProse, jsonCell, type Fields } from './fields.ts';
import type { VendorFormat, VendorRow } from './vendor.ts';

/** Parts of a form that are no answers. */
const NOT_ANSWERS = /^(@|#|meta$|case$)/;
const SENTENCE_CHARACTERS = 8;

function* answersOf(form: Readonly<Record<string, unknown>>, prefix = ''): Generator<[path: string, text: string]> {
  for (const [name, value] of Object.entries(form)) {
    if (NOT_ANSWERS.test(name)) continue;
    const path = `${prefix}${name}`;
    const items = Array.isArray(value) ? value : [value];
    for (const [i, item] of items.entries()) {
      const place = items.length > 1 ? `${path}[${i + 1}]` : path;
      if (typeof item === 'object' && item !== null) yield* answersOf(item as Record<string, unknown>, `${place}/`);
      else if (item !== null && item !== undefined && item !== '') yield [place, String(item)];
    }
  }
}

function mapRecord(source: string, fields: Fields): VendorRow {
  const form = fields.child('form');
  const meta = form.child('meta');
  const user = meta.text('username') || meta.text('userID');
  const xmlns = form.text('@xmlns');
  const name = form.text('@name');
  const answers = [...answersOf(form.all())];
  const photos = Object.keys(fields.child('attachments').all()).filter((file) => /\.(jpe?g|png|heic)$/i.test(file));
  const archived = fields.text('archived') === 'true';
  return {
    columns: {
      source,
      external_id: fields.text('id') || meta.text('instanceID'),
      cadre_code: user,
      requirement_code: `${source}:${xmlns.slice(xmlns.lastIndexOf('/') + 1) || name || 'form'}`,
      submitted_at: fields.text('received_on') || meta.text('timeEnd'),
      claimed_at: meta.text('timeEnd'),
      opened_at: meta.text('timeStart'),
      text: answers
        .map(([, text]) => text)
        .filter((text) => isProse(text) && text.length >= SENTENCE_CHARACTERS && /[\s\u3400-\u9fff]/.test(text))
        .join('\n'),
      values: jsonCell(Object.fromEntries(answers)),
      photos: photos.join(';'),
    },
    extra: {
      ...(name === '' ? {} : { form_name: name }),
      ...Object.fromEntries(
        (['deviceID', 'appVersion', 'location', 'userID'] as const)
          .map((key) => [key, meta.text(key)])
          .filter(([, text]) => text !== ''),
      ),
      ...(archived ? { archived } : {}),
      ...fields.rest(),
    },
    notices: archived ? ['archived'] : [],
  };
}

export const COMMCARE_FORMS: VendorFormat = {
  format: 'commcare-forms',
  kind: 'reports',
  source: 'commcare',
  path: 'objects',
  inArray: true,
  recognises: (record) =>
    'received_on' in record &&
    typeof record['form'] === 'object' &&
    record['form'] !== null &&
    'meta' in record['form'],
  mapper: (source) => (fields) => mapRecord(source, fields),
  notices: {
    archived: { zh: '{n} 份表单在 CommCare 中已归档', en: '{n} forms are archived in CommCare; kept, and marked so' },
  },
};
