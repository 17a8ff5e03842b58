/** What a data steward does after loading: sees what a batch holds, takes one back, says what unknown codes mean. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { Batches } from '../../server/contract-intake.ts';
import type { Sources } from '../../server/contract-sources.ts';
import { County } from './county.ts';

const SOURCE = 'journey-steward';
const REQUIREMENT = 'J-PATROL';
/** Rows a day of an ordinary batch, and of the one that is taken back. */
const USUAL = 40;
const MANY = 200;

let county: County;
let cadre: string;
/** A day the county has figures for: a new one in front would move the end of every period. */
let day: string;
beforeAll(async () => {
  county = await County.open();
  const { page, close } = await county.visitor('zh-CN');
  await county.signIn(page, 'steward');
  day = ((await county.get(page, 'sources')) as Sources).rows
    .map(({ lastDay }) => lastDay)
    .sort()
    .at(-1)!;
  const { rows } = (await county.get(page, 'units')) as { rows: { code: string; level: string }[] };
  const town = rows.find(({ level }) => level === 'township')!.code;
  cadre = 'J-1';
  await page.goto(`${county.url}/data`);
  await upload(page, 'cadres.csv', `code,org_unit_code\n${cadre},${town}\n`);
  await upload(page, 'requirements.csv', `code,name,kind,issuer\n${REQUIREMENT},试巡查,checkin,试办\n`);
  await close();
}, 420_000);
afterAll(() => county?.close());

/** Through the file picker; answers the receipt the page shows for it. */
async function upload(page: Page, name: string, text: string): Promise<Locator> {
  const path = join(county.folder, name);
  writeFileSync(path, text);
  await page.getByTestId('drop').waitFor();
  await page.getByTestId('file').setInputFiles(path);
  const item = page.getByTestId('upload').filter({ has: page.getByRole('heading', { name }) });
  await item.and(page.locator('[data-state="done"]')).waitFor({ timeout: 60_000 });
  return item.getByTestId('receipt').first();
}

const figure = async (receipt: Locator, name: string): Promise<number> =>
  Number((await receipt.getByTestId(`receipt-${name}`).locator('dd').innerText()).replace(/\D/g, ''));

interface Punches {
  ids: string;
  rows: number;
  by?: string;
  method?: string;
}
function checkins({ ids, rows, by = cadre, method = 'app' }: Punches): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const time = `${String(8 + (i % 9)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}:11`;
    return `${SOURCE},${ids}${i},${by},${REQUIREMENT},${day}T${time}+08:00,${method}`;
  });
  return `${['source,external_id,cadre_code,requirement_code,claimed_at,method', ...lines].join('\n')}\n`;
}

/** Until no figure is out of date any more. */
async function computed(page: Page): Promise<void> {
  const end = Date.now() + 120_000;
  while (((await county.get(page, 'sources')) as Sources).stale) {
    if (Date.now() > end) throw new Error('not computed in time');
    await page.waitForTimeout(300);
  }
}

it('sees in the profile what is unusual, takes the batch back with a reason, and its figures are gone', async () => {
  const steward = await county.visitor('zh-CN');
  const auditor = await county.visitor('zh-CN');
  try {
    const { page } = steward;
    await page.goto(`${county.url}/data`);
    await county.signIn(page, 'steward');
    for (const ids of ['a', 'b', 'c']) await upload(page, `usual-${ids}.csv`, checkins({ ids, rows: USUAL }));
    const receipt = await upload(page, 'unusual.csv', checkins({ ids: 'z', rows: MANY, method: 'import-tool' }));
    expect(await figure(receipt, 'accepted')).toBe(MANY);

    const profile = receipt.getByTestId('profile');
    const surprises = await profile.getByTestId('surprises').innerText();
    expect(surprises).toContain(`每天 ${MANY} 行`);
    expect(surprises).toContain('import-tool');
    await profile.locator('summary').click();
    const cells = (name: string): Promise<string[]> =>
      profile
        .locator('tbody tr')
        .filter({ has: page.locator(`code:text-is("${name}")`) })
        .locator('td')
        .allInnerTexts();
    // Filled, different values, new values; least and most are times of that day.
    expect((await cells('cadre_code')).slice(1, 4)).toEqual([String(MANY), '1', '0']);
    expect((await cells('claimed_at')).slice(4)).toEqual([
      expect.stringContaining('08:'),
      expect.stringContaining('16:'),
    ]);
    expect((await cells('method')).slice(1, 4)).toEqual([String(MANY), '—', '1']);

    await computed(page);
    const opened = auditor.page;
    const evidence = `${county.url}/evidence?indicator=checkins&requirement=${REQUIREMENT}`;
    await opened.goto(evidence);
    await county.signIn(opened, 'auditor');
    await opened
      .getByTestId('figure')
      .filter({ hasText: String(3 * USUAL + MANY) })
      .waitFor();

    await receipt.getByTestId('withdraw').click();
    const now = receipt.getByTestId('withdraw-now');
    expect(await now.isDisabled()).toBe(true);
    await receipt.getByTestId('withdrawal-reason').fill('导出工具的测试数据');
    await now.click();
    // Where the button was it is now said who took it back and why; so it is in the list, for everybody.
    await receipt.getByTestId('withdrawn').filter({ hasText: '导出工具的测试数据' }).waitFor();
    const { rows } = (await county.get(page, 'batches?page=1&size=5')) as Batches;
    const batch = rows.find(({ path }) => path === 'unusual.csv')!;
    expect([batch.state, batch.withdrawal?.reason]).toEqual(['withdrawn', '导出工具的测试数据']);
    await page.goto(`${county.url}/data?v=1&batch=${batch.receipt}`);
    await page.getByTestId('withdrawn').filter({ hasText: '导出工具的测试数据' }).waitFor();
    await computed(page);
    await opened.goto(evidence);
    await opened
      .getByTestId('figure')
      .filter({ hasText: String(3 * USUAL) })
      .waitFor();
    expect([steward.problems, auditor.problems]).toEqual([[], []]);
  } finally {
    await steward.close();
    await auditor.close();
  }
}, 240_000);

it('creates one unknown code, links another, and the rows that waited count at once', async () => {
  const { page, problems, close } = await county.visitor('en');
  try {
    await page.goto(`${county.url}/data`);
    await county.signIn(page, 'steward');
    await upload(page, 'ghosts-1.csv', checkins({ ids: 'g', rows: 7, by: 'GHOST-1' }));
    await upload(page, 'ghosts-2.csv', checkins({ ids: 'h', rows: 5, by: 'GHOST-2' }));
    const row = (code: string): Locator =>
      page
        .getByTestId('unknown-codes')
        .locator('tbody tr')
        .filter({ has: page.locator(`td.code:text-is("${code}")`) });
    expect((await row('GHOST-1').locator('td').allInnerTexts()).slice(1, 4)).toEqual(['person', SOURCE, '7']);

    const { rows: units } = (await county.get(page, 'units')) as { rows: { code: string; level: string }[] };
    await row('GHOST-1').getByRole('button').click();
    await page.getByTestId('code-org_unit_code').fill(units.find(({ level }) => level === 'township')!.code);
    await page.getByTestId('code-create').click();
    await row('GHOST-1').waitFor({ state: 'detached' });

    await row('GHOST-2').getByRole('button').click();
    expect(await page.getByTestId('code-link').isDisabled()).toBe(true);
    await page.getByTestId('code-meant').fill('nobody-by-that-code');
    await page.getByTestId('code-link').click();
    await page.locator('#codes').getByTestId('notice').filter({ hasText: 'nobody-by-that-code' }).waitFor();
    await page.getByTestId('code-meant').fill(cadre);
    await page.getByTestId('code-link').click();
    await row('GHOST-2').waitFor({ state: 'detached' });
    const again = page.locator('#codes').getByTestId('receipt').first();
    expect([await figure(again, 'seen'), await figure(again, 'amended')]).toEqual([5, 5]);
    await computed(page);
    // The same file once more: known rows, under the code that was meant.
    const twice = await upload(page, 'ghosts-3.csv', checkins({ ids: 'h', rows: 5, by: 'GHOST-2' }));
    expect([await figure(twice, 'duplicate'), await figure(twice, 'accepted')]).toEqual([5, 0]);
    expect(problems.filter((text) => !text.includes('422') && !text.includes('404'))).toEqual([]);
  } finally {
    await close();
  }
}, 240_000);

it('sees on a picture what a watermark band covers, before it is saved', async () => {
  const { page, problems, close } = await county.visitor('zh-CN');
  try {
    await page.goto(`${county.url}/data/photos`);
    await county.signIn(page, 'steward');
    await page.getByTestId('no-masks').waitFor();
    const save = page.getByTestId('save-photo-settings');
    expect(await save.isDisabled()).toBe(true);
    await page.getByTestId('keep-originals').click();
    await page.getByTestId('mask-source').click();
    await page.getByTestId('mask-source').locator('input').fill('watermark-camera');
    await page.keyboard.press('Enter');
    await page.getByTestId('mask-add').click();
    const band = page.getByTestId('mask-watermark-camera');
    const bottom = band.getByRole('spinbutton').nth(1);
    await bottom.fill('30');
    await bottom.press('Tab');
    const picture = join(county.folder, 'sample.png');
    await page.screenshot({ path: picture, clip: { x: 0, y: 0, width: 320, height: 240 } });
    let sent = 0;
    page.on('request', (request) => (sent += request.method() === 'GET' ? 0 : 1));
    await page.getByTestId('mask-sample').setInputFiles(picture);
    const preview = page.getByTestId('mask-preview');
    await preview.filter({ hasText: '下 30%' }).waitFor();
    const height = async (of: Locator): Promise<number> => (await of.boundingBox())!.height;
    const whole = await height(preview.locator('canvas'));
    expect((await height(page.getByTestId('mask-bottom'))) / whole).toBeCloseTo(0.3, 1);
    expect(await height(page.getByTestId('mask-top'))).toBe(0);
    // The picture is drawn, and has left this browser by no request.
    expect([await preview.locator('canvas').getAttribute('width'), sent]).toEqual(['960', 0]);
    await save.click();
    await page.getByTestId('photo-settings-saved').waitFor();
    expect(await county.get(page, 'photo-settings')).toEqual({
      keepOriginals: false,
      masks: [{ source: 'watermark-camera', top: 0, bottom: 0.3 }],
    });
    expect(problems).toEqual([]);
  } finally {
    await close();
  }
}, 120_000);
