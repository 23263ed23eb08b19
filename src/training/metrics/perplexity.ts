import { exp } from '../../elementary/index.ts';
import { ConfigError } from '../../tensor/index.ts';
import type { Metric } from './metric.ts';
import { type Ratio, type RatioState, ratioMetric } from './ratioMetric.ts';

const LN2 = 0.6931471805599453;

/**
 * How many equally likely choices are as hard as the predictions: exp(Σ w · nll / Σ w), with
 * nll = −ln p(target) of each step and its weight w, without label smoothing. 1 without any step.
 */
export function perplexity(): Metric<RatioState> {
  return nllMetric('perplexity', exp);
}

/** The bits that a code made of the predictions needs for a step: Σ w · nll / Σ w / ln 2. */
export function bitsPerToken(): Metric<RatioState> {
  return nllMetric('bitsPerToken', (nats) => nats / LN2);
}

function nllMetric(name: string, finish: NonNullable<Ratio['finish']>): Metric<RatioState> {
  return ratioMetric({
    name,
    finish,
    check(loss) {
      if (loss.nll) return;
      throw new ConfigError(
        `${name} wants a loss with probabilities, a cross-entropy, got ${loss.name}`,
      );
    },
    valuesOf(batch) {
      const nll = batch.nll();
      return (step) => nll[step]!;
    },
  });
}
