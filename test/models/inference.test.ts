import * as room from 'unrolled';
import {
  bidirectional,
  conv1d,
  dense,
  embedding,
  gru,
  type Layer,
  layerNormLstm,
  lstm,
  peepholeLstm,
  projectedLstm,
  randomStream,
  rnn,
  StateError,
  simpleRnn,
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
  test.each(RECURRENCES)('takes no more for %s than for its output, however long', (_, make) => {
    for (const returnSequences of [true, false]) {
      let size = 0;
      const taken = [2000, 4000].map((T) => {
        const x = sequences(T, false);
        const one = networkOf([make(returnSequences)], x);
        begin(one, x, false);
        size = one.network.outputs[0]!.shape.at(-1)!;
        return one.taken();
      });
      expect(taken[1]! - taken[0]!).toBe(returnSequences ? 2000 * B * size : 0);
    }
  });

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

  test('takes the windows of one row at a time for conv1d', () => {
    const x = sequences(100, false);
    const one = networkOf([conv1d({ filters: U, kernelSize: 3 })], x);
    begin(one, x, false);
    expect(one.taken()).toBe(98 * 3 * I + B * 98 * U);
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
    ['goBackwards', [lstm({ units: U, ...more, goBackwards: true })]],
    ['zeroOutputForMask', [gru({ units: U, ...more, zeroOutputForMask: true })]],
    ['bidirectional', [bidirectional({ layer: lstm({ units: U, ...more }) })]],
    ['two cells', [rnn([elman({ units: U }), elman({ units: 3 })], more)]],
    ['dense', [dense({ units: U, activation: 'relu' })]],
    ['dense with logits', [dense({ units: U, activation: 'softmax' })]],
    ['conv1d', [conv1d({ filters: U, kernelSize: 3, padding: 'causal', activation: 'tanh' })]],
    ['a stack', [lstm({ units: 9, ...more }), gru({ units: 5, ...more }), dense({ units: 2 })]],
  ] as readonly (readonly [string, readonly Layer[]])[])(
    'gives the bits of one that keeps all: %s',
    (name, layers) => {
      for (const masked of name.startsWith('conv') ? [false] : [false, true]) {
        for (const T of [1, 170, 171, 172, 700]) {
          const x = sequences(T, masked);
          const one = networkOf(layers, x);
          const short = begin(one, sequences(3, false), true).state;
          const state = name === 'bidirectional' ? {} : short;
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
    const one = networkOf([embedding({ inputDim, outputDim: I }), lstm({ units: U, ...more })], x);
    expect(bitsOf(begin(one, x, false))).toEqual(bitsOf(begin(one, x, true)));
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
