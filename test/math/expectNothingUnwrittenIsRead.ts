import { type Compute, referenceCompute } from 'unrolled/math';
import { expectBits } from './closeness.ts';
import { runBothWays } from './passes.ts';
import type { Subject } from './subject.ts';

/** Throws unless a pass gives the same bits in memory of NaN as in memory of zeros. */
export function expectNothingUnwrittenIsRead(
  draw: (seed: number) => Subject,
  compute: Compute = referenceCompute('float64'),
): void {
  const subject = draw(0);
  const expected = runBothWays(subject, compute);
  const actual = runBothWays(subject, poisoned(compute));
  for (const [i, output] of expected.outputs.entries()) {
    if (output.some(Number.isNaN)) throw new Error(`output ${i} has NaN, which hides what is read`);
    expectBits(actual.outputs[i], output, `output ${i}, in memory of NaN,`);
  }
  for (const [name, gradient] of Object.entries(expected.gradients)) {
    expectBits(actual.gradients[name], gradient, `the gradient of ${name}, in memory of NaN,`);
  }
}

/** Gives NaN where numbers may be whatever they are. */
function poisoned(compute: Compute): Compute {
  return {
    ...compute,
    empty(shape) {
      const tensor = compute.zeros(shape);
      tensor.data.fill(Number.NaN);
      return tensor;
    },
  };
}
