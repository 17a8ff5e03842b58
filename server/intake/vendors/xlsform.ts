/**
 * XLSForm: the workbook a form of ODK or KoboToolbox is made from. Loaded by itself it is a requirement (what is asked, of
 * which kind); submissions loaded after it show its questions and choices instead of the names of its fields.
 */
import type { Workbook } from '../formats/xlsx.ts';
import { joined, requirementOf } from './fields.ts';
import type { FormLabels, VendorRow } from './vendor.ts';

interface Question {
  path: string;
  type: string;
  label: string;
  list: string;
  required: boolean;
}

export interface XlsForm {
  id: string;
  title: string;
  questions: readonly Question[];
  /** List name -> choice name -> label. */
  choices: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

const MOST_QUESTIONS = 20_000;
/** Types that ask nobody anything. */
const SILENT = new Set(['start', 'end', 'today', 'deviceid', 'username', 'audit', 'calculate', 'hidden', 'note', '']);
const TRACES: Record<string, string> = {
  image: 'photo',
  geopoint: 'gps',
  geotrace: 'track',
  video: 'video',
  text: 'text',
};

export const isXlsForm = (sheets: readonly { name: string }[], surveyHeader: readonly string[]): boolean =>
  sheets.some(({ name }) => name === 'survey') && surveyHeader.includes('type') && surveyHeader.includes('name');

type Row = Map<string, string>;

async function* rowsOf(book: Workbook, sheet: string): AsyncGenerator<Row> {
  if (!book.sheets.some(({ name }) => name === sheet)) return;
  let header: string[] | undefined;
  for await (const { cells } of book.rows(sheet)) {
    if (cells.every((cell) => cell.trim() === '')) continue;
    if (!header) {
      header = cells.map((cell) => cell.trim());
      continue;
    }
    yield new Map(header.map((name, i) => [name, (cells[i] ?? '').trim()]));
  }
}

/** The label in Chinese, in the form's own language, or in whichever there is. */
function labelOf(row: Row, language: string): string {
  const labels = [...row].filter(([name, text]) => /^label(::|:|$)/i.test(name) && text !== '');
  const of = (wanted: RegExp): string | undefined => labels.find(([name]) => wanted.test(name))?.[1];
  const own =
    language === '' ? undefined : labels.find(([name]) => name.toLowerCase().includes(language.toLowerCase()))?.[1];
  return of(/中文|chinese|\(zh/i) ?? own ?? labels[0]?.[1] ?? '';
}

export async function readXlsForm(book: Workbook, fileName: string): Promise<XlsForm> {
  let settings: Row = new Map();
  for await (const row of rowsOf(book, 'settings')) {
    settings = row;
    break;
  }
  const language = settings.get('default_language') ?? '';
  const questions: Question[] = [];
  const groups: string[] = [];
  for await (const row of rowsOf(book, 'survey')) {
    const [type = '', list = ''] = (row.get('type') ?? '')
      .replace(/^(begin|end)[ _](group|repeat)$/, '$1_group')
      .split(/\s+/);
    const name = row.get('name') ?? '';
    if (type === 'begin_group') groups.push(name);
    else if (type === 'end_group') groups.pop();
    else if (!SILENT.has(type) && questions.length < MOST_QUESTIONS) {
      const required = /^(yes|true|true\(\))$/i.test(row.get('required') ?? '');
      questions.push({
        path: [...groups, name].join('/'),
        type,
        list,
        label: labelOf(row, language) || name,
        required,
      });
    }
  }
  const choices = new Map<string, Map<string, string>>();
  for await (const row of rowsOf(book, 'choices')) {
    const list = row.get('list_name') ?? row.get('list name') ?? '';
    const labels = choices.get(list) ?? new Map<string, string>();
    choices.set(list, labels);
    labels.set(row.get('name') ?? '', labelOf(row, language));
  }
  const plain = fileName.replace(/\.xlsx$/i, '');
  const id = settings.get('form_id') ?? settings.get('id_string') ?? '';
  return { id: id || plain, title: settings.get('form_title') || id || plain, questions, choices };
}

export function requirementRow({ id, title, questions }: XlsForm, source: string): VendorRow {
  const traces = [...new Set(questions.map(({ type }) => TRACES[type]).filter((kind) => kind !== undefined))];
  const photos = questions.filter(({ type, required }) => type === 'image' && required).length;
  return {
    columns: {
      code: requirementOf(source, id),
      name: title,
      kind: 'report',
      issuer: source,
      system_code: source,
      trace_kinds: ['form', ...traces].join(';'),
      photos_min: photos === 0 ? '' : String(photos),
      fields: joined(questions.map(({ label, path }) => `${label}|${path}`)),
      template_text: questions
        .map(({ label }) => label)
        .join('\n')
        .slice(0, 100_000),
    },
    notices: ['issuer'],
  };
}

export const XLSFORM_NOTICES = {
  issuer: {
    zh: '{n} 个表单没有写明下发单位,记为来源系统;请在要求名录中更正',
    en: '{n} forms do not say which department asks for them; the source is recorded, correct it in the directory of requirements',
  },
};

export function labelsOf(form: XlsForm): FormLabels {
  const byPath = new Map(form.questions.map((question) => [question.path, question]));
  return {
    form: form.id,
    question: (path) => byPath.get(path)?.label,
    isText: (path) => byPath.get(path)?.type === 'text',
    answer: (path, text) => {
      const question = byPath.get(path);
      if (!question?.type.startsWith('select')) return text;
      const labels = form.choices.get(question.list);
      const names = question.type === 'select_multiple' ? text.split(' ') : [text];
      return names.map((name) => labels?.get(name) || name).join(';');
    },
  };
}
