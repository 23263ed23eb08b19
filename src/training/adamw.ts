import { type AdamOptions, adamOf } from './adam.ts';
import type { Optimizer } from './optimizer.ts';

/** Options of `adamw`: those of `adam`; λ, `weightDecay`, is 0.004 by default. */
export type AdamwOptions = AdamOptions;

/**
 * AdamW: Adam whose weights decay by themselves, in Keras 3's form:
 *
 *     w ← w − η λ w;   then `adam`'s update
 *
 * Decay that were part of the gradient, as `weight_decay` of PyTorch's Adam is, would be divided by
 * √v with it, and weights with large gradients would hardly decay. PyTorch's AdamW decays as here, with
 * λ = 0.01, and has its ε elsewhere (see `adam`).
 *
 * @throws ConfigError for an unknown or impossible option
 * @see Loshchilov, Hutter: Decoupled weight decay regularization (2019)
 */
export function adamw(given: AdamwOptions = {}): Optimizer {
  const { weightDecay = 0.004 } = given;
  return adamOf('adamw', { ...given, weightDecay });
}
