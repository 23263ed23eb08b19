import { logSumExp } from './logProbabilities.ts';

/** One more token after one of several texts. */
export interface Candidate {
  /** Which text. */
  readonly beam: number;
  readonly id: number;
  /** ln of the probability of the text together with the token. */
  readonly logProb: number;
}

/**
 * The most likely continuations by one token of all texts, at most `most`, in order: of equals first the
 * one of the text before, then the one of lower id. Those of probability 0 are left out.
 *
 * @param rows the logits of each text
 * @param logProbs ln of the probability of each text
 */
export function likeliest(
  owner: string,
  rows: readonly ArrayLike<number>[],
  logProbs: readonly number[],
  exclude: ReadonlySet<number>,
  most: number,
): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const [beam, logits] of rows.entries()) {
    const logSum = logSumExp(owner, logits);
    for (let id = 0; id < logits.length; id++) {
      const logProb = logProbs[beam]! + (logits[id]! - logSum);
      const last = found[most - 1];
      // the usual case: too unlikely to be looked at any further
      if (last !== undefined && !(logProb > last.logProb)) continue;
      if (exclude.has(id) || logProb === Number.NEGATIVE_INFINITY) continue;
      found.splice(placeOf(logProb, found), 0, { beam, id, logProb });
      if (found.length > most) found.pop();
    }
  }
  return found;
}

/** Behind all that are as likely: they came first. */
function placeOf(logProb: number, found: readonly Candidate[]): number {
  let from = 0;
  let to = found.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (found[middle]!.logProb >= logProb) from = middle + 1;
    else to = middle;
  }
  return from;
}
