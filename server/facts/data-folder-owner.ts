/** One process per data folder: the engine and SQLite's writer would otherwise disturb each other. */
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processStart } from './process-identity.ts';

const LOCK = 'owner.lock';
const TAKEOVER = 'owner.lock.takeover';
/** Taking over a stale lock is three file operations; whoever stays longer in it has died. */
const TAKEOVER_TRIES = 200;

export interface DataFolderOwner {
  pid: number;
  /** What the process does: `serve`, `load`, ... */
  purpose: string;
  /** ISO 8601. */
  since: string;
}

interface LockRecord extends DataFolderOwner {
  start: string;
}

/** Another living process holds the data folder. */
export class DataFolderBusy extends Error {
  override readonly name = 'DataFolderBusy';
  constructor(
    readonly folder: string,
    readonly owner: DataFolderOwner,
  ) {
    super(`${folder} is in use by process ${owner.pid} (henjian ${owner.purpose}, since ${owner.since})`);
  }
}

export interface HeldDataFolder {
  folder: string;
  /** Lets the next process in. Safe to call twice. */
  release(): Promise<void>;
}

/**
 * Makes this process the owner of `folder`, which is made when absent. The lock of a process that died is taken over.
 * @throws DataFolderBusy when a living process owns it
 */
export async function ownDataFolder(folder: string, purpose: string): Promise<HeldDataFolder> {
  const path = resolve(folder);
  await mkdir(path, { recursive: true, mode: 0o700 });
  const record: LockRecord = {
    pid: process.pid,
    start: processStart(process.pid) ?? '',
    purpose,
    since: new Date().toISOString(),
  };
  const text = JSON.stringify(record);
  const lock = join(path, LOCK);
  // Linked, not written in place: whoever sees the lock sees all of it, and only one link succeeds.
  const mine = join(path, `${LOCK}.${process.pid}`);
  await writeFile(mine, text, { mode: 0o600 });
  try {
    if (!(await linked(mine, lock))) await takeOver(path, mine);
  } finally {
    await rm(mine, { force: true });
  }
  let held = true;
  return {
    folder: path,
    release: async () => {
      if (!held) return;
      held = false;
      // Not ours any more when somebody removed it by hand and another process came.
      if ((await readFile(lock, 'utf8').catch(() => '')) === text) await rm(lock, { force: true });
    },
  };
}

/** Who owns the folder now; undefined when nobody living does. */
export async function dataFolderOwner(folder: string): Promise<DataFolderOwner | undefined> {
  const record = await readLock(join(resolve(folder), LOCK));
  return record && lives(record) ? { pid: record.pid, purpose: record.purpose, since: record.since } : undefined;
}

/** Replaces a dead owner's lock. A second lock makes removing and linking one step for all who try it at once. */
async function takeOver(folder: string, mine: string): Promise<void> {
  const lock = join(folder, LOCK);
  const takeover = join(folder, TAKEOVER);
  for (let tries = 0; ; tries++) {
    const owner = await readLock(lock);
    if (owner && lives(owner)) throw new DataFolderBusy(folder, owner);
    if (await linked(mine, takeover)) break;
    const rival = await readLock(takeover);
    if (rival && !lives(rival) && tries > 10) await rm(takeover, { force: true });
    if (tries > TAKEOVER_TRIES && rival) throw new DataFolderBusy(folder, rival);
    await sleep(10);
  }
  try {
    const owner = await readLock(lock);
    if (owner && lives(owner)) throw new DataFolderBusy(folder, owner);
    await rm(lock, { force: true });
    if (!(await linked(mine, lock))) {
      const quicker = await readLock(lock);
      throw new DataFolderBusy(folder, quicker ?? { pid: 0, purpose: 'unknown', since: '' });
    }
  } finally {
    await rm(takeover, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function lives(record: LockRecord): boolean {
  return processStart(record.pid) === record.start;
}

async function readLock(path: string): Promise<LockRecord | undefined> {
  try {
    const record = JSON.parse(await readFile(path, 'utf8')) as LockRecord;
    return Number.isInteger(record.pid) ? record : undefined;
  } catch {
    return undefined;
  }
}
