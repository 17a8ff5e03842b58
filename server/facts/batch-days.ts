/** What `batch_days` says beyond days and receipts. */

/** Day under which a changed directory is noted: everything computed may depend on it. */
export const DIRECTORY_DAY = '1970-01-01';

/** Numbers from here on are removals, not receipts: a removal touches days as a load does. */
export const REMOVALS_FROM = 3_000_000_000;
