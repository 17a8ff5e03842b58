/** Archives as they are packed in a county office: names in GBK that no flag speaks of. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { BatchAnswer } from '../../../server/contract-intake.ts';
import { FactStore } from '../../../server/facts/fact-store.ts';
import { openArchive } from '../../../server/intake/formats/archive.ts';
import { namesOf } from '../../../server/intake/formats/archive-names.ts';
import { startApp } from '../../support/app.ts';
import { encodeGb18030 } from '../../support/gb18030.ts';
import { png, scene } from './photos/pictures.ts';
import { zipOf } from './workbook.ts';

const raw = (fileName: Uint8Array, flag = 0, extraFields: { id: number; data: Buffer }[] = []) => ({
  fileName: Buffer.from(fileName),
  generalPurposeBitFlag: flag,
  extraFields,
});
const utf8 = (text: string): Buffer => Buffer.from(text);

it('names are UTF-8 where that is said, or where they are; GBK otherwise', () => {
  expect(namesOf([raw(utf8('九月/打卡.csv'), 0x800)])).toEqual(['九月/打卡.csv']);
  expect(namesOf([raw(utf8('九月/打卡.csv')), raw(utf8('a.csv'))])).toEqual(['九月/打卡.csv', 'a.csv']);
  expect(namesOf([raw(encodeGb18030('九月/打卡.csv')), raw(utf8('a.csv'))])).toEqual(['九月/打卡.csv', 'a.csv']);
  // The second byte of these is that of a backslash.
  expect(namesOf([raw(encodeGb18030('乗誠/乗.csv'))])).toEqual(['乗誠/乗.csv']);
  expect(namesOf([raw(utf8('september\\a.csv'))])).toEqual(['september/a.csv']);
  // Bytes that alone would pass for UTF-8 too: their neighbours show what they are.
  const short = Uint8Array.from([0xd1, 0xa7]);
  expect(namesOf([raw(short)])).toEqual(['\u0467']);
  expect(namesOf([raw(short), raw(encodeGb18030('打卡记录'))])).toEqual(['学', '打卡记录']);
  expect(namesOf([raw(Uint8Array.from([0xff, 0xfe, 0x41]))])).toHaveLength(1);
});

it('a name of its own in an extra field counts while it belongs to the name', () => {
  const fileName = encodeGb18030('打卡.csv');
  const field = (sum: number): { id: number; data: Buffer } => {
    const head = Buffer.alloc(5);
    head[0] = 1;
    head.writeUInt32LE(sum, 1);
    return { id: 0x7075, data: Buffer.concat([head, utf8('打卡😀.csv')]) };
  };
  expect(namesOf([raw(fileName, 0, [field(crc32(fileName))])])).toEqual(['打卡😀.csv']);
  expect(namesOf([raw(fileName, 0, [field(1)])])).toEqual(['打卡.csv']);
});

it('such an archive gives its files their names, and its pictures to the records that name them', async () => {
  const app = await startApp();
  try {
    const steward = await app.signIn('steward');
    const zip = zipOf([
      {
        name: encodeGb18030('九月导出/打卡记录.csv'),
        content: 'source,external_id,cadre_code,claimed_at,photos\ngbk,c1,P1,2025-03-03T09:12:31+08:00,入户走访1',
      },
      { name: encodeGb18030('九月导出/照片/入户走访1.png'), content: png(240, 180, scene(3)) },
    ]);
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(zip)]), '导出.zip');
    const response = await steward.fetch('/api/v1/batches', { method: 'POST', body: form });
    const { receipts } = (await response.json()) as BatchAnswer;
    expect(receipts.map(({ path, accepted, rejected }) => [path, accepted, rejected])).toEqual([
      ['导出.zip!九月导出/打卡记录.csv', 1, 0],
      ['导出.zip!pictures.ndjson', 1, 0],
    ]);
    expect(await app.get(FactStore).query('SELECT ref FROM photos')).toEqual([{ ref: '入户走访1' }]);
  } finally {
    await app.close();
  }
}, 60_000);

it('names that leave their folder are refused in whatever encoding', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'henjian-names-'));
  try {
    for (const name of ['../打卡.csv', '打卡/../../x.csv', '/打卡.csv', 'C:/打卡.csv', '..\\打卡.csv']) {
      const path = join(folder, 'x.zip');
      await writeFile(path, zipOf([{ name: encodeGb18030(name), content: 'x' }]));
      await expect(openArchive(path)).rejects.toMatchObject({ code: 'archive-names' });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
