#!/usr/bin/env node
/**
 * `npm run -s bench -- [NAME...] [--rows N] [--counties N] [--county FOLDER] [--json]`: measures this machine. Without names, everything; a limit that a
 * measurement must keep is named beside it, and a broken one makes the exit code 1.
 */
import './node-version.mjs';
import { cpus, totalmem, release } from 'node:os';
import { parseArgs } from 'node:util';

const { ready } = await import('./bootstrap.mjs');
const { say } = await import('./steps/progress.mjs');
const { fail } = await import('./steps/run.mjs');
await ready().catch(fail);

const { MEASUREMENTS } = await import('../test/bench/measurements.mjs');
const { World } = await import('../test/bench/world.mjs');

function usage(message) {
  say(
    `${message}\n\nnpm run -s bench -- [NAME...] [--rows N] [--counties N] [--county FOLDER] [--json]\n${Object.keys(MEASUREMENTS).join(' ')}`,
  );
  process.exit(2);
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        rows: { type: 'string', default: '1000000' },
        counties: { type: 'string', default: '200' },
        county: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const rows = Number(values.rows);
    if (!Number.isInteger(rows) || rows < 1000 || rows > 100_000_000) usage('--rows: 1000 to 100000000');
    const counties = Number(values.counties);
    if (!Number.isInteger(counties) || counties < 1 || counties > 10_000) usage('--counties: 1 to 10000');
    const unknown = positionals.filter((name) => !(name in MEASUREMENTS));
    if (unknown.length > 0) usage(`unknown: ${unknown.join(' ')}`);
    return {
      rows,
      counties,
      county: values.county,
      json: values.json,
      names: positionals.length > 0 ? positionals : Object.keys(MEASUREMENTS),
    };
  } catch (error) {
    return usage(error.message);
  }
}

const { rows, counties, county, json, names } = readArguments();
const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memory_gb: Math.round(totalmem() / 1024 ** 3),
  platform: `${process.platform}-${process.arch} ${release()}`,
  node: process.version,
};
const round = (value) => Number(value.toPrecision(4));

/** Keeps a figure, and notes when it breaks its limit. */
function record({ name, value, unit, against, atLeast, atMost }) {
  const kept = (atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost);
  if (!kept) broken++;
  results.push({
    name,
    value: round(value),
    unit,
    ...(against === undefined ? {} : { against: round(against), ratio: round(value) }),
    ...(atLeast === undefined ? {} : { at_least: atLeast }),
    ...(atMost === undefined ? {} : { at_most: atMost }),
    ...(atLeast === undefined && atMost === undefined ? {} : { kept }),
  });
}

const world = new World(rows, counties, county);
const results = [];
let broken = 0;
process.on('SIGINT', () => process.exit(130));
process.on('exit', () => world.remove());
try {
  for (const name of names) {
    say(`  ${name} …`);
    for (const figure of [await MEASUREMENTS[name](world)].flat()) record({ name, ...figure });
  }
} catch (error) {
  fail(error);
} finally {
  await world.close();
}

if (json) process.stdout.write(`${JSON.stringify({ machine, rows, results }, null, 2)}\n`);
else {
  process.stdout.write(
    `${machine.cpu}, ${machine.cores} cores, ${machine.memory_gb} GB, ${machine.platform}, Node ${machine.node}, ${rows} rows\n`,
  );
  for (const { name, value, unit, at_least: atLeast, at_most: atMost, kept } of results) {
    const limit =
      atLeast === undefined ? (atMost === undefined ? '' : ` (at most ${atMost})`) : ` (at least ${atLeast})`;
    process.stdout.write(
      `${kept === false ? '✘' : ' '} ${name.padEnd(26)} ${String(value).padStart(12)} ${unit}${limit}\n`,
    );
  }
}
process.exitCode = broken > 0 ? 1 : 0;
