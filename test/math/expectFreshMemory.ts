import { type Compute, referenceCompute } from 'unrolled/math';
import { expectBits } from './closeness.ts';
import { runBothWays } from './passes.ts';
import type { Subject } from './subject.ts';

/**
 * Throws unless a pass gives the same bits when the memory that it asks for without zeros holds NaN,
 * as that of a model may after the step before: it must write all of it before it reads, rows that a
 * mask leaves out included, as 0 times what stands there would be NaN.
 */
export function expectFreshMemory(
  draw: (seed: number) => Subject,
  compute: Compute = referenceCompute('float64'),
): void {
  const spoilt: Compute = {
    ...compute,
    empty(shape) {
      const tensor = compute.empty(shape);
      tensor.data.fill(Number.NaN);
      return tensor;
    },
  };
  const expected = runBothWays(draw(0), compute);
  const actual = runBothWays(draw(0), spoilt);
  for (const [i, output] of expected.outputs.entries()) {
    expectBits(actual.outputs[i], output, `output ${i}`);
  }
  for (const [name, gradient] of Object.entries(expected.gradients)) {
    expectBits(actual.gradients[name], gradient, `the gradient of ${name}`);
  }
}
