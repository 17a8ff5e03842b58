/** The filled-in form of WeCom (企业微信) journals and approvals: `apply_data.contents`, one control a field. */
import { Fields, isProse, joined, jsonCell, unixTime } from './fields.ts';

export interface FilledForm {
  values: string;
  text: string;
  photos: string;
  /** Fields by control, for those who look for one of them. */
  controls: ReadonlyMap<string, Fields>;
}

interface Collected {
  values: Map<string, string>;
  prose: string[];
  files: string[];
  controls: Map<string, Fields>;
}

/** `[{text, lang}]`: the Chinese text, or whatever there is. */
function words(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  if (!Array.isArray(value)) return '';
  const texts = value.filter(
    (item): item is { text?: unknown; lang?: unknown } => typeof item === 'object' && item !== null,
  );
  const chosen = texts.find(({ lang }) => lang === 'zh_CN') ?? texts[0];
  return typeof chosen?.text === 'string' ? chosen.text.trim() : '';
}

export function filledForm(contents: readonly Record<string, unknown>[]): FilledForm {
  const collected: Collected = { values: new Map(), prose: [], files: [], controls: new Map() };
  collect(contents, '', collected);
  return {
    values: jsonCell(Object.fromEntries(collected.values)),
    text: collected.prose.join('\n'),
    photos: joined(collected.files),
    controls: collected.controls,
  };
}

function collect(contents: readonly Record<string, unknown>[], prefix: string, into: Collected): void {
  for (const content of contents) {
    const field = new Fields(content);
    const control = field.text('control');
    const title = words(field.value('title')) || field.text('id') || control;
    const value = field.child('value');
    into.controls.set(control, value);
    if (control === 'Table') {
      value.objects('children').forEach((row, i) => {
        collect(new Fields(row).objects('list'), `${prefix}${title}/${i + 1}/`, into);
      });
      continue;
    }
    for (const { file_id: file } of value.objects('files')) if (typeof file === 'string') into.files.push(file);
    const text = textOf(control, value);
    if (text === '') continue;
    let name = `${prefix}${title}`;
    for (let n = 2; into.values.has(name); n++) name = `${prefix}${title}(${n})`;
    into.values.set(name, text);
    if ((control === 'Text' || control === 'Textarea') && isProse(text)) into.prose.push(text);
  }
}

function textOf(control: string, value: Fields): string {
  switch (control) {
    case 'Number':
      return value.text('new_number');
    case 'Money':
      return value.text('new_money');
    case 'Date': {
      const date = value.child('date');
      const at = unixTime(date.text('s_timestamp'));
      return date.text('type') === 'day' ? at.slice(0, 10) : at;
    }
    case 'DateRange': {
      const range = value.child('date_range');
      return [range.text('new_begin'), range.text('new_end')].map(unixTime).filter(Boolean).join('/');
    }
    case 'Selector':
      return value
        .child('selector')
        .objects('options')
        .map((option) => words(option['value']) || new Fields(option).text('key'))
        .join(';');
    case 'Contact':
      return [...value.objects('members'), ...value.objects('departments')]
        .map((who) => new Fields(who).first('userid', 'openapi_id', 'name'))
        .join(';');
    case 'Location': {
      const place = value.child('location');
      return [place.text('title'), place.text('address'), place.text('latitude'), place.text('longitude')]
        .filter(Boolean)
        .join(' ');
    }
    case 'Formula':
      return value.child('formula').text('value');
    default:
      return value.text('text');
  }
}
