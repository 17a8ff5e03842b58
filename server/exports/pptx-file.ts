/** PPTX, 16:9: a native chart (or a table) a slide, editable, and a slide with the provenance. */
import pptxgenjs from 'pptxgenjs';
import { chartRows, type Cell, type ExportDocument, type ExportTable } from './export-document.ts';

/** Its types describe a CommonJS module, but Node loads an ES module whose default is the class. */
const Presentation = pptxgenjs as unknown as typeof pptxgenjs.default;
type Presentation = InstanceType<typeof Presentation>;
type Slide = ReturnType<Presentation['addSlide']>;

const FONT = 'Microsoft YaHei';
const ACCENT = '1C5D8C';
const INK = '1B1F23';
const FAINT = '636A71';
const ROWS_A_SLIDE = 12;
const COLUMNS_A_SLIDE = 7;
const MOST_TABLE_SLIDES = 10;
const LONGEST_CELL = 60;

export async function pptxFile(document: ExportDocument): Promise<Uint8Array> {
  const show = new Presentation();
  show.layout = 'LAYOUT_WIDE';
  show.title = document.title;
  show.theme = { headFontFace: FONT, bodyFontFace: FONT };
  const cover = show.addSlide();
  cover.addText(document.title, { x: 0.6, y: 2.6, w: 12, h: 1, fontSize: 32, bold: true, color: INK, fontFace: FONT });
  cover.addText(asOf(document), { x: 0.6, y: 3.6, w: 12, h: 0.5, fontSize: 14, color: FAINT, fontFace: FONT });
  for (const table of document.tables) if (table.rows.length > 0) addTable(show, document, table);
  const last = show.addSlide();
  heading(last, document.lang === 'zh' ? '出处' : 'Provenance', '');
  const rows = document.provenance.map(([label, value]) => [cellOf(label, true), cellOf(value)]);
  last.addTable(rows, { x: 0.6, y: 1.3, w: 12, colW: [3, 9], fontSize: 11, fontFace: FONT, border: { type: 'none' } });
  return (await show.write({ outputType: 'uint8array' })) as Uint8Array;
}

const asOf = ({ provenance }: ExportDocument): string =>
  provenance
    .slice(0, 4)
    .map((pair) => pair.join(': '))
    .join('   ');

function heading(slide: Slide, title: string, definition: string): void {
  slide.addText(title, { x: 0.6, y: 0.3, w: 12, h: 0.6, fontSize: 20, bold: true, color: INK, fontFace: FONT });
  if (definition)
    slide.addText(definition, { x: 0.6, y: 6.8, w: 12, h: 0.5, fontSize: 10, color: FAINT, fontFace: FONT });
}

function addTable(show: Presentation, document: ExportDocument, table: ExportTable): void {
  const bars = chartRows(table);
  if (bars.length > 0) {
    const slide = show.addSlide();
    heading(slide, table.title, table.definition);
    const label = table.columns[table.chart!.value]!.label;
    // PowerPoint draws the first bar at the bottom.
    const data = [...bars].reverse();
    slide.addChart(
      'bar',
      [{ name: label, labels: data.map((bar) => bar.label), values: data.map((bar) => bar.value) }],
      {
        x: 0.6,
        y: 1,
        w: 12,
        h: 5.7,
        barDir: 'bar',
        chartColors: [ACCENT],
        showValue: true,
        dataLabelFormatCode: '#,##0.0',
        catAxisLabelFontFace: FONT,
        catAxisLabelFontSize: 10,
        valAxisLabelFontSize: 10,
        showLegend: false,
        showValAxisTitle: true,
        valAxisTitle: label,
        valAxisTitleFontSize: 10,
      },
    );
  }
  addRows(show, document, table);
}

function addRows(show: Presentation, { lang }: ExportDocument, table: ExportTable): void {
  const columns = table.columns.slice(0, COLUMNS_A_SLIDE);
  const most = ROWS_A_SLIDE * MOST_TABLE_SLIDES;
  for (let at = 0; at < Math.min(table.rows.length, most); at += ROWS_A_SLIDE) {
    const slide = show.addSlide();
    const left = table.rows.length - most;
    const isLast = at + ROWS_A_SLIDE >= most && left > 0;
    const more =
      lang === 'zh' ? `另有 ${left} 行,见 XLSX 或 CSV 导出。` : `${left} more rows are in the XLSX or CSV export.`;
    heading(slide, table.title, isLast ? more : table.definition);
    const rows = table.rows.slice(at, at + ROWS_A_SLIDE);
    slide.addTable(
      [
        columns.map(({ label }) => cellOf(label, true)),
        ...rows.map((row) => columns.map((column, i) => cellOf(row[i] ?? null, false, column.numeric))),
      ],
      { x: 0.6, y: 1.1, w: 12, fontSize: 10, fontFace: FONT, border: { type: 'solid', pt: 0.5, color: 'E3E3DC' } },
    );
  }
}

function cellOf(cell: Cell, bold = false, numeric: true | undefined = undefined) {
  const text = typeof cell === 'number' ? rounded(cell) : (cell ?? '');
  const short = text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}…` : text;
  return { text: short, options: { bold, color: INK, ...(numeric ? { align: 'right' as const } : {}) } };
}

const rounded = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) < 10 ? 2 : 1 });
