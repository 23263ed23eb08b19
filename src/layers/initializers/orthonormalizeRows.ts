import { type Kernels, kernelsFor } from '../../kernels/index.ts';

/** How many reflections are joined: enough to make products of them, few enough for the cache. */
const BLOCK = 16;

/** How many rows are reflected at once: each part of V that is read serves all of them. */
const ROWS = 16;

/** Keeps the rows of V, which are read side by side, from falling into one set of the cache. */
const PADDING = 8;

/**
 * Reflections of the columns from `first` on, one after the other: H_0·H_1···H_{b−1} = I − Vᵀ·T·V,
 * each of them H_j = I − τ_j v_jᵀ·v_j.
 */
interface Block {
  /** The first column that is reflected, and the row of A that v_0 belongs to. */
  readonly first: number;
  /** b, how many there are. */
  readonly count: number;
  /** How many columns are reflected. */
  readonly width: number;
  /** V, `[b, width]`, in rows `stride` apart; v_j begins with j zeros. */
  readonly v: Float64Array;
  /** Between the rows of V. */
  readonly stride: number;
  /** −T, upper triangular `[b, b]`, in rows `BLOCK` apart. */
  readonly t: Float64Array;
}

/**
 * Makes the rows of A `[M, N]`, M ≤ N, orthonormal in place: A = L·Q, where L is lower triangular
 * and its diagonal not negative; A becomes Q. In other words Aᵀ = Qᵀ·R, the QR decomposition.
 *
 * By Householder's reflections, a block at a time, so that all but a small part of the work is
 * products of matrices (Schreiber and Van Loan 1989, A storage-efficient WY representation for
 * products of Householder transformations):
 *
 *     A·H_0·H_1···H_{M−1} = [L·S 0]      v_j takes the place of row j of A; S: a diagonal of ±1
 *     Q = S·[I 0]·H_{M−1}···H_1·H_0
 *
 * About 4 M² (N − M / 3) operations. Q·Qᵀ differs from I by a few 1e-15, even where rows of A nearly
 * depend on each other.
 */
export function orthonormalizeRows(a: Float64Array, M: number, N: number): void {
  const kernels = kernelsFor('float64');
  const stride = N + PADDING;
  const v = new Float64Array(BLOCK * stride);
  const ts = new Float64Array(M * BLOCK);
  const signs = new Float64Array(M);

  const blocks: Block[] = [];
  for (let first = 0; first < M; first += BLOCK) {
    const count = Math.min(BLOCK, M - first);
    const t = ts.subarray(first * BLOCK, (first + count) * BLOCK);
    const block: Block = { first, count, width: N - first, v, stride, t };
    readRows(a, N, block);
    reduceRows(block, signs);
    joinReflections(block, kernels);
    writeRows(a, N, block);
    reflectRows(a, M, N, first + count, block, kernels, 'matmul');
    blocks.push(block);
  }

  for (const block of blocks.reverse()) {
    readRows(a, N, block);
    startFromIdentity(a, N, block);
    // was: H_0·H_1···H_{b−1}; the other way round it is I − Vᵀ·Tᵀ·V
    reflectRows(a, M, N, block.first, block, kernels, 'matmulTransposedB');
  }

  for (let i = 0; i < M; i++) {
    for (let j = 0; j < N; j++) a[i * N + j]! *= signs[i]!;
  }
}

/** V = the rows of A that belong to the block. */
function readRows(a: Float64Array, N: number, { first, count, width, v, stride }: Block): void {
  for (let j = 0; j < count; j++) {
    const at = (first + j) * N + first;
    v.set(a.subarray(at, at + width), j * stride);
  }
}

/** The way back. */
function writeRows(a: Float64Array, N: number, { first, count, width, v, stride }: Block): void {
  for (let j = 0; j < count; j++) {
    a.set(v.subarray(j * stride, j * stride + width), (first + j) * N + first);
  }
}

/** Turns the rows x_j into v_j, puts −τ_j on the diagonal of −T, and S into `signs`. */
function reduceRows({ first, count, width, v, stride, t }: Block, signs: Float64Array): void {
  for (let j = 0; j < count; j++) {
    const row = j * stride;
    const at = row + j;
    const length = width - j;
    const norm = Math.sqrt(dot(length, v, at, at));
    const x = v[at]!;
    // H takes x_j to ±norm in its first element; of the two signs the one that cancels no digits.
    const image = x < 0 ? norm : -norm;
    signs[first + j] = x < 0 ? 1 : -1;
    v[at] = x - image;
    v.fill(0, row, at); // what stood there is L's
    // τ = 2 / (v·v), and v·v = 2 norm (norm + |x|); a row of zeros is left as it is.
    const minusTau = norm === 0 ? 0 : -1 / (norm * (norm + Math.abs(x)));
    t[j * BLOCK + j] = minusTau;
    for (let i = j + 1; i < count; i++) {
      const to = i * stride + j;
      addMultiple(length, minusTau * dot(length, v, at, to), v, at, to);
    }
  }
}

/** Column j of T above its diagonal is −τ_j · T · (V · v_jᵀ), from the columns before it. */
function joinReflections({ count, width, v, stride, t }: Block, kernels: Kernels): void {
  const gram = new Float64Array(BLOCK * BLOCK); // V·Vᵀ
  kernels.matmulTransposedB(count, count, width, v, 0, stride, v, 0, stride, gram, 0, BLOCK);
  for (let j = 1; j < count; j++) {
    for (let i = 0; i < j; i++) {
      let sum = 0;
      for (let k = i; k < j; k++) sum += t[i * BLOCK + k]! * gram[k * BLOCK + j]!;
      t[i * BLOCK + j] = t[j * BLOCK + j]! * sum;
    }
  }
}

/** Rows of the block = those of the identity. */
function startFromIdentity(a: Float64Array, N: number, { first, count }: Block): void {
  for (let i = first; i < first + count; i++) {
    a.fill(0, i * N, (i + 1) * N);
    a[i * N + i] = 1;
  }
}

/** X ← X + ((X·Vᵀ)·(−T))·V for the rows X of A from `from` on; `timesT` may transpose T. */
function reflectRows(
  a: Float64Array,
  M: number,
  N: number,
  from: number,
  { first, count, width, v, stride, t }: Block,
  kernels: Kernels,
  timesT: 'matmul' | 'matmulTransposedB',
): void {
  const xv = new Float64Array(ROWS * BLOCK); // X·Vᵀ
  const xvt = new Float64Array(ROWS * BLOCK); // X·Vᵀ·(−T)
  for (let i = from; i < M; i += ROWS) {
    const rows = Math.min(ROWS, M - i);
    const at = i * N + first;
    xv.fill(0);
    xvt.fill(0);
    kernels.matmulTransposedB(rows, count, width, a, at, N, v, 0, stride, xv, 0, BLOCK);
    kernels[timesT](rows, count, count, xv, 0, BLOCK, t, 0, BLOCK, xvt, 0, BLOCK);
    kernels.matmul(rows, width, count, xvt, 0, BLOCK, v, 0, stride, a, at, N);
  }
}

/** The scalar product of `n` elements from `x` on with those from `y` on. */
function dot(n: number, a: Float64Array, x: number, y: number): number {
  // Four sums, as one would wait for itself.
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = n - (n % 4);
  for (let i = 0; i < whole; i += 4) {
    s0 += a[x + i]! * a[y + i]!;
    s1 += a[x + i + 1]! * a[y + i + 1]!;
    s2 += a[x + i + 2]! * a[y + i + 2]!;
    s3 += a[x + i + 3]! * a[y + i + 3]!;
  }
  for (let i = whole; i < n; i++) s0 += a[x + i]! * a[y + i]!;
  return s0 + s1 + (s2 + s3);
}

/** The elements from `y` on += factor · those from `x` on. */
function addMultiple(n: number, factor: number, a: Float64Array, x: number, y: number): void {
  for (let i = 0; i < n; i++) a[y + i]! += factor * a[x + i]!;
}
