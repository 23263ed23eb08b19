import {
  ConfigError,
  randomStream,
  ShapeError,
  splitByTime,
  type TimeSeriesOptions,
  timeSeriesWindows,
  View,
} from 'unrolled';
import { describe, expect, test } from 'vitest';

/** 0, 1, 2, … */
function range(length: number): number[] {
  return Array.from({ length }, (_, t) => t);
}

describe('windows of a time series', () => {
  test('are the steps that a model reads, and the step behind them', () => {
    const { x, y } = timeSeriesWindows(range(6), { window: 3 });
    expect(x.shape).toEqual([3, 3, 1]);
    expect([...x.data]).toEqual([0, 1, 2, 1, 2, 3, 2, 3, 4]);
    expect(y.shape).toEqual([3, 1]);
    expect([...y.data]).toEqual([3, 4, 5]);
  });

  test('may have a horizon of several steps, some features of each, and a gap before it', () => {
    const series = range(8).map((t) => [t, 10 + t, 20 + t]);
    const { x, y } = timeSeriesWindows(series, { window: 2, horizon: 2, gap: 1, targets: [2, 0] });
    expect(x.shape).toEqual([4, 2, 3]);
    expect([...x.data.subarray(0, 6)]).toEqual([0, 10, 20, 1, 11, 21]);
    expect(y.shape).toEqual([4, 4]);
    expect([...y.data.subarray(0, 4)]).toEqual([23, 3, 24, 4]);
  });

  test('are where Keras’ timeseries_dataset_from_array puts them', () => {
    // keras.utils.timeseries_dataset_from_array(range(100), range(100)[21:], 10, sequence_stride=3,
    // sampling_rate=2): starts are arange(0, min(100 - 9 * 2, 79), 3)
    const { x, y } = timeSeriesWindows(range(100), {
      ...{ window: 10, stride: 3, samplingRate: 2, gap: 2 },
    });
    expect(x.shape).toEqual([27, 10, 1]);
    expect([...x.data.subarray(0, 10)]).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
    expect([...x.data.subarray(10, 20)]).toEqual([3, 5, 7, 9, 11, 13, 15, 17, 19, 21]);
    expect([...x.data.subarray(-10)]).toEqual([78, 80, 82, 84, 86, 88, 90, 92, 94, 96]);
    expect([...y.data]).toEqual(range(27).map((w) => 21 + 3 * w));
  });

  test('are as their definition says, and as many as have all their steps', () => {
    const random = randomStream('windows');
    for (let i = 0; i < 50; i++) {
      const [window, horizon, gap] = [
        1 + random.integer(4),
        1 + random.integer(3),
        random.integer(3),
      ];
      const [stride, samplingRate] = [1 + random.integer(4), 1 + random.integer(3)];
      const needed = (window - 1) * samplingRate + 1 + gap + horizon;
      const T = needed + random.integer(9);
      const series = range(T).map((t) => [t, -t]);
      const how = { window, horizon, gap, stride, samplingRate, targets: [1], dtype: 'float64' };
      const { x, y } = timeSeriesWindows(series, { ...how, dtype: 'float64' });
      const [W] = x.shape;
      expect(x.shape).toEqual([W, window, 2]);
      expect(y.shape).toEqual([W, horizon]);
      expect((W - 1) * stride + needed, JSON.stringify(how)).toBeLessThanOrEqual(T);
      expect(W * stride + needed, JSON.stringify(how)).toBeGreaterThan(T);
      for (let w = 0; w < W; w++) {
        for (let t = 0; t < window; t++) {
          expect(x.get(w, t, 0)).toBe(w * stride + t * samplingRate);
          expect(x.get(w, t, 1)).toBe(-x.get(w, t, 0));
        }
        const last = x.get(w, window - 1, 0);
        for (let h = 0; h < horizon; h++) expect(y.get(w, h)).toBe(-(last + gap + 1 + h));
      }
    }
  });

  test('can be cut out of lists, typed arrays and any view', () => {
    const expected = timeSeriesWindows(
      [
        [0, 3],
        [1, 4],
        [2, 5],
      ],
      { window: 2 },
    );
    const columns = new View<2, Float32Array>(Float32Array.of(0, 1, 2, 3, 4, 5), [2, 3]);
    expect(timeSeriesWindows(columns.transpose(1, 0), { window: 2 })).toEqual(expected);
    const rows = [Float64Array.of(0, 3), Float64Array.of(1, 4), Float64Array.of(2, 5)];
    expect(timeSeriesWindows(rows, { window: 2 })).toEqual(expected);
    const single = timeSeriesWindows(range(4), { window: 2 });
    expect(timeSeriesWindows(Float32Array.of(0, 1, 2, 3), { window: 2 })).toEqual(single);
    const view = new View<1, Int32Array>(Int32Array.of(0, 1, 2, 3), [4]);
    expect(timeSeriesWindows(view, { window: 2 })).toEqual(single);
  });

  test('are in float32, unless float64 is asked for', () => {
    expect(timeSeriesWindows([0.1, 0.2], { window: 1 }).x.data).toEqual(Float32Array.of(0.1));
    const { x, y } = timeSeriesWindows([0.1, 0.2], { window: 1, dtype: 'float64' });
    expect([x.data, y.data]).toEqual([Float64Array.of(0.1), Float64Array.of(0.2)]);
  });

  test.each<[string, unknown, TimeSeriesOptions, Error]>([
    [
      'of a series that is too short',
      range(5),
      { window: 2, samplingRate: 2, gap: 1, horizon: 2 },
      new ShapeError(
        'timeSeriesWindows wants at least 6 steps for a window and what is behind it, got 5: give a ' +
          'longer series or a smaller window',
      ),
    ],
    [
      'of an empty series',
      [],
      { window: 1 },
      new ShapeError(
        'timeSeriesWindows wants at least 2 steps for a window and what is behind it, got 0: give a ' +
          'longer series or a smaller window',
      ),
    ],
    [
      'of rows of different lengths',
      [[1, 2], [3]],
      { window: 1 },
      new ShapeError('timeSeriesWindows wants rows of 2 numbers, got 1 numbers at step 1'),
    ],
    [
      'of rows and numbers',
      [[1], 2],
      { window: 1 },
      new ShapeError('timeSeriesWindows wants rows of 1 numbers, got 2 at step 1'),
    ],
    [
      'of what is no number',
      [1, '2', 3],
      { window: 1 },
      new ConfigError('timeSeriesWindows wants numbers, got 2 at step 1'),
    ],
    [
      'of what is no series',
      7,
      { window: 1 },
      new ShapeError('timeSeriesWindows wants a list of numbers or of rows, got 7'),
    ],
    [
      'of a tensor of rank 3',
      new View<3, Float32Array>(new Float32Array(8), [2, 2, 2]),
      { window: 1 },
      new ShapeError('timeSeriesWindows wants [time] or [time, features], got [2, 2, 2]'),
    ],
    [
      'of no step',
      range(5),
      { window: 0 },
      new ConfigError('timeSeriesWindows wants window to be a whole number >= 1, got 0'),
    ],
    [
      'with a horizon of 0',
      range(5),
      { window: 1, horizon: 0 },
      new ConfigError('timeSeriesWindows wants horizon to be a whole number >= 1, got 0'),
    ],
    [
      'with a negative gap',
      range(5),
      { window: 1, gap: -1 },
      new ConfigError('timeSeriesWindows wants gap to be a whole number >= 0, got -1'),
    ],
    [
      'with a stride of 0',
      range(5),
      { window: 1, stride: 0 },
      new ConfigError('timeSeriesWindows wants stride to be a whole number >= 1, got 0'),
    ],
    [
      'with half a sampling rate',
      range(5),
      { window: 1, samplingRate: 0.5 },
      new ConfigError('timeSeriesWindows wants samplingRate to be a whole number >= 1, got 0.5'),
    ],
    [
      'with a target that is not there',
      range(5),
      { window: 1, targets: [1] },
      new ConfigError('timeSeriesWindows wants targets from 0 to 0, got 1'),
    ],
    [
      'without a target',
      range(5),
      { window: 1, targets: [] },
      new ConfigError('timeSeriesWindows wants at least one target, got none'),
    ],
    [
      'with an option of Keras that has another name here',
      range(5),
      // @ts-expect-error no such option
      { window: 1, sequenceStride: 2 },
      new ConfigError(
        "timeSeriesWindows has no option 'sequenceStride': its options are window, horizon, gap, " +
          'stride, samplingRate, targets, dtype',
      ),
    ],
  ])('are refused %s', (_, series, options, error) => {
    // @ts-expect-error a wrong series, in some of the cases
    expect(() => timeSeriesWindows(series, options)).toThrow(error);
  });
});

describe('a time series that is split by time', () => {
  test('has training, validation and test in this order, which share no step', () => {
    const {
      training,
      validation,
      test: rest,
    } = splitByTime(range(11), { validation: 0.3, test: 0.1 });
    expect([...training.data]).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect([...validation.data]).toEqual([7, 8, 9]);
    expect([...rest.data]).toEqual([10]);
    expect(training.shape).toEqual([7, 1]);
  });

  test('keeps a fifth for validation by default, and nothing to test with', () => {
    const { training, validation, test: rest } = splitByTime(range(10).map((t) => [t, t]));
    expect([training.shape, validation.shape, rest.shape]).toEqual([
      [8, 2],
      [2, 2],
      [0, 2],
    ]);
  });

  test('gives copies', () => {
    const series = Float64Array.from(range(10));
    splitByTime(series).training.data.fill(9);
    expect(series[0]).toBe(0);
  });

  test('can be cut into windows', () => {
    const { training } = splitByTime(range(10));
    expect(timeSeriesWindows(training, { window: 7 }).y.data).toEqual(Float32Array.of(7));
  });

  test.each<[string, () => unknown, Error]>([
    [
      'a share of 1',
      () => splitByTime(range(5), { validation: 1 }),
      new ConfigError('splitByTime wants validation in [0, 1), got 1'),
    ],
    [
      'a negative share',
      () => splitByTime(range(5), { test: -0.5 }),
      new ConfigError('splitByTime wants test in [0, 1), got -0.5'),
    ],
    [
      'shares that leave nothing',
      () => splitByTime(range(4), { validation: 0.5, test: 0.5 }),
      new ShapeError(
        'splitByTime wants at least one step to train on, got 4 with 2 to validate and 2 to test with',
      ),
    ],
    [
      'an empty series',
      () => splitByTime([]),
      new ShapeError(
        'splitByTime wants at least one step to train on, got 0 with 0 to validate and 0 to test with',
      ),
    ],
  ])('refuses %s', (_, split, error) => {
    expect(split).toThrow(error);
  });
});
