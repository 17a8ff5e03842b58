/** One county that does not exist: fictional names, a plausible inland place, distances like those of a hill county. */
import type { Random } from './random.ts';
import { profileOf } from './township-profiles.ts';

export interface Point {
  lat: number;
  lon: number;
}

export interface Grid {
  code: string;
  name: string;
}

export interface Village {
  code: string;
  name: string;
  township: number;
  office: Point;
  grids: Grid[];
  /** A tablet registered as shared by the village's cadres; '' when there is none. */
  tablet: string;
  population: number;
}

export interface Township {
  code: string;
  name: string;
  index: number;
  office: Point;
  /** Civilisation practice station in the town, where the second point of the two-point check-in lies. */
  station: Point;
  villages: Village[];
  population: number;
}

export interface County {
  code: string;
  name: string;
  city: { code: string; name: string };
  townships: Township[];
}

/** Not an assigned GB/T 2260 code. */
export const COUNTY_CODE = '429999';
export const CITY_CODE = '429900';
const CENTRE: Point = { lat: 30.4127, lon: 110.2864 };
const KM_PER_DEGREE = 111.195;

/** The point `east` and `north` metres away. */
export function moved(point: Point, east: number, north: number): Point {
  return {
    lat: point.lat + north / 1000 / KM_PER_DEGREE,
    lon: point.lon + east / 1000 / (KM_PER_DEGREE * Math.cos((point.lat * Math.PI) / 180)),
  };
}

/** Distance in metres on the local plane: exact enough (0.1 %) inside one county. */
export function distanceMetres(a: Point, b: Point): number {
  const north = (b.lat - a.lat) * KM_PER_DEGREE * 1000;
  const east = (b.lon - a.lon) * KM_PER_DEGREE * 1000 * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot(north, east);
}

const TOWNSHIPS = [
  '城关镇', '云岫镇', '石门坪镇', '青溪乡', '白鹤镇', '龙潭河镇', '双河口乡', '桐木镇', '望岭乡', '马鞍山镇',
  '黄柏坪镇', '清水湾乡', '松林镇', '杨家槽乡', '古楼镇', '银杏镇', '竹溪沟乡', '大堰镇', '小河乡', '天池镇',
  '凤凰街道', '茶园镇', '梅子垭乡', '红岩镇', '沙坪街道', '榔坪镇', '长岭乡', '枫香镇', '堰塘乡', '磨市镇',
] as const; // prettier-ignore
const VILLAGE_HEADS = [
  '大', '小', '上', '下', '东', '西', '新', '老', '前', '后', '青', '白', '红', '黄', '长', '高',
] as const; // prettier-ignore
const VILLAGE_TAILS = [
  '坪', '沟', '湾', '岭', '塘', '坝', '冲', '垭', '溪', '坡', '庙', '桥', '寨', '坑', '岩', '井', '渡', '田', '洞', '院',
] as const; // prettier-ignore

/** As many villages as the township's profile says, times `scale`; `grids` per village. Villages lie 1.5 to 4.5 km from their town, towns about 9 km apart. */
export function buildCounty(random: Random, townships: number, scale: number, gridsOf: (i: number) => number): County {
  if (townships < 1 || townships > TOWNSHIPS.length)
    throw new Error(`a county here has 1 to ${TOWNSHIPS.length} townships`);
  const columns = Math.ceil(Math.sqrt(townships));
  const county: County = {
    code: COUNTY_CODE,
    name: '临岚县',
    city: { code: CITY_CODE, name: '云岚市' },
    townships: [],
  };
  for (let i = 0; i < townships; i++) {
    const r = random.split('township', i);
    const office = moved(
      CENTRE,
      ((i % columns) - (columns - 1) / 2) * 9000 + r.between(-1200, 1200),
      (Math.floor(i / columns) - (columns - 1) / 2) * 9000 + r.between(-1200, 1200),
    );
    const code = `${COUNTY_CODE}${101 + i}`;
    const villages = Math.max(2, Math.round(profileOf(i).villages * scale));
    const names = r.shuffled(VILLAGE_HEADS.flatMap((head) => VILLAGE_TAILS.map((tail) => head + tail)));
    const township: Township = {
      code,
      name: TOWNSHIPS[i] as string,
      index: i,
      office,
      station: moved(office, r.between(-250, 250), r.between(-250, 250)),
      villages: [],
      population: 0,
    };
    for (let v = 0; v < villages; v++) {
      const community = v === 0;
      const angle = ((v + r.between(-0.3, 0.3)) / villages) * 2 * Math.PI;
      const distance = community ? 600 : r.between(1500, 4500);
      const villageCode = `${code}${201 + v}`;
      const name = `${names[v]}${community ? '社区' : '村'}`;
      const grids = Array.from({ length: gridsOf(v) }, (_, g) => ({
        code: `${villageCode}${String(g + 1).padStart(3, '0')}`,
        name: `${name}第${'一二三四五六七八'[g]}网格`,
      }));
      const population = Math.round(r.between(900, 3200));
      township.population += population;
      const tablet = v === 1 || r.chance(0.2) ? `TAB-${villageCode}` : '';
      const villageOffice = moved(office, Math.cos(angle) * distance, Math.sin(angle) * distance);
      township.villages.push({
        code: villageCode,
        name,
        township: i,
        office: villageOffice,
        grids,
        tablet,
        population,
      });
    }
    county.townships.push(township);
  }
  return county;
}
