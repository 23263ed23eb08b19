import { asTensor, ConfigError, cell, defineCell, ShapeError, weight } from 'unrolled';
import { describe, expect, test } from 'vitest';

/** output = next h = x · w + h, element by element. */
const gain = defineCell<object>({
  kind: 'gain',
  required: [],
  defaults: {},
  build: (_options, size) =>
    cell({
      weights: { w: weight([1, size], 'ones') },
      state: { h: size },
      output: size,
      forward({ w }, x, { h }, ctx) {
        const next = ctx.zeros<2>(x.shape);
        for (let i = 0; i < next.data.length; i++) {
          next.data[i] = (x.data[i] ?? 0) * (w.data[i % size] ?? 0) + (h.data[i] ?? 0);
        }
        return { output: next, state: { h: next }, cache: undefined };
      },
      backward: (_weights, _grads, _cache, { state }) => ({ state }),
    }),
});

const built = gain({}).build({ inputSize: 2 });

test('a view is read by its elements', () => {
  const x = asTensor([
    [1, 2],
    [3, 4],
  ]);
  expect([...built.step(x.lo(1, 0)).output.data]).toEqual([3, 4]);
  expect([...built.step(x.transpose(1, 0)).output.data]).toEqual([1, 3, 2, 4]);
});

const x = asTensor([[1, 2]]);

describe('a cell that is stepped by hand refuses', () => {
  const cases: readonly [string, () => unknown, Error][] = [
    [
      'another number of features',
      () => built.step(asTensor([[1, 2, 3]])),
      new ShapeError("gain's x wants [1, 2], got [1, 3]"),
    ],
    [
      'NaN in x',
      () => {
        const bad = asTensor([[1, 2]]);
        bad.set(0, 1, Number.NaN);
        return built.step(bad);
      },
      new ConfigError("gain's x wants finite numbers, got NaN at [0, 1]"),
    ],
    [
      'a state it does not have',
      () => built.step(x, { H: x }),
      new ConfigError("gain has no state 'H'; its states are h"),
    ],
    [
      'a weight that is not finite',
      () => {
        const w = asTensor([[1, 1]]);
        w.set(0, 1, Number.POSITIVE_INFINITY);
        built.setWeights({ w });
      },
      new ConfigError("gain's weight w wants finite numbers, got Infinity at [0, 1]"),
    ],
    [
      'an unknown option',
      // @ts-expect-error there is no such option
      () => gain({}).build({ inputSize: 2, sed: 1 }),
      new ConfigError("gain has no option 'sed': its options are inputSize, seed, dtype"),
    ],
    [
      'no input size',
      // @ts-expect-error inputSize is missing
      () => gain({}).build({}),
      new ConfigError('gain wants inputSize to be a whole number >= 1, got undefined'),
    ],
    [
      'an unknown precision',
      // @ts-expect-error there is no such precision
      () => gain({}).build({ inputSize: 2, dtype: 'int8' }),
      new ConfigError("gain wants dtype 'float32' or 'float64', got 'int8'"),
    ],
  ];
  test.each(cases)('%s', (_, use, error) => {
    expect(use).toThrow(error);
  });
});
