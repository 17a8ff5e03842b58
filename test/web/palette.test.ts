import { NAVIGATION } from '../../web/navigation.ts';
import { hitLink, matches, pageEntries, step } from '../../web/palette-model.ts';
import { commandOf } from '../../web/shortcuts.ts';

const describePage = (title: string) => ({ name: `name of ${title}`, detail: `${title} answers`, also: title });

describe('the search box', () => {
  it('offers every page for an empty question and, else, named ones before explained ones', () => {
    const all = pageEntries(NAVIGATION, '', describePage);
    expect(all.length).toBe(NAVIGATION.flatMap(({ pages }) => pages).length);
    const named = (title: string) => ({ ...describePage(title), detail: title === 'overview' ? 'systems too' : '' });
    expect(pageEntries(NAVIGATION, 'SYSTEMS', named).map(({ to }) => to)).toEqual(['/systems', '/']);
    expect(pageEntries(NAVIGATION, 'no such page', describePage)).toEqual([]);
  });

  it('wants every word, in any order', () => {
    const one = { name: 'Red lines', detail: 'which department', also: '' };
    expect([matches('lines red', one), matches('red department', one), matches('red blue', one)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('leads to what was found, whatever characters its code has', () => {
    expect(hitLink({ kind: 'requirement', id: 'a/b' })).toBe('/requirements/a%2Fb');
    expect(hitLink({ kind: 'unit', id: 'T&1' })).toBe('/?v=1&unit=T%261');
    expect(hitLink({ kind: 'rule', id: 'P51' })).toBe('/indicators/P51');
    expect(hitLink({ kind: 'finding', id: 'x y' })).toBe('/findings/x%20y');
  });

  it('is walked round, and not at all when empty', () => {
    expect([step(0, -1, 3), step(2, 1, 3), step(0, 1, 0)]).toEqual([2, 0, -1]);
  });
});

describe('keys', () => {
  const stroke = (key: string, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });
  it('are commands outside fields; Ctrl or Cmd with K also inside', () => {
    expect(commandOf(stroke('/'), false)).toBe('search');
    expect(commandOf(stroke('/'), true)).toBeNull();
    expect(commandOf(stroke('k', { ctrlKey: true }), true)).toBe('search');
    expect(commandOf(stroke('K', { metaKey: true }), false)).toBe('search');
    expect(commandOf(stroke('k'), false)).toBeNull();
    expect(commandOf(stroke('?'), false)).toBe('help');
    expect(commandOf(stroke('/', { altKey: true }), false)).toBeNull();
  });
});
