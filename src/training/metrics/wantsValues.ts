import { ConfigError } from '../../tensor/index.ts';
import type { Loss } from '../losses/loss.ts';

/** Refuses, for a metric of values, a loss that compares classes or logits. */
export function wantsValues(name: string): (loss: Loss) => void {
  return ({ name: loss, targets, activation }) => {
    if (targets === 'numbers' && activation === undefined) return;
    throw new ConfigError(`${name} wants a loss that compares values, got ${loss}`);
  };
}
