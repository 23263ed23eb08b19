import {
  ConfigError,
  copyElements,
  type NdArrayLike,
  ShapeError,
  sizeOf,
  type Tensor,
  View,
} from '../tensor/index.ts';
import { isArrayLike } from './ids.ts';

/**
 * What was measured, step by step: one number a step, or rows of as many numbers (features); as lists,
 * typed arrays, or any ndarray `[time]` or `[time, features]`.
 */
export type Series = NdArrayLike | ArrayLike<number> | readonly ArrayLike<number>[];

/**
 * Reads a series into a contiguous `[time, features]` of float64, which holds every float32 exactly.
 *
 * @throws ShapeError for another rank and for rows of different lengths, ConfigError for what is no
 * number
 */
export function readSeries(owner: string, series: unknown): Tensor<2> {
  if (isView(series)) return fromView(owner, series);
  if (!isArrayLike(series)) {
    throw new ShapeError(`${owner} wants a list of numbers or of rows, got ${String(series)}`);
  }
  const first = series[0];
  const F = isArrayLike(first) ? first.length : 1;
  const data = new Float64Array(series.length * F);
  for (let t = 0; t < series.length; t++) {
    const step = series[t];
    const row = isArrayLike(first) ? step : [step];
    if (!isArrayLike(row) || row.length !== F) {
      const got = isArrayLike(row) ? `${row.length} numbers` : String(row);
      throw new ShapeError(`${owner} wants rows of ${F} numbers, got ${got} at step ${t}`);
    }
    for (let f = 0; f < F; f++) {
      const value = row[f];
      if (typeof value !== 'number') {
        throw new ConfigError(`${owner} wants numbers, got ${String(value)} at step ${t}`);
      }
      data[t * F + f] = value;
    }
  }
  return new View<2, Float64Array>(data, [series.length, F]);
}

function fromView(owner: string, view: NdArrayLike): Tensor<2> {
  const [T, F = 1, ...more] = view.shape;
  if (T === undefined || more.length > 0) {
    throw new ShapeError(
      `${owner} wants [time] or [time, features], got [${view.shape.join(', ')}]`,
    );
  }
  const data = new Float64Array(sizeOf(view.shape));
  copyElements(view, data);
  return new View<2, Float64Array>(data, [T, F]);
}

function isView(series: unknown): series is NdArrayLike {
  return (
    typeof series === 'object' &&
    series !== null &&
    'data' in series &&
    'shape' in series &&
    'stride' in series
  );
}
