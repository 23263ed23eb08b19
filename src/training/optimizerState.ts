import { checkTensor } from '../math/check.ts';
import {
  type Dtype,
  isContiguous,
  ShapeError,
  StateError,
  sameShape,
  type Tensor,
} from '../tensor/index.ts';
import type { OptimizerState } from './optimizer.ts';

/** The names of what an optimizer remembers. */
export interface StateForm {
  readonly slots: readonly string[];
  readonly scalars: readonly string[];
}

/** Throws a ShapeError unless all tensors are contiguous and in this precision. */
export function checkTensors(
  kind: string,
  what: string,
  tensors: readonly Tensor[],
  dtype: Dtype,
): void {
  for (const [i, tensor] of tensors.entries()) {
    checkTensor(kind, `${what} ${i}`, tensor, tensor.shape, dtype);
  }
}

/** Throws a ShapeError unless `tensors` are as many and shaped as the weights. */
export function checkMatching(
  kind: string,
  what: string,
  tensors: readonly Tensor[],
  weights: readonly Tensor[],
  dtype: Dtype,
): void {
  if (tensors.length !== weights.length) {
    throw new ShapeError(
      `${kind} wants one ${what} for each weight: ${weights.length}, got ${tensors.length}`,
    );
  }
  for (let i = 0; i < tensors.length; i++) {
    const tensor = tensors[i]!;
    const { shape } = weights[i]!;
    if (tensor.dtype === dtype && sameShape(tensor.shape, shape) && isContiguous(tensor)) continue;
    checkTensor(kind, `the ${what} of weight ${i}`, tensor, shape, dtype);
  }
}

/**
 * Throws unless the state is one of this form that was made for such weights: a StateError for other
 * names, a ShapeError for other tensors.
 */
export function checkState(
  kind: string,
  form: StateForm,
  { slots, scalars }: OptimizerState,
  weights: readonly Tensor[],
  dtype: Dtype,
): void {
  checkNames(kind, 'slots', Object.keys(slots), form.slots);
  checkNames(kind, 'scalars', Object.keys(scalars), form.scalars);
  for (const name of form.slots) {
    checkMatching(kind, `slot ${name}`, slots[name]!, weights, dtype);
  }
}

function checkNames(
  kind: string,
  what: string,
  got: readonly string[],
  wanted: readonly string[],
): void {
  if (got.length === wanted.length && wanted.every((name) => got.includes(name))) return;
  const list = (names: readonly string[]): string => `[${names.join(', ')}]`;
  throw new StateError(
    `${kind} wants a state with ${what} ${list(wanted)}, got ${list(got)}: ` +
      `pass what the init of the same optimizer made`,
  );
}
