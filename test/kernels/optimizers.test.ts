import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Kernels, referenceKernels } from '../../src/kernels/index.ts';
import { type FloatArray, randomStream } from '../../src/tensor/index.ts';
import { expectBits, type Framed, floatsOf, framedRow, precisions } from './framed.ts';

type Round = (x: number) => number;

/** One element of a weight `w`, with its gradient `g` and what its optimizer remembers. */
type Element = Record<string, number>;

/** An update, once as a kernel call and once as its formula for one element. */
interface Update {
  readonly name: string;
  /** What is remembered; an average of squares starts as one, a size as that of a gradient. */
  readonly memories: Readonly<Record<string, 'any' | 'square' | 'size'>>;
  readonly call: (k: Kernels, n: number, arrays: Record<string, Place>) => void;
  readonly formula: (element: Element, r: Round) => void;
}

type Place = readonly [data: FloatArray, offset: number];

// Scalars that no float32 holds, so that a missing rounding shows.
const eta = 0.012345;
const mu = 0.87;
const rho = 0.91;
const beta1 = 0.9;
const beta2 = 0.997;
const epsilon = 1e-3;

const sgdMomentum = (nesterov: boolean): Update => ({
  name: nesterov ? 'sgd with Nesterov momentum' : 'sgd with momentum',
  memories: { v: 'any' },
  call: (k, n, { w, g, v }) => {
    k.sgdMomentum(n, eta, mu, nesterov, ...w!, ...g!, ...v!);
  },
  formula: (e, r) => {
    e.v = r(r(r(mu) * e.v!) - r(r(eta) * e.g!));
    e.w = r(e.w! + (nesterov ? r(r(r(mu) * e.v) - r(r(eta) * e.g!)) : e.v));
  },
});

const rmsprop = (momentum: boolean, centered: boolean): Update => ({
  name: `rmsprop${momentum ? ' with momentum' : ''}${centered ? ', centered' : ''}`,
  memories: {
    s: 'square',
    ...(momentum ? { v: 'any' } : {}),
    ...(centered ? { mean: 'any' } : {}),
  },
  call: (k, n, { w, g, s, v, mean }) => {
    const velocity = [v?.[0], v?.[1]] as const;
    k.rmsprop(n, eta, rho, epsilon, ...w!, ...g!, ...s!, mu, ...velocity, mean?.[0], mean?.[1]);
  },
  formula: (e, r) => {
    e.s = r(r(r(rho) * e.s!) + r(r(1 - rho) * r(e.g! * e.g!)));
    let variance = e.s;
    if (centered) {
      e.mean = r(r(r(rho) * e.mean!) + r(r(1 - rho) * e.g!));
      variance = r(variance - r(e.mean * e.mean));
    }
    let step = r(r(r(eta) * e.g!) / r(Math.sqrt(r(variance + r(epsilon)))));
    if (momentum) {
      step = r(r(r(mu) * e.v!) + step);
      e.v = step;
    }
    e.w = r(e.w! - step);
  },
});

const adam = (amsgrad: boolean): Update => ({
  name: amsgrad ? 'adam with AMSGrad' : 'adam',
  memories: { m: 'any', v: 'square', ...(amsgrad ? { vMax: 'square' } : {}) },
  call: (k, n, { w, g, m, v, vMax }) => {
    k.adam(n, eta, beta1, beta2, epsilon, ...w!, ...g!, ...m!, ...v!, vMax?.[0], vMax?.[1]);
  },
  formula: (e, r) => {
    e.m = r(e.m! + r(r(1 - beta1) * r(e.g! - e.m!)));
    e.v = r(e.v! + r(r(1 - beta2) * r(r(e.g! * e.g!) - e.v!)));
    if (amsgrad) e.vMax = Math.max(e.vMax!, e.v);
    const root = r(Math.sqrt(amsgrad ? e.vMax! : e.v));
    e.w = r(e.w! - r(r(r(eta) * e.m) / r(root + r(epsilon))));
  },
});

const updates: readonly Update[] = [
  {
    name: 'sgd',
    memories: {},
    call: (k, n, { w, g }) => {
      k.sgd(n, eta, ...w!, ...g!);
    },
    formula: (e, r) => {
      e.w = r(e.w! - r(r(eta) * e.g!));
    },
  },
  sgdMomentum(false),
  sgdMomentum(true),
  rmsprop(false, false),
  rmsprop(true, false),
  rmsprop(false, true),
  rmsprop(true, true),
  adam(false),
  adam(true),
  {
    name: 'adagrad',
    memories: { s: 'square' },
    call: (k, n, { w, g, s }) => {
      k.adagrad(n, eta, epsilon, ...w!, ...g!, ...s!);
    },
    formula: (e, r) => {
      e.s = r(e.s! + r(e.g! * e.g!));
      e.w = r(e.w! - r(r(r(eta) * e.g!) / r(Math.sqrt(r(e.s + r(epsilon))))));
    },
  },
  {
    name: 'adadelta',
    memories: { s: 'square', d: 'square' },
    call: (k, n, { w, g, s, d }) => {
      k.adadelta(n, eta, rho, epsilon, ...w!, ...g!, ...s!, ...d!);
    },
    formula: (e, r) => {
      e.s = r(r(r(rho) * e.s!) + r(r(1 - rho) * r(e.g! * e.g!)));
      const size = r(Math.sqrt(r(e.d! + r(epsilon))));
      const step = r(r(size * e.g!) / r(Math.sqrt(r(e.s + r(epsilon)))));
      e.d = r(r(r(rho) * e.d!) + r(r(1 - rho) * r(step * step)));
      e.w = r(e.w! - r(r(eta) * step));
    },
  },
  {
    name: 'adamax',
    memories: { m: 'any', u: 'size' },
    call: (k, n, { w, g, m, u }) => {
      k.adamax(n, eta, beta1, beta2, epsilon, ...w!, ...g!, ...m!, ...u!);
    },
    formula: (e, r) => {
      e.m = r(e.m! + r(r(1 - beta1) * r(e.g! - e.m!)));
      e.u = Math.max(r(r(beta2) * e.u!), Math.abs(e.g!));
      e.w = r(e.w! - r(r(r(eta) * e.m) / r(e.u + r(epsilon))));
    },
  },
  {
    name: 'nadam',
    memories: { m: 'any', v: 'square' },
    call: (k, n, { w, g, m, v }) => {
      k.nadam(n, eta, rho, beta1, beta2, epsilon, ...w!, ...g!, ...m!, ...v!);
    },
    formula: (e, r) => {
      e.m = r(e.m! + r(r(1 - beta1) * r(e.g! - e.m!)));
      e.v = r(e.v! + r(r(1 - beta2) * r(r(e.g! * e.g!) - e.v!)));
      const push = r(r(r(eta) * e.m) + r(r(rho) * e.g!));
      e.w = r(e.w! - r(push / r(r(Math.sqrt(e.v)) + r(epsilon))));
    },
  },
  {
    name: 'lion',
    memories: { m: 'any' },
    call: (k, n, { w, g, m }) => {
      k.lion(n, eta, beta1, beta2, ...w!, ...g!, ...m!);
    },
    formula: (e, r) => {
      const direction = r(r(r(beta1) * e.m!) + r(r(1 - beta1) * e.g!));
      e.w = r(e.w! - r(eta) * Math.sign(direction));
      e.m = r(r(r(beta2) * e.m!) + r(r(1 - beta2) * e.g!));
    },
  },
];

const cases = precisions.flatMap((precision) =>
  updates.map((update) => ({ ...precision, ...update })),
);

describe.each(cases)('$name in $dtype', ({ dtype, round, memories, call, formula }) => {
  const k = referenceKernels(dtype);

  const names = ['w', 'g', ...Object.keys(memories)];

  test('has the bits of its formula over several steps, and writes nothing else', () => {
    fc.assert(
      fc.property(fc.nat(19), fc.nat(), (n, seed) => {
        const random = randomStream(seed);
        const arrays = new Map(names.map((name) => [name, framedRow(dtype, random, n)]));
        for (const [name, kind] of Object.entries(memories)) {
          if (kind === 'square') fill(arrays.get(name)!, n, () => round(20 + random.uniform()));
        }
        for (let step = 0; step < 3; step++) {
          fill(arrays.get('g')!, n, () => round(random.normal()));
          const expected = new Map([...arrays].map(([name, { data }]) => [name, data.slice()]));
          for (let i = 0; i < n; i++) {
            const element: Element = {};
            for (const [name, { data, at }] of arrays) element[name] = data[at(0, i)]!;
            formula(element, round);
            for (const [name, { at }] of arrays) expected.get(name)![at(0, i)] = element[name]!;
          }
          call(k, n, places([...arrays].map(([name, { data, offset }]) => [name, data, offset])));
          for (const [name, { data }] of arrays) expectBits(data, expected.get(name)!);
        }
      }),
      { seed: 21, numRuns: 25 },
    );
  });

  test('lets a NaN gradient show in its weight alone', () => {
    const g = floatsOf(dtype, [1, Number.NaN, 1]);
    const w = floatsOf(dtype, [1, 1, 1]);
    const others = Object.keys(memories).map((name) => [name, w.slice(), 0] as const);
    call(k, 3, places([['w', w, 0], ['g', g, 0], ...others]));
    expect([...w].map(Number.isNaN)).toEqual([false, true, false]);
  });
});

// With every memory at 0 and ε at 0, the first step does not depend on the size of the gradient.
test.each([
  {
    name: 'adam by its learning rate',
    by: 0.1,
    step: (k: Kernels, w: Float64Array, g: Float64Array) => {
      const alpha = (0.1 * Math.sqrt(1 - 0.999)) / (1 - 0.9); // with both bias corrections
      k.adam(2, alpha, 0.9, 0.999, 0, w, 0, g, 0, new Float64Array(2), 0, new Float64Array(2), 0);
    },
  },
  {
    name: 'adamax by its learning rate',
    by: 0.1,
    step: (k: Kernels, w: Float64Array, g: Float64Array) => {
      const [m, u] = [new Float64Array(2), new Float64Array(2)];
      k.adamax(2, 0.1 / (1 - 0.9), 0.9, 0.999, 0, w, 0, g, 0, m, 0, u, 0);
    },
  },
  {
    name: 'lion by its learning rate',
    by: 0.1,
    step: (k: Kernels, w: Float64Array, g: Float64Array) => {
      k.lion(2, 0.1, 0.9, 0.99, w, 0, g, 0, new Float64Array(2), 0);
    },
  },
  {
    name: 'adagrad by its learning rate',
    by: 0.1,
    step: (k: Kernels, w: Float64Array, g: Float64Array) => {
      k.adagrad(2, 0.1, 0, w, 0, g, 0, new Float64Array(2), 0);
    },
  },
  {
    name: 'rmsprop by η / √(1 − ρ)',
    by: 0.1 / Math.sqrt(0.25),
    step: (k: Kernels, w: Float64Array, g: Float64Array) => {
      k.rmsprop(2, 0.1, 0.75, 0, w, 0, g, 0, new Float64Array(2), 0);
    },
  },
  {
    name: 'centered rmsprop by η / √(ρ (1 − ρ))',
    by: 0.1 / Math.sqrt(0.75 * 0.25),
    step: (k: Kernels, w: Float64Array, g: Float64Array) => {
      const [s, mean] = [new Float64Array(2), new Float64Array(2)];
      k.rmsprop(2, 0.1, 0.75, 0, w, 0, g, 0, s, 0, 0, undefined, 0, mean, 0);
    },
  },
])('the first step of $name goes against the gradient', ({ by, step }) => {
  const w = Float64Array.of(1, 1);
  step(referenceKernels('float64'), w, Float64Array.of(1e-4, -30));
  expect(w[0]).toBeCloseTo(1 - by, 12);
  expect(w[1]).toBeCloseTo(1 + by, 12);
});

test('AMSGrad remembers the greatest average of squares, which adam forgets', () => {
  const k = referenceKernels('float64');
  const vMax = Float64Array.of(0);
  const remembered = [new Float64Array(1), new Float64Array(1), new Float64Array(1)] as const;
  const forgotten = [new Float64Array(1), new Float64Array(1), new Float64Array(1)] as const;
  for (const g of [10, 0.01, 0.01, 0.01].map((gi) => Float64Array.of(gi))) {
    const [w, m, v] = remembered;
    k.adam(1, 0.1, 0.5, 0.5, 1e-7, w, 0, g, 0, m, 0, v, 0, vMax, 0);
    const [w2, m2, v2] = forgotten;
    k.adam(1, 0.1, 0.5, 0.5, 1e-7, w2, 0, g, 0, m2, 0, v2, 0);
  }
  expect(remembered[2][0]).toBeCloseTo(forgotten[2][0]!, 12); // v itself goes on as before
  expect(vMax[0]).toBe(50); // (1 − β₂) · 10²
  expect(remembered[0][0]).toBeGreaterThan(forgotten[0][0]!); // smaller steps down
});

test('lion leaves a weight alone whose gradient and mean are 0', () => {
  const k = referenceKernels('float64');
  const w = Float64Array.of(1, -0, 3);
  k.lion(3, 0.1, 0.9, 0.99, w, 0, Float64Array.of(0, 0, -0), 0, new Float64Array(3), 0);
  expect([...w]).toEqual([1, -0, 3]);
});

function places(
  arrays: readonly (readonly [name: string, data: FloatArray, offset: number])[],
): Record<string, Place> {
  return Object.fromEntries(arrays.map(([name, data, offset]) => [name, [data, offset]]));
}

function fill(row: Framed, n: number, next: () => number): void {
  for (let i = 0; i < n; i++) row.data[row.at(0, i)] = next();
}
