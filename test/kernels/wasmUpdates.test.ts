import { expect } from 'vitest';
import { referenceKernels } from '../../src/kernels/index.ts';
import { type Kernel, testBits } from './stage.ts';

const k = referenceKernels('float32');

// Scalars that no float32 holds, so that a missing rounding shows.
const eta = 0.012345;
const mu = 0.87;
const rho = 0.91;
const beta1 = 0.9;
const beta2 = 0.997;
const epsilon = 1e-3;

function scale(factor: number): Kernel {
  return (stage, M, N) => {
    const x = stage.dense(M, N);
    return {
      reference: (a) => k.scale(M * N, factor, a, x.offset),
      fast: (raw) => raw.scale(M * N, factor, x.at),
    };
  };
}

function clamp(limit: number): Kernel {
  return (stage, M, N) => {
    const x = stage.dense(M, N);
    return {
      reference: (a) => k.clamp(M * N, limit, a, x.offset),
      fast: (raw) => raw.clamp(M * N, limit, x.at),
    };
  };
}

const sumOfSquares: Kernel = (stage, M, N) => {
  const x = stage.dense(M, N);
  const sums: number[] = [];
  return {
    reference: (a) => sums.push(k.sumOfSquares(M * N, a, x.offset)),
    fast: (raw) => sums.push(raw.sumOfSquares(M * N, x.at)),
    compare: () => {
      expect(sums[1]).toBe(sums[0]);
    },
  };
};

const moveAverage: Kernel = (stage, M, N) => {
  const [x, a] = [stage.dense(M, N), stage.dense(M, N)];
  return {
    reference: (array) => k.moveAverage(M * N, mu, array, x.offset, array, a.offset),
    fast: (raw) => raw.moveAverage(M * N, mu, x.at, a.at),
  };
};

const decay: Kernel = (stage, M, N) => {
  const w = stage.dense(M, N);
  return {
    reference: (a) => k.sgd(M * N, eta, a, w.offset, a, w.offset),
    fast: (raw) => raw.sgd(M * N, eta, w.at, w.at),
  };
};

const sgd: Kernel = (stage, M, N) => {
  const [w, g] = [stage.dense(M, N), stage.dense(M, N)];
  return {
    reference: (a) => k.sgd(M * N, eta, a, w.offset, a, g.offset),
    fast: (raw) => raw.sgd(M * N, eta, w.at, g.at),
  };
};

function sgdMomentum(nesterov: boolean): Kernel {
  return (stage, M, N) => {
    const [w, g, v] = [stage.dense(M, N), stage.dense(M, N), stage.dense(M, N)];
    return {
      reference: (a) =>
        k.sgdMomentum(M * N, eta, mu, nesterov, a, w.offset, a, g.offset, a, v.offset),
      fast: (raw) => raw.sgdMomentum(M * N, eta, mu, nesterov ? 1 : 0, w.at, g.at, v.at),
    };
  };
}

function rmsprop(withMomentum: boolean, centered: boolean): Kernel {
  return (stage, M, N) => {
    const [w, g, s] = [stage.dense(M, N), stage.dense(M, N), stage.dense(M, N)];
    const v = withMomentum ? stage.dense(M, N) : undefined;
    const mean = centered ? stage.dense(M, N) : undefined;
    return {
      reference: (a) =>
        k.rmsprop(
          ...([M * N, eta, rho, epsilon, a, w.offset, a, g.offset, a, s.offset, mu] as const),
          ...([v && a, v?.offset, mean && a, mean?.offset] as const),
        ),
      fast: (raw) =>
        raw.rmsprop(...[M * N, eta, rho, epsilon, w.at, g.at, s.at, mu, v?.at ?? 0, mean?.at ?? 0]),
    };
  };
}

function adam(amsgrad: boolean): Kernel {
  return (stage, M, N) => {
    const [w, g] = [stage.dense(M, N), stage.dense(M, N)];
    const [m, v] = [stage.dense(M, N), stage.dense(M, N)];
    const vMax = amsgrad ? stage.dense(M, N) : undefined;
    return {
      reference: (a) =>
        k.adam(
          ...([M * N, eta, beta1, beta2, epsilon, a, w.offset, a, g.offset] as const),
          ...([a, m.offset, a, v.offset, vMax && a, vMax?.offset] as const),
        ),
      fast: (raw) =>
        raw.adam(M * N, eta, beta1, beta2, epsilon, w.at, g.at, m.at, v.at, vMax?.at ?? 0),
    };
  };
}

const adagrad: Kernel = (stage, M, N) => {
  const [w, g, s] = [stage.dense(M, N), stage.dense(M, N), stage.dense(M, N)];
  return {
    reference: (a) => k.adagrad(M * N, eta, epsilon, a, w.offset, a, g.offset, a, s.offset),
    fast: (raw) => raw.adagrad(M * N, eta, epsilon, w.at, g.at, s.at),
  };
};

const adadelta: Kernel = (stage, M, N) => {
  const [w, g] = [stage.dense(M, N), stage.dense(M, N)];
  const [s, d] = [stage.dense(M, N), stage.dense(M, N)];
  return {
    reference: (a) =>
      k.adadelta(
        ...([M * N, eta, rho, epsilon, a, w.offset, a, g.offset, a, s.offset] as const),
        ...([a, d.offset] as const),
      ),
    fast: (raw) => raw.adadelta(M * N, eta, rho, epsilon, w.at, g.at, s.at, d.at),
  };
};

const adamax: Kernel = (stage, M, N) => {
  const [w, g] = [stage.dense(M, N), stage.dense(M, N)];
  const [m, u] = [stage.dense(M, N), stage.dense(M, N)];
  return {
    reference: (a) =>
      k.adamax(
        ...([M * N, eta, beta1, beta2, epsilon, a, w.offset, a, g.offset] as const),
        ...([a, m.offset, a, u.offset] as const),
      ),
    fast: (raw) => raw.adamax(M * N, eta, beta1, beta2, epsilon, w.at, g.at, m.at, u.at),
  };
};

const nadam: Kernel = (stage, M, N) => {
  const [w, g] = [stage.dense(M, N), stage.dense(M, N)];
  const [m, v] = [stage.dense(M, N), stage.dense(M, N)];
  return {
    reference: (a) =>
      k.nadam(
        ...([M * N, eta, rho, beta1, beta2, epsilon, a, w.offset, a, g.offset] as const),
        ...([a, m.offset, a, v.offset] as const),
      ),
    fast: (raw) => raw.nadam(M * N, eta, rho, beta1, beta2, epsilon, w.at, g.at, m.at, v.at),
  };
};

const lion: Kernel = (stage, M, N) => {
  const [w, g, m] = [stage.dense(M, N), stage.dense(M, N), stage.dense(M, N)];
  return {
    reference: (a) => k.lion(M * N, eta, beta1, beta2, a, w.offset, a, g.offset, a, m.offset),
    fast: (raw) => raw.lion(M * N, eta, beta1, beta2, w.at, g.at, m.at),
  };
};

testBits([
  ['scale', scale(0.1)],
  ['scale to nothing', scale(-1e-50)],
  ['scale by NaN', scale(Number.NaN)],
  ['clamp', clamp(2.1)],
  ['clamp to 0', clamp(0)],
  ['clamp to what rounds to 0', clamp(1e-50)],
  ['clamp to anything', clamp(Number.POSITIVE_INFINITY)],
  ['clamp to NaN', clamp(Number.NaN)],
  ['sumOfSquares', sumOfSquares],
  ['moveAverage', moveAverage],
  ['sgd', sgd],
  ['sgd of a weight by itself', decay],
  ['sgd with momentum', sgdMomentum(false)],
  ['sgd with Nesterov momentum', sgdMomentum(true)],
  ['rmsprop', rmsprop(false, false)],
  ['rmsprop with momentum', rmsprop(true, false)],
  ['rmsprop, centered', rmsprop(false, true)],
  ['rmsprop with momentum, centered', rmsprop(true, true)],
  ['adam', adam(false)],
  ['adam with AMSGrad', adam(true)],
  ['adagrad', adagrad],
  ['adadelta', adadelta],
  ['adamax', adamax],
  ['nadam', nadam],
  ['lion', lion],
]);
