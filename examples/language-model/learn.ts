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
  readonly bitsPerCharacter: number;
}

const STEPS_BETWEEN_REPORTS = 100;

/** Learns round after round until the goal is reached; reports now and then, and in the end. */
export async function learn(
  { model }: Learner,
  book: Book,
  goal: Goal,
  progress: Callback,
  report: () => Promise<void>,
): Promise<void> {
  const start = model.iterations;
  let reported = start;
  let isLast: boolean;
  do {
    const round = Math.floor(model.iterations / book.stepsInRound) % book.rounds.length;
    const { x, y } = book.rounds[round]!;
    await model.fit(x, y, {
      batchSize: ROWS,
      shuffle: false,
      bptt: { steps: TOKENS },
      callbacks: [progress],
    });
    isLast = goal.share(model.iterations - start) >= 1;
    if (!isLast && model.iterations - reported < STEPS_BETWEEN_REPORTS) continue;
    reported = model.iterations;
    await report();
  } while (!isLast);
}

/** Judges the model by text it has never learned. */
export async function judge({ model }: Learner, book: Book): Promise<Judgement> {
  const { x, y } = book.heldOut;
  const { loss, perplexity = 0, bitsPerToken = 0 } = await model.evaluate(x, y);
  const bitsPerCharacter = bitsPerToken / book.charactersPerToken;
  return { step: model.iterations, loss, perplexity, bitsPerCharacter };
}
