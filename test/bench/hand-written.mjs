/**
 * A program of its own: CPU seconds, of both processes, that the hand-written queries take on a loaded data folder, that the
 * definitions like them take, and that computing everything takes: `node hand-written.mjs DATA [--definitions]` prints them as JSON.
 * With `--definitions` every definition is measured alone, one after the other, as it is computed.
 */
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { inRoot } from '../../bin/steps/places.mjs';
import { HAND_WRITTEN } from './hand-written-queries.mjs';
import { cpuSeconds } from './processes.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { definitions: { type: 'boolean' } } });
const [data] = positionals;
const product = (...path) => import(inRoot('dist', ...path));
const { AppModule } = await product('server', 'app.module.js');
const { readEnvironment } = await product('server', 'environment.js');
const { ComputationService } = await product('server', 'indicators', 'computation.service.js');
const { FactStore } = await product('server', 'facts', 'fact-store.js');
const { insertInto, indicatorRows, isAdditive, riskRows, signalDrafts } = await product('server', 'indicators', 'statements.js'); // prettier-ignore
const { catalogue } = await product('metrics', 'catalogue.js');

/** As many facts as a computation takes together. */
const ROWS_PER_PASS = 1_500_000;
/** A number no computation has: its rows count for nothing and are removed at the end. */
const MEASURED = 4_000_000_000;

const environment = readEnvironment({ HENJIAN_DATA: data, HENJIAN_DEMO: 'off' });
const app = await NestFactory.createApplicationContext(AppModule.with(environment), { logger: ['error'] });
const computation = app.get(ComputationService, { strict: false });
const store = app.get(FactStore, { strict: false });

async function costOf(work) {
  const before = cpuSeconds(process.pid);
  await work();
  return cpuSeconds(process.pid) - before;
}

const [{ facts }] = await store.query(
  'SELECT (SELECT count() FROM checkins) + (SELECT count() FROM reports) + (SELECT count() FROM tasks) AS facts',
);
// Twice, and the second counts: what the first reads from disk and plans is not theirs.
const queries = {};
for (let round = 0; round < 2; round++)
  for (const { id, sql } of HAND_WRITTEN) queries[id] = await costOf(() => store.query(sql));
const everything = await costOf(() => computation.compute({ full: true }));

const wanted = new Set(HAND_WRITTEN.flatMap(({ like }) => like));
const passes = await passesOfAllDays();
const definitions = {};
for (const definition of catalogue.filter(({ id }) => values.definitions || wanted.has(id)))
  definitions[definition.id] = await costOf(async () => {
    for (const days of passes)
      for (const { sql, parameters } of statementsOf(definition))
        await store.command(
          sql,
          { ...parameters, computation: MEASURED, days },
          { settings: { max_partitions_per_insert_block: 0 } },
        );
  });
await store.command('TRUNCATE TABLE signal_drafts');
for (const table of ['risk_rows', 'indicator_rows'])
  await store.command(`ALTER TABLE ${table} DELETE WHERE computation = ${MEASURED}`, {}, { settings: { mutations_sync: 2 } }); // prettier-ignore
process.stdout.write(`${JSON.stringify({ facts, everything, queries, definitions })}\n`);
await app.close();
process.exit(0);

function statementsOf(definition) {
  if (definition.kind === 'risk')
    return [insertInto('risk_rows', riskRows([definition])), insertInto('signal_drafts', signalDrafts([definition]))];
  return definition.kind === 'burden' && isAdditive(definition)
    ? [insertInto('indicator_rows', indicatorRows([definition]))]
    : [];
}

async function passesOfAllDays() {
  const counts = await store.query(
    `SELECT toString(day) AS of, count() AS n FROM (SELECT day FROM checkins UNION ALL SELECT day FROM reports UNION ALL SELECT day FROM tasks)
     GROUP BY day ORDER BY day`,
  );
  const found = [];
  let rows = Infinity;
  for (const { of, n } of counts) {
    if (rows + n > ROWS_PER_PASS) {
      found.push([]);
      rows = 0;
    }
    found.at(-1).push(of);
    rows += n;
  }
  return found;
}
