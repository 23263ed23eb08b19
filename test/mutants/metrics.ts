import { type Mutant, mutant } from './mutant.ts';

const METRICS = 'training/metrics';
const AUC = `${METRICS}/auc.ts`;
const CONFUSION = `${METRICS}/confusionMatrix.ts`;
const CURVE = `${METRICS}/curve.ts`;
const F1 = `${METRICS}/f1Score.ts`;
const HITS = `${METRICS}/hits.ts`;
const LABELS = `${METRICS}/labels.ts`;
const METRIC = `${METRICS}/metric.ts`;
const PERPLEXITY = `${METRICS}/perplexity.ts`;
const R2 = `${METRICS}/r2Score.ts`;
const RATIO = `${METRICS}/ratioMetric.ts`;
const ROOT = `${METRICS}/rootMeanSquaredError.ts`;
const STEPS = `${METRICS}/steps.ts`;
const SUMS = `${METRICS}/sums.ts`;
const TOP_K = `${METRICS}/topKCategoricalAccuracy.ts`;

/** Mistakes in what is counted, by which weight, and what is made of it. */
export const METRIC_MUTANTS: readonly Mutant[] = [
  mutant('masked steps count', STEPS, 'if (counts[step] === 0) continue;', ''),
  mutant('masked steps count in ratios', RATIO, 'if (batch.counts[step] === 0) continue;', ''),
  mutant('masks are not looked at', METRIC, 'if (batch.mask?.data[step] === 0) continue;', ''),
  mutant('the ignored class counts', METRIC, 'batch.targets.data[step] === ignoreClass', 'false'),
  mutant('labels have no weights', STEPS, 'stepWeights.data[step]!', '1'),
  mutant('ratios have no weights', RATIO, ': batch.stepWeights.data[step]!', ': 1'),
  mutant(
    'a mean of weighted values is not divided by weights',
    RATIO,
    'weight += factor;',
    'weight++;',
  ),
  mutant('shards are not merged', RATIO, 'first.total + second.total', 'first.total'),
  mutant(
    'the weights of shards are not merged',
    RATIO,
    'first.weight + second.weight',
    'first.weight',
  ),
  mutant('what the second shard counted is lost', SUMS, ' + (second[i] ?? 0)', ''),
  mutant(
    'every batch starts anew',
    CURVE,
    'addLists(state.right, [], size)',
    'addLists([], [], size)',
  ),
  mutant('the root is left out', ROOT, 'finish: Math.sqrt,', ''),
  mutant('errors are not squared', ROOT, 'sum += error * error;', 'sum += error;'),
  mutant('the sum over the numbers of a step', ROOT, 'return sum / N;', 'return sum;'),
  mutant('errors have signs', 'math/losses/meanAbsoluteError.ts', 'Math.abs(y - t));', 'y - t);'),
  mutant('perplexity in bits', PERPLEXITY, 'nats / LN2', 'nats'),
  mutant(
    'perplexity is the mean',
    PERPLEXITY,
    "nllMetric('perplexity', exp)",
    "nllMetric('perplexity', (x) => x)",
  ),
  mutant('as many as k may be higher', LABELS, 'return higher < k;', 'return higher <= k;'),
  mutant(
    'equals push each other out',
    LABELS,
    'score(step, j) > score(step, label)',
    'score(step, j) >= score(step, label)',
  ),
  mutant('the class of a distribution is its first', TOP_K, 'right = j;', 'right = 0;'),
  mutant('k is 1 by default', TOP_K, 'k = 5', 'k = 1'),
  mutant(
    'logits are taken for probabilities',
    LABELS,
    "if (activation === 'sigmoid') return",
    "if (activation !== 'sigmoid') return",
  ),
  mutant(
    'a softmax does not add to 1',
    LABELS,
    'exp(data[step * N + j]! - shift) / sum',
    'exp(data[step * N + j]! - shift)',
  ),
  mutant('the softmax of the step before', LABELS, 'let here = -1;', 'let here = 1;'),
  mutant('the shift of the step before', LABELS, 'shift = Number.NEGATIVE_INFINITY;', ''),
  mutant(
    'labels of all steps are those of the first',
    LABELS,
    'return (step, j) => data[step * N + j]! >= 0.5;',
    'return (_, j) => data[j]! >= 0.5;',
  ),
  mutant(
    'what is at the threshold is said to be there',
    HITS,
    'probability > thresholds[i]!',
    'probability >= thresholds[i]!',
  ),
  mutant(
    'the threshold of topK is 1/2',
    HITS,
    'given.thresholds ?? (topK === undefined ? 0.5 : 0)',
    'given.thresholds ?? 0.5',
  ),
  mutant(
    'topK is not looked at',
    HITS,
    'topK === undefined || inTop(labels, step, j, topK)',
    'true',
  ),
  mutant('all labels up to classId', HITS, 'const first = classId ?? 0;', 'const first = 0;'),
  mutant(
    'all labels from classId on',
    HITS,
    'const last = classId ?? labels.N - 1;',
    'const last = labels.N - 1;',
  ),
  mutant(
    'the precision is the recall',
    `${METRICS}/precision.ts`,
    '({ truePositives, falsePositives })',
    '({ truePositives, falseNegatives: falsePositives })',
  ),
  mutant(
    'a miss is counted as said',
    HITS,
    'else addAt(right ? falseNegatives : trueNegatives, i, weight);',
    'else if (!right) addAt(trueNegatives, i, weight);\nif (said && right) addAt(falseNegatives, i, weight);',
  ),
  mutant(
    'misses of shards are lost',
    HITS,
    'addLists(first.falseNegatives, second.falseNegatives)',
    'first.falseNegatives',
  ),
  mutant(
    'f1 is half of it',
    F1,
    'const hits = (1 + favour) * truePositives;',
    'const hits = truePositives;',
  ),
  mutant('f1 weighs all labels alike', F1, "if (average !== 'weighted') return", 'return'),
  mutant(
    'f1 of what is said weighs by what is said',
    F1,
    'each * state.right[j]!',
    'each * state.said[j]!',
  ),
  mutant(
    'f1 takes the likeliest in spite of a threshold',
    F1,
    'threshold === null ? j === likeliest',
    'true ? j === likeliest',
  ),
  mutant(
    'f1 at the threshold',
    F1,
    'labels.probability(step, j) > threshold',
    'labels.probability(step, j) >= threshold',
  ),
  mutant(
    'what is above a threshold does not count at it',
    CURVE,
    'i / (n - 1) >= p',
    'i / (n - 1) > p',
  ),
  mutant(
    'thresholds are above themselves',
    CURVE,
    'sums[i + 1]! + (weights[at + i] ?? 0)',
    'sums[i + 1]! + (weights[at + i + 1] ?? 0)',
  ),
  mutant('one threshold more', CURVE, 'numThresholds = 200', 'numThresholds = 201'),
  mutant(
    'rectangles for trapezoids',
    AUC,
    '(truePositives[i]! + truePositives[i + 1]!)) / 2',
    '2 * truePositives[i]!) / 2',
  ),
  mutant(
    'the area under precision over recall by trapezoids',
    AUC,
    'slope * (gained + intercept * log(ratio))',
    'slope * gained',
  ),
  mutant(
    'the curves are swapped',
    AUC,
    "curve === 'ROC' ? areaOfRates",
    "curve !== 'ROC' ? areaOfRates",
  ),
  mutant(
    'rows for columns',
    CONFUSION,
    'right * classes + largestOf(labels, step)',
    'largestOf(labels, step) * classes + right',
  ),
  mutant(
    'a single probability is taken the other way',
    CONFUSION,
    'labels.probability(step, 0) > 0.5 ? 1 : 0',
    'labels.probability(step, 0) > 0.5 ? 0 : 1',
  ),
  mutant(
    'the right ones are those beside the diagonal',
    CONFUSION,
    'at % (classes + 1) === 0',
    'at % (classes - 1) === 0',
  ),
  mutant('r² without a mean', R2, 'const before = t - means[j]!;', 'const before = t;'),
  mutant(
    'shards have one mean',
    R2,
    'spread + (gaps[j]! * gaps[j]! * first.weight * second.weight) / weight',
    'spread',
  ),
  mutant(
    'the mean of shards by their number',
    R2,
    '(gaps[j]! * second.weight) / weight',
    'gaps[j]! / 2',
  ),
  mutant('r² of the first number alone', R2, '/ scores.length', '/ 1'),
];
