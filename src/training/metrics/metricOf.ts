import { ConfigError } from '../../tensor/index.ts';
import type { Loss } from '../losses/loss.ts';
import { meanAbsoluteError } from '../meanAbsoluteError.ts';
import { checkMethods, named } from '../named.ts';
import { accuracy } from './accuracy.ts';
import type { Metric } from './metric.ts';
import { bitsPerToken, perplexity } from './perplexity.ts';

/** A metric, by name. */
export type MetricName = 'accuracy' | 'perplexity' | 'bitsPerToken' | 'meanAbsoluteError';

const METRICS: Readonly<Record<MetricName, () => Metric>> = {
  accuracy,
  perplexity,
  bitsPerToken,
  meanAbsoluteError,
};

/**
 * The metric that is meant, to be computed beside `loss`.
 *
 * @throws ConfigError for an unknown name, and if it has no meaning beside the loss
 */
export function metricOf(option: MetricName | Metric, loss: Loss): Metric {
  const metric = typeof option === 'string' ? metricNamed(option) : option;
  checkMethods('metric', metric, ['init', 'update', 'result']);
  if (loss.perSequence === true) {
    throw new ConfigError(
      `${metric.name} looks at steps, but ${loss.name} has one loss for each sequence: leave metrics out`,
    );
  }
  metric.check?.(loss);
  return metric;
}

/** The metric of this name: the way back from a file. @throws ConfigError for an unknown name */
export function metricNamed(name: string): Metric {
  return named('metric', METRICS, name)();
}
