import type { Kernels } from '../kernels.ts';

// The gates of a row stand side by side in blocks of U: i, f, g, o. Below, these letters say where
// the block of a row begins. All but the cell state are single multiplications, for which one body
// serves both precisions: the store is the rounding.

const fround = Math.fround;

/** c = f ⊙ c₋ + i ⊙ g in float32. */
export const lstmStateFloat32: Kernels['lstmState'] = (
  M,
  U,
  gates,
  gatesOffset,
  gatesStride,
  cPrevious,
  cPreviousOffset,
  c,
  cOffset,
) => {
  for (let m = 0; m < M; m++) {
    const i = gatesOffset + m * gatesStride;
    const f = i + U;
    const g = f + U;
    const was = cPreviousOffset + m * U;
    const now = cOffset + m * U;
    for (let u = 0; u < U; u++) {
      const kept = fround(gates[f + u]! * cPrevious[was + u]!);
      const stored = fround(gates[i + u]! * gates[g + u]!);
      c[now + u] = kept + stored;
    }
  }
};

/** c = f ⊙ c₋ + i ⊙ g in float64. */
export const lstmStateFloat64: Kernels['lstmState'] = (
  M,
  U,
  gates,
  gatesOffset,
  gatesStride,
  cPrevious,
  cPreviousOffset,
  c,
  cOffset,
) => {
  for (let m = 0; m < M; m++) {
    const i = gatesOffset + m * gatesStride;
    const f = i + U;
    const g = f + U;
    const was = cPreviousOffset + m * U;
    const now = cOffset + m * U;
    for (let u = 0; u < U; u++) {
      c[now + u] = gates[f + u]! * cPrevious[was + u]! + gates[i + u]! * gates[g + u]!;
    }
  }
};

/** Undoes the cell state: di = dc ⊙ g, df = dc ⊙ c₋, dg = dc ⊙ i, dc₋ = dc ⊙ f. */
export const lstmStateBackward: Kernels['lstmStateBackward'] = (
  M,
  U,
  gates,
  gatesOffset,
  gatesStride,
  cPrevious,
  cPreviousOffset,
  dc,
  dcOffset,
  dGates,
  dGatesOffset,
  dGatesStride,
) => {
  for (let m = 0; m < M; m++) {
    const i = gatesOffset + m * gatesStride;
    const f = i + U;
    const g = f + U;
    const di = dGatesOffset + m * dGatesStride;
    const df = di + U;
    const dg = df + U;
    const was = cPreviousOffset + m * U;
    const now = dcOffset + m * U;
    for (let u = 0; u < U; u++) {
      const d = dc[now + u]!;
      // Read before anything is written: `dGates` may be `gates`.
      const stored = gates[i + u]!;
      const forgot = gates[f + u]!;
      dGates[di + u] = d * gates[g + u]!;
      dGates[df + u] = d * cPrevious[was + u]!;
      dGates[dg + u] = d * stored;
      dc[now + u] = d * forgot;
    }
  }
};

/** h = o ⊙ a. */
export const lstmOutput: Kernels['lstmOutput'] = (
  M,
  U,
  gates,
  gatesOffset,
  gatesStride,
  a,
  aOffset,
  h,
  hOffset,
) => {
  for (let m = 0; m < M; m++) {
    const o = gatesOffset + m * gatesStride + 3 * U;
    const from = aOffset + m * U;
    const to = hOffset + m * U;
    for (let u = 0; u < U; u++) h[to + u] = gates[o + u]! * a[from + u]!;
  }
};

/** Undoes the output: do = dh ⊙ a, da = dh ⊙ o. */
export const lstmOutputBackward: Kernels['lstmOutputBackward'] = (
  M,
  U,
  gates,
  gatesOffset,
  gatesStride,
  a,
  aOffset,
  dh,
  dhOffset,
  dGates,
  dGatesOffset,
  dGatesStride,
  da,
  daOffset,
) => {
  for (let m = 0; m < M; m++) {
    const o = gatesOffset + m * gatesStride + 3 * U;
    const dOut = dGatesOffset + m * dGatesStride + 3 * U;
    const from = aOffset + m * U;
    const dFrom = daOffset + m * U;
    const dTo = dhOffset + m * U;
    for (let u = 0; u < U; u++) {
      const d = dh[dTo + u]!;
      const opened = gates[o + u]!;
      dGates[dOut + u] = d * a[from + u]!;
      da[dFrom + u] = d * opened;
    }
  }
};
