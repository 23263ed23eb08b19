import type { Callback } from 'unrolled';
import { type Book, ROWS, TOKENS } from './book.ts';
import type { Goal } from './goal.ts';
import type { Learner } from './learner.ts';

/** What the model makes of the held-out text. */
export interface Judgement {
  /** How many steps it has learned, in earlier runs too. */
  readonly step: number;
  /** −ln p of a token, on average. */
  readonly loss: number;
  readonly perplexity: number;
  /** For words it flatters: a word that is not in the vocabulary need not be spelled out. */
  readonly bitsPerCharacter: number;
}

/** Reports come twice as late each time, but not more steps apart than this. */
const LONGEST_SILENCE = 400;

/** Learns round after round until the goal is reached; reports now and then, and in the end. */
export async function learn(
  { model }: Learner,
  book: Book,
  goal: Goal,
  progress: Callback,
  report: () => Promise<void>,
): Promise<void> {
  const start = model.iterations;
  let nextReport = 1;
  for (let isLast = false; !isLast; ) {
    const round = Math.floor(model.iterations / book.stepsInRound) % book.rounds.length;
    const { x, y } = book.rounds[round]!;
    await model.fit(x, y, {
      batchSize: ROWS,
      shuffle: false,
      bptt: { steps: TOKENS },
      callbacks: [progress],
    });
    const done = model.iterations - start;
    isLast = goal.share(done) >= 1;
    if (!isLast && done < nextReport) continue;
    await report();
    nextReport = done + Math.min(done, LONGEST_SILENCE);
  }
}

/** Judges the model by text it has never learned. */
export async function judge({ model }: Learner, book: Book): Promise<Judgement> {
  const { x, y } = book.heldOut;
  const { loss, perplexity = 0, bitsPerToken = 0 } = await model.evaluate(x, y);
  const bitsPerCharacter = bitsPerToken / book.charactersPerToken;
  return { step: model.iterations, loss, perplexity, bitsPerCharacter };
}
