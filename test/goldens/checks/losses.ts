import * as math from 'unrolled/math';
import { type Tensor, View } from '../../../src/tensor/index.ts';
import { expectGolden, type Golden, type Stored, scalar } from '../goldens.ts';
import { expectZeroWhereMasked, spoilMasked, spoilMaskedIds } from './masked.ts';

/** The functions under test; edited copies of their modules can take their place. */
export type SoftmaxCrossEntropyPair = Pick<
  typeof math,
  'softmaxCrossEntropyForward' | 'softmaxCrossEntropyBackward'
>;
export type GeneralizedCrossEntropyPair = Pick<
  typeof math,
  'categoricalGeneralizedCrossEntropyForward' | 'categoricalGeneralizedCrossEntropyBackward'
>;
export type SigmoidCrossEntropyPair = Pick<
  typeof math,
  'sigmoidCrossEntropyForward' | 'sigmoidCrossEntropyBackward'
>;
export type MeanSquaredErrorPair = Pick<
  typeof math,
  'meanSquaredErrorForward' | 'meanSquaredErrorBackward'
>;

/** Batch loss, count, losses of the steps and the gradient of one case of `softmaxCrossEntropy`. */
export function checkSoftmaxCrossEntropy(
  golden: Golden,
  pair: SoftmaxCrossEntropyPair = math,
): void {
  const { config, inputs } = golden;
  const { mask, stepWeights } = stepsOf(inputs);
  const ignoreClass = config.ignoreClass;
  const labelSmoothing = config.labelSmoothing;
  const { outputs, cache } = pair.softmaxCrossEntropyForward(
    {
      logits: spoilMasked(inputs.floats('logits'), mask),
      targets: inputs.has('labels')
        ? spoilMaskedIds(inputs.ids('labels'), mask)
        : spoilMasked(inputs.floats('targets'), mask),
      mask,
      stepWeights,
    },
    {
      ignoreClass: typeof ignoreClass === 'number' ? ignoreClass : undefined,
      labelSmoothing: typeof labelSmoothing === 'number' ? labelSmoothing : 0,
    },
  );
  expectLoss(outputs, golden);
  expectGradient(pair.softmaxCrossEntropyBackward(cache), golden, 'logits');
}

/** The same of one case of `categoricalGeneralizedCrossEntropy`. */
export function checkGeneralizedCrossEntropy(
  golden: Golden,
  pair: GeneralizedCrossEntropyPair = math,
): void {
  const { config, inputs } = golden;
  const { mask, stepWeights } = stepsOf(inputs);
  const logits = spoilMasked(inputs.floats('logits'), mask);
  const targets = spoilMaskedIds(inputs.ids('labels'), mask);
  const { q, ignoreClass: ignored } = config;
  const ignoreClass = typeof ignored === 'number' ? ignored : undefined;
  const options = { ignoreClass, ...(typeof q === 'number' && { q }) };
  const given = { logits, targets, mask, stepWeights };
  const { outputs, cache } = pair.categoricalGeneralizedCrossEntropyForward(given, options);
  expectLoss(outputs, golden);
  expectGradient(pair.categoricalGeneralizedCrossEntropyBackward(cache), golden, 'logits');
}

/** The same of one case of `sigmoidCrossEntropy`. */
export function checkSigmoidCrossEntropy(
  golden: Golden,
  pair: SigmoidCrossEntropyPair = math,
): void {
  const { inputs } = golden;
  const { mask, stepWeights } = stepsOf(inputs);
  const { outputs, cache } = pair.sigmoidCrossEntropyForward({
    logits: spoilMasked(inputs.floats('logits'), mask),
    targets: spoilMasked(inputs.floats('targets'), mask),
    mask,
    stepWeights,
  });
  expectLoss(outputs, golden);
  expectGradient(pair.sigmoidCrossEntropyBackward(cache), golden, 'logits');
}

/** The same of one case of `meanSquaredError`. */
export function checkMeanSquaredError(golden: Golden, pair: MeanSquaredErrorPair = math): void {
  const { inputs } = golden;
  const { mask, stepWeights } = stepsOf(inputs);
  const { outputs, cache } = pair.meanSquaredErrorForward({
    predictions: spoilMasked(inputs.floats('predictions'), mask),
    targets: spoilMasked(inputs.floats('targets'), mask),
    mask,
    stepWeights,
  });
  expectLoss(outputs, golden);
  expectGradient(pair.meanSquaredErrorBackward(cache), golden, 'predictions');
}

/** Mask and weights of a case. */
export function stepsOf(inputs: Stored): math.LossStepInputs {
  const mask = inputs.optionalMask('mask');
  const stepWeights = inputs.optional('stepWeights');
  return { mask, stepWeights: stepWeights && spoilMasked(stepWeights, mask) };
}

/** A batch's loss is total / count, and 0 where no step counts. */
export function expectLoss({ total, count, losses }: math.LossOutputs, { outputs }: Golden): void {
  const expectedCount = outputs.scalar('count');
  if (count !== expectedCount) throw new Error(`${count} steps count, expected ${expectedCount}`);
  expectGolden(scalar(count === 0 ? total : total / count), outputs.floats('loss'), 'loss');
  const perStep = outputs.floats('losses');
  expectGolden(new View(losses, perStep.shape), perStep, 'losses');
}

/** The gradient is as expected, and 0 where steps are masked. */
export function expectGradient(dx: Tensor, { inputs, gradients }: Golden, read: string): void {
  expectGolden(dx, gradients.inputs.floats(read), `gradient of ${read}`);
  expectZeroWhereMasked(dx, inputs.optionalMask('mask'));
}
