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
import type { ModelState, Pass } from './builtGraph.ts';
import type { Network } from './network.ts';
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
export type Begun<Y = Tensor, DY = Tensor> = [
  y: Y,
  backward: Backward<DY>,
  rest: {
    /** The final states of the recurrent layers, by path. */
    readonly state: ModelState;
    /** The steps of y that count, of the first output where there are several; undefined if all do. */
    readonly mask: Mask | undefined;
  },
];

/**
 * The way back of `begin`, from the gradient of y to those of the trained weights: views of the
 * model's own gradients, which the next pass that goes back overwrites.
 */
export type Backward<DY = Tensor> = (
  dy: DY,
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
  x: readonly Value[],
  options: Required<BeginOptions>,
): Begun<readonly Tensor[], readonly Tensor[]> {
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
  const y = pass.outputs.map((output) => copy(numbersOf(owner, output)));
  const backward: Backward<readonly Tensor[]> = (dy, given = {}) => {
    checkOptions('backward', given, ['accumulate']);
    const { accumulate = false } = given;
    if (block.lease !== lease) {
      throw new StateError(
        `${owner} has no way back from here any more: it was gone already, or more than eight ` +
          'passes were begun since. Call begin again',
      );
    }
    for (const [i, { shape }] of y.entries()) {
      if (!sameShape(dy[i]!.shape, shape)) {
        throw new ShapeError(
          `${owner} wants dy ${formatShape(shape)}, got ${formatShape(dy[i]!.shape)}`,
        );
      }
    }
    if (!accumulate) network.store.clearGradients();
    const own = dy.map((d) => {
      const inBlock = block.zeros(d.shape);
      inBlock.data.set(copy(d).data);
      return inBlock;
    });
    pass.backward(own);
    workspace.release(block, lease);
    return network.trainedGradients;
  };
  const mask = pass.outputs[0]?.mask;
  const steps = mask && new View<2, Uint8Array>(mask.data.slice(), mask.shape);
  return [y, backward, { state: copied(pass.state), mask: steps }];
}
