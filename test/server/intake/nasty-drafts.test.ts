/** Files made wrongly or in malice, dropped where mappings are made: read or refused in words, never a server error. */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DraftView, Trial } from '../../../server/contract-mapping.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';
import { BOMBS } from './bombs.ts';
import { SHARED, whenShared } from './intake-bench.ts';

let app: TestApp;
let steward: SignedIn;
let folder: string;
beforeAll(async () => {
  app = await startApp();
  steward = await app.signIn('steward');
  folder = await mkdtemp(join(tmpdir(), 'henjian-drafts-'));
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

interface Answer {
  status: number;
  body: unknown;
}
async function asked(path: string, init: RequestInit): Promise<Answer> {
  const response = await steward.fetch(path, { method: 'POST', ...init });
  return { status: response.status, body: await response.json() };
}
const put = (path: string, body: unknown): Promise<Answer> =>
  asked(path, { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
async function dropped(name: string, bytes: Uint8Array): Promise<Answer> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bytes)]), name);
  return asked('/api/v1/batches/drafts', { body: form });
}

/** 2xx, or a problem that says in both languages what is wrong. */
function expectSaid(name: string, { status, body }: Answer): void {
  expect([name, status < 500]).toEqual([name, true]);
  if (status < 300) return;
  const { code, detail } = body as { code: string; detail: string };
  expect([name, code !== '', detail !== '']).toEqual([name, true, true]);
}

/** A mapping that takes any table: it asks nothing of the columns. */
const anyTable = (columns: Record<string, unknown> = {}): unknown => ({
  name: 'any',
  kind: 'checkins',
  columns: {
    external_id: { template: '{#}' },
    cadre_code: { constant: 'c' },
    claimed_at: { constant: '2025-09-30 08:30' },
    ...columns,
  },
});

whenShared('nasty files', () => {
  const files = ['messytables_horror', 'cjkencodings', 'csv_spectrum/csvs', 'blns'].flatMap((where) =>
    readdirSync(join(SHARED, 'nasty-files', where)).map((name) => join(SHARED, 'nasty-files', where, name)),
  );

  it('are shown with their first rows and tried through a mapping, or refused in words', async () => {
    expect(files.length).toBeGreaterThan(60);
    let tried = 0;
    for (const path of files) {
      const name = path.split('/').at(-1)!;
      const draft = await dropped(name, await readFile(path));
      expectSaid(name, draft);
      if (draft.status !== 201) continue;
      const { draft: id, rows, headerAt } = draft.body as DraftView;
      const named = rows[headerAt]?.find((cell) => cell.trim() !== '')?.trim();
      const columns = named === undefined || named.length > 200 ? {} : { note: named };
      expectSaid(name, await put(`/api/v1/mappings/drafts/${id}/look`, { kind: 'checkins', headerAt: 0 }));
      const trial = await put(`/api/v1/mappings/drafts/${id}/trial`, { mapping: anyTable(columns) });
      expectSaid(name, trial);
      if (trial.status !== 200) continue;
      const { seen, accepted, amended, duplicate, rejected } = trial.body as Trial;
      expect([name, seen]).toEqual([name, accepted + amended + duplicate + rejected]);
      tried++;
    }
    expect(tried).toBeGreaterThan(40);
  }, 300_000);
});

/** What arrives over the network is never larger: those of gigabytes are in bombs.test.ts. */
const LARGEST = 16 * 2 ** 20;

it('bombs are refused at once', async () => {
  let refused = 0;
  for (const bomb of BOMBS.filter(({ name }) => !/gigabyte/.test(name))) {
    const path = join(folder, bomb.file);
    await bomb.make(path);
    if ((await stat(path)).size <= LARGEST) {
      const bytes = await readFile(path);
      const started = process.cpuUsage();
      const answer = await dropped(bomb.file, bytes);
      const { user, system } = process.cpuUsage(started);
      expectSaid(bomb.name, answer);
      // One that shows first rows is refused when it is tried: no later.
      if (answer.status === 201) {
        const { draft } = answer.body as DraftView;
        const trial = await put(`/api/v1/mappings/drafts/${draft}/trial`, { mapping: anyTable() });
        expectSaid(bomb.name, trial);
        expect([bomb.name, trial.status >= 400]).toEqual([bomb.name, true]);
      }
      expect([bomb.name, (user + system) / 1e6 < 2]).toEqual([bomb.name, true]);
      refused++;
    }
    await rm(path);
  }
  expect(refused).toBeGreaterThan(12);
}, 120_000);
