import { exp } from '../elementary/index.ts';
import { ConfigError, type Random } from '../tensor/index.ts';
import { checkCount, checkNumber, checkOptions } from '../tensor/options.ts';
import { checkIds, logSumExp } from './logProbabilities.ts';
import { indexOfPlace, rankedMasses } from './rankedMasses.ts';

/** How the next token is drawn from the model's logits. */
export interface SamplingOptions {
  /**
   * What logits are divided by: 1 by default, less is bolder, 0 always takes the most likely token
   * (the first of equals).
   */
  readonly temperature?: number | undefined;
  /** Only the k most likely tokens can be drawn. */
  readonly topK?: number | undefined;
  /** Only the most likely tokens that together reach this probability can be drawn; in (0, 1]. */
  readonly topP?: number | undefined;
  /** Ids that are never drawn, e.g. padding. */
  readonly exclude?: readonly number[];
  /**
   * Makes what stands in the text already less likely, before the temperature: its logit is divided by
   * this where it is positive, multiplied where it is negative (Keskar et al. 2019, CTRL, section 4.1).
   * 1 by default, no penalty; less than 1 makes it more likely.
   */
  readonly repetitionPenalty?: number | undefined;
}

/** Options of `sample`. */
export interface SampleOptions extends SamplingOptions {
  /** The ids of the text so far, which `repetitionPenalty` is for. */
  readonly previous?: Iterable<number>;
}

/** Throws a ConfigError for an impossible option. */
export function checkSampling(
  owner: string,
  { temperature = 1, topK, topP, repetitionPenalty = 1 }: SamplingOptions,
): void {
  checkNumber(owner, 'repetitionPenalty', repetitionPenalty, '> 0', (value) => value > 0);
  checkNumber(owner, 'temperature', temperature, '>= 0', (value) => value >= 0);
  if (topK !== undefined) checkCount(owner, 'topK', topK);
  if (topP !== undefined) {
    checkNumber(owner, 'topP', topP, 'in (0, 1]', (value) => value > 0 && value <= 1);
  }
}

/** A drawn token. */
export interface Sample {
  /** Its id. */
  readonly id: number;
  /** ln of the probability that the model itself gives it, before any of the options. */
  readonly logProb: number;
}

/**
 * Draws a token: penalizes repetitions, divides the logits by the temperature, keeps the `topK` most
 * likely of those that are not excluded, of those the fewest that reach `topP`, and draws among them
 * by their probabilities. Computed in float64.
 *
 * @throws ConfigError if a logit is NaN or +∞, no token is left that could be drawn, or there is a
 * penalty without `previous`
 */
export function sample(logits: ArrayLike<number>, options: SampleOptions, random: Random): Sample {
  checkOptions('sample', options, OPTIONS);
  checkSampling('sample', options);
  const { temperature = 1, topK = logits.length, topP = 1, exclude = [] } = options;
  const logSum = logSumExp('sample', logits);
  const drawn = (id: number): Sample => ({ id, logProb: (logits[id] ?? 0) - logSum });
  const scores = penalizedFor(logits, options);
  const ids = allowedIds(scores, exclude);
  let [best] = ids;
  if (best === undefined) {
    throw new ConfigError('sample wants a token that can be drawn, but all are excluded or −∞');
  }
  for (const id of ids) if (scores[id]! > scores[best]!) best = id;
  if (temperature === 0) return drawn(best);
  const masses = ids.map((id) => exp((scores[id]! - scores[best]!) / temperature));
  // Most likely first; of equals the one with the lower id, so that the order is one.
  const ranked = rankedMasses(masses);
  const kept = nucleus(ranked, Math.min(topK, ranked.length), topP);
  let place = 0;
  let left = random.uniform() * sumOf(ranked, kept) - ranked[0]!;
  while (left >= 0 && place < kept - 1) left -= ranked[++place]!;
  return drawn(ids[indexOfPlace(place, ranked, masses)]!);
}

const OPTIONS: readonly (keyof SampleOptions)[] = [
  'temperature',
  'topK',
  'topP',
  'exclude',
  'repetitionPenalty',
  'previous',
];

function penalizedFor(
  logits: ArrayLike<number>,
  { repetitionPenalty = 1, previous }: SampleOptions,
): ArrayLike<number> {
  if (repetitionPenalty === 1) return logits;
  if (previous === undefined) {
    throw new ConfigError(
      'sample wants previous beside repetitionPenalty: the ids of the text so far',
    );
  }
  const seen = new Set(previous);
  checkIds('previous', seen, logits.length);
  return penalized(logits, repetitionPenalty, seen);
}

/** The logits, those of the text so far less likely; each once, however often it stands there. */
export function penalized(
  logits: ArrayLike<number>,
  repetitionPenalty: number,
  seen: ReadonlySet<number>,
): number[] {
  const scores = Array.from(logits);
  for (const id of seen) {
    const score = scores[id]!;
    scores[id] = score > 0 ? score / repetitionPenalty : score * repetitionPenalty;
  }
  return scores;
}

/** The ids that can be drawn, rising. */
function allowedIds(scores: ArrayLike<number>, exclude: readonly number[]): number[] {
  checkIds('exclude', exclude, scores.length);
  const excluded = new Set(exclude);
  const ids: number[] = [];
  for (let id = 0; id < scores.length; id++) {
    if (scores[id]! > Number.NEGATIVE_INFINITY && !excluded.has(id)) ids.push(id);
  }
  return ids;
}

/** How many of the first `most` masses, the greatest first, reach `topP` of their sum. */
function nucleus(masses: Float64Array, most: number, topP: number): number {
  const total = sumOf(masses, most);
  let reached = 0;
  for (let i = 0; i < most; i++) {
    reached += masses[i]!;
    if (reached >= topP * total) return i + 1;
  }
  return most;
}

function sumOf(masses: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += masses[i]!;
  return sum;
}
