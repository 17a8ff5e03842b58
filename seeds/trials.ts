/** The behaviours that only the trial county holds: with those of the demo county every detector has something to find. */
import type { Behaviour, Participation } from './behaviour.ts';
import type { Role } from './people.ts';
import {
  ClockSetBack,
  MadeUpPosition,
  MetInTown,
  StayedAway,
  TimedRounds,
  TwoPlaces,
} from './trial-checkin-behaviours.ts';
import { AlbumPhoto, CroppedPhoto, EditedPhoto } from './trial-photo-behaviours.ts';
import { FIGURE_TRIALS, FigureBehaviour, RewordedText } from './trial-report-behaviours.ts';
import type { World } from './world.ts';

const SINGLE: readonly [string, Role, number, number, new (world: World, id: string, who: Participation, strength: number) => Behaviour][] = [
  ['cropped-photo', 'grid', 0.85, 0.4, CroppedPhoto],
  ['album-photo', 'staff', 0.85, 0.4, AlbumPhoto],
  ['edited-photo', 'village', 0.85, 0.4, EditedPhoto],
  ['reworded-text', 'village', 0.85, 0.45, RewordedText],
  ['clock-set-back', 'grid', 0.85, 0.3, ClockSetBack],
  ['made-up-position', 'grid', 0.85, 0.3, MadeUpPosition],
  ['two-places', 'grid', 0.85, 0.35, TwoPlaces],
  ['timed-rounds', 'grid', 0.9, 0.4, TimedRounds],
  ['met-in-town', 'village', 0.9, 0.4, MetInTown],
  ['stayed-away', 'village', 0.85, 0.35, StayedAway],
]; // prettier-ignore

export const TRIAL_IDS: readonly string[] = [...SINGLE.map(([id]) => id), ...FIGURE_TRIALS.map(({ id }) => id)];

export function buildTrials(world: World, spared: readonly number[], strength: (id: string) => number): Behaviour[] {
  const who = (role: Role, cadres: number, rate: number): Participation => ({
    role,
    cadres,
    rate,
    spared,
    quietMonths: [],
  });
  return [
    ...SINGLE.map(([id, role, cadres, rate, Kind]) => new Kind(world, id, who(role, cadres, rate), strength(id))),
    ...FIGURE_TRIALS.map((trial) => {
      const cadres = trial.habit === 'of-a-township' ? 1 : 0.85;
      return new FigureBehaviour(world, trial, who('grid', cadres, trial.rate), strength(trial.id));
    }),
  ];
}
