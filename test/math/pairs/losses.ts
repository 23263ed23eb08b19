import type { LossOutputs, LossStepInputs } from 'unrolled/math';
import { type Dims, type Ids, randomStream, type Tensor, View } from '../../../src/tensor/index.ts';
import { drawDistributions, drawIds, drawTensor, MASKS, type MaskKind, maskOf } from '../draw.ts';
import type { Begun, Subject, Tensors } from '../subject.ts';
import type { MathRoom, PairCase } from './room.ts';

// 11 classes: more than the 8 partial sums of a softmax
const C = 11;
const B = 3;
const T = 5;

interface Config {
  readonly leading: readonly number[];
  readonly mask: MaskKind;
  readonly weighted: boolean;
}

const CONFIGS: readonly Config[] = [
  { leading: [1], mask: 'no mask', weighted: false },
  { leading: [B], mask: 'no mask', weighted: true },
  ...MASKS.flatMap((mask) =>
    [false, true].map((weighted) => ({ leading: [B, T], mask, weighted })),
  ),
  { leading: [1, 2], mask: 'whole row', weighted: true }, // nothing counts
];

const EMPTY_CONFIGS: readonly Config[] = [
  { leading: [0], mask: 'no mask', weighted: false },
  { leading: [0, 3], mask: 'interior', weighted: true },
  { leading: [2, 0], mask: 'interior', weighted: true },
];

function stepsOf({ leading, mask, weighted }: Config, seed: number): LossStepInputs {
  const [rows = 0, time] = leading;
  const stepWeights = weighted
    ? drawTensor([...leading], randomStream(seed, 'weights'))
    : undefined;
  return { mask: time === undefined ? undefined : maskOf(mask, rows, time), stepWeights };
}

function nameOf({ leading, mask, weighted }: Config): string {
  return `on [${leading.join(', ')}], ${mask}${weighted ? ', weighted' : ''}`;
}

/** The mean of the batch and the total as two outputs, so that both ways to scale are checked. */
function lossBegun(
  name: string,
  { total, count }: LossOutputs,
  backward: (scale?: number) => Tensor,
): Begun {
  return {
    outputs: [number(count === 0 ? 0 : total / count), number(total)],
    backward([dMean, dTotal]): Tensors {
      const gradient = backward(dTotal?.data[0] ?? 0);
      const ofMean = backward();
      for (const [i, value] of ofMean.data.entries()) {
        gradient.data[i]! += (dMean?.data[0] ?? 0) * value;
      }
      return { [name]: gradient };
    },
  };
}

function number(value: number): Tensor {
  return new View(Float64Array.of(value), [1]);
}

interface SoftmaxConfig extends Config {
  readonly targets: 'classes' | 'distributions' | 'any masses';
  readonly labelSmoothing: number;
  readonly ignoreClass: number | undefined;
}

function targetsOf(kind: SoftmaxConfig['targets'], leading: readonly number[], seed: number) {
  const random = randomStream(seed, 'targets');
  const shape: Dims<number> = [...leading, C];
  if (kind === 'classes') return drawIds([...leading], C, random);
  const targets: Tensor = drawDistributions(shape, random);
  // masses that do not sum to 1 weight a step, and the gradient must know
  if (kind === 'any masses') for (let i = 0; i < targets.data.length; i++) targets.data[i]! *= 1.7;
  return targets;
}

function softmaxCrossEntropyOf(math: MathRoom, seed: number, config: SoftmaxConfig): Subject {
  const { leading, targets: kind, labelSmoothing, ignoreClass } = config;
  const steps = stepsOf(config, seed);
  const logits = drawTensor([...leading, C], randomStream(seed, 'logits'));
  const targets: Ids | Tensor = targetsOf(kind, leading, seed);
  if (ignoreClass !== undefined) targets.data[1] = ignoreClass;
  return {
    weights: {},
    grads: {},
    inputs: { logits },
    constants: [targets, steps.mask, steps.stepWeights],
    begin(compute) {
      const inputs = { logits, targets, ...steps };
      const options = { labelSmoothing, ignoreClass };
      const { outputs, cache } = math.softmaxCrossEntropyForward(inputs, options, compute);
      return lossBegun('logits', outputs, (scale) =>
        math.softmaxCrossEntropyBackward(cache, scale, compute),
      );
    },
  };
}

const softmaxConfigs = (config: Config): SoftmaxConfig[] =>
  [0, 0.1].flatMap((labelSmoothing): SoftmaxConfig[] => [
    { ...config, labelSmoothing, targets: 'classes', ignoreClass: undefined },
    { ...config, labelSmoothing, targets: 'distributions', ignoreClass: undefined },
    { ...config, labelSmoothing, targets: 'any masses', ignoreClass: undefined },
    ...(config.leading.length === 1
      ? []
      : [
          { ...config, labelSmoothing, targets: 'classes', ignoreClass: 2 } as const,
          { ...config, labelSmoothing, targets: 'classes', ignoreClass: -1 } as const,
        ]),
  ]);

export const SOFTMAX_CROSS_ENTROPY_CASES: readonly PairCase[] =
  CONFIGS.flatMap(softmaxConfigs).map(softmaxCase);

function softmaxCase(config: SoftmaxConfig): PairCase {
  const { targets, labelSmoothing, ignoreClass } = config;
  const ignored = ignoreClass === undefined ? '' : `, ${ignoreClass} ignored`;
  return {
    name: `softmaxCrossEntropy of ${targets} ${nameOf(config)}, smoothing ${labelSmoothing}${ignored}`,
    subject: (math, seed) => softmaxCrossEntropyOf(math, seed, config),
  };
}

export const SIGMOID_CROSS_ENTROPY_CASES: readonly PairCase[] = CONFIGS.map(sigmoidCase);

function sigmoidCase(config: Config): PairCase {
  return {
    name: `sigmoidCrossEntropy ${nameOf(config)}`,
    subject(math, seed) {
      const steps = stepsOf(config, seed);
      const logits = drawTensor([...config.leading, 4], randomStream(seed, 'logits'), 2);
      const targets = drawDistributions(logits.shape, randomStream(seed, 'targets'));
      return {
        weights: {},
        grads: {},
        inputs: { logits },
        constants: [targets, steps.mask, steps.stepWeights],
        begin(compute) {
          const inputs = { logits, targets, ...steps };
          const { outputs, cache } = math.sigmoidCrossEntropyForward(inputs, compute);
          return lossBegun('logits', outputs, (scale) =>
            math.sigmoidCrossEntropyBackward(cache, scale, compute),
          );
        },
      };
    },
  };
}

export const MEAN_SQUARED_ERROR_CASES: readonly PairCase[] = CONFIGS.map(meanSquaredErrorCase);

function meanSquaredErrorCase(config: Config): PairCase {
  return {
    name: `meanSquaredError ${nameOf(config)}`,
    subject(math, seed) {
      const steps = stepsOf(config, seed);
      const predictions = drawTensor([...config.leading, 4], randomStream(seed, 'predictions'));
      const targets = drawTensor(predictions.shape, randomStream(seed, 'targets'));
      return {
        weights: {},
        grads: {},
        inputs: { predictions },
        constants: [targets, steps.mask, steps.stepWeights],
        begin(compute) {
          const inputs = { predictions, targets, ...steps };
          const { outputs, cache } = math.meanSquaredErrorForward(inputs, compute);
          return lossBegun('predictions', outputs, (scale) =>
            math.meanSquaredErrorBackward(cache, scale, compute),
          );
        },
      };
    },
  };
}

/** All three of no steps. */
export const EMPTY_LOSS_CASES: readonly PairCase[] = [
  ...EMPTY_CONFIGS.flatMap(softmaxConfigs)
    .filter(({ ignoreClass }) => ignoreClass === undefined)
    .map(softmaxCase),
  ...EMPTY_CONFIGS.map(sigmoidCase),
  ...EMPTY_CONFIGS.map(meanSquaredErrorCase),
];
