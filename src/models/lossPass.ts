import { numbersOf, type Value } from '../layers/index.ts';
import type { LossOutputs } from '../math/index.ts';
import { meanScale } from '../math/lossSteps.ts';
import { ConfigError, type Ids, type Tensor } from '../tensor/index.ts';
import type { Loss, LossBatch } from '../training/index.ts';
import type { ModelState, Network, Pass } from './network.ts';
import { nonFiniteError } from './nonFinite.ts';
import type { Block } from './workspace.ts';

/** What a pass through network and loss begins with. */
export interface LossPassInputs {
  readonly x: Value;
  readonly y: Tensor | Ids;
  /** Initial states; zero where left out. */
  readonly state: ModelState;
  /** Which training step it is, for the random numbers. */
  readonly step: number;
  /** Where the first row stands in its batch, for the random numbers; 0 by default. */
  readonly firstRow?: number;
}

/** A pass that has gone forward and back. */
export interface LossPass {
  readonly pass: Pass;
  /** What the loss compared. */
  readonly batch: LossBatch;
  /** The loss. */
  readonly outputs: LossOutputs;
}

/**
 * Forward, loss and backward: then the store of the network holds the gradient of `scale` times the
 * total of the loss; by default of its mean over the steps that count.
 *
 * @throws StateError if the loss is not finite
 */
export function trainingPass(
  network: Network,
  loss: Loss,
  { x, y, state, step, firstRow = 0 }: LossPassInputs,
  block: Block,
  scale?: number,
): LossPass {
  const pass = network.begin(x, state, { compute: block, training: true, step, firstRow });
  const { batch, backward } = lossInputs(pass, loss, y);
  const { outputs, cache } = loss.forward(batch, block);
  if (!Number.isFinite(outputs.total)) {
    throw nonFiniteError('the loss', outputs.total, step, network, pass);
  }
  network.store.clearGradients();
  backward(loss.backward(cache, scale ?? meanScale(outputs.count), block));
  return { pass, batch, outputs };
}

/** What the loss reads: the input of the final softmax or sigmoid that it includes, or the output. */
export function lossInputs(
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
