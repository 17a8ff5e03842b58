/** Answers in the data folder: found again by the same program for the same computation, and never a reason to fail. */
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../../../server/environment.ts';
import { LastingAnswers } from '../../../server/indicators/lasting-answers.ts';

const FIRST = { computation: 7, finishedAt: '2026-03-02 10:00:00.000' };
let folder: string;
const open = (): LastingAnswers => new LastingAnswers(readEnvironment({ HENJIAN_DATA: folder }));
const kept = async (): Promise<string[]> => (await readdir(join(folder, 'answers'), { recursive: true })).sort();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'henjian-answers-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('gives another process the answer to the same question, and only to that', async () => {
  await open().write(FIRST, ['values', 'checkins', { from: '2026-03-01' }], [{ value: 0.5, name: '乡' }]);
  expect(await open().read(FIRST, ['values', 'checkins', { from: '2026-03-01' }])).toEqual([
    { value: 0.5, name: '乡' },
  ]);
  expect(await open().read(FIRST, ['values', 'checkins', { from: '2026-03-02' }])).toBeUndefined();
});

it('forgets what an earlier computation said as soon as the next one says something', async () => {
  const answers = open();
  await answers.write(FIRST, 'q', 1);
  const next = { computation: 8, finishedAt: '2026-03-02 11:00:00.000' };
  expect(await answers.read(next, 'q')).toBeUndefined();
  await answers.write(next, 'q', 2);
  expect(await answers.read(next, 'q')).toBe(2);
  expect(await answers.read(FIRST, 'q')).toBeUndefined();
  expect((await kept()).filter((name) => name.endsWith('.gz'))).toHaveLength(1);
});

it('tells computations of the same number apart by their end: a store may have been made anew', async () => {
  await open().write(FIRST, 'q', 1);
  expect(await open().read({ ...FIRST, finishedAt: '2026-03-05 10:00:00.000' }, 'q')).toBeUndefined();
});

it('keeps nothing before the first computation', async () => {
  await open().write({ computation: 0, finishedAt: null }, 'q', 1);
  await expect(kept()).rejects.toThrow('ENOENT');
});

it('makes nothing of a damaged file, and goes on where nothing can be written', async () => {
  const answers = open();
  await answers.write(FIRST, 'q', 1);
  const file = (await kept()).find((name) => name.endsWith('.gz'))!;
  await writeFile(join(folder, 'answers', file), 'cut');
  expect(await answers.read(FIRST, 'q')).toBeUndefined();
  await rm(join(folder, 'answers'), { recursive: true });
  await writeFile(join(folder, 'answers'), 'a file where the folder should be');
  await chmod(join(folder, 'answers'), 0o400);
  await expect(open().write(FIRST, 'q', 1)).resolves.toBeUndefined();
});
