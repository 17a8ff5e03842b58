/** The reform office's way: from the first start to two requirements to merge, field by field, and the hours that would come back. */
import { Overlaps } from '../../server/contract-overlap.ts';
import { County, LANGUAGES } from './county.ts';
import { addForms } from './overlapping-forms.ts';

let county: County;
beforeAll(async () => {
  county = await County.open();
  await addForms(county);
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
