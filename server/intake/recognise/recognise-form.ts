/** An XLSForm as what it is: one requirement. */
import { factKind } from '../../../metrics/facts.ts';
import { FileProblem } from '../file-problem.ts';
import type { Workbook } from '../formats/xlsx.ts';
import { readXlsForm, requirementRow, XLSFORM_NOTICES } from '../vendors/xlsform.ts';
import type { CanonicalRow } from './canonical-row.ts';
import type { OriginalRecord, Recognition } from './recognition.ts';
import { canonicalRow, Notices } from './row-plan.ts';
import type { TableHints } from './table-layout.ts';

const SHEET = 'survey';
/** Submissions of KoboToolbox are looked for under this source when the caller names none. */
const SOURCE = 'kobo';

/** @throws FileProblem `other-kind` */
export async function recogniseForm(book: Workbook, { request, fileName }: TableHints): Promise<Recognition> {
  if (request.as !== undefined && request.as !== 'requirements')
    throw new FileProblem(
      'other-kind',
      `这是 XLSForm 表单定义,按要求(requirements)导入,不能作为 ${request.as}。`,
      `This is an XLSForm, which is loaded as requirements, not as ${request.as}.`,
    );
  const kind = factKind('requirements')!;
  const source = request.source ?? SOURCE;
  const form = await readXlsForm(book, fileName);
  const notices = new Notices(XLSFORM_NOTICES);
  const place = { sheet: SHEET, record: 1 };
  return {
    format: 'xlsform',
    encoding: 'utf-8',
    mapping: 'xlsform',
    kind,
    source,
    unknownColumns: [],
    warnings: [],
    notices,
    rows: async function* (): AsyncGenerator<CanonicalRow> {
      const row = requirementRow(form, source);
      notices.count(row.notices);
      yield canonicalRow(kind, row, place);
    },
    originals: async function* (): AsyncGenerator<OriginalRecord> {
      const header = ['label', 'path', 'type'];
      const cells = form.questions.map(({ label, path, type }) => `${label} | ${path} | ${type}`);
      yield { ...place, line: 1, header, cells: [form.title, form.id, ''], text: cells.join('\n') };
    },
  };
}
