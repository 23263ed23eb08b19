import { referenceCompute } from 'unrolled/math';
import { describe, expect, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { type Layer, WeightStore } from '../../src/layers/index.ts';
import { type Ids, type Mask, ShapeError, type Tensor, View } from '../../src/tensor/index.ts';
import { elmanCell } from './cells.ts';
import { residual } from './composites.ts';
import { contextOf, drawSequence } from './layerSubject.ts';

const NaNs = Number.NaN;

/** `[B, T, N]` of the given numbers. */
function sequence(steps: readonly (readonly (readonly number[])[])[]): Tensor<3> {
  const [first = []] = steps;
  const shape: [number, number, number] = [steps.length, first.length, first[0]?.length ?? 0];
  return new View<3, Float64Array>(Float64Array.from(steps.flat(2)), shape);
}

function mask(rows: readonly (readonly number[])[]): Mask {
  return new View<2, Uint8Array>(Uint8Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0]);
}

function begin(layer: Layer<never>, data: Tensor | Ids, given?: Mask) {
  const built = layer.build(layer.kind, [
    { type: layers.isIds(data) ? 'ids' : 'numbers', shape: data.shape.slice(1) },
  ]);
  const store = new WeightStore(built.weights, 0, 'float64');
  return built.begin(store, [{ data, mask: given }], contextOf(referenceCompute('float64'), '', 0));
}

describe('masking', () => {
  const x = sequence([
    [
      [1, 0],
      [0, 0],
      [0, 3],
    ],
    [
      [0, 0],
      [2, 2],
      [0, 0],
    ],
  ]);

  test('masks the steps whose features all equal the mask value', () => {
    const { outputs } = begin(layers.masking({}), x);
    expect(outputs[0]?.mask).toEqual(
      mask([
        [1, 0, 1],
        [0, 1, 0],
      ]),
    );
    expect(outputs[0]?.data.data).toEqual(x.data);
    const { outputs: atTwo } = begin(layers.masking({ maskValue: 2 }), x);
    expect(atTwo[0]?.mask).toEqual(
      mask([
        [1, 1, 1],
        [1, 0, 1],
      ]),
    );
  });

  test('gives masked steps on as zeros, whatever they hold', () => {
    const { outputs } = begin(layers.masking({ maskValue: 2 }), x);
    expect(outputs[0]?.data.data).toEqual(Float64Array.of(1, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0));
    const spoilt = sequence([
      [
        [NaNs, 1],
        [1, 1],
      ],
    ]);
    const { outputs: kept } = begin(layers.masking({}), spoilt, mask([[0, 1]]));
    expect(kept[0]?.data.data).toEqual(Float64Array.of(0, 0, 1, 1));
  });

  test('joins the mask that came with the sequence', () => {
    const { outputs } = begin(
      layers.masking({}),
      x,
      mask([
        [1, 1, 0],
        [1, 1, 1],
      ]),
    );
    expect(outputs[0]?.mask).toEqual(
      mask([
        [1, 0, 0],
        [0, 1, 0],
      ]),
    );
  });

  test('does not take NaN for its value: only what is equal to it is padding', () => {
    const { outputs } = begin(layers.masking({}), sequence([[[NaNs, NaNs]]]));
    expect(outputs[0]?.mask).toEqual(mask([[1]]));
    expect(outputs[0]?.data.data).toEqual(Float64Array.of(NaNs, NaNs));
  });

  test('lets a gradient through at the steps it lets through, and nowhere else', () => {
    const dy = sequence([
      [
        [1, 2],
        [NaNs, 4],
        [5, 6],
      ],
      [
        [NaNs, 8],
        [9, 10],
        [11, NaNs],
      ],
    ]);
    const [dx] = begin(layers.masking({}), x).backward([dy]);
    expect(dx?.data).toEqual(Float64Array.of(1, 2, 0, 0, 5, 6, 0, 0, 9, 10, 0, 0));
  });
});

describe('embedding with maskZero', () => {
  const ids = new View<2, Int32Array>(Int32Array.of(3, 0, 1, 0, 0, 2), [2, 3]);
  const layer = layers.embedding({ inputDim: 4, outputDim: 2, maskZero: true });

  test('masks id 0, and gives zeros there', () => {
    const [output] = begin(layer, ids).outputs;
    expect(output?.mask).toEqual(
      mask([
        [1, 0, 1],
        [0, 0, 1],
      ]),
    );
    const zero = Array.from(output?.data.data ?? [], (value) => value === 0);
    expect(zero).toEqual([0, 1, 0, 1, 1, 0].flatMap((padded) => [padded === 1, padded === 1]));
  });

  test('joins the mask that came with the ids', () => {
    const [output] = begin(
      layer,
      ids,
      mask([
        [0, 1, 1],
        [1, 1, 1],
      ]),
    ).outputs;
    expect(output?.mask).toEqual(
      mask([
        [0, 0, 1],
        [0, 0, 1],
      ]),
    );
  });

  test('wants a time axis to put a mask on', () => {
    const flat = new View<1, Int32Array>(Int32Array.of(1, 2), [2]);
    expect(() => begin(layer, flat)).toThrow(ShapeError);
  });
});

describe('what becomes of a mask', () => {
  const x = drawSequence(2, 3, 4, 0);
  const given = mask([
    [1, 1, 0],
    [0, 1, 1],
  ]);
  const rows: readonly { readonly layer: Layer<never>; readonly passes: boolean }[] = [
    { layer: layers.dense({ units: 2 }), passes: true },
    { layer: layers.dense({ units: 2, activation: 'softmax' }), passes: true },
    { layer: layers.activation({ activation: 'tanh' }), passes: true },
    { layer: layers.dropout({ rate: 0.5 }), passes: true },
    { layer: layers.simpleRnn({ units: 2, returnSequences: true }), passes: true },
    { layer: layers.simpleRnn({ units: 2 }), passes: false },
    { layer: layers.lstm({ units: 2, returnSequences: true }), passes: true },
    { layer: layers.lstm({ units: 2 }), passes: false },
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
