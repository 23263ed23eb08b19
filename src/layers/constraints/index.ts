/**
 * What weights must keep to: applied after each update. A constraint is plain JSON,
 * `maxNorm({ maxValue: 3 })` for example, or its name alone; names and defaults are Keras'.
 *
 * @module
 */
export { constrainOf } from './constrainOf.ts';
export type {
  Constrain,
  Constraint,
  ConstraintName,
  ConstraintOf,
  ConstraintOption,
  ConstraintOptions,
} from './constraint.ts';
export { type ConstraintFactory, maxNorm, minMaxNorm, nonNeg, unitNorm } from './factories.ts';
