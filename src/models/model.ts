// Longer than others: all that a user calls on a model, with its documentation, on one page; each
// method hands its work to a file of its own.
import { KERNEL_CHOICES, type KernelChoice, memoryFor } from '../kernels/index.ts';
import {
  type Layer,
  type LayerOptions,
  type NamedWeightSpec,
  numbersOf,
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
import type { OptimizerState } from '../training/index.ts';
import {
  type AnyBatchSource,
  type BatchSource,
  BatchStream,
  type BatchStreamOptions,
  isBatchSource,
  isStreamed,
  wantData,
} from './batchStream.ts';
import { type Backward, type BeginOptions, type Begun, beginPass } from './begin.ts';
import type { ModelState } from './builtGraph.ts';
import type { History } from './callbacks.ts';
import { type Compiled, type CompileOptions, compiledFrom } from './compiled.ts';
import { type ModelData, type Place, readData } from './data.ts';
import { type Dataset, readInputs, readTargets, splitRows } from './dataset.ts';
import { evaluate, type FitJob, train } from './fit.ts';
import {
  checkEvaluateOptions,
  checkFitOptions,
  EVALUATE_OPTIONS,
  type EvaluateOptions,
  type FitOptions,
} from './fitOptions.ts';
import {
  type Formed,
  formed,
  type Given,
  type GivenBy,
  type Part,
  partsForOutputs,
  partsOf,
  type Taken,
  type TakenBy,
} from './forms.ts';
import { assign, weightNamed } from './gates.ts';
import { chainGraph, type Graph, isGraph } from './graph.ts';
import { Meter } from './meter.ts';
import { type ModelLayer, modelLayer } from './modelLayer.ts';
import { Network, signatureOf } from './network.ts';
import { Pacer } from './pacer.ts';
import { predictRows, type Step, stepOnce } from './predict.ts';
import {
  type ClassWeight,
  checkClassWeight,
  readSampleWeights,
  WEIGHT_OPTIONS,
  type WeightOptions,
  weighClasses,
} from './stepWeights.ts';
import {
  checkStreamFitOptions,
  STREAM_EVALUATE_OPTIONS,
  type StreamEvaluateOptions,
  type StreamFitOptions,
} from './streamOptions.ts';
import { summaryOf } from './summary.ts';
import { copied, Trainer } from './trainer.ts';
import { Block, Workspace } from './workspace.ts';

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

type AnyFitOptions = FitOptions<Formed<ModelData>, Formed<ModelData>>;
type AnyStreamFitOptions = StreamFitOptions<Formed<ModelData>, Formed<ModelData>>;

/** Where the weights of a model come from that are not initialized. */
export interface WeightOrigin {
  /** Such as a file. */
  readonly source?: WeightSource | undefined;
  /** A model that has them, and goes on to train them. */
  readonly shareWith?: AnyModel | undefined;
}

/**
 * Layers with weights, and what trains them. Weights are made when the model is built: at once if
 * the first layer is an `input`, else from the first data it sees.
 *
 * A model holds weights and what its optimizer remembers; no state of a sequence stays in it between
 * calls.
 */
export class Model<
  In = never,
  Out = unknown,
  Takes extends Taken = TakenBy<In, Out>,
  Gives extends Given = GivenBy<Out>,
> {
  /** What `summary` calls it. */
  readonly name: string;
  /** Its layers and how values flow between them. */
  readonly graph: Graph;
  /** Of everything random. */
  readonly seed: Seed;
  /** Its precision. */
  readonly dtype: Dtype;
  /** For the type checker alone: the kind it takes. */
  in?(kind: In): void;
  #network: Network | undefined;
  #compiled: Compiled | undefined;
  #trainer: Trainer | undefined;
  #busy = false;
  #begun = 0;
  readonly #kernels: KernelChoice;
  readonly #workspace: Workspace;

  /**
   * Use `sequential` or `model`, which check the layers' kinds at compile time.
   *
   * @param layers a chain, or the graph of a model
   * @param from where weights come from that are not initialized
   */
  constructor(
    layers: readonly Layer[] | Graph,
    options: ModelOptions = {},
    from: WeightOrigin = {},
  ) {
    const kind = isGraph(layers) ? layers.kind : 'sequential';
    checkOptions(kind, options, ['seed', 'dtype', 'name', 'kernels']);
    const { shareWith } = from;
    const { seed = 0, name = kind } = options;
    const { dtype = shareWith?.dtype ?? 'float32' } = options;
    const kernels = options.kernels ?? (shareWith === undefined ? 'auto' : shareWith.#kernels);
    checkDtype(dtype, name);
    checkSeed(seed, name);
    checkChoice(name, 'kernels', kernels, KERNEL_CHOICES);
    if (shareWith !== undefined && dtype !== shareWith.dtype) {
      throw new ConfigError(
        `${name} wants the dtype of the model it shares weights with, ${shareWith.dtype}, got ${dtype}`,
      );
    }
    const graph = isGraph(layers) ? layers : chainGraph(layers, name);
    this.name = name;
    this.graph = graph;
    this.seed = seed;
    this.dtype = dtype;
    this.#kernels = kernels;
    this.#workspace = new Workspace(memoryFor(dtype, kernels));
    const declared = graph.inputs.flatMap(({ declares }) => (declares ? [declares] : []));
    if (declared.length === graph.inputs.length) this.#build(declared, from);
  }

  /** Its layers, each once, in order. */
  get layers(): readonly Layer[] {
    return this.graph.layers;
  }

  /** Whether sizes are known and weights are there. */
  get built(): boolean {
    return this.#network !== undefined;
  }

  /** How many updates were made: one for each training step, unless several make one. */
  get iterations(): number {
    return this.#trainer?.optimizerState.iterations ?? 0;
  }

  /** What it takes, its first input if there are several: the sizes after the batch, `null` where free. */
  get input(): Signature {
    return this.#built('input').inputs[0]!;
  }

  /** What each of its inputs looks like, in the order in which they stand in the model. */
  get inputs(): readonly Signature[] {
    return this.#built('inputs').inputs;
  }

  /** What each of its outputs looks like. */
  get outputs(): readonly Signature[] {
    return this.#built('outputs').outputs;
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
    return this.#built('weights').weights;
  }

  /** The values of the trained weights, in order: views, for an optimizer to change in place. */
  get trainableWeights(): readonly Tensor[] {
    const { store, weights } = this.#built('trainableWeights');
    return weights.filter((spec) => spec.trainable).map(({ path }) => store.weight(path));
  }

  /**
   * Makes the weights, for inputs of the given sizes after the batch.
   *
   * @throws StateError if the model is built already; ShapeError if a layer does not fit
   */
  build(input: Signature, from: WeightOrigin = {}): void {
    if (this.#network !== undefined) {
      throw new StateError(`${this.name} is built already: make another model`);
    }
    this.#build([input], from);
  }

  #build(inputs: readonly Signature[], { source, shareWith }: WeightOrigin = {}): void {
    const { memory } = this.#workspace;
    const shared = shareWith === undefined ? undefined : shareWith.#built('weights to share');
    this.#network = new Network(this.graph, inputs, this.seed, { memory, source, shared });
  }

  /**
   * Says what to train with. Compiling again forgets what the optimizer remembers.
   *
   * @throws ConfigError for an unknown name, or a metric that has no meaning beside the loss;
   * StateError while the model is fitting
   */
  compile(options: CompileOptions<Gives['losses']>): void;
  compile(options: CompileOptions): void {
    this.#wantIdle('compile');
    if (this.#network?.shared === true) {
      throw new ConfigError(
        `${this.name} shares the weights of another model: compile and train that one`,
      );
    }
    this.#compiled = compiledFrom(options, this.graph);
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
  async fit(
    x: Takes['x'],
    y: Takes['y'],
    options?: FitOptions<Takes['x'], Takes['y']>,
  ): Promise<History>;
  /**
   * Trains on batches that come one after the other, of which only one is in memory. An epoch is all that
   * the source gives, or `stepsPerEpoch` batches; the batches stay in their order.
   *
   * @throws as above, for a batch that does not fit with its number; the model is then as after the batch
   * before it
   */
  async fit(
    batches: BatchSource<Takes['x'], Takes['y']>,
    options?: StreamFitOptions<Takes['x'], Takes['y']>,
  ): Promise<History>;
  async fit(...given: readonly unknown[]): Promise<History> {
    if (isStreamed<AnyStreamFitOptions>(given)) return this.#fitStream(...given);
    wantData<AnyFitOptions>('fit', given);
    const [x, y, options = {}] = given;
    checkFitOptions(options);
    return this.#exclusively('fit', async () => {
      const { classWeight } = options;
      const whole = this.#dataset('fit', x, y, options.sampleWeight);
      const { training, validation } = splitRows(whole, options.validationSplit ?? 0);
      const weighed = this.#weighed('fit', training, classWeight);
      const trainer = this.#trained(whole.x);
      const own = this.#validation(options);
      return train(this.#job(trainer, weighed, own ?? validation), options);
    });
  }

  async #fitStream(source: AnyBatchSource, options: AnyStreamFitOptions = {}): Promise<History> {
    checkStreamFitOptions(options);
    return this.#exclusively('fit', async () => {
      const { stepsPerEpoch, bptt, initialEpoch = 0, classWeight } = options;
      const training = this.#stream(
        'fit',
        source,
        { stepsPerEpoch, steps: bptt?.steps },
        classWeight,
      );
      try {
        const trainer = this.#trained((await training.first(initialEpoch)).x);
        return await train(this.#job(trainer, training, this.#validation(options)), options);
      } finally {
        await training.close();
      }
    });
  }

  /** Loss and metrics over data, without training. @throws as `fit` */
  async evaluate(
    x: Takes['x'],
    y: Takes['y'],
    options?: EvaluateOptions & WeightOptions<Takes['y']>,
  ): Promise<{ loss: number; [metric: string]: number }>;
  /** The same over batches that come one after the other; a function is called for epoch 0. */
  async evaluate(
    batches: BatchSource<Takes['x'], Takes['y']>,
    options?: StreamEvaluateOptions,
  ): Promise<{ loss: number; [metric: string]: number }>;
  async evaluate(
    ...given: readonly unknown[]
  ): Promise<{ loss: number; [metric: string]: number }> {
    if (isStreamed<StreamEvaluateOptions>(given)) return this.#evaluateStream(...given);
    wantData<EvaluateOptions & WeightOptions<Formed<ModelData>>>('evaluate', given);
    const [x, y, options = {}] = given;
    checkEvaluateOptions('evaluate', options, EVALUATE_OPTIONS);
    return this.#exclusively('evaluate', async () => {
      const plain = this.#dataset('evaluate', x, y, options.sampleWeight);
      const set = this.#weighed('evaluate', plain, options.classWeight);
      const pacer = new Pacer(options.yieldEvery ?? 16, options.signal);
      const job = { trainer: this.#trained(set.x), workspace: this.#workspace };
      return evaluate(job, set, options, pacer);
    });
  }

  async #evaluateStream(
    source: AnyBatchSource,
    options: StreamEvaluateOptions = {},
  ): Promise<{ loss: number; [metric: string]: number }> {
    checkEvaluateOptions('evaluate on a source of batches', options, STREAM_EVALUATE_OPTIONS);
    return this.#exclusively('evaluate', async () => {
      const pacer = new Pacer(options.yieldEvery ?? 16, options.signal);
      const stream = this.#stream('evaluate', source, {}, options.classWeight);
      try {
        const job = {
          trainer: this.#trained((await stream.first(0)).x),
          workspace: this.#workspace,
        };
        return await evaluate(job, stream, options, pacer);
      } finally {
        await stream.close();
      }
    });
  }

  /** The output for every row. @throws ShapeError and ConfigError for data that doesn't fit */
  async predict(
    x: Takes['x'],
    options?: Omit<EvaluateOptions, 'callbacks'>,
  ): Promise<Gives['output']>;
  async predict(
    x: Formed<ModelData>,
    options: Omit<EvaluateOptions, 'callbacks'> = {},
  ): Promise<unknown> {
    checkEvaluateOptions('predict', options, ['batchSize', 'signal', 'yieldEvery']);
    const { batchSize = 32, yieldEvery = 16, signal } = options;
    const pacer = new Pacer(yieldEvery, signal);
    const values = this.#inputs('predict', x);
    const network = this.#built('predict');
    return this.#formed(await predictRows(network, this.#workspace, values, batchSize, pacer));
  }

  /**
   * One training step on one batch: forward, backward, clipping, update.
   *
   * @param state initial states, for truncated backpropagation by hand
   * @param weights what rows, steps or classes weigh
   * @throws as `fit`
   */
  trainOnBatch(
    x: Takes['x'],
    y: Takes['y'],
    state?: ModelState,
    weights?: WeightOptions<Takes['y']>,
  ): TrainOnBatchReport;
  trainOnBatch(
    x: Formed<ModelData>,
    y: Formed<ModelData>,
    state: ModelState = {},
    weights: WeightOptions<Formed<ModelData>> = {},
  ): TrainOnBatchReport {
    this.#wantIdle('trainOnBatch');
    checkOptions('trainOnBatch', weights, WEIGHT_OPTIONS);
    return this.#workspace.use((block) => {
      const { sampleWeight, classWeight } = weights;
      const plain = this.#dataset('trainOnBatch', x, y, sampleWeight, block);
      const set = this.#weighed('trainOnBatch', plain, classWeight, block);
      const trainer = this.#trained(set.x);
      const meter = new Meter(trainer.compiled.heads);
      const report = trainer.train(set, state, meter, block);
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
  begin(x: Takes['x'], options?: BeginOptions): Begun<Gives['output'], Takes['gradient']>;
  begin(x: Formed<ModelData>, given: BeginOptions = {}): unknown {
    checkOptions('begin', given, ['training', 'state', 'step']);
    const { training = false, state = {}, step = this.iterations + this.#begun } = given;
    checkCount('begin', 'step', step, 0);
    if (training) this.#begun++;
    const values = this.#inputs('begin', x);
    const how = { training, state, step };
    const pass = beginPass(this.name, this.#built('begin'), this.#workspace, values, how);
    const [y, backward, rest] = pass;
    const { gives } = this.graph;
    const back: Backward<Formed<Tensor>> = (dy, options) => {
      const parts = partsOf(`${this.name}'s dy`, dy, gives, this.#outputNames);
      return backward(
        parts.map(({ value }) => value),
        options,
      );
    };
    return [this.#formed(y), back, rest];
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
  step(x: Takes['x'], state?: ModelState): Step<Gives['step']>;
  step(x: Formed<ModelData>, state: ModelState = {}): Step<unknown> {
    const network = this.#built('step');
    const { refusesSteps, stepInputs } = network;
    if (refusesSteps !== undefined) {
      throw new ConfigError(`${this.name} cannot be stepped: ${refusesSteps}`);
    }
    const values = this.#read("step's x", x, stepInputs);
    const given = stepOnce(network, this.#workspace, values, state);
    const [output, logits] = [given.output, given.logits].map((list) => this.#formed(list));
    return { output, logits, state: given.state };
  }

  /** Copies of all weights, in Keras' order. */
  getWeights(): Tensor[] {
    const { store, weights } = this.#built('getWeights');
    return weights.map(({ path }) => copy(store.weight(path)));
  }

  /**
   * Sets all weights, in the order of `getWeights`.
   *
   * @throws ShapeError if their number or a shape differs, ConfigError if one is not finite; then
   * nothing has changed
   */
  setWeights(values: readonly ModelData[]): void {
    const { store, weights } = this.#built('setWeights');
    if (values.length !== weights.length) {
      throw new ShapeError(`setWeights wants ${weights.length} weights, got ${values.length}`);
    }
    const read = weights.map(({ path }, i) => {
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

  /**
   * This model as a layer of others. Its weights are then theirs: they begin with the values that they
   * have here when the other model is built, or initialized if this one is not built, and what the
   * other learns does not come back.
   *
   * A model of several inputs is called on a list of them, one of several outputs gives a list, in the
   * order in which they stand in it.
   *
   * @throws ConfigError for an unknown option, and if inputs or outputs have names
   */
  asLayer(options?: LayerOptions): ModelLayer<In, Out>;
  asLayer(options: LayerOptions = {}): unknown {
    return modelLayer(this.graph, options, (path) => this.#network?.store.weight(path));
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
  #trained(x: readonly Value[]): Trainer {
    const compiled = this.#wantCompiled('training');
    if (this.#network === undefined) this.#build(x.map(signatureOf));
    this.#trainer ??= new Trainer(this.#built('training'), compiled);
    return this.#trainer;
  }

  #dataset(
    owner: string,
    x: Formed<ModelData>,
    y: Formed<ModelData>,
    sampleWeight?: Formed<ModelData>,
    place?: Place,
  ): Dataset {
    const { heads } = this.#wantCompiled(owner);
    const inputs = this.#read(`${owner}'s x`, x, this.#network?.inputs, place);
    const names = heads.map(({ output }) => output);
    const losses = heads.map(({ loss }) => loss);
    const how = { dtype: this.dtype, place };
    const parts = (what: string, given: Formed<ModelData>): readonly Part<ModelData>[] =>
      partsForOutputs(`${owner}'s ${what}`, given, this.graph.gives, names);
    const targets = readTargets(parts('y', y), losses, inputs, how);
    if (sampleWeight === undefined) return { x: inputs, y: targets };
    const given = parts('sampleWeight', sampleWeight);
    return {
      x: inputs,
      y: targets,
      weights: readSampleWeights(given, losses, inputs, targets, how),
    };
  }

  /** The data set with the weights of its classes. */
  #weighed(owner: string, set: Dataset, classWeight?: ClassWeight, place?: Place): Dataset {
    if (classWeight === undefined) return set;
    const { heads } = this.#wantCompiled(owner);
    checkClassWeight(owner, classWeight, heads);
    const { y, weights } = set;
    const how = { dtype: this.dtype, place };
    const weighed = weighClasses(owner, classWeight, y[0]!, heads[0]!.loss, weights?.[0], how);
    return { ...set, weights: [weighed] };
  }

  #stream(
    owner: string,
    source: AnyBatchSource,
    options: Partial<BatchStreamOptions> = {},
    classWeight?: ClassWeight,
  ): BatchStream {
    const block = new Block(this.#workspace.memory);
    const read: BatchStreamOptions['read'] = (x, y, sampleWeight) => {
      block.restart();
      const set = this.#dataset(owner, x, y, sampleWeight, block);
      return this.#weighed(owner, set, classWeight, block);
    };
    return new BatchStream(source, { ...options, owner, read });
  }

  /** The data that the options give to validate with. */
  #validation({ validationData: given }: AnyFitOptions): Dataset | BatchStream | undefined {
    if (given === undefined) return undefined;
    const owner = "fit's validation";
    return isBatchSource(given) ? this.#stream(owner, given) : this.#dataset(owner, ...given);
  }

  #job(trainer: Trainer, training: FitJob['training'], validation: FitJob['validation']): FitJob {
    const { seed } = this;
    const workspace = this.#workspace;
    const kernels = this.#kernels;
    return { model: this, trainer, workspace, training, validation, seed, kernels };
  }

  /** The inputs; builds the model if need be. */
  #inputs(owner: string, x: Formed<ModelData>): readonly Value[] {
    const values = this.#read(`${owner}'s x`, x, this.#network?.inputs);
    if (this.#network === undefined) this.#build(values.map(signatureOf));
    return values;
  }

  #read(
    owner: string,
    x: Formed<ModelData>,
    signatures?: readonly Signature[],
    place?: Place,
  ): readonly Value[] {
    const { inputs, takes } = this.graph;
    const names = inputs.map(({ name }) => name);
    const forms = inputs.map(({ reads }, i) => ({ reads, signature: signatures?.[i] }));
    return readInputs(partsOf(owner, x, takes, names), forms, { dtype: this.dtype, place });
  }

  get #outputNames(): readonly string[] {
    return this.graph.outputs.map(({ name }) => name);
  }

  #formed<T>(parts: readonly T[]): Formed<T> {
    return formed(parts, this.graph.gives, this.#outputNames);
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

/** Any model, whatever it takes and gives. */
export type AnyModel = Model<never, unknown, Taken<never, never, never>, Given>;
