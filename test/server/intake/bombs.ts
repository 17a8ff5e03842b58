/** Files made to break a reader: each small to make, and worth gigabytes, or endless, to whoever believes it. */
import { writeFileSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { zipOf } from './workbook.ts';

export interface Bomb {
  name: string;
  file: string;
  make(path: string): Promise<void> | void;
  /** Stable code of the refusal. */
  code: RegExp;
}

const MB = 2 ** 20;
const bytes =
  (content: () => string | Buffer) =>
  (path: string): Promise<void> =>
    writeFile(path, content());

const WORKBOOK = {
  name: 'xl/workbook.xml',
  content: '<workbook xmlns:r="r"><sheets><sheet name="S" r:id="r1"/></sheets></workbook>',
};
const RELATIONS = {
  name: 'xl/_rels/workbook.xml.rels',
  content: '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
};
const sheet = (content: string) => ({ name: 'xl/worksheets/sheet1.xml', content });
const book = (...parts: { name: string; content: string; lies?: number }[]): Buffer =>
  zipOf([WORKBOOK, RELATIONS, ...parts]);

/** Bytes of every central directory entry changed. */
function tampered(zip: Buffer, change: (entry: Buffer) => void): Buffer {
  const copy = Buffer.from(zip);
  const signature = Buffer.from('504b0102', 'hex');
  for (let at = copy.indexOf(signature); at !== -1; at = copy.indexOf(signature, at + 4)) change(copy.subarray(at));
  return copy;
}

/** One packed file of 8 MB that two thousand entries claim as theirs. */
function overlapping(): Buffer {
  const one = zipOf([{ name: 'a0000.csv', content: Buffer.alloc(8 * MB - 1) }]);
  const start = one.indexOf(Buffer.from('504b0102', 'hex'));
  const end = one.indexOf(Buffer.from('504b0506', 'hex'));
  const entry = one.subarray(start, end);
  const entries = Array.from({ length: 2000 }, (_, i) => {
    const copy = Buffer.from(entry);
    copy.write(`a${String(i).padStart(4, '0')}.csv`, 46);
    return copy;
  });
  const tail = Buffer.from(one.subarray(end));
  tail.writeUInt16LE(2000, 8);
  tail.writeUInt16LE(2000, 10);
  tail.writeUInt32LE(entry.length * 2000, 12);
  return Buffer.concat([one.subarray(0, start), ...entries, tail]);
}

function nested(depth: number): Buffer {
  let inner = zipOf([{ name: 'a.csv', content: 'a' }]);
  for (let i = 0; i < depth; i++) inner = zipOf([{ name: 'inner.zip', content: inner }]);
  return inner;
}

const LAUGHS = `<!DOCTYPE x [<!ENTITY a "ha">${Array.from({ length: 20 }, (_, i) => `<!ENTITY ${String.fromCharCode(98 + i)} "${`&${String.fromCharCode(97 + i)};`.repeat(10)}">`).join('')}]>`;

export const BOMBS: readonly Bomb[] = [
  {
    name: 'a sheet that unpacks to 300 MB',
    file: 'a.xlsx',
    code: /archive-bomb/,
    make: bytes(() =>
      zipOf([WORKBOOK, RELATIONS, { name: 'xl/worksheets/sheet1.xml', content: Buffer.alloc(300 * MB, 48) }]),
    ),
  },
  {
    name: 'a sheet that says it is small',
    file: 'a.xlsx',
    code: /bad-archive|bad-workbook/,
    make: bytes(() => book({ ...sheet('<worksheet>'.padEnd(40 * MB)), lies: 100 })),
  },
  {
    name: '10,000 entries',
    file: 'a.zip',
    code: /archive-bomb/,
    make: bytes(() => zipOf(Array.from({ length: 10_000 }, (_, i) => ({ name: `f${i}.csv`, content: '' })))),
  },
  { name: 'archives ten deep', file: 'a.zip', code: /archive-bomb/, make: bytes(() => nested(10)) },
  {
    name: 'two thousand files that are all the same 8 MB',
    file: 'a.zip',
    code: /archive-bomb/,
    make: bytes(overlapping),
  },
  {
    name: 'a name that climbs out of its folder',
    file: 'a.zip',
    code: /archive-names/,
    make: bytes(() => zipOf([{ name: '../../etc/passwd', content: 'x' }])),
  },
  {
    name: 'a name from the root of a disk',
    file: 'a.zip',
    code: /archive-names/,
    make: bytes(() => zipOf([{ name: 'C:/Windows/x.csv', content: 'x' }])),
  },
  {
    name: 'a symbolic link',
    file: 'a.zip',
    code: /archive-names/,
    make: bytes(() =>
      tampered(zipOf([{ name: 'link.csv', content: '/etc/passwd' }]), (entry) =>
        entry.writeUInt32LE((0o120777 << 16) >>> 0, 38),
      ),
    ),
  },
  {
    name: 'two files of one name',
    file: 'a.zip',
    code: /archive-names/,
    make: bytes(() =>
      zipOf([
        { name: 'a.csv', content: 'x' },
        { name: 'a.csv', content: 'y' },
      ]),
    ),
  },
  {
    name: 'an encrypted archive',
    file: 'a.zip',
    code: /encrypted/,
    make: bytes(() =>
      tampered(zipOf([{ name: 'a.csv', content: 'x' }]), (entry) => entry.writeUInt16LE(entry.readUInt16LE(8) | 1, 8)),
    ),
  },
  {
    name: 'a billion laughs in the shared strings',
    file: 'a.xlsx',
    code: /bad-workbook/,
    make: bytes(() =>
      book({ name: 'xl/sharedStrings.xml', content: `${LAUGHS}<sst><si><t>&u;</t></si></sst>` }, sheet('<worksheet/>')),
    ),
  },
  {
    name: 'a row of no sheet',
    file: 'a.xlsx',
    code: /bad-workbook/,
    make: bytes(() =>
      book(sheet('<worksheet><sheetData><row r="1000000000000"><c r="A1"><v>1</v></c></row></sheetData></worksheet>')),
    ),
  },
  {
    name: '100,000 sheets',
    file: 'a.xlsx',
    code: /bad-workbook/,
    make: bytes(() =>
      zipOf([
        { name: 'xl/workbook.xml', content: `<workbook>${'<sheet name="a" sheetId="1"/>'.repeat(100_000)}</workbook>` },
      ]),
    ),
  },
  {
    name: 'a billion laughs in a log',
    file: 'a.xes',
    code: /xml-doctype/,
    make: bytes(() => `${LAUGHS}<log><trace>&u;</trace></log>`),
  },
  {
    name: 'a log that reads a file of ours',
    file: 'a.xes',
    code: /xml-doctype/,
    make: bytes(
      () =>
        '<!DOCTYPE log [<!ENTITY f SYSTEM "file:///etc/passwd">]><log><trace><string key="concept:name" value="&f;"/></trace></log>',
    ),
  },
  { name: 'XML 100,000 deep', file: 'a.xes', code: /too-deep/, make: bytes(() => `<log>${'<a>'.repeat(100_000)}`) },
  {
    name: 'one attribute of 64 MB',
    file: 'a.xes',
    code: /record-too-long/,
    make: bytes(() => `<log><trace><string key="a" value="${'x'.repeat(64 * MB)}"/></trace></log>`),
  },
  {
    name: 'a million columns',
    file: 'a.csv',
    code: /too-many-columns|unknown-columns|record-too-long/,
    make: bytes(() => `${'a,'.repeat(1_000_000)}\n`),
  },
  {
    name: 'a field of a gigabyte',
    file: 'a.csv',
    code: /record-too-long/,
    make: async (path) => {
      writeFileSync(path, 'source,external_id,cadre_code,claimed_at\nx,1,c,"');
      const file = await open(path, 'a');
      const piece = Buffer.alloc(8 * MB, 120);
      for (let i = 0; i < 128; i++) await file.write(piece);
      await file.close();
    },
  },
  {
    name: 'eight gigabytes of nothing',
    file: 'a.csv',
    code: /unknown-format/,
    make: async (path) => {
      const file = await open(path, 'w');
      await file.truncate(8 * 2 ** 30);
      await file.close();
    },
  },
  { name: 'JSON 100,000 deep', file: 'a.json', code: /too-deep/, make: bytes(() => '['.repeat(100_000)) },
  {
    name: 'a JSON record of 64 MB',
    file: 'a.json',
    code: /record-too-long|unknown-json/,
    make: bytes(
      () =>
        `{"checkindata":[{"userid":"a","checkin_time":1492617610,"checkin_type":"x"},{"userid":"${'x'.repeat(64 * MB)}"}]}`,
    ),
  },
  {
    name: 'a gzip of a gigabyte',
    file: 'a.csv.gz',
    code: /archive-bomb/,
    make: bytes(() => {
      const one = gzipSync(Buffer.alloc(MB));
      return Buffer.concat(Array.from({ length: 1024 }, () => one));
    }),
  },
  {
    name: 'a database whose tables are views that never end',
    file: 'a.sqlite',
    code: /unknown-format|bad-database/,
    make: (path) => {
      const database = new Database(path);
      const endless =
        'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS ocel_id, i AS ocel_type FROM n';
      for (const name of ['event', 'object', 'event_object', 'event_map_type'])
        database.exec(`CREATE VIEW ${name} AS ${endless}`);
      database.close();
    },
  },
];
