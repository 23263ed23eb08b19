import { cos, pow, sin } from '../elementary/index.ts';
import { type Compute, referenceCompute } from '../kernels/index.ts';
import { type Mask, type Tensor, zeros } from '../tensor/index.ts';
import { checkMask, checkRank, checkTensor, checkView } from './check.ts';
import { type Packing, packed, packingOf } from './packing.ts';
import { positionsOf } from './positions.ts';
import { copyRow } from './steps.ts';

const OWNER = 'positionalEmbedding';

/** What positional embedding reads. */
export interface PositionalEmbeddingInputs {
  /** `[B, T, N]`. */
  readonly x: Tensor<3>;
  /** `[B, T]`: steps that do not count have no position, and give 0. */
  readonly mask?: Mask | undefined;
  /** How many steps of each row went before, `[B, 1]`; none if left out. */
  readonly position?: Tensor<2> | undefined;
}

/** What positional embedding gives. */
export interface PositionalEmbeddingOutputs {
  /** `[B, T, N]`. */
  readonly y: Tensor<3>;
  /** How many steps of each row there are now, `[B, 1]`. */
  readonly position: Tensor<2>;
}

/** What the backward pass needs of the forward pass. */
export interface PositionalEmbeddingCache {
  /** Which steps count. */
  readonly packing: Packing;
  /** The position of each of them. */
  readonly positions: Int32Array;
  /** `[B, T, N]`. */
  readonly shape: Tensor<3>['shape'];
}

/**
 * y = x + e_p, where p counts the steps of a row that count, from 0: what tells attention the order of a
 * sequence. The table `[P, N]` may be learned, or be that of `sinusoids`; it may have another precision
 * than x. Computed in float64, and rounded once.
 *
 * @throws ShapeError if sizes do not fit, or a row comes to more than P steps; StateError for a position
 * that is none
 */
export function positionalEmbeddingForward(
  table: Tensor<2>,
  { x, mask, position }: PositionalEmbeddingInputs,
  compute: Compute = referenceCompute(x.dtype),
): { outputs: PositionalEmbeddingOutputs; cache: PositionalEmbeddingCache } {
  checkRank(OWNER, 'x', x, 3, '[batch, time, features]');
  checkRank(OWNER, 'table', table, 2, '[positions, features]');
  const [B, T, N] = x.shape;
  const [P] = table.shape;
  checkTensor(OWNER, 'x', x, [B, T, N], compute.kernels.dtype);
  checkView(OWNER, 'table', table, [P, N]);
  checkMask(OWNER, mask, B, T);
  const packing = packingOf(mask, B, T, compute);
  const counted = positionsOf(OWNER, packing, position, P, 'maxLength', compute);
  const { starts, places } = packing;
  const positions = compute.ids(B * T);
  const y = compute.zeros<3>(x.shape);
  for (let b = 0; b < B; b++) {
    for (let step = starts[b]!; step < starts[b + 1]!; step++) {
      const p = counted.before[b]! + step - starts[b]!;
      const at = (places?.[step] ?? step) * N;
      for (let j = 0; j < N; j++) y.data[at + j] = x.data[at + j]! + table.data[p * N + j]!;
      positions[step] = p;
    }
  }
  const cache = { packing, positions, shape: x.shape };
  return { outputs: { y, position: counted.position }, cache };
}

/**
 * The gradient of `positionalEmbeddingForward`: adds de_p = Σ dy over the steps at position p, rows
 * rising, into `grads`, if the table is learned, and returns dx = dy, 0 at steps that do not count.
 */
export function positionalEmbeddingBackward(
  grads: Tensor<2> | undefined,
  { packing, positions, shape }: PositionalEmbeddingCache,
  dy: Tensor<3>,
  compute: Compute = referenceCompute(dy.dtype),
): Tensor<3> {
  const k = compute.kernels;
  checkTensor(OWNER, 'dy', dy, shape, k.dtype);
  const { starts, places } = packing;
  const count = starts.at(-1) ?? 0;
  const N = shape[2];
  const d = packed(dy, packing, compute);
  // was: y = x + e_p
  if (grads) k.scatterAddRows(count, N, d.data, 0, positions, 0, grads.data, 0);
  const dx = compute.zeros<3>(shape);
  if (places) k.scatterRows(count, N, d.data, 0, places, 0, dx.data, 0);
  else copyRow(dy.data, 0, dx.data, 0, dy.data.length);
  return dx;
}

/**
 * Waves of P positions in float64, `[P, N]` (Vaswani et al. 2017): neighbouring columns are the sine and
 * the cosine of one wavelength, from 2π to 2π · `maxWavelength`.
 *
 *     e_p[2i] = sin(p / maxWavelength^(2i / N))      e_p[2i + 1] = cos(p / maxWavelength^(2i / N))
 */
export function sinusoids(P: number, N: number, maxWavelength = 10_000): Tensor<2> {
  const table = zeros<2>([P, N], 'float64');
  for (let j = 0; j < N; j++) {
    const even = j - (j % 2);
    const rate = pow(maxWavelength, -even / N);
    const wave = even === j ? sin : cos;
    for (let p = 0; p < P; p++) table.data[p * N + j] = wave(p * rate);
  }
  return table;
}
