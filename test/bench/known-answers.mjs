/** What counties with known answers say about error rates: honest ones must stay quiet, planted behaviour must be found. */
import { inRoot } from '../../bin/steps/places.mjs';
import { knownCounties } from './known-counties.mjs';

const TOWNSHIPS = [8, 15, 30];
/** Honest counties: one month each, a quarter of the staff, so that hundreds can be made; twelve of them fill a year with its storms. */
const HONEST = { months: 1, scale: 0.25, together: 12 };
/** Planted ones: two months, of which the first is the history that detectors look back on; only the second's cells are scored. */
const PLANTED = { months: 2, scale: 0.6, together: 3 };
/** Multipliers on the share of events that each behaviour makes up; the middle one is the worlds' own. */
const STRENGTHS = { weak: 0.5, middle: 1, strong: 2 };
/** Photo, text and record, device, back-fill: their rows prove themselves, so that single events are asked for. The others are found by rates. */
const BY_IDENTITY = new Set([
  'photo-quota', 'cropped-photo', 'album-photo', 'copied-log', 'reworded-text', 'repeated-record', 'proxy-points', 'inspection-backfill', 'unit-backfill',
]); // prettier-ignore
/** The false-discovery rate that findings promise. */
const NOMINAL = 0.1;
/** Fewer planted events than this in a requirement, township and month are nothing to find. */
const WORTH_FINDING = 5;
/** One power curve needs fewer counties than an error rate: every county holds every behaviour. */
const COUNTIES_PER_POWER_COUNTY = 20;

export const knownAnswers = { 'false-findings-honest': falseFindings, 'power-planted': powerPlanted };

/**
 * Share of honest counties in which anything opens, and of judged cells that do; per detector the share of counties in which it
 * flags any cell, and the share of events it flags, beside the honest rate that its null grants. With no behaviour at all every
 * finding is wrong, so that the nominal rate bounds each share of counties.
 */
async function falseFindings({ counties }) {
  const { catalogue } = await import(inRoot('dist', 'metrics', 'catalogue.js'));
  const [judged, wrong, eligible, flagged] = [{}, {}, {}, {}];
  let [opened, countiesOpened, cells] = [0, 0, 0];
  for await (const county of inTurn('honest-county', { ...HONEST, counties, seed: 1000 })) {
    const open = county.findings.filter((one) => one.status === 'open').length;
    opened += open;
    if (open > 0) countiesOpened++;
    for (const [id, n] of Object.entries(county.eligible)) eligible[id] = (eligible[id] ?? 0) + n;
    for (const { detector, excuse } of county.events)
      if (excuse === '') flagged[detector] = (flagged[detector] ?? 0) + 1;
    for (const [id, n] of Object.entries(county.judged)) {
      judged[id] = (judged[id] ?? 0) + n;
      cells += n;
      if (county.findings.some((one) => one.flagged.includes(id))) wrong[id] = (wrong[id] ?? 0) + 1;
    }
  }
  return [
    { value: countiesOpened / counties, unit: 'share of counties with a finding opened wrongly', atMost: NOMINAL },
    { name: 'false-findings-honest-counties', value: counties, unit: 'honest counties' },
    { name: 'false-findings-honest-cells', value: opened / cells, unit: `opened of ${cells} judged cells`, atMost: NOMINAL },
    ...Object.entries(judged)
      .filter(([, n]) => n > 0)
      .map(([id, n]) => ({
        name: `false-findings-honest ${id}`,
        value: (wrong[id] ?? 0) / counties,
        unit: `share of counties where it flags (${n} cells judged)`,
        atMost: NOMINAL,
      })),
    ...catalogue
      .filter(({ kind, id }) => kind === 'risk' && eligible[id] > 0)
      .map((definition) => ({
        name: `false-findings-honest-rate ${definition.id}`,
        value: (flagged[definition.id] ?? 0) / eligible[definition.id],
        unit: `of ${eligible[definition.id]} events flagged; the rate its null grants`,
        atMost: definition.null.honestRate,
      })),
  ]; // prettier-ignore
}

/**
 * Per behaviour and strength: recall and precision of planted events, recall of planted cells at FDR 0.1, right attributions;
 * and per detector that must see it, how many of the cells it finds by itself: its power curve.
 */
async function powerPlanted({ counties }) {
  const runs = Math.max(1, Math.ceil(counties / COUNTIES_PER_POWER_COUNTY));
  const { BEHAVIOURS } = await import(inRoot('dist', 'seeds', 'planting.js'));
  const { TRIAL_IDS } = await import(inRoot('dist', 'seeds', 'trials.js'));
  const figures = [];
  for (const [strength, factor] of Object.entries(STRENGTHS)) {
    const sums = new Map();
    const strengths = Object.fromEntries([...BEHAVIOURS, ...TRIAL_IDS].map((id) => [id, factor]));
    for await (const county of inTurn('trial-county', { ...PLANTED, counties: runs, seed: 5000, strengths }))
      for (const behaviour of county.behaviours) {
        add(sums, behaviour.id, scored(county, behaviour));
        for (const id of behaviour.detectors) add(sums, `${behaviour.id} ${id}`, found(county, behaviour, [id]));
      }
    for (const [id, sum] of sums) figures.push(...shares(id, strength, sum));
  }
  const middle = figures.filter((one) => one.asked);
  const kept = middle.filter((one) => one.value >= (one.atLeast ?? 0)).length;
  return [
    { value: kept / middle.length, unit: `of ${middle.length} limits at the middle strength are kept (${runs} counties each)`, atLeast: 1 },
    ...figures.map((figure) => ({ ...figure, asked: undefined })),
  ]; // prettier-ignore
}

/** So many counties one after the other, made and computed several at a time; each size comes in each month. */
async function* inTurn(world, { months, scale, together, counties, seed, strengths }) {
  for (let from = 0; from < counties; from += together) {
    const some = Array.from({ length: Math.min(together, counties - from) }, (_, i) => ({
      world,
      scale,
      strengths,
      seed: seed + from + i,
      townships: TOWNSHIPS[(i + from / together) % TOWNSHIPS.length],
    }));
    yield* await knownCounties(some, months);
  }
}

const key = (one) => `${one.kind} ${one.source} ${one.external_id}`;

function scored(county, behaviour) {
  const own = county.planted.filter((row) => row.behaviour === behaviour.id);
  const ownPlanted = new Set(own.filter((row) => row.role === 'planted').map(key));
  // What another behaviour planted, and the honest row that a copy was made of, is no false accusation.
  const anyPlanted = new Set(county.planted.map(key));
  const signals = county.events.filter((one) => behaviour.detectors.includes(one.detector));
  // An excuse does not hide a signal, it discounts it: found, but held against nobody.
  const seen = new Set(signals.map(key));
  const flagged = new Set(signals.filter((one) => one.excuse === '').map(key));
  return {
    planted: ownPlanted.size,
    recalled: [...ownPlanted].filter((one) => seen.has(one)).length,
    flagged: flagged.size,
    rightly: [...flagged].filter((one) => anyPlanted.has(one)).length,
    ...found(county, behaviour, behaviour.detectors),
  };
}

/** Planted cells after the first month, how many of them any of these detectors finds, and whose cause is named right. */
function found(county, behaviour, detectors) {
  const first = county.cells.map((cell) => cell.month).sort()[0];
  const cells = county.cells.filter(
    (one) => one.behaviour === behaviour.id && one.planted >= WORTH_FINDING && one.month !== first,
  );
  const findings = cells
    .map((cell) =>
      county.findings.find(
        (one) =>
          one.requirement === cell.requirement &&
          one.unit === cell.township &&
          one.month === cell.month &&
          one.flagged.some((id) => detectors.includes(id)),
      ),
    )
    .filter((one) => one !== undefined);
  return {
    cells: cells.length,
    found: findings.length,
    named: findings.filter((one) => one.attribution === behaviour.attribution).length,
  };
}

function shares(id, strength, sum) {
  const identity = BY_IDENTITY.has(id);
  // One of the detectors of a behaviour.
  const alone = id.includes(' ');
  const figure = (what, part, whole, atLeast) => {
    if (!whole) return [];
    const asked = strength === 'middle' && atLeast !== undefined;
    return [
      {
        name: `power-planted ${id} ${strength} ${what}`,
        value: part / whole,
        unit: `of ${whole}`,
        ...(asked ? { atLeast, asked } : {}),
      },
    ];
  };
  return [
    ...figure('recall', sum.recalled, sum.planted, identity ? 0.9 : undefined),
    ...figure('precision', sum.rightly, sum.flagged, identity ? 0.9 : undefined),
    ...figure('findings', sum.found, sum.cells, identity || alone ? undefined : 0.8),
    ...figure('attribution', sum.named, sum.found, alone ? undefined : 0.9),
  ];
}

function add(sums, id, more) {
  const sum = sums.get(id) ?? {};
  for (const [name, value] of Object.entries(more)) sum[name] = (sum[name] ?? 0) + value;
  sums.set(id, sum);
}
