import { type Mutant, mutant } from './mutant.ts';

const STEPS = 'math/lossSteps.ts';
const SOFTMAX = 'math/softmaxCrossEntropy.ts';
const SIGMOID = 'math/sigmoidCrossEntropy.ts';
const SQUARED = 'math/meanSquaredError.ts';

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

const softmax: readonly Mutant[] = [
  mutant(
    'smoothing is shared among the wrong classes only',
    SOFTMAX,
    '(1 - smoothing) * hard + smoothing / C;',
    '(1 - smoothing) * hard + (1 - hard) * smoothing / (C - 1);',
  ),
  mutant(
    'smoothing adds mass',
    SOFTMAX,
    '(1 - smoothing) * hard + smoothing / C;',
    'hard + smoothing / C;',
  ),
  mutant(
    'smoothing is not shared out',
    SOFTMAX,
    '(1 - smoothing) * hard + smoothing / C;',
    '(1 - smoothing) * hard + smoothing;',
  ),
  mutant('smoothing is left out', SOFTMAX, 'smoothing === 0 ? hard', 'smoothing >= 0 ? hard'),
  mutant(
    'smoothing looks at the right class alone',
    SOFTMAX,
    'labelSmoothing === 0 && sparse ? targets.data[step]! : 0;',
    'sparse ? targets.data[step]! : 0;',
  ),
  mutant(
    'the last class is left out',
    SOFTMAX,
    'labelSmoothing === 0 && sparse ? lowest : C - 1;',
    'labelSmoothing === 0 && sparse ? lowest : C - 2;',
  ),
  mutant(
    'the shift of the logits is left out',
    SOFTMAX,
    '(logits.data[step * C + j]! - shift[step]!)',
    'logits.data[step * C + j]!',
  ),
  mutant(
    'the logarithm of the partition is left out',
    SOFTMAX,
    'q * (logSum[step]! - (',
    'q * (-(',
  ),
  mutant(
    'the gradient takes every mass for 1',
    SOFTMAX,
    'probabilities.data[step * C + j]! * mass - q',
    'probabilities.data[step * C + j]! - q',
  ),
  mutant(
    'the gradient is q − p',
    SOFTMAX,
    'factor * (probabilities.data[step * C + j]! * mass - q)',
    'factor * (q - probabilities.data[step * C + j]! * mass)',
  ),
  mutant(
    'weights are left out of the gradient',
    SOFTMAX,
    'factors[step] = scale * steps.factors[step]!;',
    'factors[step] = scale;',
  ),
  mutant(
    'the scale is left out of the gradient',
    SOFTMAX,
    'factors[step] = scale * steps.factors[step]!;',
    'factors[step] = steps.factors[step]!;',
  ),
  mutant(
    'smoothing is left out of the gradient',
    SOFTMAX,
    'if (targets.data instanceof Int32Array && labelSmoothing === 0) {',
    'if (targets.data instanceof Int32Array) {',
  ),
  mutant(
    'an ignored label of distributions',
    SOFTMAX,
    'sparse && targets.data[step] === ignoreClass',
    'targets.data[step] === ignoreClass || targets.data[step] === 0',
  ),
  mutant(
    'a masked step has a gradient',
    SOFTMAX,
    '    if (steps.counts[step] === 0) continue;\n    const factor',
    '    const factor',
  ),
  mutant(
    'a masked step has a loss',
    SOFTMAX,
    '    if (steps.counts[step] === 0) continue;\n    // −ln',
    '    // −ln',
  ),
  mutant(
    'the targets of the next step',
    SOFTMAX,
    'sparse ? (targets.data[step] === j ? 1 : 0)',
    'sparse ? (targets.data[(step + 1) % Math.max(1, targets.data.length)] === j ? 1 : 0)',
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
    SQUARED,
    'losses[step] = loss / N;',
    'losses[step] = loss;',
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
      { file: SQUARED, find: 'loss += error * error;', replace: 'loss += (error * error) / 2;' },
      { file: SQUARED, find: '(2 * scale * steps', replace: '(scale * steps' },
    ],
  },
  mutant('half the square', SQUARED, 'loss += error * error;', 'loss += 0.5 * error * error;'),
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
    SQUARED,
    'factor * (predictions.data[i]! - targets.data[i]!)',
    'factor * (targets.data[i]! - predictions.data[i]!)',
  ),
  mutant(
    'a masked step has a gradient',
    SQUARED,
    '    if (steps.counts[step] === 0) continue;\n    const factor',
    '    const factor',
  ),
  mutant(
    'a masked step has a loss',
    SQUARED,
    '    if (steps.counts[step] === 0) continue;\n    let loss',
    '    let loss',
  ),
];

const KERNELS = 'kernels/reference/softmax.ts';
const BACKWARD = 'kernels/reference/crossEntropy.ts';

const kernels: readonly Mutant[] = [
  mutant(
    'the gradient of classes is q − p',
    BACKWARD,
    'factor * (p[from + j]! - (j === right ? 1 : 0))',
    'factor * ((j === right ? 1 : 0) - p[from + j]!)',
  ),
  mutant(
    'the gradient of classes forgets the class',
    BACKWARD,
    '(p[from + j]! - (j === right ? 1 : 0))',
    'p[from + j]!',
  ),
  mutant(
    'the gradient of classes takes the factor of the first step',
    BACKWARD,
    'factors[m]!',
    'factors[0]!',
  ),
  mutant(
    'a step that does not count has a gradient',
    BACKWARD,
    'if (counts[m] === 0) {',
    'if (counts[m] === -1) {',
  ),
  mutant(
    'a step that does not count keeps what stood there',
    BACKWARD,
    'dx.fill(0, to, to + N);',
    '',
  ),
  mutant(
    'the greatest logit is not taken off',
    KERNELS,
    'for (let j = 0; j < N; j++) max = Math.max(max, x[xAt + j]!);',
    'max = 0;',
  ),
  mutant(
    'the greatest logit is sought in the first row',
    KERNELS,
    'const max = maximum(N, x, at);',
    'const max = maximum(N, x, xOffset);',
  ),
  mutant(
    'the log partition is the partition',
    KERNELS,
    'logSum[m] = log(softmaxRow(N, x, at, max, y, yOffset + m * yStride));',
    'logSum[m] = softmaxRow(N, x, at, max, y, yOffset + m * yStride);',
  ),
];

export const LOSS_MUTANTS: readonly Mutant[] = [...steps, ...softmax, ...others, ...kernels];
