/** The county leader: from the first page to the township to relieve first, what weighs on it, and the rows behind a figure. */
import { County, LANGUAGES } from './county.ts';

let county: County;
beforeAll(async () => {
  county = await County.open();
}, 300_000);
afterAll(() => county?.close());

describe.each(LANGUAGES)('in %s', (language) => {
  it('overview -> townships -> choose one -> its requirements -> the rows', async () => {
    const { page, problems, close } = await county.visitor(language);
    try {
      await page.goto(county.url);
      await page.getByTestId('sign-in').waitFor();
      await county.signIn(page, 'leader');
      await page.getByTestId('overview').waitFor();

      await page.getByTestId('to-townships').click();
      await page.getByTestId('townships').waitFor();
      await page.getByTestId('as-table-township-tiles').click();
      const heaviest = page.getByTestId('table-township-tiles').locator('tbody tr').first();
      await heaviest.waitFor();
      const name = (await heaviest.locator('td').first().innerText()).trim();
      await heaviest.locator('a').first().click();

      // The whole page follows, and the address holds the choice.
      const chosen = page.getByTestId('chosen-township');
      await chosen.locator('h2').filter({ hasText: name }).waitFor();
      const address = new URL(page.url());
      expect(address.searchParams.get('unit')).not.toBe('');
      await page.reload();
      await chosen.locator('h2').filter({ hasText: name }).waitFor();

      await page.getByTestId('as-table-township-pareto').click();
      const first = page.getByTestId('table-township-pareto').locator('tbody a').first();
      const requirement = (await first.innerText()).trim();
      await first.click();
      await page.getByTestId('requirement').waitFor();
      expect(await page.getByTestId('requirement').locator('h1').innerText()).toContain(requirement);
      expect(new URL(page.url()).searchParams.get('unit')).toBe(address.searchParams.get('unit'));

      await page.goBack();
      await page.getByTestId('all-townships').click();
      await page.getByTestId('as-table-township-dots').click();
      await page.getByTestId('table-township-dots').locator('a[href^="/evidence"]').first().click();
      await page.getByTestId('evidence-page').waitFor();
      expect(problems).toEqual([]);
    } finally {
      await close();
    }
  }, 120_000);
});
