/**
 * The pictures of one delivery as one file of the vault: what was read from each, one line of JSON a picture. That file is
 * the batch: it can be loaded again after a crash, withdrawn and verified like any other, whether or not the pictures
 * themselves are kept.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { basename } from 'node:path';
import { z } from 'zod';
import type { Words } from '../../../metrics/columns.ts';
import { factKind } from '../../../metrics/facts.ts';
import type { ReasonCode } from '../reasons.ts';
import type { CanonicalRow } from '../recognise/canonical-row.ts';
import type { OriginalRecord, Recognition } from '../recognise/recognition.ts';
import { canonicalRow, Notices } from '../recognise/row-plan.ts';
import { takenFrom } from './photo-facts.ts';

export const PHOTO_SET_HEAD = '{"henjian":"photo-set","version":1}';
export const PHOTO_SET_FORMAT = 'pictures';
/** Ending of the name a set is known by: it is loaded after the facts that name its pictures. */
export const PHOTO_SET_NAME = 'pictures.ndjson';

const Line = z.object({
  file: z.string(),
  sha256: z.string(),
  bytes: z.number(),
  problem: z.string().optional(),
  format: z.string().default(''),
  width: z.number().default(0),
  height: z.number().default(0),
  phash64: z.string().default(''),
  phash256: z.string().default(''),
  texture: z.number().nullable().default(null),
  exif: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
});
export type PhotoLine = z.input<typeof Line>;
type ReadLine = z.output<typeof Line>;

/** Of these names, those that a check-in, a report or a photo of earlier refers to. */
export type UsedNames = (names: readonly string[]) => Promise<ReadonlySet<string>>;

const AT_ONCE = 500;
const NOT_OF_SOURCE: ReasonCode = 'picture-not-of-source';
const HEADER = ['file', 'sha256', 'bytes', 'format'];
const NOTICES: Record<string, Words> = {
  unused: {
    zh: '{n} 张照片还没有被任何打卡或报表引用',
    en: '{n} pictures are not referred to by any check-in or report so far',
  },
  flat: {
    zh: '{n} 张照片几乎没有纹理(纯色、过暗),不参与相似比较',
    en: '{n} pictures have hardly any texture (one colour, too dark); they are not compared by likeness',
  },
  'not-compared': {
    zh: '{n} 张照片的格式不解码(HEIC、WebP 等),只取摘要和 EXIF',
    en: '{n} pictures are of a format that is not decoded (HEIC, WebP and others): digest and EXIF only',
  },
};

/** Every picture of a set. */
export async function* photoLines(path: string): AsyncGenerator<ReadLine> {
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity });
  let first = true;
  for await (const line of lines) {
    if (!first && line !== '') yield Line.parse(JSON.parse(line));
    first = false;
  }
}

/** @param namedOnly refuse what `used` does not know: a machine may not put a picture where others will look for theirs */
export function recognisePhotoSet(path: string, used: UsedNames, namedOnly = false): Recognition {
  const kind = factKind('photos')!;
  const notices = new Notices(NOTICES);
  const rows = async function* (): AsyncGenerator<CanonicalRow> {
    const stems = await countStems(path);
    let record = 0;
    for await (const some of chunks(photoLines(path))) {
      const known = await used(some.flatMap(({ file }) => namesOf(file)));
      for (const line of some) {
        record++;
        const names = namesOf(line.file);
        const called = names.find((name) => known.has(name));
        const row = photoRow(line, called ?? ownName(names, stems));
        if (line.problem === undefined && (called !== undefined || !namedOnly)) notices.count(remarks(line, called));
        const place = { sheet: '', record };
        const canonical = canonicalRow(kind, { columns: row }, place);
        const problem = line.problem ?? (namedOnly && called === undefined ? NOT_OF_SOURCE : undefined);
        yield problem === undefined ? canonical : { ...canonical, issue: `${problem}|ref|${line.file}` };
      }
    }
  };
  return {
    format: PHOTO_SET_FORMAT,
    encoding: '',
    mapping: 'pictures',
    kind,
    source: '',
    unknownColumns: [],
    warnings: [],
    notices,
    rows,
    originals: () => originals(path),
    refusedHeader: HEADER,
  };
}

function remarks({ phash64, texture }: ReadLine, called: string | undefined): string[] {
  return [
    ...(called === undefined ? ['unused'] : []),
    ...(texture !== null && phash64 === '' ? ['flat'] : []),
    ...(texture === null ? ['not-compared'] : []),
  ];
}

/** What a fact may call a picture: its name, or its place below the folder `photos`, with or without the ending. */
export function namesOf(file: string): string[] {
  const below = file.replaceAll('\\', '/').replace(/^.*(?:^|[/!])(?:photos|照片)\//i, '');
  const base = basename(below);
  const bare = (name: string): string => name.replace(/\.[A-Za-z]{3,4}$/, '');
  return [...new Set([bare(base), base, bare(below), below])];
}

/** The bare name; its whole place where two pictures of the set share the name. */
function ownName(names: readonly string[], stems: ReadonlyMap<string, number>): string {
  return (stems.get(names[0]!) ?? 0) > 1 ? (names.at(-1) ?? '') : names[0]!;
}

async function countStems(path: string): Promise<Map<string, number>> {
  const stems = new Map<string, number>();
  for await (const { file } of photoLines(path)) {
    const stem = namesOf(file)[0]!;
    stems.set(stem, (stems.get(stem) ?? 0) + 1);
  }
  return stems;
}

function photoRow(line: ReadLine, ref: string): Record<string, string> {
  const { capturedAt, lat, lon, device, software, doubts } = takenFrom(line.exif);
  const text = (value: number | null): string => (value === null ? '' : String(value));
  return {
    ref,
    sha256: line.sha256,
    phash64: line.phash64,
    phash256: line.phash256,
    texture: text(line.texture),
    captured_at: capturedAt,
    lat: text(lat),
    lon: text(lon),
    software,
    device,
    width: line.width > 0 ? String(line.width) : '',
    height: line.height > 0 ? String(line.height) : '',
    exif: Object.keys(line.exif).length > 0 ? JSON.stringify(line.exif) : '',
    doubts: doubts.join(';'),
  };
}

async function* originals(path: string): AsyncGenerator<OriginalRecord> {
  let record = 0;
  for await (const { file, sha256, bytes, format } of photoLines(path)) {
    record++;
    const cells = [file, sha256, String(bytes), format];
    yield { sheet: '', record, line: record + 1, header: HEADER, cells, text: cells.join(' ') };
  }
}

async function* chunks<T>(items: AsyncIterable<T>): AsyncGenerator<T[]> {
  let some: T[] = [];
  for await (const item of items) {
    some.push(item);
    if (some.length < AT_ONCE) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}
