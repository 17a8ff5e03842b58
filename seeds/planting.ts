/** The behaviours of a planted world and where they are: never everybody, never everywhere, never all the time. */
import type { Behaviour, Participation } from './behaviour.ts';
import type { Role } from './people.ts';
import { InspectionBackfill, PhotoReuse, PinnedLocation, ProxyClockIn, UnitBackfill } from './planted-checkins.ts';
import { CopiedText, LastHour, RepeatedRecord, RushedSurvey } from './planted-reports.ts';
import { buildTrials } from './trials.ts';
import type { World } from './world.ts';

export const BEHAVIOURS = [
  'photo-quota', 'copied-log', 'inspection-backfill', 'proxy-points', 'pinned-location', 'repeated-record', 'rushed-survey',
  'last-hour', 'unit-backfill',
] as const; // prettier-ignore
export type BehaviourId = (typeof BEHAVIOURS)[number];

/** Multipliers on the share of events that are made up; 0 leaves a behaviour out. Default 1 each. */
export type Strengths = Readonly<Partial<Record<BehaviourId, number>> & Record<string, number>>;

/** Townships (indexes) where nothing is planted, and the one whose own habit shows under several requirements. */
export function cast(townships: number): { honest: readonly number[]; unit: number | undefined } {
  if (townships < 4) return { honest: [], unit: undefined };
  const honest = townships >= 12 ? [3, 11] : [3];
  return { honest, unit: townships >= 10 ? 8 : 2 };
}

/**
 * Rates are ours (assumptions): together about 6 to 8 % of check-ins and 7 to 10 % of reports, domain.md B3
 * "fabrication prevalence", and about three times as much where points or ranking are on.
 */
export function buildBehaviours(world: World, strengths: Strengths): Map<string, Behaviour[]> {
  const { honest, unit } = cast(world.townships);
  const many = world.townships >= 8;
  const taking = (
    role: Role,
    cadres: number,
    rate: number,
    alsoSpared: readonly number[],
    quietMonths: readonly string[] = [],
  ): Participation => ({
    role,
    cadres,
    rate,
    spared: [...honest, ...(unit === undefined ? [] : [unit]), ...(many ? alsoSpared : [])],
    quietMonths,
  });
  const strength = (id: string): number => strengths[id] ?? 1;
  const all: Behaviour[] = [
    new PhotoReuse(world, 'photo-quota', taking('grid', 0.85, 0.3, [5]), strength('photo-quota')),
    new CopiedText(world, 'copied-log', taking('grid', 0.8, 0.28, [7], ['02']), strength('copied-log')),
    new InspectionBackfill(world, taking('grid', 0.85, 0.65, [9], ['02', '07']), strength('inspection-backfill')),
    // The county town itself is spared: from there to there is no journey.
    new ProxyClockIn(world, 'proxy-points', { ...taking('village', 0.8, 0.45, [6]), spared: [...taking('village', 1, 1, [6]).spared, 0] }, strength('proxy-points')),
    new PinnedLocation(world, 'pinned-location', taking('village', 0.8, 0.42, [4], ['01']), strength('pinned-location')),
    new RepeatedRecord(world, 'repeated-record', taking('village', 0.8, 0.3, [2]), strength('repeated-record')),
    new RushedSurvey(world, 'rushed-survey', taking('grid', 0.8, 0.32, [1], ['08']), strength('rushed-survey')),
    new LastHour(world, 'last-hour', taking('village', 0.85, 0.62, [10]), strength('last-hour')),
  ]; // prettier-ignore
  if (unit !== undefined) {
    const others = world.county.townships.map((t) => t.index).filter((i) => i !== unit);
    const habit: Participation = { role: 'village', cadres: 0.95, rate: 0.8, spared: others, quietMonths: [] };
    all.push(new UnitBackfill(world, habit, strength('unit-backfill')));
  }
  if (world.trials) all.push(...buildTrials(world, taking('grid', 1, 1, []).spared, strength));
  const byRequirement = new Map<string, Behaviour[]>();
  for (const behaviour of all) {
    if (behaviour.strength <= 0) continue;
    for (const requirement of behaviour.spec.requirements) {
      byRequirement.set(requirement, [...(byRequirement.get(requirement) ?? []), behaviour]);
    }
  }
  return byRequirement;
}
