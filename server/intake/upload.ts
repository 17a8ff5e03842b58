/** The files of one request: a multipart form, or one raw body. They go to the vault as they arrive. */
import type { Readable } from 'node:stream';
import busboy from 'busboy';
import type { Request } from 'express';
import { Refusal } from '../http/problem.ts';
import { FileProblem } from './file-problem.ts';
import type { FileVault, StoredFile } from './file-vault.ts';
import { openArchive } from './formats/archive.ts';
import { readHead } from './formats/encoding.ts';
import { isPicture, picturesAmong } from './photos/picture-names.ts';

export interface ReceivedFile extends StoredFile {
  name: string;
  /** SHA-256 of the archive it came out of. */
  bundle?: string;
  /** Written here from pictures; a file that only looks like such a set has it not. */
  pictures?: true;
}

export const MOST_FILES = 200;
export const LARGEST_FILE = 8 * 2 ** 30;
const BODY_TYPES: Record<string, string> = {
  'application/json': 'body.json',
  'application/x-ndjson': 'body.ndjson',
  'application/ndjson': 'body.ndjson',
  'text/csv': 'body.csv',
  'text/tab-separated-values': 'body.tsv',
  'application/xml': 'body.xes',
  'application/octet-stream': 'body',
};

export const BODY_MEDIA_TYPES = ['multipart/form-data', ...Object.keys(BODY_TYPES)];

/**
 * @param seen called with the bytes taken so far
 * @throws Refusal 400 `no-file`, 413, 415
 */
export async function receiveUpload(
  request: Request,
  vault: Pick<FileVault, 'put'>,
  signal: AbortSignal,
  seen: (bytes: number) => void,
): Promise<ReceivedFile[]> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (type === 'multipart/form-data') return receiveForm(request, vault, signal, seen);
  const name = BODY_TYPES[type];
  if (name === undefined)
    throw new Refusal(415, 'unsupported-content', {
      zh: `请用表单上传文件,或以 ${Object.keys(BODY_TYPES).join('、')} 发送。`,
      en: `Upload files in a form, or send ${Object.keys(BODY_TYPES).join(', ')}.`,
    });
  const stored = await vault.put(limited(request), signal, seen);
  if (stored.bytes === 0) throw noFile();
  return [{ ...stored, name }];
}

const noFile = (): Refusal => new Refusal(400, 'no-file', { zh: '请求中没有文件。', en: 'The request holds no file.' });
export const tooLarge = (): Refusal =>
  new Refusal(413, 'too-large', { zh: '文件超过 8 GB。', en: 'The file is larger than 8 GB.' });

async function* limited(source: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += (chunk as Buffer).length;
    if (bytes > LARGEST_FILE) throw tooLarge();
    yield chunk as Buffer;
  }
}

function receiveForm(
  request: Request,
  vault: Pick<FileVault, 'put'>,
  signal: AbortSignal,
  seen: (bytes: number) => void,
): Promise<ReceivedFile[]> {
  return new Promise((resolve, reject) => {
    const files: Promise<ReceivedFile>[] = [];
    let parser: busboy.Busboy;
    try {
      // Names of files are UTF-8 in every browser; busboy reads them as Latin-1 otherwise.
      parser = busboy({
        headers: request.headers,
        defParamCharset: 'utf8',
        limits: { files: MOST_FILES, fields: 50, fieldSize: 65_536, fileSize: LARGEST_FILE + 1 },
      });
    } catch {
      reject(new Refusal(400, 'malformed-form', { zh: '表单格式有误。', en: 'The form is malformed.' }));
      return;
    }
    let total = 0;
    const fail = (error: unknown): void => {
      request.unpipe(parser);
      request.resume();
      void Promise.allSettled(files).then(() => reject(error));
    };
    parser.on('file', (_field, stream: Readable, info) => {
      let before = 0;
      const stored = vault.put(limited(stream), signal, (bytes) => {
        total += bytes - before;
        before = bytes;
        seen(total);
      });
      const file = stored.then((kept) => ({ ...kept, name: info.filename || 'upload' }));
      file.catch((error: unknown) => {
        stream.resume();
        fail(error);
      });
      files.push(file);
    });
    parser.on('filesLimit', () =>
      fail(
        new Refusal(413, 'too-many-files', {
          zh: `一次最多 ${MOST_FILES} 个文件。`,
          en: `At most ${MOST_FILES} files at a time.`,
        }),
      ),
    );
    parser.on('error', () =>
      fail(new Refusal(400, 'malformed-form', { zh: '表单格式有误。', en: 'The form is malformed.' })),
    );
    parser.on('close', () => {
      Promise.all(files).then((done) => (done.length === 0 ? reject(noFile()) : resolve(done)), reject);
    });
    request.once('aborted', () =>
      fail(new Refusal(400, 'upload-broken', { zh: '上传中断。', en: 'The upload broke off.' })),
    );
    request.pipe(parser);
  });
}

/** Where what is in an archive goes. */
export type Unpacking = Pick<FileVault, 'put' | 'pathOf'>;

const isZip = (head: Buffer): boolean => head.length > 3 && head.readUInt32BE(0) === 0x504b0304;

export const isArchive = async (path: string): Promise<boolean> => isZip(await readHead(path, 4));

/** Archives in archives: deeper ones have no honest use. */
const DEEPEST = 3;
const MOST_INSIDE = 2_000;
const MOST_INSIDE_BYTES = 3 * 2 ** 30;

interface Budget {
  files: number;
  bytes: number;
}

/**
 * A bundle of logs becomes the files in it, each kept under its own digest, those of archives inside it too; anything else
 * stays what it is. Pictures are taken when they lie in a folder `photos`, or when there is nothing else; others are passed over.
 * @throws FileProblem when the archive is not safe
 */
export async function unbundle(file: ReceivedFile, vault: Unpacking, signal?: AbortSignal): Promise<ReceivedFile[]> {
  return unpacked(file, vault, signal, 1, { files: 0, bytes: 0 });
}

/** As `unbundle`; an archive that cannot be taken stays whole: loading refuses it, and leaves a receipt. */
export async function filesIn(file: ReceivedFile, vault: Unpacking, signal?: AbortSignal): Promise<ReceivedFile[]> {
  try {
    return await unbundle(file, vault, signal);
  } catch (error) {
    if (error instanceof FileProblem) return [file];
    throw error;
  }
}

async function unpacked(
  file: ReceivedFile,
  vault: Unpacking,
  signal: AbortSignal | undefined,
  depth: number,
  budget: Budget,
): Promise<ReceivedFile[]> {
  const path = vault.pathOf(file.sha256);
  if (!(await isArchive(path))) return [file];
  const archive = await openArchive(path);
  try {
    if (
      archive.names.includes('xl/workbook.xml') ||
      archive.names.includes('[Content_Types].xml') ||
      archive.names.includes('mimetype')
    )
      return [file];
    if (depth > DEEPEST) throw tooMuchInside();
    const inside: ReceivedFile[] = [];
    const logs = archive.names.filter(isLog);
    for (const name of [...logs, ...picturesAmong(archive.names, logs.length)]) {
      budget.files += 1;
      budget.bytes += archive.bytes(name);
      if (budget.files > MOST_INSIDE || budget.bytes > MOST_INSIDE_BYTES) throw tooMuchInside();
      const stored = await vault.put(archive.read(name), signal);
      const taken = { ...stored, name: `${file.name}!${name}`, bundle: file.sha256 };
      inside.push(...(isPicture(name) ? [taken] : await unpacked(taken, vault, signal, depth + 1, budget)));
    }
    if (inside.length === 0)
      throw new FileProblem(
        'empty-archive',
        '压缩包里没有可导入的文件。',
        'The archive holds nothing that can be loaded.',
      );
    return inside;
  } finally {
    archive.close();
  }
}

const tooMuchInside = (): FileProblem =>
  new FileProblem(
    'archive-bomb',
    `压缩包内套压缩包超过 ${DEEPEST} 层,或展开后超过 ${MOST_INSIDE} 个文件、3 GB,已拒绝。`,
    `Archives lie more than ${DEEPEST} deep in one another, or hold more than ${MOST_INSIDE} files or 3 GB together; refused.`,
  );

export const isLog = (name: string): boolean =>
  !/(^|\/)(\.|__MACOSX\/|Thumbs\.db$)/i.test(name) &&
  !/\.(jpe?g|png|gif|heic|webp|bmp|mp4|mov|pdf|docx?|pptx?)$/i.test(name);
