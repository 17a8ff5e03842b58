/**
 * The random arm: of all cells that can be judged, one in twenty is shown for checking whatever the detectors say. Only such a
 * draw measures what they miss. It can be drawn again by anybody: SHA-256 of seed, requirement, unit and month, separated by
 * U+001F; its first 52 bits, as a fraction, below the share.
 */
import { createHash } from 'node:crypto';

export const RANDOM_ARM = { seed: 'henjian-random-arm-1', share: 0.05 } as const;

/** `month` is its first day, `YYYY-MM-01`; `unit` is '' for the requirement over all units. */
export function inRandomArm(requirement: string, unit: string, month: string): boolean {
  const digest = createHash('sha256').update([RANDOM_ARM.seed, requirement, unit, month].join('\u001f')).digest('hex');
  return parseInt(digest.slice(0, 13), 16) / 2 ** 52 < RANDOM_ARM.share;
}
