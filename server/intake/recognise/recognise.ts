/** Finds out what a stored file is. Looks at its bytes first; the name only breaks ties. */
import { basename } from 'node:path';
import { openArchive } from '../formats/archive.ts';
import { decodedText, detectEncoding, readHead } from '../formats/encoding.ts';
import { FileProblem } from '../file-problem.ts';
import { inUtf8, unpackGzip, type TemporaryFiles } from '../decoded-twin.ts';
import { headRecords, recogniseDelimited } from './recognise-delimited.ts';
import type { TextFile } from './text-file.ts';
import { recogniseJson } from './recognise-json.ts';
import { firstRowsOfSheets, recogniseWorkbook } from './recognise-workbook.ts';
import { isOcelJson, ocelJson } from '../formats/ocel-json.ts';
import { isSqlite, ocelSqlite, plainDatabase } from '../formats/ocel-sqlite.ts';
import { isOcelXml, ocelXml } from '../formats/ocel-xml.ts';
import { recogniseOcel } from './recognise-ocel.ts';
import { recogniseXes } from './recognise-xes.ts';
import { PHOTO_SET_HEAD, recognisePhotoSet, type UsedNames } from '../photos/photo-set.ts';
import type { FindForm, LoadRequest, Recognition } from './recognition.ts';
import type { SavedMapping } from './table-layout.ts';

export interface RecogniseOptions {
  request: LoadRequest;
  /** Name the caller knows the file by. */
  name: string;
  mapping?: SavedMapping;
  files: TemporaryFiles;
  findForm?: FindForm;
  /** The engine could not read it: read record by record, fault by fault. */
  lenient?: boolean;
  /** Of these names of pictures, those that facts refer to. */
  usedNames: UsedNames;
}

const isZip = (head: Buffer): boolean => head.length > 3 && head.readUInt32BE(0) === 0x504b0304;
const isGzip = (head: Buffer): boolean => head.length > 1 && head.readUInt16BE(0) === 0x1f8b;
const isOldOffice = (head: Buffer): boolean => head.length > 3 && head.readUInt32BE(0) === 0xd0cf11e0;

interface Unpacked {
  path: string;
  fileName: string;
  head: Buffer;
}

/** @throws FileProblem `empty-file`, `old-office` */
async function unpacked(stored: string, name: string, files: TemporaryFiles): Promise<Unpacked> {
  let path = stored;
  let fileName = basename(name);
  let head = await readHead(path, 4096);
  if (isGzip(head)) {
    path = await unpackGzip(path, files);
    fileName = fileName.replace(/\.gz$/i, '');
    head = await readHead(path, 4096);
  }
  if (head.length === 0) throw new FileProblem('empty-file', '文件是空的。', 'The file is empty.');
  if (isOldOffice(head))
    throw new FileProblem(
      'old-office',
      '旧版 XLS 或加密的工作簿读不了,请另存为 XLSX 或 CSV。',
      'Old XLS or encrypted workbooks cannot be read; save as XLSX or CSV.',
    );
  return { path, fileName, head };
}

/** @throws FileProblem when the file cannot be taken */
export async function recognise(stored: string, options: RecogniseOptions): Promise<Recognition> {
  const { request, files, lenient = false } = options;
  const { path, fileName, head } = await unpacked(stored, options.name, files);
  const hints = { request, fileName, path: options.name, ...(options.mapping ? { mapping: options.mapping } : {}) };
  if (isZip(head)) {
    if (await isWorkbook(path)) return recogniseWorkbook(path, hints);
    throw new FileProblem(
      'unknown-format',
      '压缩包里没有可导入的文件,或套了太多层、展开后过大。请解压后导入其中的文件。',
      'The archive holds nothing that can be loaded, is nested too deeply, or unpacks to too much. Load the files in it.',
    );
  }
  if (isSqlite(head)) {
    const database = await plainDatabase(path, head, () => files.next('.sqlite'));
    return recogniseOcel('ocel-sqlite', { label: 'utf-8', warnings: [] }, ocelSqlite(database), hints);
  }
  if (head.subarray(0, PHOTO_SET_HEAD.length).toString() === PHOTO_SET_HEAD)
    return recognisePhotoSet(path, options.usedNames, request.onlySource !== undefined);
  const text = await openText(path, request.encoding, files);
  const start = await firstCharacters(text);
  if (start.startsWith('<')) {
    if (isOcelXml(start)) return recogniseOcel('ocel-xml', text.encoding, ocelXml(chunksOf(text)), hints);
    if (/<log[\s>]/.test(start)) return recogniseXes(text, hints);
    throw new FileProblem(
      'unknown-format',
      '这是 XML 或网页,不是 XES 或 OCEL 日志。',
      'This is XML or a web page, not an XES or OCEL log.',
    );
  }
  if (start === '') throw new FileProblem('empty-file', '文件是空的。', 'The file is empty.');
  if (!/^[{[]/.test(start)) return recogniseDelimited(text, hints, lenient);
  if (start.startsWith('{') && isOcelJson(start) && !hints.mapping)
    return recogniseOcel('ocel-json', text.encoding, ocelJson(chunksOf(text)), hints);
  return recogniseJson(text, hints, lenient, options.findForm ?? (() => Promise.resolve(undefined)));
}

export interface FirstRows {
  format: 'xlsx' | 'csv' | 'tsv';
  encoding: string;
  /** Visible sheets that hold anything; a text file is one without a name. */
  sheets: { name: string; rows: readonly (readonly string[])[] }[];
}

/** The first rows of a table as they stand in it, for people to say what its columns are. @throws FileProblem */
export async function firstRows(
  stored: string,
  options: { name: string; encoding?: string; files: TemporaryFiles },
): Promise<FirstRows> {
  const { path, head } = await unpacked(stored, options.name, options.files);
  if (isZip(head) && (await isWorkbook(path)))
    return { format: 'xlsx', encoding: 'utf-8', sheets: await firstRowsOfSheets(path) };
  const text = await openText(path, options.encoding, options.files);
  const { delimiter, records } = await headRecords(path, text.encoding);
  return {
    format: delimiter === '\t' ? 'tsv' : 'csv',
    encoding: text.encoding.label,
    sheets: [{ name: '', rows: records.map(({ cells }) => cells) }],
  };
}

const chunksOf = (text: TextFile) => () => decodedText(text.path, text.encoding);

async function isWorkbook(path: string): Promise<boolean> {
  const archive = await openArchive(path);
  archive.close();
  return archive.names.includes('xl/workbook.xml');
}

async function openText(path: string, asked: string | undefined, files: TemporaryFiles): Promise<TextFile> {
  const encoding = await detectEncoding(path, asked);
  let twin: Promise<string> | undefined;
  // A byte order mark would become part of the first cell of an NDJSON line, broken bytes part of a text: both need a twin.
  const asItStands = encoding.label === 'utf-8' && encoding.warnings.length === 0 && encoding.bom === 0;
  return {
    path,
    encoding,
    utf8: () => (asItStands ? Promise.resolve(path) : (twin ??= inUtf8(path, encoding, files))),
  };
}

async function firstCharacters(text: TextFile): Promise<string> {
  for await (const chunk of decodedText(text.path, text.encoding)) {
    const start = chunk.slice(0, 20_000).trimStart();
    if (start !== '') return start;
  }
  return '';
}
