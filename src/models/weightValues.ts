import { numbersOf } from '../layers/index.ts';
import { copy, formatShape, ShapeError, sameShape, type Tensor } from '../tensor/index.ts';
import { type ModelData, readData } from './data.ts';
import { assign, weightNamed } from './gates.ts';
import type { Network } from './network.ts';

// What users read and write of the weights of a model: copies, by order or by name.

/** Copies of all weights, in order. */
export function copyWeights({ store, weights }: Network): Tensor[] {
  return weights.map(({ path }) => copy(store.weight(path)));
}

/** Sets all weights, in order; nothing has changed if it throws. @throws ShapeError and ConfigError */
export function assignWeights({ store, weights }: Network, values: readonly ModelData[]): void {
  if (values.length !== weights.length) {
    throw new ShapeError(`setWeights wants ${weights.length} weights, got ${values.length}`);
  }
  const read = weights.map(({ path }, i) => {
    const own = store.weight(path);
    return [own, readLike(path, own, values[i] ?? [])] as const;
  });
  store.change(() => {
    for (const [own, given] of read) assign(own, given);
  });
}

/** Sets a weight or one gate of it. @throws ConfigError for an unknown name, and as `assignWeights` */
export function assignWeight({ store }: Network, name: string, values: ModelData): void {
  const own = weightNamed(store, name);
  const given = readLike(name, own, values);
  store.change(() => assign(own, given));
}

function readLike(name: string, own: Tensor, values: ModelData): Tensor {
  const form = { owner: `weight ${name}`, type: 'numbers', dtype: own.dtype } as const;
  const given = numbersOf(name, readData(values, form));
  if (!sameShape(given.shape, own.shape)) {
    throw new ShapeError(
      `weight ${name} wants ${formatShape(own.shape)}, got ${formatShape(given.shape)}`,
    );
  }
  return given;
}
