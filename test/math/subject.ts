import type { Compute } from 'unrolled/math';
import type { Ids, Mask, Tensor } from '../../src/tensor/index.ts';
import { zeros } from '../../src/tensor/index.ts';

/** Tensors by name; one that is left out is undefined. */
export type Tensors = Readonly<Record<string, Tensor | undefined>>;

/**
 * A forward and a backward pass with all that they read, ready to run: what the checks of this
 * folder are about, be it a pair of `unrolled/math` or a whole layer.
 */
export interface Subject {
  /** The weights, which going back leaves gradients for in `grads`. */
  readonly weights: Tensors;
  /** Where the gradients of the weights are added, by the names of the weights. */
  readonly grads: Tensors;
  /** The other tensors that have a gradient, which going back returns by name. */
  readonly inputs: Tensors;
  /** What else is read: ids, masks, targets. */
  readonly constants: readonly (Tensor | Ids | Mask | undefined)[];
  /** Which inputs get no gradient with `inputGradient: false`. */
  readonly skipped?: readonly string[];
  /** Runs forward. */
  readonly begin: (compute: Compute, inputGradient?: boolean) => Begun;
}

/** A forward pass that has not gone back yet. */
export interface Begun {
  readonly outputs: readonly Tensor[];
  /** From the gradients of the outputs, of which undefined means zero, to those of the inputs. */
  readonly backward: (d: readonly (Tensor | undefined)[]) => Tensors;
}

/** A subject before its numbers are drawn. */
export interface Case<Room> {
  readonly name: string;
  /** The subject with numbers from `seed`, computed by `room`: the library, or an edited copy. */
  readonly subject: (room: Room, seed: number) => Subject;
}

/** Zeros with the names and shapes of `tensors`. */
export function zerosLike<T extends Tensors>(tensors: T): T;
export function zerosLike(tensors: Tensors): Tensors {
  const entries = Object.entries(tensors);
  return Object.fromEntries(
    entries.map(([name, tensor]) => [name, tensor && zeros(tensor.shape, tensor.dtype)]),
  );
}

/** The tensors that are not left out. */
export function present(tensors: Tensors): [string, Tensor][] {
  return Object.entries(tensors).flatMap(([name, tensor]) =>
    tensor === undefined ? [] : [[name, tensor]],
  );
}
