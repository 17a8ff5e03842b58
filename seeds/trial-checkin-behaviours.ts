/** Behaviour in the check-ins of the trial county's own requirements: clocks, places and rounds that were made up. */
import type { Altered, CheckinDraft } from './behaviour.ts';
import { Behaviour } from './behaviour.ts';
import type { Day } from './calendar.ts';
import { DAY_S } from './calendar.ts';
import { moved } from './geography.ts';
import type { Point } from './geography.ts';
import type { BehaviourSpec } from './ledger.ts';
import type { Cadre } from './people.ts';
import { phoneAt } from './people.ts';
import { hashKeys, uniformAt } from './random.ts';

const spec = (
  id: string,
  requirement: string,
  detector: string,
  sideEffects: readonly string[],
  zh: string,
  en: string,
): BehaviourSpec => ({
  id, detectors: [detector], sideEffects, attribution: 'requirement', kind: 'checkins', requirements: [requirement], describe: { zh, en },
}); // prettier-ignore

const NO_SIGNAL_S = 900;

/** Where there is no signal that day, it waits for it as the honest one would have. */
function sent(draft: CheckinDraft, afterClaim: number, afterCapture: number): void {
  const waits = draft.uploaded - draft.captured > NO_SIGNAL_S;
  draft.captured = draft.claimed + afterClaim;
  if (!waits) draft.uploaded = draft.captured + afterCapture;
}

/** A day was forgotten: on the next evening the phone's clock is set back to its morning. */
export class ClockSetBack extends Behaviour {
  readonly spec = spec(
    'clock-set-back', 'CK-S1', 'clock-rollback', ['entry-lag', 'regular-intervals'],
    '漏打的一天,次日晚上把手机时间调回当天上午补打',
    'A forgotten day is entered the next evening with the phone’s clock set back to its morning',
  ); // prettier-ignore

  override alterCheckin(_activity: string, cadre: Cadre, day: Day, draft: CheckinDraft): Altered | undefined {
    if (!this.active(cadre, day) || !this.random.chance(this.rate)) return undefined;
    draft.captured = draft.claimed + this.random.integer(2, 20);
    draft.uploaded = day.at + DAY_S + Math.round(this.random.between(19, 21) * 3600);
    draft.device = phoneAt(cadre, draft.uploaded);
    return {};
  }
}

/** A program makes the position up where the duty point is. */
export class MadeUpPosition extends Behaviour {
  readonly spec = spec(
    'made-up-position', 'CK-S2', 'mock-location', [],
    '用模拟定位软件把位置设在点位上',
    'A program makes up the position at the duty point',
  ); // prettier-ignore

  override alterCheckin(_activity: string, cadre: Cadre, day: Day, draft: CheckinDraft): Altered | undefined {
    if (!this.active(cadre, day) || !this.random.chance(this.rate)) return undefined;
    draft.mock = true;
    return {};
  }
}

/** Two points are asked: a colleague in the town clocks in at the second while one is at the first. */
export class TwoPlaces extends Behaviour {
  readonly spec = spec(
    'two-places', 'CK-S3', 'overlapping-presence', ['impossible-travel', 'regular-intervals'],
    '两个点位同时打卡:本人在第一点,同事在镇上代打第二点',
    'Two points at once: oneself at the first, a colleague in the town at the second',
  ); // prettier-ignore
  private readonly first = new Map<number, { at: number; day: number }>();

  override alterCheckin(_activity: string, cadre: Cadre, day: Day, draft: CheckinDraft): Altered | undefined {
    const first = this.first.get(cadre.index);
    if (first?.day !== day.index) {
      // What was typed in on a later evening was captured then.
      const live = Math.abs(draft.captured - draft.claimed) < 600;
      this.first.set(cadre.index, { at: live ? draft.captured : draft.claimed, day: day.index });
      return undefined;
    }
    const station = this.world.county.townships[cadre.township]?.station;
    if (!station || !this.active(cadre, day) || !this.random.chance(this.rate)) return undefined;
    const at = moved(station, this.random.normal() * 15, this.random.normal() * 15);
    [draft.lat, draft.lon, draft.accuracy] = [at.lat, at.lon, this.random.integer(10, 30)];
    draft.claimed = Math.round(first.at + this.random.integer(4, 40));
    sent(draft, this.random.integer(1, 6), this.random.integer(1, 8));
    return {};
  }
}

/** Rounds by the clock: a program sends the check-ins of a patrol at equal intervals, every day. */
export class TimedRounds extends Behaviour {
  readonly spec = spec(
    'timed-rounds', 'CK-S4', 'regular-intervals', [],
    '巡更打卡由脚本按固定间隔发出',
    'The check-ins of a round are sent by a program at equal intervals',
  ); // prettier-ignore
  private readonly last = new Map<number, { at: number; day: number }>();

  override alterCheckin(_activity: string, cadre: Cadre, day: Day, draft: CheckinDraft): Altered | undefined {
    if (!this.active(cadre, day) || uniformAt(this.salt + 1, cadre.index, 0) >= this.rate) return undefined;
    const last = this.last.get(cadre.index);
    const gap = 1200 + 60 * (cadre.index % 10) + this.random.integer(-25, 25);
    draft.claimed = last?.day === day.index ? last.at + gap : day.at + Math.round(this.random.between(8.6, 9.2) * 3600);
    sent(draft, 3, this.random.integer(1, 5));
    this.last.set(cadre.index, { at: draft.claimed, day: day.index });
    return {};
  }
}

/** On some mornings the cadres of several villages meet in the town, and each checks in for the own village from there. */
export class MetInTown extends Behaviour {
  readonly spec = spec(
    'met-in-town', 'CK-S5', 'co-location-burst', ['off-site', 'impossible-travel', 'regular-intervals', 'coordinate-repeat'],
    '几个村的干部相约在镇上同一处,各自打“在村”卡',
    'Cadres of several villages meet in the town, and each checks in for the own village from there',
  ); // prettier-ignore

  override alterCheckin(_activity: string, cadre: Cadre, day: Day, draft: CheckinDraft): Altered | undefined {
    const town = this.world.county.townships[cadre.township];
    if (!town || !this.active(cadre, day) || uniformAt(this.salt + 1, cadre.township, day.index) >= this.rate)
      return undefined;
    if (!this.random.chance(0.9)) return undefined;
    const tables = moved(town.station, 700 + 40 * (day.index % 3), 500);
    const seat = moved(tables, this.random.normal() * 3, this.random.normal() * 3);
    [draft.lat, draft.lon, draft.accuracy] = [seat.lat, seat.lon, this.random.integer(8, 20)];
    const met = 10.4 + uniformAt(this.salt + 2, cadre.township, day.index);
    draft.claimed = Math.round(day.at + met * 3600 + this.random.between(0, 70));
    draft.device = phoneAt(cadre, draft.claimed);
    draft.method = 'gps';
    sent(draft, this.random.integer(1, 10), this.random.integer(1, 8));
    return {};
  }
}

/** The registered post is not reached: the check-in comes from wherever one is that afternoon. */
export class StayedAway extends Behaviour {
  readonly spec = spec(
    'stayed-away', 'CK-S6', 'off-site', ['co-location-burst', 'impossible-travel'],
    '没有到登记的值守点,在别处打卡',
    'The registered post is not reached: the check-in comes from elsewhere',
  ); // prettier-ignore

  override alterCheckin(_activity: string, cadre: Cadre, day: Day, draft: CheckinDraft): Altered | undefined {
    if (!this.active(cadre, day) || !this.random.chance(this.rate)) return undefined;
    const angle = 2 * Math.PI * uniformAt(this.salt, cadre.index, hashKeys(3, day.index));
    const metres = this.random.between(600, 1800);
    const at: Point = moved(cadre.base, Math.cos(angle) * metres, Math.sin(angle) * metres);
    [draft.lat, draft.lon, draft.accuracy] = [at.lat, at.lon, this.random.integer(8, 40)];
    draft.device = phoneAt(cadre, draft.claimed);
    draft.method = 'gps';
    return {};
  }
}
