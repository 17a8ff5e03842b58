/** Forms that ask for the same, loaded into a county: what there is to merge. */
import type { Page } from 'playwright-core';
import type { Sources } from '../../server/contract-sources.ts';
import type { Session } from '../../server/contract.ts';
import type { County } from './county.ts';

/** Two pairs of forms that ask for the same, each answered in two townships: two months of the small county hold none. */
const FORMS = {
  'J-A1': ['户主姓名|j.head', '家庭人口|j.members', '耕地面积|j.land'],
  'J-A2': ['户主姓名|j.head', '家庭人口|j.members', '耕地面积|j.land', '房屋间数|j.rooms'],
  'J-B1': ['商户名称|j.shop', '从业人数|j.staff', '用电量|j.power'],
  'J-B2': ['商户名称|j.shop', '从业人数|j.staff', '用电量|j.power', '灭火器数|j.extinguishers'],
};
const CADRES = ['J-1', 'J-2'];
const csv = (header: string, rows: string[]): string => `${[header, ...rows].join('\n')}\n`;

async function load(county: County, page: Page, name: string, text: string): Promise<void> {
  const { csrf } = (await county.get(page, 'session')) as Session;
  const response = await page.request.post(`${county.url}/api/v1/batches`, {
    headers: { 'X-CSRF-Token': csrf },
    multipart: { file: { name, mimeType: 'text/csv', buffer: Buffer.from(text) } },
  });
  expect([name, response.status()]).toEqual([name, 202]);
}

export async function addForms(county: County): Promise<void> {
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
    county,
    page,
    'cadres.csv',
    csv(
      'code,org_unit_code',
      CADRES.map((cadre, index) => `${cadre},${towns[index]}`),
    ),
  );
  await load(
    county,
    page,
    'requirements.csv',
    csv(
      'code,name,kind,issuer,fields',
      Object.entries(FORMS).map(([code, fields]) => `${code},登记表 ${code},report,试办,${fields.join(';')}`),
    ),
  );
  await load(
    county,
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
