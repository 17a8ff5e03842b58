/** How the requirements of the trial county are answered honestly. */
import type { Activity } from './activities.ts';
import type { Cadre } from './people.ts';
import type { Random } from './random.ts';
import type { ReportActivity } from './reports.ts';

const onWorkdays =
  (share: number, n = 1): Activity['times'] =>
  (_w, _c, day, random) =>
    day.workday && random.chance(share) ? n : 0;

const checkin = (
  requirement: string,
  role: Activity['role'],
  slot: Activity['slot'],
  times: Activity['times'],
  place: Activity['place'] = 'points',
): Activity => ({
  key: requirement.slice(3), requirement, role, times, slot, place, kind: '试验', photos: 0, notes: 'none',
}); // prettier-ignore

export const TRIAL_CHECKINS: readonly Activity[] = [
  checkin('CK-S1', 'grid', [9.2, 11.4], onWorkdays(0.8)),
  checkin('CK-S2', 'grid', [14, 16], onWorkdays(0.6)),
  checkin('CK-S3', 'grid', [15, 17], onWorkdays(0.5, 2)),
  checkin('CK-S4', 'grid', [8.5, 11.5], onWorkdays(0.4, 6)),
  checkin('CK-S5', 'village', [10.2, 11.9], onWorkdays(0.7), 'village-office'),
  checkin('CK-S6', 'village', [14.8, 16.2], onWorkdays(0.6), 'village-office'),
];

const whole = (random: Random, median: number, sigma: number) =>
  Math.max(1, Math.round(random.lognormal(median, sigma)));
const near = (random: Random, mean: number, sd: number) => Math.max(0, Math.round(mean + sd * random.normal()));

/** On nine workdays in ten; a record of so few fields takes a minute or two. */
const daily = (requirement: string, values: (random: Random, cadre: Cadre) => number[], times = 1): ReportActivity => ({
  requirement,
  role: 'grid',
  times: (_c, day, random) => (day.workday && random.chance(0.9) ? times : 0),
  period: 'date',
  values: (random, cadre) => values(random, cadre),
  pace: 25,
});

export const TRIAL_REPORTS: readonly ReportActivity[] = [
  daily('RP-S1', (r) => [whole(r, 60, 0.35)]),
  daily('RP-S2', (r) => [whole(r, 400, 0.35)]),
  daily('RP-S3', (r) => [whole(r, 60, 0.22)]),
  daily('RP-S4', (r) => [Math.min(100, near(r, 88, 6))]),
  daily('RP-S5', (r) => [whole(r, 2600, 0.35)]),
  daily('RP-S6', (r) => {
    const [men, women] = [near(r, 24, 7), near(r, 21, 7)];
    return [men, women, men + women];
  }),
  daily('RP-S7', (r) => Array.from({ length: 6 }, () => 1 + r.below(5)), 2),
  daily('RP-S8', (r) => [near(r, 14, 4), r.chance(0.5) ? r.integer(1, 3) : 0]),
  daily('RP-S9', (r) => [near(r, 9, 3)]),
];
