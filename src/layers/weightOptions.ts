import { type ActivityOptions, activityOf } from './activity.ts';
import { type ConstraintOption, constrainOf } from './constraints/index.ts';
import type { WeightSpec } from './contract.ts';
import { penaltyOf, type RegularizerOption } from './regularizers/index.ts';

/** What a layer with a kernel and a bias may ask of them; nothing by default. */
export interface KernelOptions extends ActivityOptions {
  /** A penalty on W that is added to the loss. */
  readonly kernelRegularizer?: RegularizerOption;
  /** A penalty on b. */
  readonly biasRegularizer?: RegularizerOption;
  /** What W keeps to after each update. */
  readonly kernelConstraint?: ConstraintOption;
  /** What b keeps to. */
  readonly biasConstraint?: ConstraintOption;
}

/** The same, of a recurrent layer. */
export interface RecurrentKernelOptions extends KernelOptions {
  /** A penalty on R. */
  readonly recurrentRegularizer?: RegularizerOption;
  /** What R keeps to. */
  readonly recurrentConstraint?: ConstraintOption;
}

/** Nothing asked. */
export const KERNEL_DEFAULTS: Required<KernelOptions> = {
  kernelRegularizer: null,
  biasRegularizer: null,
  kernelConstraint: null,
  biasConstraint: null,
  activityRegularizer: null,
};

/** Nothing asked. */
export const RECURRENT_KERNEL_DEFAULTS: Required<RecurrentKernelOptions> = {
  ...KERNEL_DEFAULTS,
  recurrentRegularizer: null,
  recurrentConstraint: null,
};

/** A weight with the penalty and the constraint that are asked of it. @throws ConfigError for none such */
export function withRules<R extends number>(
  spec: WeightSpec<R>,
  regularizer: RegularizerOption,
  constraint: ConstraintOption,
  owner: string,
): WeightSpec<R> {
  const penalty = penaltyOf(regularizer, owner, spec.shape);
  const constrain = constrainOf(constraint, owner, spec.shape);
  if (penalty === undefined && constrain === undefined) return spec;
  return { ...spec, penalty, constrain };
}

/** Refuses options that are none, with a ConfigError. */
export function checkKernelOptions(options: Required<KernelOptions>, owner: string): void {
  penaltyOf(options.kernelRegularizer, `${owner}'s kernel`);
  penaltyOf(options.biasRegularizer, `${owner}'s bias`);
  constrainOf(options.kernelConstraint, `${owner}'s kernel`);
  constrainOf(options.biasConstraint, `${owner}'s bias`);
  activityOf(options.activityRegularizer, owner);
}

/** Refuses options that are none, with a ConfigError. */
export function checkRecurrentKernelOptions(
  options: Required<RecurrentKernelOptions>,
  owner: string,
): void {
  checkKernelOptions(options, owner);
  penaltyOf(options.recurrentRegularizer, `${owner}'s recurrentKernel`);
  constrainOf(options.recurrentConstraint, `${owner}'s recurrentKernel`);
}

/** The kernel or the bias of a layer with the rules that its options ask for. */
export function kernelRules<R extends number>(
  spec: WeightSpec<R>,
  name: 'kernel' | 'bias',
  options: Required<KernelOptions>,
  owner: string,
): WeightSpec<R> {
  const {
    [`${name}Regularizer` as const]: regularizer,
    [`${name}Constraint` as const]: constraint,
  } = options;
  return withRules(spec, regularizer, constraint, `${owner}'s ${name}`);
}

/** The recurrent kernel of a layer with the rules that its options ask for. */
export function recurrentRules<R extends number>(
  spec: WeightSpec<R>,
  { recurrentRegularizer, recurrentConstraint }: Required<RecurrentKernelOptions>,
  owner: string,
): WeightSpec<R> {
  return withRules(spec, recurrentRegularizer, recurrentConstraint, `${owner}'s recurrentKernel`);
}
