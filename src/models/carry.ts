import type { Memory } from '../kernels/index.ts';
import type { Tensor } from '../tensor/index.ts';
import type { ModelState } from './builtGraph.ts';
import { Block } from './workspace.ts';

/** States on their way from one window of time to the next, in memory that is used again. */
export class Carry {
  readonly #block: Block;

  constructor(memory: Memory) {
    this.#block = new Block(memory);
  }

  /** Copies of the states; those that it gave before are overwritten. */
  keep(state: ModelState): ModelState {
    const kept: Record<string, Tensor> = {};
    this.#block.restart();
    for (const [name, given] of Object.entries(state)) {
      const own = this.#block.empty(given.shape);
      own.data.set(given.data);
      kept[name] = own;
    }
    return kept;
  }
}
