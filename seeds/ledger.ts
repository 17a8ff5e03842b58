/** The known answers: which rows were planted by which behaviour, and how many rows there were to hide them in. */
import type { Day } from './calendar.ts';
import type { Cadre } from './people.ts';
import type { World } from './world.ts';
import { requirementOf } from './world.ts';
import type { CsvFile, WorldWriter } from './writer.ts';

export interface Words {
  zh: string;
  en: string;
}

export type EventKind = 'checkins' | 'reports' | 'tasks';

export interface PlantedBehaviour {
  id: string;
  /** Detectors that must see it. */
  detectors: readonly string[];
  /** Detectors that may rightly see it too. */
  sideEffects: readonly string[];
  /** What causes it: the requirement, or one unit's habit under several requirements. */
  attribution: 'requirement' | 'unit';
  kind: EventKind;
  requirements: readonly string[];
  townships: readonly string[];
  months: readonly string[];
  /** Cadres with at least one planted event. */
  cadres: number;
  /** Planted events (role `planted` in planted.csv). */
  events: number;
  /** All events of those requirements, planted or not. */
  of: number;
  /** The multiplier it ran with; 1 is the world's default. */
  strength: number;
  describe: Words;
}

/** One requirement, township and month in which a behaviour was planted. */
export interface PlantedCell {
  behaviour: string;
  requirement: string;
  township: string;
  month: string;
  planted: number;
  events: number;
}

export interface BehaviourSpec {
  id: string;
  detectors: readonly string[];
  sideEffects: readonly string[];
  attribution: 'requirement' | 'unit';
  kind: EventKind;
  requirements: readonly string[];
  describe: Words;
}

const HEADER = [
  'behaviour',
  'role',
  'kind',
  'source',
  'external_id',
  'requirement_code',
  'cadre_code',
  'township_code',
  'month',
  'day',
];

export class Ledger {
  private readonly file: CsvFile;
  private readonly total = new Map<string, number>();
  private readonly planted = new Map<string, number>();
  private readonly cadres = new Map<string, Set<number>>();

  constructor(
    private readonly world: World,
    writer: WorldWriter,
  ) {
    this.file = writer.file('planted', HEADER);
  }

  /** Counts an event of a requirement; call it for every row of a requirement that has a behaviour. */
  count(requirement: string, cadre: Cadre, day: Day): void {
    const key = `${requirement}|${cadre.township}|${day.month}`;
    this.total.set(key, (this.total.get(key) ?? 0) + 1);
  }

  /** `partner`: an honest row that proves a planted one (the original of a reused photo or record). */
  write(
    behaviour: BehaviourSpec,
    role: 'planted' | 'partner',
    requirement: string,
    externalId: string,
    cadre: Cadre,
    day: Day,
  ): void {
    const township = this.world.county.townships[cadre.township]?.code ?? '';
    const source = requirementOf(this.world, requirement).system;
    this.file.line(
      `${behaviour.id},${role},${behaviour.kind},${source},${externalId},${requirement},${cadre.code},${township},${day.month},${day.date}`,
    );
    if (role === 'partner') return;
    const key = `${behaviour.id}|${requirement}|${cadre.township}|${day.month}`;
    this.planted.set(key, (this.planted.get(key) ?? 0) + 1);
    const cadres = this.cadres.get(behaviour.id) ?? new Set();
    this.cadres.set(behaviour.id, cadres.add(cadre.index));
  }

  cells(): PlantedCell[] {
    return [...this.planted].map(([key, planted]) => {
      const [behaviour = '', requirement = '', township = '', month = ''] = key.split('|');
      return {
        behaviour,
        requirement,
        township: this.world.county.townships[Number(township)]?.code ?? '',
        month,
        planted,
        events: this.total.get(`${requirement}|${township}|${month}`) ?? 0,
      };
    });
  }

  summary(spec: BehaviourSpec, strength: number): PlantedBehaviour {
    const cells = this.cells().filter((c) => c.behaviour === spec.id);
    let of = 0;
    for (const [key, n] of this.total) if (spec.requirements.includes(key.slice(0, key.indexOf('|')))) of += n;
    return {
      ...spec,
      townships: [...new Set(cells.map((c) => c.township))].sort(),
      months: [...new Set(cells.map((c) => c.month))].sort(),
      cadres: this.cadres.get(spec.id)?.size ?? 0,
      events: cells.reduce((sum, c) => sum + c.planted, 0),
      of,
      strength,
    };
  }
}
