import { KERNEL_CHOICES, type KernelChoice, memoryFor, QuantizedMemory } from '../kernels/index.ts';
import type { Layer, Signature, Value, WeightSource } from '../layers/index.ts';
import {
  ConfigError,
  checkDtype,
  checkSeed,
  type Dtype,
  type Seed,
  StateError,
} from '../tensor/index.ts';
import { checkChoice, checkOptions } from '../tensor/options.ts';
import type { OptimizerState } from '../training/index.ts';
import { type CallbackProgress, ProgressKeeper } from './callbackProgress.ts';
import { type Compiled, type CompileOptions, compiledFrom } from './compiled.ts';
import { chainGraph, type Graph, isGraph } from './graph.ts';
import type { ModelOptions } from './modelOptions.ts';
import { Network, signatureOf } from './network.ts';
import { checkQuantizable } from './quantizable.ts';
import { SharedWeights } from './sharedWeights.ts';
import { Trainer } from './trainer.ts';
import { Workspace } from './workspace.ts';

/** Where the weights of a core come from that are not initialized. */
export interface CoreOrigin {
  readonly source?: WeightSource | undefined;
  readonly shareWith?: ModelCore | undefined;
  /** A model whose weights are to be had in int8. */
  readonly quantizes?: ModelCore | undefined;
}

/**
 * What a model has behind the methods that users call: its network from when it is built, what it is
 * trained with from when it is compiled, and whether it is at work.
 */
export class ModelCore {
  readonly name: string;
  readonly graph: Graph;
  readonly seed: Seed;
  readonly dtype: Dtype;
  readonly kernels: KernelChoice;
  readonly workspace: Workspace;
  /** Where its matrices stand in int8, if they do. */
  readonly #int8: QuantizedMemory | undefined;
  #network: Network | undefined;
  #compiled: Compiled | undefined;
  #trainer: Trainer | undefined;
  #keeper = new ProgressKeeper();
  /** Who is at work, of all models that share weights: none may change them while another does. */
  readonly #work: { by: ModelCore | undefined };

  /** Builds at once if every input says how large it is. @throws ConfigError for an impossible option */
  constructor(layers: readonly Layer[] | Graph, options: ModelOptions, from: CoreOrigin) {
    const kind = isGraph(layers) ? layers.kind : 'sequential';
    checkOptions(kind, options, ['seed', 'dtype', 'name', 'kernels']);
    const { shareWith, quantizes } = from;
    const { seed = 0, name = kind } = options;
    const { dtype = shareWith?.dtype ?? 'float32', kernels = shareWith?.kernels ?? 'auto' } =
      options;
    checkDtype(dtype, name);
    checkSeed(seed, name);
    checkChoice(name, 'kernels', kernels, KERNEL_CHOICES);
    if (shareWith !== undefined && dtype !== shareWith.dtype) {
      throw new ConfigError(
        `${name} wants the dtype of the model it shares weights with, ${shareWith.dtype}, got ${dtype}`,
      );
    }
    this.name = name;
    this.graph = isGraph(layers) ? layers : chainGraph(layers, name);
    this.seed = seed;
    this.dtype = dtype;
    this.kernels = kernels;
    const memory = memoryFor(dtype, kernels);
    this.#int8 = quantizes && new QuantizedMemory(memory);
    this.workspace = new Workspace(this.#int8 ?? memory);
    this.#work = shareWith === undefined ? { by: undefined } : shareWith.#work;
    const { inputs } = this.graph;
    const declared = inputs.flatMap(({ declares }) => (declares ? [declares] : []));
    if (quantizes !== undefined) this.#quantize(quantizes);
    else if (declared.length === inputs.length) this.build(declared, from);
  }

  /** Whether its matrices are in int8. */
  get quantized(): boolean {
    return this.#int8 !== undefined;
  }

  /** The network, once it is built. */
  get network(): Network | undefined {
    return this.#network;
  }

  /** What it is trained with, once compiled. */
  get compiled(): Compiled | undefined {
    return this.#compiled;
  }

  /** What trains it, once a step was trained. */
  get trainer(): Trainer | undefined {
    return this.#trainer;
  }

  /** What keeps what the callbacks of its fits count. */
  get keeper(): ProgressKeeper {
    return this.#keeper;
  }

  /** Makes the weights, for inputs like these. @throws StateError if they are there already */
  build(inputs: readonly Signature[], { source, shareWith }: CoreOrigin = {}): void {
    if (this.#network !== undefined) {
      throw new StateError(`${this.name} is built already: make another model`);
    }
    const { memory } = this.workspace;
    const shared = shareWith?.built('weights to share');
    this.#network = new Network(this.graph, inputs, this.seed, { memory, source, shared });
  }

  /** Takes over the weights of another, and what it is trained with. @throws as `quantize` of a model */
  #quantize(other: ModelCore): void {
    other.wantFloats('quantized again');
    const network = other.built('weights to quantize');
    checkQuantizable(other.name, network);
    this.build(network.inputs, { source: ({ path }) => network.store.weight(path) });
    const { weights, store } = this.built('weights');
    for (const { path, factorRows } of weights) {
      if (factorRows !== undefined) this.#int8?.quantize(store.weight(path).data, factorRows);
    }
    this.#compiled = other.compiled;
  }

  /** Throws a StateError if its matrices are in int8, so that it cannot be what is said. */
  wantFloats(what: string): void {
    if (!this.quantized) return;
    throw new StateError(
      `${this.name} has its weights in int8, so it cannot be ${what}: do that with the model that it ` +
        'was quantized from, and quantize it again',
    );
  }

  /** The network. @throws StateError if it is not built yet, so that there is no `what` */
  built(what: string): Network {
    if (this.#network === undefined) {
      throw new StateError(
        `${this.name} is not built yet, so it has no ${what}: put input({ shape }) before its ` +
          'first layer, or fit or predict first',
      );
    }
    return this.#network;
  }

  /** Reads what to train with, and forgets what trained it before. @throws as `compiledFrom` */
  compile(options: CompileOptions): void {
    this.wantIdle('compile');
    this.#compiled = compiledFrom(options, this.graph);
    this.#trainer = undefined;
    this.#keeper = new ProgressKeeper();
  }

  /** Goes on with what an optimizer and callbacks remembered. @throws StateError unless compiled */
  resume(state: OptimizerState, progress?: CallbackProgress): void {
    const compiled = this.wantCompiled('resume');
    this.#trainer = this.#trainerOf(this.built('resume'), compiled, state);
    this.#keeper = new ProgressKeeper(progress);
  }

  /** What it is trained with. @throws StateError unless compiled */
  wantCompiled(what: string): Compiled {
    if (this.#compiled === undefined) {
      throw new StateError(
        `${this.name} is not compiled: call compile({ optimizer, loss }) before ${what}`,
      );
    }
    return this.#compiled;
  }

  /** Throws a StateError while it, or a model that it shares weights with, fits or evaluates. */
  wantIdle(what: string): void {
    const { by } = this.#work;
    if (by === undefined) return;
    const who = by === this ? this.name : `${by.name}, which shares weights with ${this.name},`;
    throw new StateError(`${who} is fitting or evaluating: wait for it before ${what}`);
  }

  /** Does what no other such work may come between. @throws StateError unless idle and compiled */
  async exclusively<T>(what: string, work: () => Promise<T>): Promise<T> {
    this.wantIdle(what);
    this.wantCompiled(what);
    this.#work.by = this;
    try {
      return await work();
    } finally {
      this.#work.by = undefined;
    }
  }

  /** What trains it, on inputs like `x`; builds it if need be. @throws StateError unless compiled */
  trained(x: readonly Value[]): Trainer {
    const compiled = this.wantCompiled('training');
    if (this.#network === undefined) this.build(x.map(signatureOf));
    this.#trainer ??= this.#trainerOf(this.built('training'), compiled);
    return this.#trainer;
  }

  #trainerOf(network: Network, compiled: Compiled, state?: OptimizerState): Trainer {
    if (!network.shared) return new Trainer(network, compiled, state);
    const own = network.apart(this.workspace.memory);
    return new Trainer(own, compiled, state, new SharedWeights(network.store, own));
  }
}
