import { isIds } from '../layers/index.ts';
import { formatShape, indexOf, StateError, type Tensor } from '../tensor/index.ts';
import type { Pass } from './builtGraph.ts';
import type { Network } from './network.ts';

/**
 * Where a NaN or an infinity came from in a training step: the first weight that has one, else the
 * first layer whose output does, with its time step, else the first weight whose gradient does. Without a pass its layers cannot be looked at.
 */
export function nonFiniteError(
  what: string,
  step: number,
  network: Network,
  pass: Pass | undefined,
): StateError {
  const place =
    nonFiniteWeight(network) ??
    (pass && inOutputs(pass)) ??
    inGradients(network) ??
    'only the loss';
  return new StateError(
    `training step ${step} met ${what}: ${place}. The weights are those of the step before; ` +
      'lower the learning rate, or clip gradients with globalClipNorm',
  );
}

/** The first weight that is not finite, if any. */
export function nonFiniteWeight({ store }: Network): string | undefined {
  for (const { path } of store.specs) {
    const bad = firstBad(store.weight(path));
    if (bad !== undefined) return `weight ${path} is ${bad.value} at ${formatShape(bad.index)}`;
  }
  return undefined;
}

function inOutputs({ trace }: Pass): string | undefined {
  for (const { path, value } of trace) {
    if (isIds(value.data)) continue;
    const bad = firstBad(value.data);
    if (bad === undefined) continue;
    const [row, time] = bad.index;
    const when = bad.index.length > 2 ? `time step ${time}, ` : '';
    return `layer ${path} is the first to give ${bad.value}, at ${when}row ${row}, ${formatShape(bad.index)}`;
  }
  return undefined;
}

function inGradients({ store }: Network): string | undefined {
  for (const { path } of store.specs) {
    const bad = firstBad(store.gradient(path));
    if (bad !== undefined) {
      return `the gradient of weight ${path} is ${bad.value} at ${formatShape(bad.index)}`;
    }
  }
  return undefined;
}

/** The first element that is not finite; in a sequence the one at the earliest time step. */
function firstBad(tensor: Tensor): { value: number; index: number[] } | undefined {
  let first: { value: number; index: number[] } | undefined;
  for (const [i, value] of tensor.data.entries()) {
    if (Number.isFinite(value)) continue;
    const index = indexOf(tensor.shape, i);
    if (tensor.shape.length < 3) return { value, index };
    if (first === undefined || (index[1] ?? 0) < (first.index[1] ?? 0)) first = { value, index };
  }
  return first;
}
