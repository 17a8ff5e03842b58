/** The reform office's way: from the first start to two requirements to merge, field by field, and the hours that would come back. */
import type { Page } from 'playwright-core';
import { Overlaps } from '../../server/contract-overlap.ts';
import type { Sources } from '../../server/contract-sources.ts';
import type { Session } from '../../server/contract.ts';
import { County, LANGUAGES } from './county.ts';

/** Two pairs of forms that ask for the same, each answered in two townships: two months of the small county hold none. */
const FORMS = {
  'J-A1': ['户主姓名|j.head', '家庭人口|j.members', '耕地面积|j.land'],
  'J-A2': ['户主姓名|j.head', '家庭人口|j.members', '耕地面积|j.land', '房屋间数|j.rooms'],
  'J-B1': ['商户名称|j.shop', '从业人数|j.staff', '用电量|j.power'],
  'J-B2': ['商户名称|j.shop', '从业人数|j.staff', '用电量|j.power', '灭火器数|j.extinguishers'],
};
const CADRES = ['J-1', 'J-2'];
const csv = (header: string, rows: string[]): string => `${[header, ...rows].join('\n')}\n`;

async function load(page: Page, name: string, text: string): Promise<void> {
  const { csrf } = (await county.get(page, 'session')) as Session;
  const response = await page.request.post(`${county.url}/api/v1/batches`, {
    headers: { 'X-CSRF-Token': csrf },
    multipart: { file: { name, mimeType: 'text/csv', buffer: Buffer.from(text) } },
  });
  expect([name, response.status()]).toEqual([name, 202]);
}

async function addForms(): Promise<void> {
  const { page, close } = await county.visitor('zh-CN');
  await county.signIn(page, 'steward');
  const { rows: units } = (await county.get(page, 'units')) as { rows: { code: string; level: string }[] };
  const towns = units.filter(({ level }) => level === 'township').map(({ code }) => code);
  const sources = async (): Promise<Sources> => (await county.get(page, 'sources')) as Sources;
  const day = (await sources()).rows
    .map(({ lastDay }) => lastDay)
    .sort()
    .at(-1)!;
  await load(
    page,
    'cadres.csv',
    csv(
      'code,org_unit_code',
      CADRES.map((cadre, index) => `${cadre},${towns[index]}`),
    ),
  );
  await load(
    page,
    'requirements.csv',
    csv(
      'code,name,kind,issuer,fields',
      Object.entries(FORMS).map(([code, fields]) => `${code},登记表 ${code},report,试办,${fields.join(';')}`),
    ),
  );
  await load(
    page,
    'reports.csv',
    csv(
      'source,external_id,cadre_code,requirement_code,submitted_at,active_edit_s',
      CADRES.flatMap((cadre) =>
        Object.keys(FORMS).map((code) => `J,${cadre}-${code},${cadre},${code},${day}T10:00:00+08:00,3600`),
      ),
    ),
  );
  const end = Date.now() + 120_000;
  for (;;) {
    const { rows, stale } = await sources();
    if (!stale && rows.some(({ source }) => source === 'J')) break;
    if (Date.now() > end) throw new Error('the forms were not computed in time');
    await page.waitForTimeout(500);
  }
  await close();
}

let county: County;
beforeAll(async () => {
  county = await County.open();
  await addForms();
}, 420_000);
afterAll(() => county?.close());

describe.each(LANGUAGES)('in %s', (language) => {
  it('first start -> sign in -> overlap -> pair field by field -> hours returned', async () => {
    const { page, problems, close } = await county.visitor(language);
    try {
      await page.goto(county.url);
      await county.signIn(page, 'reform');
      await page.getByTestId('nav-group-reform').click();
      await page.getByTestId('nav-overlap').first().click();
      await page.getByTestId('overlap').waitFor();
      await page.getByTestId('chart-overlap').waitFor();

      const { rows } = Overlaps.parse(await county.get(page, 'requirements/overlap'));
      const toMerge = rows.filter(({ verdict }) => verdict === 'merge');
      expect(toMerge.length).toBeGreaterThan(1);
      const candidates = page.getByTestId('merge-candidates').locator('tbody tr');
      await candidates.first().waitFor();
      expect(await candidates.count()).toBe(Math.min(60, toMerge.length));

      // The second of them, so that what the page shows by itself cannot pass for what was asked for.
      const { first, second, shared, hoursSaved } = toMerge[1]!;
      expect(hoursSaved).toBeGreaterThan(0);
      await page.getByTestId(`pair-${first.code}-${second.code}`).click();
      const pair = page.getByTestId('pair');
      await pair.getByRole('heading').filter({ hasText: first.name }).first().waitFor();
      const fields = (await pair.getByTestId('field-by-field').innerText()).split('\n').join(' ');
      for (const { label } of shared) expect(fields).toContain(label);
      // Hours that would come back in a year, in the row of this pair.
      const row = candidates.filter({ has: page.getByTestId(`pair-${first.code}-${second.code}`) });
      const returned = Number((await row.locator('td').nth(5).innerText()).replaceAll(/[^\d.]/g, ''));
      expect(returned).toBeGreaterThanOrEqual(Math.floor(hoursSaved));

      // The address holds the pair: whoever gets it sees the same.
      await page.reload();
      await pair.getByRole('heading').filter({ hasText: first.name }).first().waitFor();
      expect(problems).toEqual([]);
    } finally {
      await close();
    }
  }, 120_000);
});
