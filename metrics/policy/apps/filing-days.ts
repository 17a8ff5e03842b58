/** The measures bind from here on (S5): an app launched since is filed first. */
export const FILING_FROM = '2026-01-25';
/** Last day to file an app that was there before: six months from the day of issue. */
export const FILING_UNTIL = '2026-07-25';
