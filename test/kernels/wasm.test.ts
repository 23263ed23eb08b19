import fc from 'fast-check';
import {
  adam,
  decodeModel,
  dense,
  embedding,
  encodeModel,
  input,
  lstm,
  randomStream,
  sequential,
} from 'unrolled';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { kernelsFor, referenceKernels } from '../../src/kernels/index.ts';
import { instantiate } from '../../src/kernels/wasm/instance.ts';
import { productsIn } from '../../src/kernels/wasm/products.ts';
import type { Random } from '../../src/tensor/index.ts';
import { expectBits, type Framed, framed } from './framed.ts';

const products = ['matmul', 'matmulTransposedB', 'matmulTransposedA'] as const;
type Product = (typeof products)[number];
type Sizes = readonly [M: number, N: number, K: number];

const reference = referenceKernels('float32');
const fast = productsIn(instantiate()!);

/** Runs a product on both sets and compares all of C, with what stands around it. */
function expectSameBits(
  kernels: Pick<typeof reference, Product>,
  product: Product,
  [M, N, K]: Sizes,
  random: Random,
  fill: (matrix: Framed) => void = () => {},
): void {
  const [aRows, aColumns] = product === 'matmulTransposedA' ? [K, M] : [M, K];
  const [bRows, bColumns] = product === 'matmulTransposedB' ? [N, K] : [K, N];
  const a = framed('float32', random, aRows, aColumns);
  const b = framed('float32', random, bRows, bColumns);
  const c = framed('float32', random, M, N);
  for (const matrix of [a, b, c]) fill(matrix);
  const expected = c.data.slice();
  const operands = [M, N, K, a.data, a.offset, a.stride, b.data, b.offset, b.stride] as const;
  reference[product](...operands, expected, c.offset, c.stride);
  kernels[product](...operands, c.data, c.offset, c.stride);
  expectBits(c.data, expected);
}

describe.each(products)('%s in WebAssembly', (product) => {
  test('has the bits of the reference at odd sizes, and writes nothing else', () => {
    const sizes = [0, 1, 3, 5, 7, 8, 9, 17, 33, 64, 65];
    const random = randomStream('odd sizes', product);
    for (const M of sizes) {
      for (const N of sizes) expectSameBits(fast, product, [M, N, sizes[(M + N) % 11]!], random);
    }
  });

  // a block has at most 1,024 rows, 4,096 columns (1,024 of Bᵀ) and a depth of 512, 128 if it is wide
  test.each<Sizes>([
    [1031, 11, 13],
    [5, 4111, 9],
    [250, 4090, 3],
    [2, 1033, 137],
    [3, 13, 1050],
    [9, 2003, 521],
  ])('has the bits of the reference beyond one block: %i × %i, %i deep', (M, N, K) => {
    expectSameBits(fast, product, [M, N, K], randomStream('blocks', product));
  });

  test('has the bits of the reference for any bits: denormals, infinities, NaN, ±0', () => {
    const size = fc.integer({ min: 1, max: 24 });
    fc.assert(
      fc.property(size, size, size, fc.nat(), (M, N, K, seed) => {
        const random = randomStream(seed, product);
        const kind = random.integer(3);
        expectSameBits(fast, product, [M, N, K], random, ({ data }) => {
          for (let i = 0; i < data.length; i++) data[i] = extreme(random, kind);
        });
      }),
      { seed: 3, numRuns: 150 },
    );
  });

  test('has the bits of the reference in a set of kernels, on both sides of its threshold', () => {
    const random = randomStream('threshold', product);
    for (const sizes of [
      [1, 1, 255],
      [15, 17, 1],
      [1, 256, 1],
      [4, 8, 8],
      [16, 17, 1],
    ] as const) {
      expectSameBits(kernelsFor('float32'), product, sizes, random);
    }
  });
});

/** Of kind 0 any bits at all, of kind 1 finite and tiny or huge, of kind 2 tiny or nothing. */
function extreme(random: Random, kind: number): number {
  const sign = random.integer(2) === 0 ? 1 : -1;
  if (kind === 0) {
    const bits = Uint32Array.of(random.integer(2 ** 32));
    return random.integer(8) === 0 ? sign / 0 : new Float32Array(bits.buffer)[0]!;
  }
  const exponent =
    kind === 1 ? [-149, -126, -75, -60, 0, 50, 64, 126] : [-149, -140, -126, -80, -20];
  const power = 2 ** exponent[random.integer(exponent.length)]!;
  return random.integer(6) === 0 ? sign * 0 : sign * (1 + random.uniform()) * power;
}

function refuse(): never {
  throw new Error('refused');
}

describe('where WebAssembly does not run, kernelsFor gives the reference', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  test.each<[string, unknown]>([
    ['there is none', undefined],
    [
      'it lacks SIMD, or a page forbids it',
      {
        Module: class {
          readonly bytes = refuse();
        },
      },
    ],
  ])('%s', async (_, stub) => {
    vi.resetModules();
    vi.stubGlobal('WebAssembly', stub);
    const here = await import('../../src/kernels/index.ts');
    expect(here.kernelsFor('float32')).toBe(here.referenceKernels('float32'));
  });
});

describe('kernelsFor', () => {
  test('gives other kernels than the reference in float32, the same ones each time', () => {
    expect(kernelsFor('float32')).not.toBe(reference);
    expect(kernelsFor('float32')).toBe(kernelsFor('float32'));
    expect(kernelsFor('float32').dtype).toBe('float32');
  });

  test('gives the reference in float64, and where it is asked for', () => {
    expect(kernelsFor('float64')).toBe(referenceKernels('float64'));
    expect(kernelsFor('float32', 'reference')).toBe(reference);
  });
});

describe('a model', () => {
  function savedAfterTraining(kernels: 'auto' | 'reference'): Uint8Array {
    const model = sequential(
      [
        input({ shape: [null], dtype: 'int32' }),
        embedding({ inputDim: 19, outputDim: 13, maskZero: true }),
        lstm({ units: 17, returnSequences: true }),
        lstm({ units: 9, returnSequences: true }),
        dense({ units: 19 }),
      ],
      { seed: 4, kernels },
    );
    model.compile({
      optimizer: adam({ learningRate: 0.01, globalClipNorm: 1 }),
      loss: 'sparseCategoricalCrossentropy',
    });
    const random = randomStream('tokens');
    const draw = () =>
      Array.from({ length: 6 }, () => Array.from({ length: 11 }, () => random.integer(19)));
    for (let step = 0; step < 20; step++) model.trainOnBatch(draw(), draw());
    return encodeModel(model);
  }

  test('has the same bits after 20 training steps with either kernels, and saves the same file', () => {
    expect(savedAfterTraining('reference')).toEqual(savedAfterTraining('auto'));
  });

  test('gives the same bits when it is loaded for either kernels', async () => {
    const bytes = savedAfterTraining('auto');
    const ids = [[3, 1, 4, 1, 5]];
    const fast = await decodeModel(bytes, { kernels: 'auto' }).model.predict(ids);
    const plain = await decodeModel(bytes, { kernels: 'reference' }).model.predict(ids);
    expectBits(fast.data, plain.data);
  });
});
