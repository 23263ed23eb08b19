import type { Compute } from 'unrolled/math';
import { expectBits, expectClose } from './closeness.ts';
import { runBothWays } from './passes.ts';
import type { Subject } from './subject.ts';

/**
 * Throws unless two subjects that compute the same give outputs with the same bits, and gradients
 * equal to 1e-12: these are sums that may run in another order. Names may differ, their order not.
 */
export function expectAgreement(actual: Subject, expected: Subject, compute?: Compute): void {
  const a = runBothWays(actual, compute);
  const b = runBothWays(expected, compute);
  for (const [i, output] of b.outputs.entries()) expectBits(a.outputs[i], output, `output ${i}`);
  const gradients = Object.values(a.gradients);
  for (const [i, [name, gradient]] of Object.entries(b.gradients).entries()) {
    expectClose(gradients[i], gradient, `the gradient of ${name}`);
  }
}
