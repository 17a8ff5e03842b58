/** Reads a generated world back, independently of the code that wrote it. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Row = Record<string, string>;

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'henjian-seeds-'));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** RFC 4180 without line breaks inside cells (the seeds write none). */
export function splitLine(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const cells: string[] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^,]*))(,|$)/g;
  for (let match = pattern.exec(line); match; match = pattern.exec(line)) {
    cells.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'));
    if (match[3] === '') break;
  }
  return cells;
}

export function readCsv(path: string): Row[] {
  const [header = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const names = splitLine(header);
  return lines.map((line, i) => {
    const cells = splitLine(line);
    if (cells.length !== names.length)
      throw new Error(`${path} record ${i + 1}: ${cells.length} cells, header has ${names.length}`);
    return Object.fromEntries(names.map((name, n) => [name, cells[n] ?? '']));
  });
}

/** All rows of a kind, over the files of its sources. */
export function readKind(folder: string, kind: string): Row[] {
  const files = readdirSync(folder).filter(
    (f) => f === `${kind}.csv` || (f.startsWith(`${kind}-`) && f.endsWith('.csv')),
  );
  return files.flatMap((f) => readCsv(join(folder, f)));
}

export function hashes(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((f) => [
        f,
        createHash('sha256')
          .update(readFileSync(join(folder, f)))
          .digest('hex'),
      ]),
  );
}

export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

export const seconds = (iso: string): number => Date.parse(iso) / 1000;
/** Seconds of processor time since `start`: other work on the machine does not count. */
export function cpuSeconds(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

export const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** Great-circle distance in kilometres. */
export function kilometres(a: Row, b: Row): number {
  const rad = (degrees: string | undefined): number => (Number(degrees) * Math.PI) / 180;
  const half =
    Math.sin((rad(b['lat']) - rad(a['lat'])) / 2) ** 2 +
    Math.cos(rad(a['lat'])) * Math.cos(rad(b['lat'])) * Math.sin((rad(b['lon']) - rad(a['lon'])) / 2) ** 2;
  return 2 * 6371.0088 * Math.asin(Math.sqrt(half));
}
