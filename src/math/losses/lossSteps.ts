import { allFinite, type Compute } from '../../kernels/index.ts';
import {
  ConfigError,
  formatShape,
  type Ids,
  indexOf,
  type Mask,
  ShapeError,
  sizeOf,
  type Tensor,
} from '../../tensor/index.ts';
import { checkView } from '../check.ts';

/** What every loss takes beside predictions and targets. */
export interface LossStepInputs {
  /** `[B, T]`: masked steps have loss 0 and gradient 0 and are never looked at. */
  readonly mask?: Mask | undefined;
  /** One factor for each step, `[B]` or `[B, T]`; 1 where left out. */
  readonly stepWeights?: Tensor | undefined;
}

/**
 * What every loss gives. The loss of a batch is `total / count`, the mean over the steps that count
 * (0 where none does); a ratio of sums, so it can be added up over batches and shards.
 */
export interface LossOutputs {
  /** Σ weight · loss over the steps that count. */
  readonly total: number;
  /** How many steps count: neither masked nor ignored. */
  readonly count: number;
  /** The loss of each step before its weight, `[B · T]`; 0 where it doesn't count. */
  readonly losses: Float64Array;
}

/** The factor of each step, 0 where it does not count, and how many do. */
export interface CountedSteps {
  /** The weight of each step, `[B · T]`; 0 where it does not count. */
  readonly factors: Float64Array;
  /** 1 for each step that counts, `[B · T]`. */
  readonly counts: Uint8Array;
  /** How many do. */
  readonly count: number;
}

/**
 * Decides which of the `leading` steps of a loss count. `ignored` tells of a step whether its target
 * says to leave it out.
 *
 * @throws ShapeError if mask or weights do not fit the predictions
 */
export function countSteps(
  owner: string,
  leading: readonly number[],
  { mask, stepWeights }: LossStepInputs,
  ignored: (step: number) => boolean,
  compute: Compute,
): CountedSteps {
  if (mask) {
    if (leading.length !== 2) {
      throw new ShapeError(
        `${owner} got a mask ${formatShape(mask.shape)} for predictions without a time axis: ` +
          `they have one loss for each of ${formatShape(leading)}`,
      );
    }
    checkView(owner, 'mask', mask, leading);
  }
  if (stepWeights) checkView(owner, 'stepWeights', stepWeights, leading);
  const steps = sizeOf(leading);
  const factors = compute.doubles(steps);
  const counts = compute.flags(steps);
  let count = 0;
  for (let step = 0; step < steps; step++) {
    if ((mask !== undefined && mask.data[step] === 0) || ignored(step)) continue;
    factors[step] = stepWeights === undefined ? 1 : stepWeights.data[step]!;
    counts[step] = 1;
    count++;
  }
  return { factors, counts, count };
}

/** Σ weight · loss over the steps that count, rising. */
export function totalOf(losses: Float64Array, { factors, counts }: CountedSteps): number {
  let total = 0;
  for (let step = 0; step < losses.length; step++) {
    if (counts[step] !== 0) total += factors[step]! * losses[step]!;
  }
  return total;
}

/** One over the number of steps that count: what turns a total into the loss of the batch. */
export function meanScale(count: number): number {
  return count === 0 ? 0 : 1 / count;
}

/**
 * Throws a ConfigError at the first target of a step that counts and is not `legal`; targets of
 * other steps are never looked at. `perStep` targets belong to each step.
 */
export function checkTargets(
  owner: string,
  wanted: string,
  targets: Ids | Tensor,
  perStep: number,
  { counts }: CountedSteps,
  legal: (target: number) => boolean,
): void {
  for (let step = 0; step < counts.length; step++) {
    if (counts[step] === 0) continue;
    for (let i = step * perStep; i < (step + 1) * perStep; i++) {
      const target = targets.data[i]!;
      if (legal(target)) continue;
      const place = formatShape(indexOf(targets.shape, i));
      throw new ConfigError(`${owner} wants ${wanted}, got ${target} at ${place}`);
    }
  }
}

/** The same where every finite target is legal. */
export function checkFinite(
  owner: string,
  targets: Tensor,
  perStep: number,
  steps: CountedSteps,
  { kernels }: Compute,
): void {
  if (allFinite(targets.data, kernels)) return;
  checkTargets(owner, 'finite targets', targets, perStep, steps, Number.isFinite);
}
