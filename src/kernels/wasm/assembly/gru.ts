import { ONE } from './exp';
import { constant, load4, store4 } from './lanes';

// A row of gates is z, r, n, `u` bytes each. States have no gaps between their rows, so their
// addresses walk on from row to row.

/** n += r ⊙ nh on `[M, U]`, n the third block of the gates: the candidate before its activation. */
export function gruCandidate(
  M: i32,
  U: i32,
  gates: usize,
  gatesStride: usize,
  nh: usize,
  nhStride: usize,
): void {
  const u = (<usize>U) << 2;
  for (let m = 0; m < M; m++) {
    let r = gates + u;
    let from = nh;
    let rest = U;
    for (; rest >= 4; rest -= 4) {
      candidateLanes(4, u, r, from);
      r += 16;
      from += 16;
    }
    if (rest > 0) candidateLanes(rest, u, r, from);
    gates += gatesStride;
    nh += nhStride;
  }
}

@inline
function candidateLanes(count: i32, u: usize, r: usize, nh: usize): void {
  const part = f32x4.mul(load4(r, count), load4(nh, count));
  store4(r + u, count, f32x4.add(load4(r + u, count), part));
}

/** h = z ⊙ h₋ + (1 − z) ⊙ n on `[M, U]`; h may be h₋. */
export function gruOutput(
  M: i32,
  U: i32,
  gates: usize,
  gatesStride: usize,
  hPrevious: usize,
  h: usize,
): void {
  const u = (<usize>U) << 2;
  for (let m = 0; m < M; m++) {
    let z = gates;
    let rest = U;
    for (; rest >= 4; rest -= 4) {
      outputLanes(4, u, z, hPrevious, h);
      z += 16;
      hPrevious += 16;
      h += 16;
    }
    if (rest > 0) {
      outputLanes(rest, u, z, hPrevious, h);
      hPrevious += (<usize>rest) << 2;
      h += (<usize>rest) << 2;
    }
    gates += gatesStride;
  }
}

@inline
function outputLanes(count: i32, u: usize, z: usize, hPrevious: usize, h: usize): void {
  const keep = load4(z, count);
  const kept = f32x4.mul(keep, load4(hPrevious, count));
  const taken = f32x4.mul(f32x4.sub(constant(ONE), keep), load4(z + 2 * u, count));
  store4(h, count, f32x4.add(kept, taken));
}

/**
 * dz = dh ⊙ (h₋ − n) and dn = dh ⊙ (1 − z) into the first and third block of dGates, then
 * dh = dh ⊙ z; dGates may be gates.
 */
export function gruOutputBackward(
  M: i32,
  U: i32,
  gates: usize,
  gatesStride: usize,
  hPrevious: usize,
  dh: usize,
  dGates: usize,
  dGatesStride: usize,
): void {
  const u = (<usize>U) << 2;
  for (let m = 0; m < M; m++) {
    let z = gates;
    let dz = dGates;
    let rest = U;
    for (; rest >= 4; rest -= 4) {
      undoOutputLanes(4, u, z, hPrevious, dh, dz);
      z += 16;
      hPrevious += 16;
      dh += 16;
      dz += 16;
    }
    if (rest > 0) {
      undoOutputLanes(rest, u, z, hPrevious, dh, dz);
      hPrevious += (<usize>rest) << 2;
      dh += (<usize>rest) << 2;
    }
    gates += gatesStride;
    dGates += dGatesStride;
  }
}

/** was: h = z ⊙ h₋ + (1 − z) ⊙ n */
@inline
function undoOutputLanes(
  count: i32,
  u: usize,
  z: usize,
  hPrevious: usize,
  dh: usize,
  dz: usize,
): void {
  const d = load4(dh, count);
  // Read before anything is written, as dGates may be gates.
  const keep = load4(z, count);
  const difference = f32x4.sub(load4(hPrevious, count), load4(z + 2 * u, count));
  store4(dz, count, f32x4.mul(d, difference));
  store4(dz + 2 * u, count, f32x4.mul(d, f32x4.sub(constant(ONE), keep)));
  store4(dh, count, f32x4.mul(d, keep));
}

/**
 * dr = dn ⊙ nh into the second block of dGates, whose third is dn, and dnh = dn ⊙ r; dGates may be
 * gates, and dnh may be nh.
 */
export function gruCandidateBackward(
  M: i32,
  U: i32,
  gates: usize,
  gatesStride: usize,
  nh: usize,
  nhStride: usize,
  dGates: usize,
  dGatesStride: usize,
  dNh: usize,
  dNhStride: usize,
): void {
  const u = (<usize>U) << 2;
  for (let m = 0; m < M; m++) {
    let r = gates + u;
    let dr = dGates + u;
    let from = nh;
    let to = dNh;
    let rest = U;
    for (; rest >= 4; rest -= 4) {
      undoCandidateLanes(4, u, r, from, dr, to);
      r += 16;
      dr += 16;
      from += 16;
      to += 16;
    }
    if (rest > 0) undoCandidateLanes(rest, u, r, from, dr, to);
    gates += gatesStride;
    nh += nhStride;
    dGates += dGatesStride;
    dNh += dNhStride;
  }
}

/** was: n += r ⊙ nh */
@inline
function undoCandidateLanes(
  count: i32,
  u: usize,
  r: usize,
  nh: usize,
  dr: usize,
  dNh: usize,
): void {
  const dn = load4(dr + u, count);
  // Read before anything is written, as dGates may be gates.
  const reset = load4(r, count);
  store4(dr, count, f32x4.mul(dn, load4(nh, count)));
  store4(dNh, count, f32x4.mul(dn, reset));
}
