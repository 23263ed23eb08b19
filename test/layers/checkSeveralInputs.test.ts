import { checkGradients } from 'unrolled/testing';
import { describe, expect, test } from 'vitest';
import { defineLayer, leaf, multiply, numbersOf } from '../../src/layers/index.ts';
import { ConfigError } from '../../src/tensor/index.ts';
import { drawSequence } from './layerSubject.ts';

const inputs = [{ data: drawSequence(2, 3, 2, 0) }, { data: drawSequence(2, 3, 2, 1) }];

/** y = a − 2 b, whose way back is right about a alone. */
const lopsided = defineLayer<object>({
  kind: 'lopsided',
  required: [],
  defaults: {},
  build: (_options, [input]) =>
    leaf({
      output: input ?? { type: 'numbers', shape: [] },
      weights: {},
      forward(_weights, [a, b], ctx) {
        const [x, z] = [numbersOf('lopsided', a), numbersOf('lopsided', b)];
        const y = ctx.zeros(x.shape);
        for (let i = 0; i < y.data.length; i++) y.data[i] = x.data[i]! - 2 * z.data[i]!;
        return { outputs: [{ data: y }], cache: undefined };
      },
      backward: (_weights, _grads, _cache, [dy]) => [dy, dy],
    }),
});

describe('checkGradients of a layer of several inputs', () => {
  test('compares every element of each', () => {
    const { passed, entries } = checkGradients(multiply(), { inputs, values: 2 });
    expect(passed).toBe(true);
    expect(entries).toBe(24);
  });

  test('finds the one that is wrong', () => {
    const check = checkGradients(lopsided(), { inputs, values: 2 });
    expect(check.passed).toBe(false);
    expect(check.worst).toMatch(/^input 1\[/);
  });

  test('wants to know how many they are', () => {
    const call = () => checkGradients(multiply(), { inputs, values: 0 });
    expect(call).toThrow(ConfigError);
    expect(call).toThrow('checkGradients wants values to be a whole number >= 1, got 0');
  });
});
