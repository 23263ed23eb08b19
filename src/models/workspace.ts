import type { Compute, Kernels, Memory } from '../kernels/index.ts';
import {
  type Data,
  type Dims,
  type FloatArray,
  type Ids,
  sameShape,
  sizeOf,
  type Tensor,
  View,
} from '../tensor/index.ts';

/** How many forward passes may wait for their way back; beyond, the oldest loses its memory. */
const MOST_PENDING = 8;

/** How many shapes a shelf remembers views of: as many lengths of batches as may come in turns. */
const MOST_SHAPES = 32;

/**
 * The memory that forward and backward passes compute in. A pass takes a block and gives it back
 * when it has gone back; the next pass finds the same tensors in it, so nothing is left for the
 * garbage collector and there is nothing to dispose of.
 */
export class Workspace {
  /** Where the blocks are. */
  readonly memory: Memory;
  readonly #free: Block[] = [];
  readonly #taken: Block[] = [];

  constructor(memory: Memory) {
    this.memory = memory;
  }

  /** A block for one pass: a free one, else the oldest of those that still wait. */
  take(): Block {
    const waiting = this.#taken.length >= MOST_PENDING ? this.#taken.shift() : undefined;
    const block = this.#free.pop() ?? waiting ?? new Block(this.memory);
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

/**
 * Memory that gives the n-th call of a pass what it gave the n-th call of the pass before. What a
 * `Compute` asks for needs no `this`, so the contexts of all layers hand on the same functions.
 */
export class Block implements Compute {
  readonly kernels: Kernels;
  /** Counts the passes that had this block: a pass that remembers another number has lost it. */
  lease = 0;
  readonly #numbers: Shelf<FloatArray>;
  readonly #doubles: Shelf<Float64Array>;
  readonly #ids: Shelf<Int32Array>;
  readonly #flags: Shelf<Uint8Array>;

  constructor(memory: Memory) {
    this.kernels = memory.kernels;
    this.#numbers = new Shelf(memory, (length) => memory.floats(length));
    this.#doubles = new Shelf(memory, (length) => memory.doubles(length));
    this.#ids = new Shelf(memory, (length) => memory.ids(length));
    this.#flags = new Shelf(memory, (length) => memory.flags(length));
  }

  /** Begins the next pass. */
  restart(): void {
    this.lease++;
    this.#numbers.restart();
    this.#doubles.restart();
    this.#ids.restart();
    this.#flags.restart();
  }

  /** A contiguous tensor of zeros. */
  readonly zeros = <R extends number>(shape: Dims<R>): Tensor<R> => {
    const tensor = this.#numbers.next(shape);
    tensor.data.fill(0);
    return tensor;
  };

  /** A contiguous tensor that holds what a pass before has left there. */
  readonly empty = <R extends number>(shape: Dims<R>): Tensor<R> => this.#numbers.next(shape);

  /** Zeros in float64. */
  readonly doubles = (length: number): Float64Array => this.#doubles.next<1>([length]).data.fill(0);

  /** Zeros for a mask. */
  readonly flags = (length: number): Uint8Array => this.#flags.next<1>([length]).data.fill(0);

  /** Zeros for ids. */
  readonly ids = (length: number): Int32Array => this.zeroIds<1>([length]).data;

  /** Runs `work` and gives out again what it took. */
  readonly reuse = <T>(work: () => T): T => {
    const numbers = this.#numbers.taken;
    const doubles = this.#doubles.taken;
    const ids = this.#ids.taken;
    const flags = this.#flags.taken;
    const result = work();
    this.#numbers.restart(numbers);
    this.#doubles.restart(doubles);
    this.#ids.restart(ids);
    this.#flags.restart(flags);
    return result;
  };

  /** Ids of the given shape, all 0. */
  zeroIds<R extends number>(shape: Dims<R>): Ids<R> {
    const ids = this.#ids.next(shape);
    ids.data.fill(0);
    return ids;
  }

  /** Ids of the given shape, which hold what a pass before has left there. */
  emptyIds<R extends number>(shape: Dims<R>): Ids<R> {
    return this.#ids.next(shape);
  }
}

interface Slot<D extends Data> {
  memory: D;
  /** Of parts of the memory, the last used first. */
  readonly views: View<number, D>[];
}

/** Arrays of one type, one for each call of a pass. */
class Shelf<D extends Data> {
  readonly #memory: Memory;
  readonly #make: (length: number) => D;
  readonly #slots: Slot<D>[] = [];
  #next = 0;

  constructor(memory: Memory, make: (length: number) => D) {
    this.#memory = memory;
    this.#make = make;
  }

  /** How many arrays this pass has taken. */
  get taken(): number {
    return this.#next;
  }

  /** Begins again after the first `taken` arrays. */
  restart(taken = 0): void {
    this.#next = taken;
  }

  /** What stands in the next place: the view that was there before, or a new one of other shape. */
  next<R extends number>(shape: Dims<R>): View<R, D> {
    const slot = this.#slotOf(sizeOf(shape));
    const { views } = slot;
    for (let i = 0; i < views.length; i++) {
      const view = views[i]!;
      if (!fits(view, shape)) continue;
      if (i > 0) views.unshift(...views.splice(i, 1));
      return view;
    }
    const view = this.#viewOf(slot.memory, shape);
    views.unshift(view);
    if (views.length > MOST_SHAPES) views.pop();
    return view;
  }

  /** The next place, with room for `size` elements. */
  #slotOf(size: number): Slot<D> {
    const at = this.#next++;
    const slot = this.#slots[at];
    if (slot !== undefined && slot.memory.length >= size) return slot;
    if (slot !== undefined) this.#memory.free(slot.memory);
    const memory = this.#make(size);
    // at once, so that the next pass of a smaller shape need not make them
    const views = slot?.views.map(({ shape }) => this.#viewOf(memory, shape)) ?? [];
    const larger = { memory, views };
    this.#slots[at] = larger;
    return larger;
  }

  #viewOf<R extends number>(memory: D, shape: Dims<R>): View<R, D> {
    const size = sizeOf(shape);
    const data = memory.length === size ? memory : this.#memory.part(memory, 0, size);
    return new View<R, D>(data, shape);
  }
}

function fits<R extends number, D extends Data>(
  view: View<number, D>,
  shape: Dims<R>,
): view is View<R, D> {
  return sameShape(view.shape, shape);
}
