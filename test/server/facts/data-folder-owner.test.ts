import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFolderOwner, DataFolderBusy, ownDataFolder } from '../../../server/facts/data-folder-owner.ts';
import { transpiledProgram } from '../../../server/facts/engine-program.ts';
import { runScript } from '../../support/child.ts';
import type { Script } from '../../support/child.ts';

let folder: string;
let program: string;
const scripts: Script[] = [];

beforeAll(async () => {
  program = await transpiledProgram(
    fileURLToPath(new URL('../../../server/facts', import.meta.url)),
    'data-folder-owner',
  );
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'henjian-owner-'));
});
afterEach(async () => {
  for (const script of scripts.splice(0)) script.child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** A process that tries to own the folder, says how it went, and then waits. */
function rival(purpose: string): Script {
  const script = runScript(
    `const { ownDataFolder } = await import(process.argv[1]);
     const [, , folder, purpose] = process.argv;
     try { await ownDataFolder(folder, purpose); console.log('owner'); }
     catch (error) { console.log(error.name + ' ' + error.owner?.pid); }
     setInterval(() => {}, 60000);`,
    program,
    folder,
    purpose,
  );
  scripts.push(script);
  return script;
}

describe('ownDataFolder', () => {
  it('refuses the second process and names the first', async () => {
    const first = rival('serve');
    expect(await first.line()).toBe('owner');
    const error = await ownDataFolder(folder, 'load').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(DataFolderBusy);
    expect((error as DataFolderBusy).owner).toMatchObject({ pid: first.pid, purpose: 'serve' });
    expect((error as Error).message).toContain(`in use by process ${first.pid} (henjian serve`);
    expect(await dataFolderOwner(folder)).toMatchObject({ pid: first.pid, purpose: 'serve' });
  });

  it('takes over from a process that was killed', async () => {
    const first = rival('serve');
    expect(await first.line()).toBe('owner');
    first.child.kill('SIGKILL');
    await first.ended;
    expect(await dataFolderOwner(folder)).toBeUndefined();
    const held = await ownDataFolder(folder, 'load');
    expect(await dataFolderOwner(folder)).toMatchObject({ pid: process.pid, purpose: 'load' });
    await held.release();
  });

  it('does not mistake another process with the same number for the owner', async () => {
    const stale = { pid: process.pid, start: 'an earlier boot:1', purpose: 'serve', since: '2025-01-01T00:00:00Z' };
    await writeFile(join(folder, 'owner.lock'), JSON.stringify(stale));
    const held = await ownDataFolder(folder, 'serve');
    await held.release();
  });

  it('takes over a lock that is not readable', async () => {
    await writeFile(join(folder, 'owner.lock'), '');
    const held = await ownDataFolder(folder, 'serve');
    expect(JSON.parse(await readFile(join(folder, 'owner.lock'), 'utf8'))).toMatchObject({ pid: process.pid });
    await held.release();
  });

  it('leaves nothing behind and lets the next one in', async () => {
    const held = await ownDataFolder(folder, 'serve');
    await held.release();
    await held.release();
    expect(await readdir(folder)).toEqual([]);
    await (await ownDataFolder(folder, 'load')).release();
  });

  it.each([
    ['a free folder', false],
    ['the folder of a dead owner', true],
  ])('lets one of six in that come at once to %s', async (_, stale) => {
    if (stale) {
      const dead = { pid: 2 ** 22 - 1, start: 'gone', purpose: 'serve', since: '2025-01-01T00:00:00Z' };
      await writeFile(join(folder, 'owner.lock'), JSON.stringify(dead));
    }
    const rivals = Array.from({ length: 6 }, (_unused, i) => rival(`try${i}`));
    const outcomes = await Promise.all(rivals.map((script) => script.line()));
    const winner = rivals[outcomes.indexOf('owner')];
    expect(outcomes.filter((outcome) => outcome === 'owner')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === `DataFolderBusy ${winner?.pid}`)).toHaveLength(5);
  });
});
