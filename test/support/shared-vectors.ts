/** Reference vectors: those that may be published lie in test/vectors, all of them in ../shared/vectors beside the repository. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Vector<Input, Expected> {
  id: string;
  input: Input;
  expected: Expected;
  tolerance: { abs: number; rel: number; overrides?: Record<string, { abs: number; rel: number }> };
}

const FOLDERS = [join('test', 'vectors'), join('..', 'shared', 'vectors')];

/** The vector whose file name starts with `id-`, or undefined (said aloud) when no folder holds it. */
export function sharedVector<Input, Expected>(id: string): Vector<Input, Expected> | undefined {
  for (const folder of FOLDERS) {
    const file = existsSync(folder) && readdirSync(folder).find((name) => name.startsWith(`${id}-`));
    if (file) return JSON.parse(readFileSync(join(folder, file), 'utf8')) as Vector<Input, Expected>;
  }
  console.warn(`vector ${id} is in neither ${FOLDERS.join(' nor ')}: its test is skipped`);
  return undefined;
}

/** Compares every leaf that `expected` has, with the tolerance the vector states; the nearest override wins. */
export function expectWithin(
  got: unknown,
  expected: unknown,
  tolerance: Vector<unknown, unknown>['tolerance'],
  path = '',
  limits: { abs: number; rel: number } = tolerance,
): void {
  if (typeof expected === 'number') {
    const allowed = limits.abs + limits.rel * Math.abs(expected);
    if (!(typeof got === 'number' && Math.abs(got - expected) <= allowed))
      throw new Error(`${path}: got ${String(got)}, expected ${expected} within ${allowed}`);
  } else if (expected !== null && typeof expected === 'object') {
    for (const [key, leaf] of Object.entries(expected)) {
      const nearer = tolerance.overrides?.[key] ?? limits;
      expectWithin((got as Record<string, unknown>)?.[key], leaf, tolerance, `${path}.${key}`, nearer);
    }
  } else if (got !== expected) {
    throw new Error(`${path}: got ${String(got)}, expected ${String(expected)}`);
  }
}
