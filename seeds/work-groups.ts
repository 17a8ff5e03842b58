/**
 * Work groups in messengers: about 14 a township or department (F39: 809 in 51 units), of which a third are dissolved in the clean-up of September
 * (F29, F40, F50). A group has 12 messages a day, so that one who sits in 27 of them (F39) gets the 200 to 300 of F65.
 * How many chain posts and how short the deadlines: ours, around the 42 % who report replies asked within 24 h (F52).
 */
import { COUNTY_CODE } from './geography.ts';
import { DEPARTMENTS } from './departments.ts';
import { dateOf } from './calendar.ts';
import { cascades } from './cascades.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';
import type { WorldWriter } from './writer.ts';

const STANDING = ['工作群', '信息报送群', '网格员群', '村干部群', '党建群', '安全生产群', '民政业务群', '农业农村群', '防汛应急群', '数据核对群'] as const; // prettier-ignore
const TEMPORARY = ['专班群', '摸底群', '迎检群', '整改群', '突击填报群'] as const;
/** Day of the world on which the clean-up begins, 1 September. */
const CLEAN_UP = 243;

export function writeWorkGroups(world: World, writer: WorldWriter): void {
  const end = world.days.length;
  const linked = cascades(world).map((c) => ({ code: c.rootId, day: c.day }));
  const records: Record<string, string | number>[] = [];
  const group = (r: Random, owner: string, system: string, label: string, cadre: string, cleaned: number): void => {
    const temporary = r.chance(0.3);
    const task = temporary && linked.length > 0 && r.chance(0.7) ? r.pick(linked) : undefined;
    const made = task ? task.day : -r.integer(10, 700);
    // The clean-up takes temporary groups first; elsewhere one in four is closed when its job is done.
    const closed = temporary && r.chance(0.25) ? made + r.integer(20, 90) : CLEAN_UP + r.below(28);
    const dissolved =
      (temporary && closed < CLEAN_UP) || r.chance(temporary ? cleaned * 1.6 : cleaned) ? closed : Infinity;
    records.push({
      code: `GQ-${String(records.length + 1).padStart(4, '0')}`,
      owner_org_unit_code: owner,
      system_code: system,
      name: `${label}${temporary ? r.pick(TEMPORARY) : r.pick(STANDING)}`,
      owner_cadre_code: cadre,
      purpose: temporary ? 'temporary' : 'standing',
      linked_task_code: task?.code ?? '',
      created_on: dateOf(made),
      dissolved_on: dissolved < end && dissolved > made ? dateOf(dissolved) : '',
      members: Math.round(r.lognormal(46, 0.6)),
      msgs_per_day: Math.round(r.lognormal(10, 0.7) * 10) / 10,
      off_hours_msg_share: Math.round(Math.min(0.7, r.lognormal(0.22, 0.5)) * 1000) / 1000,
      chain_posts: r.chance(0.28) ? r.integer(1, 40) : 0,
      reply_deadline_min: r.chance(0.42) ? r.pick([30, 60, 120, 240, 1440, 1440, 1440]) : '',
    });
  };
  for (const department of DEPARTMENTS) {
    const r = world.random.split('groups', department.code);
    for (let n = r.integer(5, 14); n > 0; n--)
      group(r, `${COUNTY_CODE}-${department.code}`, r.chance(0.3) ? 'LZT' : '', department.name, '', 0.2);
  }
  for (const township of world.county.townships) {
    const r = world.random.split('groups', township.code);
    const staff = world.byRole.staff.filter((c) => c.township === township.index);
    const many = Math.round(12 + township.villages.length);
    for (let n = many; n > 0; n--)
      group(
        r,
        township.code,
        r.chance(0.3) ? 'LZT' : '',
        township.name,
        r.chance(0.85) ? r.pick(staff).code : '',
        0.28,
      );
    for (const village of township.villages) group(r, village.code, '', village.name, '', 0.1);
  }
  writer.table('work_groups', records);
}
