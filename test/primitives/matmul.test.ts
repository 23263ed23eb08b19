import fc from 'fast-check';
import * as t from 'unrolled/tensor';
import { describe, expect, test } from 'vitest';
import { indices } from '../tensor/indices.ts';
import {
  among,
  arrayOf,
  expectElements,
  fractions,
  held,
  holds,
  precisionOf,
  precisions,
  shapesOf,
  stretchedIndex,
  stretching,
} from './anyArray.ts';

describe('matmul', () => {
  const anyDouble = fc.double({ min: -100, max: 100, noNaN: true });
  const anyFloat = fc.float({ min: -100, max: 100, noNaN: true });
  const products = fc
    .tuple(stretching(2, 2), precisions, fc.tuple(fc.nat(4), fc.nat(4), fc.nat(4)))
    .chain(([{ shapes, shape }, dtype, [M, N, K]]) => {
      const [left, right] = shapes;
      const element = dtype === 'float32' ? anyFloat : anyDouble;
      return fc.record({
        a: arrayOf([...left!, M, K], element, dtype),
        b: arrayOf([...right!, K, N], element, dtype),
        batch: fc.constant(shape),
        sizes: fc.constant({ M, N, K }),
      });
    });

  test('is Σ a(m, k) b(k, n) with k rising, rounded at each step, for every matrix of a batch', () => {
    holds(products, ({ a, b, batch, sizes: { M, N, K } }) => {
      const dtype = precisionOf(a, b);
      expectElements(t.matmul(a.x, b.x), dtype, [...batch, M, N], (index) => {
        const [m, n] = index.slice(-2);
        const outer = index.slice(0, -2);
        let sum = 0;
        for (let k = 0; k < K; k++) {
          const left = a.at([...stretchedIndex(a.shape.slice(0, -2), outer), m!, k]);
          const right = b.at([...stretchedIndex(b.shape.slice(0, -2), outer), k, n!]);
          sum = held(dtype, sum + held(dtype, held(dtype, left) * held(dtype, right)));
        }
        return sum;
      });
    });
  });
});

describe('softmax', () => {
  const logits = fc.float({ min: -80, max: 80, noNaN: true });
  const arrays = fc
    .tuple(shapesOf({ minRank: 1 }), precisions, fractions)
    .chain(([shape, dtype, [part]]) => {
      const axis = among(part!, shape.length);
      return arrayOf(shape, logits, dtype).map((x) => ({ x, axis }));
    });

  test('is exp(x − max) / Σ along any axis, over any strides', () => {
    holds(arrays, ({ x, axis }) => {
      const result = t.softmax(x.x, axis - x.shape.length);
      const row = (index: number[]): number[] => {
        return Array.from({ length: x.shape[axis]! }, (_, i) => {
          return x.at([...index.slice(0, axis), i, ...index.slice(axis + 1)]);
        });
      };
      const wanted = t.zeros(x.shape, 'float64');
      for (const index of indices(x.shape)) {
        const largest = Math.max(...row(index));
        const sum = row(index).reduce((total, each) => total + Math.exp(each - largest), 0);
        wanted.set(...index, Math.exp(x.at(index) - largest) / sum);
      }
      const dtype = precisionOf(x);
      expect(result.dtype).toBe(dtype);
      const relative = dtype === 'float32' ? 1e-6 : 1e-14;
      const closeness = t.allClose(result, wanted, { relative, absolute: 1e-37 });
      if (!closeness.close) expect.fail(closeness.message);
    });
  });

  test('is along the last axis unless told otherwise', () => {
    const x = t.tensor([1, 2, 3, 4, 5, 6], [2, 3]);
    expect(t.equals(t.softmax(x), t.softmax(x, 1))).toBe(true);
    expect(t.equals(t.softmax(x), t.softmax(x, 0))).toBe(false);
  });
});
