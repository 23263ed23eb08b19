import * as room from 'unrolled';
import {
  adam,
  additiveAttention,
  attention,
  bidirectional,
  conv1d,
  dense,
  input,
  type Layer,
  lstm,
  Model,
  model,
  multiHeadAttention,
  randomStream,
  rnn,
  transformerBlock,
  View,
} from 'unrolled';
import { afterEach, expect, test } from 'vitest';
import { elmanCell } from '../layers/cells.ts';
import { branches } from '../layers/composites.ts';
import { selfAttending } from '../layers/selfAttending.ts';
import { type ArrayCount, countArrays } from './countArrays.ts';

let counting: ArrayCount | undefined;

afterEach(() => {
  counting?.stop();
  counting = undefined;
});

const N = 4;
const more = { returnSequences: true } as const;
const heads = { numHeads: 2, keyDim: 2 } as const;
const context = { ...heads, useCausalMask: true, contextLength: 40 } as const;

/** Rows and lengths that come in turns: larger and smaller ones, and one that grows in one way alone. */
const SHAPES = [
  [3, 20],
  [5, 7],
  [1, 33],
  [5, 20],
  [2, 1],
  [4, 32],
] as const;

/** Chains of sequences `[B, T, N]` to sequences of N, and how many final states each step gives. */
const CHAINS: readonly (readonly [name: string, layers: () => readonly Layer[], states: number])[] =
  [
    ['attention', () => [selfAttending(room, attention({ useScale: true }))], 0],
    ['causal attention', () => [selfAttending(room, attention({ useCausalMask: true }))], 0],
    ['additive attention', () => [selfAttending(room, additiveAttention())], 0],
    ['attention with heads and dropout', () => [multiHeadAttention({ ...heads, dropout: 0.1 })], 0],
    ['attention in a context', () => [multiHeadAttention(context)], 3],
    [
      'transformerBlock',
      () => [
        transformerBlock({ numHeads: 2, intermediateDim: 5, contextLength: 40, dropout: 0.1 }),
      ],
      3,
    ],
    [
      'conv1d',
      () => [conv1d({ filters: N, kernelSize: 3, padding: 'same', activation: 'relu' })],
      0,
    ],
    ['causal conv1d', () => [conv1d({ filters: N, kernelSize: 3, padding: 'causal' })], 1],
    [
      'bidirectional',
      () => [bidirectional({ layer: lstm({ units: 3, ...more }) }), dense({ units: N })],
      4,
    ],
    ['backwards', () => [lstm({ units: N, ...more, goBackwards: true })], 2],
    ["a user's cell", () => [rnn(elmanCell(room)({ units: N }), more), dense({ units: N })], 1],
    [
      'merged branches',
      () => [branches(room, room.add(), dense({ units: N }), room.layerNormalization())],
      0,
    ],
  ];

/** Numbers `[B, T, N]`. */
function numbers(B: number, T: number): View<3, Float32Array> {
  const random = randomStream(`changing shapes/${B}/${T}`);
  return new View<3, Float32Array>(Float32Array.from({ length: B * T * N }, random.normal), [
    B,
    T,
    N,
  ]);
}

/** What a training step makes that takes the shapes in turns, each of them seen before. */
function madeInTurns(
  step: (x: View<3, Float32Array>, y: View<3, Float32Array>) => void,
): string[][] {
  const batches = SHAPES.map(([B, T]) => [numbers(B, T), numbers(B, T)] as const);
  for (const [x, y] of batches) step(x, y);
  const count = countArrays();
  counting = count;
  return Array.from({ length: 5 }, () => batches)
    .flat()
    .map(([x, y]) => {
      step(x, y);
      return count.made();
    });
}

test.each(CHAINS)(
  '%s makes no array but final states when batches change their shape',
  (_, layers, states) => {
    const chain = new Model([input({ shape: [null, N] }), ...layers()], { seed: 1 });
    chain.compile({ optimizer: adam({ globalClipNorm: 1 }), loss: 'meanSquaredError' });
    const made = madeInTurns((x, y) => chain.trainOnBatch(x, y));
    const own = new Array<string>(states).fill('slice'); // copies, which the caller owns
    expect(made).toEqual(made.map(() => own));
  },
);

test('a graph with a shared layer, a model inside and two outputs makes none either, but its final states', () => {
  const a = input({ shape: [null, N], name: 'a' });
  const inner = input({ shape: [null, N] });
  const convolved = conv1d({ filters: N, kernelSize: 2, padding: 'same' })(inner);
  const part = model({ inputs: inner, outputs: dense({ units: N })(convolved) }).asLayer({
    name: 'part',
  });
  const shared = bidirectional({ layer: lstm({ units: 2, ...more }) });
  const once = shared(a);
  const outputs = { once: part(once), twice: attention()([part(shared(once)), a]) };
  const graph = model({ inputs: { a }, outputs, seed: 1 });
  graph.compile({ optimizer: adam(), loss: 'meanSquaredError' });
  const made = madeInTurns((x, y) => graph.trainOnBatch({ a: x }, { once: y, twice: y }));
  const own = new Array<string>(8).fill('slice'); // of two calls of two LSTMs
  expect(made).toEqual(made.map(() => own));
});
