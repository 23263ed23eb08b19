import type { KernelChoice } from '../kernels/index.ts';
import type { Dtype, Seed } from '../tensor/index.ts';

/** Options of a model. */
export interface ModelOptions {
  /** Of everything random: initial weights, shuffling, dropout; 0 by default. */
  readonly seed?: Seed;
  /** The precision: `float32` by default, `float64` for checks. */
  readonly dtype?: Dtype;
  /** What `summary` calls it; `sequential` by default. */
  readonly name?: string;
  /**
   * `auto` (by default) computes in WebAssembly where it runs, `reference` in plain TypeScript
   * everywhere; the bits are the same. `relaxed` lets the machine fuse multiplication and addition
   * where it can (Node 22 and later, current browsers): faster, but the bits then depend on the
   * machine. A file does not keep the choice.
   */
  readonly kernels?: KernelChoice;
}
