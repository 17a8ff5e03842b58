/** Each of these is refused within a second of work, in words, and in bounded memory; none is a server error. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../../../server/environment.ts';
import { TemporaryFiles } from '../../../server/intake/decoded-twin.ts';
import { FileProblem } from '../../../server/intake/file-problem.ts';
import { FileVault } from '../../../server/intake/file-vault.ts';
import { recognise } from '../../../server/intake/recognise/recognise.ts';
import { unbundle } from '../../../server/intake/upload.ts';
import { BOMBS } from './bombs.ts';

const LONGEST_SECONDS = 1;
const MOST_BYTES = 64 * 2 ** 20;

let folder: string;
let vault: FileVault;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'henjian-bombs-'));
  vault = new FileVault(readEnvironment({ HENJIAN_DATA: folder, HENJIAN_DEMO: 'off' }));
  await vault.prepare();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Everything a load does with a file before the engine sees it. */
async function readWhole(path: string, name: string): Promise<void> {
  const files = new TemporaryFiles(vault.temporaryFolder);
  try {
    const recognition = await recognise(path, {
      request: {},
      name,
      files,
      usedNames: () => Promise.resolve(new Set()),
    });
    for await (const _row of recognition.rows?.() ?? []);
  } finally {
    await files.dispose();
  }
}

it('there are 24 kinds of them', () => {
  expect(new Set(BOMBS.map(({ name }) => name)).size).toBe(24);
});

it.each(BOMBS.map((bomb) => [bomb.name, bomb] as const))(
  '%s',
  async (_name, { file, make, code }) => {
    const path = join(folder, file);
    await make(path);
    const stored = file.endsWith('.zip') ? await vault.putFile(path) : undefined;
    global.gc?.();
    const before = process.memoryUsage().rss;
    let most = before;
    const watching = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 10);
    const cpu = process.cpuUsage();
    const problem = await (stored ? unbundle({ ...stored, name: file }, vault) : readWhole(path, file)).then(
      () => undefined,
      (error: unknown) => error,
    );
    const { user, system } = process.cpuUsage(cpu);
    clearInterval(watching);
    most = Math.max(most, process.memoryUsage().rss);
    await rm(path);
    expect(problem).toBeInstanceOf(FileProblem);
    const { code: refused, words, status } = problem as FileProblem;
    expect(refused).toMatch(code);
    expect([words.zh === '', words.en === '', status < 500]).toEqual([false, false, true]);
    // Work, not waiting: other tests run beside this one.
    expect((user + system) / 1e6).toBeLessThan(LONGEST_SECONDS);
    expect(most - before).toBeLessThan(MOST_BYTES);
  },
  60_000,
);
