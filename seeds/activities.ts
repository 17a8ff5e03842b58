/** Where, when and how often cadres check in when they do what is asked. Hours are local; slots leave time for the road. */
import type { Day } from './calendar.ts';
import { FLOOD_SEASON } from './disturbances.ts';
import type { Cadre, Role } from './people.ts';
import { hashKeys, uniformAt } from './random.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

export interface Activity {
  /** Unique; a requirement may have several (two points, morning and evening). */
  key: string;
  requirement: string;
  role: Role;
  /** Share of the cadre's days on which it is due, or a count per day when above 1. */
  times(world: World, cadre: Cadre, day: Day, random: Random): number;
  slot: readonly [number, number];
  /** `office` and `village-office` are registered duty points, `points` the cadre's own round, `visited` a village of the
   * township, `station` the civilisation station in the town. */
  place: 'office' | 'village-office' | 'station' | 'points' | 'visited';
  kind: string;
  photos: number;
  /** Share of rows with a remark. */
  notes: 'none' | 'patrol' | 'visit';
}

const JF_SALT = hashKeys(0, 'two points');
const MEETING_WEEKDAY = 3;

const workdays = (share: number) => (_w: World, _c: Cadre, day: Day, r: Random) =>
  day.workday && r.chance(Math.min(1, share * day.load)) ? 1 : 0;

function floodDuty(world: World, cadre: Cadre, day: Day, r: Random): number {
  if (day.date < FLOOD_SEASON[0] || day.date > FLOOD_SEASON[1]) return 0;
  if (world.disturbances.floodNights[cadre.township]?.has(day.index)) return r.chance(0.4) ? 3 : 0;
  return r.chance(0.08) ? 1 : 0;
}

/** Biweekly on Wednesday afternoon; the photo of the meeting is filed by one clerk (checkins.ts). */
export function meetingDay(day: Day): boolean {
  return day.workday && day.weekday === MEETING_WEEKDAY && Number(day.week.slice(-2)) % 2 === 1;
}

const meeting = (_w: World, _c: Cadre, day: Day, r: Random) => (meetingDay(day) && r.chance(0.85) ? 1 : 0);
const twoPoints = (_w: World, cadre: Cadre, day: Day) =>
  day.workday && uniformAt(JF_SALT, cadre.index, day.index) < 0.4 ? 1 : 0;

function burningBan(_w: World, _c: Cadre, day: Day, r: Random): number {
  return day.date >= '2025-10-09' && day.date <= '2025-11-10' && r.chance(0.8) ? 2 : 0;
}

/** Twenty-six a month (F63): about five workdays in four. */
const safetyPhotos = (_w: World, _c: Cadre, day: Day, r: Random) =>
  day.workday ? 1 + (r.chance(0.24 * day.load) ? 1 : 0) : r.chance(0.03) ? 1 : 0;

const volunteering = (_w: World, _c: Cadre, day: Day, r: Random) =>
  !day.workday && !day.holiday && r.chance(0.115) ? 1 : 0;
const holidayDuty = (_w: World, _c: Cadre, day: Day, r: Random) =>
  day.workday || r.chance(day.holiday ? 0.12 : 0.05) ? 1 : 0;

const at = (
  key: string,
  requirement: string,
  role: Role,
  times: Activity['times'],
  slot: readonly [number, number],
  place: Activity['place'],
  kind: string,
  photos = 0,
  notes: Activity['notes'] = 'none',
): Activity => ({ key, requirement, role, times, slot, place, kind, photos, notes });

export const ACTIVITIES: readonly Activity[] = [
  at('KQ-AM', 'CK-KQ', 'staff', holidayDuty, [7.9, 8.5], 'office', '上班'),
  at('KQ-PM', 'CK-KQ', 'staff', workdays(0.97), [17.5, 18.6], 'office', '下班'),
  at('CG', 'CK-CG', 'village', holidayDuty, [7.9, 8.45], 'village-office', '坐班'),
  at('JF-A', 'CK-JF', 'village', twoPoints, [8.55, 9.1], 'points', '第一点'),
  at('RH', 'CK-RH', 'village', workdays(0.4), [9.7, 11.8], 'points', '入户', 0, 'visit'),
  at('LZ', 'CK-LZ', 'village', workdays(0.4), [9.7, 11.8], 'points', '巡护'),
  at('HZ', 'CK-HZ', 'village', workdays(0.145), [9.7, 11.8], 'points', '巡河', 2, 'patrol'),
  at('HY-S', 'CK-HY', 'staff', meeting, [14.4, 14.75], 'office', '会议'),
  at('HY-V', 'CK-HY', 'village', meeting, [14.4, 14.75], 'office', '会议'),
  at('JF-B', 'CK-JF', 'village', twoPoints, [16.3, 17.5], 'station', '第二点'),
  at('BC', 'CK-BC', 'staff', workdays(0.2), [9.5, 11.3], 'visited', '下沉', 1, 'visit'),
  at('FX', 'CK-FX', 'staff', floodDuty, [20, 23.9], 'points', '值守'),
  at('WG', 'CK-WG', 'grid', workdays(0.95), [8.6, 11], 'points', '巡查', 0.25, 'patrol'),
  at('AQ', 'CK-AQ', 'grid', safetyPhotos, [9, 17.2], 'points', '随手拍', 1, 'patrol'),
  at('JG', 'CK-JG', 'grid', burningBan, [14.5, 18.5], 'points', '禁烧巡查', 1, 'patrol'),
  at('PB', 'CK-PB', 'grid', workdays(0.2), [19.5, 21.4], 'points', '夜巡', 1),
  at('ZY-S', 'CK-ZY', 'staff', volunteering, [9, 11], 'points', '志愿服务', 1),
  at('ZY-V', 'CK-ZY', 'village', volunteering, [9, 11], 'points', '志愿服务', 1),
  at('ZY-G', 'CK-ZY', 'grid', volunteering, [9, 11], 'points', '志愿服务', 1),
];
