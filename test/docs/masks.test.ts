import * as unrolled from 'unrolled';
import {
  activation,
  asTensor,
  bidirectional,
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
  layerNormLstm,
  lstm,
  type Mask,
  masking,
  peepholeLstm,
  projectedLstm,
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
  relu: unrolled.relu(),
  leakyRelu: unrolled.leakyRelu(),
  elu: unrolled.elu(),
  glu: unrolled.glu(),
  prelu: unrolled.prelu({ sharedAxes: [1] }),
  dropout: dropout({ rate: 0.5 }),
  activityRegularization: unrolled.activityRegularization({ l2: 0.1 }),
  embedding: embedding({ inputDim: 5, outputDim: 2 }),
  'embedding with maskZero': embedding({ inputDim: 5, outputDim: 2, maskZero: true }),
  masking: masking({}),
  layerNormalization: unrolled.layerNormalization(),
  simpleRnn: simpleRnn({ units: 2 }),
  'simpleRnn with returnSequences': simpleRnn({ units: 2, returnSequences: true }),
  'simpleRnn with returnSequences, goBackwards': simpleRnn({ units: 2, ...BACKWARDS }),
  lstm: lstm({ units: 2 }),
  'lstm with returnSequences': lstm({ units: 2, returnSequences: true }),
  'lstm with returnSequences, goBackwards': lstm({ units: 2, ...BACKWARDS }),
  gru: gru({ units: 2 }),
  'gru with returnSequences': gru({ units: 2, returnSequences: true }),
  'gru with returnSequences, goBackwards': gru({ units: 2, ...BACKWARDS }),
  layerNormLstm: layerNormLstm({ units: 2 }),
  'layerNormLstm with returnSequences': layerNormLstm({ units: 2, returnSequences: true }),
  'layerNormLstm with returnSequences, goBackwards': layerNormLstm({ units: 2, ...BACKWARDS }),
  peepholeLstm: peepholeLstm({ units: 2 }),
  'peepholeLstm with returnSequences': peepholeLstm({ units: 2, returnSequences: true }),
  'peepholeLstm with returnSequences, goBackwards': peepholeLstm({ units: 2, ...BACKWARDS }),
  projectedLstm: projectedLstm({ units: 2, projection: 1 }),
  'projectedLstm with returnSequences': projectedLstm({
    units: 2,
    projection: 1,
    returnSequences: true,
  }),
  'projectedLstm with returnSequences, goBackwards': projectedLstm({
    units: 2,
    projection: 1,
    ...BACKWARDS,
  }),
  rnn: rnn(echo),
  'rnn with returnSequences': rnn(echo, { returnSequences: true }),
  'rnn with returnSequences, goBackwards': rnn(echo, { ...BACKWARDS }),
  bidirectional: bidirectional({ layer: lstm({ units: 2 }) }),
  'bidirectional with returnSequences': bidirectional({
    layer: gru({ units: 2, returnSequences: true }),
  }),
  flatten: flatten({}),
  timeDistributed: unrolled.timeDistributed({ layer: dense({ units: 2 }) }),
  conv1d: unrolled.conv1d({ filters: 2, kernelSize: 2, padding: 'same' }),
  globalAveragePooling1d: unrolled.globalAveragePooling1d(),
  globalMaxPooling1d: unrolled.globalMaxPooling1d(),
  repeatVector: unrolled.repeatVector({ n: 3 }),
  'reshape that keeps the steps': unrolled.reshape({ targetShape: [-1, 1, 2] }),
  'reshape otherwise': unrolled.reshape({ targetShape: [8] }),
  'permute that keeps the steps': unrolled.permute({ dims: [1, 2] }),
  'permute otherwise': unrolled.permute({ dims: [2, 1] }),
  add: unrolled.add(),
  subtract: unrolled.subtract(),
  multiply: unrolled.multiply(),
  average: unrolled.average(),
  maximum: unrolled.maximum(),
  minimum: unrolled.minimum(),
  concatenate: unrolled.concatenate(),
  'concatenate along time': unrolled.concatenate({ axis: 1 }),
  attention: unrolled.attention(),
  additiveAttention: unrolled.additiveAttention(),
  positionalEmbedding: unrolled.positionalEmbedding({ maxLength: 4 }),
  transformerBlock: unrolled.transformerBlock({
    ...{ numHeads: 1, intermediateDim: 2, contextLength: 4 },
  }),
  multiHeadAttention: unrolled.multiHeadAttention({ numHeads: 1, keyDim: 2 }),
};

/** Layers that take two values. */
const several = ['add', 'subtract', 'multiply', 'average', 'maximum', 'minimum', 'concatenate'];

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
const second = [1, 0, 1, 1, 1, 1, 1, 1]; // the mask of a second value
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
  if (layer.kind === 'repeatVector') {
    expect(() => outputOf(layer, undefined)).toThrow(ShapeError);
    return ['has none'];
  }
  const without = outputOf(layer, undefined);
  const made = without.mask === undefined ? [] : ['makes'];
  let output: Value;
  try {
    output = outputOf(layer, new View<2, Uint8Array>(Uint8Array.from(given), [2, 4]));
  } catch (error) {
    expect(error).toBeInstanceOf(ShapeError);
    return [...made, ...(passesAtEnd(layer) ? ['passes', 'at the end alone'] : ['refuses'])];
  }
  if (output.mask === undefined) {
    expect(output.data.shape).toHaveLength(2);
    return [...made, 'consumes'];
  }
  const mask = [...output.mask.data];
  if (mask.length > given.length) {
    const rows = [0, 4].flatMap((at) => [...given.slice(at, at + 4), ...second.slice(at, at + 4)]);
    expect(mask).toEqual(rows);
    return ['joins'];
  }
  if (made.length === 0 && !several.includes(layer.kind)) {
    if (mask.join() === fromTheEnd.join()) return ['reverses'];
    expect(mask).toEqual(given);
    return ['passes'];
  }
  expect(mask).toEqual(withoutPadding);
  return [...made, 'merges'];
}

/** Whether a layer that refuses some masks passes one whose padding stands at the end. */
function passesAtEnd(layer: Layer): boolean {
  const atEnd = new View<2, Uint8Array>(Uint8Array.of(1, 1, 1, 0, 1, 1, 0, 0), [2, 4]);
  try {
    return outputOf(layer, atEnd).mask?.data.join() === atEnd.data.join();
  } catch (error) {
    expect(error).toBeInstanceOf(ShapeError);
    return false;
  }
}

function outputOf(layer: Layer, mask: Mask | undefined): Value {
  const data = layer.reads === 'ids' ? ids : numbers;
  const features = data.shape.slice(2);
  const fixed = ['flatten', 'reshape'].includes(layer.kind) ? 4 : null;
  const signature: Signature = {
    type: isIds(data) ? 'ids' : 'numbers',
    shape: [fixed, ...features],
  };
  const other = mask && new View<2, Uint8Array>(Uint8Array.from(second), [2, 4]);
  const attends = layer.kind.endsWith('ttention');
  const more = several.includes(layer.kind)
    ? [{ data, mask: other }]
    : attends
      ? [{ data, mask }]
      : [];
  const signatures = [signature, ...more.map(() => signature)];
  const built = layer.build(layer.kind, signatures);
  const store = new WeightStore(built.weights, 0, 'float32');
  const context = {
    ...referenceCompute('float32'),
    training: false,
    inputGradient: false,
    random: () => unrolled.randomStream(0),
    child: () => context,
  };
  const [output] = built.begin(store, [{ data, mask }, ...more], context).outputs;
  if (output === undefined) throw new Error(`${layer.kind} gave nothing`);
  return output;
}
