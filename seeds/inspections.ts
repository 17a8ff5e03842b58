/**
 * Inspections: those that a requirement brings (disturbances.ts), and others that show what the rules look at: two comprehensive
 * ones of one ministry in a year, one without a plan number, one on a scale of a thousand points, one after a storm.
 */
import { DAY_S, dateOf, iso } from './calendar.ts';
import { departmentName } from './departments.ts';
import type { World } from './world.ts';
import type { WorldWriter } from './writer.ts';

interface Tour {
  code: string;
  organizer: string;
  level: 'central' | 'city' | 'county';
  /** Department whose first form it asks after. */
  of: string;
  matter: string;
  kind: string;
  from: string;
  days: number;
  /** Townships (indexes); all when absent. */
  townships?: readonly number[];
  plan: string;
  score: number;
  ranked?: true;
  emergency?: true;
}

const TOURS: readonly Tour[] = [
  { code: 'ZY-NC-01', organizer: '农业农村部', level: 'central', of: 'NYJ', matter: '巩固脱贫成果综合督查', kind: '综合', from: '2025-05-13', days: 3, townships: [1, 4, 9], plan: '中督2025-017', score: 100 },
  { code: 'ZY-NC-02', organizer: '农业农村部', level: 'central', of: 'NYJ', matter: '乡村建设综合督查', kind: '综合', from: '2025-11-11', days: 3, townships: [2, 6, 12], plan: '中督2025-044', score: 100 },
  { code: 'ZY-AW-01', organizer: '国务院安委会办公室', level: 'central', of: 'YJJ', matter: '安全生产综合督查', kind: '综合', from: '2025-06-10', days: 2, townships: [0, 7], plan: '中督2025-021', score: 100 },
  { code: 'SJ-DC-01', organizer: '云岚市委督查室', level: 'city', of: 'XFB', matter: '重点工作半年督查', kind: '综合', from: '2025-07-15', days: 2, townships: [0, 3, 5, 8, 10, 13], plan: '市督2025-006', score: 100 },
  { code: 'SJ-DC-02', organizer: '云岚市委督查室', level: 'city', of: 'XFB', matter: '重点工作年终督查', kind: '综合', from: '2025-12-09', days: 2, townships: [1, 2, 6, 7, 11, 14], plan: '市督2025-019', score: 100 },
  { code: 'ZJ-ZC-01', organizer: 'ZJJ', level: 'county', of: 'ZJJ', matter: '自建房安全突击检查', kind: '专项', from: '2025-03-18', days: 1, townships: [2, 4, 6, 8, 11, 14], plan: '', score: 100 },
  { code: 'ZJ-ZC-02', organizer: 'ZJJ', level: 'county', of: 'ZJJ', matter: '自建房安全突击检查', kind: '专项', from: '2025-09-16', days: 1, townships: [1, 3, 5, 9, 12], plan: '', score: 100 },
  { code: 'ZZ-KH-01', organizer: 'ZZB', level: 'county', of: 'ZZB', matter: '基层党建年度考核', kind: '考核', from: '2025-12-16', days: 2, plan: '督计2025-31', score: 1000, ranked: true },
  { code: 'NY-KH-01', organizer: 'NYJ', level: 'county', of: 'NYJ', matter: '乡村振兴季度观摩', kind: '考核', from: '2025-02-18', days: 1, plan: '督计2025-08', score: 100, ranked: true },
  { code: 'YJ-YJ-01', organizer: 'YJJ', level: 'county', of: 'YJJ', matter: '暴雨后隐患排查', kind: '专项', from: '2025-07-11', days: 2, plan: '应急2025-03', score: 100, emergency: true },
]; // prettier-ignore

export function writeInspections(world: World, writer: WorldWriter): void {
  const unitOf = (township: number): string => world.county.townships[township]?.code ?? '';
  const last = world.days.at(-1)?.date ?? '';
  const random = world.random.split('inspections');
  const required = world.disturbances.inspections.map((i) => ({
    code: i.code,
    org_unit_code: unitOf(i.township),
    starts_on: dateOf(i.startsDay),
    ends_on: dateOf(i.endsDay),
    announced_at: iso(i.announced),
    requirement_code: i.requirement,
    kind: '督查',
    organizer: i.organizer,
    matter: i.matter,
    plan_no: `督计2025-${i.code.slice(-2)}`,
    on_site: Math.floor(i.announced / DAY_S) % 3 !== 0,
    material_tasks: 3 + (i.township % 5),
    organizer_level: 'county',
    emergency: false,
    met_principal: random.chance(0.4),
    ranking_published: i.requirement === 'CK-AQ',
    total_score: 100,
  }));
  const tours = TOURS.filter((tour) => tour.from <= last).flatMap((tour) => {
    const first = world.days.findIndex((day) => day.date === tour.from);
    const everywhere = world.county.townships.map((t) => t.index);
    const form = world.forms.find((f) => f.issuer === tour.of);
    return (tour.townships ?? everywhere)
      .filter((township) => township < world.townships)
      .map((township, n) => {
        // A tour takes one township after the other; an examination of all takes two weeks.
        const starts = first + (tour.townships ? n : Math.floor(n / 2));
        return {
          code: tour.code,
          org_unit_code: unitOf(township),
          starts_on: dateOf(starts),
          ends_on: dateOf(starts + tour.days - 1),
          announced_at: iso((starts - (tour.plan === '' ? 0 : 4)) * DAY_S + 8.5 * 3600),
          requirement_code: form?.code ?? '',
          kind: tour.kind,
          organizer: tour.level === 'county' ? departmentName(tour.organizer) : tour.organizer,
          matter: tour.matter,
          plan_no: tour.plan,
          on_site: true,
          material_tasks: random.integer(4, 12),
          organizer_level: tour.level,
          emergency: tour.emergency ?? false,
          met_principal: tour.level !== 'county' || random.chance(0.5),
          ranking_published: tour.ranked ?? false,
          total_score: tour.score,
        };
      });
  });
  writer.table('inspections', [...required, ...tours]);
}
