import { load4, promotedHigh, store4, store8 } from './lanes';

/** y += x, n elements. */
export function add(n: i32, x: usize, y: usize): void {
  for (; n >= 8; n -= 8) {
    const low = f32x4.add(v128.load(y), v128.load(x));
    const high = f32x4.add(v128.load(y, 16), v128.load(x, 16));
    store8(y, low, high);
    x += 32;
    y += 32;
  }
  for (; n > 0; n -= 4) {
    store4(y, n, f32x4.add(load4(y, n), load4(x, n)));
    x += 16;
    y += 16;
  }
}

/** out = a ⊙ b, n elements; out may be a or b. */
export function multiply(n: i32, a: usize, b: usize, out: usize): void {
  for (; n >= 8; n -= 8) {
    const low = f32x4.mul(v128.load(a), v128.load(b));
    const high = f32x4.mul(v128.load(a, 16), v128.load(b, 16));
    store8(out, low, high);
    a += 32;
    b += 32;
    out += 32;
  }
  for (; n > 0; n -= 4) {
    store4(out, n, f32x4.mul(load4(a, n), load4(b, n)));
    a += 16;
    b += 16;
    out += 16;
  }
}

/** x = factor · x, the factor rounded to float32 first. */
export function scale(n: i32, factor: f64, x: usize): void {
  const factors = f32x4.splat(<f32>factor);
  for (; n >= 8; n -= 8) {
    store8(x, f32x4.mul(v128.load(x), factors), f32x4.mul(v128.load(x, 16), factors));
    x += 32;
  }
  for (; n > 0; n -= 4) {
    store4(x, n, f32x4.mul(load4(x, n), factors));
    x += 16;
  }
}

/** x = min(max(x, −limit), limit), the limit rounded to float32 first; NaN stays NaN. */
export function clamp(n: i32, limit: f64, x: usize): void {
  const most = f32x4.splat(<f32>limit);
  const least = f32x4.neg(most);
  for (; n > 0; n -= 4) {
    store4(x, n, f32x4.min(f32x4.max(load4(x, n), least), most));
    x += 16;
  }
}

/** a ← a + (1 − μ)(x − a); 1 − μ is computed in float64 and rounded once. */
export function moveAverage(n: i32, momentum: f64, x: usize, a: usize): void {
  const rest = f32x4.splat(<f32>(1 - momentum));
  for (; n > 0; n -= 4) {
    const was = load4(a, n);
    store4(a, n, f32x4.add(was, f32x4.mul(rest, f32x4.sub(load4(x, n), was))));
    x += 16;
    a += 16;
  }
}

/** Σ x² in float64, with eight partial sums by index mod 8 that are added pairwise. */
export function sumOfSquares(n: i32, x: usize): f64 {
  let sums01 = f64x2.splat(0);
  let sums23 = sums01;
  let sums45 = sums01;
  let sums67 = sums01;
  for (; n >= 8; n -= 8) {
    const low = v128.load(x);
    const high = v128.load(x, 16);
    sums01 = f64x2.add(sums01, lowSquares(low));
    sums23 = f64x2.add(sums23, highSquares(low));
    sums45 = f64x2.add(sums45, lowSquares(high));
    sums67 = f64x2.add(sums67, highSquares(high));
    x += 32;
  }
  if (n > 0) {
    const low = load4(x, n);
    sums01 = f64x2.add(sums01, lowSquares(low));
    sums23 = f64x2.add(sums23, highSquares(low));
  }
  if (n > 4) {
    const high = load4(x + 16, n - 4);
    sums45 = f64x2.add(sums45, lowSquares(high));
    sums67 = f64x2.add(sums67, highSquares(high));
  }
  return pair(sums01) + pair(sums23) + (pair(sums45) + pair(sums67));
}

@inline
function lowSquares(x: v128): v128 {
  const low = f64x2.promote_low_f32x4(x);
  return f64x2.mul(low, low);
}

@inline
function highSquares(x: v128): v128 {
  const high = promotedHigh(x);
  return f64x2.mul(high, high);
}

@inline
function pair(sums: v128): f64 {
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}
