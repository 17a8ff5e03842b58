/** Measures what a batch holds while it is in its stage, and says what earlier batches would not have led one to expect. */
import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import type { FactKind } from '../../../metrics/columns.ts';
import type { BatchProfile } from '../../contract-intake.ts';
import { FactStore } from '../../facts/fact-store.ts';
import { Operations } from '../../operations/operations.ts';
import { Batch } from '../batch.entity.ts';
import {
  newValuesOf,
  statisticsFrom,
  statisticsOf,
  watchedColumns,
  type StageStatistics,
} from './column-statistics.ts';
import { surprisesOf } from './surprises.ts';

const MOST_EARLIER = 10;
/** Rows of earlier batches whose values are looked through: bounds what a small batch costs after large ones. */
const MOST_EARLIER_ROWS = 300_000;
/** A column with more different values is a list of people or things rather than of kinds. */
const MOST_DISTINCT = 5_000;
const MOST_EXAMPLES = 5;

export interface Profiled {
  kind: FactKind;
  batch: number;
  /** As on the receipt. */
  source: string;
  /** Table expression of the rows in the stage. */
  from: string;
  statistics: StageStatistics;
}

@Injectable()
export class BatchProfiles {
  constructor(
    private readonly store: FactStore,
    private readonly operations: Operations,
  ) {}

  /** One pass over the stage of a batch; a single thread, so that storing the rows beside it is hardly slowed. */
  async measure(kind: FactKind, from: string, rows: number): Promise<StageStatistics> {
    const [row] = await this.store.query<Record<string, unknown>>(
      statisticsOf(kind, from, rows),
      {},
      {
        timeoutSeconds: 7200,
        settings: { max_threads: 1 },
      },
    );
    return statisticsFrom(kind, row ?? {});
  }

  async compare({ kind, batch, source, from, statistics }: Profiled): Promise<BatchProfile> {
    const earlier = await this.earlier(kind.kind, source, batch);
    const news = await this.newValues(kind, from, withinRows(earlier), statistics);
    const measured = {
      ...statistics,
      columns: statistics.columns.map((column) => {
        const values = news.get(column.name);
        return { ...column, newValues: values?.length ?? null, examples: values?.slice(0, MOST_EXAMPLES) ?? [] };
      }),
    };
    const profiles = earlier.flatMap(({ profile }) => profile ?? []);
    return { ...measured, comparedWith: earlier.length, surprises: surprisesOf(measured, profiles) };
  }

  private earlier(kind: string, source: string, batch: number): Promise<Batch[]> {
    return this.operations.read.find(Batch, {
      where: { kind, source, state: 'loaded', receipt: LessThan(batch) },
      order: { receipt: 'DESC' },
      take: MOST_EARLIER,
    });
  }

  private async newValues(
    kind: FactKind,
    from: string,
    earlier: readonly Batch[],
    { columns, rows }: StageStatistics,
  ): Promise<ReadonlyMap<string, string[]>> {
    const held = new Map(columns.map((column) => [column.name, column]));
    const names = watchedColumns(kind)
      .map(({ name }) => name)
      .filter((name) => (held.get(name)?.filled ?? 0) > 0 && (held.get(name)?.distinct ?? 0) <= MOST_DISTINCT);
    if (earlier.length === 0 || names.length === 0) return new Map();
    const [row] = await this.store.query<Record<string, string[]>>(newValuesOf(kind, from, names, rows), {
      earlier: earlier.map(({ receipt }) => receipt),
    });
    return new Map(names.map((name, i) => [name, row?.[`new_${i}`] ?? []]));
  }
}

/** The newest that brought any, however large, and those before it as far as they are few. */
function withinRows(batches: readonly Batch[]): Batch[] {
  const [newest, ...others] = batches.filter(({ accepted, amended }) => accepted + amended > 0);
  let rows = newest ? newest.accepted + newest.amended : 0;
  const few = others.filter(({ accepted, amended }) => (rows += accepted + amended) <= MOST_EARLIER_ROWS);
  return newest ? [newest, ...few] : [];
}
