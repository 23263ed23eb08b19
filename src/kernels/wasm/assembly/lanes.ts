// Four floats at a time. The last vector of a row has fewer: its other lanes hold zeros, or `fill`,
// take part in every operation, and are not stored.
//
// `count` is how many of the four are there; where it is written as 4, nothing is asked at run time.
// `fill` is given by its bits: a vector literal in every call would be long.
//
// Where it matters a loop takes eight floats a round, in a pair of vectors; index.ts says why. Engines see that
// the two stand side by side by the offset in the instruction: `v128.load(at, 16)`, not `v128.load(at + 16)`.

/** `count` floats from `at` on, in a vector that holds `fill` elsewhere. */
@inline
export function loadFilled(at: usize, count: i32, fill: u32): v128 {
  return count >= 4 ? v128.load(at) : loadSome(at, count, fill);
}

/** `count` floats from `at` on, then zeros. */
@inline
export function load4(at: usize, count: i32): v128 {
  return loadFilled(at, count, 0);
}

/** Stores the first `count` lanes. */
@inline
export function store4(at: usize, count: i32, value: v128): void {
  if (count >= 4) v128.store(at, value);
  else storeSome(at, count, value);
}

/** Stores eight floats; the last first, so that the vector computed last need not be kept in a variable. */
@inline
export function store8(at: usize, low: v128, high: v128): void {
  v128.store(at, high, 16);
  v128.store(at, low);
}

// As they call themselves, the compiler does not copy these two to every place that calls them.

/** The first `count` floats, each before those that follow it. */
function loadSome(at: usize, count: i32, fill: u32): v128 {
  if (count === 0) return i32x4.splat(fill);
  const next = loadSome(at + 4, count - 1, fill);
  return v128.load_lane<u32>(at, v128.shuffle<u32>(next, next, 0, 0, 1, 2), 0);
}

/** The first `count` lanes, of which there is at least one. */
function storeSome(at: usize, count: i32, value: v128): void {
  v128.store_lane<u32>(at, value, 0);
  if (count > 1) storeSome(at + 4, count - 1, v128.shuffle<u32>(value, value, 1, 2, 3, 0));
}

/**
 * A number that stands in the data segment, in all four lanes. Faster than `f32x4.splat(number)`,
 * which engines put together from integers each time.
 */
@inline
export function constant(at: usize): v128 {
  return v128.load_splat<u32>(at);
}

/** The last two of four floats, in float64. */
@inline
export function promotedHigh(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 0, 1));
}

/** Two and two numbers in float64, rounded to four floats. */
@inline
export function demoted(low: v128, high: v128): v128 {
  const first = f32x4.demote_f64x2_zero(low);
  return v128.shuffle<f32>(first, f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}
