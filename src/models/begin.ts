import { numbersOf, type Value } from '../layers/index.ts';
import {
  copy,
  formatShape,
  ShapeError,
  StateError,
  sameShape,
  type Tensor,
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
}

/** The way back of `begin`. */
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
  options: Required<BeginOptions> & { readonly step: number },
): [y: Tensor, backward: Backward, state: ModelState] {
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
  return [y, backward, copied(pass.state)];
}
