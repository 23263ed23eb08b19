import { describe, expect, test } from 'vitest';
import {
  type Compute,
  factor,
  type Memory,
  memoryFor,
  referenceKernels,
  transposedFactor,
} from '../../src/kernels/index.ts';
import {
  type Dtype,
  type FloatArray,
  type Random,
  randomStream,
  View,
} from '../../src/tensor/index.ts';
import { expectBits, framed } from './framed.ts';
import { computeIn, placed, plainMemory, watchedMemory } from './memories.ts';

const { memory, holds, used } = watchedMemory();

/** How many rows the products of one factor have, one after the other. */
const ORDERS = [
  [1, 1, 1],
  [2, 3, 2],
  [1, 5, 1, 1],
  [4, 1, 0, 9],
  [0, 1, 3],
  [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2],
] as const;

const SIZES = [
  [1, 1],
  [7, 9],
  [8, 8],
  [5, 16],
  [3, 17],
  [9, 40],
  [13, 7],
  [4, 0],
  [0, 6],
  [513, 9],
  [1030, 23],
  [3, 1033],
] as const;

const ORIENTATIONS = [
  { orientation: 'B', transposed: false },
  { orientation: 'Bᵀ', transposed: true },
] as const;

function matrixOf(dtype: Dtype, random: Random, rows: number, columns: number): FloatArray {
  const { data, offset } = framed(dtype, random, rows, columns, 0);
  return data.slice(offset, offset + rows * columns);
}

interface Places {
  readonly kernels: Compute['kernels'];
  /** Where B stands, and its layout. */
  readonly factor: Compute;
  readonly a: Memory;
  readonly c: Memory;
}

/** Products with one factor, compared with those of the reference, all of C with what is around it. */
function expectProducts(
  { kernels, factor: compute, a: aMemory, c: cMemory }: Places,
  transposed: boolean,
  [K, N]: readonly [number, number],
  order: readonly number[],
  [from, after]: readonly [number, number] = [0, 0],
): void {
  const { dtype } = kernels;
  const reference = referenceKernels(dtype);
  const random = randomStream('factor', K, N, order.join());
  const drawn = matrixOf(dtype, random, K, N);
  const [rows, columns] = transposed ? [N, K] : [K, N];
  const width = columns + from + after;
  const whole = compute.zeros<2>([rows, width]);
  whole.data.fill(Number.NaN); // other columns have no say
  for (let row = 0; row < rows; row++) {
    whole.data.set(drawn.subarray(row * columns, (row + 1) * columns), row * width + from);
  }
  const before = whole.data.slice();
  const shared = transposed
    ? transposedFactor(whole, compute, from, columns)
    : factor(whole, compute, from, columns);
  expect(shared).toMatchObject({ K, N, from, transposed, rowsRead: 0, laidOut: false });
  expect(shared.room.data.length).toBe(kernels.factorRoom(K, N));
  for (const M of order) {
    const a = framed(dtype, random, M, K);
    const c = framed(dtype, random, M, N);
    const [aIn, cIn] = [placed(aMemory, a.data), placed(cMemory, c.data)];
    const product = transposed ? 'matmulTransposedB' : 'matmul';
    const sizes = [M, N, K] as const;
    const left = [a.offset, a.stride] as const;
    reference[product](...sizes, a.data, ...left, drawn, 0, columns, c.data, c.offset, c.stride);
    kernels.matmulFactor(M, aIn, ...left, shared, cIn, c.offset, c.stride);
    expectBits(cIn, c.data);
    expectBits(aIn, a.data);
    for (const array of [aIn, cIn]) {
      aMemory.free(array);
      cMemory.free(array);
    }
  }
  expectBits(whole.data, before);
}

const reference32 = computeIn(plainMemory);
const reference64 = computeIn(memoryFor('float64'));

const { kernels } = memory;
const inside = computeIn(memory);
const PLACES: readonly (Places & { readonly where: string })[] = [
  {
    where: 'in float32, the reference',
    kernels: reference32.kernels,
    factor: reference32,
    a: plainMemory,
    c: plainMemory,
  },
  {
    where: 'in float64, the reference',
    kernels: reference64.kernels,
    factor: reference64,
    a: memoryFor('float64'),
    c: memoryFor('float64'),
  },
  { where: 'in WebAssembly', kernels, factor: inside, a: memory, c: memory },
  { where: 'in WebAssembly, A from elsewhere', kernels, factor: inside, a: plainMemory, c: memory },
  { where: 'in WebAssembly, C from elsewhere', kernels, factor: inside, a: memory, c: plainMemory },
  {
    where: 'in WebAssembly, B from elsewhere',
    kernels,
    factor: { ...computeIn(plainMemory), kernels },
    a: memory,
    c: memory,
  },
  {
    where: 'in WebAssembly, everything from elsewhere',
    kernels,
    factor: { ...computeIn(plainMemory), kernels },
    a: plainMemory,
    c: plainMemory,
  },
];

describe.each(PLACES)('products with a factor $where', (places) => {
  test.each(ORIENTATIONS)(
    'given as $orientation have the bits of the product',
    ({ transposed }) => {
      for (const sizes of SIZES) {
        for (const order of ORDERS) expectProducts(places, transposed, sizes, order);
      }
    },
  );

  test.each(ORIENTATIONS)(
    'that are columns of a wider matrix, given as $orientation, have the bits of the product',
    ({ transposed }) => {
      for (const sizes of SIZES) {
        for (const columns of [
          [0, 3],
          [5, 0],
          [8, 9],
        ] as const) {
          for (const order of [
            [1, 1],
            [3, 2],
            [1, 2, 1],
          ]) {
            expectProducts(places, transposed, sizes, order, columns);
          }
        }
      }
    },
  );
});

describe('a factor in the memory of the kernels', () => {
  function twice(transposed: boolean, Ms: readonly number[]): readonly string[] {
    const [K, N] = [5, 11];
    const matrix = inside.zeros<2>(transposed ? [N, K] : [K, N]);
    const shared = transposed ? transposedFactor(matrix, inside) : factor(matrix, inside);
    const [a, c] = [memory.floats(9 * K), memory.floats(9 * N)];
    used();
    for (const M of Ms) kernels.matmulFactor(M, a, 0, K, shared, c, 0, N);
    return used();
  }

  test('is laid out once for all products, and for a few single rows of B not at all', () => {
    expect(twice(false, [3, 4, 1])).toEqual(['packColumns', 'product', 'product', 'product']);
    expect(twice(true, [1, 4, 1])).toEqual(['packRows', 'product', 'product', 'product']);
    expect(twice(false, [1, 1])).toEqual(['product', 'product']);
    expect(twice(false, [1, 3, 1])).toEqual(['product', 'packColumns', 'product', 'product']);
  });

  test('is multiplied by two rows one after the other, which takes less time than both at once', () => {
    expect(twice(false, [2])).toEqual(['packColumns', 'product', 'product']);
    expect(twice(true, [2])).toEqual(['packRows', 'product', 'product']);
  });

  test('is laid out for single rows once there are many', () => {
    const ran = twice(false, new Array<number>(20).fill(1));
    expect(ran.filter((name) => name === 'product')).toHaveLength(20);
    expect(ran.indexOf('packColumns')).toBe(8);
    expect(ran.lastIndexOf('packColumns')).toBe(8);
  });

  test('is laid out in its room alone', () => {
    const random = randomStream('room');
    for (const [K, N] of SIZES) {
      for (const transposed of [false, true]) {
        const size = kernels.factorRoom(K, N);
        const around = placed(memory, new Float32Array(size + 16).fill(7));
        const room = new View<1, FloatArray>(memory.part(around, 8, 8 + size), [size]);
        const [rows, columns] = transposed ? [N, K] : [K, N];
        const data = placed(memory, matrixOf('float32', random, rows, columns));
        const matrix = new View<2, FloatArray>(data, [rows, columns]);
        const shared = { K, N, matrix, from: 0, transposed, room, rowsRead: 0, laidOut: false };
        const [a, c] = [memory.floats(3 * K), memory.floats(3 * N)];
        kernels.matmulFactor(3, a, 0, K, shared, c, 0, N);
        expect(shared.laidOut).toBe(true);
        expect([...around.subarray(0, 8), ...around.subarray(8 + size)]).toEqual(
          new Array(16).fill(7),
        );
        expect([room.data, data, a, c].every(holds)).toBe(true);
      }
    }
  });
});
