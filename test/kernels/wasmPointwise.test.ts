import { describe, expect, test } from 'vitest';
import { referenceKernels } from '../../src/kernels/index.ts';
import type { PointwiseActivation } from '../../src/kernels/kernels.ts';
import { rawMemory } from './rawKernels.ts';
import { type Kernel, testBits } from './stage.ts';

const k = referenceKernels('float32');

const activations: readonly PointwiseActivation[] = [
  ...(['linear', 'relu', 'tanh', 'sigmoid', 'softplus', 'softsign', 'elu', 'exponential'] as const),
];
const forward = activations.filter((f) => f !== 'softplus' && f !== 'elu');
const backward = activations.filter((f) => f !== 'softplus');

function activate(f: PointwiseActivation, inPlace: boolean, gap?: number): Kernel {
  return (stage, M, N) => {
    const x = stage.matrix(M, N, gap);
    const y = inPlace ? x : stage.matrix(M, N, gap);
    return {
      reference: (a) => k.activate(f, M, N, a, x.offset, x.stride, a, y.offset, y.stride),
      fast: (raw) => raw.activate(activations.indexOf(f), M, N, x.at, x.step, y.at, y.step),
    };
  };
}

function activateBackward(f: PointwiseActivation, inPlace: boolean): Kernel {
  return (stage, M, N) => {
    const [y, dy] = [stage.matrix(M, N), stage.matrix(M, N)];
    const dx = inPlace ? dy : stage.matrix(M, N);
    return {
      reference: (a) =>
        k.activateBackward(
          ...([f, M, N, a, y.offset, y.stride] as const),
          ...([a, dy.offset, dy.stride, a, dx.offset, dx.stride] as const),
        ),
      fast: (raw) =>
        raw.activateBackward(
          ...[activations.indexOf(f), M, N, y.at, y.step, dy.at, dy.step, dx.at, dx.step],
        ),
    };
  };
}

function lstmState(inPlace: boolean): Kernel {
  return (stage, M, U) => {
    const gates = stage.matrix(M, 4 * U);
    const was = stage.dense(M, U);
    const c = inPlace ? was : stage.dense(M, U);
    return {
      reference: (a) =>
        k.lstmState(M, U, a, gates.offset, gates.stride, a, was.offset, a, c.offset),
      fast: (raw) => raw.lstmState(M, U, gates.at, gates.step, was.at, c.at),
    };
  };
}

function lstmOutput(inPlace: boolean): Kernel {
  return (stage, M, U) => {
    const gates = stage.matrix(M, 4 * U);
    const act = stage.dense(M, U);
    const h = inPlace ? act : stage.dense(M, U);
    return {
      reference: (a) =>
        k.lstmOutput(M, U, a, gates.offset, gates.stride, a, act.offset, a, h.offset),
      fast: (raw) => raw.lstmOutput(M, U, gates.at, gates.step, act.at, h.at),
    };
  };
}

function lstmOutputBackward(inPlace: boolean): Kernel {
  return (stage, M, U) => {
    const gates = stage.matrix(M, 4 * U);
    const dGates = inPlace ? gates : stage.matrix(M, 4 * U);
    const [act, dh] = [stage.dense(M, U), stage.dense(M, U)];
    const da = inPlace ? dh : stage.dense(M, U);
    return {
      reference: (a) =>
        k.lstmOutputBackward(
          ...([M, U, a, gates.offset, gates.stride, a, act.offset, a, dh.offset] as const),
          ...([a, dGates.offset, dGates.stride, a, da.offset] as const),
        ),
      fast: (raw) =>
        raw.lstmOutputBackward(
          ...[M, U, gates.at, gates.step, act.at, dh.at, dGates.at, dGates.step, da.at],
        ),
    };
  };
}

function lstmStateBackward(inPlace: boolean): Kernel {
  return (stage, M, U) => {
    const gates = stage.matrix(M, 4 * U);
    const dGates = inPlace ? gates : stage.matrix(M, 4 * U);
    const [was, dc] = [stage.dense(M, U), stage.dense(M, U)];
    return {
      reference: (a) =>
        k.lstmStateBackward(
          ...([M, U, a, gates.offset, gates.stride, a, was.offset, a, dc.offset] as const),
          ...([a, dGates.offset, dGates.stride] as const),
        ),
      fast: (raw) =>
        raw.lstmStateBackward(
          ...[M, U, gates.at, gates.step, was.at, dc.at, dGates.at, dGates.step],
        ),
    };
  };
}

const addRow: Kernel = (stage, M, N) => {
  const [row, c] = [stage.dense(1, N), stage.matrix(M, N)];
  return {
    reference: (a) => k.addRow(M, N, a, row.offset, a, c.offset, c.stride),
    fast: (raw) => raw.addRow(M, N, row.at, c.at, c.step),
  };
};

const fillRows: Kernel = (stage, M, N) => {
  const [row, c] = [stage.dense(1, N), stage.matrix(M, N)];
  return {
    reference: (a) => {
      for (let m = 0; m < M; m++) {
        a.copyWithin(c.offset + m * c.stride, row.offset, row.offset + N);
      }
    },
    fast: (raw) => raw.fillRows(M, N, row.at, c.at, c.step),
  };
};

const sumRows: Kernel = (stage, M, N) => {
  const [x, out] = [stage.matrix(M, N), stage.dense(1, N)];
  return {
    reference: (a) => k.sumRows(M, N, a, x.offset, x.stride, a, out.offset),
    fast: (raw) => raw.sumRows(M, N, x.at, x.step, out.at),
  };
};

const swapRows: Kernel = (stage, B, N) => {
  const T = 3;
  const [x, y] = [stage.dense(B * T, N), stage.dense(T * B, N)];
  return {
    reference: (a) => {
      for (let t = 0; t < T; t++) {
        for (let b = 0; b < B; b++) {
          const from = x.offset + (b * T + t) * N;
          a.copyWithin(y.offset + (t * B + b) * N, from, from + N);
        }
      }
    },
    fast: (raw) => raw.swapRows(B, T, N, x.at, y.at),
  };
};

const gatherRows: Kernel = (stage, M, N) => {
  const table = stage.dense(4, N);
  const ids = stage.ids(M, 4);
  const out = stage.dense(M, N);
  return {
    reference: (a) => k.gatherRows(M, N, a, table.offset, ids.array, 0, a, out.offset),
    fast: (raw) => raw.gatherRows(M, N, table.at, ids.at, out.at),
  };
};

const scatterAddRows: Kernel = (stage, M, N) => {
  const table = stage.dense(4, N);
  const ids = stage.ids(M, 4);
  const x = stage.dense(M, N);
  return {
    reference: (a) => k.scatterAddRows(M, N, a, x.offset, ids.array, 0, a, table.offset),
    fast: (raw) => raw.scatterAddRows(M, N, x.at, ids.at, table.at),
  };
};

const add: Kernel = (stage, M, N) => {
  const [x, y] = [stage.dense(M, N), stage.dense(M, N)];
  return {
    reference: (a) => k.add(M * N, a, x.offset, a, y.offset),
    fast: (raw) => raw.add(M * N, x.at, y.at),
  };
};

function multiply(inPlace: boolean): Kernel {
  return (stage, M, N) => {
    const [x, y] = [stage.dense(M, N), stage.dense(M, N)];
    const out = inPlace ? y : stage.dense(M, N);
    return {
      reference: (a) => k.multiply(M * N, a, x.offset, a, y.offset, a, out.offset),
      fast: (raw) => raw.multiply(M * N, x.at, y.at, out.at),
    };
  };
}

testBits([
  ...forward.flatMap((f) => [
    [`activate ${f}`, activate(f, false)] as const,
    [`activate ${f} without gaps`, activate(f, false, 0)] as const,
    [`activate ${f} in place`, activate(f, true)] as const,
  ]),
  ...backward.flatMap((f) => [
    [`activateBackward ${f}`, activateBackward(f, false)] as const,
    [`activateBackward ${f} in place`, activateBackward(f, true)] as const,
  ]),
  ...[false, true].flatMap((inPlace) => {
    const how = inPlace ? ' in place' : '';
    return [
      [`lstmState${how}`, lstmState(inPlace)] as const,
      [`lstmOutput${how}`, lstmOutput(inPlace)] as const,
      [`lstmOutputBackward${how}`, lstmOutputBackward(inPlace)] as const,
      [`lstmStateBackward${how}`, lstmStateBackward(inPlace)] as const,
    ];
  }),
  ['addRow', addRow],
  ['fillRows', fillRows],
  ['sumRows', sumRows],
  ['swapRows', swapRows],
  ['gatherRows', gatherRows],
  ['scatterAddRows', scatterAddRows],
  ['add', add],
  ['multiply', multiply(false)],
  ['multiply in place', multiply(true)],
]);

describe('the module', () => {
  test('keeps its constants in the first 1024 bytes of the memory, and leaves 0 alone', () => {
    const bytes = new Uint8Array(rawMemory.buffer);
    expect(bytes.subarray(0, 16).every((byte) => byte === 0)).toBe(true);
    expect(bytes.subarray(16, 1024).some((byte) => byte !== 0)).toBe(true);
    expect(bytes.subarray(1024, 4096).every((byte) => byte === 0)).toBe(true);
  });
});
