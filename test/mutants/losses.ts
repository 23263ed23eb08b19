import { type Mutant, mutant } from './mutant.ts';
import { SOFTMAX_MUTANTS } from './softmax.ts';

const STEPS = 'math/losses/lossSteps.ts';
const SIGMOID = 'math/losses/sigmoidCrossEntropy.ts';
const SQUARED = 'math/losses/meanSquaredError.ts';
const SQUARED_KERNEL = 'kernels/reference/squaredError.ts';
const GENERALIZED = 'math/losses/categoricalGeneralizedCrossEntropy.ts';

/** What all losses share. */
const steps: readonly Mutant[] = [
  mutant(
    'padding counts in the denominator',
    STEPS,
    'return { factors, counts, count };',
    'return { factors, counts, count: steps };',
  ),
  mutant(
    'the denominator is the sum of the weights',
    STEPS,
    'count++;',
    'count += factors[step]!;',
  ),
  mutant('an ignored label is not ignored', STEPS, ' || ignored(step)', ''),
  mutant(
    'a masked step counts',
    STEPS,
    '(mask !== undefined && mask.data[step] === 0) || ignored(step)',
    'ignored(step)',
  ),
  mutant(
    'weights are left out',
    STEPS,
    'stepWeights === undefined ? 1 : stepWeights.data[step]!',
    '1',
  ),
  mutant(
    'weights are left out of the total',
    STEPS,
    'total += factors[step]! * losses[step]!;',
    'total += losses[step]!;',
  ),
  mutant(
    'the loss of a batch is the sum',
    STEPS,
    'return count === 0 ? 0 : 1 / count;',
    'return 1;',
  ),
  mutant(
    'the first step is left out of the total',
    STEPS,
    'for (let step = 0; step < losses.length; step++) {',
    'for (let step = 1; step < losses.length; step++) {',
  ),
];

const others: readonly Mutant[] = [
  mutant(
    'a loss of all numbers is their sum',
    SIGMOID,
    'losses[step] = loss / N;',
    'losses[step] = loss;',
  ),
  mutant('the target is left out', SIGMOID, 'softplus(x) - z * x;', 'softplus(x);'),
  mutant(
    'positive logits take the other target',
    SIGMOID,
    'softplus(-x) + (1 - z) * x',
    'softplus(-x) + z * x',
  ),
  mutant(
    'the gradient is not shared out',
    SIGMOID,
    'const factor = (scale * steps.factors[step]!) / N;',
    'const factor = scale * steps.factors[step]!;',
  ),
  mutant(
    'weights are left out of the gradient',
    SIGMOID,
    'const factor = (scale * steps.factors[step]!) / N;',
    'const factor = scale / N;',
  ),
  mutant(
    'the gradient forgets the sigmoid',
    SIGMOID,
    'sigmoid(logits.data[i]!) - targets.data[i]!',
    'logits.data[i]! - targets.data[i]!',
  ),
  mutant(
    'a masked step has a gradient',
    SIGMOID,
    '    if (steps.counts[step] === 0) continue;\n    const factor',
    '    const factor',
  ),
  mutant(
    'a masked step has a loss',
    SIGMOID,
    '    if (steps.counts[step] === 0) continue;\n    let loss',
    '    let loss',
  ),
  mutant(
    'a loss of all numbers is their sum',
    SQUARED_KERNEL,
    'losses[m] = sum / N;',
    'losses[m] = sum;',
  ),
  {
    why: 'huge logits overflow',
    edits: [
      {
        file: SIGMOID,
        find: 'x > 0 ? softplus(-x) + (1 - z) * x : softplus(x) - z * x',
        replace: 'log(1 + exp(x)) - z * x',
      },
      {
        file: SIGMOID,
        find: 'import { sigmoid, softplus }',
        replace: 'import { exp, log, sigmoid }',
      },
    ],
  },
  {
    why: 'half the square, and its gradient',
    edits: [
      {
        file: SQUARED_KERNEL,
        find: 'sum += error * error;',
        replace: 'sum += (error * error) / 2;',
      },
      { file: SQUARED, find: '(2 * scale * steps', replace: '(scale * steps' },
    ],
  },
  mutant('half the square', SQUARED_KERNEL, 'sum += error * error;', 'sum += 0.5 * error * error;'),
  mutant(
    'the gradient forgets the 2',
    SQUARED,
    '(2 * scale * steps.factors[step]!) / N',
    '(scale * steps.factors[step]!) / N',
  ),
  mutant(
    'weights are left out of the gradient',
    SQUARED,
    '(2 * scale * steps.factors[step]!) / N',
    '(2 * scale) / N',
  ),
  mutant(
    'the gradient of the target',
    SQUARED_KERNEL,
    'factor * (y[yOffset + i]! - t[tOffset + i]!)',
    'factor * (t[tOffset + i]! - y[yOffset + i]!)',
  ),
  mutant(
    'a masked step has a gradient',
    SQUARED_KERNEL,
    'if (counts[m] === 0) {',
    'if (factors[m] === undefined) {',
  ),
  mutant('a masked step has a loss', SQUARED_KERNEL, '    if (counts[m] === 0) continue;\n', ''),
];

/** Mistakes in losses. */
const generalized: readonly Mutant[] = [
  mutant(
    'q is not divided by',
    GENERALIZED,
    '-expm1(-q * nll[step]!) / q',
    '-expm1(-q * nll[step]!)',
  ),
  mutant(
    'p is taken for its power',
    GENERALIZED,
    '-expm1(-q * nll[step]!) / q',
    '-expm1(-nll[step]!) / q',
  ),
  mutant('the slope is that of the cross-entropy', GENERALIZED, ' * exp(-q * nll[step]!)', ''),
  mutant('the slope forgets the power', GENERALIZED, 'exp(-q * nll[step]!)', 'exp(-nll[step]!)'),
  mutant('the slope forgets weights', GENERALIZED, 'steps.factors[step]! * exp', 'exp'),
  mutant(
    'q is another by default',
    GENERALIZED,
    '{ q = 0.5, ignoreClass }',
    '{ q = 0.7, ignoreClass }',
  ),
  mutant(
    'no class is ignored',
    GENERALIZED,
    '(inputs, { ignoreClass }, compute)',
    '(inputs, {}, compute)',
  ),
];

export const LOSS_MUTANTS: readonly Mutant[] = [
  ...generalized,
  ...steps,
  ...SOFTMAX_MUTANTS,
  ...others,
];
