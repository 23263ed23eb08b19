import { ShapeError, sizeOf, type Tensor } from '../tensor/index.ts';
import type { Context } from './contract.ts';
import { formatSignature, type Signature } from './value.ts';

/** How the outputs of two directions become one. */
export type MergeMode = 'concat' | 'sum' | 'mul' | 'ave' | 'none';

/** The merge modes, as options name them. */
export const MERGE_MODES: readonly MergeMode[] = ['concat', 'sum', 'mul', 'ave', 'none'];

/**
 * What merged outputs look like.
 *
 * @throws ShapeError unless both have the same size, where they are not put side by side
 */
export function mergedSignature(
  owner: string,
  mode: MergeMode,
  forward: Signature,
  backward: Signature,
): Signature {
  const [N, M] = [forward.shape.at(-1) ?? 0, backward.shape.at(-1) ?? 0];
  if (mode === 'concat') return { ...forward, shape: [...forward.shape.slice(0, -1), N + M] };
  if (mode !== 'none' && N !== M) {
    throw new ShapeError(
      `${owner} wants outputs of one size for mergeMode '${mode}', got forward ` +
        `${formatSignature(forward)} and backward ${formatSignature(backward)}`,
    );
  }
  return forward;
}

/**
 * One output of two: y = [a, b] side by side, a + b, a ⊙ b or (a + b) / 2; with `none` it is a, and b
 * stands apart.
 */
export function merge(mode: MergeMode, a: Tensor, b: Tensor, ctx: Context): Tensor {
  if (mode === 'none') return a;
  if (mode === 'concat') return sideBySide(a, b, ctx);
  const y = ctx.empty(a.shape);
  if (mode === 'mul') {
    ctx.kernels.multiply(y.size, a.data, 0, b.data, 0, y.data, 0);
    return y;
  }
  y.data.set(a.data);
  ctx.kernels.add(y.size, b.data, 0, y.data, 0);
  if (mode === 'ave') ctx.kernels.scale(y.size, 0.5, y.data, 0);
  return y;
}

/** The gradients of `merge`, of a and of b. */
export function mergeGradients(
  mode: MergeMode,
  a: Tensor,
  b: Tensor,
  dy: Tensor,
  ctx: Context,
): readonly [da: Tensor, db: Tensor | undefined] {
  if (mode === 'none') return [dy, undefined];
  if (mode === 'sum') return [dy, dy]; // was: y = a + b
  const [da, db] = [ctx.empty(a.shape), ctx.empty(b.shape)];
  if (mode === 'concat') {
    copyColumns(dy, 0, da, 0, width(a)); // was: y = [a, b]
    copyColumns(dy, width(a), db, 0, width(b));
  } else if (mode === 'mul') {
    ctx.kernels.multiply(da.size, dy.data, 0, b.data, 0, da.data, 0); // was: y = a ⊙ b
    ctx.kernels.multiply(db.size, dy.data, 0, a.data, 0, db.data, 0);
  } else {
    da.data.set(dy.data); // was: y = (a + b) / 2
    ctx.kernels.scale(da.size, 0.5, da.data, 0);
    db.data.set(da.data);
  }
  return [da, db];
}

function sideBySide(a: Tensor, b: Tensor, ctx: Context): Tensor {
  const y = ctx.empty([...a.shape.slice(0, -1), width(a) + width(b)]);
  copyColumns(a, 0, y, 0, width(a));
  copyColumns(b, 0, y, width(a), width(b));
  return y;
}

/** Copies `count` columns, from those that begin at `fromAt` to those at `toAt`. */
function copyColumns(from: Tensor, fromAt: number, to: Tensor, toAt: number, count: number): void {
  const [N, M] = [width(from), width(to)];
  const rows = sizeOf(to.shape.slice(0, -1));
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < count; i++) {
      to.data[row * M + toAt + i] = from.data[row * N + fromAt + i]!;
    }
  }
}

function width({ shape }: Tensor): number {
  return shape.at(-1) ?? 0;
}
