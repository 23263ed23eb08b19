import { exp, log } from '../elementary/index.ts';
import { ConfigError } from '../tensor/index.ts';

/**
 * ln Σ exp(logit), in float64: what a logit is above it is ln of its probability.
 *
 * @throws ConfigError if a logit is NaN or +∞
 */
export function logSumExp(owner: string, logits: ArrayLike<number>): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let id = 0; id < logits.length; id++) {
    const logit = logits[id]!;
    if (!(logit < Number.POSITIVE_INFINITY)) {
      throw new ConfigError(`${owner} wants logits that are numbers, got ${logit}`);
    }
    if (logit > highest) highest = logit;
  }
  let sum = 0;
  for (let id = 0; id < logits.length; id++) sum += exp(logits[id]! - highest);
  return highest + log(sum);
}

/** Throws a ConfigError for an id that has no logit. */
export function checkIds(option: string, ids: Iterable<number>, size: number): void {
  for (const id of ids) {
    if (Number.isInteger(id) && id >= 0 && id < size) continue;
    throw new ConfigError(`${option} wants ids from 0 to ${size - 1}, got ${id}`);
  }
}
