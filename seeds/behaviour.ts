/**
 * What a planted behaviour can do to the rows of its requirements. Each draws from its own source of chance, so the rows
 * of every other requirement are the same with and without it (record numbers aside).
 */
import type { Day } from './calendar.ts';
import type { BehaviourSpec } from './ledger.ts';
import type { Cadre, Role } from './people.ts';
import { hashKeys, uniformAt } from './random.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

export interface PhotoDraft {
  sha256: string;
  phash64: string;
  /** Instant, or NaN when the messenger stripped it. */
  captured: number;
  lat: number;
  lon: number;
  device: string;
  /** As a program that changed it signs. */
  software?: string;
}

/** A check-in before it is written; instants in seconds, NaN = not recorded. */
export interface CheckinDraft {
  claimed: number;
  captured: number;
  uploaded: number;
  lat: number;
  lon: number;
  accuracy: number;
  place: string;
  device: string;
  network: string;
  method: string;
  kind: string;
  note: string;
  task: string;
  /** The device reports a made-up position. */
  mock: boolean;
  photos: PhotoDraft[];
}

export interface ReportDraft {
  submitted: number;
  opened: number;
  editSeconds: number;
  revisions: number;
  text: string;
  /** Numbers in the order of the requirement's fields; empty when it has none. */
  values: number[];
}

export interface TaskDraft {
  issued: number;
  due: number;
  /** NaN while it is open. */
  completed: number;
}

/** A row that a planted one copies, to be named as its partner. */
export interface Partner {
  externalId: string;
  cadre: Cadre;
  day: Day;
}

export interface Altered {
  partner?: Partner | undefined;
}

export interface Participation {
  role: Role;
  /** Share of the role's cadres who take part, and share of their events. */
  cadres: number;
  rate: number;
  /** Townships (indexes) where nobody does. */
  spared: readonly number[];
  /** Months (01-12) without it, in worlds of more than three months. */
  quietMonths: readonly string[];
}

export abstract class Behaviour {
  abstract readonly spec: BehaviourSpec;
  protected readonly random: Random;
  protected readonly salt: number;
  protected readonly rate: number;
  private readonly spared: ReadonlySet<number>;

  constructor(
    protected readonly world: World,
    id: string,
    protected readonly participation: Participation,
    readonly strength: number,
  ) {
    this.random = world.random.split('behaviour', id);
    this.salt = hashKeys(world.seed, 'takes part', id);
    this.rate = Math.min(1, participation.rate * strength);
    this.spared = new Set(participation.spared);
  }

  takesPart(cadre: Cadre): boolean {
    const { role, cadres } = this.participation;
    return cadre.role === role && !this.spared.has(cadre.township) && uniformAt(this.salt, cadre.index, 0) < cadres;
  }

  active(cadre: Cadre, day: Day): boolean {
    const quiet = this.world.months > 3 && this.participation.quietMonths.includes(day.month.slice(5));
    return !quiet && this.takesPart(cadre);
  }

  /** True when the requirement's row of that day must exist because it will be made up. */
  forces?(requirement: string, cadre: Cadre, day: Day): boolean;
  /** Undefined when it leaves the row alone. */
  alterCheckin?(activity: string, cadre: Cadre, day: Day, draft: CheckinDraft): Altered | undefined;
  /** Sees every row of its requirements that it left alone. */
  sawCheckin?(activity: string, cadre: Cadre, day: Day, draft: CheckinDraft, externalId: string): void;
  alterReport?(cadre: Cadre, day: Day, draft: ReportDraft): Altered | undefined;
  sawReport?(cadre: Cadre, day: Day, draft: ReportDraft, externalId: string): void;
  alterTask?(cadre: Cadre, day: Day, draft: TaskDraft): Altered | undefined;
}
