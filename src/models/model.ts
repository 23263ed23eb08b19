// Longer than others: all that a user calls on a model, with its documentation, on one page; each
// method hands its work to a file of its own.
import type {
  Layer,
  LayerOptions,
  NamedWeightSpec,
  Signature,
  WeightSource,
} from '../layers/index.ts';
import { ConfigError, copy, type Dtype, type Seed, type Tensor, zeros } from '../tensor/index.ts';
import { checkCount, checkOptions } from '../tensor/options.ts';
import type { OptimizerState } from '../training/index.ts';
import type { BatchSource } from './batchStream.ts';
import { type Backward, type BeginOptions, type Begun, beginPass } from './begin.ts';
import type { ModelState } from './builtGraph.ts';
import type { CallbackProgress } from './callbackProgress.ts';
import type { History } from './callbacks.ts';
import type { Compiled, CompileOptions } from './compiled.ts';
import type { ModelData } from './data.ts';
import { checkEvaluateOptions, type EvaluateOptions, type FitOptions } from './fitOptions.ts';
import {
  type Formed,
  type Given,
  type GivenBy,
  partsOf,
  type SomeOf,
  type Taken,
  type TakenBy,
} from './forms.ts';
import { weightNamed } from './gates.ts';
import { giveInputs } from './giveInputs.ts';
import type { GivenModel } from './givenModel.ts';
import { type Graph, namesOf } from './graph.ts';
import { type CoreOrigin, ModelCore } from './modelCore.ts';
import { evaluateModel, fitModel, type TrainOnBatchReport, trainModelOnBatch } from './modelFit.ts';
import { type ModelLayer, modelLayer } from './modelLayer.ts';
import type { ModelOptions } from './modelOptions.ts';
import { inForm, outputNames, readToBuild, readX } from './modelReading.ts';
import { Pacer } from './pacer.ts';
import { predictRows, type Step, stepOnce } from './predict.ts';
import { WEIGHT_OPTIONS, type WeightOptions } from './stepWeights.ts';
import type { StreamEvaluateOptions, StreamFitOptions } from './streamOptions.ts';
import { summaryOf } from './summary.ts';
import { assignWeight, assignWeights, copyWeights } from './weightValues.ts';

/** Where the weights of a model come from that are not initialized. */
export interface WeightOrigin {
  /** Such as a file. */
  readonly source?: WeightSource | undefined;
  /** A model that has them: what either of the two learns both know. */
  readonly shareWith?: AnyModel | undefined;
  /** A model whose weights are to be had in int8; what `quantize` passes. */
  readonly quantizes?: AnyModel | undefined;
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
  readonly #core: ModelCore;
  /** How many passes were begun for training. */
  #begun = 0;

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
    this.#core = new ModelCore(layers, options, Model.#originOf(from));
    const { name, graph, seed, dtype } = this.#core;
    this.name = name;
    this.graph = graph;
    this.seed = seed;
    this.dtype = dtype;
  }

  /** Its layers, each once, in order. */
  get layers(): readonly Layer[] {
    return this.graph.layers;
  }

  /**
   * What its layers are called, in their order: by their own names, else by their kinds, numbered; where
   * weights are shared, as in the other model.
   */
  get layerNames(): readonly string[] {
    return this.#core.network?.names ?? namesOf(this.graph.layers);
  }

  /** Whether sizes are known and weights are there. */
  get built(): boolean {
    return this.#core.network !== undefined;
  }

  /** Whether its matrices are in int8: what `quantize` gives. */
  get quantized(): boolean {
    return this.#core.quantized;
  }

  /** How many updates were made: one for each training step, unless several make one. */
  get iterations(): number {
    return this.#core.trainer?.optimizerState.iterations ?? 0;
  }

  /** What it takes, its first input if there are several: the sizes after the batch, `null` where free. */
  get input(): Signature {
    return this.#core.built('input').inputs[0]!;
  }

  /** What each of its inputs looks like, in the order in which they stand in the model. */
  get inputs(): readonly Signature[] {
    return this.#core.built('inputs').inputs;
  }

  /** What each of its outputs looks like. */
  get outputs(): readonly Signature[] {
    return this.#core.built('outputs').outputs;
  }

  /** What it is trained with, once compiled. */
  get compiled(): Compiled | undefined {
    return this.#core.compiled;
  }

  /** What the optimizer remembers, once a step was trained: its slots are flat, in weight order. */
  get optimizerState(): OptimizerState | undefined {
    return this.#core.trainer?.optimizerState;
  }

  /** What the callbacks of the last `fit` have counted, for one that goes on; undefined if nothing. */
  get callbackProgress(): CallbackProgress | undefined {
    return this.#core.keeper.progress;
  }

  /** The weights in Keras' order: path, shape, gates, whether they are trained. */
  get weights(): readonly NamedWeightSpec[] {
    return this.#core.built('weights').weights;
  }

  /**
   * The values of the trained weights, in order: views, for an optimizer to change in place. As nobody can
   * tell when that happens, later steps keep nothing of what they make of the weights, and take longer.
   */
  get trainableWeights(): readonly Tensor[] {
    this.#core.wantFloats('trained');
    const { store, weights } = this.#core.built('trainableWeights');
    store.cache.close(); // nobody tells when they are written to
    return weights.filter((spec) => spec.trainable).map(({ path }) => store.weight(path));
  }

  /**
   * Makes the weights, for inputs of the given sizes after the batch.
   *
   * @throws StateError if the model is built already; ShapeError if a layer does not fit
   */
  build(input: Signature, from: WeightOrigin = {}): void {
    this.#core.build([input], Model.#originOf(from));
  }

  /**
   * Says what to train with. Compiling again forgets what the optimizer remembers.
   *
   * @throws ConfigError for an unknown name, or a metric that has no meaning beside the loss;
   * StateError while the model is fitting
   */
  compile(options: CompileOptions<Gives['losses']>): void;
  compile(options: CompileOptions): void {
    this.#core.compile(options);
  }

  /**
   * Goes on with what an optimizer remembered, e.g. from a file, and with what callbacks had counted.
   *
   * @throws StateError unless compiled
   */
  resume(state: OptimizerState, progress?: CallbackProgress): void {
    this.#core.wantFloats('trained');
    this.#core.resume(state, progress);
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
    this.#core.wantFloats('trained');
    return fitModel(this.#core, this, given);
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
    return evaluateModel(this.#core, given);
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
    const core = this.#core;
    const values = readToBuild(core, 'predict', x);
    const network = core.built('predict');
    return inForm(core, await predictRows(network, core.workspace, values, batchSize, pacer));
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
    this.#core.wantFloats('trained');
    this.#core.wantIdle('trainOnBatch');
    checkOptions('trainOnBatch', weights, WEIGHT_OPTIONS);
    return trainModelOnBatch(this.#core, x, y, state, weights);
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
    this.#core.wantFloats('gone back through');
    checkOptions('begin', given, ['training', 'state', 'step']);
    const { training = false, state = {}, step = this.iterations + this.#begun } = given;
    checkCount('begin', 'step', step, 0);
    if (training) this.#begun++;
    const core = this.#core;
    const values = readToBuild(core, 'begin', x);
    const how = { training, state, step };
    const pass = beginPass(this.name, core.built('begin'), core.workspace, values, how);
    const [y, backward, rest] = pass;
    const back: Backward<Formed<Tensor>> = (dy, options) => {
      const { graph } = core;
      const parts = partsOf(`${this.name}'s dy`, dy, graph.gives, outputNames(graph));
      return backward(
        parts.map(({ value }) => value),
        options,
      );
    };
    return [inForm(core, y), back, rest];
  }

  /** States of zeros for a batch: what `step` begins with. @throws StateError before it is built */
  initialState(batch: number): ModelState {
    checkCount('initialState', 'batch', batch, 0);
    const specs = this.#core.built('initialState').stateSpecs;
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
    const core = this.#core;
    const network = core.built('step');
    const { refusesSteps, stepInputs } = network;
    if (refusesSteps !== undefined) {
      throw new ConfigError(`${this.name} cannot be stepped: ${refusesSteps}`);
    }
    const values = readX(core, "step's x", x, stepInputs);
    const given = stepOnce(network, core.workspace, values, state);
    const [output, logits] = [given.output, given.logits].map((list) => inForm(core, list));
    return { output, logits, state: given.state };
  }

  /**
   * This model with all of its inputs but one, which then comes step by step: an encoder reads what it is
   * given, and its decoder is stepped. What is computed of the given inputs alone is computed once.
   *
   *     const speaker = translator.given({ word: [[3, 1, 4]] });
   *     for await (const { id } of generate(speaker, { prompt: [0], maxTokens: 9 })) …
   *
   * @throws ConfigError unless one input is left out, or if a layer needs more of it than the past;
   * ShapeError for data that doesn't fit
   */
  given(x: Takes['whole']): GivenModel<Gives['step']>;
  given(x: SomeOf<ModelData>): GivenModel<unknown> {
    return giveInputs(this, this.#core.built('given'), this.#core.workspace, x);
  }

  /** Copies of all weights, in Keras' order. */
  getWeights(): Tensor[] {
    return copyWeights(this.#core.built('getWeights'));
  }

  /**
   * Sets all weights, in the order of `getWeights`.
   *
   * @throws ShapeError if their number or a shape differs, ConfigError if one is not finite; then
   * nothing has changed
   */
  setWeights(values: readonly ModelData[]): void {
    this.#core.wantFloats('given weights');
    assignWeights(this.#core.built('setWeights'), values);
  }

  /** A copy of a weight or of one gate of it: `lstm/kernel`, `lstm/recurrentKernel.f`. */
  getWeight(name: string): Tensor {
    return copy(weightNamed(this.#core.built('getWeight').store, name));
  }

  /** Sets a weight or one gate of it. @throws as `setWeights`, and ConfigError for an unknown name */
  setWeight(name: string, values: ModelData): void {
    this.#core.wantFloats('given weights');
    assignWeight(this.#core.built('setWeight'), name, values);
  }

  /**
   * This model as a layer of others. Its weights are then theirs: they begin with the values that they
   * have here when the other model is built, or initialized if this one is not built, and what the
   * other learns does not come back.
   *
   * It is called on what the model takes, and gives what the model gives: a value, a list, or an object
   * with the names of the model.
   *
   * @throws ConfigError for an unknown option
   */
  asLayer(options?: LayerOptions): [Takes['x']] extends [never] ? Layer : ModelLayer<In, Out>;
  asLayer(options: LayerOptions = {}): unknown {
    this.#core.wantFloats('made a layer');
    return modelLayer(this.graph, options, (path) => this.#core.network?.store.weight(path));
  }

  /**
   * This model with its matrices in int8, for `predict`, `step`, `evaluate`, `given` and generation: a quarter
   * of the bytes is read, which is what a step of a single row takes its time for. It has copies of the
   * weights as they are now, and cannot be trained. Docs: quantization.md.
   *
   * @throws StateError if the model is not built, or is quantized already; ConfigError for a model of float64,
   * one with the weights of another, or a weight that is not finite
   */
  quantize(): Model<In, Out, Takes, Gives> {
    const { name, graph, seed, dtype, kernels } = this.#core;
    return new Model(graph, { name, seed, dtype, kernels }, { quantizes: this });
  }

  /** A table of the layers, as Keras prints it. */
  summary(): string {
    return summaryOf(this.name, this.#core.built('summary'));
  }

  static #originOf({ source, shareWith, quantizes }: WeightOrigin): CoreOrigin {
    const coreOf = (model: AnyModel | undefined) => (model === undefined ? undefined : model.#core);
    const shared = coreOf(shareWith);
    shared?.wantFloats('shared with');
    return { source, shareWith: shared, quantizes: coreOf(quantizes) };
  }
}

/** Any model, whatever it takes and gives. */
export type AnyModel = Model<never, unknown, Taken<never, never, never, never>, Given>;
