import { describe, expect, it } from 'vitest';
import { copy, type Dtype, type Tensor } from '../../src/tensor/index.ts';
import {
  adadelta,
  adagrad,
  adam,
  adamax,
  adamw,
  ftrl,
  lion,
  nadam,
  type Optimizer,
  rmsprop,
  sgd,
} from '../../src/training/index.ts';
import { bytes, flat, normals } from './draws.ts';

const STEPS = 20;
const SHAPES: readonly number[][] = [[3, 4], [4], [5, 1]];
// ε counts beside the last gradients, and not beside the first
const SCALES = [3, 0.1, 1e-6];

/** One number's way, written as the papers do: the update t = 1, 2, … of `memory`, which starts at 0. */
type Textbook = (g: number, t: number, rate: number, memory: number[], w: number) => number;

interface Case {
  readonly name: string;
  readonly optimizer: Optimizer;
  readonly step: Textbook;
}

const cases: readonly Case[] = [
  { name: 'sgd', optimizer: sgd(), step: (g, _, rate) => -rate * g },
  {
    name: 'sgd with momentum',
    optimizer: sgd({ momentum: 0.8 }),
    step(g, _, rate, memory) {
      memory[0] = 0.8 * memory[0]! - rate * g;
      return memory[0];
    },
  },
  {
    name: 'sgd with Nesterov momentum',
    optimizer: sgd({ momentum: 0.8, nesterov: true }),
    step(g, _, rate, memory) {
      memory[0] = 0.8 * memory[0]! - rate * g;
      return 0.8 * memory[0] - rate * g;
    },
  },
  {
    name: 'rmsprop',
    optimizer: rmsprop({ rho: 0.7 }),
    step(g, _, rate, memory) {
      memory[0] = 0.7 * memory[0]! + 0.3 * g * g;
      return (-rate * g) / Math.sqrt(memory[0] + 1e-7);
    },
  },
  {
    name: 'rmsprop, centered, with momentum',
    optimizer: rmsprop({ momentum: 0.5, centered: true, epsilon: 1e-4 }),
    step(g, _, rate, memory) {
      memory[0] = 0.9 * memory[0]! + 0.1 * g * g;
      memory[1] = 0.9 * memory[1]! + 0.1 * g;
      memory[2] = 0.5 * memory[2]! + (rate * g) / Math.sqrt(memory[0] - memory[1] ** 2 + 1e-4);
      return -memory[2];
    },
  },
  {
    name: 'adam',
    optimizer: adam({ beta1: 0.8, beta2: 0.95 }),
    step(g, t, rate, memory) {
      memory[0] = 0.8 * memory[0]! + 0.2 * g;
      memory[1] = 0.95 * memory[1]! + 0.05 * g * g;
      const alpha = (rate * Math.sqrt(1 - 0.95 ** t)) / (1 - 0.8 ** t);
      return (-alpha * memory[0]) / (Math.sqrt(memory[1]) + 1e-7);
    },
  },
  {
    name: 'adam with amsgrad',
    optimizer: adam({ beta2: 0.5, amsgrad: true, epsilon: 1e-3 }),
    step(g, t, rate, memory) {
      memory[0] = 0.9 * memory[0]! + 0.1 * g;
      memory[1] = 0.5 * memory[1]! + 0.5 * g * g;
      memory[2] = Math.max(memory[2]!, memory[1]);
      const alpha = (rate * Math.sqrt(1 - 0.5 ** t)) / (1 - 0.9 ** t);
      return (-alpha * memory[0]) / (Math.sqrt(memory[2]) + 1e-3);
    },
  },
  {
    name: 'adagrad',
    optimizer: adagrad({ initialAccumulatorValue: 0.05 }),
    step(g, t, rate, memory) {
      memory[0] = (t === 1 ? 0.05 : memory[0]!) + g ** 2;
      return (-rate * g) / Math.sqrt(memory[0] + 1e-7);
    },
  },
  {
    name: 'adadelta',
    optimizer: adadelta({ rho: 0.8, epsilon: 1e-5 }),
    step(g, _, rate, memory) {
      memory[0] = 0.8 * memory[0]! + 0.2 * g ** 2;
      const step = (g * Math.sqrt(memory[1]! + 1e-5)) / Math.sqrt(memory[0] + 1e-5);
      memory[1] = 0.8 * memory[1]! + 0.2 * step ** 2;
      return -rate * step;
    },
  },
  {
    name: 'adamax',
    optimizer: adamax({ beta1: 0.8, beta2: 0.7 }),
    step(g, t, rate, memory) {
      memory[0] = 0.8 * memory[0]! + 0.2 * g;
      memory[1] = Math.max(0.7 * memory[1]!, Math.abs(g));
      return (-rate / (1 - 0.8 ** t)) * (memory[0] / (memory[1] + 1e-7));
    },
  },
  {
    name: 'nadam',
    optimizer: nadam({ beta1: 0.8, beta2: 0.95 }),
    step(g, t, rate, memory) {
      const momentum = (step: number) => 0.8 * (1 - 0.5 * 0.96 ** step);
      const product = (t === 1 ? 1 : memory[2]!) * momentum(t);
      memory[0] = 0.8 * memory[0]! + 0.2 * g;
      memory[1] = 0.95 * memory[1]! + 0.05 * g * g;
      memory[2] = product;
      const ahead = (momentum(t + 1) * memory[0]) / (1 - product * momentum(t + 1));
      const mean = ahead + ((1 - momentum(t)) * g) / (1 - product);
      return (-rate * mean) / (Math.sqrt(memory[1] / (1 - 0.95 ** t)) + 1e-7);
    },
  },
  {
    name: 'lion',
    optimizer: lion({ beta1: 0.6, beta2: 0.8 }),
    step(g, _, rate, memory) {
      const direction = Math.sign(0.6 * memory[0]! + 0.4 * g);
      memory[0] = 0.8 * memory[0]! + 0.2 * g;
      return -rate * direction;
    },
  },
  {
    name: 'ftrl',
    optimizer: ftrl({ l1RegularizationStrength: 0.01, l2RegularizationStrength: 0.2, beta: 0.3 }),
    step(g, t, rate, memory, w) {
      const before = t === 1 ? 0.1 : memory[0]!;
      memory[0] = before + g ** 2;
      memory[1] = memory[1]! + g - ((Math.sqrt(memory[0]) - Math.sqrt(before)) / rate) * w;
      const z = memory[1];
      const scale = (Math.sqrt(memory[0]) + 0.3) / rate + 2 * 0.2;
      return (Math.abs(z) <= 0.01 ? 0 : (Math.sign(z) * 0.01 - z) / scale) - w;
    },
  },
  {
    name: 'adamw',
    optimizer: adamw({ beta2: 0.95, weightDecay: 0.3 }),
    step(g, t, rate, memory, w) {
      memory[0] = 0.9 * memory[0]! + 0.1 * g;
      memory[1] = 0.95 * memory[1]! + 0.05 * g * g;
      const alpha = (rate * Math.sqrt(1 - 0.95 ** t)) / (1 - 0.9 ** t);
      return -rate * 0.3 * w - (alpha * memory[0]) / (Math.sqrt(memory[1]) + 1e-7);
    },
  },
  {
    name: 'sgd with momentum and weight decay, which the velocity does not see',
    optimizer: sgd({ momentum: 0.8, weightDecay: 0.5 }),
    step(g, _, rate, memory, w) {
      memory[0] = 0.8 * memory[0]! - rate * g;
      return memory[0] - rate * 0.5 * w;
    },
  },
];

const drawn = (dtype: Dtype): Tensor[][] =>
  Array.from({ length: STEPS + 1 }, (_, t) =>
    SHAPES.map((shape, i) => normals(`gradient ${i} at ${t}`, [...shape], dtype, SCALES[i])),
  );
const DRAWN = { float32: drawn('float32'), float64: drawn('float64') };
const gradientsAt = (t: number, dtype: Dtype): Tensor[] => DRAWN[dtype][t]!.map((g) => copy(g));
const weightsOf = (dtype: Dtype): Tensor[] =>
  SHAPES.map((shape, i) => normals(`weight ${i}`, [...shape], dtype));
/** A learning rate that changes, as a schedule's does. */
const rateAt = (t: number): number => 0.02 / t;

function trained(optimizer: Optimizer, dtype: Dtype, steps = STEPS): Tensor[] {
  const weights = weightsOf(dtype);
  const state = optimizer.init(weights);
  for (let t = 1; t <= steps; t++) {
    optimizer.update(weights, gradientsAt(t, dtype), state, rateAt(t));
  }
  return weights;
}

describe.each(cases)('$name', ({ optimizer, step }) => {
  it('follows its equation for 20 updates with a changing learning rate in float64', () => {
    const weights = trained(optimizer, 'float64');
    const expected = weightsOf('float64');
    for (const [i, w] of expected.entries()) {
      for (let j = 0; j < w.data.length; j++) {
        const memory = [0, 0, 0];
        for (let t = 1; t <= STEPS; t++) {
          w.data[j]! += step(DRAWN.float64[t]![i]!.data[j]!, t, rateAt(t), memory, w.data[j]!);
        }
        const actual = weights[i]!.data[j]!;
        expect(Math.abs(actual - w.data[j]!)).toBeLessThanOrEqual(1e-12 * Math.abs(actual));
      }
    }
  });

  it('stays near its float64 self in float32', () => {
    const float32 = flat(trained(optimizer, 'float32')).data;
    const float64 = flat(trained(optimizer, 'float64')).data;
    for (const [i, w] of float64.entries()) expect(Math.abs(float32[i]! - w)).toBeLessThan(1e-5);
  });

  it.each(['float32', 'float64'] as const)(
    'gives the same bits for a list and for one flat tensor in %s',
    (dtype) => {
      const weights = flat(weightsOf(dtype));
      const state = optimizer.init([weights]);
      for (let t = 1; t <= STEPS; t++) {
        optimizer.updateClipped([weights], [flat(gradientsAt(t, dtype))], state, rateAt(t));
      }
      expect(bytes(weights.data)).toEqual(bytes(flat(trained(optimizer, dtype)).data));
    },
  );

  it('changes neither gradients nor anything of its own', () => {
    const weights = weightsOf('float32');
    const grads = gradientsAt(1, 'float32');
    const before = bytes(flat(grads).data);
    const options = JSON.stringify(optimizer.options);
    optimizer.update(weights, grads, optimizer.init(weights));
    expect(bytes(flat(grads).data)).toEqual(before);
    expect(JSON.stringify(optimizer.options)).toBe(options);
    expect(Object.isFrozen(optimizer)).toBe(true);
    expect(Object.isFrozen(optimizer.options)).toBe(true);
  });

  it('uses its own learning rate unless it is given another', () => {
    const grads = gradientsAt(1, 'float64');
    const byDefault = weightsOf('float64');
    optimizer.update(byDefault, grads, optimizer.init(byDefault));
    const given = weightsOf('float64');
    optimizer.update(given, grads, optimizer.init(given), optimizer.learningRate);
    expect(flat(byDefault).data).toEqual(flat(given).data);
    const other = weightsOf('float64');
    optimizer.update(other, grads, optimizer.init(other), optimizer.learningRate * 2);
    expect(flat(other).data).not.toEqual(flat(given).data);
  });

  it('leaves weights alone at learning rate 0', () => {
    const weights = weightsOf('float32');
    optimizer.update(weights, gradientsAt(1, 'float32'), optimizer.init(weights), 0);
    expect(flat(weights).data).toEqual(flat(weightsOf('float32')).data);
  });
});

describe('clipping as an option', () => {
  it.each([
    { clipping: { clipValue: 0.5 } },
    { clipping: { clipNorm: 0.5 } },
    { clipping: { globalClipNorm: 0.5 } },
  ])(
    '$clipping: update clips as clipGradients would, and updateClipped does not',
    ({ clipping }) => {
      const optimizer = sgd({ learningRate: 1, ...clipping });
      expect(optimizer.clipping).toEqual(clipping);
      const grads = gradientsAt(1, 'float64');
      const raw = grads.map((g) => copy(g));
      const weights = weightsOf('float64');
      const { norm, clipped } = optimizer.update(weights, grads, optimizer.init(weights));
      expect(clipped).toBe(true);
      expect(norm).toBeCloseTo(Math.hypot(...flat(raw).data), 12);
      const before = flat(weightsOf('float64')).data;
      const used = flat(grads).data;
      for (const [i, w] of flat(weights).data.entries()) expect(w).toBe(before[i]! - used[i]!);
      expect(Math.max(...used)).toBeLessThanOrEqual(0.5);

      const unclipped = weightsOf('float64');
      optimizer.updateClipped(unclipped, raw, optimizer.init(unclipped));
      const all = flat(raw).data;
      for (const [i, w] of flat(unclipped).data.entries()) expect(w).toBe(before[i]! - all[i]!);
    },
  );

  it('measures the norm also where nothing is clipped', () => {
    const weights = weightsOf('float64');
    const grads = gradientsAt(1, 'float64');
    const { norm, clipped } = adam().update(weights, grads, adam().init(weights));
    expect(norm).toBeCloseTo(Math.hypot(...flat(grads).data), 12);
    expect(clipped).toBe(false);
  });
});

describe('a model without weights', () => {
  it('can be updated', () => {
    const state = adam().init([]);
    expect(adam().update([], [], state)).toEqual({ norm: 0, clipped: false });
    expect(state.iterations).toBe(1);
  });
});
