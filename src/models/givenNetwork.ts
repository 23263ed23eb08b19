import type { Memory } from '../kernels/index.ts';
import type { Value } from '../layers/index.ts';
import {
  ConfigError,
  copyElements,
  type Dtype,
  type FloatArray,
  formatShape,
  isContiguous,
  ShapeError,
  sizeOf,
  type Tensor,
  View,
  zeros,
} from '../tensor/index.ts';
import type { ModelState, Pass } from './builtGraph.ts';
import { GivenGraph } from './givenGraph.ts';
import { type Network, readState } from './network.ts';
import type { PassOptions } from './passContexts.ts';
import { isShared } from './sharedRows.ts';

/** What steps begin with. */
export interface GivenStart {
  /** The states that they change. */
  readonly states: ModelState;
  /** What they only look at. */
  readonly kept: ModelState;
}

/** A network of which one input comes step by step and the others were given whole. */
export class GivenNetwork {
  readonly #network: Network;
  readonly #graph: GivenGraph;
  readonly #memory: Memory;
  /** What stands where the kernels need not copy it. */
  readonly #placed = new WeakSet<FloatArray>();

  /** `left` is the input that comes step by step. @throws ConfigError if that cannot be */
  constructor(name: string, network: Network, left: number, memory: Memory) {
    this.#network = network;
    this.#graph = new GivenGraph(network.built, left);
    this.#memory = memory;
    if (this.#graph.refusesSteps !== undefined) {
      throw new ConfigError(`${name} cannot be stepped: ${this.#graph.refusesSteps}`);
    }
  }

  /** Where to begin, for inputs that are given whole; states that nothing begins are 0. */
  begin(given: readonly Value[], options: PassOptions): GivenStart {
    const { store } = this.#network;
    const { states, memories } = this.#graph;
    const found = this.#graph.remember(store, given, this.#network.graphOptions(options));
    const { dtype } = options.compute.kernels;
    const B = given[0]?.data.shape[0] ?? 0;
    const begun = Array.from(states.values(), ({ path, shape }) => {
      const first = zeros([B, ...shape], dtype);
      const known = found.get(path);
      if (known !== undefined) copyElements(known, first.data);
      return [path, first] as const;
    });
    const known = Array.from(
      memories.keys(),
      (path) => [path, this.#place(found.get(path)!)] as const,
    );
    return { states: Object.fromEntries(begun), kept: Object.fromEntries(known) };
  }

  /**
   * One step: `x` with a time axis of length 1. Beside what the step gives there is what it only looked
   * at, to be passed on as it is.
   *
   * @throws ShapeError for states of other sizes; ConfigError for an unknown one, and without memory
   */
  step(
    x: Value,
    state: ModelState,
    options: PassOptions,
  ): { readonly pass: Pick<Pass, 'outputs' | 'logits' | 'state'>; readonly kept: ModelState } {
    const B = x.data.shape[0] ?? 0;
    const { states, memories } = this.#graph;
    const changing: Record<string, Tensor> = {};
    const kept: Record<string, Tensor> = {};
    for (const [name, tensor] of Object.entries(state)) {
      const spec = memories.get(name);
      if (spec === undefined) changing[name] = tensor;
      else
        kept[name] = this.#known(name, tensor, [B, ...spec.shape], options.compute.kernels.dtype);
    }
    const missing = Array.from(memories.keys()).find((name) => kept[name] === undefined);
    if (missing !== undefined) {
      throw new ConfigError(
        `step wants the state ${missing}, of what was given whole: begin with initialState(batch)`,
      );
    }
    const all = { ...readState(changing, states, B, options), ...kept };
    const graphOptions = this.#network.graphOptions(options);
    return { pass: this.#graph.step(this.#network.store, x, all, graphOptions), kept };
  }

  /** A memory where the kernels find it. */
  #known(name: string, tensor: Tensor, wanted: readonly (number | null)[], dtype: Dtype): Tensor {
    const { shape } = tensor;
    const fits = wanted.every((size, axis) => size === null || size === shape[axis]);
    if (!fits || shape.length !== wanted.length) {
      const sizes = formatShape(wanted.map((size) => size ?? '?'));
      throw new ShapeError(`state ${name} wants ${sizes}, got ${formatShape(shape)}`);
    }
    const asItIs = tensor.dtype === dtype && isContiguous(isShared(tensor) ? tensor.hi(1) : tensor);
    return asItIs && this.#placed.has(tensor.data) ? tensor : this.#place(tensor);
  }

  /** A copy in the memory of the kernels. */
  #place(tensor: Tensor): Tensor {
    const data = this.#memory.floats(sizeOf(tensor.shape));
    copyElements(tensor, data);
    this.#placed.add(data);
    return new View<number, FloatArray>(data, tensor.shape);
  }
}
