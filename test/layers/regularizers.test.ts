import { describe, expect, it } from 'vitest';
import { constrainOf } from '../../src/layers/constraints/index.ts';
import { constraints, dense, gru, lstm, regularizers } from '../../src/layers/index.ts';
import { penaltyOf, type RegularizerOption } from '../../src/layers/regularizers/index.ts';
import { copy, type Tensor, zeros } from '../../src/tensor/index.ts';
import { compareGradients } from '../../src/testing/index.ts';
import { normals, tensor } from '../training/draws.ts';

const { l1, l2, l1l2, orthogonalRegularizer } = regularizers;
const { maxNorm, minMaxNorm, nonNeg, unitNorm } = constraints;

const W = tensor([2, 3], [1, -2, 0, 3, 0.5, -4]);
const [a, b] = [
  [1, -2, 0],
  [3, 0.5, -4],
] as const;
const dot = (u: readonly number[], v: readonly number[]): number =>
  u.reduce((sum, x, i) => sum + x * v[i]!, 0);
const cosine = (u: readonly number[], v: readonly number[]): number =>
  Math.abs(dot(u, v)) / Math.sqrt(dot(u, u) * dot(v, v));

describe('a penalty', () => {
  const columns = [0, 1, 2].map((j) => [a[j]!, b[j]!]);
  const pairs = [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const;
  const ofColumns = pairs.reduce((sum, [i, j]) => sum + cosine(columns[i]!, columns[j]!), 0) / 3;

  const CASES: readonly (readonly [string, RegularizerOption, number])[] = [
    ['l1, by name', 'l1', 0.01 * 10.5],
    ['l2, by name', 'l2', 0.01 * 30.25],
    ['l1l2, by name', 'l1l2', 0],
    ['l1', l1({ l1: 0.5 }), 0.5 * 10.5],
    ['l2', l2({ l2: 2 }), 2 * 30.25],
    ['both', l1l2({ l1: 0.5, l2: 2 }), 0.5 * 10.5 + 2 * 30.25],
    ['of rows', 'orthogonalRegularizer', 0.01 * cosine(a, b)],
    ['of columns', orthogonalRegularizer({ factor: 3, mode: 'columns' }), 3 * ofColumns],
  ];

  it.each(CASES)('is what its formula says: %s', (_, option, expected) => {
    expect(penaltyOf(option, 'w')?.of(W)).toBeCloseTo(expected, 13);
  });

  it.each(CASES)('has the gradient that differences give, and adds it: %s', (_, option) => {
    const penalty = penaltyOf(option, 'w')!;
    const w = normals('w', [4, 3]);
    const check = compareGradients({
      variables: { w },
      run: () => ({
        outputs: [tensor([1], [penalty.of(w)])],
        backward([d]) {
          const out = zeros<number>([4, 3], 'float64');
          penalty.addGradient(w, out);
          const scaled = copy(out);
          for (const [i, x] of out.data.entries()) scaled.data[i] = x * d!.data[0]!;
          return { w: scaled };
        },
      }),
    });
    expect(check.message, check.message).toMatch(/^gradients agree/);
    const ones = tensor([4, 3], new Array<number>(12).fill(1));
    const alone = zeros<number>([4, 3], 'float64');
    penalty.addGradient(w, ones);
    penalty.addGradient(w, alone);
    for (const [i, x] of alone.data.entries()) expect(ones.data[i]).toBeCloseTo(1 + x, 14);
  });

  it('of directions is 0 for a single row, and finite for a row of zeros', () => {
    const penalty = penaltyOf('orthogonalRegularizer', 'w')!;
    expect(penalty.of(tensor([1, 3], [1, 2, 3]))).toBe(0);
    const dead = tensor([2, 2], [0, 0, 1, 2]);
    const d = zeros<number>([2, 2], 'float64');
    penalty.addGradient(dead, d);
    expect(penalty.of(dead)).toBe(0);
    expect(d.data.every(Number.isFinite)).toBe(true);
  });
});

describe('a constraint', () => {
  const constrained = (option: Parameters<typeof constrainOf>[0], w: Tensor = W): number[] => {
    const own = copy(w);
    constrainOf(option, 'w', w.shape)?.(own);
    return [...own.data];
  };
  const close = (actual: readonly number[], expected: readonly number[]): void => {
    expect(actual).toHaveLength(expected.length);
    for (const [i, x] of expected.entries()) expect(actual[i]).toBeCloseTo(x, 6);
  };
  const lengths = [Math.sqrt(10), Math.sqrt(4.25), 4];

  it('maxNorm shortens what is longer than maxValue', () => {
    const factors = lengths.map((length) => Math.min(1, 3 / length));
    close(
      constrained(maxNorm({ maxValue: 3 })),
      [...W.data].map((x, i) => x * factors[i % 3]!),
    );
    const ofRows = [1, 2 / Math.sqrt(25.25)].map((x, i) => (i === 0 ? 2 / Math.sqrt(5) : x));
    close(
      constrained(maxNorm({ axis: -1 })),
      [...W.data].map((x, i) => x * ofRows[i < 3 ? 0 : 1]!),
    );
  });

  it('unitNorm makes every length 1', () => {
    close(
      constrained('unitNorm'),
      [...W.data].map((x, i) => x / lengths[i % 3]!),
    );
    close(constrained(unitNorm({ axis: 1 }), tensor([1, 2], [3, 4])), [0.6, 0.8]);
    expect(constrained('unitNorm', tensor([2], [0, 0]))).toEqual([0, 0]);
  });

  it('minMaxNorm goes a share of the way into the range', () => {
    const option = minMaxNorm({ minValue: 2.5, maxValue: 3.5, rate: 0.5 });
    const factors = lengths.map((length) => {
      const clipped = Math.max(2.5, Math.min(3.5, length));
      return (0.5 * clipped + 0.5 * length) / length;
    });
    close(
      constrained(option),
      [...W.data].map((x, i) => x * factors[i % 3]!),
    );
  });

  it('nonNeg puts 0 in the place of what is below', () => {
    expect(constrained(nonNeg())).toEqual([1, 0, 0, 3, 0.5, 0]);
  });

  it('takes any axis of any weight', () => {
    const w = normals('w', [2, 3, 4]);
    const middle = constrained(unitNorm({ axis: 1 }), w);
    for (const o of [0, 1]) {
      for (const i of [0, 1, 2, 3]) {
        const vector = [0, 1, 2].map((k) => middle[o * 12 + k * 4 + i]!);
        expect(dot(vector, vector)).toBeCloseTo(1, 5);
      }
    }
  });
});

describe('rules that are none', () => {
  const make = (factory: (options: never) => unknown, options: object) => (): unknown =>
    Reflect.apply(factory, undefined, [options]);
  const shape = [{ type: 'numbers', shape: [3] } as const];

  it.each<readonly [() => unknown, string]>([
    [
      make(dense, { units: 1, kernelRegularizer: 'l3' }),
      "dense's kernel wants a regularizer, got l3: take one of l1, l2, l1l2, orthogonalRegularizer, or " +
        'one with its options, as in l2({ l2: 0.001 })',
    ],
    [
      make(gru, { units: 1, recurrentConstraint: 7 }),
      "gru's recurrentKernel wants a constraint, got 7: take one of maxNorm, nonNeg, unitNorm, " +
        'minMaxNorm, or one with its options, as in maxNorm({ maxValue: 3 })',
    ],
    [
      make(lstm, { units: 1, biasRegularizer: { kind: 'l2', l1: 1 } }),
      "lstm's bias: l2 has no option 'l1': its options are l2",
    ],
    [() => l1({ l1: -1 }), 'l1 wants l1 >= 0, got -1'],
    [
      make(orthogonalRegularizer, { mode: 'diagonal' }),
      'orthogonalRegularizer wants mode to be one of rows, columns, got diagonal',
    ],
    [make(nonNeg, { axis: 1 }), "nonNeg takes no options, got 'axis': leave it out"],
    [() => maxNorm({ axis: 0.5 }), 'maxNorm wants axis to be a whole number, got 0.5'],
    [
      make(nonNeg, { kind: 'nonNeg', axis: 1 }),
      "nonNeg takes no options, got 'kind': leave it out",
    ],
    [
      make(dense, { units: 1, kernelConstraint: { kind: 'nonNeg', axis: 1 } }),
      "dense's kernel: nonNeg takes no options, got 'axis': leave it out",
    ],
    [
      make(dense, { units: 1, kernelConstraint: 'maxNorms' }),
      "dense's kernel wants a constraint, got maxNorms: take one of maxNorm, nonNeg, unitNorm, " +
        'minMaxNorm, or one with its options, as in maxNorm({ maxValue: 3 })',
    ],
    [
      make(dense, { units: 1, kernelConstraint: { maxValue: 3 } }),
      "dense's kernel wants a constraint, got [object Object]: take one of maxNorm, nonNeg, " +
        'unitNorm, minMaxNorm, or one with its options, as in maxNorm({ maxValue: 3 })',
    ],
    [
      make(dense, { units: 1, kernelRegularizer: { l2: 3 } }),
      "dense's kernel wants a regularizer, got [object Object]: take one of l1, l2, l1l2, " +
        'orthogonalRegularizer, or one with its options, as in l2({ l2: 0.001 })',
    ],
    [() => maxNorm({ maxValue: -1 }), 'maxNorm wants maxValue >= 0, got -1'],
    [() => minMaxNorm({ minValue: -1 }), 'minMaxNorm wants minValue >= 0, got -1'],
    [() => minMaxNorm({ rate: -0.5 }), 'minMaxNorm wants rate in [0, 1], got -0.5'],
    [() => minMaxNorm({ rate: 2 }), 'minMaxNorm wants rate in [0, 1], got 2'],
    [() => minMaxNorm({ minValue: 3 }), 'minMaxNorm wants minValue <= maxValue, got 3 and 1'],
    [
      () => dense({ units: 2, biasRegularizer: 'orthogonalRegularizer' }).build('out', shape),
      "out's bias: orthogonalRegularizer wants a matrix [rows, columns], got a weight [2]: take l2",
    ],
    [
      () => dense({ units: 2, biasConstraint: maxNorm({ axis: 1 }) }).build('out', shape),
      "out's bias: maxNorm wants a weight with axis 1, got [2]",
    ],
  ])('are refused: %o', (act, message) => {
    expect(act).toThrow(expect.objectContaining({ name: 'ConfigError', message }));
  });

  it.each([
    () => minMaxNorm({ rate: 0 }),
    () => minMaxNorm({ rate: 1 }),
    () => minMaxNorm({ minValue: 1, maxValue: 1 }),
    () => maxNorm({ maxValue: 0 }),
    () => l1({ l1: 0 }),
  ])('may be at the ends of what they can be: %o', (act) => {
    expect(act).not.toThrow();
  });
});
