/** axe finds nothing serious or critical on any page, in both languages and both themes, on a desk and on a phone. */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { pagesToVisit } from '../../bin/steps/pages.mjs';
import type { PageToVisit } from '../../bin/steps/pages.mjs';
import { County } from './county.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ROLES = ['', 'leader', 'auditor', 'steward', 'administrator'] as const;

let county: County;
let pages: PageToVisit[];

beforeAll(async () => {
  county = await County.open();
  const { page, close } = await county.visitor('zh-CN');
  await county.signIn(page, 'auditor');
  pages = await pagesToVisit((path) => county.get(page, path));
  await close();
}, 300_000);
afterAll(() => county?.close());

interface AxeResults {
  violations: { id: string; impact: string | null; nodes: { target: string[]; failureSummary: string }[] }[];
}

/** Serious and critical findings of the page as it stands, as readable lines. */
async function seriousProblems(page: Page): Promise<string[]> {
  const { violations } = (await page.evaluate(
    `${AXE}; axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })`,
  )) as AxeResults;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`));
}

/** Waits until the page stopped loading: no request under way and no waiting mark. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.getByTestId('waiting').first().waitFor({ state: 'detached' });
}

describe.each([
  { language: 'zh-CN', theme: 'light', width: 1440 },
  { language: 'en', theme: 'dark', width: 1440 },
  { language: 'zh-CN', theme: 'dark', width: 390 },
  { language: 'en', theme: 'light', width: 390 },
] as const)('$language, $theme, $width px', ({ language, theme, width }) => {
  it.each(ROLES)(
    'pages of the role "%s"',
    async (role) => {
      const { page, problems, close } = await county.visitor(language, theme, width);
      try {
        if (role) await county.signIn(page, role);
        const found: string[] = [];
        for (const { name, path } of pages.filter((visit) => visit.role === role)) {
          await page.goto(county.url + path);
          await settled(page);
          found.push(...(await seriousProblems(page)).map((problem) => `${name}: ${problem}`));
          // A phone may scroll a wide table inside its frame, never the whole page sideways.
          const overflow = await page.evaluate(
            'document.documentElement.scrollWidth - document.documentElement.clientWidth',
          );
          if (Number(overflow) > 0) found.push(`${name}: scrolls sideways by ${String(overflow)} px`);
        }
        expect(found).toEqual([]);
        expect(problems).toEqual([]);
      } finally {
        await close();
      }
    },
    360_000,
  );

  it('menus, search, help and tour while they are open', async () => {
    const { page, problems, close } = await county.visitor(language, theme, width);
    try {
      await page.goto(county.url);
      await county.signIn(page, 'auditor');
      await page.getByTestId('overview').waitFor();
      const found: string[] = [];
      const look = async (name: string, shown: string): Promise<void> => {
        await page.getByTestId(shown).first().waitFor();
        await settled(page);
        found.push(...(await seriousProblems(page)).map((problem) => `${name}: ${problem}`));
      };
      for (const [open, shown] of [
        [width > 720 ? 'nav-group-county' : 'nav-group-all', 'nav-fairness'],
        ['account', 'sign-out'],
        ['views-open', 'view-name'],
        ['search-open', 'palette-input'],
        ['help-open', 'help-glossary'],
      ] as const) {
        await page.getByTestId(open).click();
        if (open === 'search-open') {
          await page.getByTestId('palette-input').fill('a');
          await page.getByTestId('palette-indicator').first().waitFor();
        }
        await look(open, shown);
        await page.keyboard.press('Escape');
        await page.getByTestId(shown).first().waitFor({ state: 'hidden' });
      }
      await page.getByTestId('help-open').click();
      await page.getByTestId('tour-start').click();
      await look('tour', 'tour');
      expect(found).toEqual([]);
      expect(problems).toEqual([]);
    } finally {
      await close();
    }
  }, 120_000);
});
