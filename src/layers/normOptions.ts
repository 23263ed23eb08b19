import { type ConstraintOption, constrainOf } from './constraints/index.ts';
import type { WeightSpec } from './contract.ts';
import { penaltyOf, type RegularizerOption } from './regularizers/index.ts';
import { withRules } from './weightOptions.ts';

/** What a layer that normalizes may ask of its γ and β; nothing by default. */
export interface NormRuleOptions {
  /** A penalty on γ that is added to the loss. */
  readonly gammaRegularizer?: RegularizerOption;
  /** A penalty on β. */
  readonly betaRegularizer?: RegularizerOption;
  /** What γ keeps to after each update. */
  readonly gammaConstraint?: ConstraintOption;
  /** What β keeps to. */
  readonly betaConstraint?: ConstraintOption;
}

/** Nothing asked. */
export const NORM_RULE_DEFAULTS: Required<NormRuleOptions> = {
  gammaRegularizer: null,
  betaRegularizer: null,
  gammaConstraint: null,
  betaConstraint: null,
};

/** Refuses options that are none, with a ConfigError. */
export function checkNormRules(options: Required<NormRuleOptions>, owner: string): void {
  penaltyOf(options.gammaRegularizer, `${owner}'s gamma`);
  penaltyOf(options.betaRegularizer, `${owner}'s beta`);
  constrainOf(options.gammaConstraint, `${owner}'s gamma`);
  constrainOf(options.betaConstraint, `${owner}'s beta`);
}

/** A γ or β of a layer with the rules that its options ask for. */
export function normRules<R extends number>(
  spec: WeightSpec<R>,
  name: 'gamma' | 'beta',
  options: Required<NormRuleOptions>,
  owner: string,
): WeightSpec<R> {
  const {
    [`${name}Regularizer` as const]: regularizer,
    [`${name}Constraint` as const]: constraint,
  } = options;
  return withRules(spec, regularizer, constraint, `${owner}'s ${name}`);
}
