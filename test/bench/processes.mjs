/** Memory and processor time of a process and all its children, from /proc (Linux; elsewhere nothing is measured). */
import { readdirSync, readFileSync } from 'node:fs';

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** pid and all living descendants. */
export function family(pid) {
  const parents = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = read(`/proc/${name}/stat`);
    if (stat) parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const found = [pid];
  for (const member of found) for (const [child, parent] of parents) if (parent === member) found.push(child);
  return found;
}

/** User and system time of a process and its living descendants. The kernel counts in hundredths of a second. */
export function cpuSeconds(pid) {
  const ticks = (member) => {
    const stat = read(`/proc/${member}/stat`);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  };
  return family(pid).reduce((sum, member) => sum + ticks(member), 0) / 100;
}

const megabytes = (status, field) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) / 1024;

/** What a process is, from its command line: the engine, or the server itself. */
const role = (pid) => (read(`/proc/${pid}/cmdline`).includes('engine-process') ? 'engine' : 'server');

/** `{server, engine}` in MB: resident now, or the peak since each process started. */
export function memory(pid, field = 'VmRSS') {
  const sums = { server: 0, engine: 0 };
  if (process.platform !== 'linux') return sums;
  for (const member of family(pid)) sums[role(member)] += megabytes(read(`/proc/${member}/status`), field);
  return sums;
}

/** Watches a process until `stop()`, which answers the highest peaks seen. */
export function watchPeaks(pid, everyMs = 100) {
  const peaks = { server: 0, engine: 0 };
  const look = () => {
    const now = memory(pid, 'VmHWM');
    for (const key of Object.keys(peaks)) peaks[key] = Math.max(peaks[key], now[key]);
  };
  const timer = setInterval(look, everyMs);
  return () => {
    clearInterval(timer);
    return peaks;
  };
}
