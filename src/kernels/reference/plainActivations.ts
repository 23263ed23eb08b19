import { expm1, softplus } from '../../elementary/index.ts';
import type { PlainActivation } from '../kernels.ts';
import type { Row, RowBackward } from './rowOf.ts';

// Activations without a twin in WebAssembly: both precisions share one body, which computes in float64
// and is rounded where it is stored.

/** y = f(x) along one row. */
export const PLAIN: Readonly<Record<PlainActivation, Row>> = {
  logSigmoid: (N, x, xAt, y, yAt) => {
    for (let j = 0; j < N; j++) y[yAt + j] = -softplus(-x[xAt + j]!);
  },
  squareplus: (N, x, xAt, y, yAt) => {
    for (let j = 0; j < N; j++) {
      const xj = x[xAt + j]!;
      const size = Math.abs(xj);
      const root = size > 1e9 ? size : Math.sqrt(xj * xj + 4); // a square must not overflow
      y[yAt + j] = xj > 0 ? (xj + root) / 2 : 2 / (root - xj); // no digits are lost below 0
    }
  },
  sparsePlus: (N, x, xAt, y, yAt) => {
    for (let j = 0; j < N; j++) {
      const xj = x[xAt + j]!;
      if (xj <= -1) y[yAt + j] = 0;
      else y[yAt + j] = xj < 1 ? ((xj + 1) * (xj + 1)) / 4 : xj;
    }
  },
  sparseSigmoid: (N, x, xAt, y, yAt) => {
    for (let j = 0; j < N; j++) y[yAt + j] = Math.min(Math.max((x[xAt + j]! + 1) / 2, 0), 1);
  },
  softShrink: (N, x, xAt, y, yAt) => {
    for (let j = 0; j < N; j++) {
      const xj = x[xAt + j]!;
      y[yAt + j] = xj - Math.min(Math.max(xj, -0.5), 0.5);
    }
  },
  hardShrink: (N, x, xAt, y, yAt) => {
    for (let j = 0; j < N; j++) {
      const xj = x[xAt + j]!;
      y[yAt + j] = Math.abs(xj) <= 0.5 ? 0 : xj;
    }
  },
};

// was: y = x without what lies near 0
const shrinkBackward: RowBackward = (N, y, yAt, dy, dyAt, dx, dxAt) => {
  for (let j = 0; j < N; j++) dx[dxAt + j] = dy[dyAt + j]! * (y[yAt + j] === 0 ? 0 : 1);
};

/** dx = dy · f′(x) along one row, the slope taken from y = f(x). */
export const PLAIN_BACKWARD: Readonly<Record<PlainActivation, RowBackward>> = {
  // was: y = −ln(1 + e⁻ˣ)
  logSigmoid: (N, y, yAt, dy, dyAt, dx, dxAt) => {
    for (let j = 0; j < N; j++) dx[dxAt + j] = dy[dyAt + j]! * -expm1(y[yAt + j]!);
  },
  // was: y = (x + √(x² + 4)) / 2, so that x = y − 1/y and the root is y + 1/y
  squareplus: (N, y, yAt, dy, dyAt, dx, dxAt) => {
    for (let j = 0; j < N; j++) {
      const yj = y[yAt + j]!;
      dx[dxAt + j] = dy[dyAt + j]! / (1 + 1 / (yj * yj));
    }
  },
  // was: y = (x + 1)² / 4 between −1 and 1, 0 below, x above
  sparsePlus: (N, y, yAt, dy, dyAt, dx, dxAt) => {
    for (let j = 0; j < N; j++) dx[dxAt + j] = dy[dyAt + j]! * Math.sqrt(Math.min(y[yAt + j]!, 1));
  },
  // was: y = min(max((x + 1) / 2, 0), 1)
  sparseSigmoid: (N, y, yAt, dy, dyAt, dx, dxAt) => {
    for (let j = 0; j < N; j++) {
      const yj = y[yAt + j]!;
      dx[dxAt + j] = dy[dyAt + j]! * (yj > 0 && yj < 1 ? 0.5 : 0);
    }
  },
  softShrink: shrinkBackward,
  hardShrink: shrinkBackward,
};
