import * as room from 'unrolled';
import {
  additiveAttention,
  attention,
  bidirectional,
  conv1d,
  dense,
  embedding,
  gru,
  type Layer,
  layerNormLstm,
  lstm,
  multiHeadAttention,
  peepholeLstm,
  projectedLstm,
  randomStream,
  rnn,
  StateError,
  simpleRnn,
  transformerBlock,
  View,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { type Memory, memoryFor } from '../../src/kernels/index.ts';
import { isIds, type Value } from '../../src/layers/index.ts';
import type { Pass } from '../../src/models/builtGraph.ts';
import { chainGraph } from '../../src/models/graph.ts';
import { Network, signatureOf } from '../../src/models/network.ts';
import { Pacer } from '../../src/models/pacer.ts';
import { predictRows } from '../../src/models/predict.ts';
import { Workspace } from '../../src/models/workspace.ts';
import { elmanCell } from '../layers/cells.ts';
import { selfAttending } from '../layers/selfAttending.ts';

const elman = elmanCell(room);
const SEED = 'inference';
const B = 3;
const I = 2;
const U = 4;
const V = 7;

/** Numbers `[B, T, I]`; with a mask its rows end early, one of them after a gap, one at once. */
function sequences(T: number, masked: boolean): Value {
  const random = randomStream(`${SEED}/${T}`);
  const data = new View<3, Float32Array>(Float32Array.from({ length: B * T * I }, random.normal), [
    B,
    T,
    I,
  ]);
  if (!masked) return { data };
  const counts = (b: number, t: number): boolean => (b === 0 ? t !== 20 : b === 1 && t < T / 2);
  const flags = Uint8Array.from({ length: B * T }, (_, i) =>
    counts(Math.floor(i / T), i % T) ? 1 : 0,
  );
  return { data, mask: new View<2, Uint8Array>(flags, [B, T]) };
}

function tokens(T: number): Value {
  const random = randomStream(`${SEED}/${T}`);
  const ids = Int32Array.from({ length: B * T }, () => random.integer(V));
  return { data: new View<2, Int32Array>(ids, [B, T]) };
}

/** A network of layers for values like `x`, and memory for its passes in which numbers are counted. */
function networkOf(layers: readonly Layer[], x: Value) {
  const network = new Network(chainGraph(layers, 'test'), [signatureOf(x)], SEED, {
    memory: memoryFor('float32'),
  });
  const memory = memoryFor('float32');
  let taken = 0;
  const counting: Memory = {
    kernels: memory.kernels,
    floats(length) {
      taken += length;
      return memory.floats(length);
    },
    doubles(length) {
      taken += length;
      return memory.doubles(length);
    },
    ids: (length) => memory.ids(length),
    flags: (length) => memory.flags(length),
    part: (array, start, end) => memory.part(array, start, end),
    free: (array) => memory.free(array),
  };
  return { network, workspace: new Workspace(counting), taken: () => taken };
}

const more = { returnSequences: true } as const;

const contextLength = 710;
const CONTEXT = { numHeads: 2, keyDim: 3, useCausalMask: true, contextLength } as const;

/** Layers of U units, by what each of them gives for a sequence. */
const RECURRENCES: readonly (readonly [name: string, make: (sequences: boolean) => Layer])[] = [
  ['lstm', (returnSequences) => lstm({ units: U, returnSequences })],
  ['gru', (returnSequences) => gru({ units: U, returnSequences })],
  ['gru, reset before', (returnSequences) => gru({ units: U, resetAfter: false, returnSequences })],
  ['simpleRnn', (returnSequences) => simpleRnn({ units: U, returnSequences })],
  ['layerNormLstm', (returnSequences) => layerNormLstm({ units: U, returnSequences })],
  ['peepholeLstm', (returnSequences) => peepholeLstm({ units: U, returnSequences })],
  [
    'projectedLstm',
    (returnSequences) => projectedLstm({ units: 6, projection: U, returnSequences }),
  ],
  ['rnn of a cell', (returnSequences) => rnn(elman({ units: U }), { returnSequences })],
];

/** The same, from the end of the sequence. */
const BACKWARDS: typeof RECURRENCES = RECURRENCES.map(([name, make]) => [
  `${name}, backwards`,
  (returnSequences) => {
    const layer = make(returnSequences);
    return layer.withOptions?.({ goBackwards: true }) ?? layer;
  },
]);

/** How many numbers the first pass of these layers takes that keeps nothing. */
function takenFor(layers: readonly Layer[], T: number): number {
  const x = sequences(T, false);
  const one = networkOf(layers, x);
  begin(one, x, false);
  return one.taken();
}

const begin = (
  { network, workspace }: ReturnType<typeof networkOf>,
  x: Value,
  keeps: boolean,
  state: Pass['state'] = {},
): Pass =>
  network.begin([x], state, { compute: workspace.take(), training: false, step: 0, keeps });

/** The bits of all that a pass gave. */
function bitsOf({ outputs, state, logits }: Pass): readonly number[][] {
  return [...outputs, ...Object.values(state).map((data) => ({ data })), ...logits].map((value) => {
    const data = value?.data;
    if (data === undefined || isIds(data)) return [];
    expect(data.data.every(Number.isFinite)).toBe(true);
    return [...data.data];
  });
}

describe('a pass that keeps nothing for a way back', () => {
  test.each([...RECURRENCES, ...BACKWARDS])(
    'takes no more for %s than for its output, however long',
    (_, make) => {
      for (const returnSequences of [true, false]) {
        const layer = make(returnSequences);
        const size = networkOf([layer], sequences(1, false)).network.outputs[0]!.shape.at(-1)!;
        const taken = [2000, 4000].map((T) => takenFor([layer], T));
        expect(taken[1]! - taken[0]!).toBe(returnSequences ? 2000 * B * size : 0);
      }
    },
  );

  test.each([
    ['dense', dense({ units: U, activation: 'relu' }), U],
    ['embedding', embedding({ inputDim: V, outputDim: U }), U],
  ])('takes no more for %s than for its output', (_, layer, size) => {
    const taken = [200, 400].map((T) => {
      const x = layer.kind === 'embedding' ? tokens(T) : sequences(T, false);
      const one = networkOf([layer], x);
      begin(one, x, false);
      return one.taken();
    });
    expect(taken[1]! - taken[0]!).toBe(200 * B * size);
  });

  test('takes the outputs of both directions and what they are merged to for bidirectional', () => {
    for (const returnSequences of [true, false]) {
      const layers = [bidirectional({ layer: lstm({ units: U, returnSequences }) })];
      const taken = [2000, 4000].map((T) => takenFor(layers, T));
      expect(taken[1]! - taken[0]!).toBe(returnSequences ? 2000 * B * (U + U + 2 * U) : 0);
    }
  });

  test.each([
    [100, 98],
    [2000, 512],
    [4000, 512],
  ])('takes a block of windows of one row at a time for conv1d over %i steps', (T, windows) => {
    const layer = conv1d({ filters: U, kernelSize: 3 });
    expect(takenFor([layer], T)).toBe(windows * 3 * I + B * (T - 2) * U);
  });

  const [H, K] = [2, 3]; // heads and their size: all that a head makes of a sequence is q, k, v and its output
  test.each([
    ['attention', selfAttending(room, attention()), I, 0],
    ['scaled attention', selfAttending(room, attention({ useScale: true })), 2 * I, 0],
    ['causal attention', selfAttending(room, attention({ useCausalMask: true })), I, 0],
    ['additiveAttention', selfAttending(room, additiveAttention()), I, I],
    ['multiHeadAttention', multiHeadAttention({ numHeads: H, keyDim: K }), 4 * H * K + I, 0],
  ] as const)('takes the scores of a block of queries for %s', (_, layer, features, ofKeys) => {
    // numbers for each step of every row; scores of 128 queries, and what one query makes, for each key
    const taken = [200, 500].map((T) => takenFor([layer], T));
    expect(taken[1]! - taken[0]!).toBe(300 * (B * features + 128 + ofKeys));
    expect(taken[0]!).toBeLessThan(200 * (B * features + 128 + ofKeys) + 10);
  });

  test('is what predict makes, one layer after the other in the same memory', async () => {
    const T = 2000;
    const x = sequences(T, false);
    const layers = [lstm({ units: U, ...more }), gru({ units: U, ...more }), dense({ units: 1 })];
    const kept = networkOf(layers, x);
    begin(kept, x, true);
    const one = networkOf(layers, x);
    await predictRows(one.network, one.workspace, [x], B, new Pacer(Infinity, undefined));
    const values = B * T * (I + U + U + 1);
    const work = one.taken() - values;
    expect(work).toBeGreaterThan(0);
    expect(work).toBeLessThan(0.25 * B * T * U * 7); // of the gates alone
    expect(kept.taken() - values).toBeGreaterThan(B * T * U * 7);
  });

  test.each([
    ...RECURRENCES.flatMap(([name, make]) => [
      [`${name}, sequences`, [make(true)]] as const,
      [`${name}, last`, [make(false)]] as const,
    ]),
    ...BACKWARDS.map(([name, make]) => [name, [make(true)]] as const),
    ['the last of a backward one', [lstm({ units: U, goBackwards: true })]],
    ['zeroOutputForMask', [gru({ units: U, ...more, zeroOutputForMask: true })]],
    ['bidirectional', [bidirectional({ layer: lstm({ units: U, ...more }) })]],
    ['bidirectional, last', [bidirectional({ layer: lstm({ units: U }) })]],
    ['attention', [selfAttending(room, attention({ useScale: true }))]],
    ['attention, causal', [selfAttending(room, attention({ useCausalMask: true }))]],
    ['attention, additive', [selfAttending(room, additiveAttention())]],
    ['attention with heads', [multiHeadAttention({ numHeads: 2, keyDim: 3 })]],
    ['attention in a context', [multiHeadAttention(CONTEXT)]],
    ['transformerBlock', [transformerBlock({ numHeads: 1, intermediateDim: 5, contextLength })]],
    ['two cells', [rnn([elman({ units: U }), elman({ units: 3 })], more)]],
    ['dense', [dense({ units: U, activation: 'relu' })]],
    ['dense with logits', [dense({ units: U, activation: 'softmax' })]],
    ['conv1d', [conv1d({ filters: U, kernelSize: 3, padding: 'causal', activation: 'tanh' })]],
    ['conv1d with gaps', [conv1d({ filters: U, kernelSize: 2, padding: 'same', dilationRate: 3 })]],
    ['a stack', [lstm({ units: 9, ...more }), gru({ units: 5, ...more }), dense({ units: 2 })]],
  ] as readonly (readonly [string, readonly Layer[]])[])(
    'gives the bits of one that keeps all: %s',
    (name, layers) => {
      for (const masked of name.startsWith('conv') ? [false] : [false, true]) {
        for (const T of [1, 170, 171, 172, 700]) {
          const x = sequences(T, masked);
          const one = networkOf(layers, x);
          const short = begin(one, sequences(3, false), true).state;
          const state = /^bidirectional/.test(name) ? {} : short;
          const before = Object.values(state).map(({ data }) => [...data]);
          const all = bitsOf(begin(one, x, true, state));
          expect(bitsOf(begin(one, x, false, state))).toEqual(all);
          expect(Object.values(state).map(({ data }) => [...data])).toEqual(before);
        }
      }
    },
  );

  test.each([
    ['a table smaller than a block', V],
    ['one between a block and the sequence', 600],
    ['one larger than both', 5000],
  ])('gives the bits of one that keeps all where numbers were looked up in %s', (_, inputDim) => {
    const x = tokens(700);
    for (const goBackwards of [false, true]) {
      const layer = lstm({ units: U, ...more, goBackwards });
      const one = networkOf([embedding({ inputDim, outputDim: I }), layer], x);
      expect(bitsOf(begin(one, x, false))).toEqual(bitsOf(begin(one, x, true)));
    }
  });

  test.each(RECURRENCES)('refuses the way back of %s', (_, make) => {
    const x = sequences(40, false);
    const pass = begin(networkOf([make(true)], x), x, false);
    const [output] = pass.outputs;
    if (output === undefined || isIds(output.data)) throw new Error('no output');
    const dy = output.data;
    expect(() => pass.backward([dy])).toThrow(StateError);
    expect(() => pass.backward([dy])).toThrow('no way back');
  });
});
