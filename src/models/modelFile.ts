import type { KernelChoice } from '../kernels/index.ts';
import type { WeightSource } from '../layers/index.ts';
import { decodeSafetensors, encodeSafetensors, readBytes, writeBytes } from '../storage/index.ts';
import { isJsonObject } from '../storage/json.ts';
import {
  ConfigError,
  type Data,
  type Dtype,
  type FloatArray,
  FormatError,
  formatShape,
  StateError,
  sameShape,
  type Tensor,
  View,
} from '../tensor/index.ts';
import { checkOptions } from '../tensor/options.ts';
import { type Vocabulary, vocabularyFromJSON } from '../text/index.ts';
import type { Loss, Metric, Optimizer } from '../training/index.ts';
import { compileOptionsFrom, describeCompiled } from './compileFile.ts';
import type { Reviver } from './describe.ts';
import { checkKeys, isDtype, isSeed, isSignature, jsonAt } from './fileJson.ts';
import type { KindsIn } from './functional.ts';
import { describeGraph, graphFrom } from './graphFile.ts';
import type { SymbolicForm } from './graphOf.ts';
import { checkLike, type Likeness } from './likeness.ts';
import { type AnyModel, Model } from './model.ts';
import { optimizerTensors, restoreOptimizer } from './optimizerFile.ts';
import { describeProgress, progressTensors, restoreProgress } from './progressFile.ts';
import { VERSION } from './version.ts';

/** What goes into a file beside the model. */
export interface SaveOptions {
  /** The vocabulary that its ids belong to. */
  readonly vocabulary?: Vocabulary;
  /** Whether to keep what optimizer and callbacks remember, so that training goes on exactly; `true`. */
  readonly optimizer?: boolean;
  /** Anything of the user's own that JSON can say, e.g. the epoch. */
  readonly extra?: unknown;
}

/** What is needed to read a file with parts of the user's own. */
export interface LoadOptions {
  /** Factories of own layers and cells: what `defineLayer`, `composeLayer`, `defineCell` returned. */
  readonly layers?: readonly Reviver[];
  /** Own losses. */
  readonly losses?: readonly Loss[];
  /** Own metrics. */
  readonly metrics?: readonly Metric[];
  /** Own optimizers. */
  readonly optimizers?: readonly Optimizer[];
  /** What the model computes with, as in the options of a model; `auto` by default. */
  readonly kernels?: KernelChoice;
}

/** What is needed to read the file of a model whose values the type checker is to know. */
export interface LoadLikeOptions<I extends SymbolicForm, O extends SymbolicForm>
  extends LoadOptions {
  /**
   * What the model takes and gives, as the options of `model` say it: those that it was made with, or
   * others with values like them. The file is refused unless its model does.
   */
  readonly like: Likeness<I, O>;
}

/** What a file holds. */
export interface LoadedModel<M extends AnyModel = Model> {
  /**
   * Built, and compiled if it was when it was saved. The type checker takes it for a model of one input and
   * one output, unless the option `like` says more.
   */
  readonly model: M;
  /** The vocabulary that was saved with it. */
  readonly vocabulary: Vocabulary | undefined;
  /** The user's own part; undefined if there was none. */
  readonly extra: unknown;
}

const METADATA_KEYS = [
  ...['format', 'formatVersion', 'version'],
  ...['model', 'compile', 'optimizer', 'callbacks', 'vocabulary', 'extra'],
];
const FORMAT = 'unrolled';
const FORMAT_VERSION = '1';

/**
 * A model as the bytes of one safetensors file: weights by path (`lstm/kernel`), what the optimizer
 * remembers (`optimizer/m/lstm/kernel`), what callbacks have counted, and in its metadata the description of the layers, the
 * vocabulary, how it was compiled, steps, seed and version. The same model gives the same bytes.
 *
 * @throws StateError if the model is not built; ConfigError for an unknown option
 */
export function encodeModel(model: AnyModel, options: SaveOptions = {}): Uint8Array {
  checkOptions('encodeModel', options, ['vocabulary', 'optimizer', 'extra']);
  const { vocabulary, optimizer = true, extra } = options;
  if (model.quantized) {
    throw new StateError(
      `${model.name} has its weights in int8, which files do not hold: save the model that it was ` +
        'quantized from, and quantize it again when it is loaded, which gives the same bits',
    );
  }
  const values = model.getWeights();
  const tensors = new Map<string, Tensor>();
  for (const [i, { path }] of model.weights.entries()) {
    const value = values[i];
    if (value !== undefined) tensors.set(path, value);
  }
  const { compiled, optimizerState, input, graph } = model;
  const description = {
    name: model.name,
    seed: model.seed,
    dtype: model.dtype,
    input,
    ...describeGraph(graph, model.layerNames),
  };
  const metadata: Record<string, string> = {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    version: VERSION,
    model: JSON.stringify(description),
  };
  if (compiled !== undefined) {
    metadata.compile = JSON.stringify(describeCompiled(compiled, graph.gives));
  }
  if (optimizer && optimizerState !== undefined) {
    const { iterations, scalars, slots, learningRate } = optimizerState;
    const remembered = { iterations, scalars, slots: Object.keys(slots), learningRate };
    metadata.optimizer = JSON.stringify(remembered); // without a learning rate that nobody set
    for (const [name, tensor] of optimizerTensors(model.weights, optimizerState)) {
      tensors.set(name, tensor);
    }
    const { callbackProgress: progress } = model;
    if (progress !== undefined) {
      metadata.callbacks = JSON.stringify(describeProgress(progress));
      for (const [name, tensor] of progressTensors(progress)) tensors.set(name, tensor);
    }
  }
  if (vocabulary !== undefined) metadata.vocabulary = JSON.stringify(vocabulary);
  if (extra !== undefined) metadata.extra = jsonOf(extra);
  return encodeSafetensors(tensors, metadata);
}

/**
 * The model in the bytes of a file, which takes and gives what `like` says; the way back of `encodeModel`.
 *
 *     const { model } = decodeModel(bytes, { like: { inputs: { words }, outputs: { next, kind } } });
 *
 * @throws FormatError for bytes that are no such file, or hold other weights than the model has,
 * and for numbers that are not finite; ConfigError for a layer, loss or metric that is not built in
 * and was not passed, and for a model that is not like that. Then nothing is loaded.
 */
export function decodeModel<const I extends SymbolicForm, const O extends SymbolicForm>(
  bytes: Uint8Array,
  options: LoadLikeOptions<I, O>,
): LoadedModel<Model<KindsIn<I>, KindsIn<O>>>;
/** The same of a model of one input and one output. */
export function decodeModel(bytes: Uint8Array, options?: LoadOptions): LoadedModel;
export function decodeModel(bytes: Uint8Array, options: AnyLoadOptions = {}): LoadedModel {
  return decoded(bytes, options);
}

/** The options with or without `like`. */
type AnyLoadOptions = LoadOptions & Partial<LoadLikeOptions<SymbolicForm, SymbolicForm>>;

function decoded(bytes: Uint8Array, options: AnyLoadOptions): LoadedModel {
  const known = ['layers', 'losses', 'metrics', 'optimizers', 'kernels', 'like'];
  checkOptions('decodeModel', options, known);
  const { tensors, metadata } = decodeSafetensors(bytes, { finite: true });
  if (metadata.get('format') !== FORMAT) {
    throw new FormatError(
      "this safetensors file was not saved by unrolled: its metadata lacks format 'unrolled'",
    );
  }
  const formatVersion = metadata.get('formatVersion');
  if (formatVersion !== FORMAT_VERSION) {
    throw new FormatError(
      `the file has format version ${formatVersion}, this version of unrolled reads ${FORMAT_VERSION}`,
    );
  }
  checkKeys('its metadata', Object.fromEntries(metadata), METADATA_KEYS);
  const left = new Map(tensors);
  const model = modelFrom(jsonAt(metadata, 'model'), left, options);
  if (options.like !== undefined) checkLike('decodeModel', model, options.like);
  const compile = jsonAt(metadata, 'compile');
  if (compile !== undefined) model.compile(compileOptionsFrom(compile, options));
  const remembered = jsonAt(metadata, 'optimizer');
  if (remembered !== undefined) {
    const take = (name: string, shape: readonly number[]): Tensor =>
      takeTensor(left, name, shape, model.dtype);
    if (model.compiled === undefined) {
      throw new FormatError(
        "the file has what an optimizer remembers, but not which: its metadata lacks 'compile'",
      );
    }
    const { optimizer } = model.compiled;
    const state = restoreOptimizer(optimizer, model.weights, model.dtype, remembered, take);
    const counted = jsonAt(metadata, 'callbacks');
    model.resume(state, counted === undefined ? undefined : restoreProgress(counted, take));
  }
  const [unknown] = left.keys();
  if (unknown !== undefined) {
    throw new FormatError(`the file has a tensor '${unknown}' that the model does not have`);
  }
  const words = jsonAt(metadata, 'vocabulary');
  const vocabulary = words === undefined ? undefined : vocabularyFromJSON(words);
  return { model, vocabulary, extra: jsonAt(metadata, 'extra') };
}

/** Saves a model as one file, in Node; elsewhere use `encodeModel`. @throws as `encodeModel` */
export async function saveModel(
  model: AnyModel,
  path: string,
  options: SaveOptions = {},
): Promise<void> {
  await writeBytes(path, encodeModel(model, options));
}

/** Loads a model from a path, in Node, or from the bytes of a file. @throws as `decodeModel` */
export async function loadModel<const I extends SymbolicForm, const O extends SymbolicForm>(
  source: string | Uint8Array,
  options: LoadLikeOptions<I, O>,
): Promise<LoadedModel<Model<KindsIn<I>, KindsIn<O>>>>;
/** The same of a model of one input and one output. */
export async function loadModel(
  source: string | Uint8Array,
  options?: LoadOptions,
): Promise<LoadedModel>;
export async function loadModel(
  source: string | Uint8Array,
  options: AnyLoadOptions = {},
): Promise<LoadedModel> {
  if (typeof source !== 'string') return decoded(source, options);
  const bytes = await readBytes(source);
  try {
    return decoded(bytes, options);
  } catch (cause) {
    if (cause instanceof FormatError)
      throw new FormatError(`${source}: ${cause.message}`, { cause });
    throw cause;
  }
}

function jsonOf(extra: unknown): string {
  const kind = typeof extra;
  if (kind !== 'function' && kind !== 'symbol' && kind !== 'bigint') return JSON.stringify(extra);
  throw new ConfigError(`encodeModel wants extra to be what JSON can say, got a ${kind}`);
}

function modelFrom(
  description: unknown,
  left: Map<string, View<number, Data>>,
  { layers: own = [], kernels = 'auto' }: LoadOptions,
): Model {
  if (isJsonObject(description)) {
    checkKeys('its model', description, ['name', 'seed', 'dtype', 'input', 'layers', 'graph']);
    const { name, seed, dtype, input, layers, graph: flow } = description;
    const known = typeof name === 'string' && isSeed(seed) && isDtype(dtype) && isSignature(input);
    if (known && Array.isArray(layers)) {
      const graph = graphFrom(layers, flow, own, name);
      // Shapes are compared before memory is taken, and nothing is initialized in vain.
      const source: WeightSource = ({ path, shape }) => takeTensor(left, path, shape, dtype);
      const model = new Model(graph, { name, seed, dtype, kernels }, { source });
      if (!model.built) model.build(input, { source });
      if (JSON.stringify(model.input) !== JSON.stringify(input)) {
        throw new FormatError(
          `the file says its model takes ${JSON.stringify(input)}, its first layer ` +
            JSON.stringify(model.input),
        );
      }
      return model;
    }
  }
  throw new FormatError(
    `the file has ${JSON.stringify(description)} where a model { name, seed, dtype, input, layers } belongs`,
  );
}

function takeTensor(
  left: Map<string, View<number, Data>>,
  name: string,
  shape: readonly number[],
  dtype: Dtype,
): Tensor {
  const view = left.get(name);
  if (view === undefined) {
    throw new FormatError(`the file lacks the tensor '${name}' ${formatShape(shape)}`);
  }
  const { data } = view;
  const floating = data instanceof Float32Array || data instanceof Float64Array ? data : undefined;
  if (floating === undefined || view.dtype !== dtype || !sameShape(view.shape, shape)) {
    throw new FormatError(
      `the file has '${name}' as ${view.dtype} ${formatShape(view.shape)}, ` +
        `the model wants ${dtype} ${formatShape(shape)}`,
    );
  }
  left.delete(name);
  return new View<number, FloatArray>(floating, view.shape);
}
