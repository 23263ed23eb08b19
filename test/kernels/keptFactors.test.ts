import { describe, expect, test } from 'vitest';
import {
  type Compute,
  factor,
  KeptFactors,
  multiplyBy,
  referenceKernels,
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
): { matrix: View<2, FloatArray>; compute: Compute; kept: KeptFactors } {
  const matrix = new View<2, FloatArray>(drawn(`${K} ${N}`, K * N), [K, N]);
  const kept = new KeptFactors(memory, [matrix.data]);
  return {
    matrix,
    kept,
    compute: { ...computeIn(memory), keptFactor: (...columns) => kept.factor(...columns) },
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
    const { matrix, compute, kept } = keeping(5, 9);
    const [a, c] = [drawn('a', 10), drawn('c', 18)];
    const pass = (): readonly string[] => {
      compute.kernels.matmulFactor(2, a, 0, 5, factor(matrix, compute), c, 0, 9);
      return used();
    };
    used();
    expect([pass(), pass()]).toEqual([['packColumns', 'product'], ['product']]);
    kept.forget();
    expect([pass(), pass()]).toEqual([['packColumns', 'product'], ['product']]);
  });

  test('has the new numbers once it was forgotten', () => {
    const { matrix, compute, kept } = keeping(5, 9);
    const a = drawn('row', 10);
    for (const scale of [1, 2, -3]) {
      matrix.data.forEach((value, i) => {
        matrix.data[i] = value * scale;
      });
      kept.forget();
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
    const { matrix, compute, kept } = keeping(7, 16);
    const { room } = factor(matrix, compute);
    const at = room.data.byteOffset;
    kept.forget();
    expect(memory.floats(room.data.length).byteOffset).toBe(at);
  });

  test('is none for other matrices, and for none after close', () => {
    const { matrix, compute, kept } = keeping(3, 8);
    const other = new View<2, FloatArray>(drawn('other', 24), [3, 8]);
    expect(kept.factor(other, 0, 8)).toBeUndefined();
    expect(factor(other, compute)).not.toBe(factor(other, compute));
    expect(kept.factor(matrix, 0, 8)).toBeDefined();
    kept.close();
    expect(kept.factor(matrix, 0, 8)).toBeUndefined();
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
