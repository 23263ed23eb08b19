import { load4, store4 } from './lanes';

// A row of gates is i, f, g, o, `u` bytes each. States and outputs have no gaps between their rows,
// so their addresses walk on from row to row.

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
    let i = gates;
    let rest = U;
    for (; rest >= 4; rest -= 4) {
      stateLanes(4, u, i, cPrevious, c);
      i += 16;
      cPrevious += 16;
      c += 16;
    }
    if (rest > 0) {
      stateLanes(rest, u, i, cPrevious, c);
      cPrevious += (<usize>rest) << 2;
      c += (<usize>rest) << 2;
    }
    gates += gatesStride;
  }
}

@inline
function stateLanes(count: i32, u: usize, i: usize, cPrevious: usize, c: usize): void {
  const kept = f32x4.mul(load4(i + u, count), load4(cPrevious, count));
  const stored = f32x4.mul(load4(i, count), load4(i + 2 * u, count));
  store4(c, count, f32x4.add(kept, stored));
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
  gates += 3 * ((<usize>U) << 2);
  for (let m = 0; m < M; m++) {
    let o = gates;
    let rest = U;
    for (; rest >= 4; rest -= 4) {
      outputLanes(4, o, a, h);
      o += 16;
      a += 16;
      h += 16;
    }
    if (rest > 0) {
      outputLanes(rest, o, a, h);
      a += (<usize>rest) << 2;
      h += (<usize>rest) << 2;
    }
    gates += gatesStride;
  }
}

@inline
function outputLanes(count: i32, o: usize, a: usize, h: usize): void {
  store4(h, count, f32x4.mul(load4(o, count), load4(a, count)));
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
  gates += 3 * ((<usize>U) << 2);
  dGates += 3 * ((<usize>U) << 2);
  for (let m = 0; m < M; m++) {
    let o = gates;
    let dOut = dGates;
    let rest = U;
    for (; rest >= 4; rest -= 4) {
      undoOutputLanes(4, o, a, dh, dOut, da);
      o += 16;
      a += 16;
      dh += 16;
      dOut += 16;
      da += 16;
    }
    if (rest > 0) {
      undoOutputLanes(rest, o, a, dh, dOut, da);
      a += (<usize>rest) << 2;
      dh += (<usize>rest) << 2;
      da += (<usize>rest) << 2;
    }
    gates += gatesStride;
    dGates += dGatesStride;
  }
}

/** was: h = o ⊙ a */
@inline
function undoOutputLanes(count: i32, o: usize, a: usize, dh: usize, dOut: usize, da: usize): void {
  const d = load4(dh, count);
  // Read before anything is written, as dGates may be gates.
  const opened = load4(o, count);
  store4(dOut, count, f32x4.mul(d, load4(a, count)));
  store4(da, count, f32x4.mul(d, opened));
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
    let i = gates;
    let di = dGates;
    let rest = U;
    for (; rest >= 4; rest -= 4) {
      undoStateLanes(4, u, i, cPrevious, dc, di);
      i += 16;
      cPrevious += 16;
      dc += 16;
      di += 16;
    }
    if (rest > 0) {
      undoStateLanes(rest, u, i, cPrevious, dc, di);
      cPrevious += (<usize>rest) << 2;
      dc += (<usize>rest) << 2;
    }
    gates += gatesStride;
    dGates += dGatesStride;
  }
}

/** was: c = f ⊙ c₋ + i ⊙ g */
@inline
function undoStateLanes(
  count: i32,
  u: usize,
  i: usize,
  cPrevious: usize,
  dc: usize,
  di: usize,
): void {
  const d = load4(dc, count);
  // Read before anything is written, as dGates may be gates.
  const stored = load4(i, count);
  const forgot = load4(i + u, count);
  store4(di, count, f32x4.mul(d, load4(i + 2 * u, count)));
  store4(di + u, count, f32x4.mul(d, load4(cPrevious, count)));
  store4(di + 2 * u, count, f32x4.mul(d, stored));
  store4(dc, count, f32x4.mul(d, forgot));
}
