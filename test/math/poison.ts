import { type Compute, referenceCompute } from 'unrolled/math';
import { expectBits } from './closeness.ts';
import { runBothWays } from './passes.ts';
import type { Subject } from './subject.ts';

/** Throws unless a pass gives the same numbers in memory of NaN as in memory of zeros. */
export function expectNothingUnwrittenIsRead(
  subject: Subject,
  clean: Compute = referenceCompute('float64'),
): void {
  const expected = runBothWays(subject, clean);
  const actual = runBothWays(subject, poisoned(clean));
  for (const [i, output] of expected.outputs.entries()) {
    if (output.some(Number.isNaN)) throw new Error(`output ${i} has a NaN of its own`);
    expectBits(actual.outputs[i], output, `output ${i}`);
  }
  const names = Object.keys(expected.gradients).join();
  if (Object.keys(actual.gradients).join() !== names) throw new Error(`not all of ${names}`);
  for (const [name, gradient] of Object.entries(expected.gradients)) {
    expectBits(actual.gradients[name], gradient, `the gradient of ${name}`);
  }
}

/** Computes as `clean` does, but gives NaN where numbers may be whatever they are. */
export function poisoned(clean: Compute): Compute {
  return {
    ...clean,
    empty(shape) {
      const tensor = clean.zeros(shape);
      tensor.data.fill(Number.NaN);
      return tensor;
    },
  };
}
