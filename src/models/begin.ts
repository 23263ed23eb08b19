import { numbersOf, type Value } from '../layers/index.ts';
import {
  copy,
  formatShape,
  type Mask,
  ShapeError,
  StateError,
  sameShape,
  type Tensor,
  View,
} from '../tensor/index.ts';
import { checkOptions } from '../tensor/options.ts';
import type { ModelState, Network, Pass } from './network.ts';
import { copied } from './trainer.ts';
import type { Workspace } from './workspace.ts';

/** How `begin` runs. */
export interface BeginOptions {
  /** Whether dropout drops; `false` by default. */
  readonly training?: boolean;
  /** Initial states by path, e.g. `lstm/h`; zero where left out. */
  readonly state?: ModelState;
  /**
   * Which training step this is: each draws dropout anew, the same one draws the same. By default
   * the number of steps the model has trained plus the passes begun for training before.
   */
  readonly step?: number;
}

/** What `begin` returns; all tensors are copies. */
export type Begun<R extends number = number> = [
  y: Tensor<R>,
  backward: Backward,
  rest: {
    /** The final states of the recurrent layers, by path. */
    readonly state: ModelState;
    /** The steps of y that count; undefined if all do. */
    readonly mask: Mask | undefined;
  },
];

/**
 * The way back of `begin`, from the gradient of y to those of the trained weights: views of the
 * model's own gradients, which the next pass that goes back overwrites.
 */
export type Backward = (
  dy: Tensor,
  options?: {
    /** Adds to the gradients that are there instead of replacing them. */
    readonly accumulate?: boolean;
  },
) => readonly Tensor[];

/** Runs forward and keeps the memory of the pass until it has gone back. */
export function beginPass(
  owner: string,
  network: Network,
  workspace: Workspace,
  x: Value,
  options: Required<BeginOptions>,
): Begun {
  const { training, state, step } = options;
  const block = workspace.take();
  const { lease } = block;
  const begin = (): Pass => {
    try {
      return network.begin(x, state, { compute: block, training, step });
    } catch (error) {
      workspace.release(block, lease); // else a pass that failed would wait like one that can go back
      throw error;
    }
  };
  const pass = begin();
  const y = copy(numbersOf(owner, pass.output));
  const backward: Backward = (dy, given = {}) => {
    checkOptions('backward', given, ['accumulate']);
    const { accumulate = false } = given;
    if (block.lease !== lease) {
      throw new StateError(
        `${owner} has no way back from here any more: it was gone already, or more than eight ` +
          'passes were begun since. Call begin again',
      );
    }
    if (!sameShape(dy.shape, y.shape)) {
      throw new ShapeError(
        `${owner} wants dy ${formatShape(y.shape)}, got ${formatShape(dy.shape)}`,
      );
    }
    if (!accumulate) network.store.clearGradients();
    const own = block.zeros(dy.shape);
    own.data.set(copy(dy).data);
    pass.backward(own);
    workspace.release(block, lease);
    return network.trainedGradients;
  };
  const { mask } = pass.output;
  const steps = mask && new View<2, Uint8Array>(mask.data.slice(), mask.shape);
  return [y, backward, { state: copied(pass.state), mask: steps }];
}
