/**
 * Before another version of a definition is computed, or the same one with another time model, what the former one said is kept:
 * by month for everything, for each unit and for each requirement, as the values were answered then. What was not stored is made
 * once more with the former text of the definition and the former time model. The rows behind a figure are not kept: that would be
 * all results twice.
 */
import { Logger } from '@nestjs/common';
import { readsTimeModel } from '../../metrics/burden/time-model.ts';
import { catalogue } from '../../metrics/catalogue.ts';
import type { AnyDefinition, Indicator } from '../../metrics/definition.ts';
import { EngineRestarted, EngineUnavailable } from '../facts/engine-errors.ts';
import type { FactStore } from '../facts/fact-store.ts';
import { computedDefinitions, editionOf, type ComputedDefinition } from './computed-definitions.ts';
import { isAdditive } from './statements.ts';
import { lastDays, valuesStatement, type Question } from './values-query.ts';
import { judged, SUPPRESSED, type ValueRow } from './verdict.ts';

/** Of a detector, the findings in which it stood out most. */
const MOST_FINDINGS = 2000;
/** A figure about fewer people is not kept, as it is not shown. */
const SMALLEST_GROUP = 5;
const INSERTED_AT_ONCE = 20_000;

const log = new Logger('former results');

interface Figure {
  month: string;
  requirement: string;
  unit: string;
  value: number | null;
  numerator: number | null;
  denominator: number | null;
  n: number;
  low: number | null;
  high: number | null;
  reason: string;
}

/** Call when definitions changed, while the results of the former ones still count. Does nothing for what is kept already. */
export async function keepFormerResults(store: FactStore): Promise<void> {
  const known = await computedDefinitions(store);
  const done = new Set(
    (
      await store.query<{ key: string }>(
        `SELECT concat(toString(id), ' ', toString(version), ' ', toString(computation)) AS key FROM former_versions`,
      )
    ).map((row) => row.key),
  );
  const edition = editionOf(known);
  const [present] = await store.query<{ edition: number }>('SELECT edition FROM time_model');
  const changed = catalogue.flatMap((definition) => {
    const before = known.get(definition.id);
    if (!before) return [];
    const otherTimes = present?.edition !== edition && readsTimeModel(definition);
    if (before.version === definition.version && !otherTimes) return [];
    return done.has(`${before.id} ${before.version} ${before.computation}`) ? [] : [{ definition, before }];
  });
  for (const { definition, before } of changed) await keepOne(store, definition, before, edition);
}

async function keepOne(
  store: FactStore,
  now: AnyDefinition,
  before: ComputedDefinition,
  edition: number,
): Promise<void> {
  const { id, version, computation } = before;
  const about = { id, version, computation };
  for (const table of ['former_figures', 'former_findings'])
    await store.command(
      `ALTER TABLE ${table} DELETE WHERE id = {id:String} AND version = {version:UInt16} AND computation = {computation:UInt32}`,
      about,
      { settings: { mutations_sync: 2 } },
    );
  // Without a text of its own it was computed before texts were kept: sums can be read, what has to be made again cannot.
  const former = before.definition === '' ? undefined : (JSON.parse(before.definition) as AnyDefinition);
  const figures =
    now.kind === 'risk'
      ? await shares(store, id)
      : await valuesOrNone(store, (former ?? now) as Indicator, former, edition);
  for (let at = 0; at < figures.length; at += INSERTED_AT_ONCE)
    await store.insert(
      'former_figures',
      figures.slice(at, at + INSERTED_AT_ONCE).map((figure) => ({ ...about, ...figure })),
    );
  if (now.kind === 'risk') await keepFindings(store, about);
  await store.command(
    `INSERT INTO former_versions (id, version, computation, computed_at, definition, model)
     SELECT {id:String}, {version:UInt16}, {computation:UInt32},
       (SELECT max(c.finished_at) FROM computations c WHERE c.computation >= {computation:UInt32} AND c.complete = 1), {definition:String},
       {model:Nullable(UInt16)}`,
    { ...about, definition: before.definition, model: readsTimeModel(former ?? now) ? edition : null },
  );
}

/** What part of the events it could judge a detector flagged and nothing excused. */
function shares(store: FactStore, id: string): Promise<Figure[]> {
  const cells = (
    columns: string,
  ) => `arrayJoin(arrayDistinct([('', ''), (toString(requirement), ''), ('', toString(unit))])) AS cell,
    toStartOfMonth(day) AS of_month, ${columns}`;
  return store.query<Figure>(
    `SELECT toString(of_month) AS month, cell.1 AS requirement, cell.2 AS unit, if(judged > 0, flagged_events / judged, NULL) AS value,
       toFloat64(sum(f)) AS flagged_events, flagged_events AS numerator, toFloat64(sum(e)) AS judged, judged AS denominator,
       toUInt32(sum(e)) AS n, NULL AS low, NULL AS high, if(judged > 0, '', 'too-few-events') AS reason
     FROM (SELECT ${cells('eligible AS e, 0 AS f')} FROM risk_daily WHERE detector = {id:String}
       UNION ALL SELECT ${cells(`0 AS e, if(excuse = '', flagged, 0) AS f`)} FROM signals WHERE detector = {id:String})
     GROUP BY of_month, cell ORDER BY of_month, cell`,
    { id },
  );
}

/** A former text may read what this program no longer has: its figures are lost then, and not the computation. */
async function valuesOrNone(
  store: FactStore,
  indicator: Indicator,
  text: AnyDefinition | undefined,
  edition: number,
): Promise<Figure[]> {
  if (isAdditive(indicator)) return values(store, indicator, edition);
  if (!text) return [];
  try {
    return await values(store, indicator, edition);
  } catch (error) {
    if (error instanceof EngineRestarted || error instanceof EngineUnavailable) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    log.warn(`${indicator.id} ${indicator.version}: its former figures cannot be made any more: ${reason}`);
    return [];
  }
}

/** The time model that counted before. */
const FORMER_MODEL = '(SELECT * FROM time_model_rows WHERE edition = {edition:UInt16} LIMIT 1)';

async function values(store: FactStore, indicator: Indicator, edition: number): Promise<Figure[]> {
  const [span] = await store.query<{ from: string; to: string; n: number }>(
    'SELECT toString(min(day)) AS from, toString(max(day)) AS to, count() AS n FROM computed_days',
  );
  if (!span?.n) return [];
  const small = new Set(
    (
      await store.query<{ unit: string }>(
        `SELECT township AS unit FROM cadre_units GROUP BY township HAVING count() < ${SMALLEST_GROUP}`,
      )
    ).map((row) => row.unit),
  );
  const figures: Figure[] = [];
  for (const by of [['period'], ['unit', 'period'], ['requirement', 'period']] as Question['by'][]) {
    if (indicator.subject && by.includes('requirement')) continue;
    const question: Question = {
      by,
      period: 'month',
      from: span.from,
      to: span.to,
      scope: { sql: '1', parameters: {} },
    };
    const { sql, parameters } = valuesStatement(indicator, question, await daysOf(store, indicator, question));
    const thenSql = sql.replace(/\btime_model\b/g, FORMER_MODEL);
    for (const row of await store.query<ValueRow>(thenSql, { ...parameters, edition })) {
      const unseen = indicator.perCadre === true && small.has(row.by_unit);
      const { value, numerator, denominator, n, low, high, reason } = unseen ? SUPPRESSED : judged(indicator, row);
      const cell = { month: `${row.by_period}-01`, requirement: row.by_requirement, unit: row.by_unit };
      figures.push({ ...cell, value, numerator, denominator, n, low, high, reason: reason ?? '' });
    }
  }
  return figures;
}

async function daysOf(store: FactStore, indicator: Indicator, question: Question): Promise<string[]> {
  if (isAdditive(indicator)) return [];
  const asked = indicator.stock
    ? lastDays(question)
    : { sql: 'SELECT DISTINCT toString(day) AS last FROM computed_days', parameters: {} };
  return (await store.query<{ last: string }>(asked.sql, asked.parameters)).map((row) => row.last);
}

async function keepFindings(
  store: FactStore,
  about: Pick<ComputedDefinition, 'id' | 'version' | 'computation'>,
): Promise<void> {
  await store.command(
    `INSERT INTO former_findings
     SELECT {id:String}, {version:UInt16}, {computation:UInt32}, f.month, f.finding, f.requirement, f.unit, f.status,
       JSONExtractUInt(f.part, 'observed'), JSONExtractUInt(f.part, 'n'), JSONExtractFloat(f.part, 'q') AS q
     FROM (SELECT month, id AS finding, requirement, unit, status,
         arrayFirst(x -> JSONExtractString(x, 'id') = {id:String}, JSONExtractArrayRaw(body, 'detectors')) AS part
       FROM findings WHERE status != 'cannot-judge' AND position(body, {id:String}) > 0) f
     WHERE JSONExtractBool(f.part, 'flagged') ORDER BY q LIMIT ${MOST_FINDINGS}`,
    about,
  );
}
