import type { Compute, Memory } from '../kernels/index.ts';
import {
  type Built,
  type Context,
  type Gradients,
  isIds,
  type Layer,
  type Logits,
  numbersOf,
  type Pending,
  type Signature,
  type Value,
  type WeightSource,
  WeightStore,
} from '../layers/index.ts';
import {
  ConfigError,
  copyElements,
  formatShape,
  randomStream,
  type Seed,
  ShapeError,
  StateError,
  sameShape,
  type Tensor,
} from '../tensor/index.ts';
import { checkList } from '../tensor/options.ts';

/** The states of a model's recurrent layers by path, e.g. `lstm/h`; rows are the batch. */
export type ModelState = Readonly<Record<string, Tensor>>;

/** A layer in its place. */
export interface Node {
  /** Its name in the model. */
  readonly path: string;
  readonly layer: Layer;
  readonly built: Built;
  /** Whether a weight before it is trained, so that the gradient of its input is needed. */
  readonly inputGradient: boolean;
}

/** How a pass is made. */
export interface PassOptions {
  readonly compute: Compute;
  /** Whether dropout drops. */
  readonly training: boolean;
  /** Which training step it is, for the random numbers. */
  readonly step: number;
  /** Where the first row stands in its batch, for the random numbers; 0 by default. */
  readonly firstRow?: number;
  /** Whether the caller wants the gradient of the input. */
  readonly inputGradient?: boolean;
}

/** One forward pass through all layers, which can go back. */
export interface Pass {
  /** What the last layer gave. */
  readonly output: Value;
  /** The final states. */
  readonly state: ModelState;
  /** What went into the final softmax or sigmoid, if the model ends in one. */
  readonly logits: Logits | undefined;
  /** What every layer gave, in order. */
  readonly outputs: readonly { readonly path: string; readonly value: Value }[];
  /** Adds the gradients of the weights into the store; returns that of the input. */
  backward(dOutput: Tensor): Tensor | undefined;
  /** The same from the gradient of the logits. */
  backwardFromLogits(dLogits: Tensor): Tensor | undefined;
}

/** The layers of a chain, once each is one. @throws ConfigError for anything else */
export function checkLayers(layers: readonly Layer[], owner: string): readonly Layer[] {
  checkList(owner, 'layers', layers);
  for (const [i, layer] of layers.entries()) {
    if (isLayer(layer)) continue;
    const got =
      typeof layer === 'function' ? 'a function: call it with its options' : nameOf(layer);
    throw new ConfigError(`${owner} wants a layer at ${i}, got ${got}`);
  }
  return layers;
}

function nameOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? 'an object that is none' : String(value);
}

function isLayer(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'build' in value && 'reads' in value;
}

/** A chain of layers with their weights: what a model computes. */
export class Network {
  /** The layers in their order. */
  readonly nodes: readonly Node[];
  /** What the first layer gets. */
  readonly input: Signature;
  /** The weights. */
  readonly store: WeightStore;
  /** The gradients of the trained weights, one tensor for each. */
  readonly trainedGradients: readonly Tensor[];
  /** Every state of the layers, in order. */
  readonly stateSpecs: readonly Built['state'][number][];
  readonly #seed: Seed;

  /**
   * Builds the layers for inputs like `input` and makes their weights.
   *
   * @throws ShapeError if a layer cannot take what the one before it gives
   */
  constructor(
    layers: readonly Layer[],
    input: Signature,
    seed: Seed,
    memory: Memory,
    source?: WeightSource,
  ) {
    const nodes: Node[] = [];
    let signature = input;
    let trained = false;
    const twice = layers.find((layer, i) => layers.indexOf(layer) !== i);
    if (twice !== undefined) {
      throw new ConfigError(
        `the same ${twice.kind} stands twice in the chain: make another like it`,
      );
    }
    for (const [i, path] of namesOf(layers).entries()) {
      const layer = layers[i];
      if (layer === undefined) continue;
      if (layer.returns !== undefined) {
        throw new ConfigError(
          `${path} gives more than its output, and in a chain nothing takes that: build a model({ inputs, outputs }) of it`,
        );
      }
      const built = layer.build(path, [signature]);
      nodes.push({ path, layer, built, inputGradient: trained });
      signature = built.output;
      trained ||= built.weights.some((weight) => weight.trainable);
    }
    this.nodes = nodes;
    this.stateSpecs = nodes.flatMap(({ built }) => built.state);
    this.input = input;
    this.#seed = seed;
    this.store = new WeightStore(
      nodes.flatMap(({ built }) => built.weights),
      seed,
      memory.kernels.dtype,
      source,
      memory,
    );
    this.trainedGradients = this.store.specs
      .filter(({ trainable }) => trainable)
      .map(({ path }) => this.store.gradient(path));
  }

  /** Runs forward from `input`, with the given initial states; those left out are zero. */
  begin(input: Value, state: ModelState, options: PassOptions): Pass {
    const initial = this.#readState(input, state, options);
    const pendings: Pending[] = [];
    const outputs: { path: string; value: Value }[] = [];
    const finalState: Record<string, Tensor> = {};
    let value = input;
    for (const { path, built, inputGradient } of this.nodes) {
      const context = this.#context(
        path,
        inputGradient || (options.inputGradient ?? false),
        options,
      );
      const pending = built.begin(
        this.store,
        [value, ...statesOf(built, input, initial, options)],
        context,
      );
      const [first, ...last] = pending.outputs;
      if (first === undefined) throw new StateError(`${path} gave no output`);
      for (const [i, { path: name }] of built.state.entries()) {
        finalState[name] = numbersOf(path, last[i]);
      }
      pendings.push(pending);
      outputs.push({ path, value: first });
      value = first;
    }
    const goBack = (from: number, d: Tensor | undefined): Tensor | undefined => {
      let gradient = d;
      for (let i = from; i >= 0; i--) gradient = pendings[i]?.backward([gradient])[0];
      return gradient;
    };
    const last = pendings.length - 1;
    const logits = pendings[last]?.logits;
    return {
      output: value,
      state: finalState,
      logits,
      outputs,
      backward: (dOutput) => goBack(last, dOutput),
      backwardFromLogits: (dLogits) => {
        const d: Gradients | undefined = logits?.backward([dLogits]);
        return goBack(last - 1, d?.[0]);
      },
    };
  }

  /** Whether its input has a time axis. */
  get hasTime(): boolean {
    return hasTime(this.input.type, this.input.shape);
  }

  /** What one time step of its input looks like. */
  get stepInput(): Signature {
    const { type, shape } = this.input;
    return this.hasTime ? { type, shape: shape.slice(1) } : this.input;
  }

  #context(path: string, inputGradient: boolean, options: PassOptions): Context {
    const { compute, training, step, firstRow = 0 } = options;
    return {
      kernels: compute.kernels,
      zeros: (shape) => compute.zeros(shape),
      empty: (shape) => compute.empty(shape),
      ids: (length) => compute.ids(length),
      flags: (length) => compute.flags(length),
      doubles: (length) => compute.doubles(length),
      training,
      inputGradient,
      random: (purpose, row) => randomStream(this.#seed, purpose, path, step, firstRow + row),
      child: (childPath, childGradient = inputGradient) =>
        this.#context(childPath, childGradient, options),
    };
  }

  /** The given states, contiguous and in the precision of the model. */
  #readState(input: Value, state: ModelState, { compute }: PassOptions): ModelState {
    const B = input.data.shape[0] ?? 0;
    const specs = this.stateSpecs;
    const read: Record<string, Tensor> = {};
    for (const [name, tensor] of Object.entries(state)) {
      const spec = specs.find(({ path }) => path === name);
      if (spec === undefined) {
        const names = specs.map(({ path }) => path).join(', ') || 'none';
        throw new ConfigError(`the model has no state '${name}'; its states are ${names}`);
      }
      if (!sameShape(tensor.shape, [B, ...spec.shape])) {
        throw new ShapeError(
          `state ${name} wants ${formatShape([B, ...spec.shape])}, got ${formatShape(tensor.shape)}`,
        );
      }
      const own = compute.zeros(tensor.shape);
      copyElements(tensor, own.data);
      read[name] = own;
    }
    return read;
  }
}

function statesOf(
  built: Built,
  input: Value,
  state: ModelState,
  { compute }: PassOptions,
): readonly Value[] {
  const B = input.data.shape[0] ?? 0;
  if (built.state.every(({ path }) => state[path] === undefined)) return [];
  return built.state.map(({ path, shape }) => ({
    data: state[path] ?? compute.zeros([B, ...shape]),
  }));
}

/**
 * A name for every layer: its own, or its kind, numbered from the second of a kind on.
 *
 * @throws ConfigError if two layers were given the same name
 */
function namesOf(layers: readonly Layer[]): string[] {
  const given = layers.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const taken = new Set(given);
  if (taken.size !== given.length) {
    const twice = given.find((name, i) => given.indexOf(name) !== i);
    throw new ConfigError(`two layers are named '${twice}': give each a name of its own`);
  }
  return layers.map(({ name, kind }) => {
    if (name !== undefined) return name;
    let free = kind;
    for (let n = 1; taken.has(free); n++) free = `${kind}_${n}`;
    taken.add(free);
    return free;
  });
}

/** The signature of inputs like this one: any batch, and any length of time. */
export function signatureOf({ data }: Value): Signature {
  const [, ...shape] = data.shape;
  const type = isIds(data) ? 'ids' : 'numbers';
  return hasTime(type, shape) ? { type, shape: [null, ...shape.slice(1)] } : { type, shape };
}

/** Whether values of these sizes after the batch are sequences: ids `[time]`, numbers `[time, …]`. */
function hasTime(type: Signature['type'], shape: Signature['shape']): boolean {
  return shape.length === (type === 'ids' ? 1 : 2);
}
