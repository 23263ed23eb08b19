import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fansOf } from '../../src/layers/initializers/fans.ts';
import {
  constant,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type Initializer,
  type InitializerOption,
  identity,
  initializerOf,
  lecunNormal,
  lecunUniform,
  ones,
  orthogonal,
  randomNormal,
  randomUniform,
  truncatedNormal,
  varianceScaling,
  zeros,
} from '../../src/layers/initializers/index.ts';
import { lstm } from '../../src/layers/lstm.ts';
import { ConfigError, type Random, randomStream, sizeOf } from '../../src/tensor/index.ts';

/** The initial values of a weight. They are written over, never added to what was there. */
function draw(
  option: InitializerOption,
  shape: readonly number[],
  random: Random = randomStream(7, 'init', 'test'),
): Float64Array {
  const out = new Float64Array(sizeOf(shape)).fill(Number.NaN);
  initializerOf(option, 'test')(shape)(out, random);
  return out;
}

/** What a file holds may be anything. */
function parsed(text: string): InitializerOption;
function parsed(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return value;
}

const everyInitializer: readonly (readonly [Initializer, text: string])[] = [
  [zeros(), '{"kind":"zeros"}'],
  [ones(), '{"kind":"ones"}'],
  [constant(), '{"kind":"constant","value":0}'],
  [constant({ value: -1.5 }), '{"kind":"constant","value":-1.5}'],
  [randomUniform(), '{"kind":"randomUniform","minval":-0.05,"maxval":0.05}'],
  [randomUniform({ minval: 0 }), '{"kind":"randomUniform","minval":0,"maxval":0.05}'],
  [randomNormal(), '{"kind":"randomNormal","mean":0,"stddev":0.05}'],
  [truncatedNormal({ mean: 2 }), '{"kind":"truncatedNormal","mean":2,"stddev":0.05}'],
  [glorotUniform(), '{"kind":"glorotUniform"}'],
  [glorotNormal(), '{"kind":"glorotNormal"}'],
  [heUniform(), '{"kind":"heUniform"}'],
  [heNormal(), '{"kind":"heNormal"}'],
  [lecunUniform(), '{"kind":"lecunUniform"}'],
  [lecunNormal(), '{"kind":"lecunNormal"}'],
  [
    varianceScaling({ mode: 'fanOut' }),
    '{"kind":"varianceScaling","scale":1,"mode":"fanOut","distribution":"truncatedNormal"}',
  ],
  [orthogonal(), '{"kind":"orthogonal","gain":1}'],
  [orthogonal({ gain: 0.5 }), '{"kind":"orthogonal","gain":0.5}'],
  [identity(), '{"kind":"identity","gain":1}'],
];

describe('an initializer', () => {
  test.each(everyInitializer)('%o is plain JSON with every default in it', (initializer, text) => {
    expect(JSON.stringify(initializer)).toBe(text);
    expect(Object.isFrozen(initializer)).toBe(true);
  });

  test.each(everyInitializer)('%o gives the same values after a file', (initializer) => {
    expect(draw(parsed(JSON.stringify(initializer)), [3, 5])).toEqual(draw(initializer, [3, 5]));
  });

  test.each([
    ['constant', constant()],
    ['randomUniform', randomUniform()],
    ['randomNormal', randomNormal()],
    ['truncatedNormal', truncatedNormal()],
    ['varianceScaling', varianceScaling()],
    ['orthogonal', orthogonal()],
    ['identity', identity()],
  ] as const)('%s by its name alone has the defaults', (name, initializer) => {
    expect(draw(name, [4, 6])).toEqual(draw(initializer, [4, 6]));
  });

  test('takes an undefined option for one that was left out', () => {
    // @ts-expect-error plain JavaScript may say so
    expect(orthogonal({ gain: undefined })).toEqual(orthogonal());
  });
});

describe('without chance', () => {
  test.each<[InitializerOption, readonly number[], number[]]>([
    ['zeros', [2, 2], [0, 0, 0, 0]],
    ['ones', [3], [1, 1, 1]],
    [constant({ value: -2.5 }), [1, 2], [-2.5, -2.5]],
    ['identity', [2, 2], [1, 0, 0, 1]],
    [identity({ gain: 3 }), [2, 3], [3, 0, 0, 0, 3, 0]],
    ['identity', [3, 2], [1, 0, 0, 1, 0, 0]],
    ['zeros', [], [0]],
    ['ones', [0, 4], []],
  ])('%o fills %j with %j', (option, shape, expected) => {
    expect([...draw(option, shape)]).toEqual(expected);
  });
});

// For the truncated normal distribution: P(|z| < 1 given |z| < 2), and the standard deviation.
const TRUNCATED_SHARE = 0.6826894921 / 0.9544997361;
const TRUNCATED_STDDEV = 0.8796256610342398;
const NORMAL_SHARE = 0.6826894921;

interface Distribution {
  readonly option: InitializerOption;
  readonly shape: readonly number[];
  readonly mean: number;
  readonly variance: number;
  /** No value is further from the mean; among 200,000 some are nearly as far. */
  readonly bound: number;
  /** What share of the values is within `near` of the mean. */
  readonly near: number;
  readonly share: number;
}

function uniform(
  option: InitializerOption,
  shape: readonly number[],
  variance: number,
  mean = 0,
): Distribution {
  const bound = Math.sqrt(3 * variance);
  return { option, shape, mean, variance, bound, near: bound / 2, share: 0.5 };
}

function truncated(
  option: InitializerOption,
  shape: readonly number[],
  variance: number,
  mean = 0,
): Distribution {
  const near = Math.sqrt(variance) / TRUNCATED_STDDEV;
  return { option, shape, mean, variance, bound: 2 * near, near, share: TRUNCATED_SHARE };
}

const distributions: readonly Distribution[] = [
  uniform('randomUniform', [200_000], 0.1 ** 2 / 12),
  uniform(randomUniform({ minval: 1, maxval: 5 }), [200_000], 4 / 3, 3),
  truncated('truncatedNormal', [200_000], (0.05 * TRUNCATED_STDDEV) ** 2),
  truncated(truncatedNormal({ mean: -3, stddev: 2 }), [200_000], (2 * TRUNCATED_STDDEV) ** 2, -3),
  uniform('glorotUniform', [100, 2_000], 2 / 2_100),
  truncated('glorotNormal', [100, 2_000], 2 / 2_100),
  uniform('heUniform', [100, 2_000], 2 / 100),
  truncated('heNormal', [100, 2_000], 2 / 100),
  uniform('lecunUniform', [100, 2_000], 1 / 100),
  truncated('lecunNormal', [100, 2_000], 1 / 100),
  // a convolution over windows of 4: fanIn 200, fanOut 4,000
  uniform('glorotUniform', [4, 50, 1_000], 2 / 4_200),
  truncated('lecunNormal', [4, 50, 1_000], 1 / 200),
  truncated(varianceScaling({ scale: 3 }), [100, 2_000], 3 / 100),
  truncated(varianceScaling({ mode: 'fanOut' }), [2_000, 100], 1 / 100),
  uniform(varianceScaling({ mode: 'fanAvg', distribution: 'uniform' }), [100, 2_000], 1 / 1_050),
  // a vector: fanIn = fanOut = its length
  uniform('heUniform', [200_000], 2 / 200_000),
];

describe('by chance', () => {
  test.each(distributions)(
    '$option on $shape has mean $mean, variance $variance and nothing beyond $bound',
    ({ option, shape, mean, variance, bound, near, share }) => {
      const found = measure(draw(option, shape), mean, near);
      const spread = Math.sqrt(variance / 200_000);
      expect(Math.abs(found.mean - mean), `mean ${found.mean}`).toBeLessThan(5 * spread);
      expect(found.variance / variance, 'variance, relative').toBeCloseTo(1, 1.7); // ± 0.01
      expect(found.furthest).toBeLessThanOrEqual(bound);
      expect(found.furthest).toBeGreaterThan(0.99 * bound);
      expect(Math.abs(found.share - share), `share ${found.share}`).toBeLessThan(0.006);
    },
  );

  test.each([
    ['randomNormal', 0, 0.05],
    [randomNormal({ mean: 4, stddev: 3 }), 4, 3],
    [varianceScaling({ scale: 800_000, distribution: 'untruncatedNormal' }), 0, 2],
  ] as const)('%o has mean %d, standard deviation %d and tails', (option, mean, stddev) => {
    const found = measure(draw(option, [200_000]), mean, stddev);
    expect(Math.abs(found.mean - mean)).toBeLessThan((5 * stddev) / Math.sqrt(200_000));
    expect(found.variance / stddev ** 2, 'variance, relative').toBeCloseTo(1, 1.7);
    expect(Math.abs(found.share - NORMAL_SHARE)).toBeLessThan(0.006);
    expect(found.furthest).toBeGreaterThan(4 * stddev);
  });

  test('has no spread where none is asked for', () => {
    expect([...draw(randomNormal({ mean: 2, stddev: 0 }), [2])]).toEqual([2, 2]);
    expect([...draw(randomUniform({ minval: 3, maxval: 3 }), [2])]).toEqual([3, 3]);
  });
});

function measure(
  values: Float64Array,
  mean: number,
  near: number,
): { mean: number; variance: number; furthest: number; share: number } {
  let sum = 0;
  let squares = 0;
  let furthest = 0;
  let within = 0;
  for (const value of values) {
    const distance = Math.abs(value - mean);
    sum += value;
    squares += distance * distance;
    furthest = Math.max(furthest, distance);
    if (distance < near) within++;
  }
  const count = values.length;
  return { mean: sum / count, variance: squares / count, furthest, share: within / count };
}

test.each([
  [[], 1, 1],
  [[7], 7, 7],
  [[3, 5], 3, 5],
  [[0, 5], 0, 5],
  [[4, 3, 5], 12, 20],
  [[3, 3, 16, 32], 144, 288],
  [[2, 3, 4, 5, 6], 120, 144],
])('a weight %j has %d inputs and %d outputs, as in Keras', (shape, fanIn, fanOut) => {
  expect(fansOf(shape)).toEqual({ fanIn, fanOut });
});

test.each([
  'glorotUniform',
  'glorotNormal',
  'heUniform',
  'heNormal',
  'lecunUniform',
  'lecunNormal',
  'varianceScaling',
  'orthogonal',
] as const)('%s fills a weight without elements', (name) => {
  for (const shape of [
    [0, 3],
    [3, 0],
    [0, 0],
  ]) {
    expect(draw(name, shape)).toHaveLength(0);
  }
});

describe('orthogonal', () => {
  // Blocks hold 16 rows: one less, one more, several, and edges of the products in each direction.
  const sizes = [
    ...[
      [1, 1],
      [1, 6],
      [6, 1],
      [2, 2],
      [5, 20],
      [20, 5],
      [15, 15],
      [16, 16],
      [17, 17],
    ],
    ...[
      [16, 64],
      [33, 34],
      [34, 33],
      [50, 47],
      [64, 256],
      [256, 64],
      [100, 400],
    ],
  ] as const;

  test.each(sizes)(
    '[%d, %d] has orthonormal rows, or columns where it is tall',
    (rows, columns) => {
      const q = matrixOf(draw('orthogonal', [rows, columns]), rows, columns);
      const short = rows <= columns ? q : transpose(q);
      expect(worst(timesTransposed(short, short), (i, j) => (i === j ? 1 : 0))).toBeLessThan(1e-12);
    },
  );

  test.each(sizes)(
    '[%d, %d] is what its draws leave when a lower triangle of positive diagonal is divided out',
    (rows, columns) => {
      const drawn: number[] = [];
      const values = draw('orthogonal', [rows, columns], recorded(drawn));
      const short = Math.min(rows, columns);
      const G = matrixOf(Float64Array.from(drawn), short, Math.max(rows, columns));
      const weight = matrixOf(values, rows, columns);
      const Q = rows <= columns ? weight : transpose(weight);
      const L = timesTransposed(G, Q);
      expect(worst(L, (i, j) => (j > i ? 0 : undefined))).toBeLessThan(1e-12);
      for (let i = 0; i < short; i++) expect(L[i]![i]).toBeGreaterThan(0);
      expect(worst(timesTransposed(L, transpose(Q)), (i, j) => G[i]![j])).toBeLessThan(1e-12);
    },
  );

  test('is over all gates of an LSTM together, not over each of them', () => {
    const U = 24;
    const { weights } = lstm({ units: U }).build('lstm', [{ type: 'numbers', shape: [null, 3] }]);
    const spec = weights.find(({ path }) => path === 'lstm/recurrentKernel');
    expect(spec?.shape).toEqual([U, 4 * U]);
    const values = new Float64Array(4 * U * U);
    spec?.initialize(values, randomStream(1, 'init', 'lstm/recurrentKernel'));
    const whole = matrixOf(values, U, 4 * U);
    expect(worst(timesTransposed(whole, whole), (i, j) => (i === j ? 1 : 0))).toBeLessThan(1e-12);
    for (let gate = 0; gate < 4; gate++) {
      const part = whole.map((row) => row.slice(gate * U, (gate + 1) * U));
      expect(part.flat().reduce((sum, x) => sum + x * x, 0) / U).toBeCloseTo(1 / 4, 1);
    }
  });

  test('takes all axes but the last for rows', () => {
    expect(draw('orthogonal', [2, 3, 4])).toEqual(draw('orthogonal', [6, 4]));
    expect(draw('orthogonal', [2, 1, 5])).toEqual(draw('orthogonal', [2, 5]));
  });

  test.each([0.5, -2, 0])('multiplies every value by a gain of %d', (gain) => {
    for (const shape of [
      [4, 7],
      [7, 4],
    ]) {
      const expected = draw('orthogonal', shape).map((value) => value * gain);
      expect(draw(orthogonal({ gain }), shape)).toEqual(expected);
    }
  });

  test('prefers no direction', () => {
    // Without the signs of the triangle's diagonal, that of Q would lean to one side.
    const count = 4_000;
    const diagonal = [0, 0, 0];
    const squares = [0, 0, 0];
    for (let i = 0; i < count; i++) {
      const q = draw('orthogonal', [3, 3], randomStream(i, 'direction'));
      for (const axis of [0, 1, 2]) {
        diagonal[axis]! += q[axis * 4]! / count;
        squares[axis]! += q[axis * 4]! ** 2 / count;
      }
    }
    for (const mean of diagonal) expect(Math.abs(mean)).toBeLessThan(0.04); // σ = 0.009
    for (const square of squares) expect(Math.abs(square - 1 / 3)).toBeLessThan(0.02); // σ = 0.005
  });

  test.each([0, 1])('is orthonormal even if every number drawn is %d', (z) => {
    const stuck: Random = { uniform: () => z, normal: () => z, integer: () => z };
    const q = matrixOf(draw('orthogonal', [18, 30], stuck), 18, 30);
    expect(worst(timesTransposed(q, q), (i, j) => (i === j ? 1 : 0))).toBeLessThan(1e-12);
  });

  test('is orthonormal for any sizes and seed', () => {
    const side = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(side, side, fc.integer(), (rows, columns, seed) => {
        const random = randomStream(seed, 'sizes');
        const q = matrixOf(draw('orthogonal', [rows, columns], random), rows, columns);
        const short = rows <= columns ? q : transpose(q);
        return worst(timesTransposed(short, short), (i, j) => (i === j ? 1 : 0)) < 1e-12;
      }),
      { seed: 5, numRuns: 60 },
    );
  });
});

type Matrix = number[][];

function matrixOf(values: Float64Array, rows: number, columns: number): Matrix {
  return Array.from({ length: rows }, (_, i) => [
    ...values.subarray(i * columns, (i + 1) * columns),
  ]);
}

function transpose(a: Matrix): Matrix {
  return (a[0] ?? []).map((_, j) => a.map((row) => row[j]!));
}

function timesTransposed(a: Matrix, b: Matrix): Matrix {
  return a.map((x) => b.map((y) => x.reduce((sum, value, k) => sum + value * y[k]!, 0)));
}

/** The greatest distance of an element from what it should be, where that is said. */
function worst(a: Matrix, wanted: (i: number, j: number) => number | undefined): number {
  return Math.max(
    ...a.flatMap((row, i) => row.map((value, j) => Math.abs(value - (wanted(i, j) ?? value)))),
  );
}

/** A stream that notes its normal numbers down. */
function recorded(drawn: number[]): Random {
  const random = randomStream(3, 'recorded');
  const normal = (): number => {
    const z = random.normal();
    drawn.push(z);
    return z;
  };
  return { ...random, normal };
}

describe('the same seed', () => {
  // A changed line means changed bits: of every model that starts from this initializer.
  test.each<[InitializerOption, string]>([
    ['randomUniform', '8d7d1bd342794efc'],
    ['randomNormal', '33a35ff23302669f'],
    ['truncatedNormal', '5527d7284fcf8cda'],
    ['glorotUniform', '4f6bc7eae96f6a0e'],
    ['glorotNormal', 'e93faf4a36438cca'],
    ['heUniform', 'b4a19129d5c930d7'],
    ['heNormal', '1746f35d838680c2'],
    ['lecunUniform', '0589b3af19707fab'],
    ['lecunNormal', '1b6c3de7eb04348e'],
    ['orthogonal', '70b1df5aea6fdcb9'],
    [orthogonal({ gain: 0.3 }), 'c3a32659a2eedecd'],
  ])('gives %o the committed bits', (option, digest) => {
    const bytes = [
      [40, 160],
      [70, 33],
    ].map((shape) => new Uint8Array(draw(option, shape).buffer));
    const hash = bytes.reduce((all, part) => all.update(part), createHash('sha256'));
    expect(hash.digest('hex').slice(0, 16)).toBe(digest);
  });

  test('gives the same values each time, and another seed gives others', () => {
    const again = (seed: number): Float64Array =>
      draw('glorotUniform', [5, 5], randomStream(seed, 'init'));
    expect(again(1)).toEqual(again(1));
    expect(again(1)).not.toEqual(again(2));
  });
});

const NAMES =
  'zeros, ones, constant, randomUniform, randomNormal, truncatedNormal, glorotUniform, ' +
  'glorotNormal, heUniform, heNormal, lecunUniform, lecunNormal, varianceScaling, orthogonal, identity';
const TAKE = `take one of ${NAMES}, or one with its options, as in orthogonal({ gain: 0.5 })`;

describe('a wrong initializer is refused by name', () => {
  test.each<[said: string, text: string]>([
    ['"glorot_uniform"', `got 'glorot_uniform': ${TAKE}`],
    ['"toString"', `got 'toString': ${TAKE}`],
    ['3', `got 3: ${TAKE}`],
    ['null', `got null: ${TAKE}`],
    ['["zeros"]', `got an object without a kind: ${TAKE}`],
    ['{ "class_name": "Zeros" }', `got an object without a kind: ${TAKE}`],
    ['{ "kind": "Zeros" }', `got one of kind 'Zeros': ${TAKE}`],
  ])('%s as a kernel initializer', (said, text) => {
    expect(() => initializerOf(parsed(said), "lstm's kernel")).toThrow(
      new ConfigError(`lstm's kernel wants an initializer, ${text}`),
    );
  });

  test.each<[said: string, text: string]>([
    ['{ "kind": "zeros", "value": 1 }', "zeros takes no options, got 'value': leave it out"],
    ['{ "kind": "constant", "mean": 1 }', "constant has no option 'mean': its options are value"],
    ['{ "kind": "orthogonal", "gain": "1" }', 'orthogonal wants gain to be a finite number, got 1'],
    ['{ "kind": "varianceScaling", "scale": 0 }', 'varianceScaling wants scale > 0, got 0'],
    [
      '{ "kind": "varianceScaling", "mode": "fan_in" }',
      'varianceScaling wants mode to be one of fanIn, fanOut, fanAvg, got fan_in',
    ],
    [
      '{ "kind": "varianceScaling", "distribution": "normal" }',
      'varianceScaling wants distribution to be one of truncatedNormal, untruncatedNormal, uniform, got normal',
    ],
    [
      '{ "kind": "truncatedNormal", "stddev": -1 }',
      'truncatedNormal wants stddev to be at least 0, got -1',
    ],
  ])('%s as a bias initializer', (said, text) => {
    expect(() => initializerOf(parsed(said), "lstm's bias")).toThrow(
      new ConfigError(`lstm's bias: ${text}`),
    );
  });

  test('a factory that was not called', () => {
    // @ts-expect-error a function is no initializer
    expect(() => initializerOf(zeros, "lstm's bias")).toThrow(
      new ConfigError(`lstm's bias wants an initializer, got a function (call it): ${TAKE}`),
    );
  });

  test.each<[() => unknown, string]>([
    // @ts-expect-error no such option
    [() => constant({ val: 1 }), "constant has no option 'val': its options are value"],
    // @ts-expect-error an initializer knows its kind
    [() => constant({ kind: 'ones' }), "constant has no option 'kind': its options are value"],
    [() => zeros({ value: 0 }), "zeros takes no options, got 'value': leave it out"],
    [() => glorotUniform({ seed: 1 }), "glorotUniform takes no options, got 'seed': leave it out"],
    // @ts-expect-error options have names
    [() => orthogonal(2), 'orthogonal wants its options by name, in an object; got 2'],
    // @ts-expect-error options have names
    [() => identity(null), 'identity wants its options by name, in an object; got null'],
    // @ts-expect-error not a number
    [() => constant({ value: 'one' }), 'constant wants value to be a finite number, got one'],
    [() => constant({ value: Number.NaN }), 'constant wants value to be a finite number, got NaN'],
    [
      () => orthogonal({ gain: Number.POSITIVE_INFINITY }),
      'orthogonal wants gain to be a finite number, got Infinity',
    ],
    [() => randomNormal({ stddev: -0.1 }), 'randomNormal wants stddev to be at least 0, got -0.1'],
    [
      () => randomUniform({ minval: 1 }),
      'randomUniform wants maxval to be at least minval (1), got 0.05',
    ],
  ])('options, case %#', (make, text) => {
    expect(make).toThrow(new ConfigError(text));
  });

  test.each<[InitializerOption, readonly number[], string]>([
    [
      'orthogonal',
      [8],
      'lstm: orthogonal fills matrices [..., rows, columns], got a weight [8]: take another initializer for it, such as zeros',
    ],
    [
      'identity',
      [8],
      'lstm: identity fills matrices [rows, columns], got a weight [8]: take another initializer for it, such as zeros',
    ],
    [
      'identity',
      [2, 2, 2],
      'lstm: identity fills matrices [rows, columns], got a weight [2, 2, 2]: take another initializer for it, such as zeros',
    ],
  ])('%s for a weight %j', (option, shape, text) => {
    expect(() => initializerOf(option, 'lstm')(shape)).toThrow(new ConfigError(text));
  });
});
