/**
 * One file that holds a folder: POSIX tar (ustar; sizes above 8 GiB in GNU base-256), readable with any tar, whose last
 * entry lists the SHA-256 of every file. Nothing is compressed: the engine's parts are already.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, lstat, mkdir, open, readdir, readlink, rename, rm, symlink, type FileHandle } from 'node:fs/promises';
import { dirname, join, normalize, posix } from 'node:path';
import { Refusal } from '../http/problem.ts';

const BLOCK = 512;
const LIST = 'archive-list.json';

export interface ArchivedFile {
  name: string;
  bytes: number;
  sha256: string;
}

export interface ArchiveList {
  /** Version of this layout. */
  archive: 1;
  /** ISO 8601 UTC. */
  at: string;
  about: Record<string, unknown>;
  files: ArchivedFile[];
}

export interface ArchiveSource {
  /** Path inside the archive, with slashes. */
  name: string;
  /** File, folder (taken with all it holds) or symbolic link on this machine. */
  path: string;
}

/** Bytes of files done so far. */
type Report = (bytes: number) => void;

/** Writes beside the target and renames when all of it is on the disk: a half-written archive never has the name. */
export async function writeArchive(
  target: string,
  sources: readonly ArchiveSource[],
  about: Record<string, unknown>,
  report: Report = () => undefined,
): Promise<ArchiveList> {
  const part = `${target}.part`;
  const file = await open(part, 'w', 0o600);
  try {
    const list: ArchiveList = { archive: 1, at: new Date().toISOString(), about, files: [] };
    let done = 0;
    for (const source of sources)
      for await (const entry of entriesOf(source)) {
        if (entry.kind !== 'file') {
          await file.write(header(entry.name, 0, entry.kind, entry.target));
          continue;
        }
        const { size } = await lstat(entry.path);
        await file.write(header(entry.name, size, 'file'));
        const hash = createHash('sha256');
        let written = 0;
        for await (const chunk of createReadStream(entry.path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
          hash.update(chunk);
          await file.write(chunk);
          written += chunk.length;
          report((done += chunk.length));
        }
        if (written !== size) throw new Error(`${entry.path} changed while it was archived`);
        await file.write(Buffer.alloc(padding(size)));
        list.files.push({ name: entry.name, bytes: size, sha256: hash.digest('hex') });
      }
    const text = Buffer.from(`${JSON.stringify(list, null, 1)}\n`);
    await file.write(header(LIST, text.length, 'file'));
    await file.write(text);
    await file.write(Buffer.alloc(padding(text.length) + 2 * BLOCK));
    await file.sync();
    await file.close();
    await rename(part, target);
    await syncFolder(dirname(target));
    return list;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(part, { force: true });
    throw error;
  }
}

/**
 * Unpacks into `folder`, which must not hold any of it, and compares every file with the list. The files are on the disk
 * when it resolves. @throws Refusal `bad-archive` naming the first entry that is not as it was written
 */
export async function readArchive(
  path: string,
  folder: string,
  report: Report = () => undefined,
): Promise<ArchiveList> {
  const archive = await open(path, 'r');
  try {
    const found = new Map<string, ArchivedFile>();
    let list: ArchiveList | undefined;
    let done = 0;
    for (let at = 0; ;) {
      const entry = await readHeader(archive, at);
      if (!entry) break;
      at += BLOCK;
      const target = join(folder, inside(entry.name));
      if (entry.kind === 'folder') await mkdir(target, { recursive: true, mode: 0o700 });
      else if (entry.kind === 'link') {
        inside(posix.join(posix.dirname(entry.name), entry.target));
        await mkdir(dirname(target), { recursive: true, mode: 0o700 });
        await symlink(entry.target, target);
      } else if (entry.name === LIST) {
        list = parseList(await readBytes(archive, at, entry.size, entry.name));
        break;
      } else {
        await mkdir(dirname(target), { recursive: true, mode: 0o700 });
        const sha256 = await extract(path, at, entry.size, target, entry.name);
        found.set(entry.name, { name: entry.name, bytes: entry.size, sha256 });
        report((done += entry.size));
      }
      at += entry.size + padding(entry.size);
    }
    if (!list) throw bad('', '缺少文件清单', 'the list of files is missing');
    for (const { name, sha256 } of list.files) {
      const file = found.get(name);
      if (!file) throw bad(name, '文件缺失', 'the file is missing');
      if (file.sha256 !== sha256) throw bad(name, '内容与清单不符', 'its content is not as listed');
      found.delete(name);
    }
    const extra = [...found.keys()][0];
    if (extra !== undefined) throw bad(extra, '清单中没有此文件', 'the list does not name it');
    return list;
  } finally {
    await archive.close();
  }
}

export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

type Entry =
  | { kind: 'file'; name: string; path: string; target: '' }
  | { kind: 'folder'; name: string; path: string; target: '' }
  | { kind: 'link'; name: string; path: string; target: string };

/** Sorted, so that the same folder gives the same archive. */
async function* entriesOf({ name, path }: ArchiveSource): AsyncGenerator<Entry> {
  const stat = await lstat(path);
  if (stat.isSymbolicLink()) yield { kind: 'link', name, path, target: await readlink(path) };
  else if (stat.isFile()) yield { kind: 'file', name, path, target: '' };
  else if (stat.isDirectory()) {
    yield { kind: 'folder', name, path, target: '' };
    for (const child of (await readdir(path)).sort())
      yield* entriesOf({ name: `${name}/${child}`, path: join(path, child) });
  }
}

const padding = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;
const TYPES = { file: '0', link: '2', folder: '5' } as const;

function header(name: string, size: number, kind: Entry['kind'], target = ''): Buffer {
  const block = Buffer.alloc(BLOCK);
  const [prefix, short] = splitName(kind === 'folder' ? `${name}/` : name);
  if (Buffer.byteLength(target) > 100) throw new Error(`link target too long for an archive: ${target}`);
  block.write(short, 0, 'utf8');
  block.write(kind === 'folder' ? '0000700\0' : '0000600\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  if (size < 8 ** 11) block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  else {
    block[124] = 0x80;
    block.writeBigUInt64BE(BigInt(size), 128);
  }
  block.write('00000000000\0', 136);
  block.write(TYPES[kind], 156);
  block.write(target, 157, 'utf8');
  block.write('ustar\x0000', 257);
  block.write(prefix, 345, 'utf8');
  block.write(`${checksum(block).toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** ustar keeps 100 bytes of name and, before a slash, 155 of prefix. */
function splitName(name: string): [string, string] {
  if (Buffer.byteLength(name) <= 100) return ['', name];
  for (let at = name.indexOf('/'); at > 0; at = name.indexOf('/', at + 1))
    if (Buffer.byteLength(name.slice(at + 1)) <= 100 && Buffer.byteLength(name.slice(0, at)) <= 155)
      return [name.slice(0, at), name.slice(at + 1)];
  throw new Error(`name too long for an archive: ${name}`);
}

/** Over the block with its own field taken as blanks. */
function checksum(block: Buffer): number {
  return block.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 32 : byte), 0);
}

async function readHeader(
  archive: FileHandle,
  at: number,
): Promise<{ kind: Entry['kind']; name: string; size: number; target: string } | undefined> {
  const block = await readBytes(archive, at, BLOCK, '');
  if (block.every((byte) => byte === 0)) return undefined;
  const text = (from: number, length: number): string =>
    block.toString('utf8', from, from + length).replace(/\0[^]*$/, '');
  const prefix = text(345, 155);
  const name = `${prefix === '' ? '' : `${prefix}/`}${text(0, 100)}`.replace(/\/$/, '');
  if (Number.parseInt(text(148, 8), 8) !== checksum(block)) throw bad(name, '条目头已损坏', 'its header is damaged');
  const kind = (Object.keys(TYPES) as Entry['kind'][]).find((key) => TYPES[key] === text(156, 1));
  if (!kind) throw bad(name, '不支持的条目类型', 'a kind of entry that is not supported');
  const size = block[124] === 0x80 ? Number(block.readBigUInt64BE(128)) : Number.parseInt(text(124, 12), 8);
  return { kind, name, size, target: text(157, 100) };
}

async function readBytes(archive: FileHandle, at: number, length: number, name: string): Promise<Buffer> {
  const { bytesRead, buffer } = await archive.read(Buffer.alloc(length), 0, length, at);
  if (bytesRead < length) throw bad(name, '归档在此处中断', 'the archive ends in the middle of it');
  return buffer;
}

async function extract(path: string, at: number, size: number, target: string, name: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(target, 'wx', 0o600);
  try {
    let read = 0;
    if (size > 0)
      for await (const chunk of createReadStream(path, { start: at, end: at + size - 1, highWaterMark: 1 << 20 })) {
        hash.update(chunk as Buffer);
        await file.write(chunk as Buffer);
        read += (chunk as Buffer).length;
      }
    if (read < size) throw bad(name, '归档在此处中断', 'the archive ends in the middle of it');
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(target, 0o600);
  return hash.digest('hex');
}

function parseList(text: Buffer): ArchiveList {
  try {
    const list = JSON.parse(text.toString('utf8')) as ArchiveList;
    if (list.archive === 1 && Array.isArray(list.files)) return list;
  } catch {
    // Said below.
  }
  throw bad(LIST, '文件清单已损坏', 'the list of files is damaged');
}

/** A name must stay inside the folder it is unpacked into. */
function inside(name: string): string {
  const clean = normalize(name);
  if (name === '' || clean.startsWith('..') || clean.startsWith('/') || name.includes('\0'))
    throw bad(name, '路径越出目标目录', 'its path leaves the target folder');
  return clean;
}

function bad(name: string, zh: string, en: string): Refusal {
  const at = name === '' ? '' : ` ${name}`;
  return new Refusal(422, 'bad-archive', {
    zh: `备份文件不可用:${at} ${zh}。未改动任何数据。`,
    en: `The backup cannot be used:${at} ${en}. Nothing was changed.`,
  });
}
