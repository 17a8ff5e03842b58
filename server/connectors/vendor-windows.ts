/**
 * Time windows of a vendor's programming interface. Each run asks again for the last days before its checkpoint: punches made
 * without a connection arrive late. Rows that are known are duplicates, so nothing is lost and nothing doubled.
 */
import { createHash } from 'node:crypto';
import { shanghaiTime } from '../shanghai-time.ts';
import type { Checkpoint } from './connector.entity.ts';
import { Collected, type PullStep, type PullTools } from './pull.ts';

const DAY_MS = 86_400_000;
const CHINA_MS = 8 * 3_600_000;

export interface Window {
  from: Date;
  to: Date;
}

export interface Page {
  body: Buffer;
  /** As parsed: counted, and compared with the last run's. */
  records: readonly unknown[];
  /** When a pull brings records of two kinds: the file they go into. */
  file?: string;
}

interface VendorPlan {
  name: string;
  /** First day, China time: `2025-01-01`. */
  since: string;
  overlapDays: number;
  /** The longest span one request may ask for. */
  spanDays: number;
  pages(window: Window): AsyncGenerator<Page>;
}

interface VendorCheckpoint extends Checkpoint {
  /** Instant up to which everything was pulled, China time. */
  until: string;
  /** Digest of what the last run found: a quiet day makes no batch. */
  last?: string;
}

/** @param from a checkpoint this made, or null */
export async function* pullWindows(
  plan: VendorPlan,
  from: Checkpoint | null,
  tools: PullTools,
): AsyncGenerator<PullStep> {
  const start = Date.parse(`${plan.since}T00:00:00+08:00`);
  const known = from as VendorCheckpoint | null;
  // From the beginning of a day: within it only what is new makes a run differ from the one before.
  const reached = known ? startOfDay(Date.parse(known.until)) - plan.overlapDays * DAY_MS : start;
  const end = tools.now.getTime();
  const collected = new Collected();
  let digest = createHash('sha256');
  let stepFrom = Math.max(start, reached);
  let before: VendorCheckpoint = known ?? { until: shanghaiTime(new Date(stepFrom)) };
  const take = (to: number, checkpoint: VendorCheckpoint): PullStep[] => {
    const steps = collected.takeFiles((file) => nameOf(plan, stepFrom, to, file), checkpoint, before);
    before = checkpoint;
    return steps;
  };
  for (let at = stepFrom; at < end;) {
    const to = Math.min(end, at + plan.spanDays * DAY_MS);
    for await (const { body, records, file } of plan.pages({ from: new Date(at), to: new Date(to) })) {
      collected.add(body, records.length, file);
      digest.update(JSON.stringify(records));
      // In the middle of a window there is no place to go on from: the checkpoint stays where the window began.
      if (collected.isEnough)
        yield* take(to, { until: shanghaiTime(new Date(Math.max(at, known ? Date.parse(known.until) : at))) });
    }
    at = to;
    const last = at >= end;
    if (!last && !collected.isEnough) continue;
    const found = digest.digest('hex');
    if (found === known?.last) collected.forget();
    yield* take(at, {
      until: shanghaiTime(new Date(Math.max(at, known ? Date.parse(known.until) : at))),
      last: found,
    });
    digest = createHash('sha256');
    stepFrom = at;
  }
}

/** Midnight in China, in milliseconds. */
export const startOfDay = (at: number): number => Math.floor((at + CHINA_MS) / DAY_MS) * DAY_MS - CHINA_MS;

const nameOf = ({ name }: VendorPlan, from: number, to: number, file: string): string =>
  `${name}/${shanghaiTime(new Date(from)).slice(0, 16)}--${shanghaiTime(new Date(to)).slice(0, 16)}${file}.json`;

/** Lists of at most `size`. */
export function inGroups<T>(items: readonly T[], size: number): T[][] {
  const groups: T[][] = [];
  for (let at = 0; at < items.length; at += size) groups.push(items.slice(at, at + size));
  return groups;
}

export const unixSeconds = (date: Date): number => Math.floor(date.getTime() / 1000);

/** `yyyy-MM-dd HH:mm:ss` in China time. */
export const localTime = (date: Date): string => shanghaiTime(date).slice(0, 19).replace('T', ' ');
