import { describe, expect, test } from 'vitest';
import {
  sigmoid,
  sigmoidFloat32,
  softplus,
  tanh,
  tanhFloat32,
} from '../../src/elementary/index.ts';
import { type Dtype, functions } from './functions.ts';
import { samples } from './samples.ts';

const SAMPLES = 20_000;
const dtypes: readonly Dtype[] = ['float64', 'float32'];

describe.each(functions.filter(({ rises }) => rises))('$name', (f) => {
  test.each(dtypes)('never falls between samples, in %s', (dtype) => {
    const xs = [...samples(f, dtype, SAMPLES)].sort((a, b) => a - b);
    for (let i = 1; i < xs.length; i++) {
      // Neighbours of neighbouring floats may swap within the error; samples lie further apart.
      const gap = Math.abs(xs[i]! - xs[i - 1]!) / Math.max(Math.abs(xs[i]!), 1e-30);
      if (
        gap > (dtype === 'float64' ? 2 ** -48 : 2 ** -19) &&
        f[dtype](xs[i]!) < f[dtype](xs[i - 1]!)
      ) {
        expect.fail(`${f.name} falls between ${xs[i - 1]!} and ${xs[i]!}`);
      }
    }
  });
});

describe.each(functions.filter(({ odd }) => odd))('$name', (f) => {
  test.each(dtypes)('is odd to the bit, in %s', (dtype) => {
    const bad = [...samples(f, dtype, SAMPLES)].filter(
      (x) => !Object.is(f[dtype](-x), -f[dtype](x)),
    );
    expect(bad).toEqual([]);
  });
});

test.each([
  ['tanh', tanh, -1],
  ['tanhFloat32', tanhFloat32, -1],
  ['sigmoid', sigmoid, 0],
  ['sigmoidFloat32', sigmoidFloat32, 0],
])('%s stays within its bounds', (_name, f, lowest) => {
  const xs = Array.from({ length: 80_001 }, (_, i) => Math.fround((i - 40_000) / 1_000));
  expect(xs.filter((x) => !(f(x) >= lowest && f(x) <= 1))).toEqual([]);
});

test('float32 bodies return float32 numbers', () => {
  for (const f of functions) {
    const results = [...samples(f, 'float32', SAMPLES)].map(f.float32);
    expect(results).toEqual(results.map(Math.fround));
  }
});

test('softplus of x minus softplus of −x is x', () => {
  for (let x = -30; x <= 30; x += 0.37) {
    expect(Math.abs(softplus(x) - softplus(-x) - x)).toBeLessThan(1e-14);
  }
});
