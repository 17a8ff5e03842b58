/** The first commands of a clone: the Node check, the install, the lock, and the words of each failure. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
let clone: string;

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'henjian-clone-'));
  cpSync(join(ROOT, 'bin'), join(clone, 'bin'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(clone, 'package.json'));
  cpSync(join(ROOT, 'package-lock.json'), join(clone, 'package-lock.json'));
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

/** Runs a script of the clone with a PATH that starts with `tools`; npm_execpath is hidden so that PATH's npm is used. */
function node(args: string[], tools = ''): { status: number | null; stderr: string; stdout: string } {
  const env: NodeJS.ProcessEnv = { ...process.env, PATH: `${tools}${delimiter}${process.env.PATH}`, NODE_OPTIONS: '' };
  delete env.npm_execpath;
  return spawnSync(process.execPath, args, { cwd: clone, env, encoding: 'utf8' });
}

/** An npm that fails the way the real one was seen to fail. */
function failingNpm(output: string): string {
  const folder = join(clone, 'tools');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'npm'), `#!/bin/sh\ncat >&2 <<'END'\n${output}\nEND\nexit 1\n`);
  chmodSync(join(folder, 'npm'), 0o755);
  return folder;
}

describe('the Node check', () => {
  it.each([
    ['20.19.0', true],
    ['20.18.3', false],
    ['20.20.2', true],
    ['21.7.0', false],
    ['22.12.0', false],
    ['22.13.0', true],
    ['24.1.0', false],
    ['18.20.4', false],
  ])('%s is accepted: %s', async (version, expected) => {
    const { satisfies } = (await import(join(ROOT, 'bin/node-version.mjs'))) as {
      satisfies(version: string, range: string): boolean;
    };
    expect(satisfies(`v${version}`, '^20.19 || ^22.13')).toBe(expected);
  });

  it('a wrong Node is refused in both languages before anything is installed', () => {
    const manifest = JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8')) as { engines: { node: string } };
    manifest.engines.node = '^99.1';
    writeFileSync(join(clone, 'package.json'), JSON.stringify(manifest));
    for (const command of ['start', 'test', 'check', 'henjian', 'dev', 'build']) {
      const { status, stderr } = node([`bin/${command}.mjs`]);
      expect(status).toBe(1);
      expect(stderr).toContain('痕鉴需要 Node ^99.1');
      expect(stderr).toContain('Henjian needs Node ^99.1');
    }
    expect(existsSync(join(clone, 'node_modules'))).toBe(false);
  });
});

describe('a failed install says what to do', () => {
  it.each([
    ['npm error code ENOTFOUND\nnpm error network request failed', ['连不上 npm 软件源', 'registry cannot be reached']],
    ['npm error gyp ERR! stack Error: not found: make', ['better-sqlite3', 'Compil']],
    ['npm error code ENOSPC', ['磁盘已满', 'disk is full']],
    ['npm error code EACCES', ['没有写入', 'cannot be written']],
    ['npm error something else', ['安装失败', 'installation failed']],
  ])('%s', (output, expected) => {
    const { status, stderr } = node(['bin/build.mjs'], failingNpm(output));
    expect(status).toBe(1);
    for (const words of [...expected, output.split('\n')[0]!, '.cache/install.log']) expect(stderr).toContain(words);
    expect(existsSync(join(clone, '.cache', 'bootstrap.lock'))).toBe(false);
  });

  it('names the compilers that are missing', () => {
    const tools = failingNpm('npm error gyp ERR! find Python');
    const env = { PATH: tools, HOME: clone };
    writeFileSync(join(tools, 'npm'), `#!/bin/sh\necho 'npm error gyp ERR! find Python' >&2\nexit 1\n`);
    const { stderr } = spawnSync(process.execPath, ['bin/build.mjs'], { cwd: clone, env, encoding: 'utf8' });
    expect(stderr).toContain('python3, make, g++ is missing');
    expect(stderr).toContain('apt-get install -y python3 make g++');
  });
});

describe('the lock', () => {
  const script = (held: number): string =>
    `import { withLock } from './bin/steps/lock.mjs'; import { appendFileSync } from 'node:fs';
     await withLock(async () => { appendFileSync('trace', 'in '); await new Promise((r) => setTimeout(r, ${held})); appendFileSync('trace', 'out '); });`;
  const run = (text: string): Promise<number | null> =>
    new Promise((done) => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', text], { cwd: clone, stdio: 'ignore' });
      child.once('close', (code) => done(code));
    });

  it('lets one process at a time through', async () => {
    const codes = await Promise.all(Array.from({ length: 5 }, () => run(script(60))));
    expect(codes).toEqual([0, 0, 0, 0, 0]);
    expect(readFileSync(join(clone, 'trace'), 'utf8')).toBe('in out '.repeat(5));
  }, 30_000);

  it('is taken over from a process that died with it', async () => {
    const code = await run(
      script(0).replace("appendFileSync('trace', 'in ');", 'process.kill(process.pid, "SIGKILL");'),
    );
    expect(code).toBeNull();
    expect(existsSync(join(clone, '.cache', 'bootstrap.lock'))).toBe(true);
    expect(await run(script(0))).toBe(0);
    expect(readFileSync(join(clone, 'trace'), 'utf8')).toBe('in out ');
    expect(existsSync(join(clone, '.cache', 'bootstrap.lock'))).toBe(false);
  }, 30_000);
});
