import { ONE } from './exp';
import { constant, load4, store4, store8 } from './lanes';

// A row of gates is z, r, n, `u` bytes each; `j` is how far a row of units is done, in bytes. States have no
// gaps between their rows.

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
    const r = gates + u;
    const n = r + u;
    let j: usize = 0;
    for (; j + 32 <= u; j += 32) {
      const part0 = f32x4.mul(v128.load(r + j), v128.load(nh + j));
      const part1 = f32x4.mul(v128.load(r + j, 16), v128.load(nh + j, 16));
      store8(n + j, f32x4.add(v128.load(n + j), part0), f32x4.add(v128.load(n + j, 16), part1));
    }
    for (; j < u; j += 16) {
      const count = <i32>(u - j) >> 2;
      const part = f32x4.mul(load4(r + j, count), load4(nh + j, count));
      store4(n + j, count, f32x4.add(load4(n + j, count), part));
    }
    gates += gatesStride;
    nh += nhStride;
  }
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
    const n = gates + 2 * u;
    let j: usize = 0;
    for (; j + 32 <= u; j += 32) {
      const low = between(v128.load(gates + j), v128.load(hPrevious + j), v128.load(n + j));
      const high = between(
        v128.load(gates + j, 16),
        v128.load(hPrevious + j, 16),
        v128.load(n + j, 16),
      );
      store8(h + j, low, high);
    }
    for (; j < u; j += 16) {
      const count = <i32>(u - j) >> 2;
      const z = load4(gates + j, count);
      const hj = between(z, load4(hPrevious + j, count), load4(n + j, count));
      store4(h + j, count, hj);
    }
    gates += gatesStride;
    hPrevious += u;
    h += u;
  }
}

/** z ⊙ h + (1 − z) ⊙ n */
@inline
function between(z: v128, h: v128, n: v128): v128 {
  return f32x4.add(f32x4.mul(z, h), f32x4.mul(f32x4.sub(constant(ONE), z), n));
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
  const one = constant(ONE);
  const u = (<usize>U) << 2;
  for (let m = 0; m < M; m++) {
    const n = gates + 2 * u;
    const dn = dGates + 2 * u;
    let j: usize = 0;
    // was: h = z ⊙ h₋ + (1 − z) ⊙ n
    for (; j + 32 <= u; j += 32) {
      const d0 = v128.load(dh + j);
      const d1 = v128.load(dh + j, 16);
      // Read before anything is written, as dGates may be gates.
      const z0 = v128.load(gates + j);
      const z1 = v128.load(gates + j, 16);
      const minus0 = f32x4.sub(v128.load(hPrevious + j), v128.load(n + j));
      const minus1 = f32x4.sub(v128.load(hPrevious + j, 16), v128.load(n + j, 16));
      store8(dGates + j, f32x4.mul(d0, minus0), f32x4.mul(d1, minus1));
      store8(dn + j, f32x4.mul(d0, f32x4.sub(one, z0)), f32x4.mul(d1, f32x4.sub(one, z1)));
      store8(dh + j, f32x4.mul(d0, z0), f32x4.mul(d1, z1));
    }
    for (; j < u; j += 16) {
      const count = <i32>(u - j) >> 2;
      const d = load4(dh + j, count);
      const z = load4(gates + j, count);
      const minus = f32x4.sub(load4(hPrevious + j, count), load4(n + j, count));
      store4(dGates + j, count, f32x4.mul(d, minus));
      store4(dn + j, count, f32x4.mul(d, f32x4.sub(one, z)));
      store4(dh + j, count, f32x4.mul(d, z));
    }
    gates += gatesStride;
    dGates += dGatesStride;
    hPrevious += u;
    dh += u;
  }
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
    const r = gates + u;
    const dr = dGates + u;
    const dn = dr + u;
    let j: usize = 0;
    // was: n += r ⊙ nh
    for (; j + 32 <= u; j += 32) {
      const d0 = v128.load(dn + j);
      const d1 = v128.load(dn + j, 16);
      // Read before anything is written, as dGates may be gates, and dnh nh.
      const dr0 = f32x4.mul(d0, v128.load(nh + j));
      const dr1 = f32x4.mul(d1, v128.load(nh + j, 16));
      const dNh0 = f32x4.mul(d0, v128.load(r + j));
      const dNh1 = f32x4.mul(d1, v128.load(r + j, 16));
      store8(dr + j, dr0, dr1);
      store8(dNh + j, dNh0, dNh1);
    }
    for (; j < u; j += 16) {
      const count = <i32>(u - j) >> 2;
      const d = load4(dn + j, count);
      const reset = load4(r + j, count);
      store4(dr + j, count, f32x4.mul(d, load4(nh + j, count)));
      store4(dNh + j, count, f32x4.mul(d, reset));
    }
    gates += gatesStride;
    nh += nhStride;
    dGates += dGatesStride;
    dNh += dNhStride;
  }
}
