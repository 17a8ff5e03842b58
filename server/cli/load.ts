import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import type { Receipt } from '../contract-intake.ts';
import { Refusal } from '../http/problem.ts';
import type { BatchRequest } from '../intake/batch.entity.ts';
import { Bundles } from '../intake/bundles.ts';
import { inLoadingOrder } from '../intake/deliveries.ts';
import { FileProblem } from '../intake/file-problem.ts';
import { IntakeService } from '../intake/intake.service.ts';
import { Mappings } from '../intake/mappings.ts';
import { receiptOf } from '../intake/receipts.ts';
import { RefusedRows } from '../intake/refused-rows.ts';
import { isPicture, picturesAmong } from '../intake/photos/picture-names.ts';
import { isLog, type ReceivedFile } from '../intake/upload.ts';
import { localPrincipal } from './local-principal.ts';
import { textOption, UsageError, type ExitCode, type Invocation, type Verb } from './verb.ts';

export const load: Verb = {
  summary: { zh: '导入文件、文件夹或压缩包', en: 'load files, folders and zips' },
  usage: [
    'PATH... [--source CODE] [--as KIND] [--mapping NAME|FILE] [--encoding LABEL] [--crs wgs84|gcj02|bd09] [--dry-run]',
  ],
  options: {
    source: { type: 'string' },
    as: { type: 'string' },
    mapping: { type: 'string' },
    encoding: { type: 'string' },
    crs: { type: 'string' },
    'dry-run': { type: 'boolean' },
  },
  run: async (invocation) => {
    if (invocation.words.length === 0)
      throw new UsageError({ zh: '请写明要导入的文件或文件夹。', en: 'Name the files or folders to load.' });
    const paths = inLoadingOrder((await filesUnder(invocation.words)).map((path) => ({ path }))).map(
      ({ path }) => path,
    );
    if (paths.length === 0) throw new UsageError({ zh: '没有可导入的文件。', en: 'There is nothing to load there.' });
    const app = await invocation.open();
    const request = await requestOf(invocation, app);
    const logs = paths.filter((path) => !isPicture(path));
    const pictures = paths.filter((path) => isPicture(path));
    if (invocation.options['dry-run'] === true) return dryRun(invocation, app, paths, request);
    const intake = app.get(IntakeService, { strict: false });
    intake.warmUp();
    await intake.resumeInterrupted();
    const receipts: Receipt[] = [];
    let code: ExitCode = 0;
    for (const together of [...logs.map((path) => [path]), ...(pictures.length > 0 ? [pictures] : [])]) {
      for (const receipt of await loadPaths(invocation, app, together, request)) {
        receipts.push(receipt);
        if (receipt.state !== 'loaded') code = 1;
        else if (receipt.rejected > 0 && code === 0) code = 3;
      }
    }
    invocation.print(oneOrAll(receipts), () =>
      receipts.map((receipt) => sentence(receipt, invocation.lang)).join('\n'),
    );
    return code;
  },
};

/** One file answers its receipt, several a list of them. */
const oneOrAll = <T>(documents: readonly T[]): T | readonly T[] => (documents.length === 1 ? documents[0]! : documents);

async function requestOf({ options }: Invocation, app: INestApplicationContext): Promise<BatchRequest> {
  const [source, as, encoding, mapping, crs] = ['source', 'as', 'encoding', 'mapping', 'crs'].map((name) =>
    textOption(options, name),
  );
  if (crs !== undefined && !['wgs84', 'gcj02', 'bd09'].includes(crs))
    throw new UsageError({ zh: '--crs 只能是 wgs84、gcj02 或 bd09。', en: '--crs is wgs84, gcj02 or bd09.' });
  const mappings = app.get(Mappings, { strict: false });
  const saved =
    mapping === undefined
      ? undefined
      : await (/\.json$/i.test(mapping) ? saveMapping(mappings, mapping) : mappings.find(mapping));
  return {
    ...(source === undefined ? {} : { source }),
    ...(as === undefined ? {} : { as }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(crs === undefined ? {} : { crs }),
    ...(saved ? { mapping: `${saved.document.name}@${saved.version}` } : {}),
  };
}

async function saveMapping(mappings: Mappings, path: string) {
  let body: unknown;
  try {
    body = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== undefined) throw error;
    throw new FileProblem(
      'bad-mapping',
      `映射文件不是有效的 JSON:${path}`,
      `The mapping file is not valid JSON: ${path}`,
    );
  }
  return mappings.save(body, localPrincipal().id);
}

/** Files as given, and everything below folders in the order of their names. */
async function filesUnder(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    if (!(await stat(path)).isDirectory()) {
      files.push(path);
      continue;
    }
    const entries = await readdir(path, { withFileTypes: true, recursive: true });
    const names = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
      .sort();
    const logs = names.filter(isLog);
    files.push(...[...logs, ...picturesAmong(names, logs.length)].map((name) => join(path, name)));
  }
  return files;
}

/** Pictures are loaded together, as one set. */
async function loadPaths(
  invocation: Invocation,
  app: INestApplicationContext,
  paths: readonly string[],
  request: BatchRequest,
): Promise<Receipt[]> {
  const [bundles, intake, refused] = [Bundles, IntakeService, RefusedRows].map((token) =>
    app.get(token as never, { strict: false }),
  ) as [Bundles, IntakeService, RefusedRows];
  const { signal } = invocation;
  const { id, name } = localPrincipal();
  const stored: ReceivedFile[] = [];
  for (const path of paths) stored.push({ ...(await bundles.put(path, signal)), name: path });
  const files = await bundles.opened(stored, request.source, signal);
  const batches = await intake.registerAll(
    files.map((file, part) => ({
      file: { sha256: file.sha256, bytes: file.bytes },
      delivery: { path: file.name, request, sender: { id, name }, part },
    })),
  );
  const receipts = new Map<number, Receipt>();
  for (const batch of inLoadingOrder(batches)) {
    const done = await intake.load(batch, {
      signal,
      report: ({ share }) => invocation.progress(share, { zh: `导入 ${batch.path}`, en: `Loading ${batch.path}` }),
    });
    receipts.set(done.receipt, receiptOf(done, done.rejected > 0 ? await refused.write(done) : undefined));
  }
  return batches.map((batch) => receipts.get(batch.receipt)!);
}

interface Glance {
  code: ExitCode;
  document: unknown;
  text: string;
}

async function dryRun(
  invocation: Invocation,
  app: INestApplicationContext,
  paths: readonly string[],
  request: BatchRequest,
): Promise<ExitCode> {
  const bundles = app.get(Bundles, { strict: false });
  const glances: Glance[] = [];
  let pictures = 0;
  for (const path of paths)
    await bundles.glanced(
      path,
      async (files) => {
        const logs = files.filter(({ name }) => !isPicture(name));
        pictures += files.length - logs.length;
        for (const file of logs) glances.push(await glance(invocation, app, file, request));
      },
      invocation.signal,
    );
  if (pictures > 0)
    invocation.say({
      zh: `试运行不看照片:跳过 ${pictures} 张。`,
      en: `A dry run does not look at pictures: ${pictures} passed over.`,
    });
  invocation.print(oneOrAll(glances.map(({ document }) => document)), () => glances.map(({ text }) => text).join('\n'));
  const codes = glances.map(({ code }) => code);
  return codes.includes(1) ? 1 : codes.includes(3) ? 3 : 0;
}

async function glance(
  { signal, lang }: Invocation,
  app: INestApplicationContext,
  { path, name }: { path: string; name: string },
  request: BatchRequest,
): Promise<Glance> {
  try {
    const outcome = await app.get(IntakeService, { strict: false }).dryRun(path, request, { signal }, name);
    const document = { dryRun: true, path: name, ...outcome };
    return { code: outcome.rejected > 0 ? 3 : 0, document, text: counts(name, outcome, lang) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { words, code } = error;
    return { code: 1, document: { dryRun: true, path: name, problem: words, code }, text: `${name}: ${words[lang]}` };
  }
}

type Counts = Pick<Receipt, 'seen' | 'accepted' | 'amended' | 'duplicate' | 'rejected'>;

function counts(path: string, { seen, accepted, amended, duplicate, rejected }: Counts, lang: 'zh' | 'en'): string {
  return lang === 'zh'
    ? `${path}:读到 ${seen} 行,新增 ${accepted},更正 ${amended},重复 ${duplicate},退回 ${rejected}`
    : `${path}: ${seen} rows seen, ${accepted} accepted, ${amended} amended, ${duplicate} duplicate, ${rejected} refused`;
}

function sentence(receipt: Receipt, lang: 'zh' | 'en'): string {
  if (receipt.problem) return `${receipt.path}: ${receipt.problem[lang]}`;
  const rejects =
    receipt.rejects === null
      ? ''
      : lang === 'zh'
        ? `。退回的行在 ${receipt.rejects}`
        : `. Refused rows: ${receipt.rejects}`;
  const remarks = [...receipt.warnings, ...(receipt.profile?.surprises ?? []).map(({ words }) => words)];
  const warnings = remarks.map((words) => `\n  ${words[lang]}`).join('');
  const number = lang === 'zh' ? `回执 ${receipt.receipt} ` : `receipt ${receipt.receipt} `;
  return `${number}${counts(receipt.path, receipt, lang)}${rejects}${warnings}`;
}
