import { type Compute, referenceCompute } from 'unrolled/math';
import { compareGradients } from 'unrolled/testing';
import { KINK_MARGIN, watchKinks } from './kinks.ts';
import { present, type Subject } from './subject.ts';

const DRAWS = 100;

/**
 * Throws unless every gradient is that of central differences: every weight and input, element by
 * element, from random cotangents. Numbers are drawn again until every kink is 1e-3 away.
 */
export function expectGradients(
  draw: (seed: number) => Subject,
  compute: Compute = referenceCompute('float64'),
): void {
  const check = compareGradients(differentiable(drawAwayFromKinks(draw, compute), compute));
  if (check.entries === 0) throw new Error('there is nothing to differentiate');
  if (!check.passed) throw new Error(check.message);
}

/** The first subject, seeds rising from 0, that keeps its distance from every kink. */
function drawAwayFromKinks(
  draw: (seed: number) => Subject,
  compute: Compute = referenceCompute('float64'),
): Subject {
  for (let seed = 0; seed < DRAWS; seed++) {
    const subject = draw(seed);
    const watched = watchKinks(compute);
    subject.begin(watched.compute);
    if (watched.nearest() >= KINK_MARGIN) return subject;
  }
  throw new Error(`${DRAWS} draws all came too near to a kink`);
}

function differentiable(
  { weights, grads, inputs, begin }: Subject,
  compute: Compute,
): Parameters<typeof compareGradients>[0] {
  return {
    variables: Object.fromEntries([...present(weights), ...present(inputs)]),
    run() {
      const { outputs, backward } = begin(compute);
      return {
        outputs,
        backward(cotangents) {
          for (const [, grad] of present(grads)) grad.data.fill(0);
          return { ...backward(cotangents), ...grads };
        },
      };
    },
  };
}
