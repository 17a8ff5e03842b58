/** What every reader has on every page, by keyboard alone: search, help, tour, views, notes, inbox, pictures, wall screen. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { County } from './county.ts';

let county: County;
beforeAll(async () => {
  county = await County.open();
}, 300_000);
afterAll(() => county?.close());

/** Tabs, or tabs back, until the element has the focus: what the keyboard cannot reach fails here. */
async function tabTo(page: Page, testid: string, key: 'Tab' | 'Shift+Tab' = 'Tab', most = 250): Promise<void> {
  const target = page.getByTestId(testid).first();
  await target.waitFor();
  for (let n = 0; n < most; n += 1) {
    if (await target.evaluate((element) => element.contains(element.ownerDocument.activeElement))) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${testid} cannot be reached with ${most} tabs`);
}

describe('by keyboard alone', () => {
  it('finds a requirement, follows a finding to its evidence, and comes back through a saved view', async () => {
    const { page, problems, close } = await county.visitor('zh-CN');
    try {
      await page.goto(county.url);
      await county.signIn(page, 'auditor');
      await page.getByTestId('overview').waitFor();
      // The navigation lies before the page, which has the focus: open a group, go to a page.
      await tabTo(page, 'nav-group-county', 'Shift+Tab');
      await page.keyboard.press('Enter');
      await tabTo(page, 'nav-time');
      await page.keyboard.press('Enter');
      await page.getByTestId('time').waitFor();
      // Keep this view.
      await tabTo(page, 'views-open');
      await page.keyboard.press('Enter');
      await tabTo(page, 'view-name');
      await page.keyboard.type('一周周看');
      await page.keyboard.press('Enter');
      await page.getByTestId('view').filter({ hasText: '一周周看' }).waitFor();
      await page.keyboard.press('Escape');
      expect(await page.getByTestId('views-open').getAttribute('aria-expanded')).toBe('false');
      // Search for a requirement that exists.
      const { rows } = (await county.get(page, 'requirements')) as { rows: { code: string; name: string }[] };
      await page.keyboard.press('Control+k');
      await page.getByTestId('palette-input').and(page.locator(':focus')).waitFor();
      await page.keyboard.type(rows[0]!.code);
      await page.getByTestId('palette-requirement').first().waitFor();
      while (
        (await page.locator('[role=option][aria-selected=true]').getAttribute('data-testid')) !== 'palette-requirement'
      )
        await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByTestId('requirement').waitFor();
      expect(page.url()).toContain('/requirements/');
      // Help, and away again with the focus where it was.
      await page.keyboard.press('?');
      await page.getByTestId('help-glossary').waitFor();
      await page.keyboard.press('Escape');
      await page.getByTestId('help-glossary').waitFor({ state: 'detached' });
      // Back to the kept view.
      await tabTo(page, 'views-open');
      await page.keyboard.press('Enter');
      await page.getByTestId('view').first().waitFor();
      await page.getByTestId('view').first().locator('a').focus();
      await page.keyboard.press('Enter');
      await page.getByTestId('time').waitFor();
      expect(problems).toEqual([]);
    } finally {
      await close();
    }
  }, 120_000);

  it('pins a note to a finding, which the inbox of whoever follows it shows', async () => {
    const auditor = await county.visitor('zh-CN');
    const leader = await county.visitor('en', 'dark', 390);
    try {
      await auditor.page.goto(county.url);
      await county.signIn(auditor.page, 'auditor');
      const { rows } = (await county.get(auditor.page, 'findings?status=open&size=1')) as { rows: { id: string }[] };
      const address = `${county.url}/findings/${encodeURIComponent(rows[0]!.id)}`;
      await leader.page.goto(county.url);
      await county.signIn(leader.page, 'leader');
      await leader.page.goto(address);
      await tabTo(leader.page, 'follow');
      await leader.page.keyboard.press('Enter');
      await leader.page.locator('[data-testid=follow][aria-pressed=true]').waitFor();

      await auditor.page.goto(address);
      await auditor.page.getByTestId('note-text').fill('已核对原始文件');
      await auditor.page.getByTestId('note-share-all').focus();
      await auditor.page.keyboard.press('Space');
      await tabTo(auditor.page, 'note-pin');
      await auditor.page.keyboard.press('Enter');
      await auditor.page.getByTestId('note').filter({ hasText: '已核对原始文件' }).waitFor();

      await leader.page.goto(`${county.url}/inbox`);
      const item = leader.page.getByTestId('inbox-item').filter({ hasText: '已核对原始文件' });
      await item.waitFor();
      await item.locator('a').first().click();
      await leader.page.getByTestId('note').filter({ hasText: '已核对原始文件' }).waitFor();
      expect([...auditor.problems, ...leader.problems]).toEqual([]);
    } finally {
      await auditor.close();
      await leader.close();
    }
  }, 120_000);

  it('walks the tour from the help, to its end', async () => {
    const { page, problems, close } = await county.visitor('en');
    try {
      await page.goto(county.url);
      await county.signIn(page, 'leader');
      await page.getByTestId('overview').waitFor();
      await page.keyboard.press('?');
      await tabTo(page, 'tour-start');
      await page.keyboard.press('Enter');
      await page.getByTestId('tour').waitFor();
      for (let stop = 1; (await page.getByTestId('tour-next').count()) > 0; stop += 1) {
        await page.getByTestId('tour').getByText(`${stop} of`).waitFor();
        await tabTo(page, 'tour-next');
        await page.keyboard.press('Enter');
      }
      await tabTo(page, 'tour-end');
      await page.keyboard.press('Enter');
      await page.getByTestId('tour').waitFor({ state: 'detached' });
      expect(problems).toEqual([]);
    } finally {
      await close();
    }
  }, 120_000);
});

describe('pages elsewhere', () => {
  it('are pictures that are PNG files, and sheets that cut no chart', async () => {
    const { page, problems, close } = await county.visitor('zh-CN');
    try {
      await page.goto(county.url);
      await county.signIn(page, 'leader');
      await page.goto(`${county.url}/time`);
      const download = page.waitForEvent('download');
      await page.getByTestId('png-load').click();
      const file = readFileSync((await (await download).path())!);
      expect(file.subarray(1, 4).toString()).toBe('PNG');
      // Twice as fine as the screen.
      expect(file.readUInt32BE(16)).toBeGreaterThan(2000);
      await page.emulateMedia({ media: 'print' });
      await page.setViewportSize({ width: 720, height: 1000 });
      // Charts are drawn anew a moment after the sheet has its width.
      await page.waitForFunction(
        `[...document.querySelectorAll('.chart svg')].every(
          (svg) => svg.getBoundingClientRect().right <= 720.5 && svg.hasAttribute('viewBox'),
        )`,
      );
      expect(problems).toEqual([]);
    } finally {
      await close();
    }
  }, 60_000);

  it('turn on a wall screen until Escape', async () => {
    const { page, problems, close } = await county.visitor('zh-CN', 'light', 1920);
    try {
      await page.goto(county.url);
      await county.signIn(page, 'leader');
      await page.goto(`${county.url}/screen`);
      await page.getByTestId('screen-start').click();
      await page.getByTestId('rotation').waitFor();
      expect(await page.locator('.head').isVisible()).toBe(false);
      const first = page.url();
      await page.keyboard.press('ArrowRight');
      await page.waitForURL((url) => url.href !== first);
      await page.keyboard.press('Escape');
      await page.getByTestId('screen').waitFor();
      expect(await page.locator('.head').isVisible()).toBe(true);
      expect(problems).toEqual([]);
    } finally {
      await close();
    }
  }, 60_000);
});
