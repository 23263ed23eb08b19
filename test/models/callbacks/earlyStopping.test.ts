import {
  type Callback,
  dense,
  type EarlyStoppingOptions,
  earlyStopping,
  input,
  type Model,
  sequential,
  sgd,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { expectBits } from '../../math/closeness.ts';
import { weightsOf } from '../numbersIn.ts';
import { logsWith, rehearsal } from './control.ts';

/** What came of epochs that report these numbers; the weight of the model is the epoch's number. */
async function outcome(options: EarlyStoppingOptions, values: readonly number[]) {
  const callback = earlyStopping(options);
  const { control, stopped, weight, train } = rehearsal();
  await callback.onTrainBegin?.(control);
  let epochs = 0;
  for (const [epoch, value] of values.entries()) {
    if (stopped()) break;
    train(epoch);
    await callback.onEpochEnd?.(epoch, logsWith(options.monitor ?? 'val_loss', value), control);
    epochs++;
  }
  await callback.onTrainEnd?.({}, control);
  const { bestEpoch, stoppedEpoch } = callback;
  return { epochs, bestEpoch, stoppedEpoch, weight: weight() };
}

const NAN = Number.NaN;

describe('earlyStopping', () => {
  // Epochs that were trained, the best one, and the one whose weights the model ends with.
  test.each<[string, EarlyStoppingOptions, number[], number, number, number]>([
    ['stops after the first epoch that is not better, by default', {}, [3, 2, 2, 1], 3, 1, 2],
    ['waits for as many epochs as patience says', { patience: 2 }, [3, 4, 2, 2, 5, 1], 5, 2, 4],
    ['begins to wait anew at something better', { patience: 2 }, [3, 4, 2, 4, 1, 2], 6, 4, 5],
    ['holds everything against the best, not the last', { patience: 2 }, [1, 5, 4, 3], 3, 0, 2],
    ['takes less than minDelta for nothing', { minDelta: 0.2 }, [1, 0.75, 0.65, 0], 3, 1, 2],
    ['takes what is better by minDelta alone for nothing', { minDelta: 0.25 }, [1, 0.75], 2, 0, 1],
    ['wants more of an accuracy', { monitor: 'val_accuracy' }, [0.1, 0.2, 0.15, 0.3], 3, 1, 2],
    ['wants more by minDelta', { mode: 'max', minDelta: 0.2 }, [1, 1.3, 1.45, 2], 3, 1, 2],
    ['wants less of an accuracy if told to', { monitor: 'accuracy', mode: 'min' }, [1, 2], 2, 0, 1],
    [
      'stops if nothing beats the baseline in time',
      { baseline: 1, patience: 2 },
      [5, 4, 3, 3, 3],
      4,
      2,
      3,
    ],
    ['goes on once the baseline is beaten', { baseline: 4, patience: 2 }, [5, 3, 3, 2, 2], 5, 3, 4],
    ['does not look at epochs before startFromEpoch', { startFromEpoch: 2 }, [1, 5, 2, 2], 4, 2, 3],
    ['has no patience with NaN', { patience: 2 }, [NAN, NAN, 1], 2, 0, 1],
    ['ends with the best weights if told to', { restoreBestWeights: true }, [3, 2, 2], 3, 1, 1],
    [
      'ends with them if nothing stops it, too',
      { patience: 9, restoreBestWeights: true },
      [3, 1, 2],
      3,
      1,
      1,
    ],
    [
      'ends with the first weights if all is NaN',
      { restoreBestWeights: true, patience: 1 },
      [NAN, NAN],
      1,
      0,
      0,
    ],
  ])('%s', async (_, options, values, epochs, bestEpoch, weight) => {
    expect(await outcome(options, values)).toMatchObject({ epochs, bestEpoch, weight });
  });

  test('knows the epoch that it stopped after, if it did', async () => {
    expect(await outcome({}, [3, 2, 2, 1])).toMatchObject({ stoppedEpoch: 2 });
    expect(await outcome({}, [3, 2, 1])).toMatchObject({ stoppedEpoch: undefined });
  });

  test('begins anew with each training', async () => {
    const callback = earlyStopping({ monitor: 'loss', patience: 1, restoreBestWeights: true });
    const model = line(0);
    for (let i = 0; i < 2; i++) {
      const { epoch } = await model.fit([[1]], [[1]], { epochs: 5, callbacks: [callback] });
      expect(epoch).toEqual([0, 1]);
      expect(callback.bestEpoch).toBe(0);
    }
  });

  test('forgets the training before, whatever came of it', async () => {
    const callback = earlyStopping({ monitor: 'loss', patience: 2, restoreBestWeights: true });
    const first = rehearsal();
    await callback.onTrainBegin?.(first.control);
    first.train(5);
    for (const [epoch, loss] of [1, 2, 3].entries()) {
      await callback.onEpochEnd?.(epoch, { loss }, first.control);
    }
    expect(callback).toMatchObject({ bestEpoch: 0, stoppedEpoch: 2 });
    // that training broke off before its end; this one is not as good
    const second = rehearsal();
    await callback.onTrainBegin?.(second.control);
    expect(callback).toMatchObject({ bestEpoch: undefined, stoppedEpoch: undefined });
    await callback.onTrainEnd?.({}, second.control);
    expect(second.weight()).toBe(0);
    second.train(7);
    await callback.onEpochEnd?.(0, { loss: NAN }, second.control);
    expect(callback.bestEpoch).toBe(0);
    expect(second.stopped()).toBe(false); // patience has one epoch left
    await callback.onTrainEnd?.({}, second.control);
    expect(second.weight()).toBe(7);
    second.train(8);
    await callback.onTrainEnd?.({}, second.control);
    expect(second.weight()).toBe(8); // what was given back is given back once
  });

  test('gives a model of fit the weights that it had after its best epoch', async () => {
    const model = line(0.4); // steps too far: the loss on the other side of the ravine grows
    const after: number[][] = [];
    const recorder: Callback = { onEpochEnd: () => void after.push(weightsOf(model)) };
    const stopping = earlyStopping({ monitor: 'val_loss', restoreBestWeights: true });
    const { history } = await model.fit([[1], [2]], [[1], [2]], {
      epochs: 6,
      batchSize: 1,
      validationData: [[[1]], [[1]]],
      callbacks: [recorder, stopping],
    });
    const losses = history.val_loss ?? [];
    const best = losses.indexOf(Math.min(...losses));
    expect(best).toBe(stopping.bestEpoch);
    expect(best).toBeLessThan(losses.length - 1);
    expectBits(weightsOf(model), after[best] ?? [], 'the weights');
  });

  test.each<[string, string, EarlyStoppingOptions]>([
    ['a minDelta below 0', 'earlyStopping wants minDelta >= 0, got -1', { minDelta: -1 }],
    [
      'half an epoch of patience',
      'earlyStopping wants patience to be a whole number >= 0, got 0.5',
      { patience: 0.5 },
    ],
    [
      'a baseline that is not a number',
      'earlyStopping wants baseline to be finite, got NaN',
      { baseline: Number.NaN },
    ],
    [
      'an epoch below 0',
      'earlyStopping wants startFromEpoch to be a whole number >= 0, got -1',
      { startFromEpoch: -1 },
    ],
    [
      'a name that does not say what is better',
      "earlyStopping cannot tell whether more or less of val_score is better: say mode 'max' or 'min'",
      { monitor: 'val_score' },
    ],
    ['no name', 'earlyStopping wants monitor to be a name, got ', { monitor: '' }],
  ])('refuses %s', (_, message, options) => {
    expect(() => earlyStopping(options)).toThrow(
      expect.objectContaining({ name: 'ConfigError', message }),
    );
  });

  test('refuses to monitor what nobody reports', async () => {
    const fitted = line(0).fit([[0]], [[1]], { callbacks: [earlyStopping()] });
    await expect(fitted).rejects.toThrow(
      'earlyStopping wants to monitor val_loss, but loss, learningRate, gradientNorm, clippedShare ' +
        'are reported: give fit data to validate with, or monitor one of these',
    );
  });
});

function line(learningRate: number): Model {
  const model = sequential([input({ shape: [1] }), dense({ units: 1 })]);
  model.compile({ optimizer: sgd({ learningRate }), loss: 'meanSquaredError' });
  return model;
}
