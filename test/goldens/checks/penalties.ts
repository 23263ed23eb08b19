import { type ConstraintOption, constrainOf } from '../../../src/layers/constraints/index.ts';
import { penaltyOf, type RegularizerOption } from '../../../src/layers/regularizers/index.ts';
import { expectGolden, type Golden, scalar } from '../goldens.ts';

/** The penalty and its gradient, which is added to what is there, of one case of `regularizers`. */
export function checkRegularizer({ config, weights, outputs, gradients, name }: Golden): void {
  const w = weights.floats('w');
  const penalty = penaltyOf(optionOf<RegularizerOption>(config.option), name, w.shape);
  if (penalty === undefined) throw new Error(`${name} has no penalty`);
  expectGolden(scalar(penalty.of(w)), outputs.floats('penalty'), 'the penalty');
  const d = weights.zeros('w');
  const expected = gradients.weights.floats('w');
  penalty.addGradient(w, d);
  expectGolden(d, expected, 'the gradient');
  penalty.addGradient(w, d);
  for (const [i, value] of expected.data.entries()) expected.data[i] = 2 * value;
  expectGolden(d, expected, 'the gradient, added twice,');
  expectGolden(w, weights.floats('w'), 'the weight');
}

/** The weight after one case of `constraints`. */
export function checkConstraint({ config, weights, outputs, name }: Golden): void {
  const w = weights.floats('w');
  const constrain = constrainOf(optionOf<ConstraintOption>(config.option), name, w.shape);
  if (constrain === undefined) throw new Error(`${name} has no constraint`);
  constrain(w);
  expectGolden(w, outputs.floats('w'), 'the weight');
}

/** What a case has for an option, which the library itself checks. */
function optionOf<Option extends RegularizerOption | ConstraintOption>(given: unknown): Option {
  if (!isOption<Option>(given)) throw new Error(`${String(given)} is no option`);
  return given;
}

function isOption<Option>(given: unknown): given is Option {
  return typeof given === 'string' || (typeof given === 'object' && given !== null);
}
