/** The answers that ship with a world, and are tested. */
import type { Behaviour } from './behaviour.ts';
import type { Day } from './calendar.ts';
import type { Ledger, PlantedBehaviour, PlantedCell, Words } from './ledger.ts';
import { cast } from './planting.ts';
import type { Plant } from './plants.ts';
import { plants } from './plants.ts';
import type { World } from './world.ts';

export interface WorldAnswers {
  world: string;
  seed: number;
  /** First and last day, inclusive. */
  from: string;
  to: string;
  townships: number;
  cadres: number;
  requirements: number;
  behaviours: PlantedBehaviour[];
  cells: PlantedCell[];
  /** Requirements and townships (codes) in which nothing is planted anywhere. */
  honestRequirements: string[];
  honestTownships: string[];
  /** The township whose own habit shows under several requirements; null when there is none. */
  unitTownship: string | null;
  /** Rows `role` planted / partner by behaviour; header only in an honest world. */
  plantedFile: 'planted.csv';
  /** Things of requirements, systems and offices that must show, made-up traces apart. */
  plants: Plant[];
  assumptions: Words[];
}

const ASSUMPTIONS: readonly Words[] = [
  {
    zh: '造痕比例(约6%的打卡、10%的纯痕迹报表,计分或排名时约三倍)为我们的假设,不是统计结果',
    en: 'The share made up (about 6 % of check-ins, 10 % of trace-only reports, three times as much under points or ranking) is our assumption, not a statistic',
  },
  {
    zh: '每乡镇平均80名使用系统的人员(机关23、村30、网格27;最少51、最多125)为假设;编制50至103、村6至16个见 B3(F45-F49)',
    en: '80 system users per township on average (23 staff, 30 village, 27 grid; 51 to 125) is assumed; 50 to 103 posts and 6 to 16 villages are within B3 (F45-F49)',
  },
  {
    zh: '每张表每乡镇年均报送7.5-8.2次按 F01、F02 校准;每日表只在季节内出现',
    en: '7.5 to 8.2 submissions per form, township and year are calibrated to F01 and F02; daily forms occur in season only',
  },
  {
    zh: '当日要求占临时表的20%、临时表占25%、提前期中位1.5天来自 B3(部分为我们的设定)',
    en: 'A fifth of ad hoc demands due the same day, a quarter of forms ad hoc, median lead of 1.5 days are from B3 (partly ours)',
  },
];

export function worldAnswers(
  named: { name: string; planted: boolean },
  world: World,
  days: readonly Day[],
  ledger: Ledger,
  behaviours: readonly Behaviour[],
): WorldAnswers {
  const summaries = behaviours.map((b) => ledger.summary(b.spec, b.strength)).filter((s) => s.events > 0);
  const guilty = new Set(summaries.flatMap((s) => s.requirements));
  const touched = new Set(summaries.flatMap((s) => s.townships));
  const unit =
    named.planted && summaries.some((s) => s.attribution === 'unit') ? cast(world.townships).unit : undefined;
  return {
    world: named.name,
    seed: world.seed,
    from: days[0]?.date ?? '',
    to: days.at(-1)?.date ?? '',
    townships: world.townships,
    cadres: world.cadres.length,
    requirements: world.requirements.size,
    behaviours: summaries,
    cells: ledger.cells(),
    honestRequirements: [...world.requirements.keys()].filter((code) => !guilty.has(code)),
    honestTownships: world.county.townships.map((t) => t.code).filter((code) => !touched.has(code)),
    unitTownship: unit === undefined ? null : (world.county.townships[unit]?.code ?? null),
    plantedFile: 'planted.csv',
    plants: plants(world, named.planted),
    assumptions: [...ASSUMPTIONS],
  };
}
