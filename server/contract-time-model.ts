/** The time model: what an installation takes a field, a photo, a check-in and a character to take. Conventions as in contract.ts. */
import { z } from 'zod';
import { words } from './contract.ts';

const number = z.number().min(0.01).max(10_000);
export const TimeNumbers = z.strictObject({
  per_field: number,
  per_photo: number,
  per_checkin: number,
  per_character: number,
  modelled_factor: number,
  estimate_factor: number,
});
export type TimeNumbers = z.infer<typeof TimeNumbers>;

export const TimeModelState = z.object({
  /** 0 = as delivered; every change is a new one. */
  edition: z.number(),
  parameters: z.array(
    z.object({
      name: z.keyof(TimeNumbers),
      value: z.number(),
      default: z.number(),
      low: z.number(),
      high: z.number(),
      unit: z.enum(['s', 'times']),
      terms: words,
    }),
  ),
  /** Indicators that read it. */
  uses: z.array(z.string()),
  /** Newest first, 100 at most. */
  history: z.array(
    z.object({ edition: z.number(), numbers: TimeNumbers, note: z.string(), at: z.string(), by: z.string() }),
  ),
});
export type TimeModelState = z.infer<typeof TimeModelState>;

/** null = as delivered. */
export const TimeModelChangeOrder = z.strictObject({
  numbers: TimeNumbers.nullable(),
  note: z.string().trim().min(1).max(500),
});
export type TimeModelChangeOrder = z.infer<typeof TimeModelChangeOrder>;
