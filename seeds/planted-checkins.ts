/** Behaviour planted in check-ins. Each is what a requirement rewards: a number of photos, a number of days, points. */
import type { Altered, CheckinDraft, Partner, Participation, PhotoDraft } from './behaviour.ts';
import { Behaviour } from './behaviour.ts';
import type { Day } from './calendar.ts';
import { DAY_S } from './calendar.ts';
import type { Point } from './geography.ts';
import { distanceMetres, moved } from './geography.ts';
import type { BehaviourSpec } from './ledger.ts';
import type { Cadre } from './people.ts';
import { phoneAt, present } from './people.ts';
import { hashKeys, uniformAt } from './random.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

function placeAt(draft: CheckinDraft, random: Random, point: Point, spreadMetres: number): void {
  const at = moved(point, random.normal() * spreadMetres, random.normal() * spreadMetres);
  draft.lat = at.lat;
  draft.lon = at.lon;
  draft.accuracy = Math.round(random.between(8, 35));
}

/** Twenty-six photos a month, ranked: an older photo, one's own or a colleague's, is sent again. */
export class PhotoReuse extends Behaviour {
  readonly spec: BehaviourSpec = {
    id: 'photo-quota',
    detectors: ['photo-reuse-exact'],
    sideEffects: ['photo-reuse-near', 'photo-time-mismatch', 'photo-place-mismatch'],
    attribution: 'requirement',
    kind: 'checkins',
    requirements: ['CK-AQ'],
    describe: {
      zh: '每月26张照片并排名:旧照片(自己的或同事的)重复上传',
      en: 'Twenty-six photos a month, ranked: older photos, own or a colleague’s, are sent again',
    },
  };
  private readonly gallery = new Map<number, { photo: PhotoDraft; partner: Partner; named: boolean }[]>();

  override alterCheckin(_activity: string, cadre: Cadre, day: Day, draft: CheckinDraft): Altered | undefined {
    if (!this.active(cadre, day) || !this.random.chance(this.rate)) return undefined;
    // Galleries of persons have their index as key, those of a township's group chat the township's, below zero.
    const shelf = this.gallery.get(this.random.chance(0.3) ? -1 - cadre.township : cadre.index) ?? [];
    const older = shelf.filter((kept) => kept.partner.day.index < day.index);
    if (older.length === 0) return undefined;
    const kept = this.random.pick(older);
    draft.photos = [{ ...kept.photo }];
    const partner = kept.named ? undefined : kept.partner;
    kept.named = true;
    return { partner };
  }

  override sawCheckin(_activity: string, cadre: Cadre, day: Day, draft: CheckinDraft, externalId: string): void {
    const photo = draft.photos[0];
    if (!photo || !this.takesPart(cadre)) return;
    const entry = { photo: { ...photo }, partner: { externalId, cadre, day }, named: false };
    for (const [key, limit] of [
      [cadre.index, 12],
      [-1 - cadre.township, 20],
    ] as const) {
      const shelf = this.gallery.get(key) ?? [];
      shelf.push(entry);
      if (shelf.length > limit) shelf.shift();
      this.gallery.set(key, shelf);
    }
  }
}

/** A session in which entries of other days are typed one after the other, at one place, on the cadre's own phone. */
function enterInSession(
  draft: CheckinDraft,
  random: Random,
  cadre: Cadre,
  previous: number | undefined,
  start: number,
): number {
  const uploaded = Math.max(previous ?? 0, start) + random.integer(9, 42);
  draft.uploaded = uploaded;
  draft.captured = uploaded - random.integer(2, 6);
  draft.method = 'manual';
  draft.device = phoneAt(cadre, uploaded);
  placeAt(draft, random, cadre.base, 6);
  for (const photo of draft.photos) {
    if (!Number.isNaN(photo.captured)) photo.captured = draft.captured;
    photo.lat = draft.lat;
    photo.lon = draft.lon;
  }
  return uploaded;
}

/** Twenty patrol days a month, inspected near its end: the missing days are entered the evening before. */
export class InspectionBackfill extends Behaviour {
  readonly spec: BehaviourSpec = {
    id: 'inspection-backfill',
    detectors: ['backfill-session', 'entry-lag', 'pre-inspection-backfill'],
    sideEffects: ['regular-intervals', 'photo-time-mismatch'],
    attribution: 'requirement',
    kind: 'checkins',
    requirements: ['CK-WG'],
    describe: {
      zh: '每月督查前一晚集中补录当月缺的巡查打卡',
      en: 'The evening before the monthly inspection the missing patrol days are entered in one session',
    },
  };
  private readonly chosen = new Map<string, ReadonlySet<number>>();
  private readonly last = new Map<string, number>();
  private readonly inspectionDay = new Map<string, number>();

  constructor(world: World, participation: Participation, strength: number) {
    super(world, 'inspection-backfill', participation, strength);
    for (const i of world.disturbances.inspections) {
      if (i.requirement !== 'CK-WG') continue;
      this.inspectionDay.set(`${i.township}|${world.days[i.startsDay]?.month}`, i.startsDay);
    }
  }

  private missing(cadre: Cadre, day: Day): ReadonlySet<number> {
    const key = `${cadre.index}|${day.month}`;
    const known = this.chosen.get(key);
    if (known) return known;
    const inspection = this.inspectionDay.get(`${cadre.township}|${day.month}`) ?? 0;
    const possible = this.world.days.filter(
      (d) => d.month === day.month && d.workday && d.index < inspection - 1 && present(cadre, d.index),
    );
    const takes = this.active(cadre, day) && uniformAt(this.salt, cadre.index, hashKeys(1, day.month)) < this.rate;
    // Fewer than six would be no session.
    const days = takes && possible.length >= 8 ? this.random.split(key).shuffled(possible) : [];
    const set = new Set(days.slice(0, Math.max(6, Math.round(possible.length * 0.5))).map((d) => d.index));
    this.chosen.set(key, set);
    return set;
  }

  override forces(_requirement: string, cadre: Cadre, day: Day): boolean {
    return this.missing(cadre, day).has(day.index);
  }

  override alterCheckin(_activity: string, cadre: Cadre, day: Day, draft: CheckinDraft): Altered | undefined {
    if (!this.missing(cadre, day).has(day.index)) return undefined;
    const key = `${cadre.index}|${day.month}`;
    const evening = ((this.inspectionDay.get(`${cadre.township}|${day.month}`) ?? 0) - 1) * DAY_S + 19.5 * 3600;
    const start = evening + Math.floor(uniformAt(this.salt, cadre.index, hashKeys(2, day.month)) * 5400);
    this.last.set(key, enterInSession(draft, this.random, cadre, this.last.get(key), start));
    return {};
  }
}

/** Points for two places twice a week: somebody in the county town clocks in for the others on one phone. */
export class ProxyClockIn extends Behaviour {
  readonly spec: BehaviourSpec = {
    id: 'proxy-points',
    detectors: ['shared-device', 'impossible-travel'],
    sideEffects: ['co-location-burst', 'overlapping-presence', 'off-site', 'regular-intervals'],
    attribution: 'requirement',
    kind: 'checkins',
    requirements: ['CK-JF'],
    describe: {
      zh: '双点打卡计分排名:第二点由县城里的人用一部未登记手机代打',
      en: 'Two-point check-ins earn ranked points: the second point is clocked in from the county town on one unregistered phone',
    },
  };
  private readonly first = new Map<number, { at: number; point: Point; day: number }>();

  override alterCheckin(activity: string, cadre: Cadre, day: Day, draft: CheckinDraft): Altered | undefined {
    if (activity === 'JF-A') {
      this.first.set(cadre.index, { at: draft.claimed, point: { lat: draft.lat, lon: draft.lon }, day: day.index });
      return undefined;
    }
    const first = this.first.get(cadre.index);
    const town = this.world.county.townships[0];
    if (!town || first?.day !== day.index || !this.active(cadre, day)) return undefined;
    // The operator is in the county town on some days, and then serves most of the township's participants.
    if (uniformAt(this.salt + 1, cadre.township, day.index) >= this.rate || !this.random.chance(0.85)) return undefined;
    placeAt(draft, this.random, town.station, 20);
    const kmh = this.random.between(180, 600);
    const gap = Math.round((distanceMetres(first.point, { lat: draft.lat, lon: draft.lon }) / 1000 / kmh) * 3600);
    draft.claimed = first.at + gap;
    draft.captured = draft.claimed + this.random.integer(2, 12);
    draft.uploaded = draft.captured + this.random.integer(1, 8);
    draft.device = `PX${hashKeys(this.world.seed, 'operator', cadre.township).toString(16).padStart(8, '0')}`;
    draft.network = `NX${cadre.township}`;
    draft.method = 'gps';
    return {};
  }
}

/** Ranked by points reached: the position is pinned to one of two spots instead of being walked to. */
export class PinnedLocation extends Behaviour {
  readonly spec: BehaviourSpec = {
    id: 'pinned-location',
    detectors: ['coordinate-repeat'],
    sideEffects: ['off-site'],
    attribution: 'requirement',
    kind: 'checkins',
    requirements: ['CK-LZ'],
    describe: {
      zh: '巡护点位到点率排名:定位被固定在一两个坐标上',
      en: 'Ranked by points reached: the position is pinned to one or two coordinates',
    },
  };

  override alterCheckin(_activity: string, cadre: Cadre, day: Day, draft: CheckinDraft): Altered | undefined {
    if (!this.active(cadre, day) || !this.random.chance(this.rate)) return undefined;
    const which = this.random.chance(0.75) ? 0 : 1;
    const pin = cadre.points[which] as Point;
    draft.lat = pin.lat;
    draft.lon = pin.lon;
    draft.accuracy = 15;
    return {};
  }
}

/** One township enters two weeks at once, whatever the requirement: a habit of the unit. */
export class UnitBackfill extends Behaviour {
  readonly spec: BehaviourSpec = {
    id: 'unit-backfill',
    detectors: ['backfill-session', 'entry-lag'],
    sideEffects: ['regular-intervals', 'photo-time-mismatch', 'photo-place-mismatch', 'off-site'],
    attribution: 'unit',
    kind: 'checkins',
    requirements: ['CK-CG', 'CK-RH', 'CK-HZ'],
    describe: {
      zh: '某镇隔周集中补录坐班、走访、巡河三项打卡,属单位习惯,与要求无关',
      en: 'One township enters office, visit and river check-ins of two weeks in one session: a habit of the unit',
    },
  };
  private readonly sessionDay: number[] = [];
  private readonly last = new Map<string, number>();

  constructor(world: World, participation: Participation, strength: number) {
    super(world, 'unit-backfill', participation, strength);
    let next = -1;
    for (let i = world.days.length - 1; i >= 0; i--) {
      const day = world.days[i] as Day;
      if (day.lastWorkdayOfWeek && Number(day.week.slice(-2)) % 2 === 0) next = i;
      this.sessionDay[i] = next;
    }
  }

  private late(cadre: Cadre, day: Day): boolean {
    const session = this.sessionDay[day.index] ?? -1;
    if (session <= day.index || !day.workday || !this.active(cadre, day) || !present(cadre, day.index)) return false;
    if (uniformAt(this.salt, cadre.index, session) >= this.rate) return false;
    return uniformAt(this.salt + 1, cadre.index, day.index) < 0.75;
  }

  override forces(requirement: string, cadre: Cadre, day: Day): boolean {
    return requirement === 'CK-CG' && this.late(cadre, day);
  }

  override alterCheckin(_activity: string, cadre: Cadre, day: Day, draft: CheckinDraft): Altered | undefined {
    if (!this.late(cadre, day)) return undefined;
    const session = this.sessionDay[day.index] as number;
    const key = `${cadre.index}|${session}`;
    const start = session * DAY_S + 18.5 * 3600 + Math.floor(uniformAt(this.salt + 2, cadre.index, session) * 3600);
    this.last.set(key, enterInSession(draft, this.random, cadre, this.last.get(key), start));
    return {};
  }
}
