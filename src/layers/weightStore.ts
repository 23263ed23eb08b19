import { type Memory, memoryFor, WeightCache } from '../kernels/index.ts';
import {
  ConfigError,
  type Dtype,
  type FloatArray,
  randomStream,
  type Seed,
  type Shape,
  sizeOf,
  type Tensor,
  View,
} from '../tensor/index.ts';
import type { NamedWeightSpec, Store } from './contract.ts';
import { discard } from './discard.ts';
import { RowSet } from './rowSet.ts';

/** Where weights come from that are not initialized: contiguous values of the weight's shape. */
export type WeightSource = (spec: NamedWeightSpec) => Tensor;

/**
 * The weights of a model and their gradients, each in one array, those that are trained first: so
 * that clipping and an optimizer can take all of them in one call.
 */
export class WeightStore implements Store {
  /** The weights, in the order their layers stand. */
  readonly specs: readonly NamedWeightSpec[];
  /** Where they stand. */
  readonly memory: Memory;
  /** All values; the first `trainableSize` are trained. They are written within `change`. */
  readonly values: FloatArray;
  /** All gradients, laid out as `values`. */
  readonly gradients: FloatArray;
  /** How many numbers are trained. */
  readonly trainableSize: number;
  /** What was made of the weights as they are, for passes that don't change them. */
  readonly cache: WeightCache;
  readonly #weights = new Map<string, Tensor>();
  readonly #gradients = new Map<string, Tensor>();
  /** The rows of sparse weights that have a gradient. */
  readonly #touched = new Map<string, RowSet>();
  /** Where the gradients of other weights begin and end: runs without a sparse one between. */
  readonly #denseRuns: (readonly [start: number, end: number])[] = [];

  /**
   * Makes the weights. They come from `source`, or are initialized: each from its own stream
   * `seed/init/path`, computed in float64 and rounded once.
   *
   * @throws ConfigError if two weights have the same path; whatever `source` throws, before memory
   * is taken
   */
  constructor(
    specs: readonly NamedWeightSpec[],
    seed: Seed,
    dtype: Dtype,
    source?: WeightSource,
    memory: Memory = memoryFor(dtype, 'reference'),
  ) {
    checkPaths(specs);
    const given = new Map(source && specs.map((spec) => [spec, source(spec)]));
    this.specs = specs;
    this.memory = memory;
    const total = specs.reduce((sum, spec) => sum + sizeOf(spec.shape), 0);
    this.values = memory.floats(total);
    this.gradients = memory.floats(total);
    const trained = specs.filter((spec) => spec.trainable);
    const frozen = specs.filter((spec) => !spec.trainable);
    let at = 0;
    for (const spec of [...trained, ...frozen]) {
      const size = sizeOf(spec.shape);
      const values = given.get(spec)?.data;
      if (values !== undefined) this.values.set(values, at);
      else {
        const initial = initialValues(spec, seed);
        this.values.set(initial, at);
        discard(initial);
      }
      this.#weights.set(spec.path, viewOf(memory, this.values, at, spec));
      this.#gradients.set(spec.path, viewOf(memory, this.gradients, at, spec));
      if (isSparse(spec)) this.#touched.set(spec.path, new RowSet(spec.shape[0] ?? 1));
      else this.#addDense(at, at + size);
      at += size;
    }
    this.trainableSize = trained.reduce((sum, spec) => sum + sizeOf(spec.shape), 0);
    this.cache = new WeightCache(
      memory,
      Array.from(this.#weights.values(), ({ data }) => data),
    );
  }

  /** Runs what writes to the weights: from then on nothing that was made of them counts any more. */
  change(write: () => void): void {
    try {
      write();
    } finally {
      this.cache.forget();
    }
  }

  /** The values of all weights that are trained, in one flat view. */
  get trained(): Tensor {
    return viewOf(this.memory, this.values, 0, { shape: [this.trainableSize] });
  }

  /** Their gradients. */
  get trainedGradients(): Tensor {
    return viewOf(this.memory, this.gradients, 0, { shape: [this.trainableSize] });
  }

  /** The values of a weight; a view, not a copy. */
  weight(path: string): Tensor {
    return find(this.#weights, path);
  }

  /** The gradient of a weight; a view, not a copy. */
  gradient(path: string): Tensor {
    return find(this.#gradients, path);
  }

  /** The rows of a sparse weight that have a gradient; undefined for other weights. */
  touched(path: string): RowSet | undefined {
    return this.#touched.get(path);
  }

  /** Sets all gradients to zero. */
  clearGradients(): void {
    for (const [start, end] of this.#denseRuns) this.gradients.fill(0, start, end);
    for (const [path, touched] of this.#touched) {
      const { data, shape } = this.gradient(path);
      const size = data.length / (shape[0] ?? 1);
      for (const row of touched.rows) data.fill(0, row * size, (row + 1) * size);
      touched.clear();
    }
  }

  #addDense(start: number, end: number): void {
    const last = this.#denseRuns.at(-1);
    if (last?.[1] === start) this.#denseRuns.splice(-1, 1, [last[0], end]);
    else this.#denseRuns.push([start, end]);
  }
}

/** Only what is trained is updated, by rows or otherwise. */
function isSparse({ sparse = false, trainable }: NamedWeightSpec): boolean {
  return sparse && trainable;
}

function initialValues(spec: NamedWeightSpec, seed: Seed): Float64Array {
  const values = new Float64Array(sizeOf(spec.shape));
  spec.initialize(values, randomStream(seed, 'init', spec.path));
  return values;
}

function checkPaths(specs: readonly NamedWeightSpec[]): void {
  const paths = specs.map(({ path }) => path);
  const twice = paths.find((path, i) => paths.indexOf(path) !== i);
  if (twice !== undefined) {
    throw new ConfigError(
      `two weights are named '${twice}': give the children of a composite names of their own`,
    );
  }
}

function viewOf(
  memory: Memory,
  array: FloatArray,
  at: number,
  { shape }: { readonly shape: Shape },
): Tensor {
  const data = memory.part(array, at, at + sizeOf(shape));
  return new View<number, FloatArray>(data, [...shape]);
}

function find(tensors: ReadonlyMap<string, Tensor>, path: string): Tensor {
  const tensor = tensors.get(path);
  if (tensor === undefined) {
    throw new ConfigError(
      `there is no weight '${path}'; the weights are ${[...tensors.keys()].join(', ')}`,
    );
  }
  return tensor;
}
