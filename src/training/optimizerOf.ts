import { adadelta } from './adadelta.ts';
import { adagrad } from './adagrad.ts';
import { adam } from './adam.ts';
import { adamax } from './adamax.ts';
import { adamw } from './adamw.ts';
import { ftrl } from './ftrl.ts';
import { lion } from './lion.ts';
import { nadam } from './nadam.ts';
import { checkMethods, named } from './named.ts';
import type { Optimizer } from './optimizer.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';

/** An optimizer with its default options, by name. */
export type OptimizerName =
  | ('sgd' | 'rmsprop' | 'adam' | 'adamw')
  | ('adagrad' | 'adadelta' | 'adamax' | 'nadam' | 'lion')
  | 'ftrl';

const OPTIMIZERS: Readonly<Record<OptimizerName, (options: object) => Optimizer>> = {
  sgd,
  rmsprop,
  adam,
  adamw,
  adagrad,
  adadelta,
  adamax,
  nadam,
  lion,
  ftrl,
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
