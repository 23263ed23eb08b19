import { type Compute, multiplyBy } from '../kernels/index.ts';
import {
  ConfigError,
  type Dtype,
  type FloatArray,
  formatShape,
  type Ids,
  ShapeError,
  type Tensor,
} from '../tensor/index.ts';
import { fillWithBias } from './bias.ts';
import { checkRank, checkTensor, checkView } from './check.ts';
import { type Steps, swappedIds, toBatchMajor, toTimeMajor } from './steps.ts';

/** Where a sequence x was looked up: x[b, t] = table[ids[b, t]]. */
export interface Lookup {
  /** `[V, I]`. */
  readonly table: Tensor<2>;
  /** `[B, T]`; at masked steps they may be anything. */
  readonly ids: Ids<2>;
  /** How many rows of the table may be read, from the first; all of them if left out. */
  readonly count?: number;
}

/** @throws ShapeError if the table or the ids do not fit x `[B, T, I]` */
export function checkLookup(
  owner: string,
  { table, ids, count = table.shape[0] }: Lookup,
  [B, T, I]: readonly [B: number, T: number, I: number],
  dtype: Dtype,
): void {
  checkRank(owner, 'lookup.table', table, 2, '[vocabulary, features]');
  checkTensor(owner, 'lookup.table', table, [table.shape[0], I], dtype);
  checkView(owner, 'lookup.ids', ids, [B, T]);
  if (count < 0 || count > table.shape[0]) {
    throw new ShapeError(
      `${owner} wants lookup.count from 0 to ${table.shape[0]}, the rows of its table, got ${count}`,
    );
  }
}

/** What a recurrent layer does with its input. */
export interface InputWeights {
  /** W, `[I, N]`. */
  readonly kernel: Tensor<2>;
  /** b, `[N]`; left out, it is zero. */
  readonly bias?: Tensor<1> | undefined;
}

/** What the way back needs. */
export interface InputCache {
  /** Which rows ran at each step. */
  readonly steps: Steps;
  /** x, `[T, B, I]`, or the table it was looked up in, `[V, I]`. */
  readonly xs: Tensor;
  /** `[T · B]`: the row of the table for each of them. */
  readonly ids: Int32Array | undefined;
  /** How many rows of the table may have been read. */
  readonly count: number;
}

/**
 * z_t = b + x_t·W for all steps at once, because it needs no state: `[T, B, N]`, into `z` from `zAt`.
 *
 * Where x was looked up among fewer rows of a table than x has, each row of the table is multiplied once,
 * and the products are looked up. So they are where the compute has kept them from passes before. The bits
 * are the same.
 *
 * @throws ConfigError if an id at a step that runs is no row of the table
 */
export function inputProduct(
  { kernel, bias }: InputWeights,
  x: Tensor<3>,
  lookup: Lookup | undefined,
  steps: Steps,
  z: FloatArray,
  zAt: number,
  compute: Compute,
): InputCache {
  const N = kernel.shape[1];
  const k = compute.kernels;
  const rows = steps.T * steps.B;
  const count = lookup?.count ?? lookup?.table.shape[0] ?? 0;
  const known = lookup && knownProducts(lookup, { kernel, bias }, rows, compute);
  if (lookup === undefined || (count >= rows && known === undefined)) {
    const xs = toTimeMajor(x, steps, compute); //  [T, B, I]
    fillWithBias(rows, N, bias, z, zAt, compute);
    multiplyBy(kernel, rows, xs.data, z, zAt, compute);
    return { steps, xs, ids: undefined, count };
  }
  const { table } = lookup;
  const products = known ?? compute.empty<2>([table.shape[0], N]);
  if (known === undefined) multiplyRows(count, table, { kernel, bias }, products, compute);
  const ids = swappedIds(lookup.ids, steps, compute);
  checkRows(ids, count, steps);
  k.gatherRows(rows, N, products.data, 0, ids, 0, z, zAt);
  return { steps, xs: table, ids, count };
}

/** The products of all rows of the table, where they are kept from pass to pass. */
function knownProducts(
  { table, count }: Lookup,
  weights: InputWeights,
  rows: number,
  compute: Compute,
): Tensor<2> | undefined {
  if (count !== undefined) return undefined; //  of a table that each pass makes for itself
  return compute.keptProducts?.({ table, ...weights }, rows, (out) => {
    multiplyRows(table.shape[0], table, weights, out, compute);
  });
}

/** products = b + E·W for the first `count` rows of the table E. */
function multiplyRows(
  count: number,
  table: Tensor<2>,
  { kernel, bias }: InputWeights,
  products: Tensor<2>,
  compute: Compute,
): void {
  const [I, N] = kernel.shape;
  const k = compute.kernels;
  fillWithBias(count, N, bias, products.data, 0, compute);
  k.matmul(count, N, I, table.data, 0, I, kernel.data, 0, N, products.data, 0, N);
}

/** Kernels would read what stands before or after the table. */
function checkRows(ids: Int32Array, count: number, { B }: Steps): void {
  const at = ids.findIndex((id) => id < 0 || id >= count);
  if (at < 0) return;
  const place = formatShape([at % B, Math.floor(at / B)]);
  throw new ConfigError(`lookup.ids wants rows from 0 to ${count - 1}, got ${ids[at]} at ${place}`);
}

/** Gradients of what `inputProduct` read: of x, or, where x was looked up, of the table. */
export interface InputGradients {
  /** `[B, T, I]`. */
  readonly x: Tensor<3> | undefined;
  /** `[V, I]`. */
  readonly table: Tensor<2> | undefined;
}

/**
 * The gradient of `inputProduct`: adds dW = Σ x_tᵀ·dz_t and db = Σ dz_t into `grads` and returns
 * dx_t = dz_t·Wᵀ, unless `inputGradient` is false; dz `[T, B, N]` stands from `dzAt`.
 *
 * With a table the dz of each of its rows are summed first, t and b rising, and take the place of dz.
 */
export function inputProductBackward(
  { kernel }: InputWeights,
  grads: InputWeights,
  { steps, xs, ids, count }: InputCache,
  dz: Tensor,
  inputGradient: boolean,
  compute: Compute,
  dzAt: number = 0,
): InputGradients {
  const [I, N] = kernel.shape;
  const k = compute.kernels;
  const { T, B } = steps;
  let M = T * B;
  let d = dz.data;
  let dAt = dzAt;
  if (ids !== undefined) {
    // was: z = products[ids]
    const dProducts = compute.empty<2>([xs.shape[0] ?? 0, N]);
    dProducts.data.fill(0, 0, count * N);
    k.scatterAddRows(M, N, d, dAt, ids, 0, dProducts.data, 0);
    M = count;
    d = dProducts.data;
    dAt = 0;
  }
  // was: z = b + x·W
  k.matmulTransposedA(I, N, M, xs.data, 0, I, d, dAt, N, grads.kernel.data, 0, N);
  if (grads.bias) k.sumRows(M, N, d, dAt, N, grads.bias.data, 0);
  if (!inputGradient) return { x: undefined, table: undefined };
  if (ids !== undefined) {
    const table = compute.zeros<2>([xs.shape[0] ?? 0, I]);
    k.matmulTransposedB(M, I, N, d, dAt, N, kernel.data, 0, N, table.data, 0, I);
    return { x: undefined, table };
  }
  const dxs = compute.zeros<3>([T, B, I]);
  k.matmulTransposedB(M, I, N, d, dAt, N, kernel.data, 0, N, dxs.data, 0, I);
  return { x: toBatchMajor(dxs, steps, compute), table: undefined };
}
