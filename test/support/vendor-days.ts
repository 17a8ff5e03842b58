/** Days and instants of pulls, reckoned from the moment the tests run. Instants are Unix seconds. */
export const DAY = 86_400;
export const now = Math.floor(Date.now() / 1000);
/** Midnight in China before the present day's: the reach back of a pull begins there at whatever hour the test runs. */
export const yesterday = Math.floor((now + 28_800) / DAY) * DAY - 28_800 - DAY;
/** The day so many days ago, `YYYY-MM-DD` in China. */
export const daysAgo = (days: number): string =>
  new Date((now - days * DAY) * 1000 + 8 * 3_600_000).toISOString().slice(0, 10);
