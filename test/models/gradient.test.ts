import {
  asIds,
  type Backward,
  type BeginOptions,
  type Dtype,
  type Model,
  randomStream,
  ShapeError,
  StateError,
  type Tensor,
  zeros,
} from 'unrolled';
import { softmaxCrossEntropyBackward, softmaxCrossEntropyForward } from 'unrolled/math';
import { compareGradients } from 'unrolled/testing';
import { describe, expect, test } from 'vitest';
import { expectBits, expectClose } from '../math/closeness.ts';
import { numbersIn, weightsOf } from './numbersIn.ts';
import { drawTokens, tokenModel } from './tokenModel.ts';

/** Row 1 is padded at its end, row 2 in front and within, row 3 altogether. */
const X = [
  [3, 1, 4, 1, 5],
  [2, 6, 5, 0, 0],
  [0, 3, 0, 5, 6],
  [0, 0, 0, 0, 0],
];
const Y = [
  [1, 4, 1, 5, 2],
  [6, 5, 3, 9, 9],
  [9, 4, 9, 6, 1],
  [9, 9, 9, 9, 9],
];

describe('the gradient of a whole model', () => {
  test('of padded tokens agrees with finite differences in every weight', () => {
    const model = tokenModel({ dtype: 'float64' });
    enlarge(model);
    const targets = asIds(Y);
    const variables = Object.fromEntries(
      model.weights.map(({ path }, i) => [path, model.trainableWeights[i] ?? zeros([0])]),
    );
    const check = compareGradients({
      variables,
      run() {
        const [logits, backward, { mask }] = model.begin(X);
        const { outputs, cache } = softmaxCrossEntropyForward({ logits, targets, mask });
        const mean = zeros<1>([1], 'float64');
        mean.data[0] = outputs.total / outputs.count;
        return {
          outputs: [mean],
          backward([d]) {
            const scale = (d?.data[0] ?? 0) / outputs.count;
            const gradients = backward(softmaxCrossEntropyBackward(cache, scale));
            return Object.fromEntries(model.weights.map(({ path }, i) => [path, gradients[i]]));
          },
        };
      },
    });
    expect(check.entries).toBe(weightsOf(model).length);
    expect(check.passed, check.message).toBe(true);
  });

  test.each<Dtype>(['float32', 'float64'])(
    'comes in the order of trainableWeights, in %s',
    (dtype) => {
      const model = tokenModel({ dtype });
      const [y, backward] = model.begin(X);
      const gradients = backward(drawLike(y));
      expect(gradients.map(({ shape }) => shape)).toEqual(
        model.trainableWeights.map(({ shape }) => shape),
      );
      expect(gradients.every((gradient) => gradient.dtype === dtype)).toBe(true);
    },
  );
});

describe('going back', () => {
  test('replaces the gradients that are there, or adds to them where that is asked for', () => {
    const model = tokenModel({ dtype: 'float64' });
    const run = (options?: Parameters<Backward>[1]): number[] => {
      const [y, backward] = model.begin(X);
      return numbersIn(backward(drawLike(y), options));
    };
    const once = run();
    expectBits(run(), once, 'the gradient of another pass');
    const twice = run({ accumulate: true });
    expectClose(
      twice,
      once.map((value) => 2 * value),
      'the sum of two passes',
    );
  });

  test('adds up the gradients of two halves of a batch to that of the whole', () => {
    const model = tokenModel({ dtype: 'float64' });
    const { x } = drawTokens([4, 4, 4, 4]);
    const [y, backward] = model.begin(x);
    const d = drawLike(y);
    const whole = numbersIn(backward(d));
    const [, first] = model.begin(x.slice(0, 2));
    const [, second] = model.begin(x.slice(2));
    first(d.hi(2, 4, 7));
    const halves = second(d.lo(2, 0, 0), { accumulate: true });
    expectClose(numbersIn(halves), whole, 'the gradient of two halves');
  });

  test('and beginning again leave the output that was given out, and the weights, as they were', () => {
    const model = tokenModel();
    const [y, backward] = model.begin(X);
    const d = drawLike(y);
    const before = [...y.data];
    const weights = weightsOf(model);
    const given = [...d.data];
    backward(d);
    model.begin([[1, 2, 3, 4, 5]]);
    expectBits(y.data, before, 'the output');
    expectBits(d.data, given, 'dy');
    expectBits(weightsOf(model), weights, 'the weights');
  });

  test('is possible for eight passes at a time, in any order', () => {
    const model = tokenModel();
    const inputs = Array.from({ length: 8 }, (_, seed) => drawTokens([3, 5], seed).x);
    const alone = inputs.map((x) => {
      const [y, backward] = model.begin(x);
      return numbersIn(backward(drawLike(y)));
    });
    const passes = inputs.map((x) => model.begin(x));
    for (const i of [3, 0, 7, 5, 1, 6, 2, 4]) {
      const [y, backward] = passes[i] ?? model.begin(X);
      expectBits(numbersIn(backward(drawLike(y))), alone[i] ?? [], `the gradient of pass ${i}`);
    }
  });

  const goneBack =
    'sequential has no way back from here any more: it was gone already, or more than eight ' +
    'passes were begun since. Call begin again';

  test('from the oldest of nine passes is a StateError, and the other eight can still', () => {
    const model = tokenModel();
    const passes = Array.from({ length: 9 }, () => model.begin(X));
    const [first, ...others] = passes.map(
      ([y, backward]) =>
        () =>
          backward(drawLike(y)),
    );
    expect(first).toThrow(new StateError(goneBack));
    const [second, ...rest] = others.map((back) => numbersIn(back()));
    for (const gradient of rest) expectBits(gradient, second ?? [], 'the gradient of a later pass');
  });

  test('a second time is a StateError', () => {
    const model = tokenModel();
    const [y, backward] = model.begin(X);
    backward(drawLike(y));
    expect(() => backward(drawLike(y))).toThrow(new StateError(goneBack));
  });

  test('with a gradient of another shape is a ShapeError, and can be tried again', () => {
    const [, backward] = tokenModel().begin(X);
    expect(() => backward(zeros([4, 5]))).toThrow(
      new ShapeError('sequential wants dy [4, 5, 7], got [4, 5]'),
    );
    expect(backward(zeros([4, 5, 7]))).toHaveLength(6);
  });

  test('is not lost when other passes fail to begin', () => {
    const model = tokenModel();
    const [y, backward] = model.begin(X);
    for (let i = 0; i < 20; i++) expect(() => model.begin([[99]])).toThrow('got 99');
    expect(backward(drawLike(y))).toHaveLength(6);
  });
});

describe('begin', () => {
  test('drops nothing unless it is training, and then anew in every pass', () => {
    const model = tokenModel({ rate: 0.5 });
    const output = (options: BeginOptions): Tensor['data'] => model.begin(X, options)[0].data;
    expectBits(output({}), output({ training: false }), 'the output');
    const first = output({ training: true });
    expect(first).not.toEqual(output({}));
    expect(output({ training: true })).not.toEqual(first);
  });

  test('drops the same at the same step, which counts from 0 if it is not told', () => {
    const model = tokenModel({ rate: 0.5 });
    const output = (step?: number): Tensor['data'] =>
      model.begin(X, step === undefined ? { training: true } : { training: true, step })[0].data;
    const [first, second] = [output(), output()];
    expectBits(output(0), first, 'the output of step 0');
    expectBits(output(1), second, 'the output of step 1');
    expectBits(output(7), output(7), 'the output of step 7');
  });

  test('gives states that later passes and training steps do not change', () => {
    const model = tokenModel();
    model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
    const { x, y } = drawTokens([3, 3]);
    const [, , { state: begun }] = model.begin(x);
    const { state: trained } = model.trainOnBatch(x, y);
    const before = [begun, trained].map((state) => numbersIn(Object.values(state)));
    for (let i = 0; i < 9; i++) model.begin(y);
    model.trainOnBatch(y, x);
    for (const [i, state] of [begun, trained].entries()) {
      expectBits(numbersIn(Object.values(state)), before[i] ?? [], 'the states');
    }
  });

  test('says which steps of its output count', () => {
    const model = tokenModel();
    const [, , { mask }] = model.begin(X);
    expect(mask?.shape).toEqual([4, 5]);
    expect([...(mask?.data ?? [])]).toEqual(X.flat().map((id) => (id === 0 ? 0 : 1)));
    mask?.data.fill(9);
    expect(model.begin(X)[2].mask?.data).not.toContain(9);
  });

  test('takes initial states and gives final ones: two halves of a sequence make the whole', () => {
    const model = tokenModel();
    const { x } = drawTokens([6, 6]);
    const [whole, , { state: end }] = model.begin(x);
    const [first, , { state }] = model.begin(x.map((row) => row.slice(0, 2)));
    const [second, , { state: last }] = model.begin(
      x.map((row) => row.slice(2)),
      { state },
    );
    expectBits(first.data, copyOf(whole.hi(2, 2, 7)), 'the first half');
    expectBits(second.data, copyOf(whole.lo(0, 2, 0)), 'the second half');
    expect(Object.keys(end)).toEqual(['lstm/h', 'lstm/c']);
    for (const name of Object.keys(end)) {
      expectBits(last[name]?.data, end[name]?.data ?? [], `state ${name}`);
    }
  });
});

/** Makes all weights random and of size 1, so that no gradient is too small to be seen. */
function enlarge(model: Pick<Model, 'getWeights' | 'setWeights'>): void {
  const random = randomStream(5, 'weights');
  const weights = model.getWeights();
  for (const { data } of weights) for (let i = 0; i < data.length; i++) data[i] = random.normal();
  model.setWeights(weights);
}

function drawLike<R extends number>(y: Tensor<R>): Tensor<R> {
  const random = randomStream(6, 'dy');
  const out = zeros<R>(y.shape, y.dtype);
  for (let i = 0; i < out.data.length; i++) out.data[i] = random.normal();
  return out;
}

function copyOf(view: Tensor<3>): number[] {
  const [B, T, N] = view.shape;
  const out: number[] = [];
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < T; t++) for (let n = 0; n < N; n++) out.push(view.get(b, t, n));
  }
  return out;
}
