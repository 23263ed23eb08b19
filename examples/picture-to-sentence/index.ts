/**
 * One vector to a sentence: an LSTM is shown a picture of 12 × 12 points, the same at every step, and
 * says word by word what is on it.
 *
 *     npx tsx examples/picture-to-sentence/index.ts
 *
 * Its last line: Of 480 pictures it never saw, it describes 96 % without a mistake.
 */
import { isCommand, type Print } from '../isCommand.ts';
import { newDescriber } from './describer.ts';
import { linesOf, pictures, sentenceOf } from './pictures.ts';

/** From how many pictures the net learns, and how often. */
export interface PictureOptions {
  readonly count?: number;
  readonly epochs?: number;
}

export async function main(
  print: Print,
  { count = 2400, epochs = 30 }: PictureOptions = {},
): Promise<void> {
  const describer = newDescriber();
  await describer.learn(pictures(count, 'seen'), epochs);
  const unseen = pictures(480, 'unseen');
  const sentences = await describer.describe(unseen);
  for (const i of [5, 16, 22]) {
    for (const line of linesOf(unseen[i]!.picture)) print(`  ${line}`);
    print(`  ${sentences[i]}\n`);
  }
  const right = unseen.filter(({ scene }, i) => sentences[i] === sentenceOf(scene)).length;
  const percent = Math.round((100 * right) / unseen.length);
  print(`Of ${unseen.length} pictures it never saw, it describes ${percent} % without a mistake.`);
}

if (isCommand(import.meta.url)) await main(console.log);
