/** How long a reader waits: API and pages, idle and while rows are loading; and what the server costs at rest. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { inRoot } from '../../bin/steps/places.mjs';
import { memory } from './processes.mjs';

const { median } = await import(inRoot('dist', 'metrics', 'statistics', 'quantiles.js'));
const READERS = 8;
const ROUNDS = 12;
const LIMIT_MS = 150;
/** Loads that are read beside; the median counts. */
const LOADS = 3;
const MOST_SLOWED = 1.5;
const MOST_INITIAL_KB = 300;
const HEADLINE =
  'filling-hours,submissions,checkins,trace-time-share,duplicate-collection,lead-time,off-hours,systems-per-cadre';

/** What the Overview asks when it is opened. */
const OVERVIEW = [
  'catalogue',
  'units',
  'sources',
  `indicators/values?id=${HEADLINE}&by=period&period=all`,
  'indicators/values?id=filling-hours&by=unit,period&period=all',
  'indicators/values?id=filling-hours&by=requirement,period&period=all',
  'indicators/values?id=filling-hours&by=period&period=day',
  'findings?status=open&size=500',
];

function percentile95(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(0.95 * sorted.length) - 1];
}

/** p95 over every call of eight readers that open the Overview again and again. */
async function overviewP95(server, goOn = (round) => round < ROUNDS) {
  const times = [];
  await Promise.all(
    Array.from({ length: READERS }, async () => {
      for (let round = 0; goOn(round); round++)
        for (const path of OVERVIEW) {
          const started = performance.now();
          const response = await fetch(`${server.url}/api/v1/${path}`, { headers: { Cookie: server.cookie } });
          await response.arrayBuffer();
          if (!response.ok) throw new Error(`${path} answered ${response.status}`);
          times.push(performance.now() - started);
        }
    }),
  );
  return percentile95(times);
}

/** Scripts and styles that index.html names, and what those import at once, as gzip sends them. */
function initialBundle() {
  const web = inRoot('dist', 'web');
  const html = readFileSync(join(web, 'index.html'), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path);
  return (
    named.reduce((sum, path) => sum + gzipSync(readFileSync(join(web, path))).length, gzipSync(html).length) / 1024
  );
}

export const serving = {
  'start-cold': async (world) => ({ value: (await world.server()).secondsToAnswer, unit: 's', atMost: 3 }),
  'memory-idle': async (world) => {
    const now = memory((await world.server()).pid);
    return { value: now.server + now.engine, unit: 'MB' };
  },
  'api-p95-idle': async (world) => {
    const server = await world.server();
    await overviewP95(server, (round) => round < 1);
    return { value: await overviewP95(server), unit: 'ms', atMost: LIMIT_MS };
  },
  // The bytes are there before: what counts is the time in which the engine types and stores. Idle and loading take turns.
  'api-p95-loading': async (world) => {
    const server = await world.server();
    const rounds = [];
    for (let round = 0; round < LOADS; round++) {
      const id = await world.sentAhead(await world.nextDay(Math.max(1000, Math.round(world.rows / 5))));
      await overviewP95(server, (one) => one < 1);
      const idle = await overviewP95(server);
      let running = true;
      const computed = world.untilComputed(() => world.loadSent(id).finally(() => (running = false)));
      const loading = await overviewP95(server, () => running);
      await computed;
      rounds.push({ loading, ratio: loading / idle });
    }
    return [
      { value: median(rounds.map(({ loading }) => loading)), unit: 'ms' },
      {
        name: 'api-p95-loading-ratio',
        value: median(rounds.map(({ ratio }) => ratio)),
        unit: 'times idle',
        atMost: MOST_SLOWED,
      },
    ];
  },
  'bundle-initial-kb': async () => {
    if (readdirSync(inRoot('dist', 'web')).length === 0) throw new Error('no pages were built');
    return { value: initialBundle(), unit: 'kB gzip', atMost: MOST_INITIAL_KB };
  },
};
