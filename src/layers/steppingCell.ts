import { type Compute, fastCompute } from '../kernels/index.ts';
import {
  ConfigError,
  checkDtype,
  copy,
  copyElements,
  type Dtype,
  formatShape,
  indexOf,
  randomStream,
  type Seed,
  ShapeError,
  sameShape,
  type Tensor,
  zeros,
} from '../tensor/index.ts';
import { checkCount, checkOptions } from '../tensor/options.ts';
import type { Built, Context } from './contract.ts';
import { numbersOfRank, type Value } from './value.ts';
import { WeightStore } from './weightStore.ts';

/** How a cell that is stepped by hand is made. */
export interface CellBuildOptions {
  /** How many features x has. */
  readonly inputSize: number;
  /** Of the initial weights; 0 by default. */
  readonly seed?: Seed;
  /** `float32` by default. */
  readonly dtype?: Dtype;
}

/** A cell with weights of its own. */
export interface SteppingCell {
  /** One time step: x `[batch, features]` and the state before (zeros if left out). */
  step(
    x: Tensor<2>,
    state?: Readonly<Record<string, Tensor>>,
  ): {
    /** `[batch, output]`. */
    readonly output: Tensor<2>;
    /** The next state, by name. */
    readonly state: Readonly<Record<string, Tensor<2>>>;
  };
  /** Copies of the weights, by name. */
  getWeights(): Readonly<Record<string, Tensor>>;
  /** Sets weights by name. @throws ConfigError for an unknown name, ShapeError for another shape */
  setWeights(weights: Readonly<Record<string, Tensor>>): void;
}

/** Throws a ConfigError unless the options can build a cell. */
export function checkCellBuild(kind: string, how: CellBuildOptions): void {
  checkOptions(kind, how, ['inputSize', 'seed', 'dtype']);
  checkCount(kind, 'inputSize', how.inputSize);
  checkDtype(how.dtype ?? 'float32', kind);
}

/** Gives a bound cell its weights. */
export function steppingCell(kind: string, bound: Built, how: CellBuildOptions): SteppingCell {
  const { seed = 0, dtype = 'float32' } = how;
  const store = new WeightStore(bound.weights, seed, dtype);
  const compute = fastCompute(dtype);
  const nameOf = (path: string): string => path.slice(kind.length + 1);
  const named = new Map(bound.weights.map(({ path }) => [nameOf(path), store.weight(path)]));
  return {
    step(x, state = {}) {
      const B = x.shape[0];
      const names = bound.state.map(({ name }) => name);
      checkNames(kind, 'state', Object.keys(state), names);
      const input = fitting(`${kind}'s x`, x, [B, how.inputSize], dtype);
      const before = bound.state.map(({ name, shape }): Value => {
        const data = state[name] ?? zeros([B, ...shape], dtype);
        return { data: fitting(`${kind}'s state ${name}`, data, [B, ...shape], dtype) };
      });
      const context = contextOf(compute, kind, seed);
      const { outputs } = bound.begin(store, [{ data: input }, ...before], context);
      const output = numbersOfRank(kind, outputs[0], 2, '[batch, size]');
      const after: Record<string, Tensor<2>> = {};
      for (const [i, { name }] of bound.state.entries()) {
        after[name] = numbersOfRank(kind, outputs[i + 1], 2, '[batch, size]');
      }
      return { output, state: after };
    },
    getWeights: () => Object.fromEntries([...named].map(([name, data]) => [name, copy(data)])),
    setWeights(weights) {
      checkNames(kind, 'weight', Object.keys(weights), [...named.keys()]);
      const entries = [...named].flatMap(([name, own]) => {
        const given = weights[name];
        if (given === undefined) return [];
        return [{ own, given: fitting(`${kind}'s weight ${name}`, given, own.shape, dtype) }];
      });
      for (const { own, given } of entries) own.data.set(given.data);
    },
  };
}

function contextOf(compute: Compute, path: string, seed: Seed): Context {
  return {
    ...compute,
    training: false,
    inputGradient: false,
    random: (purpose, row) => randomStream(seed, purpose, path, row),
    child: (childPath) => contextOf(compute, childPath, seed),
  };
}

function checkNames(
  kind: string,
  what: string,
  given: readonly string[],
  known: readonly string[],
): void {
  const unknown = given.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new ConfigError(
    `${kind} has no ${what} '${unknown}'; its ${what}s are ${known.join(', ') || 'none'}`,
  );
}

/** The numbers, contiguous and in the precision of the cell, if their shape and values are right. */
function fitting(owner: string, given: Tensor, shape: readonly number[], dtype: Dtype): Tensor {
  if (!sameShape(given.shape, shape)) {
    throw new ShapeError(`${owner} wants ${formatShape(shape)}, got ${formatShape(given.shape)}`);
  }
  const own = zeros<number>(given.shape, dtype);
  copyElements(given, own.data);
  const at = own.data.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    const place = formatShape(indexOf(shape, at));
    throw new ConfigError(`${owner} wants finite numbers, got ${own.data[at]} at ${place}`);
  }
  return own;
}
