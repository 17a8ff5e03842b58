/** PDF, A4 and paginated: an HTML document printed by a Chromium of the machine. Nothing in it is run or fetched. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Refusal } from '../http/problem.ts';
import { chartRows, type Cell, type ExportDocument, type ExportTable } from './export-document.ts';

const run = promisify(execFile);
const LONGEST_MILLISECONDS = 120_000;
/** Rows of all tables: some 1,500 pages. */
const MOST_ROWS = 50_000;

const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

/** @param browser path of a Chromium @throws Refusal 503 `no-browser`, 422 `too-many-rows` */
export async function pdfFile(document: ExportDocument, browser: string | undefined): Promise<Buffer> {
  if (browser === undefined)
    throw new Refusal(503, 'no-browser', {
      zh: '本机没有 Chromium,无法生成 PDF。请安装 chromium,或改导出 XLSX、PPTX。',
      en: 'This machine has no Chromium to make PDFs with. Install chromium, or export XLSX or PPTX instead.',
    });
  if (document.tables.reduce((sum, { rows }) => sum + rows.length, 0) > MOST_ROWS)
    throw new Refusal(422, 'too-many-rows', {
      zh: `超过 ${MOST_ROWS} 行,请导出 XLSX 或 CSV。`,
      en: `More than ${MOST_ROWS} rows; export XLSX or CSV instead.`,
    });
  const folder = await mkdtemp(join(tmpdir(), 'henjian-pdf-'));
  try {
    const [page, out] = [join(folder, 'page.html'), join(folder, 'page.pdf')];
    await writeFile(page, html(document));
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    await run(
      browser,
      [
        '--headless',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-dev-shm-usage',
        '--no-first-run',
        ...sandbox,
        `--user-data-dir=${join(folder, 'profile')}`,
        '--no-pdf-header-footer',
        `--print-to-pdf=${out}`,
        `file://${page}`,
      ],
      { timeout: LONGEST_MILLISECONDS },
    );
    return await readFile(out);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

const STYLE = `
  @page wide { size: A4 landscape }
  .wide { page: wide }
  @page { size: A4; margin: 18mm 16mm 20mm; @bottom-right { content: counter(page) " / " counter(pages); font-size: 8pt; color: #636a71 } }
  body { font: 9.5pt/1.5 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif; color: #1b1f23; font-variant-numeric: tabular-nums }
  h1 { font-size: 20pt; margin: 0 0 4mm } h2 { font-size: 13pt; margin: 8mm 0 1mm; break-after: avoid }
  p { margin: 0 0 2mm; color: #454c53 } table { width: 100%; border-collapse: collapse; margin-top: 2mm }
  thead { display: table-header-group } tr { break-inside: avoid }
  th, td { text-align: left; padding: 1mm 2mm; border-bottom: 0.2mm solid #e3e3dc; vertical-align: top; overflow-wrap: anywhere }
  th { border-bottom-color: #8c8f8a } .n { text-align: right; white-space: nowrap }
  .record { margin-top: 3mm; padding-top: 1mm; border-top: 0.3mm solid #8c8f8a } .record td, .record th { border: 0; padding: 0.4mm 2mm 0.4mm 0 } .record th { width: 42mm; font-weight: 400; color: #636a71 }
  .bars { margin: 2mm 0 } .bar { display: grid; grid-template-columns: 52mm 1fr 22mm; gap: 2mm; align-items: center; break-inside: avoid }
  .bar i { display: block; height: 3mm; background: #1c5d8c } .bar b { font-weight: 400; text-align: right }`;

function html({ title, lang, tables, provenance }: ExportDocument): string {
  const rows = provenance.map(([label, value]) => `<tr><th>${escaped(label)}</th><td>${escaped(value)}</td></tr>`);
  return (
    `<!doctype html><html lang="${lang === 'zh' ? 'zh-CN' : 'en'}"><meta charset="utf-8">` +
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">` +
    `<title>${escaped(title)}</title><style>${STYLE}</style><h1>${escaped(title)}</h1>${tables.map(section).join('')}` +
    `<h2>${lang === 'zh' ? '出处' : 'Provenance'}</h2><table>${rows.join('')}</table></html>`
  );
}

/** Columns that an upright page holds, and a lying one. */
const UPRIGHT = 7;
const LYING = 14;
/** Characters a row may have on the average before it is told column by column instead. */
const LONGEST_ROW = 260;

function layoutOf({ columns, rows }: ExportTable): 'upright' | 'lying' | 'records' {
  const characters = rows.reduce((sum, row) => sum + row.reduce<number>((n, cell) => n + said(cell).length, 0), 0);
  const long = rows.length > 0 && characters / rows.length > LONGEST_ROW;
  if (columns.length > LYING || (long && columns.length > UPRIGHT)) return 'records';
  return columns.length > UPRIGHT ? 'lying' : 'upright';
}

/** Each row on its own, a line for a column that says something. */
const records = ({ columns, rows }: ExportTable): string =>
  rows
    .map((row) => {
      const lines = columns
        .map(({ label }, i) => [label, said(row[i] ?? null)] as const)
        .filter(([, text]) => text !== '')
        .map(([label, text]) => `<tr><th>${escaped(label)}</th><td>${escaped(text)}</td></tr>`);
      return `<table class="record">${lines.join('')}</table>`;
    })
    .join('');

function section(table: ExportTable): string {
  const layout = layoutOf(table);
  const bars = chartRows(table);
  const most = Math.max(...bars.map(({ value }) => value), 0);
  const drawn = bars.map(
    ({ label, value }) =>
      `<div class="bar"><span>${escaped(label)}</span><i style="width:${most > 0 ? (Math.max(0, value) / most) * 100 : 0}%"></i><b>${said(value)}</b></div>`,
  );
  const head = table.columns.map(({ label, numeric }) => `<th${numeric ? ' class="n"' : ''}>${escaped(label)}</th>`);
  const body = table.rows.map(
    (row) =>
      `<tr>${table.columns.map(({ numeric }, i) => `<td${numeric ? ' class="n"' : ''}>${escaped(said(row[i] ?? null))}</td>`).join('')}</tr>`,
  );
  return (
    `<section${layout === 'lying' ? ' class="wide"' : ''}><h2>${escaped(table.title)}</h2><p>${escaped(table.definition)}</p>` +
    `${drawn.length > 0 ? `<div class="bars">${drawn.join('')}</div>` : ''}` +
    `${layout === 'records' ? records(table) : `<table><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`}</section>`
  );
}

const said = (cell: Cell): string =>
  typeof cell === 'number'
    ? cell.toLocaleString('en-US', { maximumFractionDigits: Math.abs(cell) < 10 ? 3 : 1 })
    : (cell ?? '');
