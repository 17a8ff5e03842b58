import { readFileSync } from 'node:fs';
import { fitForAWall, nextView, readRotation } from '../../web/big-screen.ts';
import { TOUR, tourStops } from '../../web/help.ts';
import { NAVIGATION } from '../../web/navigation.ts';
import { may } from '../../web/rights.ts';

const read = (name: string): string => readFileSync(new URL(`../../web/${name}`, import.meta.url), 'utf8');
interface Words {
  pages: object;
  tour: { stops: object };
  help: { reading: object };
}

describe('help and tour', () => {
  it('have words for every page of the navigation and every stop, in both languages', () => {
    const titles = NAVIGATION.flatMap(({ pages }) => pages.map(({ title }) => title));
    for (const language of ['zh-CN', 'en']) {
      const { help, tour } = JSON.parse(read(`words/${language}.json`)) as Words;
      expect(titles.filter((title) => !(title in help.reading))).toEqual([]);
      expect(TOUR.map(({ id }) => id).filter((id) => !(id in tour.stops))).toEqual([]);
    }
  });

  it('lead each reader only through pages they may open', () => {
    const ids = (role: 'administrator' | 'steward' | 'auditor'): string[] =>
      tourStops((right) => may(role, right)).map(({ id }) => id);
    expect(ids('administrator')).toEqual(['glossary', 'search', 'help']);
    expect(ids('steward')).not.toContain('findings');
    expect(ids('auditor')).toContain('findings');
  });
});

describe('the wall screen', () => {
  it('never shows a page of single records', () => {
    const titles = fitForAWall(NAVIGATION.flatMap(({ pages }) => pages)).map(({ title }) => title);
    expect(titles).toContain('overview');
    for (const single of ['findings', 'data', 'audit', 'connectors']) expect(titles).not.toContain(single);
  });

  it('goes down a long page by screenfuls, then on', () => {
    expect(nextView(0, 1000, 1050)).toBe('next-page');
    expect(nextView(0, 1000, 1500)).toEqual({ scrollTo: 500 });
    expect(nextView(0, 1000, 5000)).toEqual({ scrollTo: 900 });
    expect(nextView(4000, 1000, 5000)).toBe('next-page');
  });

  it('forgets pages that are gone, and what makes no sense', () => {
    const known = ['/', '/time'];
    expect(readRotation('{"paths":["/time","/gone"],"seconds":30}', known)).toEqual({ paths: ['/time'], seconds: 30 });
    for (const text of ['', 'null', '{}', '{"paths":["/gone"],"seconds":30}', '{"paths":["/"],"seconds":1}'])
      expect(readRotation(text, known)).toBeNull();
  });
});
