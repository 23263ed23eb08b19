import { type Mutant, mutant } from './mutant.ts';

const ELEMENTWISE = 'layers/regularizers/elementwise.ts';
const ORTHOGONAL = 'layers/regularizers/orthogonality.ts';
const AXIS = 'layers/constraints/alongAxis.ts';
const CONSTRAINTS = 'layers/constraints/constrainOf.ts';
const ACTIVITY = 'layers/activity.ts';
const RULES = 'models/weightRules.ts';
const METER = 'models/meter.ts';
const TRAINER = 'models/trainer.ts';
const WEIGHTS = 'models/stepWeights.ts';
const PASS = 'models/lossPass.ts';

/** Rules that do not reach the weight that they are asked of, and costs that are not those of the output. */
const RULES_OF_LAYERS: readonly Mutant[] = [
  mutant(
    'conv1d loses the rules of its kernel',
    'layers/conv1d.ts',
    "kernelRules(kernel, 'kernel', options, owner)",
    'kernel',
  ),
  mutant(
    'conv1d loses what its output costs',
    'layers/conv1d.ts',
    'return withActivity(sealed, options.activityRegularizer, owner);',
    'return sealed;',
  ),
  mutant(
    'multiHeadAttention: biases have the rules of kernels',
    'layers/multiHeadAttention.ts',
    "kernelRules(plain, 'bias', options, owner)",
    "kernelRules(plain, 'kernel', options, owner)",
  ),
  mutant(
    'layerNormalization: β has the rules of γ',
    'layers/layerNormalization.ts',
    "normRules(beta, 'beta', options, owner)",
    "normRules(beta, 'gamma', options, owner)",
  ),
  mutant(
    'layerNormLstm loses the rules of γ',
    'layers/layerNormLstm.ts',
    "normRules(weight([size], gammas([size]), gates), 'gamma', options, owner)",
    'weight([size], gammas([size]), gates)',
  ),
  mutant(
    'variants of the LSTM lose the rules of R',
    'layers/lstmVariant.ts',
    'recurrentKernel: recurrentRules(',
    'recurrentKernel: ((spec) => spec)(',
  ),
  mutant(
    'peepholeLstm loses the rules of p',
    'layers/peepholeLstm.ts',
    'withRules(peephole, ...rules,',
    '((spec) => spec)(peephole, ...rules,',
  ),
  mutant(
    'projectedLstm loses the rules of V',
    'layers/projectedLstm.ts',
    'withRules(kernel, ...rules,',
    '((spec) => spec)(kernel, ...rules,',
  ),
  mutant(
    'rnn loses what its output costs',
    'layers/rnn.ts',
    '...(element && {',
    '...(!element && {',
  ),
  mutant('padding costs', ACTIVITY, 'if (counts(i)) sum += element', 'sum += element'),
  mutant('padding has a gradient', ACTIVITY, 'counts(i) ? factor *', 'i >= 0 ? factor *'),
  mutant('the cost is that of all rows', ACTIVITY, 'rows === 0 ? 0 : sum / rows', 'sum'),
  mutant('the gradient is that of all rows', ACTIVITY, 'penalties.scale / rows', 'penalties.scale'),
  mutant('the cost replaces the gradient', ACTIVITY, '(dy?.data[i] ?? 0) + own', 'own'),
];

/** Mistakes in penalties, constraints and weights of steps. */
export const RULE_MUTANTS: readonly Mutant[] = [
  mutant('half of the squares', ELEMENTWISE, 'l2 * w * w;', '(l2 * w * w) / 2;'),
  mutant('the slope of the square forgets the 2', ELEMENTWISE, '2 * l2 * w;', 'l2 * w;'),
  mutant('the slope of the size is its sign no more', ELEMENTWISE, 'l1 * Math.sign(w)', 'l1 * w'),
  mutant('a penalty overwrites the gradient', ELEMENTWISE, 'd.data[i]! + slope', 'slope'),
  mutant('pairs count twice', ORTHOGONAL, '2 / (count * (count - 1))', '1 / (count * (count - 1))'),
  mutant('rows for columns', ORTHOGONAL, "mode === 'rows'", "mode !== 'rows'"),
  mutant('lengths have no slope', ORTHOGONAL, 'du[k]! - along * units[i * size + k]!', 'du[k]!'),
  mutant(
    'directions are not divided by their lengths',
    ORTHOGONAL,
    'w.data[at(i, k)]! / lengths[i]!',
    'w.data[at(i, k)]!',
  ),
  mutant('a direction overwrites the gradient', ORTHOGONAL, 'd.data[here]! + factor', 'factor'),
  mutant(
    'the other axis',
    AXIS,
    'const at = axis < 0',
    'const at = axis === 0 ? shape.length - 1 : axis === 1 ? 0 : axis < 0',
  ),
  mutant(
    'the square of the length',
    AXIS,
    'const length = Math.sqrt(square);',
    'const length = square;',
  ),
  mutant('what is too short is made longer', CONSTRAINTS, 'Math.min(length, maxValue)', 'maxValue'),
  mutant('all of the way at once', CONSTRAINTS, 'rate * clipped + (1 - rate) * length', 'clipped'),
  mutant(
    'the lower bound is forgotten',
    CONSTRAINTS,
    'Math.max(minValue, Math.min(maxValue, length))',
    'Math.min(maxValue, length)',
  ),
  mutant('what is above 0 becomes 0', CONSTRAINTS, 'if (data[i]! < 0)', 'if (data[i]! > 0)'),
  mutant(
    'frozen weights are penalized',
    RULES,
    'weights.filter(({ trainable }) => trainable)',
    'weights',
  ),
  mutant('the penalty is not in the loss', METER, '{ loss: penalty }', '{ loss: 0 }'),
  mutant('the penalty has no gradient', TRAINER, '    this.#rules.addGradients();\n', ''),
  mutant(
    'the penalty is that after the update',
    TRAINER,
    '    meter.addPenalty(penalty + penalties.total);',
    '    meter.addPenalty(this.penalty + penalties.total);',
  ),
  mutant('constraints never hold', TRAINER, '    this.#rules.constrain();\n', ''),
  mutant('weights are left out', PASS, 'if (weights === undefined) return batch;', 'return batch;'),
  mutant(
    'every row weighs as the first',
    WEIGHTS,
    'out.data[step] = weights.data[Math.floor(step / T)]!;',
    'out.data[step] = weights.data[0]!;',
  ),
  mutant(
    'rows weigh as steps do',
    WEIGHTS,
    'weights.data[Math.floor(step / T)]!',
    'weights.data[step % weights.data.length]!',
  ),
  ...RULES_OF_LAYERS,
  mutant(
    'a class that is left out weighs nothing',
    WEIGHTS,
    'classWeight[classAt(step)] ?? 1',
    'classWeight[classAt(step)] ?? 0',
  ),
  mutant(
    'classes make rows weigh nothing',
    WEIGHTS,
    'own * (given === undefined ? 1 : given.data[Math.floor(step / perRow)]!)',
    'own',
  ),
  mutant(
    'rows weigh by their first steps',
    WEIGHTS,
    'given.data[Math.floor(step / perRow)]!',
    'given.data[step]!',
  ),
];
