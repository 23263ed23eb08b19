import { describe, expect, test } from 'vitest';
import {
  type Compute,
  factor,
  multiplyBy,
  referenceKernels,
  type TableProduct,
  WeightCache,
} from '../../src/kernels/index.ts';
import { type FloatArray, randomStream, View } from '../../src/tensor/index.ts';
import { expectBits } from './framed.ts';
import { computeIn, placed, watchedMemory } from './memories.ts';

const { memory, used } = watchedMemory();

function drawn(name: string, length: number): FloatArray {
  const random = randomStream('kept', name);
  return placed(
    memory,
    Float32Array.from({ length }, () => random.normal()),
  );
}

/** A matrix `[K, N]` and a compute that keeps its factors. */
function keeping(
  K: number,
  N: number,
): { matrix: View<2, FloatArray>; compute: Compute; cache: WeightCache } {
  const matrix = new View<2, FloatArray>(drawn(`${K} ${N}`, K * N), [K, N]);
  const cache = new WeightCache(memory, [matrix.data]);
  return {
    matrix,
    cache,
    compute: { ...computeIn(memory), keptFactor: cache.keptFactor },
  };
}

describe('a factor that is kept', () => {
  test('is the same at every call for the same columns', () => {
    const { matrix, compute } = keeping(6, 12);
    const whole = factor(matrix, compute);
    const columns = factor(matrix, compute, 4, 8);
    expect(factor(matrix, compute)).toBe(whole);
    expect(factor(matrix, compute, 4, 8)).toBe(columns);
    expect(columns).toMatchObject({ K: 6, N: 8, from: 4 });
    expect(columns).not.toBe(whole);
  });

  test('is another where the array is seen as a matrix of another shape', () => {
    const { matrix, compute } = keeping(6, 12);
    const turned = new View<2, FloatArray>(matrix.data, [12, 6]);
    const whole = factor(matrix, compute);
    expect(factor(turned, compute)).toMatchObject({ K: 12, N: 6 });
    expect(factor(turned, compute)).not.toBe(whole);
    expect(factor(matrix, compute)).toBe(whole);
  });

  test('is laid out once for all passes, and again once it was forgotten', () => {
    const { matrix, compute, cache } = keeping(5, 9);
    const [a, c] = [drawn('a', 15), drawn('c', 27)];
    const pass = (): readonly string[] => {
      compute.kernels.matmulFactor(3, a, 0, 5, factor(matrix, compute), c, 0, 9);
      return used();
    };
    used();
    expect([pass(), pass()]).toEqual([['packColumns', 'product'], ['product']]);
    cache.forget();
    expect([pass(), pass()]).toEqual([['packColumns', 'product'], ['product']]);
  });

  test('has the new numbers once it was forgotten', () => {
    const { matrix, compute, cache } = keeping(5, 9);
    const a = drawn('row', 10);
    for (const scale of [1, 2, -3]) {
      matrix.data.forEach((value, i) => {
        matrix.data[i] = value * scale;
      });
      cache.forget();
      for (const M of [1, 2]) {
        for (let pass = 0; pass < 12; pass++) {
          const [c, expected] = [memory.floats(M * 9), new Float32Array(M * 9)];
          multiplyBy(matrix, M, a, c, 0, compute);
          referenceKernels('float32').matmul(M, 9, 5, a, 0, 5, matrix.data, 0, 9, expected, 0, 9);
          expectBits(c, expected);
        }
      }
    }
  });

  test('gives its memory back when it is forgotten', () => {
    const { matrix, compute, cache } = keeping(7, 16);
    const { room } = factor(matrix, compute);
    const at = room.data.byteOffset;
    cache.forget();
    expect(memory.floats(room.data.length).byteOffset).toBe(at);
  });

  test('is none for other matrices, and for none after close', () => {
    const { matrix, compute, cache } = keeping(3, 8);
    const other = new View<2, FloatArray>(drawn('other', 24), [3, 8]);
    expect(cache.keptFactor(other, 0, 8)).toBeUndefined();
    expect(factor(other, compute)).not.toBe(factor(other, compute));
    expect(cache.keptFactor(matrix, 0, 8)).toBeDefined();
    cache.close();
    expect(cache.keptFactor(matrix, 0, 8)).toBeUndefined();
  });
});

test('many rows are multiplied by the matrix as it stands, which takes no room', () => {
  const { matrix, compute } = keeping(5, 9);
  const [a, c] = [drawn('many', 5 * 32), drawn('sums', 9 * 32)];
  used();
  multiplyBy(matrix, 32, a, c, 0, compute);
  expect(used()).toEqual(['product']);
  multiplyBy(matrix, 31, a, c, 0, compute);
  expect(used()).toEqual(['packColumns', 'product']);
});

describe('products of a table', () => {
  const table = new View<2, FloatArray>(drawn('table', 7 * 3), [7, 3]);
  const kernel = new View<2, FloatArray>(drawn('kernel', 3 * 4), [3, 4]);
  const bias = new View<1, FloatArray>(drawn('bias', 4), [4]);
  const operands = { table, kernel, bias };

  /** How often they were made, where they are asked for so many rows at a time. */
  function made(cache: WeightCache, asked: readonly number[], of = operands): readonly number[] {
    let times = 0;
    return asked.map((rows) => {
      const products = cache.keptProducts(of, rows, (out) => {
        expect(out.shape).toEqual([of.table.shape[0], 4]);
        times++;
      });
      return products === undefined ? -1 : times;
    });
  }
  const cacheOf = (...weights: readonly { readonly data: FloatArray }[]): WeightCache =>
    new WeightCache(
      memory,
      weights.map(({ data }) => data),
    );

  test('are made once as many rows were read as it has, and again once they are forgotten', () => {
    const cache = cacheOf(table, kernel, bias);
    expect(made(cache, [3, 3, 1, 1, 50])).toEqual([-1, -1, 1, 1, 1]);
    cache.forget();
    expect(made(cache, [6, 1, 1])).toEqual([-1, 1, 1]);
    expect(made(cacheOf(table, kernel, bias), [7, 7])).toEqual([1, 1]);
  });

  test('are others with another bias, or with another table', () => {
    const other = new View<2, FloatArray>(drawn('other table', 7 * 3), [7, 3]);
    const cache = cacheOf(table, kernel, bias, other);
    const ask = (of: TableProduct): unknown => cache.keptProducts(of, 7, () => {});
    const first = ask(operands);
    expect(ask({ table, kernel })).not.toBe(first);
    expect(ask({ table: other, kernel, bias })).not.toBe(first);
    expect(ask(operands)).toBe(first);
  });

  test('are none unless table, matrix and bias are all weights', () => {
    for (const weights of [
      [table, kernel],
      [table, bias],
      [kernel, bias],
    ]) {
      expect(made(cacheOf(...weights), [7, 7])).toEqual([-1, -1]);
    }
    const closed = cacheOf(table, kernel, bias);
    closed.close();
    expect(made(closed, [7, 7])).toEqual([-1, -1]);
  });

  test('are none of a table with more than four times the rows of the matrix', () => {
    for (const [V, times] of [
      [12, 1],
      [13, -1],
    ] as const) {
      const large = new View<2, FloatArray>(drawn(`large ${V}`, V * 3), [V, 3]);
      const of = { ...operands, table: large };
      expect(made(cacheOf(large, kernel, bias), [99], of)).toEqual([times]);
    }
  });
});
