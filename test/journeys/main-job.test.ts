/** The main job: from the first start to the line of the file a figure came from, without leaving the mouse. */
import { County, LANGUAGES } from './county.ts';

/** Rows on one page of the list of findings. */
const FINDINGS_SHOWN = 50;

let county: County;
beforeAll(async () => {
  county = await County.open();
}, 300_000);
afterAll(() => county?.close());

describe.each(LANGUAGES)('in %s', (language) => {
  it('first start -> sign in -> overview -> requirement -> finding -> evidence row -> original line', async () => {
    const { page, problems, close } = await county.visitor(language);
    try {
      await page.goto(county.url);
      await page.getByTestId('sign-in').waitFor();
      await county.signIn(page, 'auditor');

      await page.getByTestId('overview').waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
      await expectFigure(page.getByTestId('headline-filling-hours').innerText());
      const open = page.getByTestId('open-findings');
      await open.waitFor();
      const requirementName = (await open.locator('a[href^="/requirements/"]').first().innerText()).trim();

      await open.locator('a[href^="/requirements/"]').first().click();
      const requirement = page.getByTestId('requirement');
      await requirement.waitFor();
      expect(await requirement.locator('h1').innerText()).toContain(requirementName);

      // The number of open findings beside a detector leads to exactly those findings.
      const counted = page.getByTestId('risk-table').locator('a[href*="status=open"]').first();
      const count = Number(await counted.innerText());
      expect(count).toBeGreaterThan(0);
      await counted.click();
      const findings = page.getByTestId('findings');
      await findings.locator('a[href^="/findings/"]').first().waitFor();
      expect(await findings.getByTestId('finding-list').locator('tbody tr').count()).toBe(
        Math.min(count, FINDINGS_SHOWN),
      );
      await findings.locator('a[href^="/findings/"]').first().click();
      await page.getByTestId('finding').waitFor();
      await page.getByTestId('why').waitFor();

      await page.getByTestId('open-original').first().scrollIntoViewIfNeeded();
      await page.getByTestId('open-original').first().click();
      const original = page.getByTestId('original');
      await original.waitFor();
      expect((await page.getByTestId('original-text').innerText()).length).toBeGreaterThan(10);
      expect(await page.getByTestId('original-file').innerText()).toMatch(/\.(csv|ndjson|json|xlsx)/);
      expect(await page.getByTestId('original-line').innerText()).toMatch(/\d/);

      // The address holds the view: the same address shows the same drawer again.
      const text = await page.getByTestId('original-text').innerText();
      await page.reload();
      await page.getByTestId('original-text').waitFor();
      expect(await page.getByTestId('original-text').innerText()).toBe(text);
      expect(problems).toEqual([]);
    } finally {
      await close();
    }
  }, 120_000);
});

/** Something was counted, or the page says why not; never an empty place. */
async function expectFigure(text: Promise<string>): Promise<void> {
  expect(await text).toMatch(/\d/);
}
