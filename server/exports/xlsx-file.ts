/**
 * XLSX, written as it is made: a sheet a table and a sheet of explanations. Texts are inline strings, so that nothing a
 * person wrote becomes a formula; cells name their place, without which some readers refuse the file.
 */
import { Zip, ZipDeflate } from 'fflate';
import type { Cell, ExportDocument, ExportTable } from './export-document.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const LONGEST_CELL = 32_767;
const ROWS_A_PIECE = 500;

/** Control characters that XML does not know are left out. */
const escaped = (text: string): string =>
  text
    .slice(0, LONGEST_CELL)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');

function columnName(index: number): string {
  let name = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
}

const styled = (style: number): string => (style === 0 ? '' : ` s="${style}"`);

function cellXml(cell: Cell, place: string, style: number): string {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'number' && Number.isFinite(cell)) return `<c r="${place}"${styled(style)}><v>${cell}</v></c>`;
  return `<c r="${place}"${styled(style)} t="inlineStr"><is><t xml:space="preserve">${escaped(String(cell))}</t></is></c>`;
}

const rowXml = (cells: readonly Cell[], number: number, style = 0): string =>
  `<row r="${number}">${cells.map((cell, i) => cellXml(cell, `${columnName(i)}${number}`, style)).join('')}</row>`;

/** Styles: 0 plain, 1 bold. */
const STYLES =
  `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Microsoft YaHei"/></font>` +
  `<font><b/><sz val="11"/><name val="Microsoft YaHei"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills>` +
  '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>' +
  '<cellXfs count="2"><xf fontId="0"/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>';

function* sheetXml(header: readonly string[], rows: readonly (readonly Cell[])[]): Generator<string> {
  const widths = header.map((label, i) => {
    const longest = Math.max(label.length * 2, ...rows.slice(0, 200).map((row) => String(row[i] ?? '').length + 2));
    return `<col min="${i + 1}" max="${i + 1}" width="${Math.min(60, Math.max(10, longest))}" customWidth="1"/>`;
  });
  yield `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`;
  yield `<cols>${widths.join('')}</cols><sheetData>${rowXml(header, 1, 1)}`;
  for (let at = 0; at < rows.length; at += ROWS_A_PIECE)
    yield rows
      .slice(at, at + ROWS_A_PIECE)
      .map((row, i) => rowXml(row, at + i + 2))
      .join('');
  yield '</sheetData></worksheet>';
}

/** What the sheets hold, and where the figures come from. */
function explanations({ title, tables, provenance, lang }: ExportDocument): ExportTable {
  const [name, sheet, rows] = lang === 'zh' ? ['说明', '工作表', '行数'] : ['Explanations', 'Sheet', 'Rows'];
  return {
    name,
    title,
    definition: '',
    columns: [{ label: title }, { label: '' }, { label: '' }],
    rows: [
      ...provenance.map(([label, value]) => [label, value]),
      [''],
      [sheet, '', rows],
      ...tables.map((table) => [table.name, `${table.title}\n${table.definition}`, table.rows.length]),
    ],
  };
}

/** The bytes of the workbook, in pieces. */
export async function* xlsxFile(document: ExportDocument): AsyncGenerator<Uint8Array> {
  const sheets = [...document.tables, explanations(document)];
  const ready: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    ready.push(piece);
  });
  const drained = function* (): Generator<Uint8Array> {
    while (ready.length > 0) yield ready.shift()!;
  };
  const encoder = new TextEncoder();
  const files: [string, Iterable<string>][] = [
    ['[Content_Types].xml', [contentTypes(sheets.length)]],
    [
      '_rels/.rels',
      [
        `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      ],
    ],
    ['xl/workbook.xml', [workbook(sheets)]],
    ['xl/_rels/workbook.xml.rels', [workbookRelations(sheets.length)]],
    ['xl/styles.xml', [STYLES]],
    ...sheets.map(({ columns, rows }, i): [string, Iterable<string>] => [
      `xl/worksheets/sheet${i + 1}.xml`,
      sheetXml(
        columns.map(({ label }) => label),
        rows,
      ),
    ]),
  ];
  for (const [name, pieces] of files) {
    const entry = new ZipDeflate(name, { level: 6 });
    zip.add(entry);
    for (const piece of pieces) {
      entry.push(encoder.encode(piece));
      yield* drained();
      // Other requests get their turn between the pieces.
      await new Promise((resolve) => setImmediate(resolve));
    }
    entry.push(new Uint8Array(0), true);
    yield* drained();
  }
  zip.end();
  yield* drained();
}

const numbered = (n: number, text: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => text(i + 1)).join('');

const contentTypes = (n: number): string =>
  `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
  `<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/>` +
  `<Override PartName="/xl/styles.xml" ContentType="${TYPES}.styles+xml"/>` +
  `${numbered(n, (i) => `<Override PartName="/xl/worksheets/sheet${i}.xml" ContentType="${TYPES}.worksheet+xml"/>`)}</Types>`;

const workbookRelations = (n: number): string =>
  `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">` +
  `${numbered(n, (i) => `<Relationship Id="r${i}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${i}.xml"/>`)}` +
  `<Relationship Id="styles" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`;

const workbook = (sheets: readonly ExportTable[]): string =>
  `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>` +
  `${sheets.map(({ name }, i) => `<sheet name="${escaped(name)}" sheetId="${i + 1}" r:id="r${i + 1}"/>`).join('')}</sheets></workbook>`;
