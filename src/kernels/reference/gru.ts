import type { Kernels } from '../kernels.ts';

// The gates of a row stand side by side in blocks of U: z, r, n. Below, these letters say where the
// block of a row begins. Where an element sees a single operation, one body serves both precisions:
// the store is the rounding.

const fround = Math.fround;

/** n += r ⊙ nh in float32. */
export const gruCandidateFloat32: Kernels['gruCandidate'] = (
  M,
  U,
  gates,
  gatesOffset,
  gatesStride,
  nh,
  nhOffset,
  nhStride,
) => {
  for (let m = 0; m < M; m++) {
    const r = gatesOffset + m * gatesStride + U;
    const n = r + U;
    const from = nhOffset + m * nhStride;
    for (let u = 0; u < U; u++) gates[n + u]! += fround(gates[r + u]! * nh[from + u]!);
  }
};

/** n += r ⊙ nh in float64. */
export const gruCandidateFloat64: Kernels['gruCandidate'] = (
  M,
  U,
  gates,
  gatesOffset,
  gatesStride,
  nh,
  nhOffset,
  nhStride,
) => {
  for (let m = 0; m < M; m++) {
    const r = gatesOffset + m * gatesStride + U;
    const n = r + U;
    const from = nhOffset + m * nhStride;
    for (let u = 0; u < U; u++) gates[n + u]! += gates[r + u]! * nh[from + u]!;
  }
};

/** h = z ⊙ h₋ + (1 − z) ⊙ n in float32. */
export const gruOutputFloat32: Kernels['gruOutput'] = (
  M,
  U,
  gates,
  gatesOffset,
  gatesStride,
  hPrevious,
  hPreviousOffset,
  h,
  hOffset,
) => {
  for (let m = 0; m < M; m++) {
    const z = gatesOffset + m * gatesStride;
    const n = z + 2 * U;
    const was = hPreviousOffset + m * U;
    const now = hOffset + m * U;
    for (let u = 0; u < U; u++) {
      const keep = gates[z + u]!;
      const kept = fround(keep * hPrevious[was + u]!);
      h[now + u] = kept + fround(fround(1 - keep) * gates[n + u]!);
    }
  }
};

/** h = z ⊙ h₋ + (1 − z) ⊙ n in float64. */
export const gruOutputFloat64: Kernels['gruOutput'] = (
  M,
  U,
  gates,
  gatesOffset,
  gatesStride,
  hPrevious,
  hPreviousOffset,
  h,
  hOffset,
) => {
  for (let m = 0; m < M; m++) {
    const z = gatesOffset + m * gatesStride;
    const n = z + 2 * U;
    const was = hPreviousOffset + m * U;
    const now = hOffset + m * U;
    for (let u = 0; u < U; u++) {
      const keep = gates[z + u]!;
      const kept = keep * hPrevious[was + u]!;
      h[now + u] = kept + (1 - keep) * gates[n + u]!;
    }
  }
};

/** Undoes the output in float32: dz = dh ⊙ (h₋ − n), dn = dh ⊙ (1 − z), dh₋ = dh ⊙ z. */
export const gruOutputBackwardFloat32: Kernels['gruOutputBackward'] = (
  M,
  U,
  gates,
  gatesOffset,
  gatesStride,
  hPrevious,
  hPreviousOffset,
  dh,
  dhOffset,
  dGates,
  dGatesOffset,
  dGatesStride,
) => {
  for (let m = 0; m < M; m++) {
    const z = gatesOffset + m * gatesStride;
    const n = z + 2 * U;
    const dz = dGatesOffset + m * dGatesStride;
    const dn = dz + 2 * U;
    const was = hPreviousOffset + m * U;
    const now = dhOffset + m * U;
    for (let u = 0; u < U; u++) {
      const d = dh[now + u]!;
      const keep = gates[z + u]!; // read before anything is written: `dGates` may be `gates`
      dGates[dz + u] = d * fround(hPrevious[was + u]! - gates[n + u]!);
      dGates[dn + u] = d * fround(1 - keep);
      dh[now + u] = d * keep;
    }
  }
};

/** Undoes the output in float64: dz = dh ⊙ (h₋ − n), dn = dh ⊙ (1 − z), dh₋ = dh ⊙ z. */
export const gruOutputBackwardFloat64: Kernels['gruOutputBackward'] = (
  M,
  U,
  gates,
  gatesOffset,
  gatesStride,
  hPrevious,
  hPreviousOffset,
  dh,
  dhOffset,
  dGates,
  dGatesOffset,
  dGatesStride,
) => {
  for (let m = 0; m < M; m++) {
    const z = gatesOffset + m * gatesStride;
    const n = z + 2 * U;
    const dz = dGatesOffset + m * dGatesStride;
    const dn = dz + 2 * U;
    const was = hPreviousOffset + m * U;
    const now = dhOffset + m * U;
    for (let u = 0; u < U; u++) {
      const d = dh[now + u]!;
      const keep = gates[z + u]!; // read before anything is written: `dGates` may be `gates`
      dGates[dz + u] = d * (hPrevious[was + u]! - gates[n + u]!);
      dGates[dn + u] = d * (1 - keep);
      dh[now + u] = d * keep;
    }
  }
};

/** Undoes the candidate: dr = dn ⊙ nh, dnh = dn ⊙ r. */
export const gruCandidateBackward: Kernels['gruCandidateBackward'] = (
  M,
  U,
  gates,
  gatesOffset,
  gatesStride,
  nh,
  nhOffset,
  nhStride,
  dGates,
  dGatesOffset,
  dGatesStride,
  dNh,
  dNhOffset,
  dNhStride,
) => {
  for (let m = 0; m < M; m++) {
    const r = gatesOffset + m * gatesStride + U;
    const dr = dGatesOffset + m * dGatesStride + U;
    const dn = dr + U;
    const from = nhOffset + m * nhStride;
    const to = dNhOffset + m * dNhStride;
    for (let u = 0; u < U; u++) {
      const d = dGates[dn + u]!;
      const reset = gates[r + u]!; // read before anything is written: `dGates` may be `gates`
      dGates[dr + u] = d * nh[from + u]!;
      dNh[to + u] = d * reset;
    }
  }
};
