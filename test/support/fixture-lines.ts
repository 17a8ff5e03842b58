/** Real data beside the repository (never part of it): a fixture's lines, or undefined, said aloud, when it is not there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export function fixtureLines(...path: string[]): string[] | undefined {
  const file = join('..', 'shared', 'fixtures', ...path);
  if (!existsSync(file)) {
    console.warn(`${file} is not there: what is tried on it is skipped`);
    return undefined;
  }
  const bytes = readFileSync(file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trimEnd().split(/\r?\n/);
}
