import {
  exp,
  expFloat32,
  expm1,
  expm1Float32,
  sigmoid,
  sigmoidFloat32,
  softplus,
  softplusFloat32,
  tanh,
  tanhFloat32,
} from '../../elementary/index.ts';
import type { Kernels, PointwiseActivation } from '../kernels.ts';
import {
  LEAK,
  LEAK_FLOAT32,
  SELU_FLOOR,
  SELU_FLOOR_FLOAT32,
  SELU_SCALE,
  SELU_SCALE_FLOAT32,
} from './activationConstants.ts';
import { PLAIN } from './plainActivations.ts';
import type { Row } from './rowOf.ts';

const fround = Math.fround;

// Each activation has a loop of its own, into which the engine can inline it; handed to one common
// loop, it would be called, and its numbers boxed, for every element.

const linear: Row = (N, x, xAt, y, yAt) => {
  for (let j = 0; j < N; j++) y[yAt + j] = x[xAt + j]!;
};

const relu: Row = (N, x, xAt, y, yAt) => {
  for (let j = 0; j < N; j++) y[yAt + j] = Math.max(x[xAt + j]!, 0);
};

const relu6: Row = (N, x, xAt, y, yAt) => {
  for (let j = 0; j < N; j++) y[yAt + j] = Math.min(Math.max(x[xAt + j]!, 0), 6);
};

const hardTanh: Row = (N, x, xAt, y, yAt) => {
  for (let j = 0; j < N; j++) y[yAt + j] = Math.min(Math.max(x[xAt + j]!, -1), 1);
};

const eluFloat32: Row = (N, x, xAt, y, yAt) => {
  for (let j = 0; j < N; j++) {
    const xj = x[xAt + j]!;
    y[yAt + j] = xj > 0 ? xj : expm1Float32(xj);
  }
};

const rowsFloat32: Record<PointwiseActivation, Row> = {
  linear,
  relu,
  tanh: (N, x, xAt, y, yAt) => {
    for (let j = 0; j < N; j++) y[yAt + j] = tanhFloat32(x[xAt + j]!);
  },
  sigmoid: (N, x, xAt, y, yAt) => {
    for (let j = 0; j < N; j++) y[yAt + j] = sigmoidFloat32(x[xAt + j]!);
  },
  softplus: (N, x, xAt, y, yAt) => {
    for (let j = 0; j < N; j++) y[yAt + j] = softplusFloat32(x[xAt + j]!);
  },
  softsign: (N, x, xAt, y, yAt) => {
    for (let j = 0; j < N; j++) {
      const xj = x[xAt + j]!;
      y[yAt + j] = xj / fround(1 + Math.abs(xj));
    }
  },
  elu: eluFloat32,
  celu: eluFloat32, // with α = 1 it is the same
  exponential: (N, x, xAt, y, yAt) => {
    for (let j = 0; j < N; j++) y[yAt + j] = expFloat32(x[xAt + j]!);
  },
  relu6,
  leakyRelu: (N, x, xAt, y, yAt) => {
    for (let j = 0; j < N; j++) {
      const xj = x[xAt + j]!;
      y[yAt + j] = xj > 0 ? xj : LEAK_FLOAT32 * xj;
    }
  },
  selu: (N, x, xAt, y, yAt) => {
    for (let j = 0; j < N; j++) {
      const xj = x[xAt + j]!;
      y[yAt + j] = xj > 0 ? SELU_SCALE_FLOAT32 * xj : SELU_FLOOR_FLOAT32 * expm1Float32(xj);
    }
  },
  hardSigmoid: (N, x, xAt, y, yAt) => {
    for (let j = 0; j < N; j++) {
      y[yAt + j] = Math.min(Math.max(fround(x[xAt + j]! + 3), 0), 6) / 6;
    }
  },
  hardTanh,
  ...PLAIN,
};

const eluFloat64: Row = (N, x, xAt, y, yAt) => {
  for (let j = 0; j < N; j++) {
    const xj = x[xAt + j]!;
    y[yAt + j] = xj > 0 ? xj : expm1(xj);
  }
};

const rowsFloat64: Record<PointwiseActivation, Row> = {
  linear,
  relu,
  tanh: (N, x, xAt, y, yAt) => {
    for (let j = 0; j < N; j++) y[yAt + j] = tanh(x[xAt + j]!);
  },
  sigmoid: (N, x, xAt, y, yAt) => {
    for (let j = 0; j < N; j++) y[yAt + j] = sigmoid(x[xAt + j]!);
  },
  softplus: (N, x, xAt, y, yAt) => {
    for (let j = 0; j < N; j++) y[yAt + j] = softplus(x[xAt + j]!);
  },
  softsign: (N, x, xAt, y, yAt) => {
    for (let j = 0; j < N; j++) {
      const xj = x[xAt + j]!;
      y[yAt + j] = xj / (1 + Math.abs(xj));
    }
  },
  elu: eluFloat64,
  celu: eluFloat64, // with α = 1 it is the same
  exponential: (N, x, xAt, y, yAt) => {
    for (let j = 0; j < N; j++) y[yAt + j] = exp(x[xAt + j]!);
  },
  relu6,
  leakyRelu: (N, x, xAt, y, yAt) => {
    for (let j = 0; j < N; j++) {
      const xj = x[xAt + j]!;
      y[yAt + j] = xj > 0 ? xj : LEAK * xj;
    }
  },
  selu: (N, x, xAt, y, yAt) => {
    for (let j = 0; j < N; j++) {
      const xj = x[xAt + j]!;
      y[yAt + j] = xj > 0 ? SELU_SCALE * xj : SELU_FLOOR * expm1(xj);
    }
  },
  hardSigmoid: (N, x, xAt, y, yAt) => {
    for (let j = 0; j < N; j++) y[yAt + j] = Math.min(Math.max(x[xAt + j]! + 3, 0), 6) / 6;
  },
  hardTanh,
  ...PLAIN,
};

function activateBy(rows: Record<PointwiseActivation, Row>): Kernels['activate'] {
  return (activation, M, N, x, xOffset, xStride, y, yOffset, yStride) => {
    const row = rows[activation];
    for (let m = 0; m < M; m++) row(N, x, xOffset + m * xStride, y, yOffset + m * yStride);
  };
}

/** y = f(x) in float32. */
export const activateFloat32: Kernels['activate'] = activateBy(rowsFloat32);

/** y = f(x) in float64. */
export const activateFloat64: Kernels['activate'] = activateBy(rowsFloat64);
