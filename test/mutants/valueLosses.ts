import { type Mutant, mutant } from './mutant.ts';

const at = (file: string): string => `math/losses/${file}.ts`;
const VALUES = at('valueLoss');
const HUBER = at('huber');
const PERCENT = at('meanAbsolutePercentageError');
const LOGARITHMIC = at('meanSquaredLogarithmicError');
const KL = at('klDivergence');
const POISSON = at('poisson');
const COSINE = at('cosineSimilarity');
const CATEGORICAL_HINGE = at('categoricalHinge');
const BINARY = at('binaryFocalCrossentropy');
const CATEGORICAL = at('categoricalFocalCrossentropy');
const SOFTMAX = at('logProbabilities');

const shared: readonly Mutant[] = [
  mutant('the mean is a sum', VALUES, 'return sum / N;', 'return sum;'),
  mutant('the gradient is not shared out', VALUES, '(factor / N) *', 'factor *'),
  mutant('weights are left out of the gradient', VALUES, 'scale * steps.factors[step]!;', 'scale;'),
  mutant(
    'a masked step has a gradient',
    VALUES,
    '    if (steps.counts[step] === 0) continue;\n    const factor',
    '    const factor',
  ),
  mutant(
    'a masked step has a loss',
    VALUES,
    '    if (steps.counts[step] === 0) continue;\n    losses',
    '    losses',
  ),
  mutant('ε is Keras’ of another version', at('epsilon'), '1e-7', '1e-3'),
];

const errors: readonly Mutant[] = [
  mutant(
    'the absolute error squared',
    at('meanAbsoluteError'),
    'Math.abs(y - t));',
    '(y - t) * (y - t));',
  ),
  mutant('the other sign', at('meanAbsoluteError'), 'Math.sign(y - t)', 'Math.sign(t - y)'),
  mutant('a share, not percent', PERCENT, '(100 * Math.abs(y - t))', 'Math.abs(y - t)'),
  mutant('a share, not percent, back', PERCENT, '(100 * Math.sign(y - t))', 'Math.sign(y - t)'),
  mutant(
    'the size of the target is forgotten',
    PERCENT,
    'Math.max(Math.abs(t), EPSILON)',
    'Math.max(t, EPSILON)',
  ),
  mutant(
    'ln y, not ln (1 + y)',
    LOGARITHMIC,
    'log1p(Math.max(x, EPSILON))',
    'log1p(Math.max(x, EPSILON) - 1)',
  ),
  mutant(
    'the slope of the logarithm is forgotten',
    LOGARITHMIC,
    '(2 * (logOf(y) - logOf(t))) / (1 + y)',
    '2 * (logOf(y) - logOf(t))',
  ),
  mutant('a clipped prediction has a slope', LOGARITHMIC, 'if (y < EPSILON) return 0;', ''),
  mutant('ln 2 is left out', at('logCosh'), ' - LN2;', ';'),
  mutant('half the exponent', at('logCosh'), 'softplus(-2 * size)', 'softplus(-size)'),
  mutant('the slope is not squashed', at('logCosh'), '=> tanh(y - t))', '=> y - t)'),
  mutant('δ is forgotten', HUBER, 'size <= delta ?', 'size <= 1 ?'),
  mutant('the line is not shifted', HUBER, 'delta * size - (delta * delta) / 2', 'delta * size'),
  mutant('the whole square', HUBER, '(size * size) / 2', 'size * size'),
  mutant(
    'large errors pull downwards only',
    HUBER,
    'Math.max(-delta, Math.min(delta, y - t))',
    'Math.min(delta, y - t)',
  ),
];

const others: readonly Mutant[] = [
  mutant(
    'the ratio is upside down',
    KL,
    'log(right / clipped(y[i]!))',
    'log(clipped(y[i]!) / right)',
  ),
  mutant(
    'the gradient forgets the prediction',
    KL,
    '(-factor * clipped(t[i]!)) / y[i]!',
    '-factor * clipped(t[i]!)',
  ),
  mutant('0 · ln 0 is NaN', KL, 'Math.max(EPSILON, Math.min(1, p))', 'Math.min(1, p)'),
  mutant('the mean, not the sum', KL, '  return loss;', '  return loss / N;'),
  mutant(
    'the mean of the counts is left out',
    POISSON,
    'y - t * log(y + EPSILON));',
    '-t * log(y + EPSILON));',
  ),
  mutant(
    'the slope of the mean is left out',
    POISSON,
    '1 - t / (y + EPSILON)',
    '-t / (y + EPSILON)',
  ),
  mutant('the cosine, not its negative', COSINE, '-dot(y, t, at, N) /', 'dot(y, t, at, N) /'),
  mutant('the length has no slope', COSINE, 't[i]! / ofT - (cosine * y[i]!) / ofY', 't[i]! / ofT'),
  mutant(
    'the target is not a unit vector',
    COSINE,
    '(lengthOf(y, at, N) * lengthOf(t, at, N))',
    'lengthOf(y, at, N)',
  ),
  mutant('the square of the length', COSINE, 'Math.sqrt(dot(x, x, at, N))', 'dot(x, x, at, N)'),
  mutant('0 is a side', at('sides'), 'return t === 1 ? 1 : -1;', 'return t;'),
  mutant(
    'the margin is 0',
    at('hinge'),
    'Math.max(1 - sideOf(t) * y, 0)',
    'Math.max(-sideOf(t) * y, 0)',
  ),
  mutant('right scores pull, too', at('hinge'), 'sideOf(t) * y < 1 ? -sideOf(t) : 0', '-sideOf(t)'),
  mutant('the hinge is not squared', at('squaredHinge'), 'return gap * gap;', 'return gap;'),
  mutant('the slope forgets the 2', at('squaredHinge'), '-2 * side *', '-side *'),
  mutant(
    'the worst of all scores',
    CATEGORICAL_HINGE,
    'Math.max(wrong, (1 - t[i]!) * y[i]!)',
    'Math.max(wrong, y[i]!)',
  ),
  mutant(
    'the mean of the wrong scores',
    CATEGORICAL_HINGE,
    'Math.max(1 + wrong - right, 0)',
    'Math.max(1 + wrong / N - right, 0)',
  ),
  mutant('right scores pull, too', CATEGORICAL_HINGE, 'if (gapOf(y, t, at, N) === 0) return;', ''),
  mutant(
    'the best wrong score does not pull',
    CATEGORICAL_HINGE,
    'dy[best]! + factor * (1 - t[best]!)',
    'dy[best]!',
  ),
];

const focal: readonly Mutant[] = [
  mutant(
    'easy examples count',
    BINARY,
    'pow(missOf(x, z), gamma) * entropyOf',
    'pow(1 - missOf(x, z), gamma) * entropyOf',
  ),
  mutant(
    'α is of the other class',
    BINARY,
    'z * alpha + (1 - z) * (1 - alpha)',
    'z * (1 - alpha) + (1 - z) * alpha',
  ),
  mutant('the focus has no slope', BINARY, '(ofEntropy + ofPower * entropyOf(x, z))', 'ofEntropy'),
  mutant('the slope of the focus forgets γ', BINARY, '(gamma * ofMiss) / miss', 'ofMiss / miss'),
  mutant('soft targets are hard', BINARY, '(1 - 2 * z) * p', '(z < 0.5 ? 1 : -1) * p'),
  mutant(
    'γ is 2',
    CATEGORICAL,
    'weightOf(alpha, j) * pow(softmax.others(at + j), gamma)',
    'weightOf(alpha, j) * pow(softmax.others(at + j), 2)',
  ),
  mutant('every class weighs as the first', CATEGORICAL, 'alpha[j]!', 'alpha[0]!'),
  mutant('the focus has no slope', CATEGORICAL, '(ofPower - 1)', '-1'),
  mutant(
    'the softmax has no others',
    CATEGORICAL,
    'slopeAt(k) - softmax.probability(at + k) * sum',
    'slopeAt(k)',
  ),
  mutant(
    'α is left out of the gradient',
    CATEGORICAL,
    'return weightOf(alpha, j) * q[at + j]! *',
    'return q[at + j]! *',
  ),
  mutant('the partition is left out', SOFTMAX, '- shift[row]! - logSum[row]!', '- shift[row]!'),
];

/** Mistakes in losses of values and in the focal ones. */
export const VALUE_LOSS_MUTANTS: readonly Mutant[] = [...shared, ...errors, ...others, ...focal];
