/** Systems: what the directory says of each, and what its rows say of its use. Conventions as in contract.ts. */
import { z } from 'zod';

export const SystemUse = z.enum(['in-use', 'dormant', 'retired', 'cannot-judge']);
export const SystemFiling = z.enum(['filed', 'unfiled', 'exempt', 'unknown']);
export const SystemRow = z.object({
  code: z.string(),
  name: z.string(),
  owner: z.string(),
  ownerLevel: z.string(),
  launchedOn: z.string().nullable(),
  retiredOn: z.string().nullable(),
  lastUpdatedOn: z.string().nullable(),
  /** As the directory has it; `filing` is what it means. */
  filingStatus: z.string(),
  filing: SystemFiling,
  annualCostYuan: z.number().nullable(),
  registeredUsers: z.number().nullable(),
  /** Requirements that name it as their system. */
  requirements: z.number(),
  /** Check-ins and submissions of these requirements, and days of recorded use, in all the data and in the last `idleDays`. */
  records: z.number(),
  recordsLately: z.number(),
  /** Different cadres behind `recordsLately`; null = withheld, too few to hide any one of them. */
  cadresLately: z.number().nullable(),
  lastDay: z.string().nullable(),
  /** Of `records`, those after the day it was retired. */
  recordsAfterRetirement: z.number(),
  use: SystemUse,
  /** With `cannot-judge`: no row ever came from it, or all that it carries is asked once a year or on call. */
  reason: z.enum(['no-rows', 'seldom-asked']).optional(),
});
export type SystemRow = z.infer<typeof SystemRow>;
export const Systems = z.object({
  /** First and last day of the data; null where nothing has been computed. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** A system without rows for so many days up to `to` is dormant. */
  idleDays: z.number(),
  /** Apps launched from the first day on are filed before launch; those that were there before, by the second. */
  filingDays: z.object({ from: z.string(), until: z.string() }),
  /** Today in Asia/Shanghai: what is not on file by its day is late. */
  today: z.string(),
  rows: z.array(SystemRow),
});
export type Systems = z.infer<typeof Systems>;
