/** Loads one stored file: recognise, stage, classify, store. Says how far it is; leaves nothing behind when it fails. */
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { FactKind, Words } from '../../metrics/columns.ts';
import type { BatchProfile } from '../contract-intake.ts';
import { FactStore } from '../facts/fact-store.ts';
import type { BatchRequest, RefusalReason } from './batch.entity.ts';
import { writeCanonicalRows } from './canonical-file.ts';
import { TemporaryFiles } from './decoded-twin.ts';
import { namesLookedUp } from './directory-names.ts';
import { FileProblem } from './file-problem.ts';
import { FormLabelFiles } from './form-labels.ts';
import { Mappings } from './mappings.ts';
import { CodeLinks } from './codes/code-links.ts';
import { onlyWaiting, withLinkedCodes } from './sql/linked-codes.ts';
import { namesOfSourceAlone, usedNames } from './photos/used-names.ts';
import { PHOTO_SET_FORMAT } from './photos/photo-set.ts';
import { BatchProfiles } from './profiles/batch-profiles.ts';
import { reasonFor } from './reasons.ts';
import type { DirectPlan, Recognition } from './recognise/recognition.ts';
import { recognise } from './recognise/recognise.ts';
import type { SavedMapping } from './recognise/table-layout.ts';
import { EngineCannotRead, StageLoad, type LoadCounts, type Remarks, type StageSample } from './stage-load.ts';

export interface LoadProgress {
  phase: 'recognising' | 'reading' | 'typing' | 'storing';
  /** 0..1 of the whole load, null when unknown. */
  share: number | null;
  rows: number;
}

export interface LoadOutcome extends LoadCounts {
  format: string;
  encoding: string;
  mapping: string;
  kind: string;
  source: string;
  reasons: RefusalReason[];
  unknownColumns: string[];
  warnings: Words[];
  /** null for a dry run. */
  profile: BatchProfile | null;
  /** Of a dry run: some rows as they would be stored, and some that would be refused. */
  sample?: StageSample;
}

export interface LoadOrder {
  /** Number of the batch; of no batch for a dry run. */
  batch: number;
  /** Where the bytes are. */
  path: string;
  sha256: string;
  /** Name the caller knows the file by. */
  name: string;
  request: BatchRequest;
  signal?: AbortSignal;
  report?: (progress: LoadProgress) => void;
  /** Called once the kind of facts is known and before anything is stored. */
  recognised?: (recognition: Recognition) => Promise<void>;
  /** Look only: nothing is stored. */
  dryRun?: boolean;
  /** A mapping that is not saved (yet), instead of the one the request names. */
  mapping?: SavedMapping;
  temporaryFolder: string;
}

/** A file that was recognised and whose rows are in the stage. */
interface Staged {
  recognition: Recognition;
  plan: DirectPlan;
  load: StageLoad;
}

const POLL_MILLISECONDS = 300;

@Injectable()
export class BatchLoader {
  constructor(
    private readonly store: FactStore,
    private readonly mappings: Mappings,
    private readonly codeLinks: CodeLinks,
    private readonly forms: FormLabelFiles,
    private readonly profiles: BatchProfiles,
  ) {}

  /** @throws FileProblem when the file as a whole cannot be taken; the signal's reason when called off */
  async load(order: LoadOrder): Promise<LoadOutcome> {
    order.report?.({ phase: 'recognising', share: null, rows: 0 });
    return this.throughStage(order, (file) => this.kept(order, file));
  }

  /** Every row of a file in its stage, typed, for `use`; nothing is stored. @throws FileProblem */
  async staged(order: LoadOrder, use: (kind: FactKind) => Promise<void>): Promise<void> {
    return this.throughStage({ ...order, dryRun: true }, ({ recognition }) => use(recognition.kind));
  }

  /** What the file is, without loading it; dispose of `files` when done. */
  async recognise(
    path: string,
    name: string,
    request: BatchRequest,
    files: TemporaryFiles,
    lenient = false,
    unsaved?: SavedMapping,
  ): Promise<Recognition> {
    const saved = unsaved ?? (request.mapping === undefined ? undefined : await this.mappings.find(request.mapping));
    const mapping = saved && { ...saved, names: await namesLookedUp(this.store, saved.document) };
    return recognise(path, {
      request,
      name,
      files,
      lenient,
      findForm: (code) => this.forms.find(code),
      usedNames: (names) =>
        request.onlySource === undefined
          ? usedNames(this.store, names)
          : namesOfSourceAlone(this.store, names, request.onlySource),
      ...(mapping ? { mapping } : {}),
    });
  }

  /**
   * Recognises the file, brings its rows into a stage and hands that to `use`. When the engine cannot read the file as it
   * stands, which shows before anything is stored, all of it once more, record by record.
   */
  private async throughStage<T>(order: LoadOrder, use: (file: Staged) => Promise<T>): Promise<T> {
    const files = new TemporaryFiles(order.temporaryFolder);
    try {
      return await this.attempt(order, files, false, use).catch((error: unknown) => {
        if (!(error instanceof EngineCannotRead)) throw error;
        return this.attempt(order, files, true, use);
      });
    } catch (error) {
      throw error instanceof EngineCannotRead ? unreadable(error) : error;
    } finally {
      await files.dispose();
    }
  }

  private async attempt<T>(
    order: LoadOrder,
    files: TemporaryFiles,
    lenient: boolean,
    use: (file: Staged) => Promise<T>,
  ): Promise<T> {
    const { path, name, request, signal } = order;
    const recognition = await this.recognise(path, name, request, files, lenient, order.mapping);
    refuseForeignDirectory(recognition, request);
    signal?.throwIfAborted();
    await order.recognised?.(recognition);
    const { kind, direct } = recognition;
    const plan = await this.withMeanings(direct ?? (await this.mapped(recognition, order, files)), kind.kind, request);
    const load = new StageLoad(this.store, kind, order.batch, signal);
    try {
      await this.watched(load, direct ? 0.05 : 0.4, 0.7, order, () =>
        load.fill(plan, direct && !order.dryRun ? order.sha256 : undefined),
      );
      signal?.throwIfAborted();
      return await use({ recognition, plan, load });
    } finally {
      await load.dropTemporary();
    }
  }

  private async kept(order: LoadOrder, { recognition, plan, load }: Staged): Promise<LoadOutcome> {
    const { batch, dryRun, report = () => undefined } = order;
    const { kind } = recognition;
    const counts = await load.classify(recognition.direct !== undefined);
    report({ phase: 'storing', share: 0.75, rows: counts.seen });
    const expected = dryRun ? await load.expected(plan) : undefined;
    const [remarks, statistics] = await Promise.all([
      load.remarks(),
      dryRun ? undefined : this.profiles.measure(kind, load.acceptable, counts.seen),
      dryRun ? undefined : load.keep(plan, order.sha256, counts),
    ]);
    const described = describe(recognition, remarks);
    const { source } = described;
    const from = load.acceptable;
    const profile = statistics && (await this.profiles.compare({ kind, batch, source, from, statistics }));
    report({ phase: 'storing', share: 0.95, rows: counts.seen });
    return {
      ...counts,
      ...described,
      profile: profile ?? null,
      reasons: (expected?.reasons ?? (await load.reasons())).map(explained),
      ...(expected ? { sample: expected.sample } : {}),
    };
  }

  /** Codes that were linked are read as what they mean. */
  private async withMeanings(plan: DirectPlan, kind: string, { waiting }: BatchRequest): Promise<DirectPlan> {
    const row = waiting ? onlyWaiting(plan.row, kind, waiting) : plan.row;
    return { ...plan, row: withLinkedCodes(row, await this.codeLinks.list()) };
  }

  private async mapped(recognition: Recognition, order: LoadOrder, files: TemporaryFiles): Promise<DirectPlan> {
    const path = join(files.next('.rows'));
    const written = await writeCanonicalRows(recognition, order.request, path, order.signal, (rows) =>
      order.report?.({ phase: 'reading', share: null, rows }),
    );
    if (written.rows === 0) throw new FileProblem('no-rows', '文件中没有记录。', 'The file holds no records.');
    return written.plan;
  }

  /** Runs the engine's reading while telling how much of the file it has read. */
  private async watched(
    load: StageLoad,
    from: number,
    to: number,
    order: LoadOrder,
    work: () => Promise<void>,
  ): Promise<void> {
    const { report } = order;
    if (!report) return work();
    let asking = false;
    const timer = setInterval(() => {
      if (asking) return;
      asking = true;
      void this.store
        .progress(load.tag)
        .then((progress) => {
          if (!progress) return;
          const share = progress.totalBytes > 0 ? progress.readBytes / progress.totalBytes : 0;
          report({ phase: 'typing', share: from + (to - from) * Math.min(1, share), rows: progress.readRows });
        })
        .catch(() => undefined)
        .finally(() => (asking = false));
    }, POLL_MILLISECONDS);
    try {
      report({ phase: 'typing', share: from, rows: 0 });
      await work();
    } finally {
      clearInterval(timer);
    }
  }
}

function describe(
  recognition: Recognition,
  { extra, future, sources, strangers }: Remarks,
): Omit<LoadOutcome, keyof LoadCounts | 'reasons' | 'profile'> {
  const warnings = [...recognition.warnings];
  for (const { words, n } of recognition.notices.values())
    warnings.push({ zh: words.zh.replace('{n}', String(n)), en: words.en.replace('{n}', String(n)) });
  for (const { column, n } of strangers)
    warnings.push({
      zh: `${column} 中有 ${n} 个编码不在名录里,已照收`,
      en: `${n} codes in ${column} are not in the directory; the rows were taken all the same`,
    });
  if (future > 0)
    warnings.push({
      zh: `${future} 行的时间在未来,请核对设备时钟`,
      en: `${future} rows are dated in the future; check the clock they come from`,
    });
  const source = sources.length > 3 ? `${sources.slice(0, 3).join(', ')}, ...` : sources.join(', ');
  return {
    format: recognition.format,
    encoding: recognition.encoding,
    mapping: recognition.mapping,
    kind: recognition.kind.kind,
    source: source || recognition.source,
    unknownColumns: [...new Set([...recognition.unknownColumns, ...extra])].slice(0, 200),
    warnings,
  };
}

function explained(reason: { column: string; code: string; n: number; example: string }): RefusalReason {
  return { ...reason, example: reason.example.slice(0, 200), fix: reasonFor(reason.code).fix };
}

function unreadable(error: Error): FileProblem {
  return new FileProblem(
    'unreadable',
    '引擎无法读取该文件。',
    `The engine cannot read the file (${error.message.slice(0, 200)}).`,
  );
}

/**
 * A machine's token speaks for one source of facts, not for the directory of people and units. Of photos it may bring the
 * pictures themselves, whose rows are judged one by one, never a table that claims what pictures are like.
 */
function refuseForeignDirectory({ kind, format }: Recognition, { onlySource, pictures }: BatchRequest): void {
  if (onlySource === undefined || kind.columns.some((c) => c.name === 'source')) return;
  if (pictures && format === PHOTO_SET_FORMAT) return;
  throw new FileProblem(
    'directory-by-token',
    '名录类数据须由数据管理员导入,令牌无权写入。',
    'Directory data is loaded by a steward; a token may not.',
  );
}
