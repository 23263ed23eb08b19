/**
 * Where will a thrown ball be next? A single position does not tell: the ball may rise or fall, fast
 * or slowly. A feed-forward net that sees one position must fail; a recurrent net that saw the
 * positions before can tell how the ball moves.
 *
 *     npx tsx examples/ball/index.ts
 *
 * Its last line: Without the past a net misses 12 times as far.
 */
import { isCommand, type Print } from '../isCommand.ts';
import { feedForwardMiss, recurrentMiss } from './nets.ts';
import { throwBalls } from './throwBalls.ts';

/** How many throws are seen, and for how long the nets learn. */
export interface BallOptions {
  readonly throws?: number;
  readonly epochs?: number;
}

export async function main(
  print: Print,
  { throws = 400, epochs = 100 }: BallOptions = {},
): Promise<void> {
  const seen = throwBalls(throws, 'seen');
  const unseen = throwBalls(100, 'unseen');

  const feedForward = await feedForwardMiss(seen, unseen, epochs);
  print(`The feed-forward net sees one position and misses by ${centimetres(feedForward)}.`);
  const recurrent = await recurrentMiss(seen, unseen, epochs);
  print(`The recurrent net saw the past and misses by ${centimetres(recurrent)}.`);
  const times = Math.floor(feedForward / recurrent);
  print(`Without the past a net misses ${times} times as far.`);
}

function centimetres(metres: number): string {
  return `${(100 * metres).toFixed(1)} cm`;
}

if (isCommand(import.meta.url)) await main(console.log);
