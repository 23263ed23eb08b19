import {
  cosineDecay,
  dense,
  input,
  type LearningRate,
  learningRateScheduler,
  type Model,
  sequential,
  sgd,
} from 'unrolled';
import { describe, expect, test } from 'vitest';

function line(learningRate: LearningRate): Model {
  const model = sequential([input({ shape: [1] }), dense({ units: 1 })]);
  model.compile({ optimizer: sgd({ learningRate }), loss: 'meanSquaredError' });
  return model;
}

describe('learningRateScheduler', () => {
  test('sets the rate before each epoch, from its number and the rate so far', async () => {
    const given: [number, number][] = [];
    const schedule = (epoch: number, rate: number): number => {
      given.push([epoch, rate]);
      return epoch < 3 ? rate : rate / 2;
    };
    const callbacks = [learningRateScheduler(schedule)];
    const options = { initialEpoch: 2, epochs: 5, callbacks };
    const { history } = await line(0.5).fit([[0]], [[1]], options);
    expect(history.learningRate).toEqual([0.5, 0.25, 0.125]);
    expect(given).toEqual([
      [2, 0.5],
      [3, 0.5],
      [4, 0.25],
    ]);
  });

  test('takes a rate of 0 for a rate', async () => {
    const callbacks = [learningRateScheduler((epoch) => (epoch === 1 ? 0 : 0.5))];
    const { history } = await line(0.5).fit([[0]], [[1]], { epochs: 3, callbacks });
    expect(history.learningRate).toEqual([0.5, 0, 0.5]);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -1])('refuses the rate %s', async (rate) => {
    const callbacks = [learningRateScheduler(() => rate)];
    const fitted = line(0.5).fit([[0]], [[1]], { callbacks });
    await expect(fitted).rejects.toThrow(
      `learningRateScheduler wants a finite rate >= 0 for epoch 0, got ${rate}`,
    );
  });

  test('refuses to go beside a schedule of the optimizer', async () => {
    const model = line(cosineDecay({ initialLearningRate: 0.1, decaySteps: 100 }));
    const fitted = model.fit([[0]], [[1]], { callbacks: [learningRateScheduler(() => 0.1)] });
    await expect(fitted).rejects.toThrow('sgd follows a schedule, so no other');
  });

  test('refuses what is no function', () => {
    // @ts-expect-error a number for a function
    expect(() => learningRateScheduler(0.1)).toThrow(
      'learningRateScheduler wants a function of epoch and learning rate, got 0.1',
    );
  });
});
