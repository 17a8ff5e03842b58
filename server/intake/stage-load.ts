/** Takes one batch through the engine: stage, classify, store, clean up. Knows nothing of receipts or HTTP. */
import { stat } from 'node:fs/promises';
import { ClickHouseError } from '@clickhouse/client';
import type { FactKind } from '../../metrics/columns.ts';
import { DIRECTORY_DAY } from '../facts/batch-days.ts';
import { FactStore } from '../facts/fact-store.ts';
import { versionsTable } from '../facts/tables.ts';
import type { DirectPlan } from './recognise/recognition.ts';
import * as classify from './sql/classify.ts';
import {
  attachPartition,
  createShaped,
  insertShaped,
  shapedPartitions,
  shapedTarget,
  supersededByShaped,
  temporaryTables,
} from './sql/shaped.ts';
import * as stage from './sql/stage.ts';

export interface LoadCounts {
  seen: number;
  accepted: number;
  amended: number;
  duplicate: number;
  rejected: number;
}

export interface Classified extends LoadCounts {
  /** Some keys are known or come more than once. */
  stepped: boolean;
  /** Some coordinates are in a Chinese map system. */
  shifted: boolean;
}

export interface ReasonCount {
  column: string;
  code: string;
  n: number;
  example: string;
}

export interface StageSample {
  /** Rows as they would be stored, by canonical column. */
  rows: Record<string, unknown>[];
  /** Faults of rows that would be refused; `record` counts the records of the file, or the rows of the sheet. */
  refused: { sheet: string; record: number; column: string; code: string; value: string }[];
}

const SAMPLE_ROWS = 10;
const SAMPLE_FAULTS = 50;

interface Staged {
  seen: number;
  rejected: number;
  repeats: number;
  shifted: number;
  /** Line breaks in the refused cell that has most of them. */
  lines: number;
}

export interface Remarks {
  /** Names of unknown columns that really held something. */
  extra: string[];
  /** Rows dated in the future. */
  future: number;
  /** At most four of the rows' sources. */
  sources: string[];
  /** How many different codes the directory does not know, by column. */
  strangers: { column: string; n: number }[];
}

/** Codes that the directory should know; they are accepted all the same. */
const DIRECTORIES: Record<string, string> = {
  cadre_code: 'cadres',
  requirement_code: 'requirements',
  org_unit_code: 'org_units',
};

/** The engine could not read the file as it stands; reading it record by record may. */
export class EngineCannotRead extends Error {
  override readonly name = 'EngineCannotRead';
}

/** ClickHouse's errors that mean "this text is not of that format". */
const FORMAT_ERRORS = new Set(['6', '26', '27', '38', '41', '72', '117', '131', '246', '444', '567', '636']);
/** Bounds the memory of a load whatever the file: blocks of this many bytes are typed and written. */
const BLOCK_BYTES = 48 * 2 ** 20;
/** What typing may take in the engine. A record beyond it is no record: most often a quote that is never closed. */
const FILL_BYTES = 640 * 2 ** 20;
const LARGE_BLOCKS = { max_insert_threads: 2, min_insert_block_size_bytes: 2 * BLOCK_BYTES };
/** Parts below the size at which every column becomes a file, and takes a buffer, of its own. */
const SMALL_BLOCKS = {
  max_threads: 1,
  max_insert_threads: 1,
  max_block_size: 16_384,
  min_insert_block_size_rows: 32_768,
  min_insert_block_size_bytes: 8 * 2 ** 20,
};
/** Beyond, parts that wait to be merged would become too many. */
const MOST_ROWS_IN_SMALL_BLOCKS = 5_000_000;
const MEMORY_LIMIT_EXCEEDED = '241';
/** From here on typing straight into the shape of the facts saves more than the tables for it cost. */
const LARGE_BYTES = 4 * 2 ** 20;
/** Up to here: beyond, parts that wait to be merged become too many. */
const HUGE_BYTES = 16 * 2 ** 30;
/** A block and its sorted and compressed forms are held at once. */
const SHAPED_BLOCK_BYTES = 32 * 2 ** 20;
/** A refused cell of so many lines is most often a stray quote that swallowed the rows after it. */
const SWALLOWED_LINES = 20;

export class StageLoad {
  private readonly store: FactStore;
  private readonly kind: FactKind;
  private readonly batch: number;
  private readonly signal: AbortSignal | undefined;
  readonly tag: string;
  private isShaped = false;

  constructor(store: FactStore, kind: FactKind, batch: number, signal?: AbortSignal) {
    this.store = store;
    this.kind = kind;
    this.batch = batch;
    this.signal = signal;
    this.tag = `load-${batch}`;
  }

  private get options() {
    return { tag: this.tag, timeoutSeconds: 7200, ...(this.signal ? { signal: this.signal } : {}) };
  }

  /** Table expression of the rows that are not refused. */
  get acceptable(): string {
    return stage.acceptableRows(this.batch, this.isShaped);
  }

  /**
   * Reads and types every row.
   * @param sha256 of the file, where each of its records is a row and all of it is to be kept
   * @throws EngineCannotRead
   */
  async fill({ file, settings, row }: DirectPlan, sha256?: string): Promise<void> {
    await this.dropTemporary();
    const { size } = await stat(file.path);
    const shape = size >= LARGE_BYTES && size <= HUGE_BYTES && (await this.store.isEmbedded()) ? sha256 : undefined;
    this.isShaped = shape !== undefined;
    const tables =
      shape === undefined ? [stage.createStage(this.kind, this.batch)] : createShaped(this.kind, this.batch, shape);
    for (const statement of tables) await this.store.command(statement);
    try {
      await this.store.insertFromFile(
        this.isShaped ? shapedTarget(this.batch) : stage.stageTable(this.batch),
        stage.stageColumns(this.kind),
        (source) => stage.selectIntoStage(this.kind, row, source),
        file,
        row.parameters,
        {
          ...this.options,
          settings: {
            max_threads: 2,
            max_insert_threads: 2,
            parallelize_output_from_storages: 1,
            max_insert_block_size: 131_072,
            min_insert_block_size_rows: 262_144,
            min_insert_block_size_bytes: this.isShaped ? SHAPED_BLOCK_BYTES : BLOCK_BYTES,
            max_memory_usage: FILL_BYTES,
            max_partitions_per_insert_block: 0,
            // Blocks go on as they are: collecting them once more would double what they take.
            min_insert_block_size_rows_for_materialized_views: 1,
            // What only odd or refused cells need is then not worked out for all: an eighth of the work on clean files.
            short_circuit_function_evaluation: 'force_enable',
            ...settings,
          },
        },
      );
    } catch (error) {
      if (error instanceof ClickHouseError && (FORMAT_ERRORS.has(error.code) || error.code === MEMORY_LIMIT_EXCEEDED))
        throw new EngineCannotRead(error.message);
      throw error;
    }
  }

  /**
   * Decides what each row is. Writes nothing but the step table.
   * @param asItStands whether the engine read the file itself: then a quote may have swallowed rows
   * @throws EngineCannotRead when one seems to have
   */
  async classify(asItStands: boolean): Promise<Classified> {
    const [staged] = await this.store.query<Staged>(
      classify.countStage(this.kind, this.batch, this.isShaped),
      {},
      this.options,
    );
    const { seen = 0, rejected = 0, repeats = 0, shifted = 0, lines = 0 } = staged ?? {};
    if (asItStands && lines > SWALLOWED_LINES) throw new EngineCannotRead('a cell holds many lines');
    const stepped = repeats > 0 || (await this.someKnown(seen));
    let amended = 0;
    let duplicate = 0;
    if (stepped) {
      await this.store.command(classify.createStep(this.batch));
      await this.store.command(classify.fillStep(this.kind, this.batch), {}, this.options);
      const [steps] = await this.store.query<{ amended: number; duplicate: number }>(
        classify.countStep(this.batch),
        {},
        this.options,
      );
      amended = steps?.amended ?? 0;
      duplicate = steps?.duplicate ?? 0;
    }
    return {
      seen,
      rejected,
      amended,
      duplicate,
      accepted: seen - rejected - amended - duplicate,
      stepped,
      shifted: shifted > 0,
    };
  }

  private async someKnown(staged: number): Promise<boolean> {
    const [ledger] = await this.store.query<{ rows: number }>(classify.countLedger(this.kind), {}, this.options);
    const rows = ledger?.rows ?? 0;
    if (rows === 0) return false;
    const [found] = await this.store.query<{ known: number }>(
      classify.countKnown(this.kind, this.batch, rows < staged),
      {},
      this.options,
    );
    return (found?.known ?? 0) > 0;
  }

  /** Merging the parts just written, while others are written, would take a fifth of the load's time: it can wait. */
  async keep(plan: DirectPlan, file: string, counts: Classified): Promise<void> {
    await this.store.withoutMerges([versionsTable(this.kind.kind), 'seen'], () => this.write(plan, file, counts));
  }

  /** Order matters for recovery: facts, superseded, seen, refused, touched days. Any part of it can be deleted by batch. */
  private async write(
    plan: DirectPlan,
    file: string,
    { seen, stepped, shifted, rejected, amended }: Classified,
  ): Promise<void> {
    const { kind, batch, isShaped } = this;
    const options = {
      ...this.options,
      settings: { max_partitions_per_insert_block: 0, ...(isSmall(plan, seen) ? SMALL_BLOCKS : LARGE_BLOCKS) },
    };
    if (isShaped && !stepped && !shifted) await this.handOver();
    else if (isShaped) await this.store.command(insertShaped(kind, batch, stepped, shifted), {}, options);
    else await this.store.command(classify.insertFacts(kind, batch, stepped, shifted), { file }, options);
    if (amended > 0)
      await this.store.command(
        isShaped ? supersededByShaped(kind, batch) : classify.insertSuperseded(kind, batch),
        {},
        options,
      );
    await this.store.command(classify.insertSeen(kind, batch, stepped), {}, options);
    if (rejected > 0)
      await this.store.command(
        `INSERT INTO refused (batch, sheet, line, column, code, value, record) ${stage.selectRefused(this.kind, plan.row, this.batch)}`,
        plan.row.parameters,
        this.options,
      );
    await this.store.command(this.touchedDays(amended > 0), {}, this.options);
  }

  private async handOver(): Promise<void> {
    const partitions = await this.store.query<{ id: string }>(shapedPartitions(this.batch), {}, this.options);
    for (const { id } of partitions)
      await this.store.command(attachPartition(this.kind, this.batch, id), {}, this.options);
  }

  /** Days of this batch's facts and of the versions they replaced; a directory notes that everything may have changed. */
  private touchedDays(amends: boolean): string {
    const { kind, eventTime } = this.kind;
    const into = 'INSERT INTO batch_days (batch, kind, day)';
    const own = `FROM ${versionsTable(kind)} WHERE batch = ${this.batch}`;
    if (eventTime === undefined)
      return `${into} SELECT DISTINCT ${this.batch}, '${kind}', toDate('${DIRECTORY_DAY}') ${own}`;
    const replaced = amends
      ? ` UNION DISTINCT SELECT day FROM ${versionsTable(kind)} WHERE fact_id IN (SELECT fact_id FROM superseded WHERE batch = ${this.batch})`
      : '';
    return `${into} SELECT ${this.batch}, '${kind}', day FROM (SELECT DISTINCT day ${own}${replaced})`;
  }

  /** What the receipt says about the rows beyond their number; one look at the stage. */
  async remarks(): Promise<Remarks> {
    const has = (name: string): boolean => this.kind.columns.some((c) => c.name === name);
    const { eventTime } = this.kind;
    const asked = eventTime === undefined ? [] : Object.keys(DIRECTORIES).filter(has);
    const strangers = asked.map(
      (name) =>
        `uniqExactIf(\`${name}\`, \`${name}\` != '' AND \`${name}\` NOT IN (SELECT code FROM ${DIRECTORIES[name]})) AS strange_${name}`,
    );
    const selected = [
      `(SELECT arraySort(groupUniqArrayArrayIf(100)(JSONExtractKeys(_extra), _extra != '')) FROM ${stage.stageTable(this.batch)}) AS extra`,
      `${eventTime === undefined ? '0' : `countIf(\`${eventTime}\` > now() + INTERVAL 1 DAY)`} AS future`,
      `${has('source') ? `arraySort(groupUniqArray(4)(source))` : '[]::Array(String)'} AS sources`,
      ...strangers,
    ];
    const [row] = await this.store.query<Record<string, unknown>>(
      `SELECT ${selected.join(', ')} FROM ${this.acceptable}`,
      {},
      this.options,
    );
    return {
      extra: (row?.['extra'] ?? []) as string[],
      future: Number(row?.['future'] ?? 0),
      sources: (row?.['sources'] ?? []) as string[],
      strangers: asked
        .map((column) => ({ column, n: Number(row?.[`strange_${column}`] ?? 0) }))
        .filter(({ n }) => n > 0),
    };
  }

  async reasons(): Promise<ReasonCount[]> {
    return this.store.query(
      `SELECT column, code, count() AS n, any(value) AS example FROM refused WHERE batch = {batch:UInt32} GROUP BY column, code ORDER BY n DESC, column, code LIMIT 50`,
      { batch: this.batch },
    );
  }

  /** What a dry run tells: reasons as above, and some rows. */
  async expected(plan: DirectPlan): Promise<{ reasons: ReasonCount[]; sample: StageSample }> {
    const refused = stage.selectRefused(this.kind, plan.row, this.batch);
    const reasons = await this.store.query<ReasonCount>(
      `SELECT column, code, count() AS n, any(value) AS example FROM (${refused}) ` +
        `GROUP BY column, code ORDER BY n DESC, column, code LIMIT 50`,
      plan.row.parameters,
      this.options,
    );
    const names = this.kind.columns.map(({ name }) => `\`${name}\``).join(', ');
    const rows = await this.store.query<Record<string, unknown>>(
      `SELECT ${names} FROM ${stage.stageTable(this.batch)} WHERE _state = ${stage.ACCEPTABLE} ORDER BY _n LIMIT ${SAMPLE_ROWS}`,
      {},
      this.options,
    );
    const faults = await this.store.query<StageSample['refused'][number]>(
      `SELECT sheet, line AS record, column, code, value FROM (${refused}) ORDER BY sheet, record LIMIT ${SAMPLE_FAULTS}`,
      plan.row.parameters,
      this.options,
    );
    return { reasons, sample: { rows, refused: faults } };
  }

  async dropTemporary(): Promise<void> {
    for (const table of temporaryTables(this.batch)) await this.store.command(`DROP TABLE IF EXISTS ${table} SYNC`);
  }
}

const isSmall = ({ unhurried }: DirectPlan, rows: number): boolean =>
  unhurried === true && rows <= MOST_ROWS_IN_SMALL_BLOCKS;
