// Longer than others: all that a user calls on a model, with its documentation, on one page; each
// method hands its work to a file of its own.
import { KERNEL_CHOICES, type KernelChoice, memoryFor } from '../kernels/index.ts';
import {
  type Layer,
  type NamedWeightSpec,
  numbersOf,
  type RankOf,
  type Signature,
  type Value,
  type WeightSource,
} from '../layers/index.ts';
import {
  ConfigError,
  checkDtype,
  checkSeed,
  copy,
  type Dtype,
  formatShape,
  type Seed,
  ShapeError,
  StateError,
  sameShape,
  type Tensor,
  zeros,
} from '../tensor/index.ts';
import { checkChoice, checkCount, checkOptions } from '../tensor/options.ts';
import {
  type Loss,
  type LossName,
  lossOf,
  type Metric,
  type MetricName,
  type Optimizer,
  type OptimizerName,
  type OptimizerState,
  optimizerOf,
} from '../training/index.ts';
import { type BeginOptions, type Begun, beginPass } from './begin.ts';
import type { History } from './callbacks.ts';
import { type ModelData, type Place, readData } from './data.ts';
import { type Dataset, readDataset, splitRows } from './dataset.ts';
import {
  checkEvaluateOptions,
  checkFitOptions,
  EVALUATE_OPTIONS,
  type EvaluateOptions,
  evaluate,
  type FitOptions,
  train,
} from './fit.ts';
import { assign, weightNamed } from './gates.ts';
import { Meter, metricsOf } from './meter.ts';
import { checkLayers, type ModelState, Network, signatureOf } from './network.ts';
import { Pacer } from './pacer.ts';
import { predictRows, type Step, stepOnce } from './predict.ts';
import { summaryOf } from './summary.ts';
import { type Compiled, copied, Trainer } from './trainer.ts';
import { Workspace } from './workspace.ts';

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

/** What a model is trained with. */
export interface CompileOptions {
  /** A name, or e.g. `adam({ learningRate: 0.01, globalClipNorm: 1 })`. */
  readonly optimizer: OptimizerName | Optimizer;
  /** A name, or e.g. `sparseCategoricalCrossentropy({ ignoreClass: 0 })`. */
  readonly loss: LossName | Loss;
  /** Computed beside the loss. */
  readonly metrics?: readonly (MetricName | Metric)[];
}

/** The rank of one step of an output of kind `K`: without its time axis. */
export type StepRank<K> = RankOf<K> extends 3 ? 2 : RankOf<K>;

/** What one training step reports. */
export interface TrainOnBatchReport {
  /** The loss before the update. */
  readonly loss: number;
  /** The norm of all gradients before clipping. */
  readonly gradientNorm: number;
  /** Whether gradients were clipped. */
  readonly clipped: boolean;
  /** Metrics by name. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The final states of the recurrent layers. */
  readonly state: ModelState;
}

/**
 * Layers with weights, and what trains them. Weights are made when the model is built: at once if
 * the first layer is an `input`, else from the first data it sees.
 *
 * A model holds weights and what its optimizer remembers; no state of a sequence stays in it between
 * calls.
 */
export class Model<In = never, Out = unknown> {
  /** What `summary` calls it. */
  readonly name: string;
  /** Its layers, in order. */
  readonly layers: readonly Layer[];
  /** Of everything random. */
  readonly seed: Seed;
  /** Its precision. */
  readonly dtype: Dtype;
  /** For the type checker alone: the kind it takes. */
  declare readonly in?: (kind: In) => void;
  #network: Network | undefined;
  #compiled: Compiled | undefined;
  #trainer: Trainer | undefined;
  #busy = false;
  #begun = 0;
  readonly #kernels: KernelChoice;
  readonly #workspace: Workspace;

  /**
   * Use `sequential`, which checks the layers' kinds at compile time.
   *
   * @param source where weights come from that are not initialized, e.g. a file
   */
  constructor(layers: readonly Layer[], options: ModelOptions = {}, source?: WeightSource) {
    checkOptions('sequential', options, ['seed', 'dtype', 'name', 'kernels']);
    const { seed = 0, dtype = 'float32', name = 'sequential', kernels = 'auto' } = options;
    checkDtype(dtype, name);
    checkSeed(seed, name);
    checkChoice(name, 'kernels', kernels, KERNEL_CHOICES);
    const [first] = checkLayers(layers, name);
    if (first === undefined) throw new ConfigError(`${name} wants at least one layer, got none`);
    this.name = name;
    this.layers = Object.freeze([...layers]);
    this.seed = seed;
    this.dtype = dtype;
    this.#kernels = kernels;
    this.#workspace = new Workspace(memoryFor(dtype, kernels));
    if (first.declares !== undefined) this.build(first.declares, source);
  }

  /** Whether sizes are known and weights are there. */
  get built(): boolean {
    return this.#network !== undefined;
  }

  /** How many updates were made: one for each training step, unless several make one. */
  get iterations(): number {
    return this.#trainer?.optimizerState.iterations ?? 0;
  }

  /** What it takes: the sizes after the batch, `null` where free. */
  get input(): Signature {
    return this.#built('input').input;
  }

  /** What it is trained with, once compiled. */
  get compiled(): Compiled | undefined {
    return this.#compiled;
  }

  /** What the optimizer remembers, once a step was trained: its slots are flat, in weight order. */
  get optimizerState(): OptimizerState | undefined {
    return this.#trainer?.optimizerState;
  }

  /** The weights in Keras' order: path, shape, gates, whether they are trained. */
  get weights(): readonly NamedWeightSpec[] {
    return this.#built('weights').store.specs;
  }

  /** The values of the trained weights, in order: views, for an optimizer to change in place. */
  get trainableWeights(): readonly Tensor[] {
    const { store } = this.#built('trainableWeights');
    return store.specs.filter((spec) => spec.trainable).map(({ path }) => store.weight(path));
  }

  /**
   * Makes the weights, for inputs of the given sizes after the batch.
   *
   * @throws StateError if the model is built already; ShapeError if a layer does not fit
   */
  build(input: Signature, source?: WeightSource): void {
    if (this.#network !== undefined) {
      throw new StateError(`${this.name} is built already: make another model`);
    }
    this.#network = new Network(this.layers, input, this.seed, this.#workspace.memory, source);
  }

  /**
   * Says what to train with. Compiling again forgets what the optimizer remembers.
   *
   * @throws ConfigError for an unknown name, or a metric that has no meaning beside the loss;
   * StateError while the model is fitting
   */
  compile(options: CompileOptions): void {
    this.#wantIdle('compile');
    checkOptions('compile', options, ['optimizer', 'loss', 'metrics']);
    const loss = lossOf(options.loss);
    const metrics = metricsOf(options.metrics ?? [], loss);
    this.#compiled = { optimizer: optimizerOf(options.optimizer), loss, metrics };
    this.#trainer = undefined;
  }

  /** Goes on with what an optimizer remembered, e.g. from a file. @throws StateError unless compiled */
  resume(state: OptimizerState): void {
    const compiled = this.#wantCompiled('resume');
    this.#trainer = new Trainer(this.#built('resume'), compiled, state);
  }

  /**
   * Trains for a number of epochs. Yields to the event loop between batches.
   *
   * @throws StateError if the model is not compiled or is training already, or at a loss that is not
   * finite, which it locates; ShapeError and ConfigError for data and options that don't fit. The
   * model is then as after its last whole step.
   */
  async fit(x: ModelData, y: ModelData, options: FitOptions = {}): Promise<History> {
    checkFitOptions(options);
    return this.#exclusively('fit', async () => {
      const whole = this.#dataset('fit', x, y);
      const { validationData } = options;
      const { training, validation } = splitRows(whole, options.validationSplit ?? 0);
      const trainer = this.#trained(whole.x);
      const given = validationData && this.#dataset("fit's validation", ...validationData);
      const job = {
        model: this,
        trainer,
        workspace: this.#workspace,
        training,
        validation: given ?? validation,
        seed: this.seed,
        kernels: this.#kernels,
      };
      return train(job, options);
    });
  }

  /** Loss and metrics over data, without training. @throws as `fit` */
  async evaluate(
    x: ModelData,
    y: ModelData,
    options: EvaluateOptions = {},
  ): Promise<{ loss: number; [metric: string]: number }> {
    checkEvaluateOptions('evaluate', options, EVALUATE_OPTIONS);
    return this.#exclusively('evaluate', async () => {
      const set = this.#dataset('evaluate', x, y);
      const pacer = new Pacer(options.yieldEvery ?? 16, options.signal);
      const job = { trainer: this.#trained(set.x), workspace: this.#workspace };
      return evaluate(job, set, options, pacer);
    });
  }

  /** The output for every row. @throws ShapeError and ConfigError for data that doesn't fit */
  async predict(
    x: ModelData,
    options?: Omit<EvaluateOptions, 'callbacks'>,
  ): Promise<Tensor<RankOf<Out>>>;
  async predict(x: ModelData, options: Omit<EvaluateOptions, 'callbacks'> = {}): Promise<Tensor> {
    checkEvaluateOptions('predict', options, ['batchSize', 'signal', 'yieldEvery']);
    const { batchSize = 32, yieldEvery = 16, signal } = options;
    const pacer = new Pacer(yieldEvery, signal);
    const value = this.#input('predict', x);
    return predictRows(this.#built('predict'), this.#workspace, value, batchSize, pacer);
  }

  /**
   * One training step on one batch: forward, backward, clipping, update.
   *
   * @param state initial states, for truncated backpropagation by hand
   * @throws as `fit`
   */
  trainOnBatch(x: ModelData, y: ModelData, state: ModelState = {}): TrainOnBatchReport {
    this.#wantIdle('trainOnBatch');
    return this.#workspace.use((block) => {
      const set = this.#dataset('trainOnBatch', x, y, block);
      const trainer = this.#trained(set.x);
      const { loss, metrics } = trainer.compiled;
      const meter = new Meter(loss, metrics);
      const report = trainer.train(set.x, set.y, state, meter, block);
      const { loss: value, ...others } = meter.results();
      const { norm: gradientNorm, clipped } = report;
      return { loss: value, gradientNorm, clipped, metrics: others, state: copied(report.state) };
    });
  }

  /**
   * Runs forward and keeps the way back, for a training loop of one's own:
   *
   *     const [y, backward] = model.begin(x, { training: true });
   *     const gradients = backward(dy); // in the order of model.trainableWeights
   *
   * Up to eight passes may wait; of more, the oldest loses its way back.
   *
   * @returns the output, the way back, and beside them the final states and the mask of the output
   */
  begin(x: ModelData, options?: BeginOptions): Begun<RankOf<Out>>;
  begin(x: ModelData, given: BeginOptions = {}): Begun {
    checkOptions('begin', given, ['training', 'state', 'step']);
    const { training = false, state = {}, step = this.iterations + this.#begun } = given;
    checkCount('begin', 'step', step, 0);
    if (training) this.#begun++;
    const value = this.#input('begin', x);
    const network = this.#network ?? this.#built('begin');
    return beginPass(this.name, network, this.#workspace, value, { training, state, step });
  }

  /** States of zeros for a batch: what `step` begins with. @throws StateError before it is built */
  initialState(batch: number): ModelState {
    checkCount('initialState', 'batch', batch, 0);
    const specs = this.#built('initialState').stateSpecs;
    return Object.fromEntries(
      specs.map(({ path, shape }) => [path, zeros([batch, ...shape], this.dtype)]),
    );
  }

  /**
   * One time step: x is `[batch]` ids or `[batch, features]`, without a time axis, and so is the
   * output. Stepping through a sequence gives what the whole sequence gives, bit for bit.
   *
   * @throws ConfigError if a layer needs more than the past
   */
  step(x: ModelData, state?: ModelState): Step<StepRank<Out>>;
  step(x: ModelData, state: ModelState = {}): Step<number> {
    const network = this.#built('step');
    const refusal = network.nodes.find(({ built }) => built.refusesSteps !== undefined);
    if (refusal !== undefined) {
      throw new ConfigError(`${this.name} cannot be stepped: ${refusal.built.refusesSteps}`);
    }
    const form = { owner: "step's x", type: network.input.type, dtype: this.dtype };
    const value = readData(x, { ...form, signature: network.stepInput });
    return stepOnce(network, this.#workspace, value, state);
  }

  /** Copies of all weights, in Keras' order. */
  getWeights(): Tensor[] {
    const { store } = this.#built('getWeights');
    return store.specs.map(({ path }) => copy(store.weight(path)));
  }

  /**
   * Sets all weights, in the order of `getWeights`.
   *
   * @throws ShapeError if their number or a shape differs, ConfigError if one is not finite; then
   * nothing has changed
   */
  setWeights(values: readonly ModelData[]): void {
    const { store } = this.#built('setWeights');
    if (values.length !== store.specs.length) {
      throw new ShapeError(`setWeights wants ${store.specs.length} weights, got ${values.length}`);
    }
    const read = store.specs.map(({ path }, i) => {
      const own = store.weight(path);
      return [own, this.#weightLike(path, own, values[i] ?? [])] as const;
    });
    for (const [own, given] of read) assign(own, given);
  }

  /** A copy of a weight or of one gate of it: `lstm/kernel`, `lstm/recurrentKernel.f`. */
  getWeight(name: string): Tensor {
    return copy(weightNamed(this.#built('getWeight').store, name));
  }

  /** Sets a weight or one gate of it. @throws as `setWeights`, and ConfigError for an unknown name */
  setWeight(name: string, values: ModelData): void {
    const own = weightNamed(this.#built('setWeight').store, name);
    assign(own, this.#weightLike(name, own, values));
  }

  /** A table of the layers, as Keras prints it. */
  summary(): string {
    return summaryOf(this.name, this.#built('summary'));
  }

  #built(what: string): Network {
    if (this.#network === undefined) {
      throw new StateError(
        `${this.name} is not built yet, so it has no ${what}: put input({ shape }) before its ` +
          'first layer, or fit or predict first',
      );
    }
    return this.#network;
  }

  #wantCompiled(what: string): Compiled {
    if (this.#compiled === undefined) {
      throw new StateError(
        `${this.name} is not compiled: call compile({ optimizer, loss }) before ${what}`,
      );
    }
    return this.#compiled;
  }

  #wantIdle(what: string): void {
    if (this.#busy) {
      throw new StateError(`${this.name} is fitting or evaluating: wait for it before ${what}`);
    }
  }

  async #exclusively<T>(what: string, work: () => Promise<T>): Promise<T> {
    this.#wantIdle(what);
    this.#wantCompiled(what);
    this.#busy = true;
    try {
      return await work();
    } finally {
      this.#busy = false;
    }
  }

  /** The trainer, for inputs like `x`; builds the model if need be. */
  #trained(x: Value): Trainer {
    const compiled = this.#wantCompiled('training');
    if (this.#network === undefined) this.build(signatureOf(x));
    this.#trainer ??= new Trainer(this.#built('training'), compiled);
    return this.#trainer;
  }

  #dataset(owner: string, x: ModelData, y: ModelData, place?: Place): Dataset {
    const { loss } = this.#wantCompiled(owner);
    const reads = this.layers[0]?.reads ?? 'numbers';
    const signature = this.#inputSignature;
    const how = { reads, signature, loss, dtype: this.dtype };
    return readDataset(owner, x, y, place === undefined ? how : { ...how, place });
  }

  #input(owner: string, x: ModelData): Value {
    const type = this.layers[0]?.reads ?? 'numbers';
    const signature = this.#inputSignature;
    const value = readData(x, { owner: `${owner}'s x`, type, dtype: this.dtype, signature });
    if (this.#network === undefined) this.build(signatureOf(value));
    return value;
  }

  get #inputSignature(): Signature | undefined {
    return this.#network?.input;
  }

  #weightLike(name: string, own: Tensor, values: ModelData): Tensor {
    const form = { owner: `weight ${name}`, type: 'numbers', dtype: this.dtype } as const;
    const given = numbersOf(name, readData(values, form));
    if (!sameShape(given.shape, own.shape)) {
      throw new ShapeError(
        `weight ${name} wants ${formatShape(own.shape)}, got ${formatShape(given.shape)}`,
      );
    }
    return given;
  }
}
