/** A check-in log of any size, the same on every run: 1,200 cadres of 15 townships, 40 requirements, one year. */
import { createWriteStream, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';

const CADRES = 1200;
const TOWNSHIPS = 15;
const REQUIREMENTS = 40;
const DAYS = 365;
const FIRST_DAY = Date.UTC(2025, 6, 1);
const DAY_MS = 86_400_000;
const HEADER =
  'source,external_id,cadre_code,claimed_at,requirement_code,captured_at,uploaded_at,lat,lon,accuracy_m,device_id,note\n';

const code = (prefix, n, width) => prefix + String(n).padStart(width, '0');

/** mulberry32: 32 bits of state are plenty for a load test, and it is the same on every machine. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Shanghai wall clock with its offset, to the second. */
const instant = (ms) => `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;

/**
 * Writes `rows` check-ins in time order. `day` puts all of them on one day (0 = 1 July 2025), for increments.
 * @returns the path.
 */
export async function writeCheckins(folder, name, rows, { seed = 1, day, prefix = 'A' } = {}) {
  const next = random(seed);
  const path = join(folder, name);
  const out = createWriteStream(path);
  out.write(HEADER);
  let chunk = '';
  for (let row = 0; row < rows; row++) {
    const cadre = Math.floor(next() * CADRES);
    const at =
      FIRST_DAY +
      (day ?? Math.floor((row / rows) * DAYS)) * DAY_MS +
      Math.floor((0.3 + 0.45 * next()) * DAY_MS) -
      8 * 3_600_000;
    const lag = next() < 0.05 ? 86_400_000 * next() : 60_000 * next();
    const lat = 30 + (cadre % TOWNSHIPS) * 0.05 + next() * 0.02;
    const lon = 114 + (cadre % TOWNSHIPS) * 0.05 + next() * 0.02;
    chunk +=
      `bench,${code(prefix, row, 8)},${code('C', cadre, 4)},${instant(at)},${code('R', Math.floor(next() * REQUIREMENTS), 3)},` +
      `${instant(at)},${instant(at + lag)},${lat.toFixed(6)},${lon.toFixed(6)},${(5 + 30 * next()).toFixed(1)},${code('D', cadre, 4)},` +
      `巡查${Math.floor(next() * 1e6)}号点位情况正常\n`;
    if (chunk.length > 1 << 20) {
      if (!out.write(chunk)) await once(out, 'drain');
      chunk = '';
    }
  }
  out.end(chunk);
  await once(out, 'finish');
  return path;
}

/** The directory those rows refer to. @returns paths in the order to load them. */
export function writeDirectory(folder) {
  const townships = Array.from({ length: TOWNSHIPS }, (_, n) => `${code('T', n, 2)},镇${n},township,X,30000`);
  const files = {
    'org_units.csv': ['code,name,level,parent_code,population', 'X,测试县,county,,450000', ...townships],
    'cadres.csv': [
      'code,org_unit_code,name',
      ...Array.from({ length: CADRES }, (_, n) => `${code('C', n, 4)},${code('T', n % TOWNSHIPS, 2)},干部${n}`),
    ],
    'requirements.csv': [
      'code,name,kind,issuer,frequency,trace_kinds,minutes_estimate',
      ...Array.from(
        { length: REQUIREMENTS },
        (_, n) => `${code('R', n, 3)},要求${n},checkin,部门${n % 8},P1D,gps;photo,6`,
      ),
    ],
  };
  return Object.entries(files).map(([name, lines]) => {
    const path = join(folder, name);
    writeFileSync(path, `${lines.join('\n')}\n`);
    return path;
  });
}
