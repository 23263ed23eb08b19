import fc from 'fast-check';
import { type Activation, activationBackward, activationForward } from 'unrolled/math';
import { expect, test } from 'vitest';
import { View } from '../../src/tensor/index.ts';
import { add, constant, type Dual, divide, exp, negate } from './dual.ts';
import { SEEDED } from './samples.ts';

const sigmoid = (x: Dual): Dual => divide(constant(1), add(constant(1), exp(negate(x))));

/** By another formula than the library's: no slope below is told from the value. */
const DEFINITIONS: readonly { readonly activation: Activation; readonly f: (x: Dual) => Dual }[] = [
  { activation: 'exponential', f: exp },
  { activation: 'sigmoid', f: sigmoid },
  {
    activation: 'tanh',
    f: (x) => add(sigmoid(add(x, x)), negate(sigmoid(negate(add(x, x))))),
  },
];

const numbers = fc.double({ min: -6, max: 6, noNaN: true });

test.each(DEFINITIONS)('the slope of $activation is that of dual numbers', ({ activation, f }) => {
  fc.assert(
    fc.property(numbers, (at) => {
      const x = new View(Float64Array.of(at), [1, 1]);
      const { output, cache } = activationForward(activation, x);
      const slope = activationBackward(cache, new View(Float64Array.of(1), [1, 1])).data[0]!;
      const expected = f({ value: at, slope: 1 });
      const size = Math.max(1, Math.abs(expected.value));
      expect(Math.abs(output.data[0]! - expected.value)).toBeLessThanOrEqual(1e-15 * size);
      expect(Math.abs(slope - expected.slope)).toBeLessThanOrEqual(1e-15 * size);
    }),
    { ...SEEDED, numRuns: 1000 },
  );
});

test('the slopes of softmax are those of dual numbers', () => {
  fc.assert(
    fc.property(fc.array(numbers, { minLength: 2, maxLength: 10 }), (xs) => {
      const N = xs.length;
      const { output, cache } = activationForward(
        'softmax',
        new View(Float64Array.from(xs), [1, N]),
      );
      for (const [j] of xs.entries()) {
        const direction = Float64Array.from(xs, (_, k) => (k === j ? 1 : 0));
        // row j of the Jacobian, which is symmetric: how y_j changes with each x
        const row = activationBackward(cache, new View(direction, [1, N])).data;
        const es = xs.map((value, k) => exp({ value, slope: k === j ? 1 : 0 }));
        const total = es.reduce(add);
        for (const [k, e] of es.entries()) {
          const expected = divide(e, total);
          expect(Math.abs(output.data[k]! - expected.value)).toBeLessThanOrEqual(2e-15);
          expect(Math.abs(row[k]! - expected.slope)).toBeLessThanOrEqual(1e-15);
        }
      }
    }),
    SEEDED,
  );
});
