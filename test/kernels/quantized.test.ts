import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  factor,
  type Kernels,
  type Memory,
  QuantizedMemory,
  referenceKernels,
} from '../../src/kernels/index.ts';
import { dequantize, quantized } from '../../src/kernels/quantize.ts';
import { levelsOf, type Quantized } from '../../src/kernels/quantized.ts';
import { type FloatArray, type Random, randomStream, View } from '../../src/tensor/index.ts';
import { expectBits, type Framed, framed } from './framed.ts';
import { computeIn, placed, plainMemory, watchedMemory } from './memories.ts';

const reference = referenceKernels('float32');
const { memory, used } = watchedMemory();

type Sizes = readonly [M: number, N: number, K: number];

/** Numbers of either sign and several magnitudes, in float32. */
function drawn(random: Random, length: number): Float32Array {
  const any = () => random.normal() * 2 ** (random.integer(8) - 4);
  return Float32Array.from({ length }, any);
}

/** q[k, n] as whole numbers, told from what the matrix stands for. */
function wholes(b: Quantized): number[] {
  const w = new Float64Array(b.K * b.N);
  dequantize(b, w);
  return Array.from(w, (value, i) => {
    const scale = b.scales[i % b.N]!;
    return scale === 0 ? 0 : Math.round(value / scale);
  });
}

/** A row in whole numbers, as `Kernels.matmulQuantized` says; `worth` is m / ℓ. */
function roundedRow(a: FloatArray): { p: number[]; worth: number } {
  const m = Math.max(0, ...Array.from(a, Math.abs));
  if (!Number.isFinite(m)) return { p: [...a].fill(0), worth: Number.NaN };
  if (m < 2 ** -100) return { p: [...a].fill(0), worth: 0 };
  const levels = levelsOf(a.length);
  const factor = Math.fround(levels / m);
  return { p: [...a].map((x) => evenly(Math.fround(x * factor))), worth: Math.fround(m / levels) };
}

/** The nearest whole number, of two the even one. */
function evenly(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below;
}

/** C + A · B by the formula, with sums that cannot round. */
function byFormula(M: number, a: Framed, b: Quantized, from: number, count: number, c: Framed) {
  const q = wholes(b);
  const out = c.data.slice();
  for (let m = 0; m < M; m++) {
    const at = a.offset + m * a.stride;
    const { p, worth } = roundedRow(a.data.subarray(at, at + b.K));
    for (let j = 0; j < count; j++) {
      let sum = 0n;
      for (let k = 0; k < b.K; k++) sum += BigInt(p[k]!) * BigInt(q[k * b.N + from + j]!);
      expect(sum < 2n ** 31n && sum > -(2n ** 31n)).toBe(true);
      const scale = Math.fround(worth * b.scales[from + j]!);
      out[c.offset + m * c.stride + j]! += Math.fround(Math.fround(Number(sum)) * scale);
    }
  }
  return out;
}

/** Runs the product and returns all of C, with what is around it. */
function run(
  kernels: Kernels,
  [aMemory, bMemory, cMemory]: readonly [Memory, Memory, Memory],
  [M, N, K]: Sizes,
  [from, count]: readonly [number, number],
  { a, w, c }: { readonly a: Framed; readonly w: Float32Array; readonly c: Framed },
): FloatArray {
  const b = quantized(w, K, N, bMemory);
  const [left, sums] = [placed(aMemory, a.data), placed(cMemory, c.data)];
  kernels.matmulQuantized(M, left, a.offset, a.stride, b, from, count, sums, c.offset, c.stride);
  expectBits(left, a.data);
  const out = sums.slice();
  aMemory.free(left);
  for (const array of [b.panels, b.scales]) bMemory.free(array);
  cMemory.free(sums);
  return out;
}

function operands(random: Random, [M, N, K]: Sizes, count = N) {
  const a = framed('float32', random, M, K);
  return { a, w: drawn(random, K * N), c: framed('float32', random, M, count) };
}

const plain = [plainMemory, plainMemory, plainMemory] as const;
const inside = [memory, memory, memory] as const;

const SIZES: readonly Sizes[] = [
  [1, 1, 1],
  [0, 5, 3],
  [2, 0, 3],
  [3, 5, 0],
  [2, 15, 7],
  [1, 16, 8],
  [3, 17, 9],
  [2, 33, 15],
  [1, 48, 64],
  [4, 70, 31],
  [1, 20, 517],
  [2, 19, 1025],
];

describe('a product with a matrix in int8', () => {
  test('is the formula with an exact sum, in the reference', () => {
    for (const sizes of SIZES) {
      const random = randomStream('formula', ...sizes);
      const given = operands(random, sizes);
      const [M, N, K] = sizes;
      const b = quantized(given.w, K, N, plainMemory);
      const expected = byFormula(M, given.a, b, 0, N, given.c);
      expectBits(run(reference, plain, sizes, [0, N], given), expected);
    }
  });

  test('has the bits of the reference in WebAssembly, and writes nothing else', () => {
    for (const sizes of SIZES) {
      const random = randomStream('bits', ...sizes);
      const given = operands(random, sizes);
      const all = [0, sizes[1]] as const;
      used();
      const fast = run(memory.kernels, inside, sizes, all, given);
      expect(used()).toEqual(['quantizedProduct']);
      expectBits(fast, run(reference, plain, sizes, all, given));
    }
  });

  test('has the bits of the reference for any columns and any numbers', () => {
    const size = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(size, size, fc.nat(), (N, K, seed) => {
        const random = randomStream(seed, 'columns');
        const from = random.integer(N);
        const count = 1 + random.integer(N - from);
        const sizes = [3, N, K] as const;
        const given = operands(random, sizes, count);
        const odd = [Number.NaN, Number.POSITIVE_INFINITY, 2 ** -149, 2 ** -110, 3e38, -0];
        // the rows of A: one of them odd in a place, one all tiny, one as it is
        given.a.data[given.a.at(0, random.integer(K))] = odd[random.integer(odd.length)]!;
        for (let k = 0; k < K; k++)
          given.a.data[given.a.at(1, k)]! *= 2 ** -(90 + random.integer(20));
        const columns = [from, count] as const;
        const expected = run(reference, plain, sizes, columns, given);
        expectBits(run(memory.kernels, inside, sizes, columns, given), expected);
        const b = quantized(given.w, K, N, plainMemory);
        expectBits(expected, byFormula(3, given.a, b, from, count, given.c));
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  test.each([
    { outside: 'A', places: [plainMemory, memory, memory] },
    { outside: 'B', places: [memory, plainMemory, memory] },
    { outside: 'C', places: [memory, memory, plainMemory] },
  ] as const)('has the bits of the reference with $outside from elsewhere', ({ places }) => {
    const sizes = [3, 21, 13] as const;
    const given = operands(randomStream('elsewhere'), sizes);
    used();
    const fast = run(memory.kernels, places, sizes, [0, 21], given);
    expect(used()).toEqual([]);
    expectBits(fast, run(reference, plain, sizes, [0, 21], given));
  });

  test.each([1, 2, 515, 516, 517, 518, 1024, 4099, 66_000])(
    'of %i rows does not overflow where every number is the largest',
    (K) => {
      for (const sign of [1, -1]) {
        const a = framed('float32', randomStream('largest'), 1, K);
        for (let k = 0; k < K; k++) a.data[a.at(0, k)] = 3;
        const w = new Float32Array(K).fill(2 * sign);
        const c = framed('float32', randomStream('largest'), 1, 1);
        c.data[c.at(0, 0)] = 0;
        for (const [kernels, places] of [
          [reference, plain],
          [memory.kernels, inside],
        ] as const) {
          const out = run(kernels, places, [1, 1, K], [0, 1], { a, w, c });
          expect(Math.abs(out[c.offset]! / (6 * K * sign) - 1)).toBeLessThan(2 ** -21);
        }
      }
    },
  );

  test('is as near to the product in float32 as two roundings to whole numbers let it be', () => {
    for (const [M, N, K] of [
      [2, 20, 30],
      [1, 9, 700],
      [2, 5, 3000],
    ] as const) {
      const given = operands(randomStream('bound', K), [M, N, K]);
      const { a, w, c } = given;
      const { scales } = quantized(w, K, N, plainMemory);
      const out = run(reference, plain, [M, N, K], [0, N], given);
      for (let m = 0; m < M; m++) {
        const row = Float64Array.from({ length: K }, (_, k) => a.data[a.at(m, k)]!);
        const most = row.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
        const half = most / levelsOf(K) / 2;
        for (let n = 0; n < N; n++) {
          let [exact, bound] = [c.data[c.at(m, n)]!, 0];
          for (const [k, x] of row.entries()) {
            const element = w[k * N + n]!;
            exact += x * element;
            bound += (Math.abs(x) * scales[n]!) / 2 + half * (Math.abs(element) + scales[n]! / 2);
          }
          const rounding = 2 ** -20 * (Math.abs(exact) + bound);
          expect(Math.abs(out[c.at(m, n)]! - exact)).toBeLessThanOrEqual(bound + rounding);
        }
      }
    }
  });
});

describe('a matrix in int8', () => {
  test('is off by at most half a step of its column, and stands for what dequantize writes', () => {
    const random = randomStream('half a step');
    const [K, N] = [37, 21];
    const w = drawn(random, K * N);
    for (let k = 0; k < K; k++) w[k * N + 3] = 0;
    const b = quantized(w, K, N, plainMemory);
    const stands = new Float32Array(K * N);
    dequantize(b, stands);
    for (const [i, value] of w.entries()) {
      const scale = b.scales[i % N]!;
      expect(Math.abs(value - stands[i]!)).toBeLessThanOrEqual((scale / 2) * (1 + 2 ** -16));
    }
    expect(b.scales[3]).toBe(0);
    expect(wholes(b).reduce((most, q) => Math.max(most, Math.abs(q)), 0)).toBe(127);
  });

  test('takes a byte for each element and a float for each column, beside what fills a panel', () => {
    const { panels, scales } = quantized(new Float32Array(512 * 2048), 512, 2048, plainMemory);
    expect([panels.byteLength, scales.byteLength]).toEqual([512 * 2048, 4 * 2048]);
    expect(quantized(new Float32Array(3 * 17), 3, 17, plainMemory).panels.length).toBe(4 * 32);
  });
});

describe('a memory that holds a matrix in int8', () => {
  const [M, N, K] = [2, 12, 9];
  const random = randomStream('memory');
  const a = drawn(random, M * K);
  const values = drawn(random, K * N);

  /** C = A · columns, by the product and by a factor, from a memory that holds it or not. */
  function products(holds: boolean, from: number, count: number): FloatArray[] {
    const own = new QuantizedMemory(memory);
    const w = placed(own, values);
    const matrix = new View<2, FloatArray>(w, [K, N]);
    if (holds) own.quantize(w, K);
    const { kernels } = own;
    const [left, c, d] = [placed(own, a), own.floats(M * count), own.floats(M * count)];
    kernels.matmul(M, count, K, left, 0, K, w, from, N, c, 0, count);
    const room = computeIn(own).empty<1>([kernels.factorRoom(K, count)]);
    const factor = {
      K,
      N: count,
      matrix,
      from,
      transposed: false,
      room,
      rowsRead: 0,
      laidOut: false,
    };
    kernels.matmulFactor(M, left, 0, K, factor, d, 0, count);
    return [c, d];
  }

  test('multiplies by it in both kinds of product, and by all else as ever', () => {
    for (const [from, count] of [
      [0, N],
      [3, 5],
      [8, 4],
    ] as const) {
      const b = quantized(values, K, N, plainMemory);
      const expected = new Float32Array(M * count);
      reference.matmulQuantized(M, a, 0, K, b, from, count, expected, 0, count);
      for (const product of products(true, from, count)) expectBits(product, expected);
      const exact = new Float32Array(M * count);
      reference.matmul(M, count, K, a, 0, K, values, from, N, exact, 0, count);
      for (const product of products(false, from, count)) expectBits(product, exact);
      expect([...expected]).not.toEqual([...exact]);
    }
  });

  test('multiplies by it in steps of a simple recurrence', () => {
    const [rows, U, steps] = [2, 6, 3];
    const own = new QuantizedMemory(memory);
    const R = computeIn(own).zeros<2>([U, U]);
    R.data.set(values.subarray(0, U * U));
    own.quantize(R.data, U);
    const h = placed(own, drawn(random, (steps + 1) * rows * U));
    const expected = h.slice();
    const shared = factor(R, { ...computeIn(own), kernels: own.kernels });
    const block = rows * U;
    own.kernels.simpleRnnSteps('tanh', steps, rows, h, 0, shared, h, block, block);
    const b = quantized(values.subarray(0, U * U), U, U, plainMemory);
    for (let at = block; at < expected.length; at += block) {
      reference.matmulQuantized(rows, expected, at - block, U, b, 0, U, expected, at, U);
      reference.activate('tanh', rows, U, expected, at, U, expected, at, U);
    }
    expectBits(h, expected);
  });

  test('gives the array the numbers that it stands for, which products of other shapes read', () => {
    const own = new QuantizedMemory(plainMemory);
    const w = placed(own, values);
    own.quantize(w, K);
    const stands = new Float32Array(K * N);
    dequantize(quantized(values, K, N, plainMemory), stands);
    expectBits(w, stands);
    const [c, expected] = [new Float32Array(M * N), new Float32Array(M * N)];
    own.kernels.matmul(M, N, K - 1, a, 0, K, w, 0, N, c, 0, N);
    reference.matmul(M, N, K - 1, a, 0, K, stands, 0, N, expected, 0, N);
    expectBits(c, expected);
  });
});
