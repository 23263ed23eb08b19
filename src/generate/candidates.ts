import { logSumExp } from './logProbabilities.ts';

/** One more token after one of several texts. */
export interface Candidate {
  /** Which text. */
  readonly beam: number;
  readonly id: number;
  /** ln of the probability that the model gives the text together with the token. */
  readonly logProb: number;
  /** The same with what repeats itself made less likely: what candidates are ranked by. */
  readonly rank: number;
}

/** A text that may go on. */
export interface Text extends Pick<Candidate, 'logProb' | 'rank'> {
  /** What the model says of each token. */
  readonly logits: ArrayLike<number>;
  /** The logits that it is ranked by. */
  readonly ranking: ArrayLike<number>;
  /** Tokens that must not come next. */
  readonly exclude: ReadonlySet<number>;
}

/**
 * The likeliest continuations by one token of all texts, at most `most`, in order: of equals first the
 * one of the text before, then the one of lower id. Those of probability 0 are left out.
 */
export function likeliest(
  owner: string,
  texts: readonly Text[],
  most: number,
): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const [beam, text] of texts.entries()) {
    const { logits, ranking, exclude } = text;
    const logSum = logSumExp(owner, logits);
    const rankSum = ranking === logits ? logSum : logSumExp(owner, ranking);
    for (let id = 0; id < logits.length; id++) {
      const rank = text.rank + (ranking[id]! - rankSum);
      const last = found[most - 1];
      // the usual case: too unlikely to be looked at any further
      if (last !== undefined && !(rank > last.rank)) continue;
      if (exclude.has(id) || rank === Number.NEGATIVE_INFINITY) continue;
      const logProb = text.logProb + (logits[id]! - logSum);
      found.splice(placeOf(rank, found), 0, { beam, id, logProb, rank });
      if (found.length > most) found.pop();
    }
  }
  return found;
}

/** Behind all that are as likely: they came first. */
function placeOf(rank: number, found: readonly Candidate[]): number {
  let from = 0;
  let to = found.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (found[middle]!.rank >= rank) from = middle + 1;
    else to = middle;
  }
  return from;
}
