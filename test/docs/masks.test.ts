import * as unrolled from 'unrolled';
import {
  activation,
  asTensor,
  cell,
  defineCell,
  dense,
  dropout,
  embedding,
  flatten,
  gru,
  input,
  isIds,
  type Layer,
  lstm,
  type Mask,
  masking,
  rnn,
  ShapeError,
  type Signature,
  simpleRnn,
  type Value,
  View,
  WeightStore,
} from 'unrolled';
import { referenceCompute } from 'unrolled/math';
import { expect, test } from 'vitest';
import { tableBelow } from './page.ts';

const [, ...rows] = tableBelow('docs/masks.md', '## Layer by layer');

/** A cell that gives what it reads: a mask does not depend on what a cell computes. */
const echo = defineCell<object>({
  kind: 'echo',
  required: [],
  defaults: {},
  build: (_options, inputSize) =>
    cell({
      weights: {},
      state: {},
      output: inputSize,
      forward: (_weights, x) => ({ output: x, state: {}, cache: undefined }),
      backward: (_weights, _grads, _cache, { output }) => ({ x: output, state: {} }),
    }),
})({});

const BACKWARDS = { returnSequences: true, goBackwards: true } as const;

const layers: Readonly<Record<string, Layer>> = {
  input: input({ shape: [null, 2] }),
  dense: dense({ units: 2 }),
  activation: activation({ activation: 'tanh' }),
  dropout: dropout({ rate: 0.5 }),
  embedding: embedding({ inputDim: 5, outputDim: 2 }),
  'embedding with maskZero': embedding({ inputDim: 5, outputDim: 2, maskZero: true }),
  masking: masking({}),
  simpleRnn: simpleRnn({ units: 2 }),
  'simpleRnn with returnSequences': simpleRnn({ units: 2, returnSequences: true }),
  'simpleRnn with returnSequences, goBackwards': simpleRnn({ units: 2, ...BACKWARDS }),
  lstm: lstm({ units: 2 }),
  'lstm with returnSequences': lstm({ units: 2, returnSequences: true }),
  'lstm with returnSequences, goBackwards': lstm({ units: 2, ...BACKWARDS }),
  gru: gru({ units: 2 }),
  'gru with returnSequences': gru({ units: 2, returnSequences: true }),
  'gru with returnSequences, goBackwards': gru({ units: 2, ...BACKWARDS }),
  rnn: rnn(echo),
  'rnn with returnSequences': rnn(echo, { returnSequences: true }),
  'rnn with returnSequences, goBackwards': rnn(echo, { ...BACKWARDS }),
  flatten: flatten({}),
};

/** Two rows of four steps; step 1 of the first row looks like padding. */
const ids = new View<2, Int32Array>(Int32Array.of(1, 0, 3, 4, 2, 2, 1, 3), [2, 4]);
const numbers = asTensor([
  [
    [1, 2],
    [0, 0],
    [3, 1],
    [2, 2],
  ],
  [
    [1, 1],
    [2, 0],
    [1, 3],
    [4, 1],
  ],
]);
const given = [1, 1, 1, 0, 0, 1, 1, 1];
const fromTheEnd = [0, 1, 1, 1, 1, 1, 1, 0]; // each row of it
const withoutPadding = [1, 0, 1, 0, 0, 1, 1, 1]; // what counts by both masks

test.each(Object.entries(layers))('the table of masks is right about %s', (name, layer) => {
  const row = rows.find(([label]) => label?.replaceAll('`', '') === name);
  expect(row?.[1]).toBe(ruleOf(layer).join(', '));
});

test('the table of masks has every layer, and no other', () => {
  const labels = rows.map(([label]) => label?.replaceAll('`', ''));
  expect(labels).toEqual(Object.keys(layers));
  const kinds = Object.values(unrolled).flatMap((exported) =>
    typeof exported === 'function' && 'kind' in exported ? [exported.kind] : [],
  );
  const ofLayers = kinds.filter((kind) => !kind.endsWith('Cell')); //  a cell is one step of a layer
  expect(Object.values(layers).map(({ kind }) => kind)).toEqual(expect.arrayContaining(ofLayers));
});

/** What a layer does with masks, in the words of the table, by running it. */
function ruleOf(layer: Layer): string[] {
  const without = outputOf(layer, undefined);
  const made = without.mask === undefined ? [] : ['makes'];
  let output: Value;
  try {
    output = outputOf(layer, new View<2, Uint8Array>(Uint8Array.from(given), [2, 4]));
  } catch (error) {
    expect(error).toBeInstanceOf(ShapeError);
    return [...made, 'refuses'];
  }
  if (output.mask === undefined) {
    expect(output.data.shape).toHaveLength(2);
    return [...made, 'consumes'];
  }
  const mask = [...output.mask.data];
  if (made.length === 0) {
    if (mask.join() === fromTheEnd.join()) return ['reverses'];
    expect(mask).toEqual(given);
    return ['passes'];
  }
  expect(mask).toEqual(withoutPadding);
  return [...made, 'merges'];
}

function outputOf(layer: Layer, mask: Mask | undefined): Value {
  const data = layer.reads === 'ids' ? ids : numbers;
  const features = data.shape.slice(2);
  const fixed = layer.kind === 'flatten' ? 4 : null;
  const signature: Signature = {
    type: isIds(data) ? 'ids' : 'numbers',
    shape: [fixed, ...features],
  };
  const built = layer.build(layer.kind, [signature]);
  const store = new WeightStore(built.weights, 0, 'float32');
  const context = {
    ...referenceCompute('float32'),
    training: false,
    inputGradient: false,
    random: () => unrolled.randomStream(0),
    child: () => context,
  };
  const [output] = built.begin(store, [{ data, mask }], context).outputs;
  if (output === undefined) throw new Error(`${layer.kind} gave nothing`);
  return output;
}
