import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readArchive, writeArchive } from '../../../server/operations/archive.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'henjian-archive-'));
  const from = join(root, 'from');
  mkdirSync(join(from, 'empty'), { recursive: true });
  mkdirSync(join(from, '深', 'x'.repeat(90)), { recursive: true });
  writeFileSync(join(from, '深', 'x'.repeat(90), 'long.bin'), Buffer.alloc(100_000, 7));
  writeFileSync(join(from, 'none'), '');
  writeFileSync(join(from, 'block'), Buffer.alloc(512, 1));
  symlinkSync('../from/block', join(from, 'link'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = () => writeArchive(join(root, 'a.tar'), [{ name: 'facts', path: join(root, 'from') }], { note: 1 });

describe('an archive', () => {
  it('gives back files, empty folders, links and long names exactly', async () => {
    const list = await write();
    expect(list.files.map(({ name, bytes }) => [name.replace(/x{90}/, 'X'), bytes])).toEqual([
      ['facts/block', 512],
      ['facts/none', 0],
      ['facts/深/X/long.bin', 100_000],
    ]);
    const read = await readArchive(join(root, 'a.tar'), join(root, 'to'));
    expect(read).toEqual(list);
    expect(readdirSync(join(root, 'to', 'facts')).sort()).toEqual(['block', 'empty', 'link', 'none', '深']);
    expect(readlinkSync(join(root, 'to', 'facts', 'link'))).toBe('../from/block');
    expect(readFileSync(join(root, 'to', 'facts', '深', 'x'.repeat(90), 'long.bin'))).toEqual(Buffer.alloc(100_000, 7));
  });

  it('is an ordinary tar', async () => {
    await write();
    const names = execFileSync('tar', ['tf', join(root, 'a.tar'), '--quoting-style=literal'], { encoding: 'utf8' });
    expect(
      names
        .trim()
        .split('\n')
        .map((name) => name.replace(/x{90}/, 'X')),
    ).toEqual([
      'facts/',
      'facts/block',
      'facts/empty/',
      'facts/link',
      'facts/none',
      'facts/深/',
      'facts/深/X/',
      'facts/深/X/long.bin',
      'archive-list.json',
    ]);
  });

  it('with any one bit turned over is refused, or is the same where the bit was only padding', async () => {
    await write();
    const good = readFileSync(join(root, 'a.tar'));
    const list = await readArchive(join(root, 'a.tar'), join(root, 'good'));
    let refused = 0;
    for (let n = 0; n < 60; n += 1) {
      const bad = Buffer.from(good);
      const at = Math.floor((n * good.length) / 60);
      bad[at]! ^= 1 << (n % 8);
      writeFileSync(join(root, 'bad.tar'), bad);
      const to = join(root, `bad-${n}`);
      const result = await readArchive(join(root, 'bad.tar'), to).catch((error: { code: string }) => error.code);
      if (typeof result === 'string') {
        expect(result).toBe('bad-archive');
        refused += 1;
      } else expect(result.files).toEqual(list.files);
    }
    expect(refused).toBeGreaterThan(50);
  });

  it('cut short anywhere is refused', async () => {
    await write();
    const good = readFileSync(join(root, 'a.tar'));
    for (const share of [0.1, 0.5, 0.9, 0.98]) {
      writeFileSync(join(root, 'cut.tar'), good.subarray(0, Math.floor(good.length * share)));
      await expect(readArchive(join(root, 'cut.tar'), join(root, `cut-${share}`))).rejects.toMatchObject({
        code: 'bad-archive',
      });
    }
  });

  it.each([
    ['a name', ['--transform', 's,^inside,../outside,']],
    ['an absolute name', ['-P', '--transform', `s,^inside,/tmp/henjian-outside,`]],
  ])('that leaves its folder by %s is refused', async (_what, options) => {
    writeFileSync(join(root, 'inside'), 'x');
    execFileSync('tar', ['cf', join(root, 'evil.tar'), '-P', '--format=ustar', ...options, 'inside'], { cwd: root });
    await expect(readArchive(join(root, 'evil.tar'), join(root, 'to'))).rejects.toMatchObject({ code: 'bad-archive' });
  });

  it('that leaves its folder by a link is refused', async () => {
    symlinkSync('../../../etc', join(root, 'evil'));
    execFileSync('tar', ['cf', join(root, 'evil.tar'), '--format=ustar', 'evil'], { cwd: root });
    await expect(readArchive(join(root, 'evil.tar'), join(root, 'to'))).rejects.toMatchObject({ code: 'bad-archive' });
  });
});
