import { type Mutant, mutant } from './mutant.ts';

const SOFTMAX = 'math/losses/softmaxCrossEntropy.ts';

const loss: readonly Mutant[] = [
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
  mutant(
    'every step counts for the kernel',
    SOFTMAX,
    '      steps.counts,\n      factors,',
    '      new Uint8Array(M).fill(1),\n      factors,',
  ),
  mutant(
    'no step counts for the kernel',
    SOFTMAX,
    '      steps.counts,\n      factors,',
    '      new Uint8Array(M),\n      factors,',
  ),
  mutant(
    'weights are left out of the gradient of distributions',
    SOFTMAX,
    'const factor = factors[step]!;',
    'const factor = scale;',
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
  mutant('steps that do not count are the others', BACKWARD, 'counts[m] === 0', 'counts[m] !== 0'),
  mutant('the first step that does not count is the last', BACKWARD, 'continue;', 'break;'),
  mutant(
    'what stands before a step that does not count is cleared, too',
    BACKWARD,
    'dx.fill(0, to, to + N);',
    'dx.fill(0, 0, to + N);',
  ),
  mutant('the class is that of the first step', BACKWARD, 'ids[idsOffset + m]!', 'ids[idsOffset]!'),
];

/** Mistakes in softmax cross-entropy and its kernels. */
export const SOFTMAX_MUTANTS: readonly Mutant[] = [...loss, ...kernels];
