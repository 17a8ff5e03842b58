/** One document in every format: the same rows, no live formula, Chinese whole. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { contentHash, type ExportDocument, type ExportTable } from '../../../server/exports/export-document.ts';
import { exportFile } from '../../../server/exports/export-file.ts';
import { readEnvironment } from '../../../server/environment.ts';
import { openWorkbook } from '../../../server/intake/formats/xlsx.ts';
import type { ExportFormat } from '../../../server/contract-exports.ts';

const folder = mkdtempSync(join(tmpdir(), 'henjian-exports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const table: ExportTable = {
  name: '乡镇',
  title: '各乡镇 <每人每周> 小时 & 区间',
  definition: '定义:\u0007"引号"',
  columns: [{ label: '单位' }, { label: '小时', numeric: true }, { label: '状态' }],
  rows: [
    ['朱沱镇𠮷㐀', 3.25, 'ok'],
    ['=HYPERLINK("http://x","点")', 1.5, ''],
    ['+1|cmd', null, '不能判断'],
    ...Array.from({ length: 1200 }, (_, i) => [`镇${i}`, i / 7, 'ok']),
  ],
  chart: { category: 0, value: 1 },
};
const sheet: ExportDocument = {
  view: 'overview',
  title: '总览',
  lang: 'zh',
  provenance: [
    ['视图', 'overview'],
    ['内容摘要 SHA-256', contentHash([table])],
  ],
  tables: [table, { ...table, name: '要求', rows: [['一', 1, 'ok']] }],
};

async function written(format: ExportFormat, document = sheet): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of exportFile(document, format, { chromium })) pieces.push(Buffer.from(piece));
  const path = join(folder, `file.${format}`);
  writeFileSync(path, Buffer.concat(pieces));
  return path;
}
const { chromium } = readEnvironment();
const onPath = (name: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((place) => existsSync(join(place, name)));

describe('an exported document', () => {
  it('is a CSV whose rows are the table, with its provenance, and nothing a spreadsheet would run', async () => {
    const text = readFileSync(await written('csv'), 'utf8');
    expect(text.startsWith('\ufeff单位,小时,状态\r\n')).toBe(true);
    const rows = parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true }) as string[][];
    const data = rows.slice(1).filter(([first = '']) => !first.startsWith('# '));
    expect(data).toHaveLength(table.rows.length);
    expect(data.slice(0, 3)).toEqual([
      ['朱沱镇𠮷㐀', '3.25', 'ok'],
      ['\'=HYPERLINK("http://x","点")', '1.5', ''],
      ["'+1|cmd", '', '不能判断'],
    ]);
    expect(rows.at(-1)).toEqual(['# 内容摘要 SHA-256', contentHash([table])]);
  });

  it('is a workbook with a sheet a table and one of explanations, which our own reader reads back', async () => {
    const book = await openWorkbook(await written('xlsx'));
    try {
      expect(book.sheets.map(({ name }) => name)).toEqual(['乡镇', '要求', '说明']);
      const rows: string[][] = [];
      for await (const { cells } of book.rows('乡镇')) rows.push(cells);
      expect(rows).toHaveLength(table.rows.length + 1);
      expect(rows[1]).toEqual(['朱沱镇𠮷㐀', '3.25', 'ok']);
      expect(rows[2]![0]).toBe('=HYPERLINK("http://x","点")');
      const said: string[][] = [];
      for await (const { cells } of book.rows('说明')) said.push(cells);
      expect(said.map(([first]) => first)).toEqual(expect.arrayContaining(['视图', '内容摘要 SHA-256', '乡镇']));
    } finally {
      book.close();
    }
    const parts = unzipSync(readFileSync(join(folder, 'file.xlsx')));
    expect(Object.values(parts).some((part) => Buffer.from(part).includes('<f>'))).toBe(false);
  });

  it('is a presentation with a native chart that can be edited', async () => {
    const parts = unzipSync(readFileSync(await written('pptx')));
    const names = Object.keys(parts);
    expect(names).toContain('ppt/charts/chart1.xml');
    expect(names.some((name) => name.startsWith('ppt/embeddings/') && name.endsWith('.xlsx'))).toBe(true);
    const chart = Buffer.from(parts['ppt/charts/chart1.xml']!).toString('utf8');
    expect(chart).toContain('朱沱镇𠮷㐀');
    expect(chart).toContain('3.25');
    const slides = names.filter((name) => /^ppt\/slides\/slide\d+\.xml$/.test(name));
    // Cover; chart and ten slides of rows at most; chart and rows of the second table; provenance.
    expect(slides).toHaveLength(15);
  });

  it('is a PDF of several pages, where the machine has a Chromium', async () => {
    if (chromium === undefined) return void console.info('skipped: no Chromium on this machine');
    const bytes = readFileSync(await written('pdf'));
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(bytes.toString('latin1').match(/\/Type \/Page\b/g)!.length).toBeGreaterThan(10);
  }, 120_000);

  it('opens in LibreOffice with its Chinese whole, where the machine has one', async () => {
    if (!onPath('soffice')) return void console.info('skipped: no LibreOffice on this machine');
    for (const format of ['xlsx', 'csv'] as const) {
      const path = await written(format);
      const out = mkdtempSync(join(folder, 'office-'));
      execFileSync('soffice', [
        `-env:UserInstallation=file://${out}/profile`,
        // Without a person to ask, LibreOffice has to be told the encoding of a CSV.
        ...(format === 'csv' ? ['--infilter=CSV:44,34,76,1'] : []),
        ...['--headless', '--convert-to', 'csv:Text - txt - csv (StarCalc):44,34,76,1', '--outdir', out, path],
      ]);
      const rows = parse(readFileSync(join(out, 'file.csv')), { relax_column_count: true }) as string[][];
      expect(rows[1]).toEqual(['朱沱镇𠮷㐀', '3.25', 'ok']);
      expect(rows[2]![0]!.replace(/^'/, '')).toBe('=HYPERLINK("http://x","点")');
    }
  }, 240_000);

  it('keeps the same hash in every format and order of requests', () => {
    expect(contentHash([table])).toBe(contentHash([{ ...table, title: 'other words' }]));
    expect(contentHash([table])).not.toBe(contentHash([{ ...table, rows: table.rows.slice(1) }]));
  });
});
