/** Everything about a world that is fixed before its first day. */
import type { Day } from './calendar.ts';
import { worldDays } from './calendar.ts';
import type { Disturbances } from './disturbances.ts';
import { buildDisturbances } from './disturbances.ts';
import { plantForms } from './form-plants.ts';
import type { Form, Round } from './forms.ts';
import { buildForms, buildRounds } from './forms.ts';
import type { County } from './geography.ts';
import { buildCounty } from './geography.ts';
import type { Cadre, Role } from './people.ts';
import { buildPeople } from './people.ts';
import { Random } from './random.ts';
import type { Requirement } from './requirements.ts';
import { CADRE_REQUIREMENTS, DEPARTMENT_REQUIREMENTS } from './requirements.ts';
import { TRIAL_REQUIREMENTS } from './trial-requirements.ts';

export interface WorldSize {
  seed: number;
  townships: number;
  months: number;
  /** Factor on staff and villages per township. */
  scale: number;
  /** With the requirements of trial-requirements.ts. */
  trials?: boolean;
}

export interface World extends WorldSize {
  random: Random;
  days: readonly Day[];
  county: County;
  cadres: readonly Cadre[];
  byRole: Record<Role, readonly Cadre[]>;
  forms: readonly Form[];
  rounds: ReadonlyMap<number, Round[]>;
  requirements: ReadonlyMap<string, Requirement>;
  disturbances: Disturbances;
}

/**
 * On average 23 staff, 10 villages of 3 cadres and 27 grids per township: the 80 who work in the systems, 51 in the smallest and
 * 125 in the largest. A township has about 70 posts and 84 village cadres on its books (B3, F45 to F49); org_units.csv says so,
 * the logs only know users.
 */
export function buildWorld(size: WorldSize): World {
  if (!Number.isInteger(size.months) || size.months < 1 || size.months > 12) throw new Error('months must be 1 to 12');
  const random = new Random(size.seed);
  const days = worldDays(size.months);
  const county = buildCounty(random, size.townships, size.scale, (v) => (v % 10 < 6 ? 3 : 2));
  const cadres = buildPeople(random, county, size.scale, days);
  const forms = buildForms(random);
  plantForms(random, forms);
  return {
    ...size,
    random,
    days,
    county,
    cadres,
    byRole: {
      staff: cadres.filter((c) => c.role === 'staff'),
      village: cadres.filter((c) => c.role === 'village'),
      grid: cadres.filter((c) => c.role === 'grid'),
    },
    forms,
    rounds: buildRounds(random, forms, days, size.townships),
    requirements: new Map(
      [...CADRE_REQUIREMENTS, ...(size.trials ? TRIAL_REQUIREMENTS : []), ...forms, ...DEPARTMENT_REQUIREMENTS].map(
        (r) => [r.code, r],
      ),
    ),
    disturbances: buildDisturbances(random, county, days),
  };
}

export function requirementOf(world: World, code: string): Requirement {
  const found = world.requirements.get(code);
  if (!found) throw new Error(`no requirement ${code} in this world`);
  return found;
}
