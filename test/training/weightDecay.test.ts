import { describe, expect, it } from 'vitest';
import { copy, type Tensor } from '../../src/tensor/index.ts';
import {
  adadelta,
  adagrad,
  adam,
  adamax,
  adamw,
  decayingPaths,
  exponentialDecay,
  ftrl,
  lion,
  nadam,
  type Optimizer,
  rmsprop,
  sgd,
} from '../../src/training/index.ts';
import { bytes, flat, normals } from './draws.ts';

const weightsOf = (): Tensor[] => [normals<2>('kernel', [3, 4]), normals<1>('bias', [4])];
const gradientsAt = (t: number): Tensor[] =>
  weightsOf().map((w, i) => normals(`gradient ${i} at ${t}`, w.shape));

const optimizers: readonly (readonly [string, (options: object) => Optimizer])[] = [
  ['sgd', sgd],
  ['rmsprop', rmsprop],
  ['adam', adam],
  ['adamw', adamw],
  ['adagrad', adagrad],
  ['adadelta', adadelta],
  ['adamax', adamax],
  ['nadam', nadam],
  ['lion', lion],
  ['ftrl', ftrl],
];

describe.each(optimizers)('weight decay of %s', (_, make) => {
  it('shrinks each weight by η λ w before the update, which does not see it', () => {
    const decaying = make({ learningRate: 0.1, weightDecay: 0.3 });
    const plain = make({ learningRate: 0.1, weightDecay: 0 });
    const [weights, expected] = [weightsOf(), weightsOf()];
    const [state, plainState] = [decaying.init(weights), plain.init(expected)];
    for (let t = 0; t < 5; t++) {
      decaying.update(weights, gradientsAt(t), state);
      for (const { data } of expected) {
        for (let j = 0; j < data.length; j++) data[j]! -= 0.1 * 0.3 * data[j]!;
      }
      plain.update(expected, gradientsAt(t), plainState);
      expect(bytes(flat(weights).data)).toEqual(bytes(flat(expected).data));
    }
    expect(state).toEqual(plainState);
  });

  it('takes the learning rate of a schedule', () => {
    const learningRate = exponentialDecay({
      ...{ initialLearningRate: 0.1, decaySteps: 1, decayRate: 0.5 },
    });
    const [scheduled, given] = [weightsOf(), weightsOf()];
    const optimizer = make({ learningRate, weightDecay: 0.3 });
    const [state, givenState] = [optimizer.init(scheduled), optimizer.init(given)];
    const other = make({ weightDecay: 0.3 });
    for (let t = 0; t < 3; t++) {
      optimizer.update(scheduled, gradientsAt(t), state);
      other.update(given, gradientsAt(t), givenState, [0.1, 0.05, 0.025][t]);
    }
    expect(bytes(flat(scheduled).data)).toEqual(bytes(flat(given).data));
  });
});

describe('the weights that decay', () => {
  it('are those that update is told', () => {
    const optimizer = adamw({ weightDecay: 0.5, excludeFromWeightDecay: ['bias'] });
    const weights = weightsOf();
    const [kernel, bias] = weights.map((w) => copy(w));
    optimizer.update(weights, gradientsAt(0), optimizer.init(weights), 0.1, undefined, [
      weights[0]!,
    ]);
    const all = adamw({ weightDecay: 0.5 });
    const none = adam();
    all.update([kernel!], [gradientsAt(0)[0]!], all.init([kernel!]), 0.1);
    none.update([bias!], [gradientsAt(0)[1]!], none.init([bias!]), 0.1);
    expect([...flat(weights).data]).toEqual([...kernel!.data, ...bias!.data]);
  });

  const paths = ['embedding/embeddings', 'lstm/kernel', 'lstm/bias', 'lstm_1/bias', 'dense/bias'];
  it.each([
    [[], paths],
    [['bias'], ['embedding/embeddings', 'lstm/kernel']],
    [['lstm'], ['embedding/embeddings', 'lstm_1/bias', 'dense/bias']],
    [
      ['lstm/kernel', 'dense'],
      ['embedding/embeddings', 'lstm/bias', 'lstm_1/bias'],
    ],
    [
      ['embeddings', 'embedding'],
      ['lstm/kernel', 'lstm/bias', 'lstm_1/bias', 'dense/bias'],
    ],
  ])('without %s are %s', (excluded, left) => {
    expect([...decayingPaths('adamw', { rate: 1, excluded }, paths)]).toEqual(left);
  });

  it.each(['kern', 'stm', '/', 'lstm/', 'kernel/lstm', 'BIAS'])(
    'cannot leave out %s, which is no part of a path',
    (name) => {
      const act = () => decayingPaths('adamw', { rate: 1, excluded: ['bias', name] }, paths);
      const message =
        `adamw wants parts of weights' paths in excludeFromWeightDecay, got '${name}': the trained ` +
        `weights are ${paths.join(', ')}`;
      expect(act).toThrow(expect.objectContaining({ name: 'ConfigError', message }));
    },
  );

  it('stay among the options, as a list of the optimizer’s own', () => {
    const excluded = ['bias'];
    const optimizer = adamw({ excludeFromWeightDecay: excluded });
    expect(optimizer.options.excludeFromWeightDecay).toEqual(['bias']);
    excluded.push('kernel');
    expect(optimizer.options.excludeFromWeightDecay).toEqual(['bias']);
    expect(optimizer.weightDecay).toEqual({ rate: 0.004, excluded: ['bias'] });
  });
});
