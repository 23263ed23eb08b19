import { referenceKernels } from '../../src/kernels/index.ts';
import { expectBits } from './framed.ts';
import { type Kernel, testBits } from './stage.ts';

const k = referenceKernels('float32');
const epsilon = 1e-3;

/** How many rows stand before those that are normalized, in what is known of each. */
const FIRST = 1;

const layerNorm: Kernel = (stage, M, N) => {
  const [x, y] = [stage.dense(M, N), stage.dense(M, N)];
  const [gamma, beta] = [stage.dense(1, N), stage.dense(1, N)];
  const [means, scales] = [stage.doubles(FIRST + M), stage.doubles(FIRST + M)];
  return {
    reference(a) {
      const weights = [a, gamma.offset, a, beta.offset] as const;
      const known = [means.array, scales.array, FIRST] as const;
      k.layerNorm(M, N, epsilon, a, x.offset, ...weights, ...known, a, y.offset);
    },
    fast(raw) {
      const known = [means.at + 8 * FIRST, scales.at + 8 * FIRST] as const;
      raw.layerNorm(M, N, epsilon, x.at, gamma.at, beta.at, ...known, y.at);
    },
    compare() {
      expectBits(means.fast, means.array);
      expectBits(scales.fast, scales.array);
    },
  };
};

const layerNormBackward: Kernel = (stage, M, N) => {
  const [x, dy, dx, gamma] = [
    stage.dense(M, N),
    stage.dense(M, N),
    stage.dense(M, N),
    stage.dense(1, N),
  ];
  const [means, scales] = [stage.doubles(FIRST + M), stage.doubles(FIRST + M)];
  const [dGamma, dBeta] = [stage.doubles(N), stage.doubles(N)];
  return {
    reference(a) {
      const known = [means.array, scales.array, FIRST] as const;
      const read = [a, x.offset, ...known, a, gamma.offset, a, dy.offset] as const;
      k.layerNormBackward(M, N, ...read, dGamma.array, dBeta.array, a, dx.offset);
    },
    fast(raw) {
      const known = [means.at + 8 * FIRST, scales.at + 8 * FIRST] as const;
      raw.layerNormBackward(M, N, x.at, ...known, gamma.at, dy.at, dGamma.at, dBeta.at, dx.at);
    },
    compare() {
      expectBits(dGamma.fast, dGamma.array);
      expectBits(dBeta.fast, dBeta.array);
    },
  };
};

testBits([
  ['layerNorm', layerNorm],
  ['layerNormBackward', layerNormBackward],
]);
