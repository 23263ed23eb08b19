import type { Kernels, PointwiseActivation } from '../../src/kernels/index.ts';
import type { Matrix, Operands } from './operands.ts';

/** A kernel on operands of M rows and N columns, or M · N elements. */
export interface SeamCase {
  readonly name: string;
  readonly kernel: Exclude<keyof Kernels, 'dtype' | 'factorRoom'>;
  /** What the module calls it; 'reference' where that computes it wherever its arrays stand. */
  readonly runs: string;
  /** Draws the operands and calls the kernel; returns what it returns. */
  readonly call: (k: Kernels, draw: Operands, M: number, N: number) => unknown;
}

const at = ({ data, offset }: Matrix) => [data, offset] as const;
const strided = ({ data, offset, stride }: Matrix) => [data, offset, stride] as const;

// Scalars that no float32 holds, so that a missing rounding shows.
const eta = 0.012345;
const rho = 0.91;
const mu = 0.87;
const epsilon = 1e-3;

type Draw = (draw: Operands, M: number, N: number) => (k: Kernels) => unknown;

/** A case whose operands are drawn first, one after the other. */
function seamCase(
  kernel: SeamCase['kernel'],
  detail: string,
  draw: Draw,
  runs: string = kernel,
): SeamCase {
  return {
    name: detail === '' ? kernel : `${kernel}, ${detail}`,
    kernel,
    runs,
    call: (k, operands, M, N) => draw(operands, M, N)(k),
  };
}

/** A case without and one with its output over one of its inputs. */
function alsoInPlace(
  kernel: SeamCase['kernel'],
  draw: (inPlace: boolean) => Draw,
  detail = '',
  runs: string = kernel,
): SeamCase[] {
  const how = detail === '' ? 'in place' : `${detail}, in place`;
  return [seamCase(kernel, detail, draw(false), runs), seamCase(kernel, how, draw(true), runs)];
}

const DEPTH = 9; // a product of some rows and columns is then worth copying

const products: readonly SeamCase[] = [
  seamCase(
    'matmul',
    '',
    (draw, M, N) => {
      const [a, b, c] = [draw.matrix(M, DEPTH), draw.matrix(DEPTH, N), draw.matrix(M, N)];
      return (k) => k.matmul(M, N, DEPTH, ...strided(a), ...strided(b), ...strided(c));
    },
    'product',
  ),
  seamCase(
    'matmulTransposedB',
    '',
    (draw, M, N) => {
      const [a, b, c] = [draw.matrix(M, DEPTH), draw.matrix(N, DEPTH), draw.matrix(M, N)];
      return (k) => k.matmulTransposedB(M, N, DEPTH, ...strided(a), ...strided(b), ...strided(c));
    },
    'product',
  ),
  seamCase(
    'matmulTransposedA',
    '',
    (draw, M, N) => {
      const [a, b, c] = [draw.matrix(DEPTH, M), draw.matrix(DEPTH, N), draw.matrix(M, N)];
      return (k) => k.matmulTransposedA(M, N, DEPTH, ...strided(a), ...strided(b), ...strided(c));
    },
    'product',
  ),
];

const rows: readonly SeamCase[] = [
  seamCase('addRow', '', (draw, M, N) => {
    const [row, c] = [draw.dense(1, N), draw.matrix(M, N)];
    return (k) => k.addRow(M, N, ...at(row), ...strided(c));
  }),
  seamCase('fillRows', '', (draw, M, N) => {
    const [row, c] = [draw.dense(1, N), draw.matrix(M, N)];
    return (k) => k.fillRows(M, N, ...at(row), ...strided(c));
  }),
  seamCase('swapRows', '', (draw, M, N) => {
    const [x, y] = [draw.dense(M * 3, N), draw.dense(3 * M, N)];
    return (k) => k.swapRows(M, 3, N, ...at(x), ...at(y));
  }),
  seamCase('sumRows', '', (draw, M, N) => {
    const [a, out] = [draw.matrix(M, N), draw.dense(1, N)];
    return (k) => k.sumRows(M, N, ...strided(a), ...at(out));
  }),
  seamCase('gatherRows', '', (draw, M, N) => {
    const [table, ids, out] = [draw.dense(4, N), draw.ids(M, 4), draw.dense(M, N)];
    return (k) => k.gatherRows(M, N, ...at(table), ids.data, ids.offset, ...at(out));
  }),
  seamCase('scatterRows', '', (draw, M, N) => {
    const [a, ids, table] = [draw.dense(M, N), draw.ids(M, M), draw.dense(M, N)];
    for (let m = 0; m < M; m++) ids.data[ids.offset + m] = (m + 2) % M; // none twice
    return (k) => k.scatterRows(M, N, ...at(a), ids.data, ids.offset, ...at(table));
  }),
  seamCase('scatterAddRows', '', (draw, M, N) => {
    const [a, ids, table] = [draw.dense(M, N), draw.ids(M, 4), draw.dense(4, N)];
    return (k) => k.scatterAddRows(M, N, ...at(a), ids.data, ids.offset, ...at(table));
  }),
  seamCase('scatterRows', '', (draw, M, N) => {
    const [a, ids, table] = [draw.dense(M, N), draw.ids(M, 1), draw.dense(M + 1, N)];
    for (let m = 0; m < M; m++) ids.data[ids.offset + m] = M - m; // no id twice
    return (k) => k.scatterRows(M, N, ...at(a), ids.data, ids.offset, ...at(table));
  }),
];

const names: readonly PointwiseActivation[] = [
  ...(['linear', 'relu', 'tanh', 'sigmoid', 'softplus', 'softsign', 'elu', 'exponential'] as const),
  ...(['celu', 'squareplus'] as const),
];

/** Those that no set of kernels but the reference computes. */
const LEFT: readonly PointwiseActivation[] = ['softplus', 'elu', 'celu', 'squareplus'];
const LEFT_BACK: readonly PointwiseActivation[] = ['softplus', 'celu', 'squareplus'];

const activations: readonly SeamCase[] = names.flatMap((f) => [
  ...alsoInPlace(
    'activate',
    (inPlace) => (draw, M, N) => {
      const x = draw.matrix(M, N);
      const y = inPlace ? x : draw.matrix(M, N);
      return (k) => k.activate(f, M, N, ...strided(x), ...strided(y));
    },
    f,
    LEFT.includes(f) ? 'reference' : 'activate',
  ),
  ...alsoInPlace(
    'activateBackward',
    (inPlace) => (draw, M, N) => {
      const [y, dy] = [draw.matrix(M, N), draw.matrix(M, N)];
      const dx = inPlace ? dy : draw.matrix(M, N);
      return (k) => k.activateBackward(f, M, N, ...strided(y), ...strided(dy), ...strided(dx));
    },
    f,
    LEFT_BACK.includes(f) ? 'reference' : 'activateBackward',
  ),
]);

const layerNorm: readonly SeamCase[] = [
  seamCase('layerNorm', '', (draw, M, N) => {
    const [x, gamma, beta, y] = [
      draw.dense(M, N),
      draw.dense(1, N),
      draw.dense(1, N),
      draw.dense(M, N),
    ];
    const [means, scales] = [draw.doubles(M + 1), draw.doubles(M + 1)];
    return (k) => {
      k.layerNorm(M, N, epsilon, ...at(x), ...at(gamma), ...at(beta), means, scales, 1, ...at(y));
    };
  }),
  seamCase('layerNormBackward', '', (draw, M, N) => {
    const [x, gamma, dy, dx] = [
      draw.dense(M, N),
      draw.dense(1, N),
      draw.dense(M, N),
      draw.dense(M, N),
    ];
    const [means, scales] = [draw.doubles(M + 1), draw.doubles(M + 1)];
    const [dGamma, dBeta] = [draw.doubles(N), draw.doubles(N)];
    return (k) => {
      const read = [...at(x), means, scales, 1, ...at(gamma), ...at(dy)] as const;
      k.layerNormBackward(M, N, ...read, dGamma, dBeta, ...at(dx));
    };
  }),
];

const softmax: readonly SeamCase[] = [
  ...alsoInPlace('softmax', (inPlace) => (draw, M, N) => {
    const x = draw.matrix(M, N);
    const y = inPlace ? x : draw.matrix(M, N);
    return (k) => k.softmax(M, N, ...strided(x), ...strided(y));
  }),
  ...alsoInPlace('softmaxBackward', (inPlace) => (draw, M, N) => {
    const [y, dy] = [draw.matrix(M, N), draw.matrix(M, N)];
    const dx = inPlace ? dy : draw.matrix(M, N);
    return (k) => k.softmaxBackward(M, N, ...strided(y), ...strided(dy), ...strided(dx));
  }),
  ...alsoInPlace('logPartition', (inPlace) => (draw, M, N) => {
    const x = draw.matrix(M, N);
    const y = inPlace ? x : draw.matrix(M, N);
    const [shift, logSum] = [draw.doubles(M), draw.doubles(M)];
    return (k) => k.logPartition(M, N, ...strided(x), ...strided(y), shift, logSum);
  }),
  ...alsoInPlace('crossEntropyBackward', (inPlace) => (draw, M, N) => {
    const p = draw.dense(M, N);
    const [ids, counts, factors] = [draw.ids(M, N), draw.flags(M), draw.doubles(M)];
    if (N === 0) counts.fill(0, 0, M); // no id is right
    // where nothing counts the id may be anything
    for (let m = 0; m < M; m++) if (counts[m] === 0) ids.data[ids.offset + m] = -7;
    const dx = inPlace ? p : draw.dense(M, N);
    const [idsAt, dxAt] = [[ids.data, ids.offset] as const, at(dx)];
    return (k) => k.crossEntropyBackward(M, N, ...at(p), ...idsAt, counts, factors, ...dxAt);
  }),
];

const squaredError: readonly SeamCase[] = [
  seamCase('squaredError', '', (draw, M, N) => {
    const [y, t] = [draw.dense(M, N), draw.dense(M, N)];
    const [counts, losses] = [draw.flags(M), draw.doubles(M)];
    return (k) => k.squaredError(M, N, ...at(y), ...at(t), counts, losses);
  }),
  seamCase('squaredErrorBackward', '', (draw, M, N) => {
    const [y, t, dy] = [draw.dense(M, N), draw.dense(M, N), draw.dense(M, N)];
    const [counts, factors] = [draw.flags(M), draw.doubles(M)];
    return (k) => k.squaredErrorBackward(M, N, ...at(y), ...at(t), counts, factors, ...at(dy));
  }),
];

const lstm: readonly SeamCase[] = [
  ...alsoInPlace('lstmState', (inPlace) => (draw, M, U) => {
    const [gates, was] = [draw.matrix(M, 4 * U), draw.dense(M, U)];
    const c = inPlace ? was : draw.dense(M, U);
    return (k) => k.lstmState(M, U, ...strided(gates), ...at(was), ...at(c));
  }),
  ...alsoInPlace('lstmOutput', (inPlace) => (draw, M, U) => {
    const [gates, a] = [draw.matrix(M, 4 * U), draw.dense(M, U)];
    const h = inPlace ? a : draw.dense(M, U);
    return (k) => k.lstmOutput(M, U, ...strided(gates), ...at(a), ...at(h));
  }),
  ...alsoInPlace('lstmOutputBackward', (inPlace) => (draw, M, U) => {
    const [gates, a, dh] = [draw.matrix(M, 4 * U), draw.dense(M, U), draw.dense(M, U)];
    const [dGates, da] = inPlace ? [gates, dh] : [draw.matrix(M, 4 * U), draw.dense(M, U)];
    const inputs = [...strided(gates), ...at(a), ...at(dh)] as const;
    return (k) => k.lstmOutputBackward(M, U, ...inputs, ...strided(dGates), ...at(da));
  }),
  ...alsoInPlace('lstmStateBackward', (inPlace) => (draw, M, U) => {
    const [gates, was, dc] = [draw.matrix(M, 4 * U), draw.dense(M, U), draw.dense(M, U)];
    const dGates = inPlace ? gates : draw.matrix(M, 4 * U);
    const inputs = [...strided(gates), ...at(was), ...at(dc)] as const;
    return (k) => k.lstmStateBackward(M, U, ...inputs, ...strided(dGates));
  }),
];

const gru: readonly SeamCase[] = [
  seamCase('gruCandidate', '', (draw, M, U) => {
    const [gates, nh] = [draw.matrix(M, 3 * U), draw.matrix(M, U)];
    return (k) => k.gruCandidate(M, U, ...strided(gates), ...strided(nh));
  }),
  ...alsoInPlace('gruOutput', (inPlace) => (draw, M, U) => {
    const [gates, was] = [draw.matrix(M, 3 * U), draw.dense(M, U)];
    const h = inPlace ? was : draw.dense(M, U);
    return (k) => k.gruOutput(M, U, ...strided(gates), ...at(was), ...at(h));
  }),
  ...alsoInPlace('gruOutputBackward', (inPlace) => (draw, M, U) => {
    const [gates, was, dh] = [draw.matrix(M, 3 * U), draw.dense(M, U), draw.dense(M, U)];
    const dGates = inPlace ? gates : draw.matrix(M, 3 * U);
    const inputs = [...strided(gates), ...at(was), ...at(dh)] as const;
    return (k) => k.gruOutputBackward(M, U, ...inputs, ...strided(dGates));
  }),
  ...alsoInPlace('gruCandidateBackward', (inPlace) => (draw, M, U) => {
    const [gates, nh] = [draw.matrix(M, 3 * U), draw.matrix(M, U)];
    const [dGates, dNh] = inPlace ? [gates, nh] : [draw.matrix(M, 3 * U), draw.matrix(M, U)];
    const inputs = [...strided(gates), ...strided(nh)] as const;
    return (k) => k.gruCandidateBackward(M, U, ...inputs, ...strided(dGates), ...strided(dNh));
  }),
];

const elementwise: readonly SeamCase[] = [
  seamCase('add', '', (draw, M, N) => {
    const [x, y] = [draw.dense(M, N), draw.dense(M, N)];
    return (k) => k.add(M * N, ...at(x), ...at(y));
  }),
  ...alsoInPlace('multiply', (inPlace) => (draw, M, N) => {
    const [a, b] = [draw.dense(M, N), draw.dense(M, N)];
    const out = inPlace ? a : draw.dense(M, N);
    return (k) => k.multiply(M * N, ...at(a), ...at(b), ...at(out));
  }),
  seamCase('scale', '', (draw, M, N) => {
    const x = draw.dense(M, N);
    return (k) => k.scale(M * N, eta, ...at(x));
  }),
  seamCase('clamp', '', (draw, M, N) => {
    const x = draw.dense(M, N);
    return (k) => k.clamp(M * N, mu, ...at(x));
  }),
  seamCase('moveAverage', '', (draw, M, N) => {
    const [x, a] = [draw.dense(M, N), draw.dense(M, N)];
    return (k) => k.moveAverage(M * N, mu, ...at(x), ...at(a));
  }),
  seamCase('sumOfSquares', '', (draw, M, N) => {
    const x = draw.dense(M, N);
    return (k) => k.sumOfSquares(M * N, ...at(x));
  }),
];

const updates: readonly SeamCase[] = [
  seamCase('sgd', '', (draw, M, N) => {
    const [w, g] = [draw.dense(M, N), draw.dense(M, N)];
    return (k) => k.sgd(M * N, eta, ...at(w), ...at(g));
  }),
  seamCase('sgd', 'of a weight by itself', (draw, M, N) => {
    const w = draw.dense(M, N);
    return (k) => k.sgd(M * N, eta, ...at(w), ...at(w));
  }),
  ...[false, true].map((nesterov) =>
    seamCase('sgdMomentum', nesterov ? "Nesterov's" : 'plain', (draw, M, N) => {
      const [w, g, v] = [draw.dense(M, N), draw.dense(M, N), draw.dense(M, N)];
      return (k) => k.sgdMomentum(M * N, eta, mu, nesterov, ...at(w), ...at(g), ...at(v));
    }),
  ),
  ...['plain', 'momentum', 'centered', 'centered, momentum'].map((form) =>
    seamCase('rmsprop', form, (draw, M, N) => {
      const [w, g, s] = [draw.dense(M, N), draw.dense(M, N), draw.dense(M, N)];
      makeSquares(s, 9);
      const v = form.includes('momentum') ? draw.dense(M, N) : undefined;
      const mean = form.includes('centered') ? draw.dense(M, N) : undefined;
      const states = [...at(w), ...at(g), ...at(s)] as const;
      const others = [mu, v?.data, v?.offset, mean?.data, mean?.offset] as const;
      return (k) => k.rmsprop(M * N, eta, rho, epsilon, ...states, ...others);
    }),
  ),
  ...[false, true].map((amsgrad) =>
    seamCase('adam', amsgrad ? 'AMSGrad' : 'plain', (draw, M, N) => {
      const [w, g, m] = [draw.dense(M, N), draw.dense(M, N), draw.dense(M, N)];
      const v = draw.dense(M, N);
      makeSquares(v);
      const vMax = amsgrad ? draw.dense(M, N) : undefined;
      const states = [...at(w), ...at(g), ...at(m), ...at(v)] as const;
      return (k) => k.adam(M * N, eta, rho, 0.997, epsilon, ...states, vMax?.data, vMax?.offset);
    }),
  ),
  seamCase('adagrad', '', (draw, M, N) => {
    const [w, g, s] = [draw.dense(M, N), draw.dense(M, N), draw.dense(M, N)];
    makeSquares(s);
    return (k) => k.adagrad(M * N, eta, epsilon, ...at(w), ...at(g), ...at(s));
  }),
  seamCase('adadelta', '', (draw, M, N) => {
    const [w, g] = [draw.dense(M, N), draw.dense(M, N)];
    const [s, d] = [draw.dense(M, N), draw.dense(M, N)];
    makeSquares(s);
    makeSquares(d);
    return (k) => k.adadelta(M * N, eta, rho, epsilon, ...at(w), ...at(g), ...at(s), ...at(d));
  }),
  seamCase('adamax', '', (draw, M, N) => {
    const [w, g, m] = [draw.dense(M, N), draw.dense(M, N), draw.dense(M, N)];
    const u = draw.dense(M, N);
    makeSquares(u);
    const states = [...at(w), ...at(g), ...at(m), ...at(u)] as const;
    return (k) => k.adamax(M * N, eta, rho, 0.997, epsilon, ...states);
  }),
  seamCase('nadam', '', (draw, M, N) => {
    const [w, g, m] = [draw.dense(M, N), draw.dense(M, N), draw.dense(M, N)];
    const v = draw.dense(M, N);
    makeSquares(v);
    const states = [...at(w), ...at(g), ...at(m), ...at(v)] as const;
    return (k) => k.nadam(M * N, eta, mu, rho, 0.997, epsilon, ...states);
  }),
  seamCase('lion', '', (draw, M, N) => {
    const [w, g, m] = [draw.dense(M, N), draw.dense(M, N), draw.dense(M, N)];
    return (k) => k.lion(M * N, eta, rho, 0.997, ...at(w), ...at(g), ...at(m));
  }),
];

/** Makes mean squares, which are never below `least`, of what was drawn. */
function makeSquares({ data }: Matrix, least = 0): void {
  for (let i = 0; i < data.length; i++) data[i] = least + Math.abs(data[i]!);
}

/** Every kernel of the seam but those with a factor or a matrix in int8, which have tests of their own. */
export const SEAM_CASES: readonly SeamCase[] = [
  ...products,
  ...rows,
  ...activations,
  ...softmax,
  ...squaredError,
  ...layerNorm,
  ...lstm,
  ...gru,
  ...elementwise,
  ...updates,
];
