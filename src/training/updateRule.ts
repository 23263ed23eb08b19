import { type Kernels, referenceKernels } from '../kernels/index.ts';
import {
  ConfigError,
  type FloatArray,
  floats,
  StateError,
  sizeOf,
  type Tensor,
  View,
} from '../tensor/index.ts';
import { accumulate, SUM, SUMMED } from './accumulation.ts';
import { AVERAGE, average } from './averaging.ts';
import { clipGradients, type GradientNorm } from './clipping.ts';
import type { Common } from './commonOptions.ts';
import { nextLearningRate, type Optimizer, type OptimizerState } from './optimizer.ts';
import { checkMatching, checkState, checkTensors } from './optimizerState.ts';
import { checkLearningRate } from './schedules/learningRate.ts';

/** What tells one optimizer from another: its memory and its equation. */
export interface UpdateRule<Rate = number> {
  readonly kind: string;
  /** All options, defaults filled in. */
  readonly options: object;
  /** What those of them say that every optimizer has. */
  readonly common: Common;
  /** What is kept for each number of the weights, with its first value. */
  readonly slots: Readonly<Record<string, number>>;
  /** What is kept once, with its first value. */
  readonly scalars: Readonly<Record<string, number>>;
  /** Once for each update: changes the scalars and gives the rate that `apply` takes. */
  begin(scalars: Record<string, number>, learningRate: number): Rate;
  /** Updates the `n` numbers of one weight. */
  apply(
    kernels: Kernels,
    rate: Rate,
    n: number,
    w: FloatArray,
    g: FloatArray,
    slot: (name: string) => FloatArray,
  ): void;
}

/** The optimizer that follows a rule: everything that all of them do, in one place. */
export function optimizerOfRule<Rate>(rule: UpdateRule<Rate>): Optimizer {
  const { kind, common } = rule;
  const { rates, clipping, weightDecay, averaging, accumulation } = common;
  const slots = withCommonSlots(rule);
  const scalars = accumulation === 1 ? rule.scalars : { ...rule.scalars, [SUMMED]: 0 };
  const form = { slots: Object.keys(slots), scalars: Object.keys(scalars) };

  const init: Optimizer['init'] = (
    weights,
    make = (length) => floats(dtypeOf(weights), length),
  ) => {
    checkTensors(kind, 'weight', weights, dtypeOf(weights));
    const made = Object.entries(slots).map(([slot, value]) => {
      const tensors = weights.map(({ data, shape }) => {
        const own = make(sizeOf(shape));
        if (slot === AVERAGE) own.set(data);
        else if (value !== 0) own.fill(value); // zeros that nobody writes take no memory yet
        return new View<number, FloatArray>(own, shape);
      });
      return [slot, tensors] as const;
    });
    return { iterations: 0, slots: Object.fromEntries(made), scalars: { ...scalars } };
  };

  const check = (
    weights: readonly Tensor[],
    grads: readonly Tensor[],
    state: OptimizerState,
    learningRate: number,
    { dtype }: Kernels,
    decaying: readonly Tensor[] | undefined,
  ): void => {
    checkLearningRate(kind, learningRate);
    checkTensors(kind, 'weight', weights, dtype);
    checkMatching(kind, 'gradient', grads, weights, dtype);
    checkState(kind, form, state, weights, dtype);
    if (decaying !== undefined) checkTensors(kind, 'decaying weight', decaying, dtype);
    else if (weightDecay !== undefined && weightDecay.excluded.length > 0) {
      throw new ConfigError(
        `${kind} excludes weights from their decay by paths, which update does not know: ` +
          'pass the weights that decay as its last argument',
      );
    }
  };

  const measured = (norm: GradientNorm): GradientNorm => {
    if (Number.isFinite(norm.norm)) return norm;
    throw new StateError(
      `${kind} wants finite gradients, got a norm of ${norm.norm}: nothing was updated; ` +
        'look for the first layer whose output is not finite, or lower the learning rate',
    );
  };

  const step = (
    weights: readonly Tensor[],
    grads: readonly Tensor[],
    state: OptimizerState,
    learningRate: number,
    kernels: Kernels,
    decaying: readonly Tensor[],
  ): void => {
    state.iterations++;
    if (weightDecay !== undefined) {
      // as w ← w − (η λ) w: 1 − η λ, rounded to float32, would lose the last digits of η λ
      const rate = learningRate * weightDecay.rate;
      for (const { data } of decaying) kernels.sgd(data.length, rate, data, 0, data, 0);
    }
    const rate = rule.begin(state.scalars, learningRate);
    for (const [i, { data }] of weights.entries()) {
      const slot = (name: string): FloatArray => state.slots[name]![i]!.data;
      rule.apply(kernels, rate, data.length, data, grads[i]!.data, slot);
    }
    if (averaging !== undefined) average(averaging, weights, state, kernels);
  };

  const optimizer: Optimizer = Object.freeze({
    kind,
    options: optionsOf(rule),
    learningRate: rates.at(0),
    clipping,
    weightDecay,
    useEma: averaging !== undefined,
    gradientAccumulationSteps: accumulation,
    learningRateAt: rates.at,
    init,
    update(
      weights,
      grads,
      state,
      learningRate = nextLearningRate(optimizer, state),
      kernels = kernelsFor(weights),
      decaying,
    ) {
      check(weights, grads, state, learningRate, kernels, decaying);
      if (accumulation > 1) {
        const own = measured(clipGradients(grads, undefined, kernels));
        if (!accumulate(accumulation, grads, state, kernels)) return own;
      }
      const norm = measured(clipGradients(grads, clipping, kernels));
      step(weights, grads, state, learningRate, kernels, decaying ?? weights);
      return norm;
    },
    updateClipped(
      weights,
      grads,
      state,
      learningRate = nextLearningRate(optimizer, state),
      kernels = kernelsFor(weights),
      decaying,
    ) {
      check(weights, grads, state, learningRate, kernels, decaying);
      step(weights, grads, state, learningRate, kernels, decaying ?? weights);
    },
  } satisfies Optimizer);
  return optimizer;
}

/** Its options with what the common ones have come to. */
function optionsOf({
  options,
  common,
}: Pick<UpdateRule, 'options' | 'common'>): Optimizer['options'] {
  const { rates, weightDecay, averaging } = common;
  return Object.freeze({
    ...options,
    learningRate: rates.given,
    ...(weightDecay?.excluded.length && { excludeFromWeightDecay: weightDecay.excluded }),
    ...(averaging && { emaMomentum: averaging.momentum }),
  });
}

function withCommonSlots({
  slots,
  common,
}: Pick<UpdateRule, 'slots' | 'common'>): Readonly<Record<string, number>> {
  return {
    ...slots,
    ...(common.averaging === undefined ? {} : { [AVERAGE]: 0 }),
    ...(common.accumulation === 1 ? {} : { [SUM]: 0 }),
  };
}

function dtypeOf(tensors: readonly Tensor[]): Kernels['dtype'] {
  return tensors[0]?.dtype ?? 'float32';
}

function kernelsFor(weights: readonly Tensor[]): Kernels {
  return referenceKernels(dtypeOf(weights));
}
