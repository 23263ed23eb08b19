import {
  ConfigError,
  checkDtype,
  type Dtype,
  floats,
  ShapeError,
  type Tensor,
  View,
} from '../tensor/index.ts';
import { checkCount, checkList, checkOptions } from '../tensor/options.ts';
import { readSeries, type Series } from './series.ts';

/** How windows are cut out of a time series. */
export interface TimeSeriesOptions {
  /** How many steps a model reads (Keras' `sequence_length`). */
  readonly window: number;
  /** How many of the steps behind the window it should say; 1 by default. */
  readonly horizon?: number;
  /** How many steps are left out between the window and what should be said; 0 by default. */
  readonly gap?: number;
  /** How far each window starts after the one before (`sequence_stride`); 1 by default. */
  readonly stride?: number;
  /** How far the steps inside of a window are apart (`sampling_rate`); 1 by default. */
  readonly samplingRate?: number;
  /** Which features should be said, by their places in a row; all by default. */
  readonly targets?: readonly number[];
  /** The precision of the result; `float32` by default. */
  readonly dtype?: Dtype;
}

/** Windows of a time series and what comes behind each. */
export interface TimeSeriesWindows {
  /** What a model reads, `[windows, window, features]`. */
  readonly x: Tensor<3>;
  /**
   * What it should say, `[windows, horizon · targets]`: all targets of the first step, then all of the
   * next. This is the form of a `dense({ units: horizon * targets })`.
   */
  readonly y: Tensor<2>;
}

/**
 * Cuts a time series into windows, each with the steps behind it. With r = samplingRate and the last
 * step of window w at l = w · stride + (window − 1) · r:
 *
 *     x[w, t, f] = series[w · stride + t · r, f]
 *     y[w, h · K + k] = series[l + gap + 1 + h, targets[k]]        K = targets.length
 *
 * There are as many windows as have all their steps. With a horizon of 1 it is Keras'
 * `timeseries_dataset_from_array(series, series[l₀ + gap + 1:, targets], …)`, l₀ = (window − 1) · r.
 * Windows overlap where the stride is small: cut the series (`splitByTime`) before the windows.
 *
 * @throws ShapeError where the series is too short for one window, or no series; ConfigError for an
 * unknown or impossible option
 */
export function timeSeriesWindows(series: Series, options: TimeSeriesOptions): TimeSeriesWindows {
  checkOptions(OWNER, options, NAMES);
  const { window, horizon = 1, gap = 0, stride = 1, samplingRate = 1, dtype = 'float32' } = options;
  checkCount(OWNER, 'window', window);
  checkCount(OWNER, 'horizon', horizon);
  checkCount(OWNER, 'gap', gap, 0);
  checkCount(OWNER, 'stride', stride);
  checkCount(OWNER, 'samplingRate', samplingRate);
  checkDtype(dtype, OWNER);
  const all = readSeries(OWNER, series);
  const [T, F] = all.shape;
  const targets = options.targets ?? Array.from({ length: F }, (_, f) => f);
  checkTargets(targets, F);
  const behind = (window - 1) * samplingRate + gap + 1;
  const spare = T - (behind + horizon);
  if (spare < 0) {
    throw new ShapeError(
      `${OWNER} wants at least ${behind + horizon} steps for a window and what is behind it, got ${T}: ` +
        'give a longer series or a smaller window',
    );
  }
  const windows = Math.floor(spare / stride) + 1;
  const x = floats(dtype, windows * window * F);
  const y = floats(dtype, windows * horizon * targets.length);
  let nextX = 0;
  let nextY = 0;
  for (let w = 0; w < windows; w++) {
    const start = w * stride;
    for (let t = 0; t < window; t++) {
      const row = (start + t * samplingRate) * F;
      for (let f = 0; f < F; f++) x[nextX++] = all.data[row + f]!;
    }
    for (let h = 0; h < horizon; h++) {
      const row = (start + behind + h) * F;
      for (const target of targets) y[nextY++] = all.data[row + target]!;
    }
  }
  return {
    x: new View<3, Tensor['data']>(x, [windows, window, F]),
    y: new View<2, Tensor['data']>(y, [windows, horizon * targets.length]),
  };
}

const OWNER = 'timeSeriesWindows';
const NAMES: readonly (keyof TimeSeriesOptions)[] = [
  'window',
  'horizon',
  'gap',
  'stride',
  'samplingRate',
  'targets',
  'dtype',
];

function checkTargets(targets: readonly number[], features: number): void {
  checkList(OWNER, 'targets', targets);
  if (targets.length === 0) throw new ConfigError(`${OWNER} wants at least one target, got none`);
  for (const target of targets) {
    if (Number.isInteger(target) && target >= 0 && target < features) continue;
    throw new ConfigError(`${OWNER} wants targets from 0 to ${features - 1}, got ${target}`);
  }
}
