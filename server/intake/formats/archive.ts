/**
 * Opens ZIP containers (XLSX, bundles of logs) only after their directory was checked: size, number, ratio and names are
 * judged before a single byte is unpacked, and an entry that is longer than it says is cut off.
 */
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createInflateRaw } from 'node:zlib';
import yauzl from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { FileProblem } from '../file-problem.ts';
import { namesOf, type RawName } from './archive-names.ts';

const MOST_ENTRIES = 2000;
const LARGEST_ENTRY = 2 ** 30;
const LARGEST_TOTAL = 3 * 2 ** 30;
const HIGHEST_RATIO = 200;
/** Small entries may compress as well as they like. */
const RATIO_COUNTS_FROM = 8 * 2 ** 20;

const DEFLATED = 8;
/** Unpacked at once: every piece costs a turn of the event loop. */
const PIECE = 2 ** 15;

const openZip = promisify<string, yauzl.Options, ZipFile>(yauzl.open);

export interface Archive {
  /** Names of the files inside, directories left out. */
  names: readonly string[];
  bytes(name: string): number;
  /** @throws FileProblem `no-such-entry`; while it is read, `bad-archive` when the entry is not what the directory says */
  read(name: string): AsyncIterable<Buffer>;
  close(): void;
}

/** @throws FileProblem `bad-archive`, `archive-bomb`, `archive-names` */
export async function openArchive(path: string): Promise<Archive> {
  let zip: ZipFile;
  try {
    zip = await openZip(path, {
      lazyEntries: true,
      autoClose: false,
      decodeStrings: false,
      validateEntrySizes: true,
    });
  } catch (error) {
    throw badArchive(error);
  }
  try {
    const entries = await readDirectory(zip);
    const open = promisify<Entry, object, Readable>(zip.openReadStream.bind(zip) as never);
    return {
      names: [...entries.keys()],
      bytes: (name) => entries.get(name)?.uncompressedSize ?? 0,
      read: async function* (name) {
        const entry = entries.get(name);
        if (!entry)
          throw new FileProblem('no-such-entry', `压缩包中没有 ${name}。`, `The archive has no entry ${name}.`);
        try {
          if (entry.compressionMethod === DEFLATED) yield* inflated(await open(entry, { decompress: false }), entry);
          else yield* (await open(entry, {})) as AsyncIterable<Buffer>;
        } catch (error) {
          throw badArchive(error);
        }
      },
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error instanceof FileProblem ? error : badArchive(error);
  }
}

/** yauzl unpacks in pieces of 16 KB; its check of the size is done here as well. */
async function* inflated(packed: Readable, { uncompressedSize }: Entry): AsyncGenerator<Buffer> {
  const unpacked = createInflateRaw({ chunkSize: PIECE });
  packed.on('error', (error) => unpacked.destroy(error));
  packed.pipe(unpacked);
  let bytes = 0;
  try {
    for await (const piece of unpacked as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > uncompressedSize) throw new Error('an entry is longer than the directory says');
      yield piece;
    }
  } finally {
    packed.destroy();
    unpacked.destroy();
  }
  if (bytes < uncompressedSize) throw new Error('an entry is shorter than the directory says');
}

function readDirectory(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > MOST_ENTRIES)
    throw new FileProblem(
      'archive-bomb',
      `压缩包内文件超过 ${MOST_ENTRIES} 个。`,
      `The archive holds more than ${MOST_ENTRIES} entries.`,
    );
  return new Promise((resolve, reject) => {
    const found: Entry[] = [];
    let total = 0;
    zip.on('error', (error: Error) => reject(badArchive(error)));
    zip.on('end', () => {
      try {
        resolve(named(found));
      } catch (error) {
        reject(error as Error);
      }
    });
    zip.on('entry', (entry: Entry) => {
      total += entry.uncompressedSize;
      const problem = problemOf(entry) ?? (total > LARGEST_TOTAL ? bomb() : undefined);
      if (problem) return reject(problem);
      found.push(entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
}

/** @throws FileProblem `archive-names` */
function named(found: readonly Entry[]): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const names = namesOf(found as unknown as RawName[]);
  for (const [i, entry] of found.entries()) {
    const name = names[i]!;
    // Nothing is ever written under these names, but a name that climbs out of its folder has no honest use.
    const isLink = ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000;
    if (isLink || entries.has(name) || /(^|\/)\.\.(\/|$)|^\/|^[A-Za-z]:|\0/.test(name)) throw badNames(name);
    if (!name.endsWith('/')) entries.set(name, entry);
  }
  return entries;
}

function problemOf({ uncompressedSize, compressedSize, generalPurposeBitFlag }: Entry): FileProblem | undefined {
  if (generalPurposeBitFlag & 1)
    return new FileProblem(
      'encrypted',
      '文件有密码保护,请去除密码后重新导入。',
      'The file is protected by a password; remove it and load again.',
    );
  if (uncompressedSize > LARGEST_ENTRY) return bomb();
  if (uncompressedSize > RATIO_COUNTS_FROM && uncompressedSize > compressedSize * HIGHEST_RATIO) return bomb();
  return undefined;
}

const bomb = (): FileProblem =>
  new FileProblem(
    'archive-bomb',
    '压缩包展开后过大,疑似压缩炸弹,已拒绝。',
    'The archive unpacks to far more than it should; refused as a decompression bomb.',
  );
const badNames = (name: string): FileProblem =>
  new FileProblem(
    'archive-names',
    `压缩包内有不安全的文件名:${name.slice(0, 100)}`,
    `The archive holds an unsafe name: ${name.slice(0, 100)}`,
  );
const badArchive = (error: unknown): FileProblem =>
  new FileProblem(
    'bad-archive',
    '压缩包或 XLSX 文件已损坏。',
    `The archive or XLSX file is damaged (${(error as Error).message.slice(0, 200)}).`,
  );
