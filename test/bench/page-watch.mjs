/**
 * When a page in a real browser has shown everything it was asked for. Runs in the page, before its own scripts: the time is the browser's, from
 * the start of the navigation (or of a click), and holds neither the driver's way nor the quiet time that proves the end.
 */

/** So long nothing more may come before a page counts as shown. */
const QUIET_MS = 250;
/** A page that is not shown by then is broken. */
const PATIENCE_MS = 60_000;

/** Runs in the page. Notes requests of the API under way, the last change of the document, and long tasks. */
function watch() {
  const state = { open: 0, last: 0, since: 0, tasks: [] };
  globalThis.henjianWatch = state;
  const touch = () => (state.last = performance.now());
  const { fetch } = globalThis;
  globalThis.fetch = async (...asked) => {
    state.open++;
    touch();
    try {
      const response = await fetch(...asked);
      // The body has not come with the head.
      void response
        .clone()
        .arrayBuffer()
        .catch(() => undefined)
        .finally(() => {
          state.open--;
          touch();
        });
      return response;
    } catch (error) {
      state.open--;
      throw error;
    }
  };
  new globalThis.MutationObserver(touch).observe(globalThis.document, {
    subtree: true,
    childList: true,
    characterData: true,
  });
  new globalThis.PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) state.tasks.push({ at: startTime, duration });
  }).observe({ type: 'longtask', buffered: true });
}

/** Runs in the page: milliseconds from `since` to the last change, once it is quiet and nothing waits; null before. */
function shown(quiet) {
  const state = globalThis.henjianWatch;
  const { document } = globalThis;
  // The picture of a chart can be saved once it is drawn.
  const waits = document.querySelector(
    '[data-testid="waiting"], .refreshing, .chart-tools [data-testid^="png-"]:disabled',
  );
  const something = document.querySelector('#main')?.textContent.trim();
  if (!something || waits || state.open > 0 || performance.now() - state.last < quiet) return null;
  return state.last - state.since;
}

export const watched = (context) => context.addInitScript({ content: `(${watch.toString()})()` });

/** Resolves with the milliseconds until everything was shown, since the navigation or `startAgain`. */
export async function untilShown(page) {
  const handle = await page.waitForFunction(shown, QUIET_MS, { timeout: PATIENCE_MS, polling: 50 });
  return handle.jsonValue();
}

/** Sets the clock of `untilShown` to the click of what `selector` finds; the way from the driver to the page does not count. */
export async function startAgain(page, selector) {
  const found = page.locator(selector);
  await found.evaluate((element) => {
    const state = globalThis.henjianWatch;
    state.since = state.last = performance.now();
    element.click();
  });
}

/** The longest task of the page's main thread since `since` (performance.now() of the page); 0 when none took 50 ms. */
export async function longestTask(page, since = 0) {
  return page.evaluate(
    (from) => Math.max(0, ...globalThis.henjianWatch.tasks.filter(({ at }) => at >= from).map((task) => task.duration)),
    since,
  );
}
