/**
 * How long readers wait for pages in a real browser: on a county with facts of every kind (`--rows` of them, or the folder named by `--county`),
 * each page in a browser that has nothing in its cache. What is measured ends when everything the page asked for is drawn.
 */
import { pagesToVisit } from '../../bin/steps/pages.mjs';
import { inRoot } from '../../bin/steps/places.mjs';
import { longestTask, startAgain, untilShown, watched } from './page-watch.mjs';

const { median } = await import(inRoot('dist', 'metrics', 'statistics', 'quantiles.js'));

const HOME_MS = 1500;
const PAGE_MS = 2000;
const FILTER_MS = 400;
const LONGEST_TASK_MS = 200;
const LONG_TABLE_ROWS = 5000;
const ROUNDS = 3;

/** Does `work` with a page of a browser that nobody has used yet. */
async function inFreshPage(world, role, work) {
  const context = await world.county.freshContext(role);
  try {
    await watched(context);
    const page = await context.newPage();
    const { url } = await world.county.served();
    return await work(page, url);
  } finally {
    await context.close();
  }
}

/** Milliseconds until the address shows everything it asked for. */
const visit = (world, { path, role }) =>
  inFreshPage(world, role, async (page, url) => {
    await page.goto(url + path, { waitUntil: 'commit' });
    return untilShown(page);
  });

/** Milliseconds until the Overview can be read: its figures are there and it answers; and until all of it is drawn. */
const home = (world) =>
  inFreshPage(world, 'auditor', async (page, url) => {
    await page.goto(`${url}/`, { waitUntil: 'commit' });
    const figures = await page.waitForFunction(() =>
      globalThis.document.querySelector('[data-testid="overview"] [data-testid="headline"]')
        ? globalThis.performance.now()
        : null,
    );
    return { usable: await figures.jsonValue(), whole: await untilShown(page) };
  });

/** Every page twice; the first visit asks the engine, the second finds the answers the server keeps until new rows are computed. */
const visited = (world) =>
  world.share('visited', async () => {
    const { get } = await world.county.served();
    const pages = await pagesToVisit(get);
    const times = [];
    for (const one of pages) times.push({ name: one.name, first: await visit(world, one) });
    for (const [i, one] of pages.entries()) times[i].again = await visit(world, one);
    return times;
  });

/** What a reader changes on a page: a choice opened beforehand, if any, and what is clicked. */
const FROM_MARCH = [
  '[data-testid="filter-from"] .el-select__wrapper',
  '.el-select-dropdown__item:visible:has-text("2025-03")',
];
const CHANGES = [
  { name: 'measure', path: '/', steps: ['[data-testid="measure-checkins"]'] },
  { name: 'months', path: '/', steps: FROM_MARCH },
  { name: 'months-of-requirements', path: '/requirements', steps: FROM_MARCH },
  { name: 'months-of-townships', path: '/townships', steps: FROM_MARCH },
  { name: 'months-of-findings', path: '/findings', steps: FROM_MARCH },
];

/** Milliseconds from the click until the page has followed. */
const filter = (world, { path, steps }) =>
  inFreshPage(world, 'auditor', async (page, url) => {
    await page.goto(url + path, { waitUntil: 'commit' });
    await untilShown(page);
    for (const step of steps.slice(0, -1)) await page.click(step);
    await startAgain(page, steps.at(-1));
    return untilShown(page);
  });

/** The figures of one day again for each of as many days before it: the table behind the calendar of a county with fourteen years of logs. */
function manyDays({ asOf, rows }) {
  const last = rows.at(-1);
  const day = (before) => new Date(Date.parse(last.period) - before * 86_400_000).toISOString().slice(0, 10);
  return {
    asOf,
    rows: Array.from({ length: LONG_TABLE_ROWS }, (_, i) => ({ ...last, period: day(LONG_TABLE_ROWS - 1 - i) })),
  };
}

/** The longest task of the main thread while somebody turns the wheel from the top of a table of LONG_TABLE_ROWS rows to its end. */
const scroll = (world) =>
  inFreshPage(world, 'auditor', async (page, url) => {
    await page.route(/indicators\/values.*period=day/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: manyDays(await response.json()) });
    });
    await page.goto(`${url}/`, { waitUntil: 'commit' });
    await untilShown(page);
    await page.click('[data-testid="as-table-calendar"]');
    await untilShown(page);
    const table = page.locator('[data-testid="table-calendar"]');
    const rows = await table.locator('tbody tr').count();
    if (rows < LONG_TABLE_ROWS) throw new Error(`the table has ${rows} rows`);
    await table.locator('tbody tr').first().hover();
    const since = await page.evaluate(() => globalThis.performance.now());
    const end = table.locator('tbody tr').last();
    for (let turns = 0; turns < 1000 && !(await isSeen(end)); turns++) {
      await page.mouse.wheel(0, 1500);
      await page.waitForTimeout(16);
    }
    if (!(await isSeen(end))) throw new Error('the end of the table was not reached');
    await page.waitForTimeout(500);
    return longestTask(page, since);
  });

const isSeen = (row) =>
  row.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < globalThis.innerHeight;
  });

export const pages = {
  // Nobody has asked this server anything since it was started.
  'page-home-cold': async (world) => {
    await world.county.startAgain();
    const { usable, whole } = await home(world);
    return [
      { value: usable, unit: 'ms', atMost: HOME_MS },
      { name: 'page-home-cold-whole', value: whole, unit: 'ms' },
    ];
  },
  'page-home-warm': async (world) => {
    const times = [];
    for (let round = 0; round < ROUNDS; round++) times.push(await home(world));
    return [
      { value: median(times.map(({ usable }) => usable)), unit: 'ms', atMost: HOME_MS },
      { name: 'page-home-warm-whole', value: median(times.map(({ whole }) => whole)), unit: 'ms' },
    ];
  },
  'page-filter': async (world) => {
    const times = [];
    for (const change of CHANGES) times.push({ name: change.name, value: await filter(world, change) });
    return [
      { value: median(times.map(({ value }) => value)), unit: 'ms', atMost: FILTER_MS },
      ...times.map(({ name, value }) => ({ name: `page-filter:${name}`, value, unit: 'ms', atMost: FILTER_MS })),
    ];
  },
  // Chromium tells of tasks from 50 ms on: 0 means that none was as long.
  'page-scroll': async (world) => ({ value: await scroll(world), unit: 'ms, longest task', atMost: LONGEST_TASK_MS }),
  'page-first': async (world) => figuresOf(await visited(world), 'first', PAGE_MS),
  'page-again': async (world) => figuresOf(await visited(world), 'again', PAGE_MS),
};

function figuresOf(times, which, atMost) {
  const sorted = [...times].sort((a, b) => b[which] - a[which]);
  return [
    { name: `page-${which}-median`, value: median(times.map((one) => one[which])), unit: 'ms', atMost },
    ...sorted.map((one) => ({ name: `page-${which}:${one.name}`, value: one[which], unit: 'ms', atMost })),
  ];
}
