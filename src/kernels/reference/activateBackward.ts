import { expm1, expm1Float32 } from '../../elementary/index.ts';
import type { Kernels, PointwiseActivation } from '../kernels.ts';
import {
  LEAK,
  LEAK_FLOAT32,
  SELU_FLOOR,
  SELU_FLOOR_FLOAT32,
  SELU_SCALE,
  SELU_SCALE_FLOAT32,
} from './activationConstants.ts';
import { PLAIN_BACKWARD } from './plainActivations.ts';
import type { RowBackward } from './rowOf.ts';

const fround = Math.fround;

// was: y = x
const linear: RowBackward = (N, _y, _yAt, dy, dyAt, dx, dxAt) => {
  for (let j = 0; j < N; j++) dx[dxAt + j] = dy[dyAt + j]!;
};

// was: y = max(x, 0)
const relu: RowBackward = (N, y, yAt, dy, dyAt, dx, dxAt) => {
  for (let j = 0; j < N; j++) dx[dxAt + j] = dy[dyAt + j]! * (y[yAt + j]! > 0 ? 1 : 0);
};

// was: y = eˣ
const exponential: RowBackward = (N, y, yAt, dy, dyAt, dx, dxAt) => {
  for (let j = 0; j < N; j++) dx[dxAt + j] = dy[dyAt + j]! * y[yAt + j]!;
};

/** The slope of a line between two bounds, beyond which the function is flat. */
function ramp(slope: number, low: number, high: number): RowBackward {
  return (N, y, yAt, dy, dyAt, dx, dxAt) => {
    for (let j = 0; j < N; j++) {
      const yj = y[yAt + j]!;
      dx[dxAt + j] = dy[dyAt + j]! * (yj > low && yj < high ? slope : 0);
    }
  };
}

/** The slope of a function that is a line for x > 0 and has another slope, known from y, elsewhere. */
function bent(above: number, below: (y: number) => number): RowBackward {
  return (N, y, yAt, dy, dyAt, dx, dxAt) => {
    for (let j = 0; j < N; j++) {
      const yj = y[yAt + j]!;
      dx[dxAt + j] = dy[dyAt + j]! * (yj > 0 ? above : below(yj));
    }
  };
}

// was: y = x or eˣ − 1
const eluFloat32: RowBackward = (N, y, yAt, dy, dyAt, dx, dxAt) => {
  for (let j = 0; j < N; j++) {
    const yj = y[yAt + j]!;
    dx[dxAt + j] = dy[dyAt + j]! * (yj > 0 ? 1 : fround(yj + 1));
  }
};

const rowsFloat32: Record<PointwiseActivation, RowBackward> = {
  linear,
  relu,
  tanh: (N, y, yAt, dy, dyAt, dx, dxAt) => {
    for (let j = 0; j < N; j++) {
      const yj = y[yAt + j]!;
      dx[dxAt + j] = dy[dyAt + j]! * fround(1 - fround(yj * yj));
    }
  },
  sigmoid: (N, y, yAt, dy, dyAt, dx, dxAt) => {
    for (let j = 0; j < N; j++) {
      const yj = y[yAt + j]!;
      dx[dxAt + j] = dy[dyAt + j]! * fround(yj * fround(1 - yj));
    }
  },
  softplus: (N, y, yAt, dy, dyAt, dx, dxAt) => {
    for (let j = 0; j < N; j++) dx[dxAt + j] = dy[dyAt + j]! * -expm1Float32(-y[yAt + j]!);
  },
  softsign: (N, y, yAt, dy, dyAt, dx, dxAt) => {
    for (let j = 0; j < N; j++) {
      const rest = fround(1 - Math.abs(y[yAt + j]!));
      dx[dxAt + j] = dy[dyAt + j]! * fround(rest * rest);
    }
  },
  elu: eluFloat32,
  celu: eluFloat32,
  exponential,
  relu6: ramp(1, 0, 6), //  was: y = min(max(x, 0), 6)
  leakyRelu: bent(1, () => LEAK_FLOAT32), //  was: y = x or LEAK · x
  // was: y = λ · x or λα · (eˣ − 1)
  selu: bent(SELU_SCALE_FLOAT32, (y) => fround(y + SELU_FLOOR_FLOAT32)),
  hardSigmoid: ramp(fround(1 / 6), 0, 1), //  was: y = min(max(x + 3, 0), 6) / 6
  hardTanh: ramp(1, -1, 1), //  was: y = min(max(x, −1), 1)
  ...PLAIN_BACKWARD,
};

// was: y = x or eˣ − 1
const eluFloat64: RowBackward = (N, y, yAt, dy, dyAt, dx, dxAt) => {
  for (let j = 0; j < N; j++) {
    const yj = y[yAt + j]!;
    dx[dxAt + j] = dy[dyAt + j]! * (yj > 0 ? 1 : yj + 1);
  }
};

const rowsFloat64: Record<PointwiseActivation, RowBackward> = {
  linear,
  relu,
  tanh: (N, y, yAt, dy, dyAt, dx, dxAt) => {
    for (let j = 0; j < N; j++) {
      const yj = y[yAt + j]!;
      dx[dxAt + j] = dy[dyAt + j]! * (1 - yj * yj);
    }
  },
  sigmoid: (N, y, yAt, dy, dyAt, dx, dxAt) => {
    for (let j = 0; j < N; j++) {
      const yj = y[yAt + j]!;
      dx[dxAt + j] = dy[dyAt + j]! * (yj * (1 - yj));
    }
  },
  softplus: (N, y, yAt, dy, dyAt, dx, dxAt) => {
    for (let j = 0; j < N; j++) dx[dxAt + j] = dy[dyAt + j]! * -expm1(-y[yAt + j]!);
  },
  softsign: (N, y, yAt, dy, dyAt, dx, dxAt) => {
    for (let j = 0; j < N; j++) {
      const rest = 1 - Math.abs(y[yAt + j]!);
      dx[dxAt + j] = dy[dyAt + j]! * (rest * rest);
    }
  },
  elu: eluFloat64,
  celu: eluFloat64,
  exponential,
  relu6: ramp(1, 0, 6),
  leakyRelu: bent(1, () => LEAK),
  selu: bent(SELU_SCALE, (y) => y + SELU_FLOOR),
  hardSigmoid: ramp(1 / 6, 0, 1),
  hardTanh: ramp(1, -1, 1),
  ...PLAIN_BACKWARD,
};

function activateBackwardBy(
  rows: Record<PointwiseActivation, RowBackward>,
): Kernels['activateBackward'] {
  return (
    activation,
    M,
    N,
    y,
    yOffset,
    yStride,
    dy,
    dyOffset,
    dyStride,
    dx,
    dxOffset,
    dxStride,
  ) => {
    const row = rows[activation];
    for (let m = 0; m < M; m++) {
      const yAt = yOffset + m * yStride;
      const dyAt = dyOffset + m * dyStride;
      row(N, y, yAt, dy, dyAt, dx, dxOffset + m * dxStride);
    }
  };
}

/** dx = dy · f′(x) in float32. */
export const activateBackwardFloat32: Kernels['activateBackward'] = activateBackwardBy(rowsFloat32);

/** dx = dy · f′(x) in float64. */
export const activateBackwardFloat64: Kernels['activateBackward'] = activateBackwardBy(rowsFloat64);
