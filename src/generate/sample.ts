import { exp } from '../elementary/index.ts';
import { ConfigError, type Random } from '../tensor/index.ts';
import { checkCount, checkNumber, checkOptions } from '../tensor/options.ts';
import { checkIds, logSumExp } from './logProbabilities.ts';

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
  const tokens = allowedTokens(scores, exclude);
  const [first] = tokens;
  if (first === undefined) {
    throw new ConfigError('sample wants a token that can be drawn, but all are excluded or −∞');
  }
  const best = tokens.reduce((most, token) => (token.score > most.score ? token : most), first);
  if (temperature === 0) return drawn(best.id);
  // Most likely first; of equals the one with the lower id, so that the order is one.
  const ranked = tokens
    .map(({ id, score }) => ({ id, mass: exp((score - best.score) / temperature) }))
    .sort((a, b) => b.mass - a.mass || a.id - b.id)
    .slice(0, topK);
  const kept = nucleus(ranked, topP);
  const total = kept.reduce((mass, token) => mass + token.mass, 0);
  let left = random.uniform() * total;
  for (const { id, mass } of kept) {
    left -= mass;
    if (left < 0) return drawn(id);
  }
  return drawn(kept.at(-1)?.id ?? best.id);
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
): number[] {
  if (repetitionPenalty === 1) return Array.from(logits);
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

function allowedTokens(
  scores: readonly number[],
  exclude: readonly number[],
): readonly { readonly id: number; readonly score: number }[] {
  checkIds('exclude', exclude, scores.length);
  const excluded = new Set(exclude);
  return scores
    .map((score, id) => ({ id, score }))
    .filter(({ id, score }) => score > Number.NEGATIVE_INFINITY && !excluded.has(id));
}

interface Token {
  readonly id: number;
  readonly mass: number;
}

/** The fewest of the most likely tokens whose probability reaches `topP`. */
function nucleus(ranked: readonly Token[], topP: number): readonly Token[] {
  const total = ranked.reduce((mass, token) => mass + token.mass, 0);
  let reached = 0;
  for (const [place, { mass }] of ranked.entries()) {
    reached += mass;
    if (reached >= topP * total) return ranked.slice(0, place + 1);
  }
  return ranked;
}
