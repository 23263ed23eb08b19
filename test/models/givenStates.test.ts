import { asTensor, cell, defineCell, gru, input, lstm, Model, rnn, type Tensor } from 'unrolled';
import { describe, expect, test } from 'vitest';

/** h ← h / 2 + x: what comes out tells which state went in. */
const leaky = defineCell<object>({
  kind: 'leaky',
  required: [],
  defaults: {},
  build: () =>
    cell({
      weights: {},
      state: { h: 1 },
      output: 1,
      forward(_weights, x, { h }, ctx) {
        const next = ctx.zeros<2>(x.shape);
        for (let i = 0; i < next.data.length; i++) {
          next.data[i] = (h.data[i] ?? 0) / 2 + (x.data[i] ?? 0);
        }
        return { output: next, state: { h: next }, cache: undefined };
      },
      backward: (_weights, _grads, _cache, { state }) => ({ state }),
    }),
});

const models = {
  rnn: new Model([input({ shape: [null, 1] }), rnn(leaky({}))]),
  lstm: new Model([input({ shape: [null, 1] }), lstm({ units: 1 })]),
  gru: new Model([input({ shape: [null, 1] }), gru({ units: 1 })]),
};

const tall = asTensor([[1], [2], [3], [4]]);
const states: readonly [string, Tensor<2>][] = [
  ['a view that starts in the middle', tall.lo(2, 0)],
  ['a view with steps', asTensor([[3], [9], [4]]).step(2, 1)],
  ['another precision', asTensor([[3], [4]], 'float64')],
];

describe('a given state counts by its elements, not by how they lie', () => {
  for (const [name, model] of Object.entries(models)) {
    const paths = Object.keys(model.initialState(1));
    test.each(states)(`${name}: %s`, (_, state) => {
      const given = (tensor: Tensor) => Object.fromEntries(paths.map((path) => [path, tensor]));
      const plain = model.step([[0], [1]], given(asTensor([[3], [4]])));
      const { output } = model.step([[0], [1]], given(state));
      expect([...output.data]).toEqual([...plain.output.data]);
    });
  }

  test('the leaky cell gives half of its state', () => {
    const { output } = models.rnn.step([[0], [0]], { 'rnn/leaky/h': tall.lo(2, 0) });
    expect([...output.data]).toEqual([1.5, 2]);
  });
});
