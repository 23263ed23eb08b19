import { type Kernels, referenceKernels } from '../kernels/index.ts';
import { checkTensor } from '../math/check.ts';
import { type FloatArray, ShapeError, StateError, type Tensor, zeros } from '../tensor/index.ts';
import { checkNumber } from '../tensor/options.ts';
import { type Clipping, clipGradients } from './clipping.ts';
import type { Optimizer, OptimizerState } from './optimizer.ts';

/** What tells one optimizer from another: its memory and its equation. */
export interface UpdateRule {
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly learningRate: number;
  readonly clipping: Clipping | undefined;
  /** What is kept for each number of the weights; zeros at first. */
  readonly slots: readonly string[];
  /** What is kept once, with its first value. */
  readonly scalars: Readonly<Record<string, number>>;
  /** Once for each update: changes the scalars and gives the rate that `apply` takes. */
  begin(scalars: Record<string, number>, learningRate: number): number;
  /** Updates the `n` numbers of one weight. */
  apply(
    kernels: Kernels,
    rate: number,
    n: number,
    w: FloatArray,
    g: FloatArray,
    slot: (name: string) => FloatArray,
  ): void;
}

/** The optimizer that follows a rule: everything that all of them check, in one place. */
export function optimizerOfRule(rule: UpdateRule): Optimizer {
  const { kind, options, clipping } = rule;

  const init = (weights: readonly Tensor[]): OptimizerState => {
    checkContiguous(kind, 'weight', weights, dtypeOf(weights));
    const slots: Record<string, readonly Tensor[]> = {};
    for (const slot of rule.slots) slots[slot] = weights.map((w) => zeros(w.shape, w.dtype));
    return { iterations: 0, slots, scalars: { ...rule.scalars } };
  };

  const check = (
    weights: readonly Tensor[],
    grads: readonly Tensor[],
    state: OptimizerState,
    learningRate: number,
    { dtype }: Kernels,
  ): void => {
    checkLearningRate(kind, learningRate);
    checkContiguous(kind, 'weight', weights, dtype);
    checkMatching(kind, 'gradient', grads, weights, dtype);
    checkState(rule, state, weights, dtype);
  };

  const step = (
    weights: readonly Tensor[],
    grads: readonly Tensor[],
    state: OptimizerState,
    learningRate: number,
    kernels: Kernels,
  ): void => {
    state.iterations++;
    const rate = rule.begin(state.scalars, learningRate);
    for (const [i, { data }] of weights.entries()) {
      const slot = (name: string): FloatArray => state.slots[name]![i]!.data;
      rule.apply(kernels, rate, data.length, data, grads[i]!.data, slot);
    }
  };

  return Object.freeze({
    kind,
    options: Object.freeze({ ...options }),
    learningRate: rule.learningRate,
    clipping,
    init,
    update(weights, grads, state, learningRate = rule.learningRate, kernels = kernelsFor(weights)) {
      check(weights, grads, state, learningRate, kernels);
      const measured = clipGradients(grads, clipping, kernels);
      if (!Number.isFinite(measured.norm)) {
        throw new StateError(
          `${kind} wants finite gradients, got a norm of ${measured.norm}: nothing was updated; ` +
            'look for the first layer whose output is not finite, or lower the learning rate',
        );
      }
      step(weights, grads, state, learningRate, kernels);
      return measured;
    },
    updateClipped(
      weights,
      grads,
      state,
      learningRate = rule.learningRate,
      kernels = kernelsFor(weights),
    ) {
      check(weights, grads, state, learningRate, kernels);
      step(weights, grads, state, learningRate, kernels);
    },
  } satisfies Optimizer);
}

/** Throws a ConfigError unless the learning rate is a finite number >= 0. */
export function checkLearningRate(owner: string, learningRate: number): void {
  checkNumber(owner, 'learningRate', learningRate, '>= 0', (rate) => rate >= 0);
}

function dtypeOf(tensors: readonly Tensor[]): Kernels['dtype'] {
  return tensors[0]?.dtype ?? 'float32';
}

function kernelsFor(weights: readonly Tensor[]): Kernels {
  return referenceKernels(dtypeOf(weights));
}

function checkContiguous(
  kind: string,
  what: string,
  tensors: readonly Tensor[],
  dtype: Kernels['dtype'],
): void {
  for (const [i, tensor] of tensors.entries()) {
    checkTensor(kind, `${what} ${i}`, tensor, tensor.shape, dtype);
  }
}

/** Throws a ShapeError unless `tensors` are as many and shaped as the weights. */
function checkMatching(
  kind: string,
  what: string,
  tensors: readonly Tensor[],
  weights: readonly Tensor[],
  dtype: Kernels['dtype'],
): void {
  if (tensors.length !== weights.length) {
    throw new ShapeError(
      `${kind} wants one ${what} for each weight: ${weights.length}, got ${tensors.length}`,
    );
  }
  for (const [i, tensor] of tensors.entries()) {
    checkTensor(kind, `the ${what} of weight ${i}`, tensor, weights[i]!.shape, dtype);
  }
}

/** Throws unless the state is one that this rule made for such weights. */
function checkState(
  rule: UpdateRule,
  { slots, scalars }: OptimizerState,
  weights: readonly Tensor[],
  dtype: Kernels['dtype'],
): void {
  checkNames(rule.kind, 'slots', Object.keys(slots), rule.slots);
  checkNames(rule.kind, 'scalars', Object.keys(scalars), Object.keys(rule.scalars));
  for (const name of rule.slots) {
    checkMatching(rule.kind, `slot ${name}`, slots[name]!, weights, dtype);
  }
}

function checkNames(
  kind: string,
  what: string,
  got: readonly string[],
  wanted: readonly string[],
): void {
  if (got.length === wanted.length && wanted.every((name) => got.includes(name))) return;
  const list = (names: readonly string[]): string => `[${names.join(', ')}]`;
  throw new StateError(
    `${kind} wants a state with ${what} ${list(wanted)}, got ${list(got)}: ` +
      `pass what the init of the same optimizer made`,
  );
}
