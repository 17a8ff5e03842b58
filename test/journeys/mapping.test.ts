/** A table nobody knows: its columns are said in the page, the refused rows seen at once, the mapping saved, loaded and reused. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { encodeGb18030 } from '../support/gb18030.ts';
import { County } from './county.ts';

const HEADER = '流水,何人,何时何刻,所到何处,所为何事,经纬度';
/** Times as the system writes them: two ways, one of them beyond any reader. */
const ROWS = [
  ...Array.from({ length: 8 }, (_, i) => `N${i},P${i % 3},2025/11/0${1 + i} 9:05,青石桥村,巡查,106.05 29.10`),
  'N8,P1,冬至那天,青石桥村,巡查,',
  'N9,,2025/11/03 9:05,青石桥村,巡查,',
];

let county: County;
beforeAll(async () => {
  county = await County.open();
}, 300_000);
afterAll(() => county?.close());

/** Chooses an entry of the n-th list in the row of a canonical column. */
async function choose(page: Page, column: string, list: number, entry: string): Promise<void> {
  await page.getByTestId(`map-${column}`).locator('.el-select').nth(list).click();
  await page.getByRole('option', { name: entry, exact: true }).click();
}

const count = async (of: Locator): Promise<number> => Number((await of.locator('dd').innerText()).replace(/\D/g, ''));

it('match the columns -> see what is refused -> save -> load -> reuse by name', async () => {
  const { page, problems, close } = await county.visitor('zh-CN');
  try {
    const path = join(county.folder, '外勤登记.csv');
    writeFileSync(path, encodeGb18030(`${[HEADER, ...ROWS].join('\r\n')}\r\n`));
    await page.goto(`${county.url}/data`);
    await county.signIn(page, 'steward');
    await page.getByTestId('to-mapping').click();
    await page.getByTestId('draft-file').setInputFiles(path);
    await page.getByTestId('draft-rows').getByText('何时何刻').waitFor();
    // The guessed encoding is shown and can be overruled: read as something else the header is no longer words.
    await page
      .getByText(/GB18030/)
      .first()
      .waitFor();

    await page.getByTestId('draft-kind').click();
    await page.getByRole('option', { name: /^打卡/ }).click();
    await page.getByTestId('missing').filter({ hasText: 'claimed_at' }).waitFor();
    expect(await page.getByTestId('mapping-load').isDisabled()).toBe(true);
    for (const [column, name] of [
      ['external_id', '流水'],
      ['cadre_code', '何人'],
      ['claimed_at', '何时何刻'],
      ['place', '所到何处'],
    ] as const) {
      await choose(page, column, 0, '文件中的列');
      await choose(page, column, 1, name);
    }
    // One cell holds both coordinates: known by its name. Which system they are of is said by the person.
    for (const half of ['lat', 'lon'])
      expect(await page.getByTestId(`map-${half}`).getByRole('checkbox').isChecked()).toBe(true);
    await choose(page, 'crs', 0, '固定值');
    await choose(page, 'crs', 1, 'wgs84');
    const trial = page.getByTestId('trial');
    await trial.waitFor();
    const refused = trial.locator('table').last();
    await refused.getByText('冬至那天').waitFor();
    expect([await count(page.getByTestId('trial-accepted')), await count(page.getByTestId('trial-rejected'))]).toEqual([
      8, 2,
    ]);
    expect(await trial.locator('table').first().innerText()).toMatch(/29\.1\s+106\.05\s+wgs84/);
    expect(await refused.innerText()).toMatch(/claimed_at[^]*cadre_code|cadre_code[^]*claimed_at/);

    // A code for whoever is not named: the row is no longer refused, without anything being stored yet.
    await choose(page, 'cadre_code', 0, '固定值');
    await page.getByTestId('map-cadre_code').locator('input').last().fill('P-all');
    await page.getByTestId('trial-rejected').filter({ hasText: '1' }).waitFor();
    await choose(page, 'cadre_code', 0, '文件中的列');
    await choose(page, 'cadre_code', 1, '何人');
    await page.getByTestId('trial-rejected').filter({ hasText: '2' }).waitFor();

    await page.getByTestId('mapping-name').fill('field-book');
    await page.getByTestId('mapping-save').click();
    await page.getByTestId('mapping-saved').filter({ hasText: 'field-book@1' }).waitFor();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '导出 JSON' }).click(),
    ]);
    const exported = join(county.folder, 'field-book.json');
    await file.saveAs(exported);
    expect(JSON.parse(readFileSync(exported, 'utf8'))).toMatchObject({
      name: 'field-book',
      kind: 'checkins',
      columns: { external_id: '流水', cadre_code: '何人', claimed_at: '何时何刻', place: '所到何处' },
    });
    await page.getByTestId('mapping-load').click();
    const receipt = page.getByTestId('receipt');
    await receipt.waitFor();
    expect([
      await count(receipt.getByTestId('receipt-accepted')),
      await count(receipt.getByTestId('receipt-rejected')),
    ]).toEqual([8, 2]);
    expect(await receipt.innerText()).toContain('field-book@1');

    // Elsewhere the exported file says the same: the columns are matched, and every row is known.
    await page.goto(`${county.url}/data/mapping`);
    await page.getByTestId('draft-file').setInputFiles(path);
    await page.getByTestId('draft-rows').getByText('何时何刻').waitFor();
    await page.locator('label.import input').setInputFiles(exported);
    await page.getByTestId('trial-rejected').filter({ hasText: '2' }).waitFor();
    await page.getByTestId('mapping-source').fill('field-book');
    await page.getByTestId('trial-duplicate').filter({ hasText: '8' }).waitFor();

    await page.goto(`${county.url}/data`);
    await page.getByTestId('drop').waitFor();
    await page.locator('details.options summary').click();
    await page.getByTestId('saved-mapping').click();
    await page.getByRole('option', { name: 'field-book' }).click();
    await page.getByTestId('file').setInputFiles(path);
    const again = page.getByTestId('upload').getByTestId('receipt').first();
    await again.waitFor({ timeout: 60_000 });
    expect([
      await count(again.getByTestId('receipt-duplicate')),
      await count(again.getByTestId('receipt-rejected')),
    ]).toEqual([8, 2]);
    expect(problems).toEqual([]);
  } finally {
    await close();
  }
}, 180_000);
