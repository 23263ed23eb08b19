import {
  adam,
  type Callback,
  dense,
  dropout,
  embedding,
  gru,
  input,
  type Layer,
  lstm,
  type ModelData,
  rmsprop,
  sequential,
  sgd,
  simpleRnn,
} from 'unrolled';
import { afterEach, expect, test, vi } from 'vitest';

const CONSTRUCTORS = [
  'Float32Array',
  'Float64Array',
  'Int32Array',
  'Uint32Array',
  'Uint8Array',
  'ArrayBuffer',
  'SharedArrayBuffer',
  'DataView',
] as const;

let made: string[] | undefined;

function note(what: string): void {
  made?.push(what);
}

/** Notes every typed array, view of one, and buffer that is made while `made` is a list. */
function watchConstructors(): void {
  for (const name of CONSTRUCTORS) {
    const watched = new Proxy(globalThis[name], {
      construct(target, given: unknown[], newTarget): object {
        note(`new ${name}`);
        const made: unknown = Reflect.construct(target, given, newTarget);
        return Object(made);
      },
    });
    vi.stubGlobal(name, watched);
  }
  // these make theirs by the species of the array, past the globals
  for (const name of ['subarray', 'slice', 'map', 'filter'] as const) {
    for (const { prototype } of [Float32Array, Float64Array, Int32Array, Uint8Array]) {
      const original = prototype[name];
      vi.spyOn(prototype, name).mockImplementation(function (this: unknown, ...given: unknown[]) {
        note(name);
        return Reflect.apply(original, this, given);
      });
    }
  }
}

afterEach(() => {
  made = undefined;
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const ids = (rows: number): number[][] =>
  Array.from({ length: rows }, (_, row) => Array.from({ length: 6 }, (_, t) => (row + 2 * t) % 11));
const numbers = (rows: number): number[][][] =>
  Array.from({ length: rows }, (_, row) => Array.from({ length: 6 }, (_, t) => [row / 9, t / 6]));
const lengths = (rows: number): number[] => Array.from({ length: rows }, (_, row) => row % 7);

interface Case {
  readonly name: string;
  readonly layers: () => readonly Layer[];
  readonly x: ModelData;
  readonly y: ModelData;
  readonly optimizer: () => ReturnType<typeof adam>;
  readonly loss: 'sparseCategoricalCrossentropy' | 'meanSquaredError' | 'binaryCrossentropy';
  readonly bptt?: { readonly steps: number };
}

const ROWS = 7; // batches of 4 and of 3
const cases: readonly Case[] = [
  {
    name: 'a language model of embedding, LSTM and dense, with Adam',
    layers: () => [
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 11, outputDim: 5 }),
      lstm({ units: 6, returnSequences: true }),
      dropout({ rate: 0.2 }),
      dense({ units: 11 }),
    ],
    x: ids(ROWS),
    y: ids(ROWS),
    optimizer: () => adam({ globalClipNorm: 1 }),
    loss: 'sparseCategoricalCrossentropy',
  },
  {
    name: 'a regression with masks, with momentum',
    layers: () => [
      input({ shape: [null, 2] }),
      gru({ units: 5, returnSequences: true }),
      simpleRnn({ units: 4, returnSequences: true }),
      dense({ units: 2 }),
    ],
    x: { data: numbers(ROWS), lengths: lengths(ROWS) },
    y: numbers(ROWS),
    optimizer: () => sgd({ learningRate: 0.01, momentum: 0.9, clipNorm: 1 }),
    loss: 'meanSquaredError',
  },
  {
    name: 'windows of truncated backpropagation, with RMSprop',
    layers: () => [
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 11, outputDim: 5, sparseGradients: true }),
      lstm({ units: 6, returnSequences: true }),
      dense({ units: 11, activation: 'softmax' }),
    ],
    x: ids(ROWS),
    y: ids(ROWS),
    optimizer: () => rmsprop({ clipValue: 0.1 }),
    loss: 'sparseCategoricalCrossentropy',
    bptt: { steps: 4 },
  },
  {
    name: 'a classification by the last state',
    layers: () => [input({ shape: [null, 2] }), lstm({ units: 3 }), dense({ units: 1 })],
    x: numbers(ROWS),
    y: numbers(ROWS).map((_, row) => [row % 2]),
    optimizer: () => adam(),
    loss: 'binaryCrossentropy',
  },
];

test.each(cases)(
  'no typed array or buffer is made in 100 training steps after the first of each shape: $name',
  async ({ layers, x, y, optimizer, loss, bptt }) => {
    const model = sequential(layers());
    model.compile({ optimizer: optimizer(), loss });
    watchConstructors();
    const found: string[] = [];
    let steps = 0;
    const perEpoch = bptt === undefined ? 2 : 4;
    let epoch = 0;
    const watch: Callback = {
      onEpochBegin: (at) => {
        epoch = at;
      },
      onTrainBatchBegin: () => {
        made = [];
      },
      onTrainBatchEnd: () => {
        if (epoch > 0) {
          steps++;
          found.push(...(made ?? []));
        }
        made = undefined;
      },
    };
    const epochs = 1 + Math.ceil(100 / perEpoch);
    const how = { batchSize: 4, epochs, yieldEvery: 1e9, callbacks: [watch] };
    await model.fit(x, y, bptt === undefined ? how : { ...how, bptt });
    expect(steps).toBeGreaterThanOrEqual(100);
    expect(found).toEqual([]);
  },
);

test('the watch sees what is made', () => {
  watchConstructors();
  made = [];
  const array = new Float32Array(4);
  array.subarray(1);
  array.slice();
  Int32Array.from([1]);
  expect(made).toEqual(['new Float32Array', 'subarray', 'slice', 'new Int32Array']);
});
