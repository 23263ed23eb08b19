import type { FitOptions } from 'unrolled';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { expectBits } from '../../math/closeness.ts';
import { weightsOf } from '../numbersIn.ts';
import { hideSharedMemory } from './hideSharedMemory.ts';
import { type Fitted, fitTask, TASKS } from './models.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const CASES: readonly (readonly [string, keyof typeof TASKS, FitOptions])[] = [
  ['classification', 'classification', {}],
  ['classification in windows', 'classification', { bptt: { steps: 2 } }],
  ['regression', 'regression', { validationSplit: 0.2 }],
  ['sparse lookup', 'lookup', {}],
];
const COUNTS = [1, 2, 3].flatMap((shards) => [1, 2, 3].map((workers) => ({ shards, workers })));

describe.each(CASES)(
  '%s with workers has the bits of the same shards in this thread',
  (_, task, how) => {
    const here = new Map<number, Promise<Fitted>>();
    const inThisThread = (shards: number): Promise<Fitted> => {
      const fitted = here.get(shards) ?? fitTask(TASKS[task], { ...how, shards });
      here.set(shards, fitted);
      return fitted;
    };

    test.each(COUNTS)('$shards shards, $workers workers', async ({ shards, workers }) => {
      const fitted = await fitTask(TASKS[task], { ...how, shards, workers });
      expect(fitted).toEqual(await inThisThread(shards));
    });

    test('in float64', async () => {
      const options = { ...how, shards: 3 };
      expect(await fitTask(TASKS[task], { ...options, workers: 2 }, 'float64')).toEqual(
        await fitTask(TASKS[task], options, 'float64'),
      );
    });

    test.each([1, 2, 3])('without shared memory, %i workers', async (workers) => {
      hideSharedMemory();
      const fitted = await fitTask(TASKS[task], { ...how, shards: 3, workers });
      expect(fitted).toEqual(await inThisThread(3));
    });
  },
);

test.each(['shared', 'sent'])(
  'weights of rows and classes travel, too: %s memory',
  async (memory) => {
    if (memory === 'sent') hideSharedMemory();
    const weights = { sampleWeight: [1, 0.5, 2, 3, 1, 0, 0.25], classWeight: { 1: 4 } };
    const how = { ...weights, shards: 3, bptt: { steps: 2 } };
    const fitted = await fitTask(TASKS.classification, { ...how, workers: 2 });
    expect(fitted).toEqual(await fitTask(TASKS.classification, how));
    expect(fitted).not.toEqual(await fitTask(TASKS.classification, { ...how, classWeight: {} }));
  },
);

test('two shards are the default with workers, one is without', async () => {
  const { classification } = TASKS;
  const [one, two] = [1, 2].map((shards) => fitTask(classification, { shards }));
  expect(await fitTask(classification, { workers: 1 })).toEqual(await two);
  expect(await fitTask(classification, {})).toEqual(await one);
  expect(await one).not.toEqual(await two);
});

test('a second fit goes on from the first', async () => {
  const { make, x, y } = TASKS.regression;
  const [model, other] = [make(), make()];
  for (const initialEpoch of [0, 1]) {
    const how = { batchSize: 4, epochs: initialEpoch + 1, initialEpoch, shards: 2 };
    expect(await model.fit(x, y, { ...how, workers: 2 })).toEqual(await other.fit(x, y, how));
  }
  expectBits(weightsOf(model), weightsOf(other), 'the weights');
});
