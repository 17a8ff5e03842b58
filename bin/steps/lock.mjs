/** One bootstrap at a time per clone: two terminals, or a test beside a server, must not install or build together. */
import { linkSync, mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from './places.mjs';
import { Explained } from './run.mjs';
import { say } from './progress.mjs';

const LOCK = join(cache, 'bootstrap.lock');
const POLL_MS = 500;
const GIVE_UP_MS = 20 * 60_000;

/** Linux: when the process started, so that a reused pid is not taken for the owner. Elsewhere ''. */
function startedAt(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[19];
  } catch {
    return '';
  }
}

function alive(owner) {
  const [pid, started] = owner.split(' ');
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  return (started ?? '') === startedAt(pid);
}

/** The lock appears complete or not at all: a hard link of a file that already names its owner. */
function tryTake() {
  const mine = `${LOCK}.${process.pid}`;
  writeFileSync(mine, `${process.pid} ${startedAt(process.pid)}`);
  try {
    linkSync(mine, LOCK);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    unlinkSync(mine);
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Takes a dead owner's lock away, unless another process was quicker and the lock is already a living one's. */
function clearDead(owner) {
  const aside = `${LOCK}.dead.${process.pid}`;
  try {
    renameSync(LOCK, aside);
  } catch {
    return;
  }
  if (read(aside) !== owner) {
    try {
      linkSync(aside, LOCK);
    } catch {
      // A third process holds the lock by now; the one set aside re-checks its work under it.
    }
  }
  unlinkSync(aside);
}

/** Runs `work` while holding the lock. Throws `Explained` after 20 minutes of waiting. */
export async function withLock(work) {
  mkdirSync(cache, { recursive: true });
  const started = Date.now();
  let told = false;
  while (!tryTake()) {
    const owner = read(LOCK);
    if (owner && !alive(owner)) {
      clearDead(owner);
      continue;
    }
    const pid = owner.split(' ')[0];
    if (!told)
      say(`  另一个进程（${pid}）正在安装或构建，等待中 · Process ${pid} is installing or building; waiting …`);
    told = true;
    if (Date.now() - started > GIVE_UP_MS) {
      throw new Explained(
        `等待进程 ${pid} 超过 20 分钟。若它并未在安装，请删除 .cache/bootstrap.lock 后重试。\n` +
          `Waited 20 minutes for process ${pid}. If it is not installing anything, delete .cache/bootstrap.lock and try again.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  try {
    return await work();
  } finally {
    unlinkSync(LOCK);
  }
}
