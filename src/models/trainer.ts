import type { Compute, Memory } from '../kernels/index.ts';
import type { Value } from '../layers/index.ts';
import {
  copy,
  copyElements,
  type FloatArray,
  type Ids,
  StateError,
  sizeOf,
  type Tensor,
  View,
} from '../tensor/index.ts';
import {
  clipGradients,
  type GradientNorm,
  type Loss,
  type Metric,
  type Optimizer,
  type OptimizerState,
} from '../training/index.ts';
import { lossInputs, trainingPass } from './lossPass.ts';
import type { Meter } from './meter.ts';
import type { ModelState, Network, Pass } from './network.ts';
import { nonFiniteError, nonFiniteWeight } from './nonFinite.ts';
import { type Operands, SparseUpdate } from './sparseUpdate.ts';
import type { Block } from './workspace.ts';

/** What a model is trained with. */
export interface Compiled {
  /** How weights change by their gradients. */
  readonly optimizer: Optimizer;
  /** What is made small. */
  readonly loss: Loss;
  /** What is computed beside it. */
  readonly metrics: readonly Metric[];
}

/** What a training step reports beside loss and metrics. */
export interface StepReport extends GradientNorm {
  /** The final states of the recurrent layers, in memory that the next step uses again. */
  readonly state: ModelState;
}

/** A model in training: its network, what it is trained with, and how far it has come. */
export class Trainer {
  readonly network: Network;
  readonly compiled: Compiled;
  /** What the optimizer remembers; its `iterations` count the training steps. */
  readonly optimizerState: OptimizerState;
  readonly #weights: readonly Tensor[];
  readonly #gradients: readonly Tensor[];
  readonly #sparse: SparseUpdate;

  constructor(network: Network, compiled: Compiled, state?: OptimizerState) {
    this.network = network;
    this.compiled = compiled;
    const { trained, trainedGradients, memory } = network.store;
    this.#weights = [trained];
    this.#gradients = [trainedGradients];
    this.optimizerState = inMemory(state ?? compiled.optimizer.init(this.#weights), memory);
    this.#sparse = new SparseUpdate(network.store, this.optimizerState);
  }

  /**
   * Forward, backward, clipping and one update; loss and metrics go to the meter.
   *
   * @throws StateError if loss or gradients are not finite; then the weights stay as they were
   */
  train(
    x: Value,
    y: Tensor | Ids,
    state: ModelState,
    learningRate: number,
    meter: Meter,
    block: Block,
  ): StepReport {
    const step = this.optimizerState.iterations;
    const inputs = { x, y, state, step };
    const { pass, batch, outputs } = trainingPass(this.network, this.compiled.loss, inputs, block);
    const report = this.update(learningRate, block, pass);
    meter.add(batch, outputs, block);
    return { ...report, state: pass.state };
  }

  /**
   * Clipping and one update, by the gradients in the store; `pass` is where they came from.
   *
   * @throws StateError if they are not finite; then the weights stay as they were
   */
  update(learningRate: number, compute: Compute, pass?: Pass): GradientNorm {
    const { network } = this;
    const { optimizer } = this.compiled;
    const { kernels } = compute;
    const operands = this.#operands(compute);
    const report = clipGradients(operands.clipped, optimizer.clipping, kernels);
    if (!Number.isFinite(report.norm)) {
      const step = this.optimizerState.iterations;
      throw nonFiniteError(`a gradient norm of ${report.norm}`, step, network, pass);
    }
    const { weights, gradients, state } = operands;
    optimizer.updateClipped(weights, gradients, state, learningRate, kernels);
    operands.finish();
    return report;
  }

  #operands(compute: Compute): Operands {
    if (this.#sparse.needed) return this.#sparse.gather(this.network, compute);
    return {
      clipped: this.network.trainedGradients,
      weights: this.#weights,
      gradients: this.#gradients,
      state: this.optimizerState,
      finish() {},
    };
  }

  /** Throws a StateError if the last update has left a weight that is not finite. */
  checkWeights(): void {
    const place = nonFiniteWeight(this.network);
    if (place === undefined) return;
    throw new StateError(
      `training step ${this.optimizerState.iterations - 1} left a model that cannot be used: ` +
        `${place}. Go back to a saved one, and lower the learning rate`,
    );
  }

  /** Forward and loss alone. */
  test(x: Value, y: Tensor | Ids, meter: Meter, block: Block): void {
    const { loss } = this.compiled;
    const pass = this.network.begin(x, {}, { compute: block, training: false, step: 0 });
    const { batch } = lossInputs(pass, loss, y);
    meter.add(batch, loss.forward(batch, block).outputs, block);
  }
}

/** Copies of states, which outlive the memory of their pass. */
export function copied(state: ModelState): ModelState {
  return Object.fromEntries(Object.entries(state).map(([name, data]) => [name, copy(data)]));
}

/** The state in the memory of the model, where the kernels need not copy it. */
function inMemory({ iterations, slots, scalars }: OptimizerState, memory: Memory): OptimizerState {
  const placed = Object.entries(slots).map(([name, tensors]) => {
    return [name, tensors.map((tensor) => placeIn(memory, tensor))] as const;
  });
  return { iterations, slots: Object.fromEntries(placed), scalars: { ...scalars } };
}

function placeIn(memory: Memory, tensor: Tensor): Tensor {
  const data = memory.floats(sizeOf(tensor.shape));
  copyElements(tensor, data);
  return new View<number, FloatArray>(data, tensor.shape);
}
