import { pow } from '../elementary/index.ts';
import type { ModelState } from '../models/index.ts';
import { Pacer } from '../models/pacer.ts';
import { ConfigError } from '../tensor/index.ts';
import { checkCount, checkNumber, checkOptions } from '../tensor/options.ts';
import type { Vocabulary } from '../text/index.ts';
import { type Candidate, likeliest, type Text } from './candidates.ts';
import { gatherState } from './gatherState.ts';
import { checkIds } from './logProbabilities.ts';
import { type NextTokenModel, startOf } from './nextTokenModel.ts';
import { decoderOf, logitRows, type Prompt, promptIds } from './prompt.ts';
import { checkSampling, penalized } from './sample.ts';
import { type Stops, stopsOf } from './stops.ts';
import { checkRules, repeatingTokens, type TextRules } from './textRules.ts';

/** Options of `beamSearch`. */
export interface BeamSearchOptions extends TextRules {
  /** What the model reads before it writes: text if a vocabulary is given, or ids; not empty. */
  readonly prompt: Prompt;
  /** How many texts are followed at once; 1 always takes the most likely token. */
  readonly width: number;
  /** How many tokens to write at most. */
  readonly maxTokens: number;
  /**
   * α in score = logProb / tokens^α, by which the beams are ranked; 1 by default. 0 ranks by probability,
   * which falls with every token, so it likes short texts; more likes longer ones.
   */
  readonly lengthPenalty?: number;
  /**
   * Makes what stands in a text already, prompt included, less likely to be searched, as `generate` does:
   * its logit is divided by this where it is positive, multiplied where it is negative. 1 by default.
   */
  readonly repetitionPenalty?: number;
  /** Ids, or tokens of the vocabulary, that end a text; the one that does is its last. */
  readonly stopTokens?: readonly (number | string)[];
  /**
   * Ids that are never written; by default, with a vocabulary, those of padding and unknown that are
   * no stop tokens.
   */
  readonly exclude?: readonly number[];
  /** Turns text into ids and ids into text. */
  readonly vocabulary?: Vocabulary;
  /** What the model begins with, as for `generate`: a single row. */
  readonly initialState?: ModelState;
  /** Ends the search; the promise rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** A text that beam search found. */
export interface Beam {
  /** What was written after the prompt, a stop token included. */
  readonly ids: readonly number[];
  /** Its text, with the space that belongs before it; empty without a vocabulary. */
  readonly text: string;
  /** ln of the probability that the model gives it after the prompt. */
  readonly logProb: number;
  /**
   * logProb / tokens^lengthPenalty: what beams are ranked by; with a `repetitionPenalty`, ln of the
   * probability after it takes the place of logProb.
   */
  readonly score: number;
  /** Whether a stop token ended it; otherwise it has `maxTokens` tokens. */
  readonly stopped: boolean;
}

/** A text on its way: `rank` is its logProb after the repetition penalty. */
interface Live extends Pick<Candidate, 'logProb' | 'rank'> {
  readonly ids: readonly number[];
}

/** A text at its end. */
interface Finished extends Live {
  readonly score: number;
  readonly stopped: boolean;
}

/**
 * Searches for the texts that a model of next tokens finds most likely. It follows the `width` best
 * beginnings at once: of all their continuations by one token it keeps the `width` most likely; of those
 * that a stop token ends, the ones among the `width` most likely of all are set aside. It is done when no
 * text on its way can come among the best `width` any more, or has `maxTokens` tokens. The states of all
 * beams are stepped together and gathered by rows.
 *
 * With a width of all possible beginnings it finds the best of all texts; with less it may miss them.
 * Of equals the one that was in front before is in front, then the lower id.
 *
 * @returns at most `width` beams, the best score first
 * @throws ConfigError for an impossible option, an empty prompt, text without a vocabulary, logits that
 * are NaN or +∞, and where every token is excluded; ShapeError for a vocabulary of another size than the
 * model's output, and for states of other sizes than the model's
 */
export async function beamSearch(
  model: NextTokenModel,
  options: BeamSearchOptions,
): Promise<Beam[]> {
  const search = readOptions(options);
  const { width, maxTokens, lengthPenalty, minTokens, vocabulary, prompt, stops } = search;
  const pacer = new Pacer(16, options.signal);
  const scoreOf = (rank: number, length: number): number => rank / pow(length, lengthPenalty);
  let state = startOf(model, 1, options.initialState);
  let rows: readonly ArrayLike<number>[] = [];
  const read = async (ids: readonly number[], before: ModelState): Promise<void> => {
    const step = model.step(ids, before);
    state = step.state;
    rows = logitRows(OWNER, step.logits, vocabulary);
    await pacer.breathe();
  };
  for (const id of prompt) await read([id], state);
  checkIds('stopTokens', stops.tokens, rows[0]?.length ?? 0);
  checkIds('exclude', stops.exclude, rows[0]?.length ?? 0);
  if (search.repetitionPenalty !== 1) checkIds('prompt', prompt, rows[0]?.length ?? 0);

  const early = new Set([...stops.exclude, ...stops.tokens]);
  const always = new Set(stops.exclude);
  let live: readonly Live[] = [{ ids: [], logProb: 0, rank: 0 }];
  let finished: readonly Finished[] = [];
  for (let length = 1; length <= maxTokens && live.length > 0; length++) {
    // so many that `width` are left if every stop token of every beam is among them
    const most = width + live.length * stops.tokens.size;
    const exclude = length < minTokens ? early : always;
    const texts = live.map((text, i) => continuable(search, text, rows[i] ?? [], exclude));
    const found = likeliest(OWNER, texts, most);
    if (found.length === 0 && finished.length === 0) {
      throw new ConfigError(
        `${OWNER} wants a token that can be written, but all are excluded or −∞`,
      );
    }
    const going: Candidate[] = [];
    const ended: Finished[] = [];
    for (const [place, candidate] of found.entries()) {
      const { beam, id, logProb, rank } = candidate;
      const stopped = stops.tokens.has(id);
      if (stopped && place >= width) continue;
      if (!stopped) going.push(candidate);
      if (stopped || length === maxTokens) {
        const ids = [...live[beam]!.ids, id];
        ended.push({ ids, logProb, rank, score: scoreOf(rank, length), stopped });
      }
      if (going.length === width) break;
    }
    finished = best([...finished, ...ended], width);
    if (length === maxTokens) break;
    live = going.map(({ beam, id, ...chances }) => ({ ids: [...live[beam]!.ids, id], ...chances }));
    // A text only gets less likely, so its best score is today's probability at the better length.
    const farthest = lengthPenalty > 0 ? maxTokens : length;
    const worst = finished[width - 1]?.score ?? Number.NEGATIVE_INFINITY;
    const hopes = live.some(({ rank }) => !(scoreOf(rank, farthest) < worst));
    if (!hopes) break;
    const parents = going.map(({ beam }) => beam);
    await read(
      going.map(({ id }) => id),
      gatherState(state, parents),
    );
  }
  return finished.map(({ ids, logProb, score, stopped }) => {
    return { ids, text: textOf(vocabulary, prompt, ids), logProb, score, stopped };
  });
}

const OWNER = 'beamSearch';
const OPTIONS: readonly (keyof BeamSearchOptions)[] = [
  'prompt',
  'width',
  'maxTokens',
  'lengthPenalty',
  'repetitionPenalty',
  'noRepeatNgramSize',
  'minTokens',
  'stopTokens',
  'exclude',
  'vocabulary',
  'initialState',
  'signal',
];

/** The options, checked and filled in. */
interface Search {
  readonly width: number;
  readonly maxTokens: number;
  readonly lengthPenalty: number;
  readonly repetitionPenalty: number;
  readonly noRepeatNgramSize: number;
  readonly minTokens: number;
  readonly vocabulary: Vocabulary | undefined;
  readonly prompt: readonly number[];
  readonly stops: Stops;
}

function readOptions(options: BeamSearchOptions): Search {
  checkOptions(OWNER, options, OPTIONS);
  const { width, maxTokens, lengthPenalty = 1, vocabulary } = options;
  const { repetitionPenalty = 1, noRepeatNgramSize = 0, minTokens = 0 } = options;
  checkCount(OWNER, 'width', width);
  checkCount(OWNER, 'maxTokens', maxTokens);
  checkNumber(OWNER, 'lengthPenalty', lengthPenalty, 'to be a number', () => true);
  checkSampling(OWNER, { repetitionPenalty });
  checkRules(OWNER, options, maxTokens);
  const stops = stopsOf(OWNER, options, vocabulary);
  const prompt = promptIds(OWNER, 'a prompt', options.prompt, vocabulary);
  const rules = { repetitionPenalty, noRepeatNgramSize, minTokens };
  return { width, maxTokens, lengthPenalty, ...rules, vocabulary, prompt, stops };
}

/** A text with what the model says of its next token, and what the options make of that. */
function continuable(
  { prompt, repetitionPenalty, noRepeatNgramSize }: Search,
  { ids, logProb, rank }: Live,
  logits: ArrayLike<number>,
  exclude: ReadonlySet<number>,
): Text {
  const plain = { logProb, rank, logits, ranking: logits, exclude };
  if (repetitionPenalty === 1 && noRepeatNgramSize === 0) return plain;
  const text = [...prompt, ...ids];
  const repeating = repeatingTokens(text, noRepeatNgramSize);
  return {
    ...plain,
    ranking: penalized(logits, repetitionPenalty, new Set(text)),
    exclude: repeating.length === 0 ? exclude : new Set([...exclude, ...repeating]),
  };
}

/** The best `count`, of equals those that were there first. */
function best(all: readonly Finished[], count: number): readonly Finished[] {
  return [...all].sort((a, b) => b.score - a.score).slice(0, count);
}

function textOf(
  vocabulary: Vocabulary | undefined,
  prompt: readonly number[],
  ids: readonly number[],
): string {
  return ids.map(decoderOf(vocabulary, prompt)).join('');
}
