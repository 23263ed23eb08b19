import type { Compute, Memory } from '../kernels/index.ts';
import {
  isIds,
  type NamedStateSpec,
  type NamedWeightSpec,
  type Signature,
  type Value,
  type WeightSource,
  WeightStore,
} from '../layers/index.ts';
import {
  ConfigError,
  copyElements,
  formatShape,
  isContiguous,
  type Seed,
  ShapeError,
  sameShape,
  type Tensor,
  View,
} from '../tensor/index.ts';
import {
  BuiltGraph,
  type GraphPassOptions,
  type ModelState,
  type Node,
  type Pass,
} from './builtGraph.ts';
import { type Graph, namesOf } from './graph.ts';
import { PassContexts, type PassOptions } from './passContexts.ts';

/** Where the weights of a network are, or come from. */
export interface WeightPlace {
  readonly memory: Memory;
  /** Where weights come from that are not initialized. */
  readonly source?: WeightSource | undefined;
  /** A network that has them already. */
  readonly shared?: Network | undefined;
  /** What the layers are called; by default as their graph says, or as in the network that is shared. */
  readonly names?: readonly string[] | undefined;
}

/** A graph of layers with their weights: what a model computes. */
export class Network {
  readonly graph: Graph;
  /** What its layers are called. */
  readonly names: readonly string[];
  /** What each input looks like. */
  readonly inputs: readonly Signature[];
  /** What each output looks like. */
  readonly outputs: readonly Signature[];
  /** What one time step of each input looks like: without the time axis, where it has one. */
  readonly stepInputs: readonly Signature[];
  /** Why it cannot be stepped one time step after another; undefined if it can. */
  readonly refusesSteps: string | undefined;
  /** The weights. */
  readonly store: WeightStore;
  /** The gradients of the trained weights, one tensor for each. */
  readonly trainedGradients: readonly Tensor[];
  /** Whether its weights are those of another network. */
  readonly shared: boolean;
  /** Its calls, their sizes known. */
  readonly built: BuiltGraph;
  readonly #seed: Seed;
  readonly #stateSpecs: ReadonlyMap<string, NamedStateSpec>;
  readonly #contexts: PassContexts;

  /**
   * Builds the layers for inputs like these and makes their weights.
   *
   * @throws ShapeError if a layer cannot take what it is given
   */
  constructor(
    graph: Graph,
    inputs: readonly Signature[],
    seed: Seed,
    { memory, source, shared, names }: WeightPlace,
  ) {
    this.graph = graph;
    this.names = names ?? namesIn(graph, shared);
    this.built = new BuiltGraph(graph, inputs, '', this.names);
    this.inputs = inputs;
    this.outputs = this.built.outputs;
    this.#stateSpecs = new Map(this.built.states.map((spec) => [spec.path, spec]));
    this.stepInputs = inputs.map(withoutTime);
    this.refusesSteps = this.built.refusesSteps;
    this.#seed = seed;
    const { dtype } = memory.kernels;
    this.store =
      shared === undefined
        ? new WeightStore(this.built.weights, seed, dtype, source, memory)
        : sharedStore(shared, this.built.weights);
    this.#contexts = new PassContexts(seed, this.store.cache);
    this.shared = shared !== undefined;
    this.trainedGradients = this.weights
      .filter(({ trainable }) => trainable)
      .map(({ path }) => this.store.gradient(path));
  }

  /**
   * The same layers with weights of their own, which begin as these are. To be trained, weights have to
   * stand together, and those that are shared stand among others.
   */
  apart(memory: Memory): Network {
    const source: WeightSource = ({ path }) => this.store.weight(path);
    return new Network(this.graph, this.inputs, this.#seed, { memory, source, names: this.names });
  }

  /** Its weights; the store has others too where it is shared. */
  get weights(): readonly NamedWeightSpec[] {
    return this.built.weights;
  }

  /** The calls of its layers, in order. */
  get nodes(): readonly Node[] {
    return this.built.nodes;
  }

  /** Whether outputs of its layers cost something. */
  get costs(): boolean {
    return this.built.costs;
  }

  /** Every state that goes in and out, in order. */
  get stateSpecs(): readonly NamedStateSpec[] {
    return this.built.states;
  }

  /** Runs forward from the inputs, with the given initial states; those left out are zero. */
  begin(inputs: readonly Value[], state: ModelState, options: PassOptions): Pass {
    const B = inputs[0]?.data.shape[0] ?? 0;
    const initial = readState(state, this.#stateSpecs, B, options);
    return this.built.begin(this.store, inputs, initial, this.graphOptions(options));
  }

  /** What a pass through the graph computes with. */
  graphOptions(options: PassOptions): GraphPassOptions {
    return this.#contexts.graphOptions(options);
  }
}

/**
 * The given states, contiguous and in the precision of the model: copies, so that whoever gave them
 * may write to them before the way back; where none will come, they themselves if they are so.
 *
 * @throws ConfigError for a state that is not among `specs`; ShapeError for one of other sizes
 */
export function readState(
  state: ModelState,
  specs: ReadonlyMap<string, NamedStateSpec>,
  B: number,
  { compute, keeps }: PassOptions,
): ModelState {
  const read: Record<string, Tensor> = {};
  for (const name of Object.keys(state)) {
    const tensor = state[name]!;
    const spec = specs.get(name);
    if (spec === undefined) {
      const names = [...specs.keys()].join(', ') || 'none';
      throw new ConfigError(`the model has no state '${name}'; its states are ${names}`);
    }
    if (!isBatchOf(spec.shape, B, tensor.shape)) {
      throw new ShapeError(
        `state ${name} wants ${formatShape([B, ...spec.shape])}, got ${formatShape(tensor.shape)}`,
      );
    }
    const { dtype } = compute.kernels;
    const asItIs = tensor instanceof View && isContiguous(tensor) && tensor.dtype === dtype;
    read[name] = keeps === false && asItIs ? tensor : copyIn(tensor, compute);
  }
  return read;
}

function copyIn(tensor: Tensor, compute: Compute): Tensor {
  const own = compute.empty(tensor.shape);
  copyElements(tensor, own.data);
  return own;
}

/** Whether a tensor is B rows of the shape. */
function isBatchOf(row: readonly number[], B: number, shape: readonly number[]): boolean {
  if (shape.length !== row.length + 1 || shape[0] !== B) return false;
  for (let i = 0; i < row.length; i++) if (shape[i + 1] !== row[i]) return false;
  return true;
}

/** A signature without its time axis, where it has one. */
function withoutTime(input: Signature): Signature {
  return hasTime(input) ? { type: input.type, shape: input.shape.slice(1) } : input;
}

/** The signature of inputs like this one: any batch, and any length of time. */
export function signatureOf({ data }: Value): Signature {
  const [, ...shape] = data.shape;
  const type = isIds(data) ? 'ids' : 'numbers';
  return hasTime({ type, shape }) ? { type, shape: [null, ...shape.slice(1)] } : { type, shape };
}

/** Whether such values are sequences: ids `[batch, time]`, numbers `[batch, time, …]`. */
export function hasTime({ type, shape }: Signature): boolean {
  return shape.length === (type === 'ids' ? 1 : 2);
}

/** The layers' names: those that they have in the network that is shared with, where they stand there. */
function namesIn({ layers }: Graph, shared: Network | undefined): readonly string[] {
  if (shared === undefined) return namesOf(layers);
  const { names } = shared;
  return namesOf(layers, (layer) => names[shared.graph.layers.indexOf(layer)]);
}

/** The store of another network. @throws ConfigError unless it has all of the weights */
function sharedStore({ store, graph }: Network, weights: readonly NamedWeightSpec[]): WeightStore {
  for (const { path, shape } of weights) {
    const known = store.specs.find((spec) => spec.path === path);
    if (known !== undefined && sameShape(known.shape, shape)) continue;
    throw new ConfigError(
      `${path} ${formatShape(shape)} is no weight of the model to share with, whose layers are ` +
        `${namesOf(graph.layers).join(', ')}: share with a model that these layers were called for`,
    );
  }
  return store;
}
