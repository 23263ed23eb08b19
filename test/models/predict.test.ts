import ndarray from 'ndarray';
import {
  asIds,
  asTensor,
  dense,
  embedding,
  input,
  lstm,
  type Model,
  type ModelData,
  padSequences,
  sequential,
  type Tensor,
  View,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { expectBits, expectClose } from '../math/closeness.ts';
import { drawTokens, TOKENS, tokenModel } from './tokenModel.ts';

describe('tokens may come', () => {
  const rows = [
    [3, 1, 4, 1],
    [5, 2, 6, 5],
  ];
  const flat = Int32Array.from(rows.flat());
  const forms: readonly [string, ModelData][] = [
    ['as typed arrays in a list', rows.map((row) => Int32Array.from(row))],
    ['as a view', new View<2, Int32Array>(flat, [2, 4])],
    ['as ids of padSequences', padSequences(rows, { side: 'end' }).data],
    ['as ids of asIds', asIds(rows)],
    ['as a tensor of whole numbers', asTensor(rows)],
    [
      'as a strided view',
      asIds([
        [3, 5],
        [1, 2],
        [4, 6],
        [1, 5],
      ]).transpose(1, 0),
    ],
    ['as an ndarray', ndarray(flat, [2, 4])],
    ['as an ndarray over a plain list', ndarray(rows.flat(), [2, 4])],
    [
      'with a mask of ones',
      {
        data: rows,
        mask: [
          [1, 1, 1, 1],
          [1, 1, 1, 1],
        ],
      },
    ],
    ['with full lengths', { data: rows, lengths: [4, 4] }],
    ['padded, with lengths', { data: rows.map((row) => [...row, 9]), lengths: [4, 4] }],
  ];

  test.each(forms)('%s', async (_, x) => {
    const model = tokenModel();
    const expected = await model.predict(rows);
    const y = await model.predict(x);
    expectBits(stepsOf(y, [4, 4]), [...expected.data], 'the output');
  });
});

describe('rows of different lengths', () => {
  const lengths = [3, 0, 5, 1];
  const { x, y } = drawTokens(lengths);
  const T = 5;
  const padded = padSequences(x, { side: 'end', value: 99 });
  const forms: readonly [string, ModelData][] = [
    ['as they are', x],
    ['padded, with a mask', padded],
    ['padded, with a mask of lists', { data: padded.data, mask: maskRows(lengths, T) }],
    ['padded, with their lengths', { data: padded.data, lengths }],
    [
      'padded lists, with their lengths in a typed array',
      {
        data: x.map((row) => [...row, ...new Array<number>(T - row.length).fill(-7)]),
        lengths: Int32Array.from(lengths),
      },
    ],
  ];

  test.each(forms)('%s give what each row gives alone', async (_, data) => {
    const model = tokenModel();
    const all = await model.predict(data);
    expect(all.shape).toEqual([4, T, TOKENS]);
    const alone = await Promise.all(x.map((row) => model.predict([row])));
    expectBits(
      stepsOf(all, lengths),
      alone.flatMap(({ data }) => [...data]),
      'the outputs',
    );
  });

  test('are trained on and evaluated with targets of the same lengths, or padded ones', async () => {
    const model = tokenModel();
    model.compile({
      optimizer: 'adam',
      loss: 'sparseCategoricalCrossentropy',
      metrics: ['accuracy'],
    });
    const ragged = await model.evaluate(x, y);
    const filled = await model.evaluate(x, padSequences(y, { side: 'end', value: 1000 }).data);
    const both = await model.evaluate(padded, padSequences(y, { side: 'end', value: -5 }).data);
    expect(filled).toEqual(ragged);
    expect(both).toEqual(ragged);
  });

  test('of numbers may have any features, none of which is looked at in padding', async () => {
    const model = sequential([
      input({ shape: [null, 2] }),
      dense({ units: 3 }),
      lstm({ units: 2 }),
    ]);
    const long = [
      [1, 2],
      [3, 4],
      [5, 6],
    ];
    const short = [[7, 8]];
    const y = await model.predict([long, short, []]);
    const padding = [Number.NaN, Number.POSITIVE_INFINITY];
    const filled = await model.predict({
      data: [long, [...short, padding, padding], [padding, padding, padding]],
      lengths: [3, 1, 0],
    });
    expectBits(filled.data, [...y.data], 'the outputs');
    const alone = await model.predict([short]);
    expectBits([...y.data].slice(2, 4), [...alone.data], 'the output of the short row');
    expect([...y.data].slice(4)).toEqual([0, 0]);
  });
});

describe('targets at padded steps', () => {
  test('of numbers may be anything, too', async () => {
    const model = sequential([
      input({ shape: [null, 1] }),
      lstm({ units: 1, returnSequences: true }),
    ]);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const x = {
      data: [
        [[1], [2]],
        [[3], [4]],
      ],
      lengths: [2, 1],
    };
    const filled = await model.evaluate(x, [
      [[5], [6]],
      [[7], [8]],
    ]);
    const unknown = await model.evaluate(x, [
      [[5], [6]],
      [[7], [Number.NaN]],
    ]);
    expect(unknown).toEqual(filled);
  });
});

describe('the batch size changes nothing', () => {
  const { x, y } = drawTokens([4, 2, 6, 1, 3, 5, 6]);
  const model = tokenModel({ dtype: 'float64' });
  model.compile({
    optimizer: 'adam',
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy', 'perplexity'],
  });

  test.each([1, 2, 3, 7, 100])('in what is predicted and evaluated: %i', async (batchSize) => {
    const whole = await model.predict(x);
    expectBits((await model.predict(x, { batchSize })).data, [...whole.data], 'the output');
    const expected = await model.evaluate(x, y);
    const results = await model.evaluate(x, y, { batchSize });
    expect(Object.keys(results)).toEqual(['loss', 'accuracy', 'perplexity']);
    expectClose([results.loss], [expected.loss], 'the loss');
    expect(results.accuracy).toBe(expected.accuracy);
    expectBits([results.perplexity ?? -1], [expected.perplexity ?? -2], 'the perplexity');
  });
});

describe('data without a row or a step', () => {
  const cases: readonly [string, ModelData, readonly number[]][] = [
    ['no rows', [], [0, 0, TOKENS]],
    ['no rows of known length', new View<2, Int32Array>(new Int32Array(0), [0, 4]), [0, 4, TOKENS]],
    ['rows without a step', [[], []], [2, 0, TOKENS]],
  ];

  test.each(cases)('%s: an empty output, loss 0 and no gradient', async (_, x, shape) => {
    const model = tokenModel();
    model.compile({
      optimizer: 'sgd',
      loss: 'sparseCategoricalCrossentropy',
      metrics: ['accuracy'],
    });
    const y = await model.predict(x);
    expect(y.shape).toEqual(shape);
    expect(y.data).toHaveLength(0);
    expect(await model.evaluate(x, x)).toEqual({ loss: 0, accuracy: 0 });
    const targets = new View<2, Int32Array>(new Int32Array(0), [shape[0] ?? 0, shape[1] ?? 0]);
    const report = model.trainOnBatch(x, targets);
    expect(report).toMatchObject({ loss: 0, gradientNorm: 0, clipped: false });
  });

  test('a row without a step among others gives the initial state', async () => {
    const model = sequential([
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 5, outputDim: 2 }),
      lstm({ units: 2 }),
    ]);
    const y = await model.predict([[1, 2], []]);
    expect([...y.data].slice(2)).toEqual([0, 0]);
    const empty = await model.predict([[]]);
    expect([...empty.data]).toEqual([0, 0]);
  });

  test('rows of padding alone: loss 0 and no gradient', async () => {
    const model = tokenModel();
    model.compile({
      optimizer: 'sgd',
      loss: 'sparseCategoricalCrossentropy',
      metrics: ['accuracy'],
    });
    const x = [[0, 0, 0]];
    expect(await model.evaluate(x, [[9, 9, 9]])).toEqual({ loss: 0, accuracy: 0 });
    expect(model.trainOnBatch(x, [[9, 9, 9]])).toMatchObject({ loss: 0, gradientNorm: 0 });
  });
});

describe('what is given out', () => {
  test('is the user’s: the next prediction does not change it', async () => {
    const model: Pick<Model, 'predict'> = tokenModel();
    const first = await model.predict([[1, 2]]);
    const before = [...first.data];
    await model.predict([[3, 4]]);
    expectBits(first.data, before, 'the first output');
  });

  test('does not change what is given in', async () => {
    const model = tokenModel();
    model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
    const x = asIds([[1, 2, 0]]);
    const y = asIds([[2, 3, 4]]);
    await model.fit(x, y);
    await model.predict(x);
    expect([...x.data]).toEqual([1, 2, 0]);
    expect([...y.data]).toEqual([2, 3, 4]);
  });
});

/** The first steps of every row, as many as it has. */
function stepsOf(y: Tensor<3>, lengths: readonly number[]): number[] {
  const [, T, N] = y.shape;
  return lengths.flatMap((length, b) => [...y.data.subarray(b * T * N, (b * T + length) * N)]);
}

function maskRows(lengths: readonly number[], T: number): number[][] {
  return lengths.map((length) => Array.from({ length: T }, (_, t) => (t < length ? 1 : 0)));
}
