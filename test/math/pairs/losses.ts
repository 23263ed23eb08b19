import { type Dims, type Ids, randomStream, type Tensor } from '../../../src/tensor/index.ts';
import { drawDistributions, drawIds, drawTensor } from '../draw.ts';
import type { Subject } from '../subject.ts';
import {
  CONFIGS,
  EMPTY_CONFIGS,
  type LossConfig,
  lossBegun,
  nameOf,
  stepsOf,
} from './lossConfigs.ts';
import type { MathRoom, PairCase } from './room.ts';

// 11 classes: more than the 8 partial sums of a softmax
const C = 11;

interface SoftmaxConfig extends LossConfig {
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

const softmaxConfigs = (config: LossConfig): SoftmaxConfig[] =>
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

export const GENERALIZED_CROSS_ENTROPY_CASES: readonly PairCase[] = CONFIGS.flatMap((config) =>
  [0.3, 1].map((q) => generalizedCase(config, q)),
);

function generalizedCase(config: LossConfig, q: number): PairCase {
  return {
    name: `categoricalGeneralizedCrossEntropy ${nameOf(config)}, q ${q}`,
    subject(math, seed) {
      const steps = stepsOf(config, seed);
      const logits = drawTensor([...config.leading, C], randomStream(seed, 'logits'));
      const targets = drawIds([...config.leading], C, randomStream(seed, 'targets'));
      return {
        weights: {},
        grads: {},
        inputs: { logits },
        constants: [targets, steps.mask, steps.stepWeights],
        begin(compute) {
          const inputs = { logits, targets, ...steps };
          const { outputs, cache } = math.categoricalGeneralizedCrossEntropyForward(
            inputs,
            { q, ignoreClass: 3 },
            compute,
          );
          return lossBegun('logits', outputs, (scale) =>
            math.categoricalGeneralizedCrossEntropyBackward(cache, scale, compute),
          );
        },
      };
    },
  };
}

export const SIGMOID_CROSS_ENTROPY_CASES: readonly PairCase[] = CONFIGS.map(sigmoidCase);

function sigmoidCase(config: LossConfig): PairCase {
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

function meanSquaredErrorCase(config: LossConfig): PairCase {
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
  ...EMPTY_CONFIGS.map((config) => generalizedCase(config, 0.5)),
  ...EMPTY_CONFIGS.map(sigmoidCase),
  ...EMPTY_CONFIGS.map(meanSquaredErrorCase),
];
