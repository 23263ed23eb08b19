// In float64, two columns at a time. Beside the last of an odd number stands a 0, which takes part and is
// not stored; so code stays short, of which pages pay every byte.

/** Where the eight partial sums of a row stand, by index mod 8: two sets of them. */
const SUMS: usize = memory.data(64, 16);
const PRODUCTS: usize = memory.data(64, 16);

/** The first `count` of two floats, as float64; the other is 0. */
function load2(at: usize, count: i32): v128 {
  const floats = count >= 2 ? v128.load64_zero(at) : v128.load32_zero(at);
  return f64x2.promote_low_f32x4(floats);
}

/** Stores the first `count` of two numbers as floats. */
function store2(at: usize, count: i32, two: v128): void {
  const floats = f32x4.demote_f64x2_zero(two);
  if (count >= 2) v128.store64_lane(at, floats, 0);
  else v128.store32_lane(at, floats, 0);
}

/** The first `count` of two float64 numbers += those of `two`. */
function addTo(at: usize, count: i32, two: v128): void {
  if (count >= 2) v128.store(at, f64x2.add(v128.load(at), two));
  else store<f64>(at, load<f64>(at) + f64x2.extract_lane(two, 0));
}

/** The eight sums added pairwise. */
function combined(at: usize): f64 {
  const left = load<f64>(at) + load<f64>(at, 8) + (load<f64>(at, 16) + load<f64>(at, 24));
  const right = load<f64>(at, 32) + load<f64>(at, 40) + (load<f64>(at, 48) + load<f64>(at, 56));
  return left + right;
}

/** Σ (x − mean) of a row, or Σ (x − mean)². */
function sumOf(N: i32, x: usize, mean: f64, squared: bool): f64 {
  const means = f64x2.splat(mean);
  memory.fill(SUMS, 0, 64);
  for (let j = 0; j < N; j += 2) {
    let value = f64x2.sub(load2(x, N - j), means);
    if (squared) value = f64x2.mul(value, value);
    addTo(SUMS + ((<usize>(j & 7)) << 3), N - j, value);
    x += 8;
  }
  return combined(SUMS);
}

/** (x − mean) · scale, of two columns. */
@inline
function normalOf(x: usize, count: i32, mean: f64, scale: f64): v128 {
  return f64x2.mul(f64x2.sub(load2(x, count), f64x2.splat(mean)), f64x2.splat(scale));
}

/** The rows of y = gamma ⊙ (x − mean) · scale + beta, and mean and scale of each. */
export function layerNorm(
  M: i32,
  N: i32,
  epsilon: f64,
  x: usize,
  gamma: usize,
  beta: usize,
  means: usize,
  scales: usize,
  y: usize,
): void {
  for (let m = 0; m < M; m++) {
    const mean = sumOf(N, x, 0, false) / <f64>N;
    const scale = 1 / Math.sqrt(sumOf(N, x, mean, true) / <f64>N + epsilon);
    for (let j = 0; j < N; j += 2) {
      const at = (<usize>j) << 2;
      const count = N - j;
      const scaled = f64x2.mul(load2(gamma + at, count), normalOf(x + at, count, mean, scale));
      store2(y + at, count, f64x2.add(scaled, load2(beta + at, count)));
    }
    store<f64>(means, mean);
    store<f64>(scales, scale);
    x += (<usize>N) << 2;
    y += (<usize>N) << 2;
    means += 8;
    scales += 8;
  }
}

/** Undoes layerNorm; dGamma and dBeta are float64 and are added to. */
export function layerNormBackward(
  M: i32,
  N: i32,
  x: usize,
  means: usize,
  scales: usize,
  gamma: usize,
  dy: usize,
  dGamma: usize,
  dBeta: usize,
  dx: usize,
): void {
  for (let m = 0; m < M; m++) {
    const mean = load<f64>(means);
    const scale = load<f64>(scales);
    memory.fill(SUMS, 0, 64);
    memory.fill(PRODUCTS, 0, 64);
    for (let j = 0; j < N; j += 2) {
      const at = (<usize>j) << 2;
      const count = N - j;
      const sum = (<usize>(j & 7)) << 3;
      const d = load2(dy + at, count);
      const normal = normalOf(x + at, count, mean, scale);
      addTo(dGamma + (at << 1), count, f64x2.mul(d, normal));
      addTo(dBeta + (at << 1), count, d);
      const dNormal = f64x2.mul(d, load2(gamma + at, count));
      addTo(SUMS + sum, count, dNormal);
      addTo(PRODUCTS + sum, count, f64x2.mul(dNormal, normal));
    }
    const byMean = combined(SUMS) / <f64>N;
    const byVariance = combined(PRODUCTS) / <f64>N;
    for (let j = 0; j < N; j += 2) {
      const at = (<usize>j) << 2;
      const count = N - j;
      const normal = normalOf(x + at, count, mean, scale);
      const dNormal = f64x2.mul(load2(dy + at, count), load2(gamma + at, count));
      const centered = f64x2.sub(dNormal, f64x2.splat(byMean));
      const rest = f64x2.sub(centered, f64x2.mul(normal, f64x2.splat(byVariance)));
      store2(dx + at, count, f64x2.mul(rest, f64x2.splat(scale)));
    }
    x += (<usize>N) << 2;
    dy += (<usize>N) << 2;
    dx += (<usize>N) << 2;
    means += 8;
    scales += 8;
  }
}
