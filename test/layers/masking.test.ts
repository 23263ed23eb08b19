import { referenceCompute } from 'unrolled/math';
import { describe, expect, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { type Layer, type Pending, WeightStore } from '../../src/layers/index.ts';
import { type Ids, type Mask, ShapeError, type Tensor, View } from '../../src/tensor/index.ts';
import { elmanCell } from './cells.ts';
import { residual } from './composites.ts';
import { contextOf, drawSequence } from './layerSubject.ts';

/** `[B, T, N]` from a text for each row, steps parted by a bar. */
function sequence(...rows: readonly string[]): Tensor<3> {
  const steps = rows.map((row) => row.split(' | ').map((step) => step.split(' ').map(Number)));
  const [first = []] = steps;
  const data = Float64Array.from(steps.flat(2));
  return new View<3, Float64Array>(data, [rows.length, first.length, first[0]?.length ?? 0]);
}

/** `[B, T]` from a text of 0 and 1 for each row. */
function mask(...rows: readonly string[]): Mask {
  const data = Uint8Array.from(rows.join(''), Number);
  return new View<2, Uint8Array>(data, [rows.length, rows[0]?.length ?? 0]);
}

function begin(layer: Layer, data: Tensor | Ids, given?: Mask): Pending {
  const built = layer.build(layer.kind, [
    { type: layers.isIds(data) ? 'ids' : 'numbers', shape: data.shape.slice(1) },
  ]);
  const store = new WeightStore(built.weights, 0, 'float64');
  return built.begin(store, [{ data, mask: given }], contextOf(referenceCompute('float64'), '', 0));
}

describe('masking', () => {
  const x = sequence('1 0 | 0 0 | 0 3', '0 0 | 2 2 | 0 0');

  test('masks the steps whose features all equal the mask value', () => {
    const [output] = begin(layers.masking({}), x).outputs;
    expect(output?.mask).toEqual(mask('101', '010'));
    expect(output?.data.data).toEqual(x.data);
    const [atTwo] = begin(layers.masking({ maskValue: 2 }), x).outputs;
    expect(atTwo?.mask).toEqual(mask('111', '101'));
  });

  test('gives masked steps on as zeros, whatever they hold', () => {
    const [output] = begin(layers.masking({ maskValue: 2 }), x).outputs;
    expect(output?.data).toEqual(sequence('1 0 | 0 0 | 0 3', '0 0 | 0 0 | 0 0'));
    const [spoilt] = begin(layers.masking({}), sequence('NaN 1 | 1 1'), mask('01')).outputs;
    expect(spoilt?.data).toEqual(sequence('0 0 | 1 1'));
  });

  test('joins the mask that came with the sequence', () => {
    const [output] = begin(layers.masking({}), x, mask('110', '111')).outputs;
    expect(output?.mask).toEqual(mask('100', '010'));
  });

  test('does not take NaN for its value: only what is equal to it is padding', () => {
    const [output] = begin(layers.masking({}), sequence('NaN NaN')).outputs;
    expect(output?.mask).toEqual(mask('1'));
    expect(output?.data).toEqual(sequence('NaN NaN'));
  });

  test('lets a gradient through at the steps it lets through, and nowhere else', () => {
    const dy = sequence('1 2 | NaN 4 | 5 6', 'NaN 8 | 9 10 | 11 NaN');
    const [dx] = begin(layers.masking({}), x).backward([dy]);
    expect(dx).toEqual(sequence('1 2 | 0 0 | 5 6', '0 0 | 9 10 | 0 0'));
  });
});

describe('embedding with maskZero', () => {
  const ids = new View<2, Int32Array>(Int32Array.of(3, 0, 1, 0, 0, 2), [2, 3]);
  const layer = layers.embedding({ inputDim: 4, outputDim: 2, maskZero: true });

  test('masks id 0, and gives zeros there', () => {
    const [output] = begin(layer, ids).outputs;
    expect(output?.mask).toEqual(mask('101', '001'));
    const isZero = Array.from(output?.data.data ?? [], (value) => (value === 0 ? 0 : 1));
    expect(isZero.join('')).toBe('110011' + '000011');
  });

  test('joins the mask that came with the ids', () => {
    const [output] = begin(layer, ids, mask('011', '111')).outputs;
    expect(output?.mask).toEqual(mask('001', '001'));
  });

  test('wants a time axis to put a mask on', () => {
    const flat = new View<1, Int32Array>(Int32Array.of(1, 2), [2]);
    expect(() => begin(layer, flat)).toThrow(ShapeError);
  });
});

describe('what becomes of a mask', () => {
  const x = drawSequence(2, 3, 4, 0);
  const given = mask('110', '011');
  const rows: readonly { readonly layer: Layer; readonly passes: boolean }[] = [
    { layer: layers.dense({ units: 2 }), passes: true },
    { layer: layers.dense({ units: 2, activation: 'softmax' }), passes: true },
    { layer: layers.activation({ activation: 'tanh' }), passes: true },
    { layer: layers.dropout({ rate: 0.5 }), passes: true },
    { layer: layers.simpleRnn({ units: 2, returnSequences: true }), passes: true },
    { layer: layers.simpleRnn({ units: 2 }), passes: false },
    { layer: layers.lstm({ units: 2, returnSequences: true }), passes: true },
    { layer: layers.lstm({ units: 2 }), passes: false },
    { layer: layers.gru({ units: 2, returnSequences: true }), passes: true },
    { layer: layers.gru({ units: 2 }), passes: false },
    { layer: layers.rnn(elmanCell(layers)({ units: 2 }), { returnSequences: true }), passes: true },
    { layer: layers.rnn(elmanCell(layers)({ units: 2 })), passes: false },
    { layer: residual(layers)({ units: 2 }), passes: true },
  ];

  test.each(rows)('$layer.kind passes it on: $passes', ({ layer, passes }) => {
    const [output, ...states] = begin(layer, x, given).outputs;
    expect(output?.mask).toEqual(passes ? given : undefined);
    for (const state of states) expect(state.mask).toBeUndefined();
  });

  test('flatten refuses it, as it could not honour it', () => {
    expect(() => begin(layers.flatten({}), x, given)).toThrow(ShapeError);
    expect(() => begin(layers.flatten({}), x, given)).toThrow(
      'flatten cannot honour the mask of its input: put a recurrent layer before it',
    );
  });
});
