/**
 * Which encoding a text file is in, and its text. UTF-8 is tried first and strictly, because Chinese text in GB18030 is
 * almost never valid UTF-8, while UTF-8 often passes for GB18030.
 */
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import type { Words } from '../../../metrics/columns.ts';
import { FileProblem } from '../file-problem.ts';
import { decoderOf, encodingLabel } from './decoders.ts';
import { LineBounds, mayStandOnOneLine, type LineShape } from './line-bounds.ts';

export interface Encoding {
  /** A WHATWG label, e.g. utf-8, gb18030, utf-16le. */
  label: string;
  /** Bytes of a byte order mark to skip. */
  bom: number;
  warnings: Words[];
  /** All of it was looked through and is UTF-8. */
  strict?: boolean;
  /** Seen in passing, where the file was looked through. */
  lines?: LineShape;
}

const CHUNK = 1 << 20;

/**
 * @param asked label the caller insists on; wins over everything but is checked to exist
 * @throws FileProblem `unknown-encoding`, `unreadable-text`
 */
export async function detectEncoding(path: string, asked?: string): Promise<Encoding> {
  const head = await readHead(path, 4096);
  const bom = byteOrderMark(head);
  const bounds = mayStandOnOneLine(head) ? undefined : new LineBounds();
  if (asked !== undefined) return { label: checkedLabel(asked), bom: bom?.bom ?? 0, warnings: [] };
  if (bom) return { ...bom, warnings: [] };
  const wide = utf16WithoutMark(head);
  if (wide) return { label: wide, bom: 0, warnings: [] };
  if (isBinary(head))
    throw new FileProblem(
      'unknown-format',
      '这是二进制文件,不是可识别的表格、JSON 或日志。',
      'A binary file, not a table, JSON or log that is recognised.',
    );
  if (await isStrictUtf8(path, bounds))
    return { label: 'utf-8', bom: 0, warnings: [], strict: true, ...(bounds ? { lines: bounds.shape } : {}) };
  const damage = await utf8Damage(path);
  // A few broken bytes in long UTF-8: the file was cut or spliced, reading it as GB18030 would garble every line.
  if (damage.broken * 20 < damage.intact)
    return {
      label: 'utf-8',
      bom: 0,
      warnings: [
        {
          zh: `文件按 UTF-8 读取,有 ${damage.broken} 处损坏的字节显示为 �`,
          en: `Read as UTF-8; ${damage.broken} broken bytes are shown as �`,
        },
      ],
    };
  if (await decodesStrictly(path, 'gb18030'))
    return {
      label: 'gb18030',
      bom: 0,
      warnings: [
        {
          zh: '文件不是 UTF-8,按 GB18030(GBK)读取;如有乱码,请指明编码后重新导入',
          en: 'Not UTF-8; read as GB18030 (GBK). If characters look wrong, load it again and name its encoding',
        },
      ],
    };
  throw new FileProblem(
    'unreadable-text',
    '无法判断文字编码(既不是 UTF-8 也不是 GB18030)。请另存为 UTF-8,或在导入时指明编码。',
    'The text encoding cannot be told (neither UTF-8 nor GB18030). Save the file as UTF-8, or name its encoding when loading.',
  );
}

/** The text of a file from its first character, without its byte order mark; broken bytes become U+FFFD. */
export async function* decodedText(path: string, encoding: Pick<Encoding, 'label' | 'bom'>): AsyncGenerator<string> {
  const decoder = decoderOf(encoding.label);
  for await (const chunk of createReadStream(path, { start: encoding.bom, highWaterMark: CHUNK })) {
    const text = decoder.write(chunk as Buffer);
    if (text !== '') yield text;
  }
  const rest = decoder.end();
  if (rest !== '') yield rest;
}

/** The same as bytes of UTF-8. */
export async function* utf8Bytes(path: string, encoding: Encoding): AsyncGenerator<Buffer> {
  if (encoding.strict) yield* createReadStream(path, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>;
  else for await (const text of decodedText(path, encoding)) yield Buffer.from(text);
}

export async function readHead(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function checkedLabel(label: string): string {
  try {
    return encodingLabel(label);
  } catch {
    throw new FileProblem('unknown-encoding', `不认识的编码:${label}`, `Unknown encoding: ${label}`);
  }
}

function byteOrderMark(head: Buffer): { label: string; bom: number } | undefined {
  if (head.length >= 3 && head.readUIntBE(0, 3) === 0xefbbbf) return { label: 'utf-8', bom: 3 };
  if (head.length < 2) return undefined;
  const mark = head.readUInt16BE(0);
  if (mark === 0xfffe) return { label: 'utf-16le', bom: 2 };
  if (mark === 0xfeff) return { label: 'utf-16be', bom: 2 };
  return undefined;
}

/** Control characters that no text holds. */
function isBinary(head: Buffer): boolean {
  let odd = 0;
  for (const byte of head) if (byte < 9 || (byte > 13 && byte < 27)) odd += 1;
  return odd > head.length / 100 + 3;
}

/** Text with many ASCII characters in UTF-16 has a NUL in every other byte. */
function utf16WithoutMark(head: Buffer): string | undefined {
  let even = 0;
  let odd = 0;
  for (let i = 0; i < head.length; i++) {
    if (head[i] !== 0) continue;
    if (i % 2 === 0) even += 1;
    else odd += 1;
  }
  const half = head.length / 2;
  if (odd > half * 0.3 && even < half * 0.02) return 'utf-16le';
  if (even > half * 0.3 && odd < half * 0.02) return 'utf-16be';
  return undefined;
}

/** Length of the incomplete character at the end of a chunk of UTF-8, 0..3. */
function incompleteTail(chunk: Buffer): number {
  for (let back = 1; back <= Math.min(3, chunk.length); back++) {
    const byte = chunk[chunk.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

async function isStrictUtf8(path: string, bounds: LineBounds | undefined): Promise<boolean> {
  let carried = Buffer.alloc(0);
  for await (const part of createReadStream(path, { highWaterMark: CHUNK })) {
    bounds?.look(part as Buffer);
    const chunk = carried.length > 0 ? Buffer.concat([carried, part as Buffer]) : (part as Buffer);
    const tail = incompleteTail(chunk);
    if (!isUtf8(chunk.subarray(0, chunk.length - tail))) return false;
    carried = Buffer.from(chunk.subarray(chunk.length - tail));
  }
  return carried.length === 0;
}

async function utf8Damage(path: string): Promise<{ broken: number; intact: number }> {
  let broken = 0;
  let intact = 0;
  for await (const text of decodedText(path, { label: 'utf-8', bom: 0 })) {
    for (const character of text.match(/[^\x00-\x7f]/gu) ?? []) {
      if (character === '\ufffd') broken += 1;
      else intact += 1;
    }
  }
  return { broken, intact };
}

async function decodesStrictly(path: string, label: string): Promise<boolean> {
  const decoder = new TextDecoder(label, { fatal: true });
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK }))
      decoder.decode(chunk as Buffer, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return false;
    throw error;
  }
}
