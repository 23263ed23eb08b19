import {
  adam,
  type Callback,
  decodeModel,
  earlyStopping,
  encodeModel,
  FormatError,
  type Model,
  modelCheckpoint,
  reduceLROnPlateau,
  sgd,
  tensorBoard,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '../../../src/storage/index.ts';
import { expectBits } from '../../math/closeness.ts';
import { weightsOf } from '../numbersIn.ts';
import { drawTokens, tokenModel } from '../tokenModel.ts';

const EPOCHS = 8;
const { x, y } = drawTokens([5, 2, 6, 6, 3]);

/** A rate at which the loss goes up and down. */
function compiled(optimizer = sgd({ learningRate: 6 })): Model {
  const model = tokenModel({ rate: 0.4 });
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
  return model;
}

/** The callbacks of a case, behind one that saves each epoch, and its files, which training goes on from. */
interface Watched {
  readonly callbacks: readonly Callback[];
  readonly files: Map<string, Uint8Array>;
}

type Make = () => readonly Callback[];

function watched(make: Make): Watched {
  const files = new Map<string, Uint8Array>();
  const write = (path: string, bytes: Uint8Array): void => void files.set(path, bytes);
  // it stands before the others, and yet saves what they have counted in the epoch
  return { callbacks: [modelCheckpoint({ filepath: '{epoch}', write }), ...make()], files };
}

const monitor = 'loss';
const CASES: readonly (readonly [string, Make])[] = [
  ['earlyStopping', () => [earlyStopping({ monitor, patience: 3 })]],
  [
    'earlyStopping that goes back to the best weights',
    () => [earlyStopping({ monitor, patience: 3, restoreBestWeights: true })],
  ],
  [
    'earlyStopping with a baseline',
    () => [earlyStopping({ monitor, patience: 4, baseline: 0.1, restoreBestWeights: true })],
  ],
  ['reduceLROnPlateau', () => [reduceLROnPlateau({ monitor, patience: 2, factor: 0.5 })]],
  [
    'reduceLROnPlateau that cools down',
    () => [reduceLROnPlateau({ monitor, patience: 1, cooldown: 2, factor: 0.5 })],
  ],
  [
    'several of a kind',
    () => [
      reduceLROnPlateau({ monitor, patience: 3, factor: 0.5 }),
      reduceLROnPlateau({ monitor, patience: 2, factor: 0.9 }),
      earlyStopping({ monitor, patience: 5 }),
    ],
  ],
];

describe('a fit that goes on from a file', () => {
  test.each(CASES)(
    'has the bits of the whole, whatever epoch it is cut after: %s',
    async (_, make) => {
      const whole = compiled();
      const { callbacks, files } = watched(make);
      const { history, epoch } = await whole.fit(x, y, { epochs: EPOCHS, batchSize: 2, callbacks });
      expect(files.size).toBe(epoch.length);
      for (const cut of epoch.slice(1)) {
        const { model } = decodeModel(files.get(`${cut}`) ?? new Uint8Array());
        const again = watched(make);
        const rest = await model.fit(x, y, {
          ...{ initialEpoch: cut, epochs: EPOCHS, batchSize: 2, callbacks: again.callbacks },
        });
        expect(rest.epoch).toEqual(epoch.slice(cut));
        for (const [name, values] of Object.entries(history)) {
          expect(rest.history[name]).toEqual(values.slice(cut));
        }
        expectBits(weightsOf(model), weightsOf(whole), `the weights, cut after epoch ${cut}`);
        for (const [path, bytes] of again.files) expect(bytes).toEqual(files.get(path));
      }
    },
  );

  test('saves the best as the whole does', async () => {
    const best = async (model: Model, initialEpoch: number, saveFreq: 'epoch' | number) => {
      const saved: string[] = [];
      const files = new Map<string, Uint8Array>();
      const callbacks = [
        modelCheckpoint({
          ...{ filepath: '{epoch}', saveBestOnly: true, monitor, saveFreq },
          write: (path) => void saved.push(path),
        }),
        modelCheckpoint({
          filepath: '{epoch}',
          write: (path, bytes) => void files.set(path, bytes),
        }),
      ];
      await model.fit(x, y, { initialEpoch, epochs: EPOCHS, batchSize: 2, callbacks });
      return { saved, files };
    };
    for (const saveFreq of ['epoch', 2] as const) {
      const whole = await best(compiled(), 0, saveFreq);
      expect(whole.saved.length).toBeGreaterThan(1);
      for (let cut = 1; cut < EPOCHS; cut++) {
        const { model } = decodeModel(whole.files.get(`${cut}`) ?? new Uint8Array());
        const rest = await best(model, cut, saveFreq);
        expect(rest.saved).toEqual(whole.saved.filter((path) => Number(path) > cut));
      }
    }
  });

  test('writes the events of every so many batches as the whole does', async () => {
    const lengths = async (model: Model, initialEpoch: number) => {
      const rows: [epoch: number, length: number][] = [];
      let current = 0;
      const files = new Map<string, Uint8Array>();
      const callbacks: Callback[] = [
        {
          onEpochBegin(epoch) {
            current = epoch;
          },
        },
        tensorBoard({
          updateFreq: 4,
          write(_, bytes) {
            if (bytes.length > 40) rows.push([current, bytes.length]); // less is the header
          },
        }),
        modelCheckpoint({
          filepath: '{epoch}',
          write: (path, bytes) => void files.set(path, bytes),
        }),
      ];
      await model.fit(x, y, { initialEpoch, epochs: 5, batchSize: 2, callbacks });
      return { rows, files };
    };
    const whole = await lengths(compiled(), 0);
    for (let cut = 1; cut < 5; cut++) {
      const { model } = decodeModel(whole.files.get(`${cut}`) ?? new Uint8Array());
      const { rows } = await lengths(model, cut);
      const expected = whole.rows.filter(([epoch]) => epoch >= cut);
      expect(rows.map(([epoch]) => epoch)).toEqual(expected.map(([epoch]) => epoch));
    }
  });

  test('ends with the averages of the whole, if the file is of before its end', async () => {
    const optimizer = () => adam({ learningRate: 0.05, useEma: true, emaMomentum: 0.5 });
    const whole = compiled(optimizer());
    const { callbacks, files } = watched(() => []);
    await whole.fit(x, y, { epochs: 4, batchSize: 2, callbacks });
    for (const cut of [1, 2, 3]) {
      const { model } = decodeModel(files.get(`${cut}`) ?? new Uint8Array());
      await model.fit(x, y, { initialEpoch: cut, epochs: 4, batchSize: 2 });
      expectBits(weightsOf(model), weightsOf(whole), `the weights, cut after epoch ${cut}`);
    }
  });
});

/** Counts epochs, and says in which numbers. */
function counting(name?: string): Callback & { readonly counts: number[] } {
  let count = 0;
  const counts: number[] = [];
  return {
    ...(name !== undefined && { name }),
    counts,
    state: () => ({ values: { count } }),
    restore({ values }) {
      count = values.count ?? -1;
    },
    onTrainBegin() {
      count = 0;
    },
    onEpochEnd: () => void counts.push(++count),
  };
}

describe('a callback of one’s own', () => {
  const train = (
    model: Model,
    callbacks: readonly Callback[],
    initialEpoch: number,
    epochs: number,
  ) => model.fit(x, y, { callbacks, initialEpoch, epochs });

  test('goes on where the fit before ended, in memory as from a file', async () => {
    const model = compiled();
    await train(model, [counting()], 0, 2);
    const { model: loaded } = decodeModel(encodeModel(model));
    for (const one of [model, loaded]) {
      const callback = counting();
      await train(one, [callback], 2, 4);
      expect(callback.counts).toEqual([3, 4]);
    }
  });

  test.each([0, 1, 3])(
    'begins anew in a fit from epoch %i, when two were done',
    async (initial) => {
      const model = compiled();
      await train(model, [counting()], 0, 2);
      const callback = counting();
      await train(model, [callback], initial, initial + 1);
      expect(callback.counts).toEqual([1]);
    },
  );

  test('gets what belongs to its name, the second of a name what belongs to the second', async () => {
    const model = compiled();
    await train(model, [counting('a'), counting('b')], 0, 1);
    await train(model, [counting('b'), counting('b'), counting('c')], 1, 2);
    const all = [counting('b'), counting('a'), counting('c'), counting('b')];
    await train(model, all, 2, 3);
    expect(all.map(({ counts }) => counts)).toEqual([[3], [1], [2], [2]]);
  });

  test('begins anew when the model was compiled again', async () => {
    const model = compiled();
    await train(model, [counting()], 0, 2);
    model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
    const callback = counting();
    await train(model, [callback], 2, 3);
    expect(callback.counts).toEqual([1]);
  });

  test('is in no file that lacks what the optimizer remembers, nor if it counts nothing', async () => {
    const model = compiled();
    await train(model, [counting()], 0, 1);
    expect(decodeModel(encodeModel(model, { optimizer: false })).model.callbackProgress).toBe(
      undefined,
    );
    expect(decodeModel(encodeModel(model)).model.callbackProgress).toEqual(model.callbackProgress);
    await train(model, [{ onEpochEnd() {} }], 1, 2);
    expect(model.callbackProgress).toBe(undefined);
    expect(decodeSafetensors(encodeModel(model)).metadata.has('callbacks')).toBe(false);
  });
});

test('earlyStopping that has stopped counts anew in a fit after it', async () => {
  const model = compiled();
  const stopping = earlyStopping({ monitor, patience: 2, minDelta: 1e9 });
  const how = { callbacks: [stopping], epochs: 9 };
  expect((await model.fit(x, y, how)).epoch).toEqual([0, 1, 2]);
  expect((await model.fit(x, y, { ...how, initialEpoch: 3 })).epoch).toEqual([3, 4, 5]);
});

test.each([
  ['what is no object', '7'],
  ['no epoch', '{"states":[]}'],
  ['a state without values', '{"initialEpoch":1,"states":[{"name":"a","tensors":[]}]}'],
  [
    'a number that is none',
    '{"initialEpoch":1,"states":[{"name":"a","values":{"b":"c"},"tensors":[]}]}',
  ],
  ['a shape that is none', '{"initialEpoch":1,"states":[{"name":"a","values":{},"tensors":[3]}]}'],
])('a file that says of callbacks %s is refused', (_, callbacks) => {
  const model = compiled();
  model.trainOnBatch(x, y);
  const { tensors, metadata } = decodeSafetensors(encodeModel(model));
  const changed = encodeSafetensors(tensors, { ...Object.fromEntries(metadata), callbacks });
  expect(() => decodeModel(changed)).toThrow(
    new FormatError(`the file has ${callbacks} where { initialEpoch, states } of callbacks belong`),
  );
});
