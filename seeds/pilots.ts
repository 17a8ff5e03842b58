/**
 * Pilots of the demo county, and what they really change (the answers say so too): one saves, one only moves the load, and two
 * of them overlap in one township. Townships named in `cast` as honest or as the unit with a habit take no part.
 */
import type { World } from './world.ts';
import type { WorldWriter } from './writer.ts';

export interface Pilot {
  code: string;
  name: string;
  townships: readonly number[];
  controls: readonly number[];
  from: string;
  announced: string;
  measures: string;
  /** Factor on the minutes a form takes, and on the share of forms still asked, from the first day on. */
  minutes: number;
  forms: number;
  /** Factor on what comes through work groups instead: more than 1 = the load moved. */
  groups: number;
  reason: string;
}

/**
 * After one-form-for-all: forms x 0.43 to 0.72, time x 0.2 to 0.3 (B3, from F04, F17, F18, F20, F21, F28); here 0.62 and 0.45, a
 * pilot in its first half-year.
 */
export const PILOTS: readonly Pilot[] = [
  { code: 'SD-YBT', name: '一表通试点', townships: [1, 5, 13], controls: [0, 7, 9], from: '2025-07-01', announced: '2025-06-10', measures: 'catalogue;autofill', minutes: 0.45, forms: 0.62, groups: 1, reason: '信息化基础好,自愿申报' },
  { code: 'SD-JQ', name: '清群减表试点', townships: [4, 10], controls: [2, 12], from: '2025-09-01', announced: '2025-08-20', measures: 'group_cut;catalogue', minutes: 1, forms: 0.6, groups: 2.2, reason: '县里指定' },
  { code: 'SD-ZR', name: '任务准入试点', townships: [5], controls: [9], from: '2025-10-09', announced: '2025-09-28', measures: 'admission', minutes: 1, forms: 0.95, groups: 1, reason: '一表通试点镇先行' },
]; // prettier-ignore

export function pilotsIn(township: number, date: string): readonly Pilot[] {
  return PILOTS.filter((p) => p.townships.includes(township) && date >= p.from);
}

export function writePilots(world: World, writer: WorldWriter): void {
  const last = world.days.at(-1)?.date ?? '';
  const codes = (list: readonly number[]): string =>
    list
      .filter((i) => i < world.townships)
      .map((i) => world.county.townships[i]?.code ?? '')
      .join(';');
  writer.table(
    'pilots',
    PILOTS.filter((p) => p.announced <= last && codes(p.townships) !== '').map((p) => ({
      code: p.code,
      name: p.name,
      org_unit_codes: codes(p.townships),
      starts_on: p.from,
      announced_on: p.announced,
      measures: p.measures,
      requirement_codes: '',
      ends_on: '',
      control_unit_codes: codes(p.controls),
      selection_reason: p.reason,
      selection_months: '',
    })),
  );
}
