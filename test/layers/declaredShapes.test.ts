import {
  asTensor,
  ConfigError,
  cell,
  composeLayer,
  defineCell,
  defineLayer,
  dense,
  input,
  leaf,
  Model,
  rnn,
  ShapeError,
} from 'unrolled';
import { expect, test } from 'vitest';

test('a layer that gives another shape than it said is an error that names it', async () => {
  const liar = defineLayer<object>({
    kind: 'liar',
    required: [],
    defaults: {},
    build: () =>
      leaf({
        output: { type: 'numbers', shape: [5] },
        weights: {},
        forward: () => ({ outputs: [{ data: asTensor([[1, 2]]) }], cache: undefined }),
        backward: () => [],
      }),
  });
  const model = new Model([input({ shape: [2] }), liar()]);
  await expect(model.predict([[1, 2]])).rejects.toThrow(
    new ShapeError('liar said it would give [batch, 5], but gave [1, 2]'),
  );
});

test('so is a cell that does', async () => {
  const liar = defineCell<object>({
    kind: 'liar',
    required: [],
    defaults: {},
    build: () =>
      cell({
        weights: {},
        state: {},
        output: 3,
        forward: (_weights, x) => ({ output: x, state: {}, cache: undefined }),
        backward: () => ({ state: {} }),
      }),
  });
  const model = new Model([input({ shape: [null, 2] }), rnn(liar({}))]);
  await expect(model.predict([[[1, 2]]])).rejects.toThrow(
    new ShapeError('rnn/liar said it would give [batch, 3], but gave [1, 2]'),
  );
});

test('two children of one name would share a weight: that is refused', () => {
  const twice = composeLayer<object>({
    kind: 'twice',
    required: [],
    defaults: {},
    build(_options, inputs, _owner, child) {
      const first = child('d', dense({ units: 2 }), inputs);
      child('d', dense({ units: 2 }), inputs);
      return {
        output: first.output,
        begin: (store, values, ctx) => first.begin(store, values, ctx),
      };
    },
  });
  expect(() => new Model([input({ shape: [2] }), twice()])).toThrow(
    new ConfigError(
      "two weights are named 'twice/d/kernel': give the children of a composite names of their own",
    ),
  );
});
