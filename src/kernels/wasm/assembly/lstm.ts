import { multiply } from './elementwise';
import { load4, store4, store8 } from './lanes';

// A row of gates is i, f, g, o, `u` bytes each; `j` is how far a row of units is done, in bytes. States and
// outputs have no gaps between their rows.

/** c = f ⊙ c₋ + i ⊙ g on `[M, U]`; c may be c₋. */
export function lstmState(
  M: i32,
  U: i32,
  gates: usize,
  gatesStride: usize,
  cPrevious: usize,
  c: usize,
): void {
  const u = (<usize>U) << 2;
  for (let m = 0; m < M; m++) {
    const f = gates + u;
    const g = f + u;
    let j: usize = 0;
    for (; j + 32 <= u; j += 32) {
      const kept0 = f32x4.mul(v128.load(f + j), v128.load(cPrevious + j));
      const kept1 = f32x4.mul(v128.load(f + j, 16), v128.load(cPrevious + j, 16));
      const stored0 = f32x4.mul(v128.load(gates + j), v128.load(g + j));
      const stored1 = f32x4.mul(v128.load(gates + j, 16), v128.load(g + j, 16));
      store8(c + j, f32x4.add(kept0, stored0), f32x4.add(kept1, stored1));
    }
    for (; j < u; j += 16) {
      const count = <i32>(u - j) >> 2;
      const kept = f32x4.mul(load4(f + j, count), load4(cPrevious + j, count));
      const stored = f32x4.mul(load4(gates + j, count), load4(g + j, count));
      store4(c + j, count, f32x4.add(kept, stored));
    }
    gates += gatesStride;
    cPrevious += u;
    c += u;
  }
}

/** h = o ⊙ a on `[M, U]`; h may be a. */
export function lstmOutput(
  M: i32,
  U: i32,
  gates: usize,
  gatesStride: usize,
  a: usize,
  h: usize,
): void {
  const u = (<usize>U) << 2;
  for (let m = 0; m < M; m++) {
    multiply(U, gates + 3 * u, a, h);
    gates += gatesStride;
    a += u;
    h += u;
  }
}

/** do = dh ⊙ a into the fourth quarter of dGates, da = dh ⊙ o; dGates may be gates, da may be dh. */
export function lstmOutputBackward(
  M: i32,
  U: i32,
  gates: usize,
  gatesStride: usize,
  a: usize,
  dh: usize,
  dGates: usize,
  dGatesStride: usize,
  da: usize,
): void {
  const u = (<usize>U) << 2;
  for (let m = 0; m < M; m++) {
    const o = gates + 3 * u;
    const dOut = dGates + 3 * u;
    let j: usize = 0;
    for (; j + 32 <= u; j += 32) {
      const d0 = v128.load(dh + j);
      const d1 = v128.load(dh + j, 16);
      // Read before anything is written, as dGates may be gates, and da dh.
      const dO0 = f32x4.mul(d0, v128.load(a + j));
      const dO1 = f32x4.mul(d1, v128.load(a + j, 16));
      const da0 = f32x4.mul(d0, v128.load(o + j));
      const da1 = f32x4.mul(d1, v128.load(o + j, 16));
      store8(dOut + j, dO0, dO1);
      store8(da + j, da0, da1);
    }
    for (; j < u; j += 16) {
      const count = <i32>(u - j) >> 2;
      const d = load4(dh + j, count);
      const dA = f32x4.mul(d, load4(o + j, count));
      store4(dOut + j, count, f32x4.mul(d, load4(a + j, count)));
      store4(da + j, count, dA);
    }
    gates += gatesStride;
    dGates += dGatesStride;
    a += u;
    dh += u;
    da += u;
  }
}

/**
 * di = dc ⊙ g, df = dc ⊙ c₋, dg = dc ⊙ i into the first three quarters of dGates, then dc = dc ⊙ f;
 * dGates may be gates.
 */
export function lstmStateBackward(
  M: i32,
  U: i32,
  gates: usize,
  gatesStride: usize,
  cPrevious: usize,
  dc: usize,
  dGates: usize,
  dGatesStride: usize,
): void {
  const u = (<usize>U) << 2;
  for (let m = 0; m < M; m++) {
    const f = gates + u;
    const g = f + u;
    const df = dGates + u;
    const dg = df + u;
    let j: usize = 0;
    // was: c = f ⊙ c₋ + i ⊙ g
    for (; j + 32 <= u; j += 32) {
      const d0 = v128.load(dc + j);
      const d1 = v128.load(dc + j, 16);
      // Read before anything is written, as dGates may be gates.
      const di0 = f32x4.mul(d0, v128.load(g + j));
      const di1 = f32x4.mul(d1, v128.load(g + j, 16));
      const df0 = f32x4.mul(d0, v128.load(cPrevious + j));
      const df1 = f32x4.mul(d1, v128.load(cPrevious + j, 16));
      const dg0 = f32x4.mul(d0, v128.load(gates + j));
      const dg1 = f32x4.mul(d1, v128.load(gates + j, 16));
      const dc0 = f32x4.mul(d0, v128.load(f + j));
      const dc1 = f32x4.mul(d1, v128.load(f + j, 16));
      store8(dGates + j, di0, di1);
      store8(df + j, df0, df1);
      store8(dg + j, dg0, dg1);
      store8(dc + j, dc0, dc1);
    }
    for (; j < u; j += 16) {
      const count = <i32>(u - j) >> 2;
      const d = load4(dc + j, count);
      const stored = load4(gates + j, count);
      const forgot = load4(f + j, count);
      store4(dGates + j, count, f32x4.mul(d, load4(g + j, count)));
      store4(df + j, count, f32x4.mul(d, load4(cPrevious + j, count)));
      store4(dg + j, count, f32x4.mul(d, stored));
      store4(dc + j, count, f32x4.mul(d, forgot));
    }
    gates += gatesStride;
    dGates += dGatesStride;
    cPrevious += u;
    dc += u;
  }
}
