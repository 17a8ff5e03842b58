/**
 * The six main tasks with keys alone: a leader finds the township to relieve first, the reform office two requirements to merge
 * and sets the time model, an auditor proves a finding and marks it, a steward loads a file, and anyone searches and exports.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { Overlaps } from '../../server/contract-overlap.ts';
import type { Role } from '../../server/contract.ts';
import { County } from './county.ts';
import type { Language } from './county.ts';
import { Keys } from './keys.ts';
import { addForms } from './overlapping-forms.ts';

let county: County;
beforeAll(async () => {
  county = await County.open();
  await addForms(county);
}, 420_000);
afterAll(() => county?.close());

/** Signs in with keys, does the task, and expects no error in the page. */
async function asA(role: Role, language: Language, task: (page: Page, keys: Keys) => Promise<void>): Promise<void> {
  const { page, problems, close } = await county.visitor(language);
  try {
    const keys = new Keys(page);
    const { name, password } = county.account(role);
    await page.goto(county.url);
    await keys.write(page.getByTestId('name'), name);
    await keys.write(page.getByTestId('password'), password);
    await page.keyboard.press('Enter');
    await page.getByTestId('who').filter({ hasText: name }).waitFor();
    await task(page, keys);
    expect(problems).toEqual([]);
  } finally {
    await close();
  }
}

async function go(page: Page, keys: Keys, group: string, title: string): Promise<void> {
  await keys.press(page.getByTestId(`nav-group-${group}`));
  await keys.press(page.getByTestId(`nav-${title}`).first());
}

async function find(page: Page, keys: Keys, words: string, group: string): Promise<void> {
  await keys.press(page.getByTestId('search-open'));
  await page.getByTestId('palette-input').waitFor();
  await keys.write(page.getByTestId('palette-input'), words);
  await page.getByTestId(`palette-${group}`).first().waitFor();
  const chosen = page.locator(`[data-testid="palette-${group}"][aria-selected="true"]`);
  for (let down = 0; down < 20 && (await chosen.count()) === 0; down++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
}

it(
  'a leader: the township to relieve first, and the requirement that weighs on it',
  () =>
    asA('leader', 'zh-CN', async (page, keys) => {
      await go(page, keys, 'county', 'townships');
      await page.getByTestId('townships').waitFor();
      await keys.press(page.getByTestId('as-table-township-tiles'));
      const heaviest = page.getByTestId('table-township-tiles').locator('tbody a').first();
      await heaviest.waitFor();
      const name = (await heaviest.innerText()).trim();
      await keys.press(heaviest);
      await page.getByTestId('chosen-township').locator('h2').filter({ hasText: name }).waitFor();
      await keys.press(page.getByTestId('as-table-township-pareto'));
      const first = page.getByTestId('table-township-pareto').locator('tbody a').first();
      await first.waitFor();
      const requirement = (await first.innerText()).trim();
      await keys.press(first);
      await page.getByTestId('requirement').locator('h1').filter({ hasText: requirement }).waitFor();
    }),
  120_000,
);

it(
  'the reform office: two requirements to merge, field by field',
  () =>
    asA('reform', 'en', async (page, keys) => {
      await go(page, keys, 'reform', 'overlap');
      await page.getByTestId('chart-overlap').waitFor();
      const { rows } = Overlaps.parse(await county.get(page, 'requirements/overlap'));
      const { first, second, shared } = rows.filter(({ verdict }) => verdict === 'merge')[1]!;
      await keys.press(page.getByTestId(`pair-${first.code}-${second.code}`));
      const pair = page.getByTestId('pair');
      await pair.getByRole('heading').filter({ hasText: first.name }).first().waitFor();
      const fields = await pair.getByTestId('field-by-field').innerText();
      for (const { label } of shared) expect(fields).toContain(label);
    }),
  120_000,
);

it(
  'an auditor: a finding understood, marked, and proven by the line of the file',
  () =>
    asA('auditor', 'zh-CN', async (page, keys) => {
      await go(page, keys, 'checking', 'findings');
      await page.getByTestId('finding-list').waitFor();
      for (const key of ['j', 'j', 'o']) await page.keyboard.press(key);
      await page.getByTestId('finding').waitFor();
      await keys.press(page.getByTestId('mark-set-aside'));
      await keys.write(page.getByTestId('triage-reason'), 'by keyboard');
      await page.keyboard.press('Enter');
      await page.getByTestId('triage').filter({ hasText: 'by keyboard' }).waitFor();
      await keys.press(page.getByTestId('view-pressure'));
      await keys.press(page.getByTestId('as-table-pressure-rates'));
      await page.getByTestId('table-pressure-rates').waitFor();
      await keys.press(page.getByTestId('open-original').first());
      await page.getByTestId('original-text').waitFor();
      expect((await page.getByTestId('original-text').innerText()).length).toBeGreaterThan(10);
      await page.keyboard.press('Escape');
      await page.getByTestId('original-text').waitFor({ state: 'hidden' });
    }),
  180_000,
);

it(
  'a steward: a file loaded, and its receipt',
  () =>
    asA('steward', 'en', async (page, keys) => {
      const path = join(county.folder, 'by-keyboard.csv');
      const rows = ['a', 'b', 'c'].map((id) => `keys,${id},J-1,2025-11-03T09:00:00+08:00`);
      writeFileSync(path, `source,external_id,cadre_code,claimed_at\n${rows.join('\n')}\n`);
      await go(page, keys, 'data', 'data');
      await page.getByTestId('drop').waitFor();
      await keys.reach(page.getByTestId('file'));
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Space')]);
      await chooser.setFiles(path);
      await page.locator('[data-testid="upload"][data-state="done"]').first().waitFor({ timeout: 60_000 });
      const accepted = page.getByTestId('receipt').first().getByTestId('receipt-accepted').locator('dd');
      expect((await accepted.innerText()).trim()).toBe('3');
    }),
  120_000,
);

it(
  'the reform office: the time model set with a reason',
  () =>
    asA('reform', 'zh-CN', async (page, keys) => {
      await find(page, keys, '填报用时', 'indicator');
      await page.getByTestId('time-model').waitFor();
      await keys.press(page.getByTestId('edit-time-model'));
      const field = page.getByTestId('time-per_field').locator('input');
      await keys.write(field, '25');
      await keys.write(page.getByTestId('time-note'), '三个镇实测');
      await keys.press(page.getByTestId('save-time-model'));
      await page.getByTestId('time-saved').waitFor();
      expect(await page.getByTestId('time-per_field').innerText()).toMatch(/25/);
      expect(await page.getByTestId('time-history').innerText()).toContain('三个镇实测');
    }),
  120_000,
);

it(
  'anyone: a requirement searched for, and its page as a file',
  () =>
    asA('leader', 'en', async (page, keys) => {
      const { rows } = (await county.get(page, 'requirements')) as { rows: { code: string; name: string }[] };
      const { code, name } = rows.at(-1)!;
      await find(page, keys, name, 'requirement');
      await page.getByTestId('requirement').locator('h1').filter({ hasText: name }).waitFor();
      await keys.press(page.getByTestId('export').locator('summary'));
      await keys.reach(page.getByTestId('export-csv'));
      const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
      expect(download.suggestedFilename()).toBe('henjian-requirement.csv');
      expect(readFileSync(await download.path(), 'utf8')).toContain(`requirement = ${code}`);
    }),
  120_000,
);
