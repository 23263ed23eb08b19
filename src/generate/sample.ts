import { exp, log } from '../elementary/index.ts';
import { ConfigError, type Random } from '../tensor/index.ts';
import { checkCount, checkNumber, checkOptions } from '../tensor/options.ts';

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
}

/** Throws a ConfigError for an impossible option. */
export function checkSampling(
  owner: string,
  { temperature = 1, topK, topP }: SamplingOptions,
): void {
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
  /** ln of the probability that the model itself gives it, before temperature, top-k and top-p. */
  readonly logProb: number;
}

/**
 * Draws a token: divides the logits by the temperature, keeps the `topK` most likely of those that
 * are not excluded, of those the fewest that reach `topP`, and draws among them by their
 * probabilities. Computed in float64.
 *
 * @throws ConfigError if a logit is NaN or +∞, or no token is left that could be drawn
 */
export function sample(
  logits: ArrayLike<number>,
  options: SamplingOptions,
  random: Random,
): Sample {
  checkOptions('sample', options, ['temperature', 'topK', 'topP', 'exclude']);
  checkSampling('sample', options);
  const { temperature = 1, topK = logits.length, topP = 1, exclude = [] } = options;
  const scores = Array.from(logits);
  const logSum = logSumExp(scores);
  const drawn = (id: number): Sample => ({ id, logProb: (scores[id] ?? 0) - logSum });
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

/** ln Σ exp(score). */
function logSumExp(scores: readonly number[]): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (const score of scores) {
    if (!(score < Number.POSITIVE_INFINITY)) {
      throw new ConfigError(`sample wants logits that are numbers, got ${score}`);
    }
    if (score > highest) highest = score;
  }
  let sum = 0;
  for (const score of scores) sum += exp(score - highest);
  return highest + log(sum);
}

function allowedTokens(
  scores: readonly number[],
  exclude: readonly number[],
): readonly { readonly id: number; readonly score: number }[] {
  for (const id of exclude) {
    if (id in scores) continue;
    throw new ConfigError(`exclude wants ids from 0 to ${scores.length - 1}, got ${id}`);
  }
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
