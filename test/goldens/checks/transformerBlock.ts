import { referenceCompute } from 'unrolled/math';
import * as layers from '../../../src/layers/index.ts';
import { contextOf } from '../../layers/layerSubject.ts';
import type { LayerRoom } from '../../layers/room.ts';
import { expectGoldens, type Golden } from '../goldens.ts';
import { expectZeroWhereMasked, spoilMasked } from './masked.ts';

/** Values and all gradients of one case of `transformerBlock`, a layer made of layers. */
export function checkTransformerBlock(
  { config, weights, inputs, outputs, cotangents, gradients }: Golden,
  room: LayerRoom = layers,
): void {
  const mask = inputs.optionalMask('mask');
  const data = spoilMasked(inputs.floats<3>('x'), mask);
  const built = room
    .transformerBlock({
      ...{ numHeads: 2, intermediateDim: 5, contextLength: 4 },
      layerNormEpsilon: Number(config.epsilon),
    })
    .build('block', [{ type: 'numbers', shape: [null, 6] }]);
  const source = ({ path }: { readonly path: string }) =>
    weights.floats(path.slice('block/'.length));
  const store = new room.WeightStore(built.weights, 0, 'float64', source);
  const compute = referenceCompute('float64');
  const pending = built.begin(store, [{ data, mask }], contextOf(compute, 'block', 0));
  const [y] = pending.outputs.map((value) => room.numbersOf('block', value));
  expectGoldens({ y }, outputs, 'output');

  const [dx] = pending.backward([cotangents.floats('y')]);
  expectGoldens({ x: dx }, gradients.inputs, 'gradient of');
  expectZeroWhereMasked(dx, mask);
  const found = Object.fromEntries(
    weights.names.map((name) => [name, store.gradient(`block/${name}`)] as const),
  );
  for (const value of found['attention/key/bias']?.data ?? []) {
    // it adds the same to all scores of a query, which their softmax does not see
    if (Math.abs(value) > 1e-14) throw new Error(`the bias of the keys has the gradient ${value}`);
  }
  found['attention/key/bias']?.data.fill(0);
  expectGoldens(found, gradients.weights, 'gradient of');
}
