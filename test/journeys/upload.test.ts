/** A log as a county exports it: GB18030, a few bad rows. It is counted, the bad rows come back, are fixed and go in. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Locator, Page } from 'playwright-core';
import { encodeGb18030 } from '../support/gb18030.ts';
import { County, LANGUAGES } from './county.ts';

const ROWS = 20_000;
const HEADER = 'source,external_id,cadre_code,claimed_at,requirement_code,lat,lon,place,note';
/** Data row -> the column that is wrong, what stands there, and what should. */
const BAD: Record<number, { column: string; wrong: string; right: string }> = {
  17: { column: 'claimed_at', wrong: '昨天上午', right: '2025-11-03T08:17:00+08:00' },
  4_242: { column: 'lat', wrong: '123.4', right: '30.4' },
  19_999: { column: 'cadre_code', wrong: '', right: 'C0001' },
};
/** Data row 0 stands on line 2, below the header. */
const FIRST_LINE = 2;

let county: County;
beforeAll(async () => {
  county = await County.open();
}, 300_000);
afterAll(() => county?.close());

function logOf(source: string): string {
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const second = String(row % 60).padStart(2, '0');
    const minute = String(Math.floor(row / 60) % 60).padStart(2, '0');
    const cells: Record<string, string> = {
      source,
      external_id: `E${row}`,
      cadre_code: `C${String(row % 40).padStart(4, '0')}`,
      claimed_at: `2025-11-0${1 + (row % 7)}T09:${minute}:${second}+08:00`,
      requirement_code: 'PATROL',
      lat: '30.5',
      lon: '114.3',
      place: '青石桥村便民服务点',
      note: '已巡查，无异常',
    };
    const bad = BAD[row];
    if (bad) cells[bad.column] = bad.wrong;
    return Object.values(cells).join(',');
  });
  return `${[HEADER, ...lines].join('\r\n')}\r\n`;
}

/** Uploads through the file picker and answers the receipt the page shows for it. */
async function upload(page: Page, path: string): Promise<Locator> {
  await page.getByTestId('file').setInputFiles(path);
  const item = page.getByTestId('upload').first();
  await page.locator('[data-testid="upload"][data-state="done"]').first().waitFor({ timeout: 60_000 });
  const receipt = item.getByTestId('receipt').first();
  await receipt.waitFor();
  return receipt;
}

async function figures(receipt: Locator): Promise<Record<string, number>> {
  const names = ['seen', 'accepted', 'amended', 'duplicate', 'rejected'];
  const texts = await Promise.all(
    names.map((name) => receipt.getByTestId(`receipt-${name}`).locator('dd').innerText()),
  );
  return Object.fromEntries(names.map((name, index) => [name, Number(texts[index]!.replace(/[^\d]/g, ''))]));
}

describe.each(LANGUAGES)('in %s', (language) => {
  it('upload -> progress -> receipt -> download the refused rows -> fix -> load', async () => {
    const { page, problems, close } = await county.visitor(language);
    try {
      const source = `journey-${language.toLowerCase()}`;
      const path = join(county.folder, `${source}.csv`);
      writeFileSync(path, encodeGb18030(logOf(source)));
      await page.goto(`${county.url}/data`);
      await county.signIn(page, 'steward');
      await page.getByTestId('drop').waitFor();

      const progress = page.getByTestId('progress').first().waitFor();
      const receipt = await upload(page, path);
      await progress;
      expect(await figures(receipt)).toEqual({ seen: ROWS, accepted: ROWS - 3, amended: 0, duplicate: 0, rejected: 3 });
      expect(await receipt.innerText()).toMatch(/gb18030/i);

      const [download] = await Promise.all([page.waitForEvent('download'), receipt.getByTestId('refused').click()]);
      const refusedPath = join(county.folder, `${source}-refused.csv`);
      await download.saveAs(refusedPath);
      const refused = parse(readFileSync(refusedPath, 'utf8'), { columns: true, bom: true }) as Record<
        string,
        string
      >[];
      expect(refused.map((row) => row.external_id)).toEqual(Object.keys(BAD).map((row) => `E${row}`));
      expect(refused.map((row) => Number(row.line))).toEqual(Object.keys(BAD).map((row) => Number(row) + FIRST_LINE));

      const fixed = refused.map((row) => {
        const { column, right } = BAD[Number(row.external_id!.slice(1))]!;
        return { ...row, [column]: right };
      });
      const names = Object.keys(fixed[0]!);
      const cell = (text = ''): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
      const fixedPath = join(county.folder, `${source}-fixed.csv`);
      writeFileSync(
        fixedPath,
        `${[names, ...fixed.map((row: Record<string, string>) => names.map((name) => row[name]))].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`,
      );
      await page.goto(`${county.url}/data`);
      const second = await upload(page, fixedPath);
      expect(await figures(second)).toEqual({ seen: 3, accepted: 3, amended: 0, duplicate: 0, rejected: 0 });

      expect(problems).toEqual([]);
    } finally {
      await close();
    }
  }, 180_000);
});

it('takes pictures that are chosen together as one set', async () => {
  const { page, problems, close } = await county.visitor(LANGUAGES[0]!);
  try {
    await page.goto(`${county.url}/data`);
    await county.signIn(page, 'steward');
    await page.getByTestId('drop').waitFor();
    const names = ['one.png', 'two.png', 'three.png'].map((name) => join(county.folder, name));
    for (const [i, path] of names.entries())
      await page.screenshot({ path, clip: { x: 100 * i, y: 50 * i, width: 320, height: 240 } });
    await page.getByTestId('file').setInputFiles(names);
    await page.locator('[data-testid="upload"][data-state="done"]').first().waitFor({ timeout: 60_000 });
    expect(await page.getByTestId('upload').count()).toBe(1);
    expect(await figures(page.getByTestId('receipt').first())).toMatchObject({ seen: 3, rejected: 0 });
    expect(problems).toEqual([]);
  } finally {
    await close();
  }
}, 180_000);
