import type { FloatArray } from '../../tensor/index.ts';
import type { Kernels } from '../kernels.ts';
import type { Instance } from './instance.ts';

/** The kernels that run in WebAssembly so far. */
export type Products = Pick<Kernels, 'matmul' | 'matmulTransposedB' | 'matmulTransposedA'>;

// Where the blocks stand in the instance's memory, in elements. Their sizes are fixed and the memory
// is never grown: a larger product takes more blocks.
const STAGED = 0; // rows of B on their way into panels
const PANELS = 2 ** 16; // B `[depth, columns]`, see assembly/pack.ts
const A = PANELS + 2 ** 19; // A `[rows, depth]`, or Aᵀ
const SUMS = A + 2 ** 19; // A · B `[rows, columns]`

// Blocks of B reach far along its rows, which are then copied in long runs.
const MOST_COLUMNS = 4096;
const MOST_COLUMNS_TRANSPOSED = 1024;
const MOST_ROWS = 1024;
const MOST_DEPTH = 512; // a panel of 16 KiB, half of the nearest cache

/** From here on `set` copies faster than a loop: it needs a view, which costs as much as 100 elements. */
const LONG_RUN = 128;

const BYTES = 4;

/**
 * The three products in an instance, whatever their size.
 *
 * They work on copies of blocks, so the arrays may be anybody's. The sums of a block of C stay in the
 * instance until all k are done and are then added to C: as in the reference, each element is one sum
 * from 0, k rising, added once.
 */
export function productsIn(instance: Instance): Products {
  const memory = new Float32Array(instance.memory.buffer);
  return {
    matmul: multiplier(instance, memory, false, false),
    matmulTransposedB: multiplier(instance, memory, false, true),
    matmulTransposedA: multiplier(instance, memory, true, false),
  };
}

function multiplier(
  instance: Instance,
  memory: Float32Array,
  aTransposed: boolean,
  bTransposed: boolean,
): Kernels['matmul'] {
  const mostColumns = bTransposed ? MOST_COLUMNS_TRANSPOSED : MOST_COLUMNS;
  const packB = bTransposed ? packRows : packColumns;
  return (M, N, K, a, aAt, aStride, b, bAt, bStride, c, cAt, cStride) => {
    for (let n = 0; n < N; n += mostColumns) {
      const columns = Math.min(N - n, mostColumns);
      const width = Math.ceil(columns / 8) * 8;
      const mostDepth = Math.min(MOST_DEPTH, Math.floor((A - PANELS) / width / 8) * 8);
      const mostRows = Math.min(MOST_ROWS, Math.floor((memory.length - SUMS) / width));
      for (let m = 0; m < M; m += mostRows) {
        const rows = Math.min(M - m, mostRows);
        let k = 0;
        do {
          const depth = Math.min(K - k, mostDepth);
          if (aTransposed) stage(memory, A, a, aAt + k * aStride + m, aStride, depth, rows);
          else stage(memory, A, a, aAt + m * aStride + k, aStride, rows, depth);
          const bCorner = bAt + (bTransposed ? n * bStride + k : k * bStride + n);
          packB(instance, memory, columns, depth, b, bCorner, bStride);
          instance.product(
            rows,
            columns,
            depth,
            k === 0,
            A * BYTES,
            (aTransposed ? 1 : depth) * BYTES,
            (aTransposed ? rows : 1) * BYTES,
            PANELS * BYTES,
            depth * 8 * BYTES,
            SUMS * BYTES,
            width * BYTES,
          );
          k += depth;
        } while (k < K); // once for K = 0, too: its sums are 0
        addSums(memory, width, rows, columns, c, cAt + m * cStride + n, cStride);
      }
    }
  };
}

/** Copies a matrix to `to`, without the gaps between its rows. */
function stage(
  memory: Float32Array,
  to: number,
  from: FloatArray,
  at: number,
  stride: number,
  rows: number,
  columns: number,
): void {
  const gapless = stride === columns;
  const runs = gapless ? 1 : rows;
  const length = gapless ? rows * columns : columns;
  for (let i = 0; i < runs; i++) {
    const runAt = at + i * stride;
    const runTo = to + i * length;
    if (length >= LONG_RUN) memory.set(from.subarray(runAt, runAt + length), runTo);
    else for (let j = 0; j < length; j++) memory[runTo + j] = from[runAt + j]!;
  }
}

/** Packs B `[depth, columns]`, as many rows at a time as there is room for. */
function packColumns(
  instance: Instance,
  memory: Float32Array,
  columns: number,
  depth: number,
  b: FloatArray,
  bAt: number,
  bStride: number,
): void {
  const most = Math.floor((PANELS - STAGED) / columns);
  for (let k = 0; k < depth; k += most) {
    const rows = Math.min(depth - k, most);
    stage(memory, STAGED, b, bAt + k * bStride, bStride, rows, columns);
    const panels = (PANELS + k * 8) * BYTES;
    instance.packColumns(columns, rows, STAGED * BYTES, columns * BYTES, panels, depth * 8 * BYTES);
  }
}

/** Packs B, given as Bᵀ `[columns, depth]`, as many whole panels at a time as there is room for. */
function packRows(
  instance: Instance,
  memory: Float32Array,
  columns: number,
  depth: number,
  b: FloatArray,
  bAt: number,
  bStride: number,
): void {
  const most = Math.floor((PANELS - STAGED) / MOST_DEPTH / 8) * 8;
  for (let n = 0; n < columns; n += most) {
    const rows = Math.min(columns - n, most);
    stage(memory, STAGED, b, bAt + n * bStride, bStride, rows, depth);
    const panels = (PANELS + n * depth) * BYTES;
    instance.packRows(rows, depth, STAGED * BYTES, depth * BYTES, panels, depth * 8 * BYTES);
  }
}

/** C += the sums of a block; the array rounds each to float32, once. */
function addSums(
  memory: Float32Array,
  width: number,
  rows: number,
  columns: number,
  c: FloatArray,
  cAt: number,
  cStride: number,
): void {
  for (let i = 0; i < rows; i++) {
    const sums = SUMS + i * width;
    const row = cAt + i * cStride;
    for (let j = 0; j < columns; j++) c[row + j] = c[row + j]! + memory[sums + j]!;
  }
}
