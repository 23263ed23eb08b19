import { ONE } from './exp';
import { constant, load4, store4, store8 } from './lanes';

// Places in the list of PointwiseActivation. Softplus is with the reference, see activate.ts.
const LINEAR = 0;
const RELU = 1;
const TANH = 2;
const SIGMOID = 3;
const SOFTSIGN = 5;
const ELU = 6;
const EXPONENTIAL = 7;

/** dx = dy · f′(x) on `[M, N]`, from y = f(x), in place if dx is dy; nothing for another code. */
export function activateBackward(
  code: i32,
  M: i32,
  N: i32,
  y: usize,
  yStride: usize,
  dy: usize,
  dyStride: usize,
  dx: usize,
  dxStride: usize,
): void {
  for (let m = 0; m < M; m++) {
    if (code === TANH) undoRow(TANH, N, y, dy, dx);
    else if (code === SIGMOID) undoRow(SIGMOID, N, y, dy, dx);
    else if (code === RELU) undoRow(RELU, N, y, dy, dx);
    else if (code === LINEAR) undoRow(LINEAR, N, y, dy, dx);
    else if (code === SOFTSIGN) undoRow(SOFTSIGN, N, y, dy, dx);
    else if (code === ELU) undoRow(ELU, N, y, dy, dx);
    else if (code === EXPONENTIAL) undoRow(EXPONENTIAL, N, y, dy, dx);
    y += yStride;
    dy += dyStride;
    dx += dxStride;
  }
}

@inline
function undoRow(code: i32, N: i32, y: usize, dy: usize, dx: usize): void {
  let rest = N;
  for (; rest >= 8; rest -= 8) {
    const low = undone(code, v128.load(y), v128.load(dy));
    const high = undone(code, v128.load(y, 16), v128.load(dy, 16));
    store8(dx, low, high);
    y += 32;
    dy += 32;
    dx += 32;
  }
  for (; rest > 0; rest -= 4) {
    store4(dx, rest, undone(code, load4(y, rest), load4(dy, rest)));
    y += 16;
    dy += 16;
    dx += 16;
  }
}

@inline
function undone(code: i32, y: v128, dy: v128): v128 {
  return code === LINEAR ? dy : f32x4.mul(dy, slope(code, y));
}

/** f′(x), from y = f(x). */
@inline
function slope(code: i32, y: v128): v128 {
  const one = constant(ONE);
  // was: y = max(x, 0)
  if (code === RELU) return v128.and(one, f32x4.gt(y, i32x4.splat(0)));
  // was: y = tanh x
  if (code === TANH) return f32x4.sub(one, f32x4.mul(y, y));
  // was: y = σ(x)
  if (code === SIGMOID) return f32x4.mul(y, f32x4.sub(one, y));
  // was: y = x / (1 + |x|)
  if (code === SOFTSIGN) {
    const rest = f32x4.sub(one, f32x4.abs(y));
    return f32x4.mul(rest, rest);
  }
  // was: y = x > 0 ? x : eˣ − 1
  if (code === ELU) {
    return v128.bitselect(one, f32x4.add(y, one), f32x4.gt(y, i32x4.splat(0)));
  }
  return y; // was: y = eˣ
}
