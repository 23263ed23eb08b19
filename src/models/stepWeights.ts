import { isIds, type Value } from '../layers/index.ts';
import { isJsonObject } from '../storage/json.ts';
import {
  ConfigError,
  type Dtype,
  floats,
  formatShape,
  type Ids,
  indexOf,
  ShapeError,
  sameShape,
  sizeOf,
  type Tensor,
  View,
} from '../tensor/index.ts';
import type { Loss } from '../training/index.ts';
import { type ModelData, readData } from './data.ts';
import { checkLengths, type ReadOptions } from './dataset.ts';
import type { Part } from './forms.ts';
import type { Head } from './head.ts';

/** How much single rows, steps and classes count. `Y` is the form of the model's targets. */
export interface WeightOptions<Y = ModelData> {
  /**
   * What each row, `[batch]`, or each step, `[batch, time]`, weighs in losses and metrics: numbers >= 0,
   * 1 by default. The loss is divided by the number of steps that count, whatever they weigh.
   */
  readonly sampleWeight?: Y;
  /**
   * What the steps of a class weigh, by the class: `{ 0: 1, 1: 20 }`; 1 where left out. With
   * `sampleWeight` both are multiplied. Only for a model of one output, whose loss is of classes.
   */
  readonly classWeight?: Readonly<Record<number, number>>;
}

/** The names of these options. */
export const WEIGHT_OPTIONS = ['sampleWeight', 'classWeight'] as const;

/** The weights by class. */
export type ClassWeight = NonNullable<WeightOptions['classWeight']>;

/**
 * Reads what is given as `sampleWeight` for each target.
 *
 * @throws ShapeError unless it is one number for each row, or for each step; ConfigError for one below 0
 */
export function readSampleWeights(
  given: readonly Part<ModelData>[],
  losses: readonly Loss[],
  inputs: readonly Value[],
  targets: readonly (Tensor | Ids)[],
  { dtype, place }: ReadOptions,
): readonly Tensor[] {
  return given.map(({ owner, value }, i) => {
    const inputMask = inputs.length === 1 ? inputs[0]?.mask : undefined;
    const form = { owner, type: 'numbers', perStep: true, dtype, inputMask, place } as const;
    const { data, mask } = readData(value, form);
    if (isIds(data)) throw new ShapeError(`${owner} wants numbers`);
    checkSizes(owner, data, targets[i]!, losses[i]!);
    if (mask !== undefined) checkLengths(owner, mask, inputs, 'a number');
    for (const [at, weight] of data.data.entries()) {
      if (weight >= 0 || inputMask?.data[at] === 0) continue;
      const index = formatShape(indexOf(data.shape, at));
      throw new ConfigError(`${owner} wants numbers >= 0, got ${weight} at ${index}`);
    }
    return data;
  });
}

function checkSizes(owner: string, weights: Tensor, targets: Tensor | Ids, loss: Loss): void {
  const [rows, steps] = targets.shape;
  const { shape } = weights;
  const bySteps = loss.perSequence !== true && steps !== undefined && shape[1] === steps;
  if (shape[0] === rows && (shape.length === 1 || (shape.length === 2 && bySteps))) return;
  const wanted = loss.perSequence === true ? '[batch]' : '[batch] or [batch, time]';
  throw new ShapeError(
    `${owner} wants ${wanted} for targets ${formatShape(targets.shape)}, got ${formatShape(shape)}`,
  );
}

/** Throws a ConfigError unless every class has a number >= 0 and there are classes to weigh. */
export function checkClassWeight(owner: string, given: unknown, heads: readonly Head[]): void {
  if (!isJsonObject(given)) {
    throw new ConfigError(`${owner} wants classWeight as { class: weight }, got ${String(given)}`);
  }
  for (const [label, weight] of Object.entries(given)) {
    if (!/^\d+$/.test(label)) {
      throw new ConfigError(
        `${owner} wants whole numbers as classes of classWeight, got '${label}'`,
      );
    }
    if (typeof weight !== 'number' || !(weight >= 0 && Number.isFinite(weight))) {
      throw new ConfigError(`${owner} wants classWeight[${label}] >= 0, got ${String(weight)}`);
    }
  }
  const [head, ...others] = heads;
  if (others.length > 0) {
    throw new ConfigError(
      `${owner} with classWeight wants a model of one output: use sampleWeight`,
    );
  }
  const { targets, activation, perSequence, name } = head!.loss;
  if (perSequence === true || (targets === 'numbers' && activation === undefined)) {
    throw new ConfigError(`${owner} with classWeight wants a loss of classes, got ${name}`);
  }
}

/**
 * The weights of steps by their class, times those that are given. The class of a distribution is where
 * it is largest, that of a single probability whether it is >= 1/2.
 *
 * @throws ShapeError for several probabilities at a step, which are no classes
 */
export function weighClasses(
  owner: string,
  classWeight: ClassWeight,
  targets: Tensor | Ids,
  loss: Loss,
  given: Tensor | undefined,
  { dtype, place }: ReadOptions,
): Tensor {
  const { leading, classAt } = classesOf(owner, targets, loss);
  const out = place?.zeros([...leading]) ?? fresh(dtype, leading);
  const perRow = given?.shape.length === 1 ? sizeOf(leading.slice(1)) : 1;
  for (let step = 0; step < out.data.length; step++) {
    const own = classWeight[classAt(step)] ?? 1;
    out.data[step] = own * (given === undefined ? 1 : given.data[Math.floor(step / perRow)]!);
  }
  return out;
}

function fresh(dtype: Dtype, shape: readonly number[]): Tensor {
  return new View<number, Tensor['data']>(floats(dtype, sizeOf(shape)), [...shape]);
}

function classesOf(
  owner: string,
  { data, shape }: Tensor | Ids,
  { targets, activation, name }: Loss,
): { readonly leading: readonly number[]; readonly classAt: (step: number) => number } {
  if (targets === 'classes') return { leading: shape, classAt: (step) => data[step]! };
  const N = shape.at(-1) ?? 1;
  if (activation === 'softmax') {
    const classAt = (step: number): number => {
      let best = 0;
      for (let j = 1; j < N; j++) if (data[step * N + j]! > data[step * N + best]!) best = j;
      return best;
    };
    return { leading: shape.slice(0, -1), classAt };
  }
  if (shape.length === 3 && N > 1) {
    throw new ShapeError(
      `${owner} with classWeight and ${name} wants one target at each step, got ${formatShape(shape)}`,
    );
  }
  const leading = N === 1 && shape.length > 1 ? shape.slice(0, -1) : shape;
  return { leading, classAt: (step) => (data[step]! >= 0.5 ? 1 : 0) };
}

/**
 * The weights as a loss takes them: one for each step of its predictions, in memory of `zeros`, or one for
 * each sequence.
 *
 * @throws ShapeError if the steps of the predictions are others
 */
export function spreadWeights(
  weights: Tensor,
  leading: readonly number[],
  loss: Loss,
  zeros: (shape: number[]) => Tensor,
): Tensor {
  const wanted = loss.perSequence === true ? leading.slice(0, 1) : leading;
  if (sameShape(weights.shape, wanted)) return weights;
  if (!sameShape(weights.shape, wanted.slice(0, 1))) {
    throw new ShapeError(
      `${loss.name} wants weights for the steps ${formatShape(wanted)} of the model's output, got ` +
        formatShape(weights.shape),
    );
  }
  const out = zeros([...wanted]);
  const T = sizeOf(wanted.slice(1));
  for (let step = 0; step < out.data.length; step++) {
    out.data[step] = weights.data[Math.floor(step / T)]!;
  }
  return out;
}
