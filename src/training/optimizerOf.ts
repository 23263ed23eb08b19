import { adam } from './adam.ts';
import { checkMethods, named } from './named.ts';
import type { Optimizer } from './optimizer.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';

/** An optimizer with its default options, by name. */
export type OptimizerName = 'sgd' | 'rmsprop' | 'adam';

const OPTIMIZERS: Readonly<Record<OptimizerName, (options: object) => Optimizer>> = {
  sgd,
  rmsprop,
  adam,
};

/** The optimizer that is meant. @throws ConfigError for an unknown name, and for an object that is none */
export function optimizerOf(option: OptimizerName | Optimizer): Optimizer {
  if (typeof option === 'string') return optimizerFrom(option, {});
  checkMethods('optimizer', option, ['init', 'update', 'updateClipped']);
  return option;
}

/**
 * The optimizer of this kind with these options, as `kind` and `options` of an optimizer say them:
 * the way back from a file.
 *
 * @throws ConfigError for an unknown kind, and for an unknown or impossible option
 */
export function optimizerFrom(kind: string, options: object): Optimizer {
  return named('optimizer', OPTIMIZERS, kind)(options);
}
