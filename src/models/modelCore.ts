import { KERNEL_CHOICES, type KernelChoice, memoryFor } from '../kernels/index.ts';
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
import { Trainer } from './trainer.ts';
import { Workspace } from './workspace.ts';

/** Where the weights of a core come from that are not initialized. */
export interface CoreOrigin {
  readonly source?: WeightSource | undefined;
  readonly shareWith?: ModelCore | undefined;
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
  #network: Network | undefined;
  #compiled: Compiled | undefined;
  #trainer: Trainer | undefined;
  #keeper = new ProgressKeeper();
  #busy = false;

  /** Builds at once if every input says how large it is. @throws ConfigError for an impossible option */
  constructor(layers: readonly Layer[] | Graph, options: ModelOptions, from: CoreOrigin) {
    const kind = isGraph(layers) ? layers.kind : 'sequential';
    checkOptions(kind, options, ['seed', 'dtype', 'name', 'kernels']);
    const { shareWith } = from;
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
    this.workspace = new Workspace(memoryFor(dtype, kernels));
    const { inputs } = this.graph;
    const declared = inputs.flatMap(({ declares }) => (declares ? [declares] : []));
    if (declared.length === inputs.length) this.build(declared, from);
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
    if (this.#network?.shared === true) {
      throw new ConfigError(
        `${this.name} shares the weights of another model: compile and train that one`,
      );
    }
    this.#compiled = compiledFrom(options, this.graph);
    this.#trainer = undefined;
    this.#keeper = new ProgressKeeper();
  }

  /** Goes on with what an optimizer and callbacks remembered. @throws StateError unless compiled */
  resume(state: OptimizerState, progress?: CallbackProgress): void {
    const compiled = this.wantCompiled('resume');
    this.#trainer = new Trainer(this.built('resume'), compiled, state);
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

  /** Throws a StateError while it fits or evaluates. */
  wantIdle(what: string): void {
    if (this.#busy) {
      throw new StateError(`${this.name} is fitting or evaluating: wait for it before ${what}`);
    }
  }

  /** Does what no other such work may come between. @throws StateError unless idle and compiled */
  async exclusively<T>(what: string, work: () => Promise<T>): Promise<T> {
    this.wantIdle(what);
    this.wantCompiled(what);
    this.#busy = true;
    try {
      return await work();
    } finally {
      this.#busy = false;
    }
  }

  /** What trains it, on inputs like `x`; builds it if need be. @throws StateError unless compiled */
  trained(x: readonly Value[]): Trainer {
    const compiled = this.wantCompiled('training');
    if (this.#network === undefined) this.build(x.map(signatureOf));
    this.#trainer ??= new Trainer(this.built('training'), compiled);
    return this.#trainer;
  }
}
