/** Behaviour of the trial county in photos of demo requirements: the same picture changed a little, an old one, an edited one. */
import { hash } from 'node:crypto';
import type { Altered, CheckinDraft, Partner, PhotoDraft } from './behaviour.ts';
import { Behaviour } from './behaviour.ts';
import type { Day } from './calendar.ts';
import { DAY_S } from './calendar.ts';
import { moved } from './geography.ts';
import type { BehaviourSpec } from './ledger.ts';
import type { Cadre } from './people.ts';
import type { Random } from './random.ts';

/** A perceptual hash after the picture was cropped or compressed: one to three of its bits change. */
function nearlySame(phash64: string, random: Random): string {
  let bits = BigInt(`0x${phash64}`);
  for (let n = random.integer(1, 3); n > 0; n--) bits ^= 1n << BigInt(random.below(64));
  return bits.toString(16).padStart(16, '0');
}

/** One's own patrol photo of an earlier night is cropped a little and sent as tonight's. */
export class CroppedPhoto extends Behaviour {
  readonly spec: BehaviourSpec = {
    id: 'cropped-photo',
    detectors: ['photo-reuse-near'],
    sideEffects: [],
    attribution: 'requirement',
    kind: 'checkins',
    requirements: ['CK-PB'],
    describe: {
      zh: '把以前夜巡的照片裁剪、压缩后当作今晚的再交',
      en: 'A photo of an earlier night patrol is cropped a little and sent as tonight’s',
    },
  };
  private readonly gallery = new Map<number, { photo: PhotoDraft; partner: Partner; named: boolean }[]>();

  override alterCheckin(_activity: string, cadre: Cadre, day: Day, draft: CheckinDraft): Altered | undefined {
    const own = draft.photos[0];
    if (!own || !this.active(cadre, day) || !this.random.chance(this.rate)) return undefined;
    const older = (this.gallery.get(cadre.index) ?? []).filter((kept) => kept.partner.day.index < day.index);
    if (older.length === 0) return undefined;
    const kept = this.random.pick(older);
    const bytes = hash('sha256', `${kept.photo.sha256} ${day.index}`, 'hex');
    // The gallery app writes a new time when it saves.
    draft.photos = [{ ...own, sha256: bytes, phash64: nearlySame(kept.photo.phash64, this.random) }];
    const partner = kept.named ? undefined : kept.partner;
    kept.named = true;
    return { partner };
  }

  override sawCheckin(_activity: string, cadre: Cadre, day: Day, draft: CheckinDraft, externalId: string): void {
    const photo = draft.photos[0];
    if (!photo || !this.takesPart(cadre)) return;
    const shelf = this.gallery.get(cadre.index) ?? [];
    shelf.push({ photo: { ...photo }, partner: { externalId, cadre, day }, named: false });
    if (shelf.length > 6) shelf.shift();
    this.gallery.set(cadre.index, shelf);
  }
}

/** No visit today: a photo of another day and village, never sent before, is taken from the album. */
export class AlbumPhoto extends Behaviour {
  readonly spec: BehaviourSpec = {
    id: 'album-photo',
    detectors: ['photo-time-mismatch', 'photo-place-mismatch'],
    sideEffects: [],
    attribution: 'requirement',
    kind: 'checkins',
    requirements: ['CK-BC'],
    describe: {
      zh: '没有下村,从相册里找一张别的日子、别的村的照片交上',
      en: 'No visit: a photo of another day and village is taken from the album',
    },
  };

  override alterCheckin(_activity: string, cadre: Cadre, day: Day, draft: CheckinDraft): Altered | undefined {
    const photo = draft.photos[0];
    // A messenger that strips time and place leaves nothing that could be seen: such a photo is left alone.
    if (!photo || Number.isNaN(photo.captured) || !this.active(cadre, day) || !this.random.chance(this.rate))
      return undefined;
    const angle = this.random.between(0, 2 * Math.PI);
    const metres = this.random.between(2000, 9000);
    const there = moved(draft, Math.cos(angle) * metres, Math.sin(angle) * metres);
    const taken = photo.captured - DAY_S * this.random.integer(2, 40);
    draft.photos = [{ ...photo, captured: taken, lat: there.lat, lon: there.lon }];
    return {};
  }
}

/** The river patrol is shown with a picture put together at the desk. */
export class EditedPhoto extends Behaviour {
  readonly spec: BehaviourSpec = {
    id: 'edited-photo',
    detectors: ['photo-edited'],
    sideEffects: [],
    attribution: 'requirement',
    kind: 'checkins',
    requirements: ['CK-HZ'],
    describe: {
      zh: '巡河照片用修图软件拼接、换日期',
      en: 'The picture of a river patrol is put together with an editing program',
    },
  };

  override alterCheckin(_activity: string, cadre: Cadre, day: Day, draft: CheckinDraft): Altered | undefined {
    const photo = draft.photos[0];
    if (!photo || !this.active(cadre, day) || !this.random.chance(this.rate)) return undefined;
    const software = this.random.pick(['Adobe Photoshop 24.1 (Windows)', '美图秀秀 11.2', 'Snapseed 2.21']);
    draft.photos = [{ ...photo, software }];
    return {};
  }
}
