import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodedText, detectEncoding } from '../../../server/intake/formats/encoding.ts';
import { FileProblem } from '../../../server/intake/file-problem.ts';
import { SHARED, whenShared } from './intake-bench.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'henjian-encoding-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(bytes: Uint8Array): Promise<string> {
  const path = join(folder, 'text');
  await writeFile(path, bytes);
  return path;
}

async function textOf(path: string, asked?: string): Promise<string> {
  let text = '';
  for await (const piece of decodedText(path, await detectEncoding(path, asked))) text += piece;
  return text;
}

describe('encoding', () => {
  it('tells UTF-8, UTF-16 with and without a mark, and GB18030 apart', async () => {
    expect((await detectEncoding(await file(Buffer.from('姓名,a')))).label).toBe('utf-8');
    expect((await detectEncoding(await file(Buffer.from('\ufeff姓名,abc', 'utf16le')))).label).toBe('utf-16le');
    expect((await detectEncoding(await file(Buffer.from('code,name,kind\n', 'utf16le')))).label).toBe('utf-16le');
    expect((await detectEncoding(await file(Buffer.from('d5c5c8fd', 'hex')))).label).toBe('gb18030');
    expect(await textOf(await file(Buffer.from('d5c5c8fd', 'hex')))).toBe('张三');
    expect(await textOf(await file(Buffer.from('\ufeff姓名', 'utf8')))).toBe('姓名');
  });

  it('finds a single broken byte far behind, and does not garble the rest for it', async () => {
    const good = Buffer.from('网格员走访记录\n'.repeat(100_000));
    const path = await file(Buffer.concat([good, Buffer.from([0xff]), good]));
    const encoding = await detectEncoding(path);
    expect(encoding.label).toBe('utf-8');
    expect(encoding.warnings[0]!.en).toContain('1 broken');
  });

  it('refuses what is neither, unless the encoding is named', async () => {
    const latin = Buffer.from('Descripci\xf3\n', 'latin1');
    await expect(detectEncoding(await file(latin))).rejects.toMatchObject({ code: 'unreadable-text' });
    expect(await textOf(await file(latin), 'latin1')).toContain('Descripció');
    await expect(detectEncoding(await file(latin), 'klingon')).rejects.toBeInstanceOf(FileProblem);
  });
});

whenShared('CJK encodings', () => {
  it.each(['gb18030', 'gbk', 'gb2312'])('%s equals its UTF-8 twin', async (name) => {
    const path = join(SHARED, 'nasty-files/cjkencodings', `${name}.txt`);
    expect((await detectEncoding(path)).label).toBe('gb18030');
    expect(await textOf(path)).toBe(await readFile(path.replace('.txt', '-utf8.txt'), 'utf8'));
  });

  it.each(['big5', 'big5hkscs', 'hz', 'gb18030', 'gbk', 'gb2312'])('%s, named, equals its UTF-8 twin', async (name) => {
    const path = join(SHARED, 'nasty-files/cjkencodings', `${name}.txt`);
    expect(await textOf(path, name)).toBe(await readFile(path.replace('.txt', '-utf8.txt'), 'utf8'));
  });

  it('keeps village names that do not exist in GBK', async () => {
    const folderOf = join(SHARED, 'nasty-files');
    const text = await textOf(join(folderOf, 'villages_rare_gb18030.csv'));
    expect(text).toBe(await readFile(join(folderOf, 'villages_rare_utf8.csv'), 'utf8'));
    expect(text).toContain('㳇');
  });
});
