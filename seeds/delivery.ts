/** When an honest check-in reaches the server: usually within seconds; after an outage or a day without signal in a burst
 * whose device clock still tells the truth; now and then typed in later, and said so. */
import type { CheckinDraft } from './behaviour.ts';
import type { Day } from './calendar.ts';
import { DAY_S } from './calendar.ts';
import { outageAt } from './disturbances.ts';
import type { Cadre } from './people.ts';
import { moved } from './geography.ts';
import { hashKeys, uniformAt } from './random.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

const OFFLINE_SALT = hashKeys(0, 'offline');

export class Delivery {
  private readonly lastSync: Float64Array;

  constructor(private readonly world: World) {
    this.lastSync = new Float64Array(world.cadres.length);
  }

  deliver(random: Random, cadre: Cadre, day: Day, draft: CheckinDraft): void {
    draft.captured = draft.claimed + (random.chance(0.9) ? random.between(2, 50) : random.between(50, 280));
    const outage = outageAt(this.world.disturbances, cadre.township, draft.claimed);
    if (outage) {
      if (random.chance(0.75))
        this.sync(random, cadre, draft, outage.to + 120 + uniformAt(OFFLINE_SALT, cadre.index, outage.to) * 3600);
      else this.typedLater(random, cadre, draft, Math.ceil(outage.to / DAY_S));
      return;
    }
    if (this.withoutSignal(cadre, day.index)) {
      // No signal all day; one time in eight not in the evening either. The app sends what waits before anything new, so that
      // it is there the next morning when there is a signal then.
      const at = (which: number): number => uniformAt(OFFLINE_SALT + which, cadre.index, day.index);
      const evening = day.at + (17.2 + 1.3 * at(2)) * 3600;
      const later = this.withoutSignal(cadre, day.index + 1)
        ? evening + DAY_S
        : day.at + DAY_S + (6.6 + 0.8 * at(3)) * 3600;
      this.sync(random, cadre, draft, draft.captured > evening || at(1) < 0.125 ? later : evening);
      return;
    }
    if (random.chance(0.002)) {
      this.typedLater(random, cadre, draft, day.index + random.integer(1, 2));
      return;
    }
    draft.uploaded = draft.captured + (random.chance(0.96) ? random.between(1, 15) : random.exponential(300));
  }

  private withoutSignal(cadre: Cadre, dayIndex: number): boolean {
    return cadre.offline && uniformAt(OFFLINE_SALT, cadre.index, dayIndex) < 0.5;
  }

  private sync(random: Random, cadre: Cadre, draft: CheckinDraft, back: number): void {
    const last = this.lastSync[cadre.index] ?? 0;
    const after = last >= back && last < back + 600 ? last : back;
    draft.uploaded = after + random.between(1, 5);
    this.lastSync[cadre.index] = draft.uploaded;
  }

  /** Forgotten or impossible at the time: entered by hand on a later evening, where the cadre then is. */
  private typedLater(random: Random, cadre: Cadre, draft: CheckinDraft, dayIndex: number): void {
    draft.uploaded = dayIndex * DAY_S + random.between(20, 21.5) * 3600;
    draft.captured = draft.uploaded - random.between(3, 10);
    draft.method = 'manual';
    const at = moved(cadre.base, random.normal() * 8, random.normal() * 8);
    draft.lat = at.lat;
    draft.lon = at.lon;
  }
}
