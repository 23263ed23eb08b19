import type { Memory } from '../kernels/index.ts';
import { numbersOf, type Value } from '../layers/index.ts';
import {
  ConfigError,
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
  type LossBatch,
  type Metric,
  type Optimizer,
  type OptimizerState,
} from '../training/index.ts';
import type { Meter } from './meter.ts';
import type { ModelState, Network, Pass } from './network.ts';
import { nonFiniteError, nonFiniteWeight } from './nonFinite.ts';
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
  /** The final states of the recurrent layers; copies. */
  readonly state: ModelState;
}

/** A model in training: its network, what it is trained with, and how far it has come. */
export class Trainer {
  readonly network: Network;
  readonly compiled: Compiled;
  /** What the optimizer remembers; its `iterations` count the training steps. */
  optimizerState: OptimizerState;
  readonly #weights: readonly Tensor[];
  readonly #gradients: readonly Tensor[];

  constructor(network: Network, compiled: Compiled, state?: OptimizerState) {
    this.network = network;
    this.compiled = compiled;
    const { trained, trainedGradients, memory } = network.store;
    this.#weights = [trained];
    this.#gradients = [trainedGradients];
    this.optimizerState = inMemory(state ?? compiled.optimizer.init(this.#weights), memory);
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
    const { network, compiled } = this;
    const { loss, optimizer } = compiled;
    const step = this.optimizerState.iterations;
    const pass = network.begin(x, state, { compute: block, training: true, step });
    const { batch, backward } = lossInputs(pass, loss, y);
    const { outputs, cache } = loss.forward(batch, block);
    if (!Number.isFinite(outputs.total)) {
      throw nonFiniteError(`the loss ${outputs.total}`, step, network, pass);
    }
    network.store.clearGradients();
    backward(loss.backward(cache, outputs.count === 0 ? 0 : 1 / outputs.count, block));
    const report = clipGradients(network.trainedGradients, optimizer.clipping, block.kernels);
    if (!Number.isFinite(report.norm)) {
      throw nonFiniteError(`a gradient norm of ${report.norm}`, step, network, pass);
    }
    optimizer.updateClipped(
      this.#weights,
      this.#gradients,
      this.optimizerState,
      learningRate,
      block.kernels,
    );
    meter.add(batch, outputs, block);
    return { ...report, state: copied(pass.state) };
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

/** What the loss reads: the input of the final softmax or sigmoid that it includes, or the output. */
function lossInputs(
  pass: Pass,
  loss: Loss,
  targets: Tensor | Ids,
): { readonly batch: LossBatch; readonly backward: (d: Tensor) => void } {
  const { output, logits } = pass;
  if (loss.activation === undefined || logits === undefined) {
    if (loss.activation !== undefined && loss.fromLogits === false) {
      throw new ConfigError(
        `${loss.name} has fromLogits: false, but the model does not end in a ${loss.activation}: ` +
          `end it in one, or leave fromLogits out`,
      );
    }
    const batch = { predictions: numbersOf(loss.name, output), targets, mask: output.mask };
    return { batch, backward: (d) => pass.backward(d) };
  }
  if (logits.activation !== loss.activation) {
    throw new ConfigError(
      `${loss.name} includes a ${loss.activation}, but the model ends in a ${logits.activation}: ` +
        'leave that out',
    );
  }
  if (loss.fromLogits === true) {
    throw new ConfigError(
      `${loss.name} has fromLogits: true, but the model ends in a ${logits.activation}: leave one out`,
    );
  }
  const batch = { predictions: logits.data, targets, mask: output.mask };
  return { batch, backward: (d) => pass.backwardFromLogits(d) };
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
