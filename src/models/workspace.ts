import type { Compute, Kernels } from '../kernels/index.ts';
import {
  type Dims,
  type Dtype,
  type FloatArray,
  floats,
  type Ids,
  type Shape,
  sameShape,
  sizeOf,
  type Tensor,
  View,
} from '../tensor/index.ts';

/** How many forward passes may wait for their way back; beyond, the oldest loses its memory. */
const MOST_PENDING = 8;

/**
 * The memory that forward and backward passes compute in. A pass takes a block and gives it back
 * when it has gone back; the next pass finds the same tensors in it, so nothing is left for the
 * garbage collector and there is nothing to dispose of.
 */
export class Workspace {
  readonly #kernels: Kernels;
  readonly #free: Block[] = [];
  readonly #taken: Block[] = [];

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  /** A block for one pass: a free one, else the oldest of those that still wait. */
  take(): Block {
    const waiting = this.#taken.length >= MOST_PENDING ? this.#taken.shift() : undefined;
    const block = this.#free.pop() ?? waiting ?? new Block(this.#kernels);
    block.restart();
    this.#taken.push(block);
    return block;
  }

  /** Lends a block for the duration of `work`. */
  use<T>(work: (block: Block) => T): T {
    const block = this.take();
    const { lease } = block;
    try {
      return work(block);
    } finally {
      this.release(block, lease);
    }
  }

  /** Gives a block back, unless another pass has taken it since `lease`. */
  release(block: Block, lease: number): void {
    if (block.lease !== lease) return;
    const at = this.#taken.indexOf(block);
    if (at < 0) return;
    this.#taken.splice(at, 1);
    block.restart();
    this.#free.push(block);
  }
}

interface Slot<M, V> {
  memory: M;
  view: V;
}

/** Memory that gives the n-th call of a pass what it gave the n-th call of the pass before. */
export class Block implements Compute {
  readonly kernels: Kernels;
  /** Counts the passes that had this block: a pass that remembers another number has lost it. */
  lease = 0;
  readonly #tensors: Slot<FloatArray, Tensor>[] = [];
  readonly #doubles: Float64Array[] = [];
  readonly #ids: Slot<Int32Array, Ids>[] = [];
  #nextTensor = 0;
  #nextDoubles = 0;
  #nextIds = 0;

  constructor(kernels: Kernels) {
    this.kernels = kernels;
  }

  /** Begins the next pass. */
  restart(): void {
    this.lease++;
    this.#nextTensor = 0;
    this.#nextDoubles = 0;
    this.#nextIds = 0;
  }

  /** A contiguous tensor of zeros. */
  zeros<R extends number>(shape: Dims<R>): Tensor<R> {
    const at = this.#nextTensor++;
    const slot = this.#tensors[at];
    if (slot !== undefined && fits(slot.view, shape)) {
      slot.view.data.fill(0);
      return slot.view;
    }
    const size = sizeOf(shape);
    const memory = room(slot?.memory, size, this.kernels.dtype);
    const data = memory.length === size ? memory : memory.subarray(0, size);
    data.fill(0);
    const view = new View<R, FloatArray>(data, shape);
    this.#tensors[at] = { memory, view };
    return view;
  }

  /** Zeros in float64. */
  doubles(length: number): Float64Array {
    const at = this.#nextDoubles++;
    const kept = this.#doubles[at];
    if (kept?.length === length) {
      kept.fill(0);
      return kept;
    }
    const fresh = new Float64Array(length);
    this.#doubles[at] = fresh;
    return fresh;
  }

  /** Ids of the given shape, all 0. */
  ids<R extends number>(shape: Dims<R>): Ids<R> {
    const at = this.#nextIds++;
    const slot = this.#ids[at];
    if (slot !== undefined && fits(slot.view, shape)) {
      slot.view.data.fill(0);
      return slot.view;
    }
    const memory = new Int32Array(sizeOf(shape));
    const view = new View<R, Int32Array>(memory, shape);
    this.#ids[at] = { memory, view };
    return view;
  }
}

function fits<R extends number>(view: Tensor, shape: Dims<R>): view is Tensor<R>;
function fits<R extends number>(view: Ids, shape: Dims<R>): view is Ids<R>;
function fits(view: { readonly shape: Shape }, shape: Shape): boolean {
  return sameShape(view.shape, shape);
}

/** The memory that was there if it is large enough, else new memory. */
function room(memory: FloatArray | undefined, size: number, dtype: Dtype): FloatArray {
  return memory !== undefined && memory.length >= size ? memory : floats(dtype, size);
}
