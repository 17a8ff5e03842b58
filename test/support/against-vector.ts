/** One test per reference vector; skipped, and said so, where the vector is not there. */
import { expectWithin, sharedVector, type Vector } from './shared-vectors.ts';

export function against<Input, Expected>(
  id: string,
  compute: (input: Input) => unknown,
  pick: (expected: Expected) => unknown = (e) => e,
) {
  const vector = sharedVector<Input, Expected>(id);
  const run = vector ? it : it.skip;
  run(`agrees with vector ${id}`, () => {
    const { input, expected, tolerance } = vector as Vector<Input, Expected>;
    expectWithin(compute(input), pick(expected), tolerance);
  });
}
