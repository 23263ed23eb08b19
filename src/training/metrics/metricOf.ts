import { ConfigError } from '../../tensor/index.ts';
import { categoricalHinge } from '../losses/categoricalHinge.ts';
import { cosineSimilarity } from '../losses/cosineSimilarity.ts';
import { hinge } from '../losses/hinge.ts';
import { klDivergence } from '../losses/klDivergence.ts';
import { logCosh } from '../losses/logCosh.ts';
import type { Loss } from '../losses/loss.ts';
import { meanAbsoluteError } from '../losses/meanAbsoluteError.ts';
import { meanAbsolutePercentageError } from '../losses/meanAbsolutePercentageError.ts';
import { meanSquaredError } from '../losses/meanSquaredError.ts';
import { meanSquaredLogarithmicError } from '../losses/meanSquaredLogarithmicError.ts';
import { poisson } from '../losses/poisson.ts';
import { squaredHinge } from '../losses/squaredHinge.ts';
import { checkMethods, named } from '../named.ts';
import { binaryAccuracy, categoricalAccuracy, sparseCategoricalAccuracy } from './accuracies.ts';
import { accuracy } from './accuracy.ts';
import { auc } from './auc.ts';
import { confusionMatrix } from './confusionMatrix.ts';
import {
  precisionAtRecall,
  recallAtPrecision,
  sensitivityAtSpecificity,
  specificityAtSensitivity,
} from './constrained.ts';
import { falseNegatives, falsePositives, trueNegatives, truePositives } from './counts.ts';
import { f1Score, fBetaScore } from './f1Score.ts';
import type { Metric } from './metric.ts';
import { bitsPerToken, perplexity } from './perplexity.ts';
import { precision } from './precision.ts';
import { r2Score } from './r2Score.ts';
import { recall } from './recall.ts';
import { rootMeanSquaredError } from './rootMeanSquaredError.ts';
import {
  sparseTopKCategoricalAccuracy,
  topKCategoricalAccuracy,
} from './topKCategoricalAccuracy.ts';

/** A metric, by name. */
export type MetricName =
  | 'accuracy'
  | 'perplexity'
  | 'bitsPerToken'
  | 'meanAbsoluteError'
  | 'topKCategoricalAccuracy'
  | 'sparseTopKCategoricalAccuracy'
  | 'precision'
  | 'recall'
  | 'f1Score'
  | 'auc'
  | 'confusionMatrix'
  | 'rootMeanSquaredError'
  | 'r2Score'
  | 'binaryAccuracy'
  | 'categoricalAccuracy'
  | 'sparseCategoricalAccuracy'
  | 'fBetaScore'
  | 'truePositives'
  | 'falsePositives'
  | 'falseNegatives'
  | 'trueNegatives'
  | 'meanSquaredError'
  | 'meanAbsolutePercentageError'
  | 'meanSquaredLogarithmicError'
  | 'logCosh'
  | 'poisson'
  | 'klDivergence'
  | 'cosineSimilarity'
  | 'hinge'
  | 'squaredHinge'
  | 'categoricalHinge';

const METRICS: Readonly<Record<MetricName, (options: object) => Metric>> = {
  accuracy: without('accuracy', accuracy),
  perplexity: without('perplexity', perplexity),
  bitsPerToken: without('bitsPerToken', bitsPerToken),
  meanAbsoluteError,
  topKCategoricalAccuracy,
  sparseTopKCategoricalAccuracy,
  precision,
  recall,
  f1Score,
  auc,
  confusionMatrix,
  rootMeanSquaredError,
  r2Score,
  binaryAccuracy,
  categoricalAccuracy,
  sparseCategoricalAccuracy,
  fBetaScore,
  truePositives,
  falsePositives,
  falseNegatives,
  trueNegatives,
  meanSquaredError,
  meanAbsolutePercentageError,
  meanSquaredLogarithmicError,
  logCosh,
  poisson,
  klDivergence,
  cosineSimilarity,
  hinge,
  squaredHinge,
  categoricalHinge,
};

/** Those that have no default: they are wanted with their options. */
const BEST: Readonly<Record<string, (options: object) => Metric>> = {
  precisionAtRecall: (options) =>
    precisionAtRecall({ recall: numberOf(options, 'recall'), ...options }),
  recallAtPrecision: (options) =>
    recallAtPrecision({ precision: numberOf(options, 'precision'), ...options }),
  sensitivityAtSpecificity: (options) =>
    sensitivityAtSpecificity({ specificity: numberOf(options, 'specificity'), ...options }),
  specificityAtSensitivity: (options) =>
    specificityAtSensitivity({ sensitivity: numberOf(options, 'sensitivity'), ...options }),
};

/** An option that a file must hold; NaN, which is refused, where it does not. */
function numberOf(options: object, name: string): number {
  const value: unknown = Reflect.get(options, name);
  return typeof value === 'number' ? value : Number.NaN;
}

/** Makes a metric that has no options. */
function without(kind: string, make: () => Metric): (options: object) => Metric {
  return (options) => {
    const [option] = Object.keys(options);
    if (option !== undefined) throw new ConfigError(`${kind} has no options, got '${option}'`);
    return make();
  };
}

/**
 * The metric that is meant, to be computed beside `loss`.
 *
 * @throws ConfigError for an unknown name, and if it has no meaning beside the loss
 */
export function metricOf(option: MetricName | Metric, loss: Loss): Metric {
  const metric = typeof option === 'string' ? metricFrom(option, {}) : option;
  checkMethods('metric', metric, ['init', 'update', 'result']);
  if (loss.perSequence === true) {
    throw new ConfigError(
      `${metric.name} looks at steps, but ${loss.name} has one loss for each sequence: leave metrics out`,
    );
  }
  metric.check?.(loss);
  return metric;
}

/**
 * The metric of this kind with these options: the way back from a file.
 *
 * @throws ConfigError for an unknown kind, and for an unknown or impossible option
 */
export function metricFrom(kind: string, options: object): Metric {
  return named('metric', { ...METRICS, ...BEST }, kind)(options);
}
