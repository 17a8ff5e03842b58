/**
 * What was bought for the systems, and on how many days anybody used it. Most of it stands idle (F67: over 30 million yuan of
 * hardware in one township, mostly idle); prices and days are ours. Equipment in use counts as support for the systems it serves.
 */
import type { World } from './world.ts';
import type { WorldWriter } from './writer.ts';

interface Kind {
  name: string;
  system: string;
  cost: readonly [number, number];
  bought: readonly [number, number];
  /** Days of use a year, on average. */
  perYear: number;
  /** Share of townships that have it. */
  share: number;
}

const KINDS: readonly Kind[] = [
  { name: '网格指挥大屏', system: 'WGT', cost: [260_000, 480_000], bought: [2019, 2022], perYear: 24, share: 0.9 },
  { name: '网格移动终端(批)', system: 'WGT', cost: [48_000, 96_000], bought: [2020, 2024], perYear: 190, share: 0.8 },
  { name: '巡河无人机', system: 'HLZ', cost: [38_000, 72_000], bought: [2021, 2024], perYear: 11, share: 0.6 },
  { name: '积分兑换机', system: 'WMJ', cost: [32_000, 68_000], bought: [2022, 2024], perYear: 16, share: 0.9 },
  { name: '人脸考勤机', system: 'KQJ', cost: [6_000, 12_000], bought: [2018, 2023], perYear: 240, share: 1 },
  { name: '救助自助终端', system: 'JZT', cost: [42_000, 65_000], bought: [2021, 2024], perYear: 38, share: 0.5 },
  { name: '执法记录仪(批)', system: 'AQY', cost: [18_000, 36_000], bought: [2021, 2024], perYear: 60, share: 0.7 },
  { name: '应急广播', system: '', cost: [120_000, 210_000], bought: [2019, 2023], perYear: 45, share: 0.8 },
  { name: '视频会议系统', system: '', cost: [90_000, 180_000], bought: [2017, 2023], perYear: 70, share: 1 },
  { name: '农技直播间', system: 'NJT', cost: [150_000, 320_000], bought: [2021, 2023], perYear: 3, share: 0.5 },
]; // prettier-ignore

export function writeAssets(world: World, writer: WorldWriter): void {
  writer.table(
    'assets',
    world.county.townships.flatMap((township) =>
      KINDS.flatMap((kind, k) => {
        const r = world.random.split('asset', township.code, k);
        if (!r.chance(kind.share)) return [];
        const year = r.integer(...kind.bought);
        const month = r.integer(1, 12);
        const years = 2026 - year - (month - 1) / 12;
        return [
          {
            code: `ZC-${township.code.slice(-3)}-${String(k + 1).padStart(2, '0')}`,
            org_unit_code: township.code,
            system_code: kind.system,
            name: kind.name,
            cost_yuan: Math.round(r.between(...kind.cost) / 100) * 100,
            bought_on: `${year}-${String(month).padStart(2, '0')}-${String(r.integer(1, 28)).padStart(2, '0')}`,
            active_days: Math.max(1, Math.round(years * kind.perYear * r.lognormal(1, 0.4))),
          },
        ];
      }),
    ),
  );
}
