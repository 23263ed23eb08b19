import * as math from 'unrolled/math';
import { describe, expect, test } from 'vitest';
import * as layers from '../../src/layers/index.ts';
import { randomStream } from '../../src/tensor/index.ts';
import { expectReaderIsUntold, READERS } from '../laws/lookupLaws.ts';
import { drawIds, drawTensor } from '../math/draw.ts';
import { contextOf } from './layerSubject.ts';

const compute = math.referenceCompute('float64');

describe('behind an embedding a layer gives what it gives behind numbers of unknown origin', () => {
  const cases = READERS.flatMap((reader) =>
    [false, true].map((maskZero) => ({ ...reader, reader, maskZero })),
  );
  test.each(cases)('$name, maskZero $maskZero', ({ reader, maskZero }) => {
    expectReaderIsUntold({ math, layers, compute }, reader, maskZero);
  });
});

/** A forward pass of an embedding of three rows and an LSTM behind it, on eight tokens. */
function begun(trainable: boolean) {
  const embedding = layers.embedding({ inputDim: 3, outputDim: 2, trainable });
  const lstm = layers.lstm({ units: 4 });
  const first = embedding.build('embedding', [{ type: 'ids', shape: [null] }]);
  const second = lstm.build('lstm', [first.output]);
  const store = new layers.WeightStore([...first.weights, ...second.weights], 0, 'float64');
  const data = drawIds<2>([2, 4], 3, randomStream('ids'));
  const looked = first.begin(store, [{ data }], contextOf(compute, 'embedding', 0));
  const read = second.begin(store, looked.outputs, contextOf(compute, 'lstm', 0, false, trainable));
  const dh = drawTensor<2>([2, 4], randomStream('dh'));
  const goBack = () => looked.backward(read.backward([dh]));
  return { store, looked, read, dh, goBack };
}

describe('an embedding whose table a layer has read', () => {
  test('gets its gradient from it, and none of its output', () => {
    const { store, looked, read, dh } = begun(true);
    const [dx] = read.backward([dh]);
    expect(dx).toBeUndefined();
    expect(looked.outputs[0]?.lookup?.gradient?.shape).toEqual([3, 2]);
    looked.backward([dx]);
    expect(store.gradient('embedding/embeddings').data.some((d) => d !== 0)).toBe(true);
  });

  test('adds twice the gradient when the pass goes back twice', () => {
    const { store, goBack } = begun(true);
    goBack();
    const once = store.gradient('embedding/embeddings').data.slice();
    goBack();
    const twice = store.gradient('embedding/embeddings').data;
    for (const [i, d] of once.entries()) expect(twice[i]).toBeCloseTo(2 * d, 14);
  });

  test('that is frozen gets none, and the layer has the gradients that it has otherwise', () => {
    const frozen = begun(false);
    frozen.goBack();
    expect(frozen.looked.outputs[0]?.lookup?.gradient).toBeUndefined();
    expect([...frozen.store.gradient('embedding/embeddings').data]).toEqual(new Array(6).fill(0));
    const trained = begun(true);
    trained.goBack();
    for (const name of ['lstm/kernel', 'lstm/recurrentKernel', 'lstm/bias']) {
      const gradient = frozen.store.gradient(name).data;
      expect(gradient.some((d) => d !== 0)).toBe(true);
      expect(gradient).toEqual(trained.store.gradient(name).data);
    }
  });
});
