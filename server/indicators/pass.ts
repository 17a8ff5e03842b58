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
  riskRowsTogether,
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

/** Leaves rows under the number of the computation, which nothing points to yet; and empty work tables, unless it fails. */
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
  const fill = async (statements: readonly Statement[], together = PARALLEL) => {
    const waiting = [...statements];
    const worker = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        signal?.throwIfAborted();
        await store.command(
          small ? onTakenOut(next.sql, pass.kinds) : next.sql,
          { ...next.parameters, computation, days: pass.days },
          { settings: { max_partitions_per_insert_block: 0 }, ...(signal ? { signal } : {}) },
        );
      }
    };
    await ended(Array.from({ length: together }, worker));
  };
  const figures = dealt(indicators, (one) => one.events, small).map((some) =>
    insertInto('indicator_rows', indicatorRows(some)),
  );
  const judge = async () => {
    const [suspects] = await Promise.all([
      small ? suspicious(store, detectors, pass.days, pass.kinds) : detectors,
      fill(counted(detectors, pass.kinds, small).map((one) => insertInto('risk_rows', one))),
    ]);
    const judging = await ableToJudge(store, computation, suspects);
    if (judging.length === 0) return;
    await fill(
      dealt(judging, (one) => one.signals, small).map((some) => insertInto('signal_drafts', signalDrafts(some))),
    );
    await fill([insertInto('signal_rows', excusedSignals())]);
    await forgetDrafts(store);
  };
  // What waits for an answer leaves the engine time for figures; of many rows both together would hold too much.
  if (small) await ended([judge(), fill(figures, 1)]);
  else {
    await fill(figures);
    await judge();
  }
  if (small) await forgetTakenOut(store, pass.kinds);
}

/** Like Promise.all, but whatever fails, nothing runs any more when it does: else it would fill work tables that were emptied. */
async function ended(running: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(running);
  await Promise.all(running);
}

const forgetDrafts = (store: FactStore): Promise<void> => store.command('TRUNCATE TABLE signal_drafts');

/** Call before a computation unless the one before ended well: it may have left rows, and a ClickHouse server outlives a process. */
export async function emptyWorkTables(store: FactStore): Promise<void> {
  await Promise.all([forgetDrafts(store), forgetTakenOut(store)]);
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

/** What detectors could judge: those that judge records one by one in one look at each kind, if these are few. */
function counted(detectors: readonly Detector[], kinds: ReadonlySet<string>, small: boolean): Statement[] {
  const oneByOne = detectors.filter((one) => small && one.judges !== undefined);
  const others = detectors.filter((one) => !oneByOne.includes(one));
  const looks = JUDGED_KINDS.filter((kind) => kinds.has(kind) && oneByOne.length > 0);
  return [
    ...looks.map((kind) => riskRowsTogether(oneByOne, kind)),
    ...dealt(others, (one) => one.eligible, small).map(riskRows),
  ];
}

const JUDGED_KINDS = ['checkins', 'reports'] as const;

/** Each alone, or all together in a few parts of about the same size in text, which is what planning them costs. */
function dealt<T>(definitions: readonly T[], text: (definition: T) => string, together: boolean): T[][] {
  if (!together) return definitions.map((definition) => [definition]);
  const parts = Array.from({ length: Math.min(PARTS, definitions.length) }, (): T[] => []);
  const length = (part: readonly T[]) => part.reduce((sum, one) => sum + text(one).length, 0);
  for (const definition of [...definitions].sort((a, b) => text(b).length - text(a).length))
    parts.sort((a, b) => length(a) - length(b))[0]?.push(definition);
  return parts;
}
