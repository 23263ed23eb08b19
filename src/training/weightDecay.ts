import { ConfigError } from '../tensor/index.ts';
import { checkList, checkNumber } from '../tensor/options.ts';

/** Options of an optimizer by which weights shrink. */
export interface WeightDecayOptions {
  /**
   * λ >= 0: before each update w ← w − η λ w, with the η of that update. The decay is no part of the
   * gradient, so neither clipping nor the optimizer's memory sees it. Of an embedding with
   * `sparseGradients` the rows decay that occur in the batch.
   */
  readonly weightDecay?: number;
  /**
   * Weights that keep their size: each entry is a path or a part of one, from `/` to `/`; `bias`
   * stands for every bias, `lstm` for all of that layer, `lstm/recurrentKernel` for one weight.
   */
  readonly excludeFromWeightDecay?: readonly string[];
}

/** How weights decay. */
export interface WeightDecay {
  /** λ. */
  readonly rate: number;
  /** What does not: paths or parts of them. */
  readonly excluded: readonly string[];
}

/** The names of the options. */
export const WEIGHT_DECAY: readonly (keyof WeightDecayOptions)[] = [
  'weightDecay',
  'excludeFromWeightDecay',
];

/**
 * The decay among the options of `owner`, if there is one.
 *
 * @throws ConfigError for a λ that is not a number >= 0, for exclusions that are no list of texts, and
 * for exclusions without a decay
 */
export function weightDecayOf(owner: string, options: WeightDecayOptions): WeightDecay | undefined {
  const { weightDecay: rate, excludeFromWeightDecay: excluded = [] } = options;
  checkList(owner, 'excludeFromWeightDecay', excluded);
  for (const name of excluded) {
    if (typeof name === 'string' && name !== '') continue;
    throw new ConfigError(
      `${owner} wants excludeFromWeightDecay to be a list of paths or parts of them, such as 'bias', ` +
        `got ${JSON.stringify(name)} in it`,
    );
  }
  if (rate !== undefined) {
    checkNumber(owner, 'weightDecay', rate, '>= 0', (lambda) => lambda >= 0);
    return Object.freeze({ rate, excluded: Object.freeze([...excluded]) });
  }
  if (options.excludeFromWeightDecay === undefined) return undefined;
  throw new ConfigError(
    `${owner} wants weightDecay with excludeFromWeightDecay: give it, or leave both out`,
  );
}

/**
 * Which of the weights at these paths decay.
 *
 * @throws ConfigError for an exclusion that fits none of them
 */
export function decayingPaths(
  owner: string,
  { excluded }: WeightDecay,
  paths: readonly string[],
): ReadonlySet<string> {
  const idle = excluded.find((name) => !paths.some((path) => isPartOf(name, path)));
  if (idle !== undefined) {
    throw new ConfigError(
      `${owner} wants parts of weights' paths in excludeFromWeightDecay, got '${idle}': the trained ` +
        `weights are ${paths.join(', ')}`,
    );
  }
  return new Set(paths.filter((path) => !excluded.some((name) => isPartOf(name, path))));
}

function isPartOf(name: string, path: string): boolean {
  return `/${path}/`.includes(`/${name}/`);
}
