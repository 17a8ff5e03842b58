/** Check-in files whose every row is known, and what the stores must hold once a file was acknowledged. */
import { createHash } from 'node:crypto';
import type { Random } from '../../seeds/random.ts';

export interface Counts {
  seen: number;
  accepted: number;
  amended: number;
  duplicate: number;
  rejected: number;
}

export interface Known {
  version: number;
  content: string;
}

export interface CheckinFile {
  bytes: Buffer;
  sha256: string;
  contentType: string;
  records: readonly Row[];
  /** What its receipt must say. */
  expected: Counts;
  /** Newest version and content of the keys it changes. */
  changes: ReadonlyMap<string, Known>;
}

interface Row {
  external_id: string;
  cadre_code: string;
  claimed_at: string;
  requirement_code: string;
  lat: string;
  lon: string;
  device_id: string;
  note: string;
  bad?: true;
}

const COLUMNS = [
  'external_id',
  'cadre_code',
  'claimed_at',
  'requirement_code',
  'lat',
  'lon',
  'device_id',
  'note',
] as const;

/** 08:00 on a Monday in Shanghai. */
const FIRST_SECOND = Date.UTC(2025, 2, 3) / 1000;
const DAYS = 45;
/** A few check-ins a person and day, as in life: detectors compare a person's rows of a day with each other. */
const CADRES = 1_500;
/** Keys of one source: beyond this most rows of a file meet rows that are there. */
const MOST_KEYS = 30_000;
/** What a cell must survive on its way. */
const NOTES = ['入户走访', '巡河,无异常', '说"没有"', '第一行\n第二行', "it's \\ done", '', '\u{20BB7}野家门口'];

/** All that is compared of a row, as one text. */
export function contentOf(row: {
  cadre_code: string;
  claimed_s: number;
  requirement_code: string;
  lat: number;
  lon: number;
  device_id: string;
  note: string;
}): string {
  const { cadre_code, claimed_s, requirement_code, lat, lon, device_id, note } = row;
  return [cadre_code, claimed_s, requirement_code, lat, lon, device_id, note].join('|');
}

const contentOfRow = (row: Row): string =>
  contentOf({ ...row, claimed_s: Date.parse(row.claimed_at) / 1000, lat: Number(row.lat), lon: Number(row.lon) });

/** One upstream system. It sends one file after the other and knows what it has sent. */
export class CheckinSource {
  readonly current = new Map<string, Known>();
  /** Rows that were handed back, over all confirmed files. */
  refused = 0;
  readonly source: string;
  private readonly random: Random;
  private readonly keys: string[] = [];
  private files = 0;

  constructor(source: string, random: Random) {
    this.source = source;
    this.random = random;
  }

  /** A file over what was confirmed so far: new keys, the same again, amendments, bad rows. */
  next(rows: number): CheckinFile {
    this.files++;
    const records: Row[] = [];
    for (let i = 0; i < rows; i++) records.push(this.record(i, records));
    const [contentType, text] = this.random.chance(0.3)
      ? ['application/x-ndjson', ndjson(this.source, records)]
      : ['text/csv', csv(this.source, records)];
    const bytes = Buffer.from(text);
    return {
      bytes,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      contentType,
      records,
      ...this.judge(records),
    };
  }

  /** The same bytes as a delivery of its own, now that the first one is there. */
  again(file: CheckinFile): CheckinFile {
    return { ...file, ...this.judge(file.records) };
  }

  /** The file was acknowledged: from now on its rows must be there. */
  confirm(file: CheckinFile): void {
    for (const [key, known] of file.changes) {
      if (!this.current.has(key)) this.keys.push(key);
      this.current.set(key, known);
    }
    this.refused += file.expected.rejected;
  }

  private judge(records: readonly Row[]): Pick<CheckinFile, 'expected' | 'changes'> {
    const expected: Counts = { seen: records.length, accepted: 0, amended: 0, duplicate: 0, rejected: 0 };
    const changes = new Map<string, Known>();
    for (const row of records) {
      const before = changes.get(row.external_id) ?? this.current.get(row.external_id);
      const content = contentOfRow(row);
      if (row.bad) expected.rejected++;
      else if (before?.content === content) expected.duplicate++;
      else {
        expected[before ? 'amended' : 'accepted']++;
        changes.set(row.external_id, { version: (before?.version ?? 0) + 1, content });
      }
    }
    return { expected, changes };
  }

  private record(index: number, earlier: readonly Row[]): Row {
    const { random } = this;
    if (earlier.length > 0 && random.chance(0.03)) {
      const { bad, ...row } = random.pick(earlier);
      return random.chance(0.5) && !bad ? row : { ...row, ...this.contents() };
    }
    const known = this.keys.length >= MOST_KEYS ? 0.95 : 0.35;
    if (this.keys.length > 0 && random.chance(known)) {
      const external_id = random.pick(this.keys);
      return random.chance(0.4) ? sameAgain(external_id, this.current.get(external_id)!) : this.fresh(external_id);
    }
    return this.fresh(`${this.source}-${this.files}-${index}`);
  }

  private fresh(external_id: string): Row {
    const row = { external_id, ...this.contents() };
    if (!this.random.chance(0.01)) return row;
    return { ...row, bad: true, ...this.random.pick([{ claimed_at: '说不清' }, { cadre_code: '' }, { lat: '95.1' }]) };
  }

  private contents(): Omit<Row, 'external_id' | 'bad'> {
    const { random } = this;
    const cadre = random.integer(1, CADRES);
    return {
      cadre_code: `C${cadre}`,
      claimed_at: timeOf(FIRST_SECOND + random.integer(0, DAYS * 86_400 - 1)),
      requirement_code: `R${random.integer(1, 20)}`,
      lat: (28 + random.next() / 50).toFixed(5),
      lon: (112 + random.next() / 50).toFixed(5),
      device_id: `D${cadre}`,
      note: random.pick(NOTES),
    };
  }
}

const timeOf = (second: number): string => `${new Date((second + 8 * 3600) * 1000).toISOString().slice(0, 19)}+08:00`;

function sameAgain(external_id: string, { content }: Known): Row {
  const [cadre_code = '', second = '', requirement_code = '', lat = '', lon = '', device_id = '', note = ''] =
    content.split('|');
  return { external_id, cadre_code, claimed_at: timeOf(Number(second)), requirement_code, lat, lon, device_id, note };
}

const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function csv(source: string, records: readonly Row[]): string {
  const lines = records.map((row) => [source, ...COLUMNS.map((column) => cell(row[column]))].join(','));
  return `source,${COLUMNS.join(',')}\n${lines.join('\n')}\n`;
}

const ndjson = (source: string, records: readonly Row[]): string =>
  records
    .map((row) => JSON.stringify({ source, ...Object.fromEntries(COLUMNS.map((column) => [column, row[column]])) }))
    .join('\n');
