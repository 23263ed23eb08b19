import { createRequire } from 'node:module';
import * as main from 'unrolled';
import {
  adam,
  dense,
  dropout,
  embedding,
  generate,
  gru,
  lstm,
  type ModelState,
  sequential,
} from 'unrolled';
import * as math from 'unrolled/math';
import * as primitives from 'unrolled/tensor';
import { describe, expect, test, vi } from 'vitest';
import { expectBits } from '../math/closeness.ts';

// What users of other libraries suffer from and no other test would notice here: docs/pains.md.

const WORDS = [[1, 2, 3, 4], [4], [], [2, 2, 1]];

function reader() {
  return sequential([
    embedding({ inputDim: 5, outputDim: 3 }),
    dropout({ rate: 0.2 }),
    lstm({ units: 4, dropout: 0.2 }),
    dense({ units: 5 }),
  ]);
}

describe('nothing is there to be disposed of', () => {
  const built = reader();
  const things: readonly (readonly [string, object])[] = [
    ['the main entry', main],
    ['unrolled/math', math],
    ['unrolled/tensor', primitives],
    ['a model', Object.getPrototypeOf(built)],
    ['a tensor', Object.getPrototypeOf(main.zeros([1]))],
  ];
  test.each(things)('in %s', (_, thing) => {
    const names = Object.getOwnPropertyNames(thing);
    expect(names.length).toBeGreaterThan(1);
    const asking = /dispose|tidy|release|destroy|^(free|keep|close|delete)/i;
    expect(names.filter((name) => asking.test(name))).toEqual([]);
  });
});

test('no package that is installed runs a script or compiles', () => {
  const seen = new Set<string>();
  const visit = (name: string, from: string): void => {
    const require = createRequire(from);
    const file = require.resolve(`${name}/package.json`);
    if (seen.has(file)) return;
    seen.add(file);
    const manifest: unknown = require(file);
    const namesIn = (key: string): string[] => {
      const part: unknown = Reflect.get(Object(manifest), key);
      return typeof part === 'object' && part !== null ? Object.keys(part) : [];
    };
    const running = ['preinstall', 'install', 'postinstall'];
    expect(
      namesIn('scripts').filter((script) => running.includes(script)),
      name,
    ).toEqual([]);
    expect(namesIn('optionalDependencies'), name).toEqual([]);
    expect(Reflect.get(Object(manifest), 'gypfile'), name).toBeUndefined();
    for (const needed of namesIn('dependencies')) visit(needed, file);
  };
  visit('unrolled', import.meta.url);
  expect(seen.size).toBeGreaterThan(3);
});

describe('sequences may come in any order, and nothing depends on it', () => {
  test.each([[[3, 0, 1, 2]], [[2, 1, 3, 0]], [[0, 3, 2, 1]]])('such as %j', async (order) => {
    const model = reader();
    const y = await model.predict(WORDS);
    const moved = await model.predict(order.map((row) => WORDS[row]!));
    const expected = order.flatMap((row) => [...y.data.subarray(5 * row, 5 * row + 5)]);
    expectBits(moved.data, expected, 'the predictions');
  });
});

test('a model remembers nothing of a sequence between calls', async () => {
  const model = sequential([
    embedding({ inputDim: 5, outputDim: 3 }),
    gru({ units: 4, returnSequences: true }),
    dense({ units: 5 }),
  ]);
  const first = await model.predict(WORDS);
  await model.predict([[3, 3, 3]]);
  model.step([1, 2], model.initialState(2));
  model.begin(WORDS);
  const again = await model.predict(WORDS);
  expectBits(again.data, first.data, 'the same call again');
  let state: ModelState = model.initialState(1);
  const [, , { state: last }] = model.begin([WORDS[0]!]);
  for (const word of WORDS[0]!) ({ state } = model.step([word], state));
  expectBits(state['gru/h']?.data, last['gru/h']!.data, 'the state that is handed on');
});

test('nothing is drawn but from the seed', async () => {
  const draws = vi.spyOn(Math, 'random');
  const clock = vi.spyOn(Date, 'now');
  const crypto = vi.spyOn(globalThis.crypto, 'getRandomValues');
  const model = reader();
  model.compile({ optimizer: adam(), loss: 'sparseCategoricalCrossentropy' });
  await model.fit(WORDS, [1, 0, 3, 2], { epochs: 2, batchSize: 2 });
  for await (const token of generate(model, { prompt: [1], maxTokens: 3 })) {
    expect(token.id).toBeLessThan(5);
  }
  const counts = [draws, clock, crypto].map(({ mock }) => mock.calls.length);
  vi.restoreAllMocks();
  expect(counts).toEqual([0, 0, 0]);
});
