/** The check-ins of one day, honest unless a behaviour alters them, and the photos that go with them. */
import { hash } from 'node:crypto';
import type { Activity } from './activities.ts';
import { ACTIVITIES, meetingDay } from './activities.ts';
import type { BackChecks } from './back-checks.ts';
import type { Behaviour, CheckinDraft, PhotoDraft } from './behaviour.ts';
import type { Day } from './calendar.ts';
import { iso } from './calendar.ts';
import { Delivery } from './delivery.ts';
import { moved } from './geography.ts';
import type { Point } from './geography.ts';
import type { Ledger } from './ledger.ts';
import type { Cadre } from './people.ts';
import { phoneAt, present } from './people.ts';
import type { Random } from './random.ts';
import { patrolNote, visitNote } from './texts.ts';
import type { World } from './world.ts';
import { requirementOf } from './world.ts';
import { cell } from './writer.ts';
import type { WorldWriter } from './writer.ts';

export const CHECKIN_HEADER = [
  'source', 'external_id', 'cadre_code', 'claimed_at', 'requirement_code', 'task_external_id', 'captured_at', 'uploaded_at',
  'kind', 'method', 'lat', 'lon', 'accuracy_m', 'crs', 'place', 'device_id', 'network_id', 'created_by', 'is_mock', 'photos', 'note',
] as const; // prettier-ignore
export const PHOTO_HEADER = [
  'ref',
  'sha256',
  'phash64',
  'captured_at',
  'lat',
  'lon',
  'software',
  'device',
  'width',
  'height',
] as const;

const MODELS = [
  'HUAWEI Mate 40',
  'HUAWEI nova 9',
  'HONOR 70',
  'Redmi Note 12',
  'vivo Y77',
  'OPPO A97',
  'Xiaomi 12',
  'realme V30',
] as const;

/** Six decimals without toFixed's cost; every place here has positive coordinates. */
export function degrees(value: number): string {
  const micro = Math.round(value * 1e6);
  const whole = Math.floor(micro / 1e6);
  return `${whole}.${String(micro - whole * 1e6).padStart(6, '0')}`;
}

export class CheckinWriter {
  private readonly delivery: Delivery;
  private serial = 0;
  private activities: readonly Activity[] = ACTIVITIES;
  private readonly draft: CheckinDraft = {
    claimed: 0, captured: 0, uploaded: 0, lat: 0, lon: 0, accuracy: 0, place: '', device: '', network: '', method: '', kind: '',
    note: '', task: '', mock: false, photos: [],
  }; // prettier-ignore

  constructor(
    private readonly world: World,
    private readonly writer: WorldWriter,
    private readonly ledger: Ledger,
    private readonly behaviours: ReadonlyMap<string, Behaviour[]>,
    private readonly backChecks: BackChecks,
  ) {
    this.delivery = new Delivery(world);
  }

  /** Writes these as well. */
  also(activities: readonly Activity[]): this {
    this.activities = [...this.activities, ...activities];
    return this;
  }

  writeDay(day: Day): void {
    for (const activity of this.activities) {
      const random = this.world.random.split('checkins', activity.key, day.index);
      const behaviours = this.behaviours.get(activity.requirement) ?? [];
      for (const cadre of this.world.byRole[activity.role]) {
        if (!present(cadre, day.index)) continue;
        const asked = activity.times(this.world, cadre, day, random);
        const forced = behaviours.some((b) => b.forces?.(activity.requirement, cadre, day));
        const times = forced && asked === 0 ? 1 : asked;
        for (let i = 0; i < times; i++) this.one(activity, random, behaviours, cadre, day, i, times);
      }
    }
    if (meetingDay(day)) this.meetingPhotos(day);
  }

  private one(
    a: Activity,
    random: Random,
    behaviours: readonly Behaviour[],
    cadre: Cadre,
    day: Day,
    i: number,
    times: number,
  ): void {
    const draft = this.draft;
    const [from, to] = a.slot;
    const width = (to - from) / times;
    // A second shot within minutes carries the phone's cached fix: the same coordinates, honestly.
    const cached = i > 0 && a.photos > 0 && random.chance(0.2);
    draft.claimed = cached
      ? draft.claimed + random.integer(120, 500)
      : Math.round(day.at + (from + width * i + width * random.next()) * 3600);
    draft.kind = a.kind;
    draft.task = '';
    draft.mock = false;
    draft.method = 'gps';
    draft.network = '';
    draft.device = phoneAt(cadre, draft.claimed);
    if (!cached) this.locate(a, random, cadre);
    this.delivery.deliver(random, cadre, day, draft);
    draft.note = a.notes === 'patrol' ? patrolNote(random) : a.notes === 'visit' ? visitNote(random) : '';
    this.serial += 1;
    const id = `${a.requirement.slice(3)}${String(this.serial).padStart(8, '0')}`;
    draft.photos = [];
    for (let n = a.photos; n > 0; n--)
      if (n >= 1 || random.chance(n)) draft.photos.push(this.photo(random, cadre, `${id}-${Math.ceil(n)}`));

    let untrue = false;
    for (const behaviour of behaviours) {
      const change = behaviour.alterCheckin?.(a.key, cadre, day, draft);
      if (!change) {
        behaviour.sawCheckin?.(a.key, cadre, day, draft, id);
        continue;
      }
      untrue = true;
      if (change.partner) {
        const { externalId, cadre: of, day: on } = change.partner;
        this.ledger.write(behaviour.spec, 'partner', a.requirement, externalId, of, on);
      }
      this.ledger.write(behaviour.spec, 'planted', a.requirement, id, cadre, day);
    }
    if (behaviours.length > 0) this.ledger.count(a.requirement, cadre, day);
    const source = requirementOf(this.world, a.requirement).system;
    this.backChecks.saw(a.requirement, source, id, untrue, cadre, day);
    this.write(a.requirement, id, cadre);
  }

  private locate(a: Pick<Activity, 'place'>, random: Random, cadre: Cadre): void {
    const draft = this.draft;
    const township = this.world.county.townships[cadre.township];
    if (!township) throw new Error(`cadre ${cadre.code} has no township`);
    let point: Point;
    draft.place = '';
    if (a.place === 'office') {
      // The office's system snaps to the registered duty point.
      draft.lat = township.office.lat;
      draft.lon = township.office.lon;
      draft.accuracy = 0;
      draft.method = 'wifi';
      draft.network = `NW-${township.code}`;
      draft.place = `${township.name}政府`;
      return;
    }
    if (a.place === 'village-office' && cadre.village) {
      draft.place = `${cadre.village.name}委会`;
      point = cadre.village.office;
      if (cadre.village.tablet !== '') {
        draft.device = cadre.village.tablet;
        draft.method = 'kiosk';
        draft.lat = point.lat;
        draft.lon = point.lon;
        draft.accuracy = 0;
        return;
      }
    } else if (a.place === 'station') {
      point = township.station;
      draft.place = `${township.name}文明实践站`;
    } else if (a.place === 'visited') {
      point = random.pick(township.villages).office;
    } else {
      point = random.pick(cadre.points);
    }
    // Many stand at the station and indoors, where fixes are worse.
    const accuracy = Math.min(80, Math.max(4, random.lognormal(a.place === 'station' ? 28 : 13, 0.5)));
    const fix = moved(point, random.normal() * accuracy * 0.6, random.normal() * accuracy * 0.6);
    draft.lat = fix.lat;
    draft.lon = fix.lon;
    draft.accuracy = Math.round(accuracy);
  }

  private photo(random: Random, cadre: Cadre, ref: string): PhotoDraft {
    const stripped = random.chance(0.2);
    return {
      sha256: hash('sha256', ref, 'hex'),
      phash64: random.hex64(),
      captured: stripped ? NaN : this.draft.captured - random.between(1, 40),
      lat: this.draft.lat,
      lon: this.draft.lon,
      device: MODELS[cadre.index % MODELS.length] as string,
    };
  }

  private write(requirement: string, id: string, cadre: Cadre): void {
    const d = this.draft;
    const source = requirementOf(this.world, requirement).system;
    // The attendance machine keeps minutes and one clock: nothing finer can be concluded from it.
    const machine = source === 'KQJ';
    const claimed = machine ? Math.floor(d.claimed / 60) * 60 : d.claimed;
    const captured = machine || Number.isNaN(d.captured) ? '' : iso(d.captured);
    const uploaded = machine ? '' : iso(d.uploaded);
    let refs = '';
    d.photos.forEach((photo, n) => {
      const ref = `${id}-${n + 1}`;
      refs += n === 0 ? ref : `;${ref}`;
      this.writePhoto(ref, photo);
    });
    const accuracy = d.accuracy > 0 ? String(d.accuracy) : '';
    this.writer
      .file('checkins', CHECKIN_HEADER, source)
      .line(
        `${source},${id},${cadre.code},${iso(claimed)},${requirement},${d.task},${captured},${uploaded},${d.kind},${d.method},` +
          `${degrees(d.lat)},${degrees(d.lon)},${accuracy},wgs84,${d.place},${d.device},${d.network},${cadre.code},` +
          `${machine ? '' : d.mock},${refs},${cell(d.note)}`,
      );
  }

  private writePhoto(ref: string, photo: PhotoDraft): void {
    const exif = Number.isNaN(photo.captured);
    this.writer
      .file('photos', PHOTO_HEADER)
      .line(
        `${ref},${photo.sha256},${photo.phash64},${exif ? '' : iso(photo.captured)},${exif ? '' : degrees(photo.lat)},` +
          `${exif ? '' : degrees(photo.lon)},${photo.software ?? ''},${photo.device},${exif ? 1280 : 3000},${exif ? 960 : 4000}`,
      );
  }

  /** One clerk files the same photo of the meeting under two tasks within minutes: a duplicated demand, not a fake. */
  private meetingPhotos(day: Day): void {
    for (const township of this.world.county.townships) {
      const clerk = this.world.byRole.staff.find((c) => c.township === township.index && present(c, day.index));
      if (!clerk) continue;
      const random = this.world.random.split('meeting photo', township.index, day.index);
      const draft = this.draft;
      draft.claimed = Math.round(day.at + random.between(15.2, 15.5) * 3600);
      draft.kind = '会议照片';
      draft.note = '';
      draft.mock = false;
      draft.device = phoneAt(clerk, draft.claimed);
      this.locate({ place: 'office' }, random, clerk);
      const photo = this.photo(random, clerk, `meeting ${day.index} ${township.index}`);
      for (const task of ['HY', 'DR']) {
        draft.captured = draft.claimed + random.between(5, 20);
        draft.uploaded = draft.captured + random.between(1, 10);
        draft.photos = [{ ...photo, captured: day.at + 15.1 * 3600 }];
        draft.task = meetingTask(task, day, township.index);
        this.serial += 1;
        this.write('CK-HY', `HY${String(this.serial).padStart(8, '0')}`, clerk);
        draft.claimed += Math.round(random.between(120, 400));
      }
    }
  }
}

export function meetingTask(which: string, day: Day, township: number): string {
  return `TK-${which}-${day.date}-${township + 1}`;
}
