/** The auditor's job: a finding understood and proven, by keyboard to the finding, in three clicks to the line of the file. */
import { County, LANGUAGES } from './county.ts';

let county: County;
beforeAll(async () => {
  county = await County.open();
}, 300_000);
afterAll(() => county?.close());

describe.each(LANGUAGES)('in %s', (language) => {
  it('queue -> finding -> picture -> original line -> marked, and how far to trust all this', async () => {
    const { page, problems, close } = await county.visitor(language);
    try {
      await page.goto(`${county.url}/findings?v=1&status=open`);
      await county.signIn(page, 'auditor');
      const list = page.getByTestId('finding-list');
      await list.waitFor();

      // The second finding, without a mouse.
      const second = list.locator('tbody tr').nth(1);
      const name = (await second.locator('a[href^="/findings/"]').first().innerText()).trim();
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      await page.keyboard.press('o');
      const finding = page.getByTestId('finding');
      await finding.waitFor();
      expect(await finding.locator('h1').innerText()).toContain(name);
      // Understood: to whom it points, and why it stands out.
      expect((await page.getByTestId('attribution').innerText()).length).toBeGreaterThan(20);
      await page.getByTestId('why').waitFor();

      // Proven: a picture, its table, and from a row of it the line of the file.
      const pictures = page.getByTestId('evidence-views');
      await pictures.locator('[data-testid^="chart-"], [data-testid$="-pairs"]').first().waitFor();
      await page.getByTestId('view-pressure').click();
      await pictures.getByTestId('chart-pressure-rates').waitFor();
      expect(page.url()).toContain('picture=pressure');
      await pictures.getByTestId('as-table-pressure-rates').click();
      expect(await pictures.getByTestId('table-pressure-rates').locator('tbody tr').count()).toBe(8);
      await page.getByTestId('open-original').first().click();
      await page.getByTestId('original-text').waitFor();
      expect((await page.getByTestId('original-text').innerText()).length).toBeGreaterThan(10);
      await page.keyboard.press('Escape');
      await page.getByTestId('original-text').waitFor({ state: 'hidden' });

      // Set aside with a reason, found again by its mark, and taken back.
      const reason = `journey ${language}`;
      await page.getByTestId('mark-set-aside').click();
      await page.getByTestId('triage-reason').fill(reason);
      await page.getByTestId('triage-keep').click();
      await page.getByTestId('triage').filter({ hasText: reason }).waitFor();
      await page.goto(`${county.url}/findings?v=1&mark=set-aside`);
      await list.filter({ hasText: reason }).waitFor();
      expect(await list.locator('tbody tr').count()).toBe(1);
      await page.getByTestId('mark-new').click();
      await list.waitFor({ state: 'hidden' });

      // How right the tool has been, or that nobody checked; and what the lot drew to find out.
      await page.goto(`${county.url}/soundness`);
      await page.locator('[data-testid="confusion"], [data-testid="no-checks"]').first().waitFor();
      expect(await page.getByTestId('arm').innerText()).toMatch(/\d/);
      expect(problems).toEqual([]);
    } finally {
      await close();
    }
  }, 120_000);
});
