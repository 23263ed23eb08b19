import { exp, ONE } from './exp';
import { constant, load4, store4 } from './lanes';
import { sigmoid } from './sigmoid';
import { tanh } from './tanh';

// Places in the list of PointwiseActivation. Softplus and elu need ln(1 + x) and e^x - 1, which the
// reference computes in float64: it has them to itself.
const LINEAR = 0;
const RELU = 1;
const TANH = 2;
const SIGMOID = 3;
const SOFTSIGN = 5;
const EXPONENTIAL = 7;

/** y = f(x) on `[M, N]`, in place if y is x; nothing for a code that is not in the list above. */
export function activate(
  code: i32,
  M: i32,
  N: i32,
  x: usize,
  xStride: usize,
  y: usize,
  yStride: usize,
): void {
  if (xStride === (<usize>N) << 2 && yStride === xStride) {
    N *= M; // one long row
    M = 1;
  }
  for (let m = 0; m < M; m++) {
    if (code === TANH) activateRow(TANH, N, x, y);
    else if (code === SIGMOID) activateRow(SIGMOID, N, x, y);
    else if (code === RELU) activateRow(RELU, N, x, y);
    else if (code === LINEAR) activateRow(LINEAR, N, x, y);
    else if (code === SOFTSIGN) activateRow(SOFTSIGN, N, x, y);
    else if (code === EXPONENTIAL) activateRow(EXPONENTIAL, N, x, y);
    x += xStride;
    y += yStride;
  }
}

@inline
function activateRow(code: i32, N: i32, x: usize, y: usize): void {
  let rest = N;
  // Four vectors at a time share their constants and hide each other's latency.
  for (; code <= SIGMOID && rest >= 16; rest -= 16) {
    const y0 = lanes(code, v128.load(x));
    const y1 = lanes(code, v128.load(x, 16));
    const y2 = lanes(code, v128.load(x, 32));
    const y3 = lanes(code, v128.load(x, 48));
    v128.store(y, y0);
    v128.store(y, y1, 16);
    v128.store(y, y2, 32);
    v128.store(y, y3, 48);
    x += 64;
    y += 64;
  }
  for (; rest > 0; rest -= 4) {
    store4(y, rest, lanes(code, load4(x, rest)));
    x += 16;
    y += 16;
  }
}

@inline
function lanes(code: i32, x: v128): v128 {
  if (code === TANH) return tanh(x);
  if (code === SIGMOID) return sigmoid(x);
  if (code === EXPONENTIAL) return exp(x);
  // max(x, 0), which keeps NaN; adding 0 makes +0 of −0
  if (code === RELU) return f32x4.add(f32x4.pmax(x, i32x4.splat(0)), i32x4.splat(0));
  if (code === SOFTSIGN) return f32x4.div(x, f32x4.add(constant(ONE), f32x4.abs(x)));
  return x;
}
