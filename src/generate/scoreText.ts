import { exp } from '../elementary/index.ts';
import type { ModelState } from '../models/index.ts';
import { Pacer } from '../models/pacer.ts';
import { checkOptions } from '../tensor/options.ts';
import type { Vocabulary } from '../text/index.ts';
import { checkIds, logSumExp } from './logProbabilities.ts';
import { type NextTokenModel, startOf } from './nextTokenModel.ts';
import { decoderOf, logitRows, type Prompt, promptIds } from './prompt.ts';
import type { GeneratedToken } from './writer.ts';

/** Options of `scoreText`. */
export interface ScoreOptions {
  /** What is scored: text if a vocabulary is given, or ids. */
  readonly text: Prompt;
  /** What stands before it and is read, not scored. Without it the first token of the text is. */
  readonly prompt?: Prompt;
  /** Turns text into ids. */
  readonly vocabulary?: Vocabulary;
  /** What the model begins with, as for `generate`. */
  readonly initialState?: ModelState;
  /** Ends the work; the promise rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** How likely a model finds a text. */
export interface TextScore {
  /** The tokens that were scored, each with ln of its probability after all before it. */
  readonly tokens: readonly GeneratedToken[];
  /** ln of the probability of all of them. */
  readonly logProb: number;
  /** exp(−logProb / number of tokens): 1 is certain, the number of tokens a blind guess. */
  readonly perplexity: number;
}

/**
 * How likely a model of next tokens finds a text: ln p of each token after those before it, their sum
 * and the perplexity. The model reads the text step by step.
 *
 * A token that the vocabulary does not know counts as its unknown token.
 *
 * @throws ConfigError for an impossible option, and for a text in which no token is left to be scored;
 * ShapeError for a vocabulary of another size than the model's output
 */
export async function scoreText(model: NextTokenModel, options: ScoreOptions): Promise<TextScore> {
  const owner = 'scoreText';
  checkOptions(owner, options, ['text', 'prompt', 'vocabulary', 'initialState', 'signal']);
  const { vocabulary } = options;
  const before =
    options.prompt === undefined ? [] : promptIds(owner, 'a prompt', options.prompt, vocabulary);
  const least = before.length === 0 ? 2 : 1;
  const ids = [...before, ...promptIds(owner, 'text', options.text, vocabulary, least)];
  const first = Math.max(1, before.length);
  const decode = decoderOf(vocabulary, ids.slice(0, first));
  const pacer = new Pacer(16, options.signal);
  const tokens: GeneratedToken[] = [];
  let state = startOf(model, 1, options.initialState);
  let logProb = 0;
  for (let at = 0; at < ids.length - 1; at++) {
    const step = model.step(ids.slice(at, at + 1), state);
    state = step.state;
    await pacer.breathe();
    if (at + 1 < first) continue;
    const logits = logitRows(owner, step.logits, vocabulary)[0] ?? [];
    const id = ids[at + 1]!;
    checkIds(owner, [id], logits.length);
    const own = logits[id]! - logSumExp(owner, logits);
    tokens.push({ id, text: decode(id), logProb: own });
    logProb += own;
  }
  return { tokens, logProb, perplexity: exp(-logProb / tokens.length) };
}
