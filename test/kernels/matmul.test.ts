import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Kernels, referenceKernels } from '../../src/kernels/index.ts';
import { type FloatArray, type Random, randomStream } from '../../src/tensor/index.ts';
import { expectBits, type Framed, framed, precisions } from './framed.ts';
import { placed, watchedMemory } from './memories.ts';

type Product = 'matmul' | 'matmulTransposedB' | 'matmulTransposedA';

/** A product, with A(m, k) and B(k, n) read and written whichever way they lie. */
interface Operands {
  readonly a: Framed;
  readonly b: Framed;
  aAt(m: number, k: number): number;
  bAt(k: number, n: number): number;
}

const kinds: readonly Product[] = ['matmul', 'matmulTransposedB', 'matmulTransposedA'];
const asItIs = (array: FloatArray): FloatArray => array;
const sets = precisions.flatMap((precision) => {
  const { memory } = watchedMemory(undefined, precision.dtype);
  const place = (array: FloatArray): FloatArray => placed(memory, array);
  const fast = { ...precision, kernels: memory.kernels };
  const kernels = referenceKernels(precision.dtype);
  return [
    { ...precision, set: 'reference', kernels, place: asItIs },
    { ...fast, set: 'WebAssembly, in its memory', place },
    { ...fast, set: 'WebAssembly, from elsewhere', place: asItIs },
  ];
});
const cases = sets.flatMap((set) => kinds.map((product) => ({ ...set, product })));
type Case = (typeof cases)[number];

type Sizes = readonly [M: number, N: number, K: number];

function matrix({ dtype, place }: Case, random: Random, rows: number, columns: number): Framed {
  const drawn = framed(dtype, random, rows, columns);
  return { ...drawn, data: place(drawn.data) };
}

function operands(how: Case, random: Random, [M, N, K]: Sizes): Operands {
  const aTransposed = how.product === 'matmulTransposedA';
  const bTransposed = how.product === 'matmulTransposedB';
  const a = aTransposed ? matrix(how, random, K, M) : matrix(how, random, M, K);
  const b = bTransposed ? matrix(how, random, N, K) : matrix(how, random, K, N);
  return {
    a,
    b,
    aAt: (m, k) => (aTransposed ? a.at(k, m) : a.at(m, k)),
    bAt: (k, n) => (bTransposed ? b.at(n, k) : b.at(k, n)),
  };
}

function run(
  kernels: Pick<Kernels, Product>,
  product: Product,
  [M, N, K]: Sizes,
  { a, b }: Operands,
  c: Framed,
): void {
  kernels[product](
    ...([M, N, K, a.data, a.offset, a.stride, b.data, b.offset, b.stride] as const),
    ...([c.data, c.offset, c.stride] as const),
  );
}

describe.each(cases)('$product in $dtype, $set', (how) => {
  const { dtype, round, product, kernels } = how;

  function expectProduct(sizes: Sizes, seed: number): void {
    const [M, N, K] = sizes;
    const random = randomStream(seed, product, ...sizes);
    const ab = operands(how, random, sizes);
    const c = matrix(how, random, M, N);
    const before = { a: ab.a.data.slice(), b: ab.b.data.slice() };
    const expected = c.data.slice();
    for (let m = 0; m < M; m++) {
      for (let n = 0; n < N; n++) {
        let sum = 0;
        for (let k = 0; k < K; k++) {
          sum = round(sum + round(ab.a.data[ab.aAt(m, k)]! * ab.b.data[ab.bAt(k, n)]!));
        }
        expected[c.at(m, n)] = round(expected[c.at(m, n)]! + sum);
      }
    }
    run(kernels, product, sizes, ab, c);
    expectBits(c.data, expected);
    expectBits(ab.a.data, before.a);
    expectBits(ab.b.data, before.b);
  }

  test('has the bits of the plain triple loop and writes nothing else, at every edge of a block', () => {
    const edges = [0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 17];
    for (const M of edges) {
      for (const N of edges) for (const K of [0, 1, 3]) expectProduct([M, N, K], 0);
    }
  });

  test('has the bits of the plain triple loop for any sizes, offsets and strides', () => {
    const size = fc.nat(40);
    fc.assert(
      fc.property(size, size, size, fc.nat(), (M, N, K, seed) => {
        expectProduct([M, N, K], seed);
      }),
      { seed: 2, numRuns: 60 },
    );
  });

  // 1 is lost beside `large`, and the last term of near² = 1 + 2d + d² in the rounding of the product.
  const large = dtype === 'float32' ? 2 ** 24 : 2 ** 53;
  const d = dtype === 'float32' ? 2 ** -12 : 2 ** -27;
  const near = 1 + d;
  test.each<{ rule: string; terms: [number, number][]; was: number; gives: number }>([
    {
      rule: 'adds k rising',
      terms: [
        [1, 1],
        [large, 1],
        [-large, 1],
      ],
      was: 0,
      gives: 0,
    },
    {
      rule: 'adds k rising, throughout',
      terms: [
        [large, 1],
        [-large, 1],
        [1, 1],
      ],
      was: 0,
      gives: 1,
    },
    {
      rule: 'rounds each product',
      terms: [
        [-1 - 2 * d, 1],
        [near, near],
      ],
      was: 0,
      gives: 0,
    },
    {
      rule: 'adds the sum once to what was',
      terms: [
        [large, 1],
        [-large, 1],
      ],
      was: 1,
      gives: 1,
    },
    { rule: 'starts its sum at +0', terms: [[-0, 1]], was: -0, gives: 0 },
    {
      rule: 'takes NaN from A',
      terms: [
        [1, 1],
        [Number.NaN, 0],
      ],
      was: 1,
      gives: Number.NaN,
    },
    {
      rule: 'takes ∞ · 0 for NaN',
      terms: [[0, Number.POSITIVE_INFINITY]],
      was: 1,
      gives: Number.NaN,
    },
    {
      rule: 'takes ∞ for ∞',
      terms: [[-1, Number.POSITIVE_INFINITY]],
      was: 1,
      gives: Number.NEGATIVE_INFINITY,
    },
  ])('$rule, in every element', ({ terms, was, gives }) => {
    const [M, N] = [17, 19]; // tiles and strips; enough for WebAssembly to copy it from elsewhere
    const ab = operands(how, randomStream(0, product), [M, N, terms.length]);
    const c = matrix(how, randomStream(1, product), M, N);
    const expected = c.data.slice();
    for (let m = 0; m < M; m++) {
      for (const [k, [x]] of terms.entries()) ab.a.data[ab.aAt(m, k)] = x;
      for (let n = 0; n < N; n++) {
        for (const [k, [, y]] of terms.entries()) ab.b.data[ab.bAt(k, n)] = y;
        c.data[c.at(m, n)] = was;
        expected[c.at(m, n)] = gives;
      }
    }
    run(kernels, product, [M, N, terms.length], ab, c);
    expectBits(c.data, expected);
  });

  test('leaves a NaN of A in its row of C, and one of B in its column', () => {
    const [M, N, K] = [10, 9, 3];
    const ab = operands(how, randomStream(0, product), [M, N, K]);
    const c = matrix(how, randomStream(1, product), M, N);
    ab.a.data[ab.aAt(5, 1)] = Number.NaN;
    ab.b.data[ab.bAt(2, 8)] = Number.NaN;
    run(kernels, product, [M, N, K], ab, c);
    for (let m = 0; m < M; m++) {
      for (let n = 0; n < N; n++) {
        expect(Number.isNaN(c.data[c.at(m, n)])).toBe(m === 5 || n === 8);
      }
    }
  });
});
