import * as room from 'unrolled';
import {
  activation,
  type Dtype,
  dense,
  embedding,
  flatten,
  gru,
  input,
  lstm,
  Model,
  type ModelData,
  type ModelState,
  masking,
  randomStream,
  rnn,
  simpleRnn,
  type Tensor,
  zeros,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { elmanCell, lstmCell } from '../layers/cells.ts';
import { expectBits } from '../math/closeness.ts';

const tokens = input({ shape: [null], dtype: 'int32' });
const numbers = input({ shape: [null, 2] });
const table = embedding({ inputDim: 9, outputDim: 2 });

/** Chains that give an output for every step. */
const SEQUENCES: readonly [string, Model['layers']][] = [
  ['an embedding', [tokens, table]],
  ['an lstm', [tokens, table, lstm({ units: 3, returnSequences: true })]],
  ['a gru', [tokens, table, gru({ units: 3, returnSequences: true })]],
  [
    'a gru of numbers, reset before',
    [numbers, gru({ units: 3, returnSequences: true, resetAfter: false })],
  ],
  ['a simpleRnn of numbers', [numbers, simpleRnn({ units: 3, returnSequences: true })]],
  [
    'an lstm behind padding, zeros for masked steps',
    [numbers, masking({}), lstm({ units: 3, returnSequences: true, zeroOutputForMask: true })],
  ],
  ['a cell', [numbers, rnn(elmanCell(room)({ units: 3 }), { returnSequences: true })]],
  [
    'an lstm written as a cell',
    [numbers, rnn(lstmCell(room)({ units: 2 }), { returnSequences: true })],
  ],
  [
    'a stack of cells',
    [
      tokens,
      table,
      rnn(
        [room.lstmCell({ units: 2 }), elmanCell(room)({ units: 3 }), room.gruCell({ units: 2 })],
        {
          returnSequences: true,
        },
      ),
    ],
  ],
  [
    'two recurrent layers and a head',
    [
      tokens,
      table,
      lstm({ units: 3, returnSequences: true }),
      activation({ activation: 'relu' }),
      simpleRnn({ units: 4, returnSequences: true, activation: 'sigmoid' }),
      dense({ units: 9, activation: 'softmax' }),
    ],
  ],
  ['layers without state', [numbers, dense({ units: 3 }), activation({ activation: 'softmax' })]],
];

describe.each<Dtype>(['float32', 'float64'])('stepping in %s', (dtype) => {
  test.each(SEQUENCES)(
    '%s through a sequence gives the whole sequence, bit for bit',
    async (_, layers) => {
      const model = modelOf(layers, dtype);
      const x = drawSequences(model, 3, 6);
      const whole = await model.predict(x.whole);
      let state = model.initialState(3);
      for (let t = 0; t < 6; t++) {
        const step = model.step(x.at(t), state);
        expectBits(step.output.data, outputAt(whole, t), `the output at step ${t}`);
        state = step.state;
      }
    },
  );

  test('a recurrent layer that returns the last output gives that of the sequence so far', async () => {
    const model = modelOf([tokens, table, lstm({ units: 3 }), dense({ units: 2 })], dtype);
    const x = drawSequences(model, 2, 5);
    let state: ModelState = {};
    for (let t = 0; t < 5; t++) {
      const step = model.step(x.at(t), state);
      const sofar = await model.predict(x.upTo(t + 1));
      expectBits(step.output.data, [...sofar.data], `the output at step ${t}`);
      state = step.state;
    }
  });
});

describe('stepping', () => {
  test('without a state begins with zeros, as initialState gives them', () => {
    const model = modelOf([tokens, table, lstm({ units: 3, returnSequences: true })]);
    expect(describeState(model.initialState(2))).toEqual({ 'lstm/h': [2, 3], 'lstm/c': [2, 3] });
    expect(
      Object.values(model.initialState(2)).every(({ data }) => data.every((v) => v === 0)),
    ).toBe(true);
    const [given, left] = [model.step([1, 2], model.initialState(2)), model.step([1, 2])];
    expectBits(given.output.data, [...left.output.data], 'the output');
  });

  test('names the states of every recurrent layer, and leaves those that are not given at zero', () => {
    const model = modelOf([
      numbers,
      lstm({ units: 3, returnSequences: true, name: 'lower' }),
      simpleRnn({ units: 2 }),
    ]);
    const { state } = model.step([[1, 2]]);
    expect(describeState(state)).toEqual({
      'lower/h': [1, 3],
      'lower/c': [1, 3],
      'simpleRnn/h': [1, 2],
    });
    const some = model.step([[3, 4]], { 'lower/h': state['lower/h'] ?? zeros([1, 3]) });
    const all = model.step([[3, 4]], {
      ...model.initialState(1),
      'lower/h': state['lower/h'] ?? zeros([1, 3]),
    });
    expectBits(some.output.data, [...all.output.data], 'the output');
  });

  test('lets rows of the state be gathered, for beams', () => {
    const model = modelOf([tokens, table, lstm({ units: 3, returnSequences: true })]);
    const { state } = model.step([1, 2, 3]);
    const picked = [2, 0, 2, 1];
    const gathered = Object.fromEntries(
      Object.entries(state).map(([name, tensor]) => [name, gather(tensor, picked)]),
    );
    const beams = model.step([4, 5, 6, 7], gathered);
    const rowOf = (id: number, row: number): number[] => {
      const ids = [1, 1, 1];
      ids[row] = id;
      return outputRow(model.step(ids, state).output, row);
    };
    for (const [beam, row] of picked.entries()) {
      expectBits(
        outputRow(beams.output, beam),
        rowOf(4 + beam, row),
        `beam ${beam}, from row ${row}`,
      );
    }
  });

  test('a masked step repeats state and output, whatever stands there', () => {
    const model = modelOf([
      tokens,
      embedding({ inputDim: 9, outputDim: 2, maskZero: true }),
      lstm({ units: 3 }),
    ]);
    const before = model.step([3, 4]);
    const after = model.step([0, 5], before.state);
    for (const name of ['lstm/h', 'lstm/c']) {
      const [was, is] = [before.state[name], after.state[name]];
      expectBits(is?.data.slice(0, 3), [...(was?.data.slice(0, 3) ?? [])], `${name} of row 0`);
      expect(is?.data.slice(3)).not.toEqual(was?.data.slice(3));
    }
    expectBits(after.output.data.slice(0, 3), outputRow(before.output, 0), 'the output of row 0');
    expect(outputRow(after.output, 1)).not.toEqual(outputRow(before.output, 1));
  });

  test('a masked step of rnn(cell) gives 0: no state tells the output before it', () => {
    const model = modelOf([numbers, masking({}), rnn(elmanCell(room)({ units: 3 }))]);
    const before = model.step([[1, 2]]);
    const after = model.step([[0, 0]], before.state);
    expect(outputRow(before.output, 0)).not.toContain(0);
    expect(outputRow(after.output, 0)).toEqual([0, 0]);
    expect(after.state).toEqual(before.state);
  });

  test('skips masked steps as a whole sequence does', async () => {
    const model = modelOf([numbers, masking({}), lstm({ units: 3, returnSequences: true })]);
    const x = [
      [0, 0],
      [1, 2],
      [0, 0],
      [3, 4],
    ];
    const whole = await model.predict([x]);
    let state: ModelState = {};
    for (const [t, row] of x.entries()) {
      const step = model.step([row], state);
      expectBits(step.output.data, outputAt(whole, t), `the output at step ${t}`);
      state = step.state;
    }
  });

  test('gives tensors that later steps do not change', () => {
    const model = modelOf([tokens, table, lstm({ units: 3, returnSequences: true })]);
    const first = model.step([1]);
    const output = [...first.output.data];
    const h = [...(first.state['lstm/h']?.data ?? [])];
    model.step([2], first.state);
    expectBits(first.output.data, output, 'the output');
    expectBits(first.state['lstm/h']?.data, h, 'the state that was given back in');
  });

  test('gives the logits of a final softmax, and the output where there is none', () => {
    const head = (activationName: 'softmax' | 'linear'): Model =>
      modelOf([tokens, table, lstm({ units: 3 }), dense({ units: 4, activation: activationName })]);
    const [linear, soft] = [head('linear').step([3]), head('softmax').step([3])];
    expectBits(linear.logits.data, [...linear.output.data], 'the logits without a softmax');
    expectBits(soft.logits.data, [...linear.output.data], 'the logits before a softmax');
    expect([...soft.output.data].reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6);
  });

  test('drops nothing', () => {
    const model = modelOf([tokens, table, room.dropout({ rate: 0.9 })]);
    const plain = modelOf([tokens, table]);
    expectBits(model.step([3]).output.data, [...plain.step([3]).output.data], 'the output');
  });

  test('works for no rows', () => {
    const model = modelOf([tokens, table, lstm({ units: 3, returnSequences: true })]);
    const { output, state } = model.step([], model.initialState(0));
    expect(output.shape).toEqual([0, 3]);
    expect(describeState(state)).toEqual({ 'lstm/h': [0, 3], 'lstm/c': [0, 3] });
  });

  test('is refused by a model with a layer that needs all steps, which is named', () => {
    const model = modelOf([input({ shape: [3, 2] }), flatten({ name: 'side_by_side' })]);
    expect(() => model.step([[1, 2]])).toThrow(
      new room.ConfigError(
        'sequential cannot be stepped: side_by_side needs all time steps at once to flatten them',
      ),
    );
  });

  const backwards = { units: 3, returnSequences: true, goBackwards: true } as const;
  test.each([
    simpleRnn(backwards),
    lstm(backwards),
    gru(backwards),
    rnn(elmanCell(room)({ units: 3 }), { goBackwards: true }),
  ])('is refused by a model with a $kind that goes backwards', (layer) => {
    expect(() => modelOf([numbers, layer]).step([[1, 2]])).toThrow(
      new room.ConfigError(
        `sequential cannot be stepped: ${layer.kind} goes backwards: it begins at the last time step`,
      ),
    );
  });
});

function modelOf(layers: Model['layers'], dtype: Dtype = 'float32'): Model {
  const model = new Model(layers, { dtype, seed: 3 });
  const random = randomStream('weights');
  model.setWeights(
    model.getWeights().map((weight) => {
      for (let i = 0; i < weight.size; i++) weight.data[i] = random.normal();
      return weight;
    }),
  );
  return model;
}

/** Sequences that the model can read: of ids, or of pairs of numbers. */
function drawSequences(
  { input: { type } }: Model,
  B: number,
  T: number,
): {
  readonly whole: ModelData;
  readonly at: (t: number) => ModelData;
  readonly upTo: (t: number) => ModelData;
} {
  const random = randomStream('x');
  const draw = <Step>(step: () => Step): Step[][] =>
    Array.from({ length: B }, () => Array.from({ length: T }, step));
  if (type === 'ids') {
    const whole = draw(() => random.integer(9));
    return {
      whole,
      at: (t) => whole.map((row) => row[t] ?? 0),
      upTo: (t) => whole.map((row) => row.slice(0, t)),
    };
  }
  const whole = draw(() => [random.normal(), random.normal()]);
  return {
    whole,
    at: (t) => whole.map((row) => row[t] ?? []),
    upTo: (t) => whole.map((row) => row.slice(0, t)),
  };
}

function outputAt(y: Tensor, t: number): number[] {
  const [B = 0, T = 0, N = 0] = y.shape;
  return Array.from({ length: B }, (_, b) => [
    ...y.data.subarray((b * T + t) * N, (b * T + t + 1) * N),
  ]).flat();
}

function outputRow(y: Tensor, row: number): number[] {
  const [, N = 0] = y.shape;
  return [...y.data.subarray(row * N, (row + 1) * N)];
}

function gather(tensor: Tensor, rows: readonly number[]): Tensor {
  const [, N = 0] = tensor.shape;
  const out = zeros([rows.length, N], tensor.dtype);
  for (const [i, row] of rows.entries()) {
    out.data.set(tensor.data.subarray(row * N, (row + 1) * N), i * N);
  }
  return out;
}

function describeState(state: ModelState): Record<string, readonly number[]> {
  return Object.fromEntries(Object.entries(state).map(([name, { shape }]) => [name, shape]));
}
