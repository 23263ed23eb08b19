import { ShapeError, type Tensor } from '../tensor/index.ts';
import { type DefaultsOf, fillOptions } from '../tensor/options.ts';
import type { Built, Context, Layer } from './contract.ts';
import { leaf, type SealedLeaf, type WeightSpecs, type WeightsOf } from './leaf.ts';
import {
  type CellBuildOptions,
  checkCellBuild,
  type SteppingCell,
  steppingCell,
} from './steppingCell.ts';
import { numbersOfRank, ofRank } from './value.ts';

/** One tensor `[batch, size]` for every state of a cell. */
export type CellState<S> = { readonly [Name in keyof S]: Tensor<2> };

/** The mathematics of one time step: two pure functions and what joins them. */
export interface CellMath<
  W extends WeightSpecs,
  S extends Readonly<Record<string, number>>,
  Cache,
> {
  /** The weights, by name. */
  readonly weights: W;
  /** The size of every state. */
  readonly state: S;
  /** The size of the output, which may differ from the state. */
  readonly output: number;
  /** Computes the output and the next state from x `[batch, features]` and the state before. */
  forward(
    weights: WeightsOf<W>,
    x: Tensor<2>,
    state: CellState<S>,
    ctx: Context,
  ): {
    /** `[batch, output]`. */
    readonly output: Tensor<2>;
    /** The next state. */
    readonly state: CellState<S>;
    /** What the backward pass will need. */
    readonly cache: Cache;
  };
  /**
   * Adds the gradients of the weights into `grads`; returns those of x and of the state before, from
   * those of the output and of the next state.
   */
  backward(
    weights: WeightsOf<W>,
    grads: WeightsOf<W>,
    cache: Cache,
    d: {
      /** Of the output, `[batch, output]`. */
      readonly output: Tensor<2>;
      /** Of the next state. */
      readonly state: CellState<S>;
    },
    ctx: Context,
  ): {
    /** Of x; may be left out where `ctx.inputGradient` is false. */
    readonly x?: Tensor<2> | undefined;
    /** Of the state before. */
    readonly state: CellState<S>;
  };
}

/** A sort of cell: how it is made from options. */
export interface CellDefinition<O extends object> {
  /** What the cell is called in models and files. */
  readonly kind: string;
  /** Names of the options that must be given. */
  readonly required: readonly string[];
  /** The other options, with their defaults. */
  readonly defaults: DefaultsOf<O>;
  /** Refuses options that make no sense, with a ConfigError. */
  check?(options: Required<O>, owner: string): void;
  /** Sizes, weights and mathematics for inputs of `inputSize` features: `return cell({ … })`. */
  build(options: Required<O>, inputSize: number, owner: string): SealedLeaf;
}

/** One step of a recurrence, described: `rnn(cell)` makes a layer of it, `build` one to step by hand. */
export interface Cell {
  /** What sort of cell it is. */
  readonly kind: string;
  /** All options with their defaults filled in; plain JSON. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The cell with its sizes known: inputs are x and the states, outputs the output and the next. */
  bind(path: string, inputSize: number): Built;
  /**
   * The layer that runs it over sequences at once, if there is one; `ofSequence` are that layer's
   * options of sequences. It has the cell's weights and states, and gives the bits of its steps.
   */
  over?(ofSequence: Readonly<Record<string, unknown>>): Layer;
  /** The cell with weights of its own, to be stepped by hand. */
  build(options: CellBuildOptions): SteppingCell;
}

/** Makes cells of one kind from options. */
export interface CellFactory<O extends object> {
  (options: O): Cell;
  /** What its cells are called in models and files. */
  readonly kind: string;
  /** The cell with options read from a file, which are checked as all others are. */
  revive(options: object): Cell;
}

/**
 * Defines a sort of cell. Its `build` returns `cell({ weights, state, output, forward, backward })`.
 *
 * @returns a factory that throws a ConfigError for an unknown or a missing option
 */
export function defineCell<O extends object>(definition: CellDefinition<O>): CellFactory<O> {
  const { kind, required, defaults } = definition;
  return cellFactory(kind, (given) => {
    const options = fillOptions<O>(kind, given, required, defaults);
    definition.check?.(options, kind);
    const bind = (path: string, inputSize: number): Built =>
      definition.build(options, inputSize, path)(path, true);
    return { options: { ...options }, bind };
  });
}

/** The factory of cells of which `describe` gives the checked options and the mathematics. */
export function cellFactory<O extends object>(
  kind: string,
  describe: (given: object) => Omit<Cell, 'kind' | 'build'>,
): CellFactory<O> {
  const revive = (given: object): Cell => {
    const described = describe(given);
    const build = (how: CellBuildOptions): SteppingCell => {
      checkCellBuild(kind, how);
      return steppingCell(kind, described.bind(kind, how.inputSize), how);
    };
    return Object.freeze({
      ...described,
      kind,
      options: Object.freeze(described.options),
      build,
    });
  };
  return Object.assign((given: O) => revive(given), { kind, revive });
}

/** Joins the two functions of a cell by their cache. */
export function cell<
  W extends WeightSpecs,
  const S extends Readonly<Record<string, number>>,
  Cache,
>(math: CellMath<W, S, Cache>): SealedLeaf {
  return (path, trainable) => {
    const layout = '[batch, features]';
    const sealed = leaf<W, { readonly cache: Cache; readonly B: number }>({
      output: { type: 'numbers', shape: [math.output] },
      weights: math.weights,
      state: Object.entries(math.state).map(([name, size]) => ({ name, shape: [size] })),
      forward(weights, [value, ...before], ctx) {
        const x = numbersOfRank(path, value, 2, layout);
        const at = (i: number): Tensor<2> => numbersOfRank(path, before[i], 2, layout);
        const result = math.forward(weights, x, stateOf(math.state, at), ctx);
        const states = listOf(path, math.state, result.state, x.shape[0]);
        const outputs = [result.output, ...states].map((data) => ({ data }));
        return { outputs, cache: { cache: result.cache, B: x.shape[0] } };
      },
      backward(weights, grads, { cache, B }, [dOutput, ...dStates], ctx) {
        const sizes = Object.values(math.state);
        const given = (d: Tensor | undefined, size: number): Tensor<2> =>
          d === undefined ? ctx.zeros<2>([B, size]) : ofRank(path, d, 2, layout);
        const at = (i: number): Tensor<2> => given(dStates[i], sizes[i] ?? 0);
        const d = { output: given(dOutput, math.output), state: stateOf(math.state, at) };
        const back = math.backward(weights, grads, cache, d, ctx);
        return [back.x, ...listOf(path, math.state, back.state, B)];
      },
    });
    return sealed(path, trainable);
  };
}

function stateOf<S extends object>(sizes: S, at: (i: number) => Tensor<2>): CellState<S>;
function stateOf(sizes: object, at: (i: number) => Tensor<2>): Record<string, Tensor<2>> {
  return Object.fromEntries(Object.keys(sizes).map((name, i) => [name, at(i)]));
}

function listOf(
  owner: string,
  sizes: Readonly<Record<string, number>>,
  state: Readonly<Record<string, Tensor<2>>>,
  B: number,
): Tensor<2>[] {
  return Object.entries(sizes).map(([name, size]) => {
    const tensor = state[name];
    if (tensor === undefined || tensor.shape[0] !== B || tensor.shape[1] !== size) {
      const got = tensor === undefined ? 'none' : `[${tensor.shape.join(', ')}]`;
      throw new ShapeError(`${owner} wants its state ${name} to be [${B}, ${size}], got ${got}`);
    }
    return tensor;
  });
}
