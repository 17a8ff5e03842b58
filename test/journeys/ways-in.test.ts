/** A folder whose upload is cut off goes on by itself; an administrator allows a host, a steward fetches from it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { County, LANGUAGES } from './county.ts';

let county: County;
let endpoint: Server;
let host: string;
beforeAll(async () => {
  county = await County.open();
  endpoint = createServer((_request, response) => {
    const rows = Array.from({ length: 12 }, (_, i) => ({
      external_id: `f${i}`,
      cadre_code: 'C0001',
      claimed_at: '2025-11-03T08:17:00+08:00',
    }));
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ data: rows }));
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(endpoint.address() as AddressInfo).port}`;
}, 300_000);
afterAll(async () => {
  await county?.close();
  endpoint?.closeAllConnections();
  await new Promise((resolve) => endpoint.close(resolve));
});

describe.each(LANGUAGES)('in %s', (language) => {
  it('a folder goes in, each file with its receipt, though the line breaks', async () => {
    const { page, close } = await county.visitor(language);
    try {
      const folder = join(county.folder, `export-${language}`);
      mkdirSync(join(folder, 'september'), { recursive: true });
      for (const [i, name] of ['september/a.csv', 'b.csv', '.hidden'].entries())
        writeFileSync(
          join(folder, name),
          `source,external_id,cadre_code,claimed_at\nfolder-${language},r${i},C0001,2025-09-30 08:30\n`,
        );
      await page.goto(`${county.url}/data`);
      await county.signIn(page, 'steward');
      await page.getByTestId('drop').waitFor();
      let cuts = 0;
      await page.route('**/api/v1/uploads/*', (route) =>
        route.request().method() === 'PATCH' && cuts++ < 2 ? route.abort('connectionreset') : route.continue(),
      );
      await page.getByTestId('folder').setInputFiles(folder);
      const done = page.locator('[data-testid="upload"][data-state="done"]');
      await done.nth(1).waitFor({ timeout: 60_000 });
      expect(cuts).toBe(4);
      const names = await page.getByTestId('upload').locator('h3').first().innerText();
      expect(names).toMatch(/export-/);
      expect(await page.getByTestId('upload').count()).toBe(2);
      expect(await done.first().getByTestId('receipt-accepted').locator('dd').innerText()).toBe('1');
    } finally {
      await close();
    }
  }, 120_000);

  it('a host is allowed, a connector added, run, and its receipt opened', async () => {
    const name = `forms-${language.toLowerCase()}`;
    const administrator = await county.visitor(language);
    try {
      const { page } = administrator;
      await page.goto(`${county.url}/connectors`);
      await county.signIn(page, 'administrator');
      await page.getByTestId('host-address').fill(host);
      await page.getByTestId('host-internal').click();
      await page.getByTestId('host-allow').click();
      await page.getByTestId('hosts').getByText(host).waitFor();
      expect(administrator.problems).toEqual([]);
    } finally {
      await administrator.close();
    }
    const steward = await county.visitor(language);
    try {
      const { page } = steward;
      await page.goto(`${county.url}/data`);
      await county.signIn(page, 'steward');
      await page.getByTestId('add-connector').click();
      await page.getByTestId('connector-name').fill(name);
      await page.getByTestId('connector-kind').click();
      await page.getByRole('option').nth(3).click();
      await page.getByTestId('field-url').fill(`http://${host}/rows`);
      await page.getByTestId('field-records').fill('data');
      await page.getByTestId('field-as').fill('checkins');
      await page.getByTestId('field-source').fill(name);
      await page.getByTestId('field-crs').click();
      await page.getByRole('option', { name: 'BD-09' }).click();
      await page.getByTestId('save-connector').click();
      await page.getByTestId(`connector-${name}`).waitFor();
      expect(await county.get(page, `connectors/${name}`)).toMatchObject({ config: { crs: 'bd09', source: name } });
      await page.getByTestId(`run-${name}`).click();
      const row = page.locator(`[data-testid="connector-${name}"][data-state="waiting"]`);
      await row.waitFor({ timeout: 60_000 });
      await row.locator('a.figure').first().click();
      const receipt = page.getByTestId('receipt').first();
      await receipt.waitFor();
      expect(await receipt.getByTestId('receipt-accepted').locator('dd').innerText()).toBe('12');
      expect(steward.problems).toEqual([]);
    } finally {
      await steward.close();
    }
  }, 120_000);
});
