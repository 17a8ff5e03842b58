/** Computes some days: what detectors could judge and what they flag, and the figures of indicators. */
import { catalogue } from '../../metrics/catalogue.ts';
import type { Detector } from '../../metrics/definition.ts';
import type { FactStore } from '../facts/fact-store.ts';
import { forgetTakenOut, onTakenOut, takeOut } from './due-facts.ts';
import { excusedSignals } from './excuses.ts';
import { possible, suspicious } from './possible.ts';
import {
  concerns,
  indicatorRows,
  insertInto,
  isAdditive,
  riskRows,
  signalDrafts,
  type Statement,
} from './statements.ts';

/** Days computed together. */
export interface Pass {
  days: string[];
  rows: number;
  /** Kinds of facts that lie on these days. */
  kinds: Set<string>;
}

/** Up to so many rows a pass computes definitions together: planning them costs more than their few rows. */
const SMALL_PASS_ROWS = 60_000;
/** Parts that a small pass deals its definitions to: some more than run at once, as they take longer or shorter. */
const PARTS = 3;
/** Statements in flight; the engine has as many threads as the machine has cores. */
const PARALLEL = 2;

/** Leaves rows under the number of the computation, which nothing points to yet. */
export async function computePass(
  store: FactStore,
  computation: number,
  pass: Pass,
  signal?: AbortSignal,
): Promise<void> {
  const small = pass.rows <= SMALL_PASS_ROWS;
  const [concerned] = await Promise.all([
    possible(
      store,
      catalogue.filter((definition) => concerns(definition, pass.kinds)),
      pass.days,
    ),
    small ? takeOut(store, pass.days, pass.kinds) : undefined,
  ]);
  const detectors = concerned.filter((definition) => definition.kind === 'risk');
  const indicators = concerned.filter((definition) => definition.kind === 'burden').filter(isAdditive);
  const fill = async (statements: readonly Statement[]) => {
    const waiting = [...statements];
    const worker = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        signal?.throwIfAborted();
        await store.command(
          small ? onTakenOut(next.sql) : next.sql,
          { ...next.parameters, computation, days: pass.days },
          { settings: { max_partitions_per_insert_block: 0 }, ...(signal ? { signal } : {}) },
        );
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
  };
  try {
    const [suspects] = await Promise.all([
      small ? suspicious(store, detectors, pass.days) : detectors,
      fill([
        ...dealt(detectors, (one) => one.eligible, small).map((some) => insertInto('risk_rows', riskRows(some))),
        ...dealt(indicators, (one) => one.events, small).map((some) =>
          insertInto('indicator_rows', indicatorRows(some)),
        ),
      ]),
    ]);
    const judging = await ableToJudge(store, computation, suspects);
    await fill(
      dealt(judging, (one) => one.signals, small).map((some) => insertInto('signal_drafts', signalDrafts(some))),
    );
    if (judging.length > 0) await fill([insertInto('signal_rows', excusedSignals())]);
  } finally {
    await emptyWorkTables(store);
  }
}

/** Call before a computation too: one that was killed may have left some, and a ClickHouse server outlives this process. */
export async function emptyWorkTables(store: FactStore): Promise<void> {
  await Promise.all([store.command('TRUNCATE TABLE signal_drafts'), forgetTakenOut(store)]);
}

/** Detectors that could judge anything so far: the others cannot have flagged it. */
async function ableToJudge(store: FactStore, computation: number, detectors: readonly Detector[]): Promise<Detector[]> {
  const rows = await store.query<{ detector: string }>(
    'SELECT DISTINCT detector FROM risk_rows WHERE computation = {computation:UInt32} AND eligible > 0',
    { computation },
  );
  const able = new Set(rows.map((row) => row.detector));
  return detectors.filter(({ id }) => able.has(id));
}

/** Each alone, or all together in a few parts of about the same size in text, which is what planning them costs. */
function dealt<T>(definitions: readonly T[], text: (definition: T) => string, together: boolean): T[][] {
  if (!together) return definitions.map((definition) => [definition]);
  const parts = Array.from({ length: Math.min(PARTS, definitions.length) }, (): T[] => []);
  const length = (part: readonly T[]) => part.reduce((sum, one) => sum + text(one).length, 0);
  for (const definition of [...definitions].sort((a, b) => text(b).length - text(a).length))
    parts.sort((a, b) => length(a) - length(b))[0]?.push(definition);
  return parts;
}
