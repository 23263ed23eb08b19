import { numbersOf, type Penalties, type Value } from '../layers/index.ts';
import { meanScale } from '../math/losses/lossSteps.ts';
import { ConfigError, type Ids, type Tensor } from '../tensor/index.ts';
import type { Loss, LossBatch } from '../training/index.ts';
import type { ModelState, Pass } from './builtGraph.ts';
import type { Head } from './head.ts';
import type { Measured } from './meter.ts';
import type { Network } from './network.ts';
import { nonFiniteError } from './nonFinite.ts';
import { spreadWeights } from './stepWeights.ts';
import type { Block } from './workspace.ts';

/** What a pass through network and loss begins with. */
export interface LossPassInputs {
  readonly x: readonly Value[];
  /** The targets of each head. */
  readonly y: readonly (Tensor | Ids)[];
  /** What rows or steps weigh in the loss of each head; 1 where left out. */
  readonly weights?: readonly Tensor[] | undefined;
  /** Initial states; zero where left out. */
  readonly state: ModelState;
  /** Which training step it is, for the random numbers. */
  readonly step: number;
  /** Where the first row stands in its batch, for the random numbers; 0 by default. */
  readonly firstRow?: number;
  /** Takes what the outputs of layers cost. */
  readonly penalties?: Penalties;
}

/** The sum of what the outputs of layers cost in a pass, as a part of that of the whole batch. */
export class PenaltySum implements Penalties {
  /** The share of the batch's rows that the pass has; its gradient is that of the sum. */
  readonly scale: number;
  /** The sum so far. */
  total = 0;

  constructor(share = 1) {
    this.scale = share;
  }

  add(penalty: number): void {
    this.total += this.scale * penalty; // a mean over the rows of the pass
  }
}

/** A pass that has gone forward, losses included, and can go back. */
export interface LossPass {
  readonly pass: Pass;
  /** What the loss of each head has compared. */
  readonly measured: readonly Measured[];
  /** What the loss of each head has kept for its way back. */
  readonly caches: readonly unknown[];
  /** Of each output, whether its loss has read the logits. */
  readonly ofLogits: readonly boolean[];
}

/** Forward and losses, for training. @throws StateError if a loss is not finite */
export function lossForward(
  network: Network,
  heads: readonly Head[],
  { x, y, weights, state, step, firstRow = 0, penalties }: LossPassInputs,
  block: Block,
): LossPass {
  const how = { compute: block, training: true, step, firstRow, penalties };
  const pass = network.begin(x, state, how);
  const measured: Measured[] = [];
  const caches: unknown[] = [];
  const ofLogits: boolean[] = pass.outputs.map(() => false);
  for (let i = 0; i < heads.length; i++) {
    const { loss, index } = heads[i]!;
    const { batch: plain, reads } = lossInputs(pass, index, loss, y[i]!);
    const batch = weighted(plain, weights?.[i], loss, block);
    const { outputs, cache } = loss.forward(batch, block);
    if (!Number.isFinite(outputs.total)) {
      throw nonFiniteError('the loss', outputs.total, step, network, pass);
    }
    measured.push({ batch, outputs });
    caches.push(cache);
    ofLogits[index] = reads === 'logits';
  }
  return { pass, measured, caches, ofLogits };
}

/**
 * Backward: then the store of the network holds the gradient of the weighted sum of the heads' totals,
 * each times its scale; by default one over the steps that count, so that the totals become means.
 */
export function lossBackward(
  { store }: Network,
  heads: readonly Head[],
  { pass, measured, caches, ofLogits }: LossPass,
  block: Block,
  scales?: readonly number[],
): void {
  const d: (Tensor | undefined)[] = pass.outputs.map(() => undefined);
  for (let i = 0; i < heads.length; i++) {
    const { loss, index, weight } = heads[i]!;
    const scale = scales?.[i] ?? meanScale(measured[i]!.outputs.count);
    d[index] = loss.backward(caches[i], weight * scale, block);
  }
  store.clearGradients();
  pass.backward(d, ofLogits);
}

/** Forward and losses alone, as after training. */
export function testPass(
  network: Network,
  heads: readonly Head[],
  { x, y, weights, penalties }: Pick<LossPassInputs, 'x' | 'y' | 'weights' | 'penalties'>,
  block: Block,
): readonly Measured[] {
  const pass = network.begin(
    x,
    {},
    { compute: block, training: false, step: 0, keeps: false, penalties },
  );
  return heads.map(({ loss, index }, i) => {
    const { batch: plain } = lossInputs(pass, index, loss, y[i]!);
    const batch = weighted(plain, weights?.[i], loss, block);
    return { batch, outputs: loss.forward(batch, block).outputs };
  });
}

/** The batch with the weights of its steps. @throws ShapeError if the steps are others */
function weighted(
  batch: LossBatch,
  weights: Tensor | undefined,
  loss: Loss,
  block: Block,
): LossBatch {
  if (weights === undefined) return batch;
  const leading = batch.predictions.shape.slice(0, -1);
  const empty = (shape: number[]): Tensor => block.empty(shape);
  return { ...batch, stepWeights: spreadWeights(weights, leading, loss, empty) };
}

/** What a loss reads: the input of the final softmax or sigmoid that it includes, or the output. */
function lossInputs(
  pass: Pass,
  index: number,
  loss: Loss,
  targets: Tensor | Ids,
): { readonly batch: LossBatch; readonly reads: 'logits' | 'output' } {
  const output = pass.outputs[index];
  const logits = pass.logits[index];
  if (loss.activation === undefined || logits === undefined) {
    if (loss.activation !== undefined && loss.fromLogits === false) {
      throw new ConfigError(
        `${loss.name} has fromLogits: false, but the model does not end in a ${loss.activation}: ` +
          `end it in one, or leave fromLogits out`,
      );
    }
    const batch = { predictions: numbersOf(loss.name, output), targets, mask: output?.mask };
    return { batch, reads: 'output' };
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
  const batch = { predictions: logits.data, targets, mask: output?.mask };
  return { batch, reads: 'logits' };
}
