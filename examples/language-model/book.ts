import { contiguous, type NextTokens, splitWords, type Vocabulary } from 'unrolled';
import { FlagError } from './flags.ts';

/** How many places of the text are read at once. */
export const ROWS = 16;
/** How many tokens each training step reads at each place, and goes back through. */
export const TOKENS = 32;
/** How many steps a round has, in which the LSTM remembers what it read. */
const STEPS = 25;
/** The share of the text, from its end, that is kept to judge by, and how many tokens of it. */
const HELD_OUT = 0.05;
const MOST_HELD_OUT = 16_000;
/** How many characters the model reads, at least, before it writes. */
const OPENING = 40;

/** A text, laid out for learning. */
export interface Book {
  /** What is read in each round; after the last one comes the first again. */
  readonly rounds: readonly NextTokens[];
  /** How many training steps a round has. */
  readonly stepsInRound: number;
  /** What is never learned, to judge by. */
  readonly heldOut: NextTokens;
  /** How that begins: a sentence or a part of one, for the model to go on from. */
  readonly opening: string;
  /** How many characters a token of the held-out text has: 1 unless tokens are words. */
  readonly charactersPerToken: number;
  /** Every word of the text, in small letters. */
  readonly words: ReadonlySet<string>;
}

/**
 * Lays a text out in ROWS long rows, and cuts these into rounds. In a round, each training step goes
 * on where the one before it stopped: truncated backpropagation through time.
 *
 * @throws FlagError if the text is too short
 */
export function layOut(text: string, vocabulary: Vocabulary): Book {
  const learned = text.slice(0, Math.floor(text.length * (1 - HELD_OUT)));
  const judging = text.slice(learned.length);
  const judgingIds = vocabulary.encode(judging);
  if (judgingIds.length <= ROWS) {
    throw new FlagError(
      `the text is too short: ${ROWS + 1} of its tokens have to be in its last 5 %, ` +
        `got ${judgingIds.length}`,
    );
  }
  const { x, y } = contiguous(vocabulary.encode(learned), ROWS);
  const length = Math.min(x.shape[1], STEPS * TOKENS);
  const rounds: NextTokens[] = [];
  for (let from = 0; from + length <= x.shape[1]; from += length) {
    const part = (ids: NextTokens['x']) => ids.lo(0, from).hi(ROWS, length);
    rounds.push({ x: part(x), y: part(y) });
  }
  return {
    rounds,
    stepsInRound: Math.ceil(length / TOKENS),
    heldOut: contiguous(judgingIds.subarray(0, MOST_HELD_OUT + 1), ROWS),
    opening: judging.slice(0, Math.max(judging.indexOf(' ', OPENING) + 1, 1)),
    charactersPerToken: judging.length / judgingIds.length,
    words: new Set(wordsIn(text)),
  };
}

/** The words of a text in small letters, without punctuation. */
export function wordsIn(text: string): string[] {
  return splitWords(text.toLowerCase()).filter((word) => /\p{L}/u.test(word));
}
