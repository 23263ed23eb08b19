import { type FloatArray, ShapeError, type Tensor, View } from '../tensor/index.ts';
import { checkNumber, checkOptions } from '../tensor/options.ts';
import { readSeries, type Series } from './series.ts';

/** Which shares of a time series are kept from training. */
export interface TimeSplitOptions {
  /** The share to validate with, in [0, 1); 0.2 by default. */
  readonly validation?: number;
  /** The share to test with, in [0, 1); 0 by default. */
  readonly test?: number;
}

/** A time series in parts that share no step, in order of time; each `[time, features]` in float64. */
export interface TimeSplit {
  /** The first steps. */
  readonly training: Tensor<2>;
  /** The steps after those. */
  readonly validation: Tensor<2>;
  /** The last steps. */
  readonly test: Tensor<2>;
}

/**
 * Cuts a time series into training, validation and test, in this order of time. The last two have
 * floor(share · steps) steps each, so training never sees what it is validated with, nor anything
 * later. Windows are cut out of each part by itself.
 *
 * @throws ConfigError for an unknown or impossible option; ShapeError where nothing is left to train on
 */
export function splitByTime(series: Series, options: TimeSplitOptions = {}): TimeSplit {
  const owner = 'splitByTime';
  checkOptions(owner, options, ['validation', 'test']);
  const { validation = 0.2, test = 0 } = options;
  const isShare = (share: number): boolean => share >= 0 && share < 1;
  checkNumber(owner, 'validation', validation, 'in [0, 1)', isShare);
  checkNumber(owner, 'test', test, 'in [0, 1)', isShare);
  const { data, shape } = readSeries(owner, series);
  const [T, F] = shape;
  const testSteps = Math.floor(test * T);
  const validationSteps = Math.floor(validation * T);
  const trainingSteps = T - validationSteps - testSteps;
  if (trainingSteps <= 0) {
    throw new ShapeError(
      `${owner} wants at least one step to train on, got ${T} with ${validationSteps} to validate and ` +
        `${testSteps} to test with`,
    );
  }
  const part = (from: number, to: number): Tensor<2> =>
    new View<2, FloatArray>(data.slice(from * F, to * F), [to - from, F]);
  return {
    training: part(0, trainingSteps),
    validation: part(trainingSteps, trainingSteps + validationSteps),
    test: part(T - testSteps, T),
  };
}
