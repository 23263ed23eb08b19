import { describe, expect, it } from 'vitest';
import { copy, type Dtype, type Tensor, zeros } from '../../src/tensor/index.ts';
import {
  adadelta,
  adagrad,
  adam,
  adamax,
  adamw,
  cosineDecay,
  ftrl,
  lion,
  nadam,
  type Optimizer,
  type OptimizerState,
  optimizerFrom,
  optimizerOf,
  rmsprop,
  sgd,
} from '../../src/training/index.ts';
import { bytes, flat, jsonOf, normals } from './draws.ts';

interface Case {
  readonly optimizer: Optimizer;
  readonly slots: readonly string[];
  readonly scalars: readonly string[];
  /** What slots start with, and scalars, where it is not 0 or 1. */
  readonly starts?: Readonly<Record<string, number>>;
}

const cases: readonly Case[] = [
  { optimizer: sgd({ clipNorm: 2 }), slots: [], scalars: [] },
  { optimizer: sgd({ momentum: 0.9 }), slots: ['v'], scalars: [] },
  { optimizer: rmsprop(), slots: ['s'], scalars: [] },
  { optimizer: rmsprop({ centered: true, momentum: 0.1 }), slots: ['s', 'r', 'v'], scalars: [] },
  { optimizer: adam(), slots: ['m', 'v'], scalars: ['beta1Power', 'beta2Power'] },
  {
    optimizer: adam({ amsgrad: true, globalClipNorm: 1 }),
    slots: ['m', 'v', 'vMax'],
    scalars: ['beta1Power', 'beta2Power'],
  },
  { optimizer: adamw(), slots: ['m', 'v'], scalars: ['beta1Power', 'beta2Power'] },
  { optimizer: adagrad(), slots: ['s'], scalars: [], starts: { s: 0.1 } },
  { optimizer: adadelta({ weightDecay: 0.1 }), slots: ['s', 'd'], scalars: [] },
  { optimizer: adamax(), slots: ['m', 'u'], scalars: ['beta1Power'] },
  {
    optimizer: nadam({
      learningRate: cosineDecay({ initialLearningRate: 0.1, decaySteps: 9, alpha: 0.1 }),
    }),
    slots: ['m', 'v'],
    scalars: ['warmUpPower', 'momentumProduct', 'beta2Power'],
  },
  { optimizer: lion(), slots: ['m'], scalars: [] },
  {
    optimizer: ftrl(),
    slots: ['accumulator', 'linear'],
    scalars: [],
    starts: { accumulator: 0.1 },
  },
  {
    optimizer: sgd({ momentum: 0.5, gradientAccumulationSteps: 3, globalClipNorm: 1 }),
    slots: ['v', 'sum'],
    scalars: ['summed'],
    starts: { summed: 0 },
  },
];

const weightsOf = (dtype: Dtype): Tensor[] => [
  normals<2>('kernel', [3, 4], dtype),
  normals<1>('bias', [4], dtype),
];

function run(
  optimizer: Optimizer,
  weights: readonly Tensor[],
  state: OptimizerState,
  from: number,
  to: number,
): void {
  for (let t = from; t < to; t++) {
    const grads = weights.map((w, i) => normals(`gradient ${i} at ${t}`, w.shape, w.dtype));
    optimizer.update(weights, grads, state);
  }
}

/** A state as a file keeps it: JSON for the numbers, copies of the tensors by name. */
function stored({ iterations, slots, scalars }: OptimizerState): OptimizerState {
  expect(jsonOf({ iterations, scalars })).toEqual({ iterations, scalars });
  const copies: Record<string, Tensor[]> = {};
  for (const [name, tensors] of Object.entries(slots)) copies[name] = tensors.map((t) => copy(t));
  return { iterations, slots: copies, scalars: { ...scalars } };
}

describe.each(cases)('$optimizer.kind with slots $slots', (one) => {
  const { optimizer, slots, scalars, starts = {} } = one;

  it('starts with what its equations say, shaped as the weights', () => {
    const weights = weightsOf('float32');
    const state = optimizer.init(weights);
    expect(state.iterations).toBe(0);
    expect(Object.keys(state.slots)).toEqual(slots);
    expect(Object.keys(state.scalars)).toEqual(scalars);
    expect(Object.values(state.scalars)).toEqual(scalars.map((name) => starts[name] ?? 1));
    for (const [name, tensors] of Object.entries(state.slots)) {
      for (const [i, slot] of tensors.entries()) {
        const expected = zeros(weights[i]!.shape, 'float32');
        expected.data.fill(starts[name] ?? 0);
        expect(slot).toEqual(expected);
      }
      expect(tensors).toHaveLength(weights.length);
    }
  });

  it('stands in the arrays that it is given, with the same numbers', () => {
    const weights = weightsOf('float64');
    const given: Float64Array[] = [];
    const state = optimizer.init(weights, (length) => {
      const array = new Float64Array(length);
      given.push(array);
      return array;
    });
    const arrays = Object.values(state.slots).flatMap((tensors) => tensors.map(({ data }) => data));
    expect(given).toHaveLength(arrays.length);
    for (const array of given) expect(arrays.includes(array)).toBe(true);
    expect(stored(state)).toEqual(stored(optimizer.init(weights)));
  });

  it.each(['float32', 'float64'] as const)(
    'goes on with the same bits from a stored state in %s',
    (dtype) => {
      const weights = weightsOf(dtype);
      const state = optimizer.init(weights);
      run(optimizer, weights, state, 0, 7);
      const restoredWeights = weights.map((w) => copy(w));
      const restored = stored(state);
      const options: object = Object.assign({}, jsonOf(optimizer.options));
      expect(options).toEqual(optimizer.options);
      const again = optimizerFrom(optimizer.kind, options);

      run(optimizer, weights, state, 7, 12);
      run(again, restoredWeights, restored, 7, 12);
      expect(bytes(flat(restoredWeights).data)).toEqual(bytes(flat(weights).data));
      expect(restored).toEqual(state);
      expect(state.iterations).toBe(12 / (optimizer.gradientAccumulationSteps ?? 1));
    },
  );

  it('keeps the states of two models apart', () => {
    const weights = weightsOf('float64');
    const state = optimizer.init(weights);
    const others = weightsOf('float64');
    const otherState = optimizer.init(others);
    run(optimizer, weights, state, 0, 3);
    run(optimizer, others, otherState, 5, 8);
    run(optimizer, others, otherState, 8, 9);

    const alone = weightsOf('float64');
    const aloneState = optimizer.init(alone);
    run(optimizer, alone, aloneState, 0, 3);
    expect(flat(weights).data).toEqual(flat(alone).data);
    expect(state).toEqual(aloneState);
  });
});

describe('optimizers by name', () => {
  it.each([
    ['sgd', { learningRate: 0.01, momentum: 0, nesterov: false }],
    ['rmsprop', { learningRate: 0.001, rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false }],
    ['adam', { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false }],
    ['adagrad', { learningRate: 0.001, initialAccumulatorValue: 0.1, epsilon: 1e-7 }],
    ['adadelta', { learningRate: 0.001, rho: 0.95, epsilon: 1e-7 }],
    ['adamax', { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }],
    ['nadam', { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }],
    ['lion', { learningRate: 0.001, beta1: 0.9, beta2: 0.99 }],
    [
      'ftrl',
      {
        learningRate: 0.001,
        learningRatePower: -0.5,
        initialAccumulatorValue: 0.1,
        l1RegularizationStrength: 0,
        l2RegularizationStrength: 0,
        l2ShrinkageRegularizationStrength: 0,
        beta: 0,
      },
    ],
  ] as const)("'%s' has Keras' defaults", (name, options) => {
    const optimizer = optimizerOf(name);
    expect(optimizer.kind).toBe(name);
    expect(optimizer.options).toEqual(options);
    expect(optimizer.learningRate).toBe(options.learningRate);
    expect(optimizer.clipping).toBeUndefined();
    expect(optimizer.weightDecay).toBeUndefined();
    expect(optimizer.useEma).toBe(false);
    expect(optimizer.gradientAccumulationSteps).toBe(1);
  });

  it("'adamw' has Keras' defaults: adam's, and a decay", () => {
    const { kind, options, weightDecay } = optimizerOf('adamw');
    expect(kind).toBe('adamw');
    expect(options).toEqual({ ...adam().options, weightDecay: 0.004 });
    expect(weightDecay).toEqual({ rate: 0.004, excluded: [] });
  });

  it('keeps a clipping option among the options', () => {
    expect(sgd({ momentum: 0.5, clipNorm: 2 }).options).toEqual({
      learningRate: 0.01,
      momentum: 0.5,
      nesterov: false,
      clipNorm: 2,
    });
  });

  it('passes an optimizer through', () => {
    const own = adam({ learningRate: 0.1 });
    expect(optimizerOf(own)).toBe(own);
  });
});
