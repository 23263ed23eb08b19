import type { Compute } from '../kernels/index.ts';
import type { Random, Shape, Tensor } from '../tensor/index.ts';
import type { Constrain } from './constraints/index.ts';
import type { Penalty } from './regularizers/index.ts';
import type { RowSet } from './rowSet.ts';
import type { Signature, Value } from './value.ts';

/**
 * An immutable description of a layer: what it is, not what it has learned. Weights belong to the
 * model that is built from it, so one layer may stand in any number of models.
 *
 * `In` and `Out` are kinds (rank, numbers or ids) that exist only for the type checker.
 */
export interface Layer<In = never, Out = unknown> {
  /** What sort of layer it is, e.g. `lstm`; a saved model finds its definition by it. */
  readonly kind: string;
  /** The name given by the user, if any. */
  readonly name: string | undefined;
  /** All options with their defaults filled in; plain JSON. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Whether it reads numbers or ids. */
  readonly reads: 'numbers' | 'ids';
  /** What it says of its input, so that a model can be built before there is data. */
  readonly declares?: Signature;
  /** What it gives beside its output where it is called, if its options ask for that. */
  readonly returns?: Returns | undefined;
  /** What it reads has these names, and it is called on an object with them. */
  readonly inputNames?: readonly string[] | undefined;
  /** What it gives has these names, and a call gives an object with them. */
  readonly outputNames?: readonly string[] | undefined;
  /**
   * The layer with its sizes known.
   *
   * @param path its name in the model, which its weights and errors carry
   * @param inputs what it will get
   * @throws ShapeError if it cannot take such inputs
   */
  build(path: string, inputs: readonly Signature[]): Built;
  /** The same layer with some of its options changed, which are checked as all are. */
  withOptions?(changes: object): Layer;
  /** For the type checker alone: the kinds it takes. */
  in?(kind: In): void;
  /** For the type checker alone: the kind it gives. */
  readonly out?: Out;
}

/** What may stand beside a layer's output: its final states, or further outputs such as attention's weights. */
export type Returns = 'state' | 'extras';

/** A weight before it has values. */
export interface WeightSpec<R extends number = number> {
  /** Its shape. */
  readonly shape: readonly number[] & { readonly length: R };
  /** Writes the initial values, in row-major order, into an array that is not to be kept. */
  readonly initialize: (out: Float64Array, random: Random) => void;
  /** Names of the equal parts of the last axis, e.g. the gates `i, f, c, o`. */
  readonly gates?: readonly string[];
  /** Whether an update changes only those rows that got a gradient, and what is remembered of them. */
  readonly sparse?: boolean;
  /**
   * How many rows it has as a right factor, the last axes side by side, where the layer only multiplies by
   * it: all of it, or columns, by `matmul` or as a factor. Then `quantize` may hold it in int8.
   */
  readonly factorRows?: number;
  /** What is added to the loss, by its values. */
  readonly penalty?: Penalty | undefined;
  /** What it keeps to after each update. */
  readonly constrain?: Constrain | undefined;
}

/** A weight of a built layer, by name. */
export interface NamedWeightSpec extends WeightSpec {
  /** Its name, after the path of the layer that made it: `lstm/kernel`. */
  readonly path: string;
  /** Whether training changes it. */
  readonly trainable: boolean;
}

/** A state that a recurrent layer carries from step to step. */
export interface StateSpec {
  /** Its name in the layer, e.g. `h`. */
  readonly name: string;
  /** Its sizes after the batch. */
  readonly shape: Shape;
  /** Whether it counts something: whole numbers, which have no gradient. */
  readonly counts?: boolean;
}

/** A state of a built layer, by name. */
export interface NamedStateSpec extends StateSpec {
  /** Its name, after the path of the layer: `lstm/h`. */
  readonly path: string;
}

/** What a layer remembers of inputs that are given whole, by name. */
export interface MemorySpec {
  /** Its name, after the path of the layer: `attention/keys`. */
  readonly path: string;
  /** Its sizes after the batch, `null` where it is as long as what was given. */
  readonly shape: Signature['shape'];
}

/**
 * How a layer is stepped that reads all but its first input whole: what it remembers of them is made
 * once, and each step looks at it. The rows of a memory may all be one, by a stride of 0.
 */
export interface BuiltMemory {
  /** What is remembered, in order. */
  readonly specs: readonly MemorySpec[];
  /** What to remember of the other inputs. */
  remember(store: Store, whole: readonly Value[], ctx: Context): readonly Tensor[];
  /** What the layer gives for a sequence of length 1: with the whole of it, the same bits. */
  step(store: Store, input: Value, memory: readonly Tensor[], ctx: Context): Value;
}

/** A layer with its sizes known. */
export interface Built {
  /** What the first output will look like. */
  readonly output: Signature;
  /** What its further outputs will look like, which come after the final states. */
  readonly extras?: readonly Signature[] | undefined;
  /** Its weights, in Keras' order. */
  readonly weights: readonly NamedWeightSpec[];
  /** Its states: initial ones are further inputs, final ones further outputs, in this order. */
  readonly state: readonly NamedStateSpec[];
  /**
   * Why it cannot be stepped one time step after another; undefined if it can. A layer that can
   * gives for a sequence of length 1 and its state what it would give within the whole sequence.
   */
  readonly refusesSteps: string | undefined;
  /** How it can be stepped even so, where only its first input comes step by step. */
  readonly memory?: BuiltMemory | undefined;
  /** Whether its outputs, or those of layers inside, cost something where the pass asks for penalties. */
  readonly costs?: boolean;
  /** Runs forward; what it returns knows the way back. */
  begin(store: Store, inputs: readonly Value[], ctx: Context): Pending;
}

/** A forward pass that has not gone back yet. */
export interface Pending {
  /** The output, then the final states, then the further outputs. */
  readonly outputs: readonly Value[];
  /** The input of the softmax or sigmoid that the output came from, which a loss reads instead. */
  readonly logits?: Logits | undefined;
  /** Whether its way back must be gone even if no gradient has come to its outputs. */
  readonly penalized?: boolean;
  /**
   * Adds the gradients of the weights into the store and returns those of the inputs. A gradient
   * left out is zero; ids have none.
   */
  backward(d: Gradients): Gradients;
}

/** Gradients, one for each value; undefined means zero. */
export type Gradients = readonly (Tensor | undefined)[];

/** The values before a final softmax or sigmoid. */
export interface Logits {
  /** Which activation turned them into the output. */
  readonly activation: 'softmax' | 'sigmoid';
  /** The values. */
  readonly data: Tensor;
  /** As `Pending.backward`, from the gradient of the logits and those of the final states. */
  backward(d: Gradients): Gradients;
}

/** Where layers find their weights and leave their gradients. */
export interface Store {
  /** The values of the weight at `path`. */
  weight(path: string): Tensor;
  /** Its gradient, to be added to. */
  gradient(path: string): Tensor;
  /** Which rows of a sparse weight have a gradient; undefined for other weights. */
  touched?(path: string): RowSet | undefined;
}

/** What the outputs of layers cost beside the loss. */
export interface Penalties {
  /** What the gradients of penalties are multiplied by on the way back. */
  readonly scale: number;
  /** Adds a penalty. */
  add(penalty: number): void;
}

/** What a layer computes with. */
export interface Context extends Compute {
  /** Whether this is a training step: dropout drops only then. */
  readonly training: boolean;
  /** `false` where nobody asks for the gradient of the inputs. */
  readonly inputGradient: boolean;
  /** Takes what the outputs of layers cost; undefined where nobody asks. */
  readonly penalties?: Penalties | undefined;
  /** The stream of random numbers of `purpose` for row `row` of the batch, at this step. */
  random(purpose: string, row: number): Random;
  /** The context of the child layer at `path`. */
  child(path: string, inputGradient?: boolean): Context;
}
