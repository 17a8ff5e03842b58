/**
 * Records checked again on the spot: four in a thousand drawn at random, and one month in each quarter a closer look at the
 * requirements that reward numbers, in a third of the townships. Whoever checks makes mistakes, in honest counties too: one
 * honest record in a hundred is called untrue (ours; the detector's null allows 5 %).
 */
import type { Day } from './calendar.ts';
import { DAY_S, iso } from './calendar.ts';
import type { Cadre } from './people.ts';
import { hashKeys } from './random.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';
import type { WorldWriter } from './writer.ts';

const HEADER = ['source', 'external_id', 'result', 'checked_at', 'minutes'] as const;
const RANDOM_SHARE = 0.004;
const CLOSER_MONTHS = ['02', '05', '08', '11'];
/** Share of a month's records, so that fifty or so of a township are checked. */
const CLOSER: Readonly<Record<string, number>> = {
  'CK-AQ': 0.09, 'CK-WG': 0.09, 'CK-JF': 0.1, 'CK-LZ': 0.2, 'CK-RH': 0.2, 'RP-WG': 0.09, 'RP-MY': 0.22, 'RP-JC': 0.42,
}; // prettier-ignore
/** Requirements of the trial county that only a back-check can find out, everywhere and always. */
const ALWAYS: Readonly<Record<string, number>> = { 'RP-S9': 0.25 };

export class BackChecks {
  private readonly random: Random;

  constructor(
    world: World,
    private readonly writer: WorldWriter,
  ) {
    this.random = world.random.split('back-checks');
  }

  /** Every check-in and report as it is written. */
  saw(requirement: string, source: string, externalId: string, untrue: boolean, cadre: Cadre, day: Day): void {
    const month = day.month.slice(5);
    const closer =
      CLOSER_MONTHS.includes(month) && (cadre.township + hashKeys(0, requirement)) % 3 === Number(month) % 3;
    const r = this.random;
    if (!r.chance(RANDOM_SHARE + (ALWAYS[requirement] ?? 0) + (closer ? (CLOSER[requirement] ?? 0) : 0))) return;
    const u = r.next();
    const result = untrue
      ? u < 0.8 ? 'confirmed' : u < 0.92 ? 'requirement-defect' : u < 0.97 ? 'valuable' : 'false-positive'
      : u < 0.945 ? 'false-positive' : u < 0.975 ? 'valuable' : u < 0.99 ? 'requirement-defect' : 'confirmed'; // prettier-ignore
    const at = day.at + r.integer(4, 25) * DAY_S + Math.round(r.between(9, 17) * 3600);
    this.writer
      .file('backchecks', HEADER)
      .line(`${source},${externalId},${result},${iso(at)},${Math.round(r.lognormal(18, 0.5))}`);
  }
}
