import { ConfigError } from '../../tensor/index.ts';
import type { Loss } from '../losses/loss.ts';
import { meanAbsoluteError } from '../meanAbsoluteError.ts';
import { checkMethods, named } from '../named.ts';
import { accuracy } from './accuracy.ts';
import { auc } from './auc.ts';
import { confusionMatrix } from './confusionMatrix.ts';
import { f1Score } from './f1Score.ts';
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
  | 'r2Score';

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
};

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
  return named('metric', METRICS, kind)(options);
}
