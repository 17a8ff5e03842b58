import { readFileSync } from 'node:fs';
import { ROLES } from '../../server/contract.ts';
import { NAVIGATION, navigationFor, pageOf } from '../../web/navigation.ts';
import { homeOf, may } from '../../web/rights.ts';

const read = (name: string): string => readFileSync(new URL(`../../web/${name}`, import.meta.url), 'utf8');
const pages = NAVIGATION.flatMap((group) => group.pages);

describe('navigation', () => {
  it('leads only to pages that exist, each once, under the same condition as the page itself', () => {
    const router = read('router.ts').replace(/\s+/g, ' ');
    const apart = pages.filter(({ to, title, needs }) => {
      const route = router.slice(router.indexOf(`path: '${to}'`)).split('meta:')[1] ?? '';
      const meta = route.slice(0, route.indexOf('}'));
      return !meta.includes(`title: '${title}'`) || (needs ? !meta.includes(`needs: '${needs}'`) : /needs/.test(meta));
    });
    expect(apart).toEqual([]);
    expect(new Set(pages.map(({ to }) => to)).size).toBe(pages.length);
  });

  it('says of every group and page in both languages what it answers', () => {
    type Words = { nav: { groups: object; groupWhat: object }; pages: object; pageAnswers: object };
    for (const language of ['zh-CN', 'en']) {
      const words = JSON.parse(read(`words/${language}.json`)) as Words;
      for (const { id } of NAVIGATION) {
        expect(words.nav.groups).toHaveProperty(id);
        expect(words.nav.groupWhat).toHaveProperty(id);
      }
      const titles = pages.map(({ title }) => title);
      expect(titles.filter((title) => !(title in words.pages) || !(title in words.pageAnswers))).toEqual([]);
    }
  });

  it('shows each role the page it starts on, and no group without pages', () => {
    for (const role of ROLES) {
      const groups = navigationFor((right) => may(role, right));
      expect(pageOf(groups, homeOf(role))?.to).toBe(homeOf(role));
      expect(groups.filter((group) => group.pages.length === 0)).toEqual([]);
    }
    const administrator = navigationFor((right) => may('administrator', right));
    expect(administrator.map(({ id }) => id)).not.toContain('checking');
  });

  it('counts what opens from a page to it, and never everything to the first page', () => {
    expect(pageOf(NAVIGATION, '/findings/R1~2025-06')?.to).toBe('/findings');
    expect(pageOf(NAVIGATION, '/data/mapping')?.to).toBe('/data');
    expect(pageOf(NAVIGATION, '/evidence')).toBeUndefined();
    expect(pageOf(NAVIGATION, '/database')).toBeUndefined();
    expect(pageOf(NAVIGATION, '/')?.to).toBe('/');
  });
});
