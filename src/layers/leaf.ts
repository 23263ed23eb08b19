import { formatShape, type Ids, type Mask, ShapeError, type Tensor } from '../tensor/index.ts';
import type {
  Built,
  Context,
  Gradients,
  NamedWeightSpec,
  Pending,
  StateSpec,
  Store,
  WeightSpec,
} from './contract.ts';
import { type InitializerOption, initializerOf } from './initializers/index.ts';
import { withoutWayBack } from './noWayBack.ts';
import { formatSignature, type Signature, type Value } from './value.ts';

/** The weights a layer asks for, by name, in Keras' order; one it does without is undefined. */
export type WeightSpecs = Readonly<Record<string, WeightSpec | undefined>>;

/** The tensors of those weights. */
export type WeightsOf<W extends WeightSpecs> = {
  readonly [Name in keyof W]: W[Name] extends WeightSpec<infer R>
    ? Tensor<R>
    : W[Name] extends WeightSpec<infer R> | undefined
      ? Tensor<R> | undefined
      : undefined;
};

/**
 * A weight of the given shape. `initial` names an initializer or writes the values itself; `gates`
 * names equal parts of the last axis.
 *
 * @throws ConfigError for an initializer that is none, or not made for such a shape
 */
export function weight<const S extends readonly number[]>(
  shape: S,
  initial: InitializerOption | WeightSpec['initialize'],
  gates?: readonly string[],
): WeightSpec<S['length']> {
  const initialize =
    typeof initial === 'function' ? initial : initializerOf(initial, 'weight')(shape);
  return gates === undefined ? { shape, initialize } : { shape, initialize, gates };
}

/** The mathematics of a layer whose sizes are known: two pure functions and what joins them. */
export interface Leaf<W extends WeightSpecs, Cache> {
  /** What the first output will look like. */
  readonly output: Signature;
  /** What its further outputs will look like, which come after the final states. */
  readonly extras?: readonly Signature[];
  /** The weights, by name, in Keras' order. */
  readonly weights: W;
  /** The states it carries; initial ones are further inputs, final ones further outputs. */
  readonly state?: readonly StateSpec[];
  /** Why it cannot be stepped one time step after another, if it cannot. */
  readonly refusesSteps?: string | undefined;
  /** Computes the outputs and what the way back needs; must not change its arguments. */
  forward(
    weights: WeightsOf<W>,
    inputs: readonly Value[],
    ctx: Context,
  ): {
    /** The output, then the final states, then the further outputs. */
    readonly outputs: readonly Value[];
    /** What the backward pass will need. */
    readonly cache: Cache;
  };
  /**
   * Adds the gradients of the weights into `grads` and returns those of the inputs; must not change
   * weights, inputs or `d`.
   */
  backward(
    weights: WeightsOf<W>,
    grads: WeightsOf<W>,
    cache: Cache,
    d: Gradients,
    ctx: Context,
  ): Gradients;
  /** The rows of a sparse weight that the backward pass adds to. */
  touches?(cache: Cache): {
    readonly weight: string;
    readonly ids: Ids;
    readonly mask?: Mask | undefined;
  };
  /** Where the output came from a softmax or sigmoid: what went into it, and its way back. */
  logits?(cache: Cache): LeafLogits<W> | undefined;
}

/** The values before a final softmax or sigmoid. */
export interface LeafLogits<W extends WeightSpecs> {
  /** Which of the two. */
  readonly activation: 'softmax' | 'sigmoid';
  /** The values. */
  readonly data: Tensor;
  /** As `Leaf.backward`, from the gradient of these values. */
  backward(weights: WeightsOf<W>, grads: WeightsOf<W>, d: Gradients, ctx: Context): Gradients;
}

/** A leaf whose cache nobody sees any more; waits for the name and the trainability of its layer. */
export type SealedLeaf = (path: string, trainable: boolean) => Built;

/** Joins the two functions of a leaf by their cache, so that it can be begun twice before it goes back. */
export function leaf<W extends WeightSpecs, Cache>(math: Leaf<W, Cache>): SealedLeaf {
  return (path, trainable) => {
    const weights: NamedWeightSpec[] = [];
    for (const [name, spec] of Object.entries(math.weights)) {
      if (spec !== undefined) weights.push({ ...spec, path: `${path}/${name}`, trainable });
    }
    const stores = new WeakMap<Store, { values: WeightsOf<W>; grads: WeightsOf<W> }>();
    const tensorsIn = (store: Store): { values: WeightsOf<W>; grads: WeightsOf<W> } => {
      const known = stores.get(store);
      if (known !== undefined) return known;
      const values = tensorsOf(math.weights, (name) => store.weight(`${path}/${name}`));
      const grads = tensorsOf(math.weights, (name) => store.gradient(`${path}/${name}`));
      const found = { values, grads };
      stores.set(store, found);
      return found;
    };
    const begin = (store: Store, inputs: readonly Value[], ctx: Context): Pending => {
      const { values, grads } = tensorsIn(store);
      const { outputs, cache } = math.forward(values, inputs, ctx);
      checkOutput(path, math.output, outputs[0]);
      const logits = math.logits?.(cache);
      if (ctx.keeps === false) {
        const backward = (): never => {
          throw withoutWayBack(path);
        };
        return { outputs, logits: logits && { ...logits, backward }, backward };
      }
      return {
        outputs,
        logits: logits && {
          activation: logits.activation,
          data: logits.data,
          backward: (d) => logits.backward(values, grads, d, ctx),
        },
        backward: (d) => {
          const touched = math.touches?.(cache);
          if (touched !== undefined) {
            const rows = store.touched?.(`${path}/${touched.weight}`);
            rows?.add(touched.ids.data, touched.mask?.data);
          }
          return math.backward(values, grads, cache, d, ctx);
        },
      };
    };
    const state = (math.state ?? []).map((spec) => ({ ...spec, path: `${path}/${spec.name}` }));
    const { output, extras, refusesSteps } = math;
    return { output, extras, weights, state, refusesSteps, begin };
  };
}

/** Throws a ShapeError unless a layer gave what it had said it would. */
function checkOutput(path: string, declared: Signature, output: Value | undefined): void {
  if (output !== undefined && fits(declared.shape, output.data.shape)) return;
  const got = output === undefined ? 'nothing' : formatShape(output.data.shape);
  throw new ShapeError(`${path} said it would give ${formatSignature(declared)}, but gave ${got}`);
}

/** Whether a shape is a batch of the sizes; null fits any. */
function fits(sizes: Signature['shape'], shape: readonly number[]): boolean {
  if (shape.length !== sizes.length + 1) return false;
  for (let axis = 0; axis < sizes.length; axis++) {
    const size = sizes[axis];
    if (size !== null && size !== shape[axis + 1]) return false;
  }
  return true;
}

/** The tensor of every weight that is there, under the weight's name. */
function tensorsOf<W extends WeightSpecs>(specs: W, find: (name: string) => Tensor): WeightsOf<W>;
function tensorsOf(
  specs: WeightSpecs,
  find: (name: string) => Tensor,
): Record<string, Tensor | undefined> {
  const tensors: Record<string, Tensor | undefined> = {};
  for (const [name, spec] of Object.entries(specs)) {
    tensors[name] = spec === undefined ? undefined : find(name);
  }
  return tensors;
}

/** The logits of an output that came from `activation`: none unless it is a softmax or sigmoid. */
export function logitsOf<W extends WeightSpecs>(
  activation: string,
  data: Tensor,
  backward: LeafLogits<W>['backward'],
): LeafLogits<W> | undefined {
  return activation === 'softmax' || activation === 'sigmoid'
    ? { activation, data, backward }
    : undefined;
}
