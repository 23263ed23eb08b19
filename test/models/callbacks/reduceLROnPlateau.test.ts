import {
  cosineDecay,
  dense,
  input,
  type ReduceLROnPlateauOptions,
  reduceLROnPlateau,
  sequential,
  sgd,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { logsWith, rehearsal } from './control.ts';

/** The rate before each epoch and after the last, where the epochs report these numbers. */
async function ratesOf(
  options: ReduceLROnPlateauOptions,
  values: readonly number[],
  learningRate = 1,
): Promise<number[]> {
  const { monitor = 'val_loss' } = options;
  const callback = reduceLROnPlateau(options);
  const { control } = rehearsal(learningRate);
  const rates = [control.learningRate];
  await callback.onTrainBegin?.(control);
  for (const [epoch, value] of values.entries()) {
    await callback.onEpochEnd?.(epoch, logsWith(monitor, value), control);
    rates.push(control.learningRate);
  }
  return rates;
}

describe('reduceLROnPlateau', () => {
  test('multiplies the rate by 0.1 after 10 epochs that are not better, by default', async () => {
    const rates = await ratesOf({}, [3, 2, ...Array.from({ length: 11 }, () => 2)]);
    expect(rates).toEqual([...Array.from({ length: 12 }, () => 1), 0.1, 0.1]);
  });

  test.each<[string, ReduceLROnPlateauOptions, number[], number[]]>([
    [
      'begins to count anew after each change',
      { patience: 2 },
      [1, 1, 1, 1, 1],
      [1, 1, 0.5, 0.5, 0.25],
    ],
    [
      'begins to count anew at something better',
      { patience: 2 },
      [3, 3, 2, 2, 2],
      [1, 1, 1, 1, 0.5],
    ],
    [
      'takes less than minDelta for nothing',
      { patience: 2, minDelta: 0.1 },
      [1, 0.95, 0.91, 0.85, 0.8],
      [1, 1, 0.5, 0.5, 0.5],
    ],
    [
      'holds everything against the best, not the last',
      { patience: 2, minDelta: 0 },
      [1, 3, 2, 1.5, 1.2],
      [1, 1, 0.5, 0.5, 0.25],
    ],
    [
      'counts none for as many epochs as cool down',
      { patience: 1, cooldown: 2 },
      [1, 1, 1, 1, 1, 1],
      [1, 0.5, 0.5, 0.25, 0.25, 0.125],
    ],
    [
      'begins to count when it has cooled down',
      { patience: 2, cooldown: 2 },
      [1, 1, 1, 1, 1, 1, 1],
      [1, 1, 0.5, 0.5, 0.5, 0.25, 0.25],
    ],
    ['stays at minLr', { patience: 1, minLr: 0.3 }, [1, 1, 1, 1], [1, 0.5, 0.3, 0.3]],
    [
      'waits for more of an accuracy',
      { patience: 1, monitor: 'accuracy' },
      [0.1, 0.2, 0.2],
      [1, 1, 0.5],
    ],
    [
      'waits for less of an accuracy if told to',
      { patience: 1, monitor: 'val_accuracy', mode: 'min' },
      [0.1, 0.2, 0.05],
      [1, 0.5, 0.5],
    ],
    [
      'waits for more of anything if told to',
      { patience: 1, mode: 'max' },
      [1, 2, 1.5],
      [1, 1, 0.5],
    ],
    ['has no patience with NaN', { patience: 2 }, [Number.NaN, Number.NaN, 1], [1, 0.5, 0.5]],
  ])('%s', async (_, options, values, rates) => {
    expect(await ratesOf({ factor: 0.5, ...options }, values)).toEqual([1, ...rates]);
  });

  test('begins anew with each training', async () => {
    const callback = reduceLROnPlateau({ monitor: 'loss', patience: 1, factor: 0.5 });
    const model = sequential([input({ shape: [1] }), dense({ units: 1 })]);
    model.compile({ optimizer: sgd({ learningRate: 0 }), loss: 'meanSquaredError' });
    const rates: number[] = [];
    const setting = {
      onTrainBegin: (control: { setLearningRate(rate: number): void }) =>
        control.setLearningRate(1e-30), // too small to change anything
    };
    for (let i = 0; i < 2; i++) {
      const callbacks = [setting, callback];
      const { history } = await model.fit([[0]], [[1]], { epochs: 3, callbacks });
      rates.push(...(history.learningRate ?? []));
    }
    expect(rates).toEqual([1e-30, 1e-30, 5e-31, 1e-30, 1e-30, 5e-31]);
  });

  test('forgets how long it has waited, and that it cools down, with each training', async () => {
    const callback = reduceLROnPlateau({ monitor: 'loss', patience: 2, factor: 0.5, cooldown: 3 });
    const rates: number[][] = [];
    for (const losses of [
      [1, 1],
      [Number.NaN, 1, 1, 1],
      [1, 1, 1],
    ]) {
      const { control } = rehearsal();
      await callback.onTrainBegin?.(control);
      const own: number[] = [];
      for (const [epoch, loss] of losses.entries()) {
        await callback.onEpochEnd?.(epoch, { loss }, control);
        own.push(control.learningRate);
      }
      rates.push(own);
    }
    expect(rates).toEqual([
      [1, 1],
      [1, 1, 1, 0.5],
      [1, 1, 0.5],
    ]);
  });

  test('leaves a rate below minLr as it is', async () => {
    expect(await ratesOf({ patience: 1, minLr: 0.5 }, [1, 1, 1], 0.25)).toEqual([
      0.25, 0.25, 0.25, 0.25,
    ]);
  });

  test.each<[string, string, () => unknown]>([
    [
      'a factor of 1',
      'reduceLROnPlateau wants factor in (0, 1), got 1',
      () => reduceLROnPlateau({ factor: 1 }),
    ],
    [
      'a factor of 0',
      'reduceLROnPlateau wants factor in (0, 1), got 0',
      () => reduceLROnPlateau({ factor: 0 }),
    ],
    [
      'half an epoch of patience',
      'reduceLROnPlateau wants patience to be a whole number >= 0, got 0.5',
      () => reduceLROnPlateau({ patience: 0.5 }),
    ],
    [
      'a cooldown below 0',
      'reduceLROnPlateau wants cooldown to be a whole number >= 0, got -1',
      () => reduceLROnPlateau({ cooldown: -1 }),
    ],
    [
      'a minDelta below 0',
      'reduceLROnPlateau wants minDelta >= 0, got -1',
      () => reduceLROnPlateau({ minDelta: -1 }),
    ],
    [
      'a minLr below 0',
      'reduceLROnPlateau wants minLr >= 0, got -1',
      () => reduceLROnPlateau({ minLr: -1 }),
    ],
  ])('refuses %s: %s', (_, message, act) => {
    expect(act).toThrow(expect.objectContaining({ name: 'ConfigError', message }));
  });

  test('refuses to monitor what nobody reports', async () => {
    const model = sequential([input({ shape: [1] }), dense({ units: 1 })]);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const fitted = model.fit([[0]], [[1]], { callbacks: [reduceLROnPlateau()] });
    await expect(fitted).rejects.toThrow(
      expect.objectContaining({
        name: 'ConfigError',
        message:
          'reduceLROnPlateau wants to monitor val_loss, but loss, learningRate, gradientNorm, ' +
          'clippedShare are reported: give fit data to validate with, or monitor one of these',
      }),
    );
  });

  test('refuses to go beside a schedule', async () => {
    const model = sequential([input({ shape: [1] }), dense({ units: 1 })]);
    const learningRate = cosineDecay({ initialLearningRate: 0.1, decaySteps: 100 });
    model.compile({ optimizer: sgd({ learningRate }), loss: 'meanSquaredError' });
    const callbacks = [reduceLROnPlateau({ monitor: 'loss', patience: 1, minDelta: 10 })];
    await expect(model.fit([[0]], [[1]], { epochs: 3, callbacks })).rejects.toThrow(
      'sgd follows a schedule, so no other learning rate can be set: compile it with a number',
    );
  });
});
