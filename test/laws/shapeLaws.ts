import type { Layer, Value } from '../../src/layers/index.ts';
import { type Mask, type Tensor, View } from '../../src/tensor/index.ts';
import { type LayerBegun, layerSubject } from '../layers/layerSubject.ts';
import type { LayerRoom } from '../layers/room.ts';
import { expectBits } from '../math/closeness.ts';
import type { Place } from './recurrentLaws.ts';

const NAN = Number.NaN;

/** Means and maxima over the steps that count; 0 where none does; the first of equal steps has the gradient. */
export function expectPooled(place: Place): void {
  const x = {
    data: tensor([1, -5, NAN, 9, 3, -7, 3, -6, /**/ 4, 4, 4, 4, NAN, 2, 2, 2], [2, 4, 2]),
    mask: maskOf([1, 0, 1, 1, 0, 0, 0, 0], 2),
  };
  const mean = run(place, (room) => room.globalAveragePooling1d(), x);
  expectBits(mean.outputs[0]?.data, [7 / 3, -6, 0, 0], 'the mean');
  const dMean = gradient(mean, [3, 6, 1, 1]);
  expectBits(dMean, [1, 2, 0, 0, 1, 2, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0], 'its gradient');
  const max = run(place, (room) => room.globalMaxPooling1d(), x);
  expectBits(max.outputs[0]?.data, [3, -5, 0, 0], 'the maximum');
  const dMax = gradient(max, [3, 6, 1, 1]);
  expectBits(dMax, [0, 6, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 'its gradient');
  for (const { mask } of [mean, max]) if (mask) throw new Error('a mask came from nowhere');
  const unknown = run(place, (room) => room.globalMaxPooling1d(), {
    data: tensor([1, NAN, 5], [1, 3, 1]),
  });
  expectBits(unknown.outputs[0]?.data, [NAN], 'a maximum over NaN');
}

/** What lays numbers out, worked out by hand. */
export function expectLaidOut(place: Place): void {
  const flat = { data: tensor([1, 2, 3, 4], [2, 2]) };
  const repeated = run(place, (room) => room.repeatVector({ n: 3 }), flat);
  expectBits(repeated.outputs[0]?.data, [1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4], 'repeatVector');
  const counted = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
  expectBits(gradient(repeated, counted), [9, 12, 27, 30], 'the gradient of repeatVector');

  const x = { data: tensor([1, 2, 3, 4, 5, 6], [1, 3, 2]) };
  const turned = run(place, (room) => room.permute({ dims: [2, 1] }), x);
  expectBits(turned.outputs[0]?.data, [1, 3, 5, 2, 4, 6], 'permute');
  expectBits(gradient(turned, [1, 2, 3, 4, 5, 6]), [1, 4, 2, 5, 3, 6], 'the gradient of permute');
  expectBits(turned.outputs[0]?.shape, [1, 2, 3], 'the shape of permute');

  const mask = maskOf([1, 0, 1], 1);
  const kept = run(place, (room) => room.reshape({ targetShape: [-1, 2, 1] }), { ...x, mask });
  expectBits(kept.outputs[0]?.shape, [1, 3, 2, 1], 'the shape of reshape');
  expectBits(kept.mask?.data, [1, 0, 1], 'the mask of reshape');
  const wider = layerOf(place, (room) => room.reshape({ targetShape: [-1, 1] }), { ...x, mask });
  expectRefusal(wider, 'reshape cannot honour the mask of its input');
  const turning = layerOf(place, (room) => room.permute({ dims: [2, 1] }), { ...x, mask });
  expectRefusal(turning, 'permute cannot honour the mask of its input');
  const still = run(place, (room) => room.permute({ dims: [1, 2] }), { ...x, mask });
  expectBits(still.mask?.data, [1, 0, 1], 'the mask of permute');
}

function expectRefusal(begin: () => unknown, message: string): void {
  try {
    begin();
  } catch (error) {
    if (String(error).includes(message)) return;
    throw error;
  }
  throw new Error(`nobody said: ${message}`);
}

function layerOf(place: Place, layer: (room: LayerRoom) => Layer, input: Value): () => LayerBegun {
  return () => run(place, layer, input);
}

function run(place: Place, layer: (room: LayerRoom) => Layer, input: Value): LayerBegun {
  return layerSubject(place.layers, layer(place.layers), 0, { inputs: [input] }).begin(
    place.compute,
  );
}

function gradient({ outputs, backward }: LayerBegun, d: readonly number[]): ArrayLike<number> {
  return backward([tensor(d, outputs[0]?.shape ?? [])]).input?.data ?? [];
}

function tensor(numbers: readonly number[], shape: readonly number[]): Tensor {
  return new View<number, Float64Array>(Float64Array.from(numbers), [...shape]);
}

function maskOf(flags: readonly number[], B: number): Mask {
  return new View<2, Uint8Array>(Uint8Array.from(flags), [B, flags.length / B]);
}
