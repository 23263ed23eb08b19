import { ConfigError } from '../tensor/index.ts';
import { checkNumber, checkOptions } from '../tensor/options.ts';
import {
  lossOf,
  type Metric,
  type MetricName,
  type Optimizer,
  type OptimizerName,
  optimizerOf,
} from '../training/index.ts';
import type { Formed } from './forms.ts';
import type { Graph } from './graph.ts';
import type { Head } from './head.ts';
import type { OneLoss } from './lossesFor.ts';
import { metricsOf } from './meter.ts';

/** What a model is trained with. */
export interface CompileOptions<Losses = Formed<OneLoss>> {
  /** A name, or e.g. `adam({ learningRate: 0.01, globalClipNorm: 1 })`. */
  readonly optimizer: OptimizerName | Optimizer;
  /**
   * A name, or e.g. `sparseCategoricalCrossentropy({ ignoreClass: 0 })`. A model of several outputs
   * takes one for all of them, a list, or an object with a loss for each output by its name: one
   * without a loss is not trained on and gets no target.
   */
  readonly loss: Losses;
  /** What the losses of several outputs are multiplied by before they are added; 1 by default. */
  readonly lossWeights?: readonly number[] | Readonly<Record<string, number>>;
  /** Computed beside the loss; with several outputs for each, or by an output's name. */
  readonly metrics?: readonly OneMetric[] | Readonly<Record<string, readonly OneMetric[]>>;
}

/** A metric or its name. */
export type OneMetric = MetricName | Metric;

/** What a model is trained with. */
export interface Compiled {
  /** How weights change by their gradients. */
  readonly optimizer: Optimizer;
  /** What is made small: the weighted sum of the losses of these outputs. */
  readonly heads: readonly Head[];
}

/**
 * Reads what a model with these outputs is to be trained with.
 *
 * @throws ConfigError for an unknown name, a metric that has no meaning beside its loss, and for
 * options that do not fit the outputs
 */
export function compiledFrom(options: CompileOptions, { outputs, gives }: Graph): Compiled {
  checkOptions('compile', options, ['optimizer', 'loss', 'lossWeights', 'metrics']);
  const names = outputs.map(({ name }) => name);
  if (gives === 'one' && options.lossWeights !== undefined) {
    throw new ConfigError('compile got lossWeights for a model of one output: leave them out');
  }
  const one = gives === 'one';
  const isLoss = (given: unknown): given is OneLoss => one || isOneLoss(given);
  const losses = forEach('loss', options.loss, names, isLoss);
  const weights = forEach('lossWeights', options.lossWeights ?? 1, names, isNumber);
  const isMetrics = (given: unknown): given is readonly OneMetric[] => one || Array.isArray(given);
  const metrics = forEach<readonly OneMetric[]>('metrics', options.metrics ?? [], names, isMetrics);
  const heads = names.flatMap((output, index) => {
    const given = losses[index];
    const weight = weights[index] ?? 1;
    const wanted = metrics[index] ?? [];
    if (given === undefined) {
      if (wanted.length === 0) return [];
      throw new ConfigError(`compile got metrics for the output ${output}, which has no loss`);
    }
    const positive = (value: number): boolean => value >= 0 && Number.isFinite(value);
    checkNumber('compile', `lossWeights of ${output}`, weight, '>= 0', positive);
    const loss = lossOf(given);
    return [{ output, index, loss, weight, metrics: metricsOf(wanted, loss) }];
  });
  if (heads.length === 0) {
    throw new ConfigError(`compile wants a loss for at least one output of ${names.join(', ')}`);
  }
  return { optimizer: optimizerOf(options.optimizer), heads };
}

/**
 * What is given for each output: one thing for all, a list, or an object by the outputs' names.
 *
 * @throws ConfigError for another number of things, or a name that no output has
 */
function forEach<T>(
  what: string,
  given: Formed<T>,
  names: readonly string[],
  isOne: (given: unknown) => given is T,
): readonly (T | undefined)[] {
  if (isOne(given)) return names.map(() => given);
  const outputs = `the outputs ${names.join(', ')}`;
  if (isList<T>(given)) {
    if (given.length === names.length) return given;
    throw new ConfigError(`compile wants a ${what} for each of ${outputs}, got ${given.length}`);
  }
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new ConfigError(`compile got ${what} for '${unknown}', but the model has ${outputs}`);
  }
  return names.map((name) => given[name]);
}

function isList<T>(given: readonly T[] | object): given is readonly T[] {
  return Array.isArray(given);
}

function isNumber(given: unknown): given is number {
  return typeof given === 'number';
}

/** Anything but a list or an object of losses. */
function isOneLoss(given: unknown): boolean {
  return typeof given !== 'object' || given === null || 'forward' in given;
}
