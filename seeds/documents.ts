/**
 * Official documents of the county. F44 counts 60 and more documents and notices a day that reach a township; about a fifth of
 * them, twelve, are taken as documents on file (ours), the rest comes through work groups and systems. Lengths follow a median of
 * 2,300 characters, so that about one in ten is over the limit of its kind (P41); which department asks reports back is planted.
 */
import type { Day } from './calendar.ts';
import { COUNTY_CODE } from './geography.ts';
import { DEPARTMENTS } from './departments.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';
import type { WorldWriter } from './writer.ts';

const HEADER = [
  'code', 'issuer_org_unit_code', 'issued_on', 'issuer_kind', 'doc_no', 'doc_type', 'addressee_org_unit_codes', 'char_count', 'scope',
  'directive', 'requires_report_back', 'requires_supporting_doc', 'plan_no', 'explanation_code',
] as const; // prettier-ignore

const A_DAY = 12;
/** Of its documents this department asks a report on compliance in six of ten; the others in one or two. */
export const ASKS_BACK = 'NYJ';
/** Departments that put duties on townships by letters of responsibility, in the first quarter. */
const LETTERS: readonly string[] = ['YJJ', 'STJ', 'SLJ'];
const LETTER_DAYS: readonly string[] = ['2025-01-15', '2025-02-18', '2025-03-12'];
const OFFICES: Readonly<Record<string, string>> = { XFB: 'party_committee', ZFB: 'government' };

export class DocumentWriter {
  private readonly numbers = new Map<string, number>();
  private readonly everywhere: string;

  constructor(
    private readonly world: World,
    private readonly writer: WorldWriter,
  ) {
    this.everywhere = world.county.townships.map((t) => t.code).join(';');
  }

  writeDay(day: Day): void {
    if (!day.workday) return;
    const random = this.world.random.split('documents', day.index);
    const n = Math.max(2, Math.round(A_DAY * day.load + 2.5 * random.normal()));
    for (let i = 0; i < n; i++) {
      // The two offices send one document in four.
      const office = random.chance(0.25) ? random.pick(Object.keys(OFFICES)) : undefined;
      this.one(random, day, office ?? random.pick(DEPARTMENTS).code);
    }
    const letter = LETTER_DAYS.indexOf(day.date);
    const issuer = LETTERS[letter];
    if (issuer !== undefined) this.one(random, day, issuer, 'responsibility_letter');
  }

  private one(r: Random, day: Day, issuer: string, type?: string): void {
    const number = (this.numbers.get(issuer) ?? 0) + 1;
    this.numbers.set(issuer, number);
    const office = OFFICES[issuer];
    const kind = office ?? (r.chance(0.08) ? 'coordination_body' : 'department');
    const u = r.next();
    const drawn = office
      ? u < 0.45 ? 'red_head' : u < 0.9 ? 'notice' : 'letter'
      : u < 0.1 ? 'red_head' : u < 0.72 ? 'notice' : u < 0.9 ? 'letter' : 'memo'; // prettier-ignore
    const docType = type ?? drawn;
    const comprehensive = r.chance(0.12);
    const directive = r.chance(office ? 0.5 : docType === 'memo' || docType === 'letter' ? 0.06 : 0.1);
    const some = r.chance(0.2);
    const to = some ? this.world.county.townships.filter(() => r.chance(0.4)).map((t) => t.code).join(';') : this.everywhere; // prettier-ignore
    const characters = Math.max(180, Math.round(r.lognormal(comprehensive ? 2900 : 2300, 0.45)));
    const back = r.chance(issuer === ASKS_BACK ? 0.6 : 0.14);
    this.writer
      .file('documents', HEADER)
      .line(
        `WJ-${issuer}-2025-${String(number).padStart(4, '0')},${COUNTY_CODE}-${issuer},${day.date},${kind},临${issuer}〔2025〕${number}号,` +
          `${docType},${to},${characters},${comprehensive ? 'comprehensive' : 'special'},${directive},${back},${r.chance(0.04)},` +
          `${r.chance(0.6) ? `文计2025-${number}` : ''},`,
      );
  }
}
