import type { Compute, Memory } from '../kernels/index.ts';
import {
  ConfigError,
  copy,
  copyElements,
  type FloatArray,
  sizeOf,
  type Tensor,
  View,
} from '../tensor/index.ts';
import {
  AVERAGE,
  accumulate,
  checkLearningRate,
  clipGradients,
  decayingPaths,
  type GradientNorm,
  nextLearningRate,
  type Optimizer,
  type OptimizerState,
  SUMMED,
} from '../training/index.ts';
import type { ModelState, Pass } from './builtGraph.ts';
import type { Compiled } from './compiled.ts';
import type { Dataset } from './dataset.ts';
import { lossBackward, lossForward, PenaltySum, testPass } from './lossPass.ts';
import type { Meter } from './meter.ts';
import type { Network } from './network.ts';
import { nonFiniteError, nonFiniteWeightError } from './nonFinite.ts';
import type { SharedWeights } from './sharedWeights.ts';
import { type Operands, SparseUpdate } from './sparseUpdate.ts';
import { runsIn, trainedRuns } from './trainedRuns.ts';
import { WeightRules } from './weightRules.ts';
import type { Block } from './workspace.ts';

/** What an update reports: the norm is that of the mean where several gradients make an update. */
export interface UpdateReport extends GradientNorm {
  /** η of this update, or of the one that the gradients were added up for. */
  readonly learningRate: number;
  /** Whether the weights were updated; if not, the gradients were added up for a later step. */
  readonly updated: boolean;
}

/** What a training step reports beside loss and metrics. */
export interface StepReport extends UpdateReport {
  /** The final states of the recurrent layers, in memory that the next step uses again. */
  readonly state: ModelState;
}

/** A model in training: its network, what it is trained with, and how far it has come. */
export class Trainer {
  readonly network: Network;
  readonly compiled: Compiled;
  /** What the optimizer remembers; its `iterations` count the updates. */
  readonly optimizerState: OptimizerState;
  readonly #weights: readonly Tensor[];
  readonly #gradients: readonly Tensor[];
  readonly #decaying: readonly Tensor[];
  readonly #sparse: SparseUpdate;
  readonly #rules: WeightRules;
  readonly #shared: SharedWeights | undefined;

  /**
   * @param shared where the weights are that those of the network are a copy of
   * @throws ConfigError for options of the optimizer that don't fit the weights
   */
  constructor(
    network: Network,
    compiled: Compiled,
    state?: OptimizerState,
    shared?: SharedWeights,
  ) {
    this.network = network;
    this.#shared = shared;
    this.compiled = compiled;
    const { store } = network;
    const { trained, trainedGradients, memory } = store;
    const decays = decaysOf(network, compiled.optimizer);
    this.#rules = new WeightRules(network);
    this.#weights = [trained];
    this.#gradients = [trainedGradients];
    this.#decaying = runsIn(store, store.values, trainedRuns(store, decays));
    this.optimizerState = stateIn(memory, compiled.optimizer, this.#weights, state);
    this.#sparse = new SparseUpdate(store, this.optimizerState, decays);
    const [sparse] = this.#sparse.paths;
    if (sparse !== undefined && this.#accumulation > 1) {
      throw new ConfigError(
        `${compiled.optimizer.kind} with gradientAccumulationSteps adds whole gradients up, but that ` +
          `of ${sparse} is sparse: leave one of the two options out`,
      );
    }
  }

  /** How many training steps were done: as many as updates, or several for each. */
  get step(): number {
    const { iterations, scalars } = this.optimizerState;
    return iterations * this.#accumulation + (scalars[SUMMED] ?? 0);
  }

  /** η of the next update. */
  get learningRate(): number {
    return nextLearningRate(this.compiled.optimizer, this.optimizerState);
  }

  /** Sets η of the updates to come. @throws ConfigError for a rate that is none, or beside a schedule */
  setLearningRate(rate: number): void {
    const { kind, options } = this.compiled.optimizer;
    checkLearningRate(kind, rate);
    if (typeof options.learningRate === 'object') {
      throw new ConfigError(
        `${kind} follows a schedule, so no other learning rate can be set: compile it with a number`,
      );
    }
    this.optimizerState.learningRate = rate;
  }

  get #accumulation(): number {
    return this.compiled.optimizer.gradientAccumulationSteps ?? 1;
  }

  /** Brings the weights up to date, where another model has them too. */
  pull(): void {
    this.#shared?.pull();
  }

  /** What the regularizers of the weights add to the loss. */
  get penalty(): number {
    return this.#rules.penalty();
  }

  /**
   * Forward, backward, clipping and one update; loss and metrics go to the meter.
   *
   * @throws StateError if loss or gradients are not finite; then the weights stay as they were
   */
  train({ x, y, weights }: Dataset, state: ModelState, meter: Meter, block: Block): StepReport {
    this.pull();
    const penalties = new PenaltySum();
    const inputs = { x, y, weights, state, step: this.step, penalties };
    const { heads } = this.compiled;
    const run = lossForward(this.network, heads, inputs, block);
    lossBackward(this.network, heads, run, block);
    const { pass, measured } = run;
    const { penalty } = this;
    const { norm, clipped, learningRate, updated } = this.update(block, pass);
    meter.add(measured, block);
    meter.addPenalty(penalty + penalties.total);
    return { norm, clipped, learningRate, updated, state: pass.state };
  }

  /**
   * Clipping and one update, by the gradients in the store and those of the regularizers; `pass` is
   * where the former came from. Where several gradients make an update, all but the last are only added
   * up. Constraints hold after the update.
   *
   * @throws StateError if they are not finite; then the weights stay as they were
   */
  update(compute: Compute, pass?: Pass): UpdateReport {
    const { network, learningRate, step, optimizerState } = this;
    const { optimizer } = this.compiled;
    const { kernels } = compute;
    const finite = (measured: GradientNorm): GradientNorm => {
      if (Number.isFinite(measured.norm)) return measured;
      throw nonFiniteError('a gradient norm of', measured.norm, step, network, pass);
    };
    this.#rules.addGradients();
    if (this.#accumulation > 1) {
      const own = finite(clipGradients(network.trainedGradients, undefined, kernels));
      if (!accumulate(this.#accumulation, this.#gradients, optimizerState, kernels)) {
        return { ...own, learningRate, updated: false };
      }
    }
    const operands = this.#operands(compute);
    const { clipped, weights, gradients, state, decaying } = operands;
    const { norm, clipped: changed } = finite(clipGradients(clipped, optimizer.clipping, kernels));
    network.store.change(() => {
      optimizer.updateClipped(weights, gradients, state, learningRate, kernels, decaying);
      operands.finish();
      this.#rules.constrain();
    });
    this.#shared?.push();
    return { norm, clipped: changed, learningRate, updated: true };
  }

  #operands(compute: Compute): Operands {
    if (this.#sparse.paths.length > 0) return this.#sparse.gather(this.network, compute);
    return {
      clipped: this.network.trainedGradients,
      weights: this.#weights,
      gradients: this.#gradients,
      state: this.optimizerState,
      decaying: this.#decaying,
      finish() {},
    };
  }

  /** Puts the averages in the place of the weights, where the optimizer keeps any. */
  useAverages(): void {
    if (this.compiled.optimizer.useEma !== true) return;
    const [averages] = this.optimizerState.slots[AVERAGE] ?? [];
    const [weights] = this.#weights;
    if (averages === undefined) return;
    this.pull();
    this.network.store.change(() => weights?.data.set(averages.data));
    this.#shared?.push();
  }

  /** Throws a NonFiniteError if the last update has left a weight that is not finite. */
  checkWeights(): void {
    const error = nonFiniteWeightError(this.step - 1, this.network);
    if (error !== undefined) throw error;
  }

  /** Forward and loss alone. */
  test(set: Dataset, meter: Meter, block: Block): void {
    this.pull();
    const penalties = new PenaltySum();
    meter.add(testPass(this.network, this.compiled.heads, { ...set, penalties }, block), block);
    meter.addPenalty(this.penalty + penalties.total);
  }
}

/** Copies of states, which outlive the memory of their pass. */
export function copied(state: ModelState): ModelState {
  const copies: Record<string, Tensor> = {};
  for (const name in state) copies[name] = copy(state[name]!);
  return copies;
}

/** Which weights decay, by their paths. @throws ConfigError if an exclusion fits none */
function decaysOf({ store }: Network, { kind, weightDecay }: Optimizer): (path: string) => boolean {
  if (weightDecay === undefined) return () => false;
  const trained = store.specs.filter(({ trainable }) => trainable);
  const decaying = decayingPaths(
    kind,
    weightDecay,
    trained.map(({ path }) => path),
  );
  return (path) => decaying.has(path);
}

/**
 * The optimizer's state in the memory of the model, where the kernels need not copy it: the given one,
 * or that before the first update.
 */
function stateIn(
  memory: Memory,
  optimizer: Optimizer,
  weights: readonly Tensor[],
  given: OptimizerState | undefined,
): OptimizerState {
  const there = new Set<FloatArray>();
  const make = (length: number): FloatArray => {
    const array = memory.floats(length);
    there.add(array);
    return array;
  };
  const { slots, scalars, ...state } = given ?? optimizer.init(weights, make);
  const placed = Object.entries(slots).map(([name, tensors]) => {
    // a user's optimizer need not ask for memory
    return [name, tensors.map((t) => (there.has(t.data) ? t : placeIn(memory, t)))] as const;
  });
  return { ...state, slots: Object.fromEntries(placed), scalars: { ...scalars } };
}

function placeIn(memory: Memory, tensor: Tensor): Tensor {
  const data = memory.floats(sizeOf(tensor.shape));
  copyElements(tensor, data);
  return new View<number, FloatArray>(data, tensor.shape);
}
