import { describe, expect, it } from 'vitest';
import {
  cosineDecay,
  cosineDecayRestarts,
  exponentialDecay,
  inverseTimeDecay,
  type LearningRateSchedule,
  type Optimizer,
  optimizerFrom,
  piecewiseConstantDecay,
  polynomialDecay,
  sgd,
} from '../../src/training/index.ts';
import { jsonOf, normals } from './draws.ts';

const rateOf = (learningRate: LearningRateSchedule, iterations: number): number =>
  rateAt(sgd({ learningRate }), iterations);
const rateAt = (optimizer: Optimizer, iterations: number): number =>
  optimizer.learningRateAt?.(iterations) ?? Number.NaN;

/** What a schedule gives after so many updates, to the last digit but two. */
interface Case {
  readonly name: string;
  readonly schedule: LearningRateSchedule;
  readonly rates: readonly (readonly [iterations: number, rate: number])[];
}

const FAR = 1e12;

const cases: readonly Case[] = [
  {
    name: 'exponentialDecay',
    schedule: exponentialDecay({ initialLearningRate: 0.8, decaySteps: 10, decayRate: 0.25 }),
    rates: [
      [0, 0.8],
      [5, 0.4],
      [10, 0.2],
      [20, 0.05],
      [FAR, 0],
    ],
  },
  {
    name: 'exponentialDecay by a staircase',
    schedule: exponentialDecay({
      initialLearningRate: 0.8,
      decaySteps: 10,
      decayRate: 0.25,
      staircase: true,
    }),
    rates: [
      [0, 0.8],
      [9, 0.8],
      [10, 0.2],
      [19, 0.2],
      [20, 0.05],
    ],
  },
  {
    name: 'exponentialDecay that grows',
    schedule: exponentialDecay({ initialLearningRate: 1e-3, decaySteps: 2, decayRate: 4 }),
    rates: [
      [0, 1e-3],
      [1, 2e-3],
      [4, 16e-3],
    ],
  },
  {
    name: 'inverseTimeDecay',
    schedule: inverseTimeDecay({ initialLearningRate: 0.6, decaySteps: 4, decayRate: 2 }),
    rates: [
      [0, 0.6],
      [2, 0.3],
      [4, 0.2],
      [FAR, 0.6 / (1 + FAR / 2)],
    ],
  },
  {
    name: 'inverseTimeDecay by a staircase',
    schedule: inverseTimeDecay({
      initialLearningRate: 0.6,
      decaySteps: 4,
      decayRate: 2,
      staircase: true,
    }),
    rates: [
      [3, 0.6],
      [4, 0.2],
      [7, 0.2],
      [8, 0.12],
    ],
  },
  {
    name: 'inverseTimeDecay without decay',
    schedule: inverseTimeDecay({ initialLearningRate: 0.6, decaySteps: 4, decayRate: 0 }),
    rates: [
      [0, 0.6],
      [FAR, 0.6],
    ],
  },
  {
    name: 'piecewiseConstantDecay',
    schedule: piecewiseConstantDecay({ boundaries: [0, 3, 10], values: [1, 0.5, 0.1, 0.02] }),
    rates: [
      [0, 1],
      [1, 0.5],
      [3, 0.5],
      [4, 0.1],
      [10, 0.1],
      [11, 0.02],
      [FAR, 0.02],
    ],
  },
  {
    name: 'polynomialDecay, a line by default',
    schedule: polynomialDecay({ initialLearningRate: 0.5, decaySteps: 8, endLearningRate: 0.1 }),
    rates: [
      [0, 0.5],
      [2, 0.4],
      [7, 0.15],
      [8, 0.1],
      [9, 0.1],
      [FAR, 0.1],
    ],
  },
  {
    name: 'polynomialDecay of power 2 to 0.0001, the default',
    schedule: polynomialDecay({ initialLearningRate: 1.0001, decaySteps: 8, power: 2 }),
    rates: [
      [0, 1.0001],
      [4, 0.2501],
      [8, 0.0001],
    ],
  },
  {
    name: 'polynomialDecay in cycles, each longer by decaySteps',
    schedule: polynomialDecay({
      initialLearningRate: 1,
      decaySteps: 10,
      endLearningRate: 0,
      cycle: true,
    }),
    rates: [
      [0, 1],
      [9, 0.1],
      [10, 0],
      [11, 1 - 11 / 20],
      [20, 0],
      [21, 1 - 21 / 30],
    ],
  },
  {
    name: 'cosineDecay',
    schedule: cosineDecay({ initialLearningRate: 0.4, decaySteps: 12, alpha: 0.25 }),
    rates: [
      [0, 0.4],
      [4, 0.4 * (0.75 * 0.75 + 0.25)],
      [6, 0.25],
      [8, 0.4 * (0.75 * 0.25 + 0.25)],
      [12, 0.1],
      [13, 0.1],
      [FAR, 0.1],
    ],
  },
  {
    name: 'cosineDecay after a warm-up',
    schedule: cosineDecay({
      initialLearningRate: 0.1,
      decaySteps: 6,
      warmupTarget: 0.5,
      warmupSteps: 4,
    }),
    rates: [
      [0, 0.1],
      [1, 0.2],
      [3, 0.4],
      [4, 0.5],
      [6, 0.5 * 0.75],
      [7, 0.25],
      [10, 0],
      [FAR, 0],
    ],
  },
  {
    name: 'cosineDecayRestarts, each twice as long by default',
    schedule: cosineDecayRestarts({ initialLearningRate: 0.4, firstDecaySteps: 10, alpha: 0.1 }),
    rates: [
      [0, 0.4],
      [5, 0.4 * (0.9 * 0.5 + 0.1)],
      [10, 0.4],
      [20, 0.4 * (0.9 * 0.5 + 0.1)],
      [30, 0.4],
      [70, 0.4],
      [90, 0.4 * (0.9 * 0.8535533905932737 + 0.1)], // (1 + √½) / 2
    ],
  },
  {
    name: 'cosineDecayRestarts of equal length, each half as high',
    schedule: cosineDecayRestarts({
      initialLearningRate: 0.4,
      firstDecaySteps: 10,
      tMul: 1,
      mMul: 0.5,
    }),
    rates: [
      [0, 0.4],
      [5, 0.2],
      [10, 0.2],
      [15, 0.1],
      [20, 0.1],
      [FAR, 0],
    ],
  },
  {
    name: 'cosineDecayRestarts, each ten times as long, where logarithms would come too late',
    schedule: cosineDecayRestarts({ initialLearningRate: 0.4, firstDecaySteps: 1, tMul: 10 }),
    rates: [
      [0, 0.4],
      [1, 0.4],
      [11, 0.4],
      [111, 0.4],
      [1111, 0.4],
      [6111, 0.2],
    ],
  },
];

describe.each(cases)('$name', ({ schedule, rates }) => {
  it.each(rates)('gives after %d updates the rate %d', (iterations, rate) => {
    expect(Math.abs(rateOf(schedule, iterations) - rate)).toBeLessThanOrEqual(1e-15);
  });

  it('is frozen JSON that makes the same again, with the same bits', () => {
    expect(Object.isFrozen(schedule)).toBe(true);
    const optimizer = sgd({ learningRate: schedule, momentum: 0.5 });
    expect(optimizer.options.learningRate).toEqual(schedule);
    expect(optimizer.learningRate).toBe(rateOf(schedule, 0));
    const options: object = Object.assign({}, jsonOf(optimizer.options));
    expect(options).toEqual(optimizer.options);
    const again = optimizerFrom('sgd', options);
    expect(again.options).toEqual(optimizer.options);
    for (const iterations of [0, 1, 7, 8, 31, 1000, 123_456]) {
      expect(rateAt(again, iterations)).toBe(rateOf(schedule, iterations));
    }
  });
});

it('fills Keras’ defaults in', () => {
  const rate = { initialLearningRate: 1 };
  expect(exponentialDecay({ ...rate, decaySteps: 2, decayRate: 0.5 })).toEqual({
    ...{ kind: 'exponentialDecay', ...rate, decaySteps: 2, decayRate: 0.5 },
    staircase: false,
  });
  expect(inverseTimeDecay({ ...rate, decaySteps: 2, decayRate: 0.5 })).toEqual({
    ...{ kind: 'inverseTimeDecay', ...rate, decaySteps: 2, decayRate: 0.5 },
    staircase: false,
  });
  expect(polynomialDecay({ ...rate, decaySteps: 2 })).toEqual({
    ...{ kind: 'polynomialDecay', ...rate, decaySteps: 2 },
    ...{ endLearningRate: 0.0001, power: 1, cycle: false },
  });
  expect(cosineDecay({ ...rate, decaySteps: 2 })).toEqual({
    ...{ kind: 'cosineDecay', ...rate, decaySteps: 2 },
    ...{ alpha: 0, warmupTarget: null, warmupSteps: 0 },
  });
  expect(cosineDecayRestarts({ ...rate, firstDecaySteps: 2 })).toEqual({
    ...{ kind: 'cosineDecayRestarts', ...rate, firstDecaySteps: 2 },
    ...{ tMul: 2, mMul: 1, alpha: 0 },
  });
});

it('keeps its own lists: changing the caller’s changes nothing', () => {
  const boundaries = [5];
  const values = [1, 2];
  const schedule = piecewiseConstantDecay({ boundaries, values });
  boundaries[0] = 0;
  values[1] = 9;
  expect(rateOf(schedule, 6)).toBe(2);
  expect(rateOf(schedule, 5)).toBe(1);
});

describe('an optimizer with a schedule', () => {
  const schedule = exponentialDecay({ initialLearningRate: 0.5, decaySteps: 1, decayRate: 0.5 });

  it('takes the rate after as many updates as the state counts', () => {
    const w = normals<1>('w', [2]);
    const before = [...w.data];
    const optimizer = sgd({ learningRate: schedule });
    const state = optimizer.init([w]);
    for (const rate of [0.5, 0.25, 0.125]) {
      const was = [...w.data];
      const g = normals<1>(`g at ${rate}`, [2]);
      optimizer.update([w], [g], state);
      expect([...w.data]).toEqual(was.map((value, i) => value - rate * g.data[i]!));
    }
    expect([...w.data]).not.toEqual(before);
  });

  it('takes the rate that the state has been given instead, and that of the call before all', () => {
    const optimizer = sgd({ learningRate: schedule });
    const w = normals<1>('w', [1]);
    const state = { ...optimizer.init([w]), learningRate: 2 };
    const g = normals<1>('g', [1]);
    const was = w.data[0]!;
    optimizer.update([w], [g], state);
    expect(w.data[0]).toBe(was - 2 * g.data[0]!);
    const now = w.data[0]!;
    optimizer.update([w], [g], state, 3);
    expect(w.data[0]).toBe(now - 3 * g.data[0]!);
  });

  it('refuses an update whose rate has grown beyond all numbers, and changes nothing', () => {
    const growing = exponentialDecay({ initialLearningRate: 1, decaySteps: 1, decayRate: 1e200 });
    const optimizer = sgd({ learningRate: growing });
    const w = normals<1>('w', [2]);
    const state = { ...optimizer.init([w]), iterations: 2 };
    const before = [...w.data];
    expect(() => optimizer.update([w], [normals('g', [2])], state)).toThrow(
      'sgd wants learningRate >= 0, got Infinity',
    );
    expect([...w.data]).toEqual(before);
    expect(state.iterations).toBe(2);
  });
});

/** What a schedule refuses, and how. */
const WRONG: readonly (readonly [name: string, message: string, act: () => unknown])[] = [
  ...(
    [
      ['initialLearningRate', -1, 'exponentialDecay wants initialLearningRate >= 0, got -1'],
      ['decaySteps', 0, 'exponentialDecay wants decaySteps > 0, got 0'],
      ['decayRate', 0, 'exponentialDecay wants decayRate > 0, got 0'],
      ['staircase', 1, 'exponentialDecay wants staircase to be true or false, got 1'],
      [
        'rate',
        1,
        "exponentialDecay has no option 'rate': its options are initialLearningRate, decaySteps, decayRate, staircase",
      ],
      ['decaySteps', undefined, "exponentialDecay wants the option 'decaySteps'"],
    ] as const
  ).map(
    ([option, value, message]) =>
      [
        `exponentialDecay with ${option} ${value}`,
        message,
        () =>
          optimizerFrom('sgd', {
            learningRate: {
              ...{ kind: 'exponentialDecay', initialLearningRate: 1, decaySteps: 1, decayRate: 1 },
              [option]: value,
            },
          }),
      ] as const,
  ),
  [
    'inverseTimeDecay that would divide by 0',
    'inverseTimeDecay wants decayRate >= 0, got -0.5',
    () => inverseTimeDecay({ initialLearningRate: 1, decaySteps: 1, decayRate: -0.5 }),
  ],
  [
    'inverseTimeDecay in no time',
    'inverseTimeDecay wants decaySteps > 0, got -1',
    () => inverseTimeDecay({ initialLearningRate: 1, decaySteps: -1, decayRate: 1 }),
  ],
  [
    'as many values as boundaries',
    'piecewiseConstantDecay wants one value more than boundaries, 3, got 2',
    () => piecewiseConstantDecay({ boundaries: [1, 2], values: [1, 2] }),
  ],
  [
    'boundaries that fall',
    'piecewiseConstantDecay wants boundaries[1] > 3, the one before, got 3',
    () => piecewiseConstantDecay({ boundaries: [3, 3], values: [1, 2, 3] }),
  ],
  [
    'a boundary before the start',
    'piecewiseConstantDecay wants boundaries[0] >= 0, got -1',
    () => piecewiseConstantDecay({ boundaries: [-1], values: [1, 2] }),
  ],
  [
    'a value below 0',
    'piecewiseConstantDecay wants values[1] >= 0, got -2',
    () => piecewiseConstantDecay({ boundaries: [1], values: [1, -2] }),
  ],
  [
    'values that are no list',
    'piecewiseConstantDecay wants values to be a list, got 1',
    () =>
      optimizerFrom('sgd', {
        learningRate: { kind: 'piecewiseConstantDecay', boundaries: [], values: 1 },
      }),
  ],
  [
    'an end below 0',
    'polynomialDecay wants endLearningRate >= 0, got -1',
    () => polynomialDecay({ initialLearningRate: 1, decaySteps: 1, endLearningRate: -1 }),
  ],
  [
    'a power of 0',
    'polynomialDecay wants power > 0, got 0',
    () => polynomialDecay({ initialLearningRate: 1, decaySteps: 1, power: 0 }),
  ],
  [
    'a cycle by number',
    'polynomialDecay wants cycle to be true or false, got 2',
    () =>
      optimizerFrom('sgd', {
        learningRate: { kind: 'polynomialDecay', initialLearningRate: 1, decaySteps: 1, cycle: 2 },
      }),
  ],
  [
    'an alpha above 1',
    'cosineDecay wants alpha in [0, 1], got 2',
    () => cosineDecay({ initialLearningRate: 1, decaySteps: 1, alpha: 2 }),
  ],
  [
    'a warm-up without a target',
    'cosineDecay wants both warmupTarget and warmupSteps >= 1, or neither, got null and 5: ' +
      'a warm-up ends at a rate after some updates',
    () => cosineDecay({ initialLearningRate: 1, decaySteps: 1, warmupSteps: 5 }),
  ],
  [
    'a warm-up in no time',
    'cosineDecay wants both warmupTarget and warmupSteps >= 1, or neither, got 0.1 and 0: ' +
      'a warm-up ends at a rate after some updates',
    () => cosineDecay({ initialLearningRate: 1, decaySteps: 1, warmupTarget: 0.1 }),
  ],
  [
    'half a step of warm-up',
    'cosineDecay wants warmupSteps to be a whole number >= 0, got 0.5',
    () => cosineDecay({ initialLearningRate: 1, decaySteps: 1, warmupTarget: 1, warmupSteps: 0.5 }),
  ],
  [
    'a target below 0',
    'cosineDecay wants warmupTarget >= 0, got -1',
    () => cosineDecay({ initialLearningRate: 1, decaySteps: 1, warmupTarget: -1, warmupSteps: 1 }),
  ],
  [
    'ways down that become shorter',
    'cosineDecayRestarts wants tMul >= 1, got 0.5',
    () => cosineDecayRestarts({ initialLearningRate: 1, firstDecaySteps: 1, tMul: 0.5 }),
  ],
  [
    'ways down of no height',
    'cosineDecayRestarts wants mMul > 0, got 0',
    () => cosineDecayRestarts({ initialLearningRate: 1, firstDecaySteps: 1, mMul: 0 }),
  ],
  [
    'a first way down of no length',
    'cosineDecayRestarts wants firstDecaySteps > 0, got 0',
    () => cosineDecayRestarts({ initialLearningRate: 1, firstDecaySteps: 0 }),
  ],
  [
    'ways down to more than all',
    'cosineDecayRestarts wants alpha in [0, 1], got 1.5',
    () => cosineDecayRestarts({ initialLearningRate: 1, firstDecaySteps: 1, alpha: 1.5 }),
  ],
  [
    'a rate in the place of options',
    'cosineDecay wants its options by name, in an object; got 0.1',
    (): unknown => {
      const schedule: unknown = Reflect.apply(cosineDecay, undefined, [0.1]);
      return schedule;
    },
  ],
];

describe('a ConfigError', () => {
  it.each(WRONG)('refuses %s: %s', (_, message, act) => {
    expect(act).toThrow(expect.objectContaining({ name: 'ConfigError', message }));
  });
});
